"""``serviceoffice history check``: is the log whole, and does it tell what the rows say?"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from serviceoffice.cli.plain import config_option, no_office, office_option
from serviceoffice.core.history import check
from serviceoffice.core.offices.configuration import load
from serviceoffice.storage import Database
from serviceoffice.storage.upgrade import ready


def configure(parser: ArgumentParser) -> None:
    """Options."""
    parser.add_argument("what", choices=["check"])
    office_option(parser)
    config_option(parser)
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Print what was read and every problem; 1 if there are any."""
    configuration = load(args.config)
    if args.office not in configuration.offices:
        raise no_office(configuration, args.office)
    database = Database(configuration.database)
    ready(database)
    with database.read() as connection:
        report = check(connection, args.office)
    database.close()
    for problem in report.problems:
        print(f"event {problem.seq}: {problem.sentence}", file=sys.stderr)
    found = len(report.problems)
    said = "no problems" if not found else "1 problem" if found == 1 else f"{found} problems"
    print(f"{args.office}: {report.events} events read, {said}")
    return 1 if found else 0
