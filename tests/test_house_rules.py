"""Rules of the house that no linter knows."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LIMIT = 400
# May only shrink. Each line: the module and why it is longer.
LONGER: dict[str, str] = {}

MODULES = sorted(
    path
    for folder in ("serviceoffice", "plugins", "benchmarks", "tools")
    for path in (ROOT / folder).rglob("*.py")
    if "build" not in path.parts
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_short_enough_to_read(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LIMIT or str(path.relative_to(ROOT)) in LONGER, f"{lines} lines"


def test_the_list_of_longer_modules_only_shrinks() -> None:
    assert len(LONGER) <= 0
