"""Who may use a kiosk: one that was paired with the office, or opened by its staff."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from serviceoffice.api import Refused, Text, text
from serviceoffice.core.access import accounts
from serviceoffice.web import identity, speaking
from serviceoffice.web.context import house, me, place
from serviceoffice.web.permissions import allow

pages = Blueprint("kiosk", __name__, url_prefix="/<office>/kiosk")

ROLES = frozenset({"device", "clerk", "reception", "manager"})
PAIRED_FOR = 5 * 365 * 86400  # seconds
PAIRING = frozenset({"kiosk.pair", "kiosk.pair_now"})


@pages.url_value_preprocessor
def language_of_address(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Speak the language that the address names; without one, the office's first."""
    if not values:
        return
    offered = place(values["office"]).office.languages
    chosen = values.pop("lang", offered[0])
    if chosen not in offered:
        abort(404)
    speaking.speak(chosen)


@pages.before_request
def only_the_offices_own() -> ResponseReturnValue | None:
    """A real office's kiosk is paired, or opened by its staff; only the demo's is open to all."""
    if request.endpoint in PAIRING or house().demo:
        return None
    asks, office = me(), (request.view_args or {})["office"]
    if asks.office == office and asks.roles & ROLES:
        return None
    current_app.logger.warning("refused a kiosk of %s to %s", office, asks.principal.name)
    if request.method == "POST":
        raise Refused("not_paired", text("This screen is not paired with the office."), status=403)
    return _pair_page(office), 403


@pages.get("/pair")
@allow("public")
def pair(office: str) -> ResponseReturnValue:
    """Where a new kiosk gets its device token."""
    return _pair_page(office)


@pages.post("/pair")
@allow("public")
def pair_now(office: str) -> ResponseReturnValue:
    """Keep the device token in this browser, if it is one of this office."""
    secret = request.form.get("token", "").strip()
    found = accounts.bearer(house(), secret) if secret else None
    if found is None or found[0] != office or found[1].role != "device":
        current_app.logger.warning("refused to pair a kiosk with %s", office)
        sentence = text("That is not a device token of this office.")
        return _pair_page(office, sentence), 422
    response = redirect(start_address(office), 303)
    response.set_cookie(
        identity.DEVICE_COOKIE, secret, max_age=PAIRED_FOR, httponly=True, samesite="Lax",
        secure=request.is_secure,
    )  # fmt: skip
    return response


def start_address(office: str) -> str:
    """The start in the office's first language: where every visit ends."""
    return url_for("kiosk.start", office=office)


def _pair_page(office: str, problem: Text | None = None) -> str:
    return render_template("kiosk/pair.html", office=place(office).office, problem=problem)
