"""Reads an agency's ``catalogue/`` folder: its services, and its part in life events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serviceoffice.api import Agency, BadDocument, LifeEvent, Next, Problem, Service, Step, Text
from serviceoffice.core.catalogue import rules
from serviceoffice.core.catalogue.life_events import life_events
from serviceoffice.core.catalogue.schema import LifeEventPartsSchema, ServiceSchema
from serviceoffice.core.documents import Document, Place, read, validate

LIFE_EVENTS = "life_events.toml"


@dataclass(frozen=True, slots=True)
class Declared:
    """What an agency's catalogue declares.

    Services stand in the order of their codes (SK2 before SK10); each life
    event names the agency's own services only, in the order to do them.
    """

    services: tuple[Service, ...] = ()
    life_events: tuple[LifeEvent, ...] = ()


def read_catalogue(folder: Path, agency: Agency) -> Declared:
    """Read ``<code>.toml`` of every service and ``life_events.toml``.

    Raises BadDocument with the problems of all files at once.
    """
    files = sorted(folder.glob("*.toml"), key=_natural)
    if not any(file.name != LIFE_EVENTS for file in files):
        raise BadDocument(
            [Problem(str(folder), 0, "", "expected one <code>.toml per service here")]
        )
    services: list[Service] = []
    problems: list[Problem] = []
    for file in files:
        if file.name != LIFE_EVENTS:
            try:
                services.append(read_service(read(file), agency, agency.slug))
            except BadDocument as bad:
                problems += bad.problems
    parts: tuple[LifeEvent, ...] = ()
    if (file := folder / LIFE_EVENTS).exists():
        try:
            # By file names, so that a mistake in a service is not told twice.
            parts = _read_parts(read(file), {other.stem for other in files} - {file.stem})
        except BadDocument as bad:
            problems += bad.problems
    if problems:
        raise BadDocument(problems)
    return Declared(tuple(services), parts)


def read_service(document: Document, agency: Agency, text_domain: str) -> Service:
    """The service that a file describes, its texts in ``text_domain``.

    A step without ``next`` leads to the step below, one without ``domain``
    keeps the service's. Raises BadDocument with every problem of the file.
    """
    service = to_service(validate(document, ServiceSchema()), agency.slug, text_domain)
    problems = [document.problem(*mistake) for mistake in _mistakes(document, service, agency)]
    if problems:
        raise BadDocument(sorted(problems))
    return service


def to_service(values: Mapping[str, Any], agency: str, text_domain: str) -> Service:
    """The service of a table that has passed its schema."""

    def texts(words: Sequence[str]) -> tuple[Text, ...]:
        return tuple(Text(each, text_domain) for each in words)

    def to_step(n: int, step: Mapping[str, Any]) -> Step:
        below = [{"to": other["id"]} for other in values["steps"][n + 1 : n + 2]]
        return Step(
            **{
                **step,
                "title": Text(step["title"], text_domain),
                "after": tuple(step.get("after", ())),
                "next": tuple(
                    Next(to["to"], Text(to["when"], text_domain) if "when" in to else None)
                    for to in step.get("next", below)
                ),
                "papers": texts(step.get("papers", ())),
                "domain": step.get("domain", values["domain"]),
            }
        )

    return Service(
        **{
            **values,
            "agency": agency,
            "title": Text(values["title"], text_domain),
            "summary": Text(values["summary"], text_domain) if "summary" in values else None,
            "access": tuple(values["access"]),
            "papers": texts(values.get("papers", ())),
            "steps": tuple(to_step(n, step) for n, step in enumerate(values["steps"])),
        }
    )


def _mistakes(document: Document, service: Service, agency: Agency) -> Iterator[tuple[Place, str]]:
    if (name := Path(document.file).stem) != service.code:
        yield ("code",), f"expected “{name}”, as the file is called, found “{service.code}”"
    foreign = f"is not a secrecy domain of {agency.slug}; expected one of " + (
        ", ".join(agency.domains) or "those that the agency declares, which are none"
    )
    if service.domain not in agency.domains:
        yield ("domain",), f"“{service.domain}” {foreign}"
    for n, step in enumerate(service.steps):
        if step.domain not in (*agency.domains, service.domain):
            yield ("steps", n, "domain"), f"“{step.domain}” {foreign}"
    yield from rules.mistakes(service.steps)


def _read_parts(document: Document, codes: set[str]) -> tuple[LifeEvent, ...]:
    known = {event.id: event for event in life_events()}
    rows = validate(document, LifeEventPartsSchema())["life_events"]
    problems: list[Problem] = []
    seen: set[str] = set()
    for n, row in enumerate(rows):
        place: Place = ("life_events", n)
        if row["id"] not in known:
            message = f"there is no life event “{row['id']}”; expected one of {', '.join(known)}"
            problems.append(document.problem((*place, "id"), message))
        if row["id"] in seen:
            message = f"“{row['id']}” stands here a second time; name all its services at once"
            problems.append(document.problem((*place, "id"), message))
        seen.add(row["id"])
        for code in row["services"]:
            if code not in codes:
                message = f"the agency has no service “{code}”; expected codes of its own"
                problems.append(document.problem((*place, "services"), message))
    if problems:
        raise BadDocument(problems)
    return tuple(
        LifeEvent(row["id"], known[row["id"]].title, tuple(row["services"])) for row in rows
    )


def _natural(file: Path) -> list[tuple[int, str]]:
    """Sorts numbers within names by value."""
    return [
        (int(part), "") if part.isdigit() else (-1, part)
        for part in re.split(r"(\d+)", file.stem)
        if part
    ]
