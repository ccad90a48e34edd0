"""``serviceoffice run``: open the offices of a configuration."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from serviceoffice.agencies.opening import Opened, open_house
from serviceoffice.cli.plain import Trouble, address_options, config_option
from serviceoffice.cli.ports import address, listen
from serviceoffice.storage import Database
from serviceoffice.storage.database import SAFE_SQLITE


def configure(parser: ArgumentParser) -> None:
    """Options."""
    config_option(parser)
    address_options(parser)
    parser.add_argument(
        "--workers", type=int, default=1, help="web processes; more than one is for PostgreSQL"
    )
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Check everything once, say what is open, then serve."""
    opened = open_house(args.config)
    notice = workers_notice(opened.house.database, args.workers)
    listener = listen(args.host, args.port)
    from serviceoffice.web.server import serve

    _say(opened, address(listener))
    if notice:
        print(notice, file=sys.stderr, flush=True)
    serve(opened, listener, args.workers)
    return 0


def workers_notice(database: Database, workers: int) -> str | None:
    """What there is to say about a number of web processes. Raises Trouble if it cannot be."""
    if workers < 1:
        raise Trouble(f"--workers {workers}: at least one web process must serve.")
    if not database.is_sqlite:
        return None
    version = ".".join(map(str, database.sqlite_version))
    if database.sqlite_version < SAFE_SQLITE:
        safe = ".".join(map(str, SAFE_SQLITE))
        if workers > 1:
            raise Trouble(
                f"SQLite {version} may damage its file when several processes write. Leave out "
                f"--workers, install serviceoffice[sqlite] for SQLite {safe}, or use PostgreSQL."
            )
        return (
            f"SQLite {version}: one web process serves. Before {safe} two processes that write at "
            "once may damage the file; serviceoffice[sqlite] brings a newer one."
        )
    if workers > 1:
        return (
            f"SQLite {version}: several processes are served correctly, but in no fair order. "
            "PostgreSQL is made for that."
        )
    return None


def _say(opened: Opened, here: str) -> None:
    for office in opened.configuration.offices.values():
        print(f"{office.name}: {here}/{office.id}/home")
    for agency in opened.agencies.agencies.values():
        if agency.why and agency.state != "disabled":
            print(f"{agency.slug} is {agency.state}: {agency.why}")
    sys.stdout.flush()
