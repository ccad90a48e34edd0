"""Mistakes that no single value shows: two parts of one file that cannot both be true.

Works on the file as it was written, not on the loaded values, so that these
mistakes are reported together with every wrong key and value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from serviceoffice.api import Problem
from serviceoffice.core.catalogue.guide import GUIDE, OFFICE
from serviceoffice.core.documents import Document, Place
from serviceoffice.core.offices.fields import did_you_mean

Row = tuple[Place, Mapping[str, Any]]


def contradictions(document: Document) -> list[Problem]:
    """Every contradiction within the file."""
    offices = _table(document.data.get("offices"))
    return [
        problem
        for office_id, office in offices.items()
        if isinstance(office, Mapping)
        for problem in _of_office(document, office, ("offices", office_id))
    ]


def _of_office(document: Document, office: Mapping[str, Any], at: Place) -> Iterator[Problem]:
    agencies = list(_rows(office, "agencies", at))
    services = [row for place, agency in agencies for row in _rows(agency, "services", place)]
    # A desk names agencies and services in one list, so no two of them share a name.
    names = [*_named(agencies, "slug"), *_named(services, "code")]
    yield from _twice(document, names, reserved=(OFFICE, GUIDE))
    yield from _twice(document, _named(agencies, "letter"))
    yield from _twice(document, _named(_rows(office, "desks", at), "id"))
    yield from _twice(document, _named(_rows(office, "clerks", at), "id"))
    yield from _twice(document, _named(_rows(office, "special_hours", at), "date"))
    yield from _host(document, office, at)
    yield from _special_days_within_closures(document, office, at)


def _twice(
    document: Document, names: Iterable[tuple[Place, str]], reserved: Collection[str] = ()
) -> Iterator[Problem]:
    """The same name for two things, or a name that the house itself needs."""
    first: dict[str, Place] = {}
    for place, name in names:
        if name in reserved:
            yield document.problem(place, f'"{name}" is the office\'s own word; choose another')
        elif name in first:
            line = document.line(first[name])
            yield document.problem(place, f'"{name}" is already used in line {line}')
        first.setdefault(name, place)


def _host(document: Document, office: Mapping[str, Any], at: Place) -> Iterator[Problem]:
    host = office.get("host")
    slugs = [str(agency.get("slug")) for _, agency in _rows(office, "agencies", at)]
    if isinstance(host, str) and host not in slugs:
        hint = did_you_mean(host, slugs)
        message = f'expected one of the agencies of this office: {", ".join(slugs)}; not "{host}"'
        yield document.problem((*at, "host"), f"{message} ({hint})" if hint else message)


def _special_days_within_closures(
    document: Document, office: Mapping[str, Any], at: Place
) -> Iterator[Problem]:
    # TOML dates print as ISO, and so compare as text, like dates in quotes.
    closures = [
        (place, str(closure["from"]), str(closure["to"]))
        for place, closure in _rows(office, "closures", at)
        if "from" in closure and "to" in closure
    ]
    for place, special in _rows(office, "special_hours", at):
        day = str(special.get("date"))
        for closure, first, last in closures:
            if special.get("open") and first <= day <= last:
                line = document.line(closure)
                message = f"{day} lies within the closure of line {line}: shorten one of them"
                yield document.problem((*place, "date"), message)


def _rows(table: Mapping[str, Any], key: str, at: Place) -> Iterator[Row]:
    """The tables of an array with their places; what is no table is the schema's to report."""
    rows = table.get(key)
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, Mapping):
            yield (*at, key, index), row


def _named(rows: Iterable[Row], key: str) -> Iterator[tuple[Place, str]]:
    """The value of a key in each row that has it, with its place."""
    return (((*place, key), str(row[key])) for place, row in rows if key in row)


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
