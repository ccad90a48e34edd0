"""An office as its configuration describes it: frozen values, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal
from zoneinfo import ZoneInfo

from serviceoffice.api import Service, Text

Form = Literal["information", "municipal", "co_located", "integrated"]
Participation = Literal["premises", "information", "contact_help", "present"]
Role = Literal["clerk", "reception", "manager"]

FORMS: tuple[Form, ...] = ("information", "municipal", "co_located", "integrated")
PARTICIPATIONS: tuple[Participation, ...] = ("premises", "information", "contact_help", "present")
ROLES: tuple[Role, ...] = ("clerk", "reception", "manager")


@dataclass(frozen=True, slots=True)
class Enabled:
    """An agency that this office houses.

    ``only`` picks services of its package, ``without`` leaves some out; both
    empty means all. ``name``, ``letter`` and ``services`` describe an agency
    that has no package (``data`` is then true).
    """

    slug: str
    participation: Participation = "present"
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    data: bool = False
    name: str = ""
    letter: str = ""
    services: tuple[Service, ...] = ()

    def offers(self, code: str) -> bool:
        """Whether ``only`` and ``without`` leave a service of the agency in."""
        return (not self.only or code in self.only) and code not in self.without


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter. ``serves`` names agencies and services; empty means everything.

    A ``quick`` desk takes only visits whose every errand is short.
    """

    id: str
    name: str
    serves: tuple[str, ...] = ()
    quick: bool = False


@dataclass(frozen=True, slots=True)
class Clerk:
    """A person who serves.

    ``skills`` caps the ROSA level per agency slug or service code (the
    service's own line wins); 0 means does not serve it, no line means no cap.
    """

    id: str
    name: str
    home: str
    roles: tuple[Role, ...] = ("clerk",)
    languages: tuple[str, ...] = ("sv",)
    skills: Mapping[str, int] = field(default_factory=dict)

    def skill(self, agency: str, service: str) -> int | None:
        """The cap for a service, or None where nothing is said."""
        return self.skills.get(service, self.skills.get(agency))


@dataclass(frozen=True, slots=True)
class Numbers:
    """How tickets are numbered: one neutral series, or one per agency."""

    series: Literal["office", "agency"] = "office"
    prefix: str = ""
    digits: int = 3
    start: int = 1


@dataclass(frozen=True, slots=True)
class QueueRules:
    """The order of the line and its limits; every time in minutes.

    ``credits`` gives a class of visitors (``booked``, ``priority``, …) minutes
    ahead. ``bring_back`` says where a missed visitor returns: to the old place
    or to the end of the line. ``close_after`` is how long after closing time
    those who still wait are sent home.
    """

    credits: Mapping[str, int] = field(default_factory=lambda: {"booked": 15, "priority": 30})
    recall_limit: int = 3
    bring_back: Literal["keep_place", "end_of_line"] = "keep_place"
    quick_minutes: int = 5
    close_after: int = 30


@dataclass(frozen=True, slots=True)
class Hours:
    """When the office is open.

    Spans of local time by weekday (0 Monday), special days that replace them,
    closures with a reason, and the country whose public holidays close the
    office (empty: none). A span's end of ``time(0)`` is the midnight after.
    """

    week: Mapping[int, tuple[tuple[time, time], ...]] = field(default_factory=dict)
    special: Mapping[date, tuple[tuple[time, time], ...]] = field(default_factory=dict)
    closures: tuple[tuple[date, date, Text], ...] = ()
    holidays: str = "SE"
    always: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """A place where several agencies' services are given."""

    id: str
    name: str
    form: Form
    zone: ZoneInfo
    agencies: tuple[Enabled, ...]
    desks: tuple[Desk, ...]
    clerks: tuple[Clerk, ...] = ()
    languages: tuple[str, ...] = ("sv", "en")
    municipality: str = ""
    region: str = ""
    host: str = ""
    hours: Hours = Hours()
    numbers: Numbers = Numbers()
    queue: QueueRules = QueueRules()
    notices: tuple[Text, ...] = ()

    def desk(self, desk_id: str) -> Desk | None:
        """The desk of that id, or None."""
        return next((desk for desk in self.desks if desk.id == desk_id), None)

    def clerk(self, clerk_id: str) -> Clerk | None:
        """The clerk of that id, or None."""
        return next((clerk for clerk in self.clerks if clerk.id == clerk_id), None)

    def agency(self, slug: str) -> Enabled | None:
        """The enabled agency of that slug, or None."""
        return next((agency for agency in self.agencies if agency.slug == slug), None)
