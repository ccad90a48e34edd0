"""Who asks: a person by cookie, a script or device by token, or a visitor."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from flask import Flask, current_app, g, request
from flask_wtf.csrf import CSRFProtect

from serviceoffice.api import Refused, text
from serviceoffice.core.access import accounts
from serviceoffice.core.commands import Principal
from serviceoffice.web import permissions
from serviceoffice.web.context import Me, house

COOKIE = "so_session"
DEVICE_COOKIE = "so_device"
_SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(slots=True)
class Tokens:
    """Bearer tokens that were just looked up, so that a busy script costs one look-up.

    A token that is taken back works for at most ``kept`` seconds more. Only
    good tokens are kept, by their hash: a stranger cannot fill the memory.
    """

    kept: float = 2.0
    most: int = 2000
    now: Callable[[], float] = time.monotonic
    _known: dict[bytes, tuple[float, Me]] = field(default_factory=dict)

    def whose(self, secret: str) -> Me | None:
        """Whose a token is, or None."""
        name, now = hashlib.sha256(secret.encode()).digest(), self.now()
        known = self._known.get(name)
        if known is not None and known[0] > now:
            return known[1]
        found = _look_up(secret)
        if found is not None:
            if len(self._known) >= self.most:
                self._known.clear()
            self._known[name] = (now + self.kept, found)
        return found


def init_app(app: Flask, csrf: CSRFProtect) -> None:
    """Find out who asks before every request, then check the permission and the form."""
    app.extensions["serviceoffice.tokens"] = Tokens()

    @app.before_request
    def who() -> None:
        g.me = _bearer() or _person() or _device() or Me()
        permissions.check()
        known = request.endpoint is not None  # what is nowhere is answered 404, not by its form
        if known and request.method not in _SAFE and g.me.via != "bearer":
            csrf.protect()


def _bearer() -> Me | None:
    header = request.headers.get("Authorization", "")
    if not header:
        return None
    scheme, _, secret = header.partition(" ")
    tokens: Tokens = current_app.extensions["serviceoffice.tokens"]
    found = tokens.whose(secret.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        current_app.logger.warning("refused %s: bad token", request.method)
        raise Refused("bad_token", text("The token is not valid."), status=401)
    return found


def _look_up(secret: str) -> Me | None:
    """Whose a token is; None when it is unknown, or its office or clerk is no longer here."""
    found = accounts.bearer(house(), secret)
    if found is None or found[0] not in house().places:
        return None
    office, principal = found
    clerk = house().place(office).office.clerk(principal.clerk) if principal.clerk else None
    if principal.clerk and clerk is None:
        return None
    return Me(principal, office, frozenset({"public", principal.role}), "bearer", clerk)


def _person() -> Me | None:
    secret = request.cookies.get(COOKIE)
    session = accounts.session(house(), secret) if secret else None
    if session is None:
        return None
    clerk = house().place(session.office).office.clerk(session.clerk)
    assert clerk is not None  # a session without its clerk is none
    principal = Principal(f"clerk:{clerk.id}", clerk.roles[0], clerk.id)
    return Me(principal, session.office, frozenset({"public", *clerk.roles}), "cookie", clerk)


def _device() -> Me | None:
    """A kiosk or display that was paired once: its token lies in a cookie."""
    secret = request.cookies.get(DEVICE_COOKIE)
    tokens: Tokens = current_app.extensions["serviceoffice.tokens"]
    found = tokens.whose(secret) if secret else None
    if found is None or "device" not in found.roles:
        return None
    return replace(found, via="cookie")
