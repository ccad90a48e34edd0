"""``serviceoffice agencies``: name, version, state and why."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from serviceoffice.agencies.opening import check
from serviceoffice.cli.plain import config_option


def configure(parser: ArgumentParser) -> None:
    """Options."""
    config_option(parser)
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Print a line for each agency: enabled, described in the configuration, only installed."""
    rows = [
        (agency.slug, agency.name, agency.version or "–", agency.state, str(agency.why or ""))
        for agency in check(args.config).agencies.agencies.values()
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)] if rows else []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        print("  ".join([*cells, row[4]]).rstrip())
    return 0
