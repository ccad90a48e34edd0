"""Who comes in, who does not, and where signing in leads."""

from __future__ import annotations

import pytest
from kit import OFFICE
from webkit import Browser

from serviceoffice.core.access import accounts
from serviceoffice.core.house import House

PASSWORD = "a long password"
PAGE = f"/{OFFICE}/sign-in"


@pytest.fixture
def anna(house: House, quick_passwords: None) -> None:
    accounts.set_password(house, OFFICE, "anna", PASSWORD)


@pytest.mark.parametrize("name", ["anna", "nobody"])
def test_a_wrong_password_and_an_unknown_name_are_answered_alike(
    client: Browser, anna: None, name: str
) -> None:
    answer = client.fill_in(PAGE, name=name, password="wrong")
    assert answer.status_code == 401
    assert "Namnet eller lösenordet" in answer.text
    assert client.get(f"/{OFFICE}/home").status_code == 302


def test_too_many_wrong_passwords_keep_out_the_right_one_for_a_while(
    client: Browser, anna: None
) -> None:
    for _ in range(accounts.FAILURES):
        client.fill_in(PAGE, name="anna", password="wrong")
    assert client.fill_in(PAGE, name="anna", password=PASSWORD).status_code == 429


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "\\\\evil"])
def test_signing_in_never_leads_to_another_server(
    client: Browser, anna: None, elsewhere: str
) -> None:
    answer = client.fill_in(PAGE, name="anna", password=PASSWORD, then=elsewhere)
    assert answer.location == f"/{OFFICE}/home"


def test_a_new_password_ends_the_sessions_of_the_old(
    client: Browser, house: House, anna: None
) -> None:
    client.fill_in(PAGE, name="anna", password=PASSWORD)
    assert client.get(f"/{OFFICE}/home").status_code == 200
    accounts.set_password(house, OFFICE, "anna", PASSWORD + "!")
    assert client.get(f"/{OFFICE}/home").status_code == 302
