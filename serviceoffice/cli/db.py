"""``serviceoffice db``: set up, upgrade and check the database."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from serviceoffice.cli.plain import config_option
from serviceoffice.core import slices  # noqa: F401  every table
from serviceoffice.core.offices.configuration import load
from serviceoffice.storage import Database
from serviceoffice.storage.advice import shown
from serviceoffice.storage.upgrade import ready, upgrade


def configure(parser: ArgumentParser) -> None:
    """Options."""
    parser.add_argument("what", choices=["upgrade", "check"])
    config_option(parser)
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Upgrade to this version's form, or say which form the database has."""
    database = Database(load(args.config).database)
    if args.what == "upgrade":
        upgrade(database)
    ready(database)
    print(f"{shown(database.url)} has this version's form.")
    database.close()
    return 0
