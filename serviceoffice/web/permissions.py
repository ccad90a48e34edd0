"""Every route says who may use it; a route that forgets keeps the product from starting."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, g, request

from serviceoffice.api import Refused, text
from serviceoffice.web.context import me

View = TypeVar("View", bound=Callable[..., object])

ROLES = frozenset({"public", "clerk", "reception", "manager", "device", "integration", "loopback"})
_AUTOMATIC = frozenset({"HEAD", "OPTIONS"})
_FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Real-IP")


def allow(*roles: str) -> Callable[[View], View]:
    """Say which roles may use a view.

    ``public`` means everybody, ``loopback`` whoever asks from this machine
    itself and not through a proxy.
    """
    unknown = set(roles) - ROLES
    if unknown or not roles:
        raise ValueError(f"unknown roles: {sorted(unknown)}")

    def mark(view: View) -> View:
        view.allowed_roles = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def allowed_roles(app: Flask, endpoint: str, method: str = "GET") -> frozenset[str] | None:
    """The roles of an endpoint: of the method's own view for a class of views."""
    view = app.view_functions[endpoint]
    by_method = getattr(view, "view_class", None)
    if by_method is not None:
        # Flask answers HEAD by GET's view, and OPTIONS by itself with the list of methods.
        methods = by_method.methods if method == "OPTIONS" else {method}
        names = ("get" if name == "HEAD" else name.lower() for name in methods)
        views = [getattr(by_method, name, None) for name in names]
        roles = [getattr(each, "allowed_roles", None) for each in views]
        return frozenset().union(*roles) if all(roles) else None  # type: ignore[arg-type]
    return getattr(view, "allowed_roles", None)


def every_route_says_who(app: Flask) -> None:
    """Raise RuntimeError naming the routes that do not say who may use them."""
    silent = {
        rule.rule
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or frozenset()) - _AUTOMATIC
        if not allowed_roles(app, rule.endpoint, method)
    }
    if silent:
        raise RuntimeError(f"routes without a permission: {', '.join(sorted(silent))}")


def check() -> None:
    """Refuse whoever may not use the route that was asked for, and log it.

    A person or token of one office has no role in another one.
    """
    if request.endpoint is None:
        return
    allowed = allowed_roles(current_app, request.endpoint, request.method) or frozenset()
    office = (request.view_args or {}).get("office")
    asks = me()
    if "public" in allowed or ("loopback" in allowed and _from_this_machine()):
        return
    at_home = office is None or office == asks.office
    if at_home and allowed & asks.roles:
        return
    who = f"{asks.principal.name} of {asks.office}"
    current_app.logger.warning("refused %s %s to %s", request.method, request.endpoint, who)
    if asks.via == "nothing":
        g.sign_in_first = True
        raise Refused("sign_in_first", text("Sign in first."), status=401)
    if not at_home:
        raise Refused("other_office", text("You belong to another office."), status=403)
    raise Refused("not_allowed", text("Your role may not do this."), status=403)


def _from_this_machine() -> bool:
    """Whether the request came from here, and no proxy here has passed it on."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    return request.remote_addr in ("127.0.0.1", "::1")
