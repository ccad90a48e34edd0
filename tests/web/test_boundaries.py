"""Every route × every role × home and foreign office gets exactly what its permission says.

Generated from the application's own routes: a new route is tried without being
named here, so none can be forgotten.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from kit import OFFICE
from webkit import OTHER_OFFICE
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from serviceoffice.core.house import House
from serviceoffice.web.permissions import ROLES, allow, allowed_roles, every_route_says_who

FAR_AWAY = "192.0.2.1"
TOKEN_ROLES = ("clerk", "reception", "manager", "device", "integration")
PEOPLE = {"anna": "clerk", "rut": "reception", "eva": "manager"}


@dataclass(frozen=True)
class Asker:
    """Somebody at the door: what it may act as, and where it is at home."""

    name: str
    role: str
    office: str | None
    client: FlaskClient

    def may(self, allowed: frozenset[str], at: str | None) -> bool:
        """What the permission says."""
        if "public" in allowed:
            return True
        at_home = at is None or at == self.office
        return at_home and self.role in allowed


@pytest.fixture
def askers(
    client: FlaskClient, as_token: Callable[..., FlaskClient], as_clerk: Callable[..., FlaskClient]
) -> list[Asker]:
    """Nobody, and every role as token and as person, of this office and of another."""
    known = [Asker("nobody", "public", None, client)]
    for office in (OFFICE, OTHER_OFFICE):
        for role in TOKEN_ROLES:
            clerk = "anna" if role == "clerk" else None
            script = as_token(role, clerk, office)
            known.append(Asker(f"token {role} of {office}", role, office, script))
        for person, role in PEOPLE.items():
            browser = as_clerk(person, office=office)
            known.append(Asker(f"{person}, {role} of {office}", role, office, browser))
    return known


def every_door(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Each route with each of its methods and an address: of our office, and else of nothing."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        parts = {name: part(rule, name) for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            yield rule, method, adapter.build(rule.endpoint, parts, method=method)


def part(rule: Rule, name: str) -> str | int:
    """What stands for a part of an address."""
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    if isinstance(converter, IntegerConverter):
        return min(999_999, converter.max or 999_999)
    return OFFICE if name == "office" else "x"


def test_every_door_opens_for_exactly_those_whom_its_permission_names(
    app: Flask, house: House, askers: list[Asker], caplog: pytest.LogCaptureFixture
) -> None:
    app.config["STREAM_SECONDS"] = 0
    tried = 0
    for rule, method, address in every_door(app):
        allowed = allowed_roles(app, rule.endpoint, method)
        assert allowed, rule.rule
        office = OFFICE if "office" in rule.arguments else None
        for asker in askers:
            caplog.clear()
            with caplog.at_level(logging.WARNING):
                answer = asker.client.open(
                    address, method=method, environ_overrides={"REMOTE_ADDR": FAR_AWAY}
                )
            logged = f"refused {method} {rule.endpoint} to "
            refused = any(record.message.startswith(logged) for record in caplog.records)
            what = f"{method} {address} by {asker.name}: {answer.status}"
            assert refused != asker.may(allowed, office), what
            assert answer.status_code < 500, what
            if refused:
                assert answer.status_code in (401, 403) or turned_to_sign_in(answer), what
            tried += 1
    assert tried > 500


def turned_to_sign_in(answer: object) -> bool:
    """A person who is not signed in is led there, back to where it wanted to go."""
    return answer.status_code == 302 and "/sign-in" in answer.headers["Location"]  # type: ignore[attr-defined]


def test_what_is_refused_changes_nothing(
    app: Flask, house: House, askers: list[Asker], caplog: pytest.LogCaptureFixture
) -> None:
    def state() -> tuple[object, ...]:
        with house.database.read() as connection:
            heads = connection.exec_driver_sql("SELECT office_id, seq FROM log_heads ORDER BY 1")
            return tuple(heads.all())

    before = state()
    stranger, *known = askers
    foreign = [asker for asker in known if asker.office == OTHER_OFFICE]
    for rule, method, address in every_door(app):
        if method != "POST" or "office" not in rule.arguments:
            continue
        if "public" in (allowed_roles(app, rule.endpoint, method) or ()):
            continue
        for asker in (stranger, *foreign):
            asker.client.post(address, json={"services": ["SK1"]})
    assert state() == before


def test_metrics_are_open_to_this_machine_and_not_to_a_proxy_on_it(client: FlaskClient) -> None:
    assert client.get("/metrics").status_code == 200
    through_a_proxy = client.get("/metrics", headers={"X-Forwarded-For": FAR_AWAY})
    assert through_a_proxy.status_code == 401


def test_a_wrong_token_is_refused_even_where_everybody_may_come_and_is_logged(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/health/live", headers={"Authorization": "Bearer no-such-token"})
    assert answer.status_code == 401
    assert answer.json["code"] == "bad_token"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "bad token" in caplog.text
    assert "no-such-token" not in caplog.text


def test_an_address_that_is_not_there_is_not_found_whoever_asks_and_however(
    client: FlaskClient,
) -> None:
    for method in ("GET", "POST", "DELETE", "TRACE"):
        assert client.open("/api/v1/nowhere", method=method).status_code == 404


def test_a_route_without_a_permission_keeps_the_product_from_starting(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "")
    with pytest.raises(RuntimeError, match="/forgotten"):
        every_route_says_who(app)


def test_a_class_of_views_says_for_each_method_who_may_use_it(app: Flask) -> None:
    from flask.views import MethodView

    class Things(MethodView):
        @allow("public")
        def get(self) -> str:
            return ""

        @allow("manager")
        def post(self) -> str:
            return ""

    app.add_url_rule("/things", view_func=Things.as_view("things"))
    assert allowed_roles(app, "things", "HEAD") == {"public"}
    assert allowed_roles(app, "things", "POST") == {"manager"}
    every_route_says_who(app)

    class Half(MethodView):
        @allow("public")
        def get(self) -> str:
            return ""

        def post(self) -> str:
            return ""

    app.add_url_rule("/half", view_func=Half.as_view("half"))
    with pytest.raises(RuntimeError, match="/half"):
        every_route_says_who(app)


def test_a_role_that_does_not_exist_cannot_be_allowed() -> None:
    with pytest.raises(ValueError, match="visitor"):
        allow("visitor")
    assert "visitor" not in ROLES
