"""``serviceoffice demo``: an office in the middle of a working day, to try everything in."""

from __future__ import annotations

import shutil
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import insert, select

from serviceoffice.agencies.opening import Opened, check, open_checked, open_house
from serviceoffice.cli.examples import example
from serviceoffice.cli.plain import Trouble, address_options
from serviceoffice.cli.played_day import PlayedDay, read_day
from serviceoffice.cli.ports import address, listen
from serviceoffice.core import events
from serviceoffice.core.access.accounts import create_token, set_password
from serviceoffice.core.access.tables import accounts
from serviceoffice.core.clock import (
    MINUTE,
    ManualClock,
    PlayedClock,
    SystemClock,
    local,
    local_day,
    moment,
)
from serviceoffice.core.house import House
from serviceoffice.core.offices import hours
from serviceoffice.core.offices.office import Office

OFFICE = "vilhelmina"
PASSWORD = "demo-demo"  # noqa: S105  written on the demo's first page
OPENS_AT = time(10, 30)
# Who sits where before the demo begins; the first desk keeps its visitor.
AT_WORK = (("d1", "anna"), ("d2", "lars"), ("d3", "karin"), ("d4", "mikael"))
DATABASE = "office.db"
TOKEN_FILE = "token.txt"  # noqa: S105
# Lies in the folder while the morning is being played: what is there is not a day yet.
UNFINISHED = "unfinished"


def configure(parser: ArgumentParser) -> None:
    """Options."""
    address_options(parser)
    parser.add_argument(
        "--data", type=Path, metavar="DIR",
        help="keep the demo's data here and go on from it (default: a new day each time)",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Prepare the office, say where to click, serve."""
    listener = listen(args.host, args.port)
    with _folder(args.data) as folder:
        demo = prepare(folder)
        from serviceoffice.web.server import serve

        _say_where(address(listener), demo)
        serve(demo.opened, listener)
    return 0


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo office, ready to be served: its clock runs, and ``token`` lets scripts in."""

    opened: Opened
    token: str


def prepare(folder: Path) -> Demo:
    """Fill a folder with a morning; a folder that holds a demo is gone on from.

    Nobody there loses a place: the clock starts where the log stopped. Raises
    Trouble when the folder cannot be used or holds something else.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        half_done = (folder / UNFINISHED).exists()
        if half_done:
            (folder / DATABASE).unlink(missing_ok=True)
        new = not (folder / DATABASE).exists()
        if new:
            (folder / UNFINISHED).touch()
    except OSError as error:
        raise Trouble(f"{folder} cannot hold the demo's data: {error.strerror}.") from error
    demo = _begin(folder) if new else _go_on(folder)
    (folder / UNFINISHED).unlink(missing_ok=True)
    return demo


def _begin(folder: Path) -> Demo:
    found = check(_config())
    day = working_day(found.places[OFFICE].office, SystemClock().now())
    clock = ManualClock(day.doors - 5 * MINUTE)
    opened = open_checked(found, clock=clock, database=_address(folder))
    play = PlayedDay(opened.house, OFFICE, clock, keeps=AT_WORK[0][0])
    for desk, clerk in AT_WORK:
        play.open_desk(desk, clerk)
    play.play(read_day(found.configuration.file.parent / "day.csv"), day.date, day.start)
    _let_everybody_in(opened.house)
    return _running(opened, _new_token(opened, folder), day.start)


def _let_everybody_in(house: House) -> None:
    """The same password for every clerk; hashed once, for hashing is slow on purpose."""
    first, *others = (clerk.id for clerk in house.place(OFFICE).office.clerks)
    set_password(house, OFFICE, first, PASSWORD)
    with house.database.write() as connection:
        account = connection.execute(select(accounts).where(accounts.c.clerk == first)).one()
        rows = [{**account._mapping, "clerk": other} for other in others]
        connection.execute(insert(accounts), rows)


def _go_on(folder: Path) -> Demo:
    opened = open_house(_config(), clock=ManualClock(0), database=_address(folder))
    with opened.house.database.read() as connection:
        head = events.head(connection, OFFICE)
    known = folder / TOKEN_FILE
    if not known.is_file():
        raise Trouble(f"{folder / DATABASE} is not a demo's. Choose another folder for --data.")
    return _running(opened, known.read_text(encoding="utf-8").strip(), head.at)


def _address(folder: Path) -> str:
    return f"sqlite:///{(folder / DATABASE).resolve()}"


def _new_token(opened: Opened, folder: Path) -> str:
    token = create_token(opened.house, OFFICE, "integration")
    known = folder / TOKEN_FILE
    known.touch(mode=0o600)
    known.write_text(token + "\n", encoding="utf-8")
    return token


def _running(opened: Opened, token: str, start: int) -> Demo:
    opened.house.clock = PlayedClock(start)
    return Demo(opened, token)


def _config() -> Path:
    return example(OFFICE) / "serviceoffice.toml"


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    """The folder that was asked for, or one that is gone afterwards."""
    if given is not None:
        yield given
        return
    made = Path(tempfile.mkdtemp(prefix="serviceoffice-demo-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """The demo's date, when its doors open and when the demo starts (milliseconds)."""

    date: date
    doors: int
    start: int


def working_day(office: Office, now: int) -> WorkingDay:
    """The day of ``now`` (milliseconds) if the office opens on it, else the next it does."""
    midnight = moment(datetime.combine(local_day(now, office.zone), time(0), office.zone))
    doors = hours.next_opening(office.hours, office.zone, midnight)
    assert doors is not None  # the example office opens every week
    day = local_day(doors, office.zone)
    return WorkingDay(day, doors, moment(datetime.combine(day, OPENS_AT, office.zone)))


def _say_where(here: str, demo: Demo) -> None:
    house = demo.opened.house
    now = local(house.clock.now(), house.place(OFFICE).office.zone)
    print(
        f"""
The demo office is open. Its clock says {now:%H:%M} on {now:%Y-%m-%d}.

  Start here    {here}/
  The desk      {here}/{OFFICE}/home         sign in as anna, password {PASSWORD}
  The kiosk     {here}/{OFFICE}/kiosk
  The display   {here}/{OFFICE}/display
  Today         {here}/{OFFICE}/manager      sign in as chef, password {PASSWORD}

  Token for scripts (role integration): {demo.token}
  curl -H "Authorization: Bearer {demo.token}" {here}/api/v1/offices/{OFFICE}/queue

Stop with Ctrl+C.
""",
        flush=True,
    )
