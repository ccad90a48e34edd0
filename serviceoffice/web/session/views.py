"""Sign in with name and password, choose a desk, sign out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from serviceoffice.api import Refused, text
from serviceoffice.core.access import accounts
from serviceoffice.core.desks import desk_of_clerk, states
from serviceoffice.core.offices.office import Clerk
from serviceoffice.web import identity
from serviceoffice.web.context import house, me, place, run
from serviceoffice.web.permissions import allow

pages = Blueprint("session", __name__)


@pages.get("/<office>/sign-in")
@allow("public")
def sign_in(office: str) -> ResponseReturnValue:
    """The form."""
    return render_template("session/sign_in.html", office=place(office).office, problem=None)


@pages.post("/<office>/sign-in")
@allow("public")
def sign_in_now(office: str) -> ResponseReturnValue:
    """Check the password; a right one opens a session and goes on."""
    known = place(office).office
    clerk = request.form.get("name", "").strip().lower()
    try:
        secret = accounts.sign_in(house(), office, clerk, request.form.get("password", ""))
    except Refused as refused:
        page = render_template(
            "session/sign_in.html", office=known, problem=refused.text, name=clerk
        )
        return page, refused.status
    then = request.form.get("then", "")
    response = redirect(then if _local(then) else url_for("session.home", office=office))
    response.set_cookie(
        identity.COOKIE, secret, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return response


@pages.get("/<office>/home")
@allow("clerk", "reception", "manager")
def home(office: str) -> ResponseReturnValue:
    """Where to work: a free desk for a clerk, doors to the other faces."""
    known = place(office).office
    who = _person()
    with house().database.read() as connection:
        taken = states(connection, office)
        mine = desk_of_clerk(connection, office, who.id)
    return render_template("session/home.html", office=known, clerk=who, taken=taken, mine=mine)


@pages.post("/<office>/home")
@allow("clerk", "reception", "manager")
def take_desk(office: str) -> ResponseReturnValue:
    """Sit down at a desk."""
    run(office, "sign_in", desk=request.form.get("desk", ""))
    return redirect(url_for("counter.counter", office=office))


@pages.post("/<office>/sign-out")
@allow("clerk", "reception", "manager")
def sign_out(office: str) -> ResponseReturnValue:
    """Leave the desk and end the session. Refused while somebody is at the desk."""
    who = _person()
    with house().database.read() as connection:
        desk = desk_of_clerk(connection, office, who.id)
    if desk:
        run(office, "sign_out", desk=desk)
    accounts.sign_out(house(), request.cookies.get(identity.COOKIE, ""))
    response = redirect(url_for("session.sign_in", office=office))
    response.delete_cookie(identity.COOKIE)
    return response


def _person() -> Clerk:
    """Who is signed in by name; a token of a role may belong to nobody. Raises Refused."""
    who = me().clerk
    if who is None:
        raise Refused("people_only", text("Sign in with your name for this."), status=403)
    return who


def _local(address: str) -> bool:
    """Only a path of this server is gone on to after signing in."""
    parts = urlsplit(address)
    return address.startswith("/") and not address.startswith("//") and not parts.netloc
