"""``serviceoffice check``: everything that is wrong, at once."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from serviceoffice.agencies.opening import check
from serviceoffice.cli.plain import config_option


def configure(parser: ArgumentParser) -> None:
    """Options."""
    config_option(parser)
    parser.add_argument("--strict", action="store_true", help="warnings count as errors")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Print every problem; 1 if there are errors.

    An agency that does not load is one, although the office opens without it.
    """
    found = check(args.config)
    problems = sorted([*found.problems, *found.missing])
    for problem in problems:
        stream = sys.stderr if problem.level == "error" else sys.stdout
        print(f"{problem.level}: {problem}", file=stream)
    for place in found.places.values():
        desks, services = len(place.office.desks), len(place.catalogue.services)
        print(f"{place.office.id}: {_many(desks, 'desk')}, {_many(services, 'service')}")
    errors = sum(problem.level == "error" for problem in problems)
    warnings = len(problems) - errors
    print(f"{_many(errors, 'error')}, {_many(warnings, 'warning')}")
    return 1 if errors or (args.strict and warnings) else 0


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
