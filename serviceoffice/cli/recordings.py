"""Recorded days as arrivals, and the office each is played in.

Two forms are read: our own day files (``arrival,services,minutes,…``) and the
queue log of a bank's service desk by telephone (A. Mandelbaum, A. Sakov,
S. Zeltyn, *Empirical Analysis of a Call Center*, Technion 2000).
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from serviceoffice.cli.plain import Trouble

OUR_COLUMNS = {"arrival", "services", "minutes"}
BANK_COLUMNS = {
    "date", "arrival", "priority", "type", "queue_seconds", "outcome", "service_seconds", "server",
}  # fmt: skip
BANK_TYPES = {
    "PS": "Ordinary service",
    "PE": "Ordinary service in English",
    "NW": "New customer",
    "IN": "Service over the internet",
    "NE": "Shares and investments",
    "TT": "Message left",
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """One arrival. Times in seconds: ``at`` after midnight, ``service`` of work.

    ``patience`` is how long the visitor waits before leaving, or None.
    """

    at: float
    services: tuple[str, ...]
    service: float
    patience: float | None
    priority: str | None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """A day: its arrivals in order, its date and how many desks worked, where the file says."""

    day: date | None
    arrivals: tuple[Recorded, ...]
    desks: int | None
    is_bank: bool


def read(path: Path, day: date | None = None) -> Recording:
    """Read a recording. ``day`` picks one from a log of several days, or dates one of ours.

    Raises Trouble, naming the file, the line and what was expected.
    """
    try:
        with _open(path) as file:
            rows = list(csv.DictReader(file))
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise Trouble(f"{path} cannot be read: {reason}.") from error
    if not rows:
        raise Trouble(f"{path} has no arrivals.")
    if rows[0].keys() >= BANK_COLUMNS:
        return _bank(path, rows, day)
    if rows[0].keys() >= OUR_COLUMNS:
        return _ours(path, rows, day)
    raise Trouble(
        f"{path} is no recording. Its first line must name the columns "
        f"{', '.join(sorted(OUR_COLUMNS))} (a day of ours) or "
        f"{', '.join(sorted(BANK_COLUMNS))} (a queue log); "
        f"it names {', '.join(str(name) for name in rows[0])}."
    )


def bank_office(office: str, desks: int) -> str:
    """The configuration of an office that gives the bank's services, open all day."""
    lines = [
        "[server]", "demo = true", f"[offices.{office}]", 'name = "Service desk"',
        'form = "co_located"', 'time_zone = "Europe/Stockholm"', 'languages = ["sv", "en"]',
        'host = "bank"', f"[offices.{office}.hours]", "always = true",
        f"[[offices.{office}.agencies]]", 'slug = "bank"', 'name = "Bank"', 'letter = "B"',
        'participation = "present"',
    ]  # fmt: skip
    for code, title in BANK_TYPES.items():
        lines += [
            f"[[offices.{office}.agencies.services]]", f'code = "{code}"',
            f'title = {{ sv = "{title}", en = "{title}" }}', "minutes = 3", "level = 2",
        ]  # fmt: skip
    for number in range(1, desks + 1):
        lines += [
            f"[[offices.{office}.desks]]", f'id = "d{number}"', f'name = "Desk {number}"',
            f"[[offices.{office}.clerks]]", f'id = "c{number}"', f'name = "Clerk {number}"',
            'home = "bank"',
        ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _bank(path: Path, rows: list[dict[str, str]], day: date | None) -> Recording:
    days = sorted({row["date"] for row in rows})
    wanted = day.isoformat() if day else days[0]
    if wanted not in days:
        raise Trouble(f"{path} has no {wanted}; it has {days[0]} to {days[-1]}.")
    arrivals, servers = [], set()
    for line, row in enumerate(rows, start=2):
        if row["date"] == wanted:
            arrivals.append(_arrival(path, line, row, _call))
            servers.add(row["server"])
    desks = len(servers - {"", "NO_SERVER"})
    return Recording(date.fromisoformat(wanted), _in_order(arrivals), desks, is_bank=True)


def _call(row: dict[str, str]) -> Recorded:
    if row["type"] not in BANK_TYPES:
        raise ValueError(f"“{row['type']}” is none of the types {', '.join(BANK_TYPES)}")
    served = row["outcome"] == "AGENT"
    return Recorded(
        at=_seconds(row["arrival"]),
        services=(row["type"],),
        service=float(row["service_seconds"] or 0),
        patience=None if served else float(row["queue_seconds"] or 0),
        priority="priority" if row["priority"] == "2" else None,
    )


def _ours(path: Path, rows: list[dict[str, str]], day: date | None) -> Recording:
    arrivals = [_arrival(path, line, row, _visit) for line, row in enumerate(rows, start=2)]
    return Recording(day, _in_order(arrivals), None, is_bank=False)


def _visit(row: dict[str, str]) -> Recorded:
    if not row["services"].split():
        raise ValueError("names no service")
    return Recorded(
        at=_seconds(row["arrival"]),
        services=tuple(row["services"].split()),
        service=float(row["minutes"]) * 60,
        patience=float(row["patience"]) * 60 if row.get("patience") else None,
        priority=row.get("priority") or None,
        language=row.get("language") or None,
    )


def _arrival(
    path: Path, line: int, row: dict[str, str], parse: Callable[[dict[str, str]], Recorded]
) -> Recorded:
    try:
        return parse(row)
    except (ValueError, TypeError, AttributeError) as error:  # a short line lacks its last values
        raise Trouble(f"{path}:{line} is no arrival: {error}.") from error


def _in_order(arrivals: Iterable[Recorded]) -> tuple[Recorded, ...]:
    return tuple(sorted(arrivals, key=lambda arrival: arrival.at))


def _seconds(clock: str) -> float:
    """``9:05:30`` as seconds after midnight."""
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    if not (0 <= hours < 24 and 0 <= minutes < 60 and 0 <= seconds < 60):
        raise ValueError(f"{clock} is no time of day")
    return hours * 3600 + minutes * 60 + seconds


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")
