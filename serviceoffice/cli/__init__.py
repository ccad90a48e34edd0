"""The command ``serviceoffice``. Each subcommand is a module, loaded only when used."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from serviceoffice import __version__

# name → (module, one line of help). A module has configure(parser) and run(args).
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "open the demo office in the middle of a working day"),
    "run": ("run", "open the offices of a configuration file"),
    "check": ("check", "read configuration and agencies; say everything that is wrong"),
    "agencies": ("agencies", "list agencies with version, state and why"),
    "clerk": ("clerk", "set a clerk's password"),
    "token": ("token", "create a token for a script or a device"),
    "db": ("db", "set up, upgrade or check the database"),
    "why": ("why", "explain how far a clerk may go with a step"),
    "history": ("history", "check an office's log"),
    "replay": ("replay", "play recorded arrivals through a server's API"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="serviceoffice", description="The front desk of a shared public service office."
    )
    parser.add_argument("--version", action="version", version=__version__)
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    given = list(sys.argv[1:] if arguments is None else arguments)
    chosen = next((word for word in given if word in COMMANDS), None)
    for name, (module, help_line) in COMMANDS.items():
        sub = subparsers.add_parser(name, help=help_line, description=help_line)
        if name == chosen:
            importlib.import_module(f"serviceoffice.cli.{module}").configure(sub)
    args = parser.parse_args(given)
    from serviceoffice.cli.plain import plain_errors

    with plain_errors():
        return int(args.run(args) or 0)
    return 1  # plain_errors has said what was wrong
