"""Errors at the terminal: every mistake on a line of its own, no tracebacks for mistakes."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from serviceoffice.api import BadDocument, Refused
from serviceoffice.storage import DatabaseTrouble

if TYPE_CHECKING:  # what only some commands need is not loaded for all
    from serviceoffice.agencies.opening import Checked
    from serviceoffice.core.house import Place
    from serviceoffice.core.offices.configuration import Configuration


class Trouble(Exception):
    """Something that whoever typed the command can mend; the message says how."""


@contextmanager
def plain_errors() -> Iterator[None]:
    """Print known trouble to standard error and swallow it; the caller exits with 1."""
    try:
        yield
    except BadDocument as bad:
        for problem in bad.problems:
            print(problem, file=sys.stderr)
        count = len(bad.problems)
        print(f"{count} {'error' if count == 1 else 'errors'}.", file=sys.stderr)
    except (DatabaseTrouble, Trouble) as trouble:
        print(trouble, file=sys.stderr)
    except Refused as refused:
        print(refused.text, file=sys.stderr)
    except KeyboardInterrupt:
        print(file=sys.stderr)


def config_option(parser: ArgumentParser) -> None:
    """The option that names the configuration file."""
    parser.add_argument(
        "--config", type=Path, default=Path("serviceoffice.toml"), metavar="FILE",
        help="configuration file (default: serviceoffice.toml here)",
    )  # fmt: skip


def office_option(parser: ArgumentParser) -> None:
    """The option that names an office."""
    parser.add_argument("--office", required=True, metavar="OFFICE", help="the office's id")


def place_of(found: Checked, office: str) -> Place:
    """A checked office by its id. Raises BadDocument when it cannot open, Trouble without it."""
    if errors := [problem for problem in found.problems if problem.level == "error"]:
        raise BadDocument(errors)
    if office not in found.places:
        raise no_office(found.configuration, office)
    return found.places[office]


def no_office(configuration: Configuration, office: str) -> Trouble:
    """Somebody named an office that the configuration does not have."""
    known = ", ".join(configuration.offices)
    return Trouble(f"{configuration.file} has no office “{office}”; it has: {known}.")


def address_options(parser: ArgumentParser) -> None:
    """The options that say where to listen."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at")
    parser.add_argument("--port", type=int, default=8000, help="0 picks a free one")
