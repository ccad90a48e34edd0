"""Tokens are looked up once for a while, and no longer than that after they were taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from kit import OFFICE, make_office, make_place
from sqlalchemy import event, update
from webkit import BASE, Browser, Script

from serviceoffice.core.access import accounts
from serviceoffice.core.access.tables import tokens
from serviceoffice.core.house import House
from serviceoffice.web.identity import DEVICE_COOKIE


@pytest.fixture
def passed(app: Flask) -> Callable[[float], None]:
    """Lets seconds pass for the tokens that are remembered."""
    now = [0.0]
    app.extensions["serviceoffice.tokens"].now = lambda: now[0]

    def forward(seconds: float) -> None:
        now[0] += seconds

    return forward


def revoke(house: House) -> None:
    with house.database.write() as connection:
        connection.execute(update(tokens).values(revoked=1))


def test_a_busy_script_costs_one_look_up(
    house: House, as_token: Callable[..., Browser], passed: Callable[[float], None]
) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM tokens" in statement:
            asked.append(statement)

    script = Script(as_token("integration"))
    event.listen(house.database._reader, "before_cursor_execute", note)
    for _ in range(5):
        assert script.get("/queue").status_code == 200
    assert len(asked) == 1
    passed(2.1)
    assert script.get("/queue").status_code == 200
    assert len(asked) == 2


def test_a_token_that_was_taken_back_works_for_two_seconds_at_most(
    house: House, as_token: Callable[..., Browser], passed: Callable[[float], None]
) -> None:
    script = Script(as_token("integration"))
    assert script.get("/queue").status_code == 200
    revoke(house)
    passed(2.0)
    assert script.get("/queue").status_code == 401


def test_a_stranger_cannot_fill_the_memory(app: Flask, client: Browser) -> None:
    remembered = app.extensions["serviceoffice.tokens"]._known
    for n in range(5):
        client.get(BASE, headers={"Authorization": f"Bearer guess-{n}"})
    assert remembered == {}


def test_remembered_tokens_are_bounded(app: Flask, as_token: Callable[..., Browser]) -> None:
    remembered = app.extensions["serviceoffice.tokens"]
    remembered.most = 3
    for _ in range(7):
        assert as_token("manager").get(f"{BASE}/queue").status_code == 200
        assert len(remembered._known) <= 3


def test_a_token_of_an_office_or_clerk_that_is_gone_is_worth_nothing(
    house: House, as_token: Callable[..., Browser], passed: Callable[[float], None]
) -> None:
    anna = Script(as_token("clerk", "anna"))
    assert anna.get("/queue").status_code == 200
    without_anna = make_office(clerks=tuple(c for c in make_office().clerks if c.id != "anna"))
    house.places = {OFFICE: make_place(without_anna)}
    passed(3)
    assert anna.get("/queue").status_code == 401
    elsewhere = as_token("integration")
    house.places = {}
    passed(3)
    assert elsewhere.get("/health/live").status_code == 401


def test_a_paired_screen_is_known_by_its_cookie_and_needs_the_pages_token(
    house: House, client: Browser
) -> None:
    client.set_cookie(DEVICE_COOKIE, accounts.create_token(house, OFFICE, "device"))
    ticket = {"services": ["SK1"]}
    assert client.post(f"{BASE}/visits", json=ticket).status_code == 400
    headers = {"X-CSRFToken": client.csrf_token()}
    assert client.post(f"{BASE}/visits", json=ticket, headers=headers).status_code == 201


def test_a_device_cookie_with_another_roles_token_opens_nothing(
    house: House, client: Browser
) -> None:
    client.set_cookie(DEVICE_COOKIE, accounts.create_token(house, OFFICE, "manager"))
    assert client.get(f"{BASE}/queue").status_code == 401
