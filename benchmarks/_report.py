"""Figures of several turns: median with minimum and maximum, as a table and as JSON."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def table(figures: Mapping[str, Sequence[float]], digits: Mapping[str, int] | None = None) -> str:
    """A line for each figure."""
    lines = [f"{'':34}{'median':>10}{'min':>10}{'max':>10}"]
    for name, values in figures.items():
        places = (digits or {}).get(name, 0)
        cells = (statistics.median(values), min(values), max(values))
        lines.append(f"{name:34}" + "".join(f"{cell:>10.{places}f}" for cell in cells))
    return "\n".join(lines)


def save(name: str, figures: Mapping[str, Sequence[float]], **about: object) -> Path:
    """Write every turn's figures to ``results/NAME.json``, with the machine they come from."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    machine = {
        "processors": os.cpu_count(), "load": os.getloadavg()[0], "system": platform.system(),
        "python": platform.python_version(),
    }  # fmt: skip
    found = {
        figure: {
            "median": statistics.median(values), "min": min(values), "max": max(values),
            "turns": [round(value, 4) for value in values],
        }
        for figure, values in figures.items()
    }  # fmt: skip
    document = {"benchmark": name, "figures": found, "about": about, "machine": machine}
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def wrong(problems: Sequence[str]) -> None:
    """A fast wrong answer is no answer: say what is wrong and exit with 1."""
    if problems:
        for problem in problems[:20]:
            print(f"wrong: {problem}", file=sys.stderr)
        sys.exit(1)
