"""``serviceoffice replay``: a recorded day through a running server, and what came of it."""

from __future__ import annotations

import statistics
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from datetime import date
from pathlib import Path

from serviceoffice.cli.client import Client
from serviceoffice.cli.plain import Trouble
from serviceoffice.cli.player import Played, Player
from serviceoffice.cli.recordings import Recording, read
from serviceoffice.cli.replay_server import Target, given_server, own_server
from serviceoffice.cli.stage import Stage
from serviceoffice.core import history

ORDINARY_DAY = date(2026, 11, 24)  # a Tuesday on which the example offices are open


def configure(parser: ArgumentParser) -> None:
    """Options."""
    parser.add_argument("file", type=Path, metavar="FILE", help="recorded arrivals (.csv, .csv.gz)")
    parser.add_argument("--office", required=True, metavar="OFFICE", help="the office's id")
    parser.add_argument("--speed", type=float, default=60, metavar="N", help="N times real speed")
    parser.add_argument("--day", type=date.fromisoformat, help="which day of a log of several")
    parser.add_argument("--url", help="a running demo-flagged server (default: starts one)")
    parser.add_argument("--token", help="its token of role integration")
    parser.add_argument(
        "--config", type=Path, metavar="FILE",
        help="with --url: the server's configuration, to check the history afterwards",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Play, report, check the history; 1 if anything went wrong."""
    if not 0.01 <= args.speed <= 10_000:
        raise Trouble(f"--speed {args.speed:g}: choose a number from 0.01 to 10000.")
    if args.url and not args.token:
        raise Trouble("--url needs --token: `serviceoffice token create --role integration`.")
    recording = read(args.file, args.day)
    # A day of ours names no date; a running server's next open day will do.
    if not args.url and recording.day is None:
        recording = replace(recording, day=ORDINARY_DAY)
    if args.url:
        server = given_server(args.url, args.token, args.config, args.office)
    else:
        server = own_server(recording, args.office)
    with server as target:
        played = _play(target, args.office, recording, args.speed)
        clean = _history_is_clean(target, args.office)
    return 0 if clean and not played.errors else 1


def _play(target: Target, office: str, recording: Recording, speed: float) -> Played:
    client = Client(target.url, target.token)
    stage = Stage(client, office, recording, speed)
    desks, start = stage.staff(), stage.set_clock()
    client.close()
    lasts = (recording.arrivals[-1].at - recording.arrivals[0].at) / speed
    print(f"playing {start.date()}, about {max(1, round(lasts))} seconds …", flush=True)
    player = Player(lambda: Client(target.url, target.token), office, recording, speed)
    played = player.play(desks, stage.lead)
    staffed = sum(clerk is not None for clerk in desks.values())
    print(f"{len(recording.arrivals)} arrivals, {staffed} clerks at {len(desks)} desks, {speed:g}×")
    _report(played)
    return played


def _report(played: Played) -> None:
    counts = ("tickets", played.taken), ("served", played.served), ("left", played.left)
    print("  ".join(f"{name} {number}" for name, number in counts), end="  ")
    print(f"raced {played.raced} (left while being called)")
    if played.waits:
        minutes = sorted(wait / 60 for wait in played.waits)
        p90 = minutes[int((len(minutes) - 1) * 0.9)]
        print(f"waits in minutes: mean {statistics.fmean(minutes):.1f}  "
              f"median {statistics.median(minutes):.1f}  p90 {p90:.1f}")  # fmt: skip
    rate = played.requests / played.seconds if played.seconds else 0
    print(f"{played.requests} requests in {played.seconds:.0f} s ({rate:.0f}/s)")
    print(f"errors {sum(played.errors.values())}")
    for error, times in played.errors.most_common():
        print(f"  {times} × {error}")


def _history_is_clean(target: Target, office: str) -> bool:
    """Check the log of the office that was played; true also where it cannot be reached."""
    if target.database is None:
        print(f"history: run `serviceoffice history check --office {office}` beside the server")
        return True
    with target.database.read() as connection:
        report = history.check(connection, office)
    target.database.close()
    for problem in report.problems:
        print(f"event {problem.seq}: {problem.sentence}", file=sys.stderr)
    found = "clean" if report.clean else f"{len(report.problems)} problems"
    print(f"history check: {report.events} events, {found}")
    return report.clean
