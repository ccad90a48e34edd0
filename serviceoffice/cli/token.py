"""``serviceoffice token create``: let a script or a device in."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from serviceoffice.agencies.opening import check, open_checked
from serviceoffice.cli.plain import config_option, office_option, place_of
from serviceoffice.core.access.accounts import TOKEN_ROLES, create_token


def configure(parser: ArgumentParser) -> None:
    """Options."""
    parser.add_argument("what", choices=["create"])
    office_option(parser)
    parser.add_argument("--role", required=True, choices=TOKEN_ROLES)
    parser.add_argument("--clerk", metavar="CLERK", help="whom the token acts as, for role clerk")
    config_option(parser)
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Print the token; it is shown only now."""
    found = check(args.config)
    place_of(found, args.office)
    house = open_checked(found).house
    print(create_token(house, args.office, args.role, args.clerk))
    house.database.close()
    return 0
