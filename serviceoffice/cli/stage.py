"""Sets the stage for a replay: the server's clock, and a clerk at each desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from serviceoffice.cli.client import Client
from serviceoffice.cli.plain import Trouble
from serviceoffice.cli.recordings import Recording

LEAD = 1.0
NEXT_DAYS = 14


class Stage:
    """One office of a demo-flagged server, about to be played in.

    ``lead`` is the time in real seconds from setting the clock to the first arrival.
    """

    def __init__(self, client: Client, office: str, recording: Recording, speed: float) -> None:
        self._client, self._recording, self._speed = client, recording, speed
        self._at = f"/api/v1/offices/{office}"
        self._office = self._read(self._at)
        self.lead = LEAD

    def staff(self) -> dict[str, str | None]:
        """The clerk of each desk, as far as there are clerks."""
        return staff(self._office["desks"], self._read(f"{self._at}/clerks")["clerks"])

    def set_clock(self) -> datetime:
        """Let the day begin, and say when the first visitor comes.

        A day without a date is played on the next day that the office is open.
        """
        zone = ZoneInfo(self._office["time_zone"])
        now = datetime.fromisoformat(self._read("/api/v1/demo/clock")["now"]).astimezone(zone)
        if self._recording.day:
            first = self._first(datetime.combine(self._recording.day, time(0), zone))
            self._let_run(first)
            return first
        for days in range(NEXT_DAYS):
            first = self._first(datetime.combine(now.date(), time(0), zone), days)
            if first > now and self._opens_by(first):
                return first
        raise Trouble(f"The office does not open by {first:%H:%M} on any of the next days.")

    def _first(self, midnight: datetime, days: int = 0) -> datetime:
        """The first arrival, counted on the wall clock."""
        return midnight + timedelta(days=days, seconds=self._recording.arrivals[0].at)

    def _let_run(self, first: datetime) -> None:
        start = first.timestamp() - self.lead * self._speed
        said = {
            "start": datetime.fromtimestamp(start, first.tzinfo).isoformat(),
            "speed": self._speed,
        }
        answer = self._client.post("/api/v1/demo/clock", said)
        if answer.status != 200:
            raise Trouble(f"The server's clock cannot be set: {answer.detail}")

    def _opens_by(self, first: datetime) -> bool:
        """Set the clock and see whether the office is open when the first visitor comes."""
        self._let_run(first)
        hours = self._read(self._at)["hours"]
        opens = datetime.fromisoformat(hours["opens"]) if hours["opens"] else None
        return bool(hours["open"] or (opens and opens <= first))

    def _read(self, path: str) -> Any:
        answer = self._client.get(path)
        if answer.status != 200:
            raise Trouble(f"{path} is answered {answer.status}: {answer.detail}")
        return answer.body


def staff(
    desks: Iterable[dict[str, Any]], clerks: Iterable[dict[str, Any]]
) -> dict[str, str | None]:
    """Each desk with a clerk or nobody; at best a clerk of an agency that the desk serves."""
    free = [clerk for clerk in clerks if "clerk" in clerk["roles"]]
    seats: dict[str, str | None] = {}
    # Desks that serve everything can take whoever is left.
    for desk in sorted(desks, key=lambda desk: not desk["serves"]):
        fitting = [clerk for clerk in free if clerk["home"] in desk["serves"]] or free
        seats[desk["id"]] = fitting[0]["id"] if fitting else None
        if fitting:
            free.remove(fitting[0])
    return seats
