"""A small office for the staff's faces: branching and discreet services, a booking, life events."""

from __future__ import annotations

import html
import re
import uuid
from typing import Any

from kit import AGENCIES, OFFICE, make_office, make_service, make_step
from webkit import Browser
from werkzeug.test import TestResponse

from serviceoffice.api import LifeEvent, Next, Service, text
from serviceoffice.core.catalogue.catalogue import Catalogue
from serviceoffice.core.catalogue.guide import guide, office_as_agency
from serviceoffice.core.house import Place
from serviceoffice.core.offices.office import Clerk, Desk, Office

REGISTER = make_service(
    "AF1", "arbetsformedlingen", title=text("Register as a jobseeker"),
    steps=[
        make_step("clarify", 1, 2, title=text("Clarify the day"), next=(Next("fill_in"),)),
        make_step("fill_in", 2, 10, title=text("Fill in together"), next=(Next("book"),),
                  papers=(text("E-identification"),)),
        make_step("book", 3, 3, title=text("Book the first talk"), act="appointment",
                  next=(Next("assign"),)),
        make_step("assign", 5, 2, title=text("Appoint an officer"), actor="back",
                  after=("book",)),
    ],
)  # fmt: skip
MOVE = make_service(
    "SK1", title=text("Report a move"),
    steps=[
        make_step("identify", 1, 1, title=text("Check identity"), next=(Next("explain"),)),
        make_step("explain", 2, 4, title=text("Explain the form"), next=(Next("decide"),)),
        make_step("decide", 5, 5, title=text("Decide on the move"), after=("identify",),
                  authority=True, legal_basis="Folkbokföringslagen (1991:481) 25 §"),
    ],
)  # fmt: skip
BRANCH = make_service(
    "SK5", title=text("Tax account"),
    steps=[
        make_step("ask", 1, 2, title=text("Ask what it is about"), next=(
            Next("tell", text("The visitor only asks")), Next("pay", text("The visitor pays")))),
        make_step("tell", 1, 2, title=text("Tell how it works")),
        make_step("pay", 3, 4, title=text("Show how to pay")),
    ],
)  # fmt: skip
DEBTS = make_service(
    "FK9", "forsakringskassan", title=text("Help with debts"), discreet=True,
    steps=[make_step("listen", 2, 10, title=text("Listen to the debts"))],
)  # fmt: skip
BENEFIT = make_service(
    "FK1", "forsakringskassan", title=text("Parental benefit"),
    summary=text("You stay at home with your child."),
    steps=[make_step("apply", 4, 9, title=text("Take the application"))],
)  # fmt: skip
SERVICES: tuple[Service, ...] = (REGISTER, MOVE, BRANCH, BENEFIT, DEBTS)
LIFE = (
    LifeEvent("lose_job", text("Losing a job"), ("AF1", "SK5", "SK1")),
    LifeEvent("over_indebted", text("Debts that grow"), ("FK9",)),
)


def staff_office(office_id: str = OFFICE, **more: Any) -> Office:
    """Desk 1 gives Arbetsförmedlingen, desk 2 Skatteverket, desk 3 everything, desk 4 is quick."""
    values: dict[str, Any] = {
        "form": "co_located",
        "desks": (
            Desk("d1", "Desk 1", ("arbetsformedlingen",)),
            Desk("d2", "Desk 2", ("skatteverket",)),
            Desk("d3", "Desk 3"),
            Desk("d4", "Desk 4", quick=True),
        ),
        "clerks": (
            Clerk("anna", "Anna", "skatteverket"),
            Clerk("bo", "Bo", "forsakringskassan", roles=("clerk", "reception")),
            Clerk("cia", "Cia", "arbetsformedlingen", languages=("sv", "ar")),
            Clerk("dag", "Dag", "skatteverket", skills={"arbetsformedlingen": 0}),
            Clerk("rut", "Rut", "skatteverket", roles=("reception",)),
            Clerk("eva", "Eva", "skatteverket", roles=("manager",)),
        ),
        "languages": ("en", "sv", "ar"),
    }
    return make_office(office_id, **values | more)


def staff_place(office: Office | None = None) -> Place:
    """The office with its services and life events."""
    office = office or staff_office()
    agencies = [*AGENCIES.values(), office_as_agency(office.name)]
    return Place.of(office, Catalogue.of(agencies, [*SERVICES, guide()], LIFE))


def words(page: str) -> str:
    """What a page says, without its tags, with single spaces."""
    shown = re.sub(r"<(script|head)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())


class Counter:
    """A clerk's browser at the counter: ``at.do("begin", visit=3)`` presses that button."""

    def __init__(self, browser: Browser, desk: str, office: str = OFFICE) -> None:
        self.browser, self.desk, self.base = browser, desk, f"/{office}/counter"

    def page(self) -> str:
        """The page's words."""
        answer = self.browser.get(self.base)
        assert answer.status_code == 200, answer.text
        return words(answer.text)

    def get(self, path: str, **asked: Any) -> TestResponse:
        """A dialog or a part of the page."""
        return self.browser.get(f"{self.base}/{path}", query_string=asked)

    def do(self, word: str, **fields: Any) -> TestResponse:
        """Send a form of the page without scripts."""
        return self.browser.fill_in(f"{self.base}/{word}", **{"desk": self.desk, **fields})

    def htmx(self, word: str, target: str = "problem", **fields: Any) -> TestResponse:
        """Send it as htmx does."""
        form = {"csrf_token": self.browser.csrf_token(), "key": uuid.uuid4().hex}
        headers = {"HX-Request": "true", "HX-Target": target}
        form |= {"desk": self.desk, **fields}
        return self.browser.post(f"{self.base}/{word}", data=form, headers=headers)


class Reception:
    """A browser at the reception."""

    def __init__(self, browser: Browser, office: str = OFFICE) -> None:
        self.browser, self.base = browser, f"/{office}/reception"

    def get(self, path: str = "", **asked: Any) -> str:
        """The words of the page or of a part of it."""
        answer = self.browser.get(self.base + path, query_string=asked)
        assert answer.status_code == 200, answer.text
        return words(answer.text)

    def send(self, path: str = "", **form: Any) -> TestResponse:
        """Send a form without scripts."""
        return self.browser.fill_in(self.base + path, **form)

    def htmx(self, path: str = "", **form: Any) -> TestResponse:
        """Send a form as htmx does."""
        form = {"csrf_token": self.browser.csrf_token(), "key": uuid.uuid4().hex} | form
        return self.browser.post(self.base + path, data=form, headers={"HX-Request": "true"})
