"""Who may come in: passwords, sessions and tokens.

Wrong passwords are answered after the same work whether or not the clerk
exists, and block the account for a while after too many.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import Connection, delete, func, insert, select, update

from serviceoffice.api import Invalid, Refused, Unknown, text
from serviceoffice.core.access.tables import accounts, sessions, tokens
from serviceoffice.core.clock import MINUTE
from serviceoffice.core.commands import Principal
from serviceoffice.core.house import House

SHORTEST_PASSWORD = 8
IDLE = 10 * 60 * MINUTE
FAILURES = 10
BLOCKED = 5 * MINUTE
SEEN_EVERY = MINUTE
TOKEN_ROLES = ("clerk", "reception", "manager", "device", "integration")

_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Session:
    """A person signed in to one office."""

    office: str
    clerk: str


def set_password(house: House, office: str, clerk: str, password: str) -> None:
    """Give a clerk a password; every session of the clerk ends. Raises Unknown, Invalid."""
    if house.place(office).office.clerk(clerk) is None:
        raise Unknown("clerk", clerk, text("There is no clerk “{clerk}” here.", clerk=clerk))
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(
            "password",
            text("The password needs at least {least} characters.", least=SHORTEST_PASSWORD),
        )
    row = {
        "office_id": office, "clerk": clerk, "password": _hasher.hash(password),
        "changed": house.clock.now(), "failures": 0, "blocked_until": None,
    }  # fmt: skip
    mine = (accounts.c.office_id == office) & (accounts.c.clerk == clerk)
    with house.database.write() as connection:
        connection.execute(delete(accounts).where(mine))
        connection.execute(insert(accounts).values(row))
        end_sessions(connection, office, clerk)


def sign_in(house: House, office: str, clerk: str, password: str) -> str:
    """Check a password and open a session; returns its secret. Raises Refused."""
    now = house.clock.now()
    mine = (accounts.c.office_id == office) & (accounts.c.clerk == clerk)
    with house.database.read() as connection:
        account = connection.execute(select(accounts).where(mine)).first()
    if account and account.blocked_until and account.blocked_until > now:
        raise Refused(
            "blocked", text("Too many wrong passwords. Try again in a few minutes."), status=429
        )
    right = _matches(account.password if account else _nobody(), password) and account is not None
    known = house.place(office).office.clerk(clerk) is not None
    with house.database.write() as connection:
        if not (right and known):
            if account:
                failures = account.failures + 1
                blocked = now + BLOCKED if failures >= FAILURES else None
                values = {"failures": 0 if blocked else failures, "blocked_until": blocked}
                connection.execute(update(accounts).where(mine).values(values))
        else:
            connection.execute(update(accounts).where(mine).values(failures=0, blocked_until=None))
            secret = secrets.token_urlsafe(32)
            connection.execute(
                insert(sessions).values(
                    hash=_hash(secret), office_id=office, clerk=clerk, created=now, seen=now
                )
            )
            return secret
    raise Refused("wrong_password", text("The name or the password is wrong."), status=401)


def session(house: House, secret: str) -> Session | None:
    """The session of a cookie, unless it has been idle too long or its clerk is gone."""
    now = house.clock.now()
    mine = sessions.c.hash == _hash(secret)
    with house.database.read() as connection:
        row = connection.execute(select(sessions).where(mine)).first()
    if row is None or row.seen < now - IDLE:
        return None
    place = house.places.get(row.office_id)
    if place is None or place.office.clerk(row.clerk) is None:
        return None
    if row.seen < now - SEEN_EVERY:
        with house.database.write() as connection:
            connection.execute(update(sessions).where(mine).values(seen=now))
    return Session(row.office_id, row.clerk)


def sign_out(house: House, secret: str) -> None:
    """End a session."""
    with house.database.write() as connection:
        connection.execute(delete(sessions).where(sessions.c.hash == _hash(secret)))


def end_sessions(connection: Connection, office: str, clerk: str) -> None:
    """End every session of a clerk."""
    mine = (sessions.c.office_id == office) & (sessions.c.clerk == clerk)
    connection.execute(delete(sessions).where(mine))


def create_token(house: House, office: str, role: str, clerk: str | None = None) -> str:
    """A bearer token for a script or a device of one office. Shown once. Raises Invalid."""
    place = house.place(office)
    if role not in TOKEN_ROLES:
        allowed = ", ".join(TOKEN_ROLES)
        raise Invalid("role", text("The role must be one of: {allowed}.", allowed=allowed))
    if role == "clerk" and clerk is None:
        raise Invalid("clerk", text("A clerk's token needs the clerk's id."))
    if clerk is not None and place.office.clerk(clerk) is None:
        raise Unknown("clerk", clerk, text("There is no clerk “{clerk}” here.", clerk=clerk))
    secret = secrets.token_urlsafe(32)
    with house.database.write() as connection:
        last = connection.execute(
            select(func.max(tokens.c.id)).where(tokens.c.office_id == office)
        ).scalar()
        connection.execute(
            insert(tokens).values(
                hash=_hash(secret), office_id=office, id=(last or 0) + 1, role=role,
                clerk=clerk, created=house.clock.now(),
            )
        )  # fmt: skip
    return secret


def bearer(house: House, secret: str) -> tuple[str, Principal] | None:
    """The office and the principal of a bearer token, or None."""
    with house.database.read() as connection:
        row = connection.execute(
            select(tokens).where(tokens.c.hash == _hash(secret), tokens.c.revoked.is_(None))
        ).first()
    if row is None:
        return None
    return row.office_id, Principal(f"token:{row.id}", row.role, row.clerk)


@cache
def _nobody() -> str:
    """The hash of a password that nobody has."""
    return _hasher.hash(secrets.token_hex(16))


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (Argon2Error, InvalidHashError):
        return False


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
