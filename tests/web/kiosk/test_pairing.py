"""A real office's kiosk is paired, or opened by its staff."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from kit import OFFICE, Front
from visiting import words
from webkit import OTHER_OFFICE, Browser

from serviceoffice.core.access import accounts
from serviceoffice.core.house import House

START = f"/{OFFICE}/kiosk"


def pair(client: Browser, secret: str) -> int:
    return client.fill_in(f"{START}/pair", token=secret).status_code


def test_a_stranger_gets_no_kiosk_and_the_try_is_logged(
    client: Browser, front: Front, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("", "/en", "/en/agencies", "/en/situations/child", "/en/confirm?services=SK1"):
        answer = client.get(START + path)
        assert answer.status_code == 403
        assert 'name="token"' in answer.text
    assert client.fill_in(f"{START}/en/take", services="SK1").status_code == 403
    assert len([r for r in caplog.records if "refused a kiosk" in r.message]) == 6
    assert not [event for event in front.log() if event.kind == "ticket_taken"]


def test_a_device_token_pairs_the_kiosk_for_good(
    app: Flask, client: Browser, house: House, front: Front
) -> None:
    answer = client.fill_in(f"{START}/pair", token=accounts.create_token(house, OFFICE, "device"))
    assert answer.status_code == 303 and answer.location == START
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Max-Age=" in cookie
    assert client.get(START).status_code == 200
    assert client.fill_in(f"{START}/en/take", services="SK1").status_code == 303
    assert front.log()[-1].by == "token:1"


@pytest.mark.parametrize("role", ["integration", "manager"])
def test_only_a_device_token_pairs(client: Browser, house: House, role: str) -> None:
    assert pair(client, accounts.create_token(house, OFFICE, role)) == 422
    assert client.get(START).status_code == 403


@pytest.mark.parametrize("secret", ["", "nonsense"])
def test_a_wrong_token_is_told(client: Browser, secret: str) -> None:
    answer = client.fill_in(f"{START}/pair", token=secret)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "so_device" not in answer.headers.get("Set-Cookie", "")


def test_another_offices_device_token_does_not_pair(client: Browser, house: House) -> None:
    assert pair(client, accounts.create_token(house, OTHER_OFFICE, "device")) == 422


def test_a_kiosk_paired_elsewhere_is_a_stranger_here(client: Browser, house: House) -> None:
    secret = accounts.create_token(house, OTHER_OFFICE, "device")
    assert client.fill_in(f"/{OTHER_OFFICE}/kiosk/pair", token=secret).status_code == 303
    assert client.get(f"/{OTHER_OFFICE}/kiosk").status_code == 200
    assert client.get(START).status_code == 403


@pytest.mark.parametrize("who", ["anna", "rut"])
def test_the_staff_may_open_the_kiosk_of_their_own_office(
    as_clerk: Callable[..., Browser], who: str
) -> None:
    browser = as_clerk(who)
    assert browser.get(START).status_code == 200
    assert browser.get(f"/{OTHER_OFFICE}/kiosk").status_code == 403


def test_the_demos_kiosk_is_open_to_all(client: Browser, house: House) -> None:
    house.demo = True
    assert "Welcome" in words(client.get(f"{START}/en").text)
