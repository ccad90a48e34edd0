"""An office as visitors meet it: life events, papers, a private matter, rooms only shared."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import unquote

from kit import AGENCIES, OFFICE, SERVICES, make_office, make_service, make_step

from serviceoffice.api import Agency, LifeEvent, Service, Text, text
from serviceoffice.core.catalogue.catalogue import Catalogue
from serviceoffice.core.catalogue.guide import guide, office_as_agency
from serviceoffice.core.house import Place
from serviceoffice.core.offices.office import Clerk, Enabled, Office

SHARING = Agency("skogsstyrelsen", "Skogsstyrelsen", "SKS", domains=("wood",))
MOVING = make_service("SK1", title=text("Move"), papers=(text("Proof of identity"),))
NAME = make_service("SK2", title=text("Name of a child"), papers=(text("Both parents"),))
BENEFIT = make_service(
    "FK1", "forsakringskassan", title=text("Parental benefit"),
    summary=text("You are at home with your child."),
    papers=(text("Proof of identity"), text("Pregnancy certificate")),
)  # fmt: skip
DEBTS = make_service(
    "AF9", "arbetsformedlingen", title=text("Debts"), discreet=True,
    papers=(text("List of debts"),),
)  # fmt: skip
TREES = Service("SKS1", SHARING.slug, text("Trees"), (make_step(),), domain="wood")
LIFE = (
    LifeEvent("child", text("Having a child"), ("SK2", "FK1", "SKS1")),
    LifeEvent("move", text("Moving home"), ("SK1",)),
)


def visiting_office(office_id: str = OFFICE, **more: Any) -> Office:
    """Speaks Swedish, English and Arabic; Cia speaks Arabic too."""
    office = make_office(office_id)
    reception = Clerk("rut", "Rut", "skatteverket", roles=("reception",))
    agencies = (*office.agencies, Enabled(SHARING.slug, "premises"))
    values: dict[str, Any] = {
        "name": "The Office", "agencies": agencies, "languages": ("sv", "en", "ar"),
        "clerks": (*office.clerks, reception),
        "notices": (Text("A notice", by_language={"sv": "Ett besked", "en": "A notice"}),),
    }  # fmt: skip
    return make_office(office_id, **values | more)


def visiting_place(office: Office | None = None, life: tuple[LifeEvent, ...] = LIFE) -> Place:
    """The office with its catalogue."""
    office = office or visiting_office()
    services = {s.code: s for s in (*SERVICES, MOVING, NAME, BENEFIT, DEBTS, TREES, guide())}
    agencies = [*AGENCIES.values(), SHARING, office_as_agency(office.name)]
    return Place.of(office, Catalogue.of(agencies, services.values(), life))


def words(page: str) -> str:
    """What a page says, without its tags, with single spaces."""
    shown = re.sub(r"<(script|head|dialog)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def hidden_fields(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that is sent to an address, as a browser would send them."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    assert form, f"no form is sent to {action}"
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0])
    return dict(found)


def qr_modules(image: str) -> tuple[tuple[int, ...], ...]:
    """The dark (1) and light (0) squares of a QR code in a ``data:`` address, with its margin."""
    svg = unquote(image.partition(",")[2])
    size = int(re.search(r"d='M0 0h(\d+)v", svg)[1])  # type: ignore[index]
    path = re.search(r"stroke='#000' d='([^']+)'", svg)[1]  # type: ignore[index]
    rows = [[0] * size for _ in range(size)]
    x = y = 0
    for command, across, down in re.findall(r"([Mmh])(-?\d+)(?: (-?\d+(?:\.5)?))?", path):
        if command == "h":
            rows[y][x : x + int(across)] = [1] * int(across)
            x += int(across)
        elif command == "M":
            x, y = int(across), int(float(down))
        else:
            x, y = x + int(across), y + int(down)
    return tuple(map(tuple, rows))
