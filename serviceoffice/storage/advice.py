"""What the database complains about, in one sentence that says what to do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

BUSY_SECONDS = 10

_NO_TABLE = {"42P01", "42703"}
_FULL = "53100"
_ONLY_READS = "25006"


class DatabaseTrouble(Exception):
    """The database cannot be used; the message says what to do about it."""


def older_form(where: object) -> str:
    """The tables are those of an earlier version."""
    return f"{where} has an older form. Run `serviceoffice db upgrade`."


def missing(url: URL) -> str:
    """There is no database at all."""
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        return (
            f"There is no database at {path}. Run `serviceoffice db upgrade` to make it, "
            "or mend `database` in the configuration."
        )
    return (
        f"PostgreSQL at {shown(url)} has no database “{url.database}”. "
        f"Create it (`createdb {url.database}`) and run `serviceoffice db upgrade`."
    )


def shown(url: URL) -> str:
    """Where the database is, without its password."""
    if url.get_backend_name() == "sqlite":
        return str(Path(url.database or ""))
    return url.render_as_string(hide_password=True)


def advice(url: URL, error: DBAPIError) -> str | None:
    """What to do about the driver's complaint, or None when it is not the database's fault."""
    reason = (str(error.orig).strip().splitlines() or [type(error.orig).__name__])[0]
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, reason)
    return _postgresql(url, reason, error)


def _sqlite(url: URL, reason: str) -> str | None:
    path = Path(url.database or "")
    if "locked" in reason or "busy" in reason:
        return (
            f"{path} has been locked by another program for {BUSY_SECONDS} seconds. "
            "Close that program (a back-up, a database viewer) and try again."
        )
    if "readonly" in reason or "read-only" in reason:
        return (
            f"{path} cannot be written. Give this user the right to write the file and its folder."
        )
    if "unable to open" in reason:
        if path.parent.is_dir() and not path.exists():
            return missing(url)
        return (
            f"{path} cannot be opened. Check that the folder {path.parent} exists and may be "
            "written, or mend `database` in the configuration."
        )
    if "no such table" in reason or "no such column" in reason or "has no column" in reason:
        return older_form(path)
    if "full" in reason:
        return f"The disk that holds {path} is full. Nothing was stored; make room and try again."
    if "not a database" in reason or "malformed" in reason:
        return f"{path} is damaged or no SQLite database ({reason}). Restore it from a back-up."
    if "disk I/O" in reason:
        return f"The disk that holds {path} fails ({reason}). Nothing was stored; see to the disk."
    return None


def _postgresql(url: URL, reason: str, error: DBAPIError) -> str | None:
    where, code = shown(url), getattr(error.orig, "sqlstate", None)
    if code in _NO_TABLE:
        return older_form(f"The database at {where}")
    if code == _FULL:
        return f"The disk of PostgreSQL at {where} is full. Nothing was stored; make room."
    if code == _ONLY_READS:
        return f"PostgreSQL at {where} may only be read. Name the primary server in `database`."
    if 'database "' in reason and "does not exist" in reason:
        return missing(url)
    if "authentication failed" in reason or "no pg_hba.conf entry" in reason:
        return f"PostgreSQL at {where} does not let this user in ({reason}). Mend the address."
    unsaid = code is None and isinstance(error, (OperationalError, InterfaceError))
    if error.connection_invalidated or unsaid or (code or "")[:2] in ("08", "57"):
        return f"PostgreSQL at {where} does not answer ({reason}). Start it or mend the address."
    if (code or "")[:2] in ("40", "53", "55"):
        return f"PostgreSQL at {where} could not finish ({reason}). Nothing was stored; try again."
    return None
