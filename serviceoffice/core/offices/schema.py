"""What may stand in ``serviceoffice.toml``, table by table.

Each table becomes the value of ``office.py`` that it describes; what a file
leaves out keeps the default written there. docs/configuration.md describes
every key, and a test compares it with these tables.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError, fields, post_load, validates_schema
from marshmallow.validate import Length

from serviceoffice.api import ACCESS, Next, Service, Step, text
from serviceoffice.core.documents import Table
from serviceoffice.core.offices.fields import (
    DAYS,
    Entries,
    Many,
    code,
    country,
    database,
    day,
    flag,
    language,
    letters,
    line,
    one_of,
    said,
    short,
    spans,
    tables,
    whole,
    word,
    zone,
)
from serviceoffice.core.offices.office import (
    FORMS,
    PARTICIPATIONS,
    ROLES,
    Clerk,
    Desk,
    Enabled,
    Numbers,
    QueueRules,
)


class ServerTable(Table):
    """Where the house keeps its log."""

    database = database()
    demo = flag()


class HoursTable(Table):
    """The ordinary week. Becomes arguments of Hours."""

    monday = spans()
    tuesday = spans()
    wednesday = spans()
    thursday = spans()
    friday = spans()
    saturday = spans()
    sunday = spans()
    always = flag()
    holidays = country()

    @validates_schema(skip_on_field_errors=False)
    def _one_of_both(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("always"):
            message = "an office that is always open has no hours of its own for a day"
            if errors := {name: [message] for name in DAYS if name in data}:
                raise ValidationError(errors)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        week = {number: data.pop(name) for number, name in enumerate(DAYS) if name in data}
        return {"week": week, **data}


class SpecialDayTable(Table):
    """One day whose hours replace the week's."""

    date = day(required=True)
    open = spans(required=True)


class ClosureTable(Table):
    """Days when the office is closed."""

    first = day(data_key="from", required=True)
    last = day(data_key="to", required=True)
    reason = said(required=True)

    @validates_schema(skip_on_field_errors=False)
    def _in_order(self, data: dict[str, Any], **_: Any) -> None:
        if "first" in data and "last" in data and data["last"] < data["first"]:
            raise ValidationError(f"the closure ends before it starts ({data['first']})", "to")


class NoticeTable(Table):
    """A sentence on the display."""

    text = said(required=True)


class ServiceTable(Table):
    """A service of an agency without a package: help at the desk, perhaps a decision."""

    code = code(required=True)
    title = said(required=True)
    summary = said()
    minutes = whole(1, 480, required=True)
    back_minutes = whole(0, 10_000, load_default=0)
    level = whole(1, 6, load_default=2)
    access = Many(one_of(ACCESS), f"a list of: {', '.join(ACCESS)}", filled=True)
    papers = Many(said(), "a list of texts")
    law = short(200)
    domain = word()
    discreet = flag()
    private_room = flag()

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Service:
        level, minutes = data.pop("level"), data.pop("minutes")
        steps = [Step("help", text("Help at the desk"), level, "front", minutes)]
        if back_minutes := data.pop("back_minutes"):
            steps[0] = replace(steps[0], next=(Next("decide"),))
            decide = text("Decide the matter")
            steps.append(Step("decide", decide, 6, "back", back_minutes, authority=True))
        return Service(agency="", steps=tuple(steps), **data)


class AgencyTable(Table):
    """An agency the office houses; a name makes it one that needs no package."""

    slug = word(required=True)
    participation = one_of(PARTICIPATIONS)
    picked = Many(code(), "a list of service codes", filled=True, data_key="only", attribute="only")
    without = Many(code(), "a list of service codes")
    name = line()
    letter = letters()
    services = tables(ServiceTable, "offices.ID.agencies.services")

    @validates_schema(skip_on_field_errors=False, pass_original=True)
    def _package_or_description(
        self, data: dict[str, Any], original: dict[str, Any], **_: Any
    ) -> None:
        errors: dict[str, list[str]] = {}
        if both := set(data.get("only", ())) & set(data.get("without", ())):
            errors["without"] = [f"{', '.join(sorted(both))} stands in only as well"]
        described = [key for key in ("name", "letter", "services") if key in original]
        if described:
            for key in ("name", "letter"):
                if key not in original:
                    message = f"is missing; an agency described here ({described[0]}) needs it"
                    errors[key] = [message]
            for key in ("only", "without"):
                if key in original:
                    message = "picks from a package; describe only the services you offer instead"
                    errors.setdefault(key, []).append(message)
        if errors:
            raise ValidationError(errors)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Enabled:
        slug = data["slug"]
        services = tuple(
            replace(service, agency=slug, domain=service.domain or slug)
            for service in data.pop("services", ())
        )
        return Enabled(data="name" in data, services=services, **data)


class DeskTable(Table):
    """A desk."""

    id = word(required=True)
    name = line(required=True)
    serves = Many(code(), "a list of agencies and service codes")
    quick = flag()

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Desk:
        return Desk(**data)


class ClerkTable(Table):
    """A clerk's profile; a password is set elsewhere, never here."""

    id = word(required=True)
    name = line(required=True)
    home = word(required=True)
    roles = Many(one_of(ROLES), f"a list of: {', '.join(ROLES)}", filled=True)
    languages = Many(language(), "a list of language codes", filled=True)
    skills = Entries(code(), whole(0, 8), "levels by agency or service: { FK3 = 2 }")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Clerk:
        return Clerk(**data)


class NumbersTable(Table):
    """How tickets are numbered."""

    series = one_of(("office", "agency"))
    prefix = short(3)
    digits = whole(1, 6)
    start = whole(0, 999_999)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Numbers:
        return Numbers(**data)


class QueueTable(Table):
    """The order of the line and its limits."""

    credits = Entries(word(), whole(0, 1440), "minutes by class of visitors: { booked = 15 }")
    recall_limit = whole(0, 20)
    bring_back = one_of(("keep_place", "end_of_line"))
    quick_minutes = whole(1, 240)
    close_after = whole(0, 1440)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> QueueRules:
        return QueueRules(**data)


class OfficeTable(Table):
    """An office. Becomes arguments of Office, its hours still in three parts."""

    name = line(required=True)
    form = one_of(FORMS, required=True)
    municipality = short(100)
    region = short(100)
    time_zone = zone(attribute="zone", load_default=ZoneInfo("Europe/Stockholm"))
    languages = Many(language(), "a list of language codes", filled=True)
    host = word()
    hours = fields.Nested(HoursTable, load_default=dict)
    special_hours = tables(SpecialDayTable, "offices.ID.special_hours", load_default=())
    closures = tables(ClosureTable, "offices.ID.closures", load_default=())
    notices = tables(NoticeTable, "offices.ID.notices")
    agencies = tables(AgencyTable, "offices.ID.agencies", required=True, filled=True)
    desks = tables(DeskTable, "offices.ID.desks", required=True, filled=True)
    clerks = tables(ClerkTable, "offices.ID.clerks")
    numbers = fields.Nested(NumbersTable)
    queue = fields.Nested(QueueTable)


class ConfigurationTable(Table):
    """The whole file."""

    server = fields.Nested(ServerTable, load_default=dict)
    offices = Entries(
        word(),
        fields.Nested(OfficeTable),
        "at least one office, as a table [offices.ID]",
        required=True,
        validate=Length(min=1, error="expected at least one office, as a table [offices.ID]"),
    )
