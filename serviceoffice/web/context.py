"""What every view needs of the running installation and the one who asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from flask import current_app, g, request

from serviceoffice.agencies.opening import Opened
from serviceoffice.api import Refused
from serviceoffice.core.commands import Answer, Command, Principal, execute
from serviceoffice.core.house import House, Place
from serviceoffice.core.offices.office import Clerk

NOBODY = Principal("visitor", "visitor")


@dataclass(slots=True)
class State:
    """Lives in ``app.extensions["serviceoffice"]``.

    ``observers`` are called after each command with its name and outcome:
    ``done``, ``nothing``, ``error`` or the code of the refusal.
    """

    opened: Opened
    observers: list[Callable[[str, str], None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Me:
    """Who asks. ``office`` is the only office this person or token belongs to.

    ``roles`` are what it may act as; everybody, also a stranger, is ``public``.
    ``via`` is ``cookie``, ``bearer`` or ``nothing``.
    """

    principal: Principal = NOBODY
    office: str | None = None
    roles: frozenset[str] = frozenset({"public"})
    via: str = "nothing"
    clerk: Clerk | None = None


def state() -> State:
    """The running installation."""
    return cast(State, current_app.extensions["serviceoffice"])


def house() -> House:
    """Database, clock and offices."""
    return state().opened.house


def place(office: str) -> Place:
    """The office of that id with its catalogue. Raises Unknown."""
    return house().place(office)


def me() -> Me:
    """Who asks."""
    return cast(Me, g.me)


def run(office: str, name: str, *, key: str | None = None, **args: Any) -> Answer:
    """Run a command as the one who asks.

    The idempotency key is the form's hidden ``key`` or the header
    ``Idempotency-Key``, unless given. Arguments that are None are left to
    their defaults. In another office than one's own everybody is a stranger:
    a clerk's id there may be somebody else's.
    """
    key = key or request.headers.get("Idempotency-Key") or request.form.get("key") or None
    said: Mapping[str, Any] = {k: v for k, v in args.items() if v is not None}
    by = me().principal if me().office == office else NOBODY
    outcome = "error"
    try:
        answer = execute(house(), Command(office, name, said, by, key))
        outcome = "nothing" if answer is None else "done"
    except Refused as refused:
        outcome = refused.code
        raise
    finally:
        for observe in state().observers:
            observe(name, outcome)
    return answer
