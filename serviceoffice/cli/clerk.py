"""``serviceoffice clerk password``: the first password, or a new one."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser, Namespace

from serviceoffice.agencies.opening import check, open_checked
from serviceoffice.cli.plain import Trouble, config_option
from serviceoffice.core.access.accounts import set_password


def configure(parser: ArgumentParser) -> None:
    """Options."""
    parser.add_argument("what", choices=["password"])
    parser.add_argument("clerk", metavar="CLERK", help="the clerk's id in the configuration")
    parser.add_argument("--office", metavar="OFFICE", help="needed where several know the id")
    config_option(parser)
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Ask for the password (or read a line of standard input) and store its hash."""
    found = check(args.config)
    offices = [
        place.office.id
        for place in found.places.values()
        if place.office.clerk(args.clerk) and args.office in (None, place.office.id)
    ]
    if not offices:
        where = f"office “{args.office}”" if args.office else str(args.config)
        raise Trouble(f"There is no clerk “{args.clerk}” in {where}.")
    if len(offices) > 1:
        said = " or ".join(f"--office {office}" for office in offices)
        raise Trouble(f"Several offices have a clerk “{args.clerk}”: say {said}.")
    house = open_checked(found).house
    set_password(house, offices[0], args.clerk, _password())
    house.database.close()
    print(f"{args.clerk} can now sign in at {offices[0]}.")
    return 0


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("New password: ")
    return sys.stdin.readline().rstrip("\r\n")
