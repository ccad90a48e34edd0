from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from serviceoffice.agencies.opening import check
from serviceoffice.cli.examples import example
from serviceoffice.cli.plain import Trouble
from serviceoffice.cli.recordings import BANK_TYPES, bank_office, read

SHARED = Path(__file__).parents[3] / "shared" / "data" / "queue_log_10_days.csv.gz"
OURS = """\
arrival,services,minutes,patience,priority,language
09:05:30,AF9,5.0,30,,sv
09:02:15,SK5 FK1,4.2,,priority,
"""
BANK = """\
date,arrival,priority,type,queue_seconds,outcome,service_seconds,server
1999-08-02,9:00:01,2,PS,33,AGENT,120,ANNA
1999-08-02,9:00:00,0,NW,40,HANG,0,
1999-08-01,7:00:00,0,PS,0,AGENT,60,BO
1999-08-02,9:10:00,0,NE,0,AGENT,,NO_SERVER
"""


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    return tmp_path / "day.csv"


def test_a_day_of_ours_comes_in_order_with_times_in_seconds(recorded: Path) -> None:
    recorded.write_text(OURS, encoding="utf-8")
    day = read(recorded)
    assert (day.day, day.desks, day.is_bank) == (None, None, False)
    first, second = day.arrivals
    assert (first.at, first.services, first.service) == (32_535, ("SK5", "FK1"), 252)
    assert (first.patience, first.priority, first.language) == (None, "priority", None)
    assert (second.patience, second.priority, second.language) == (1800, None, "sv")


def test_a_queue_log_gives_its_first_day_unless_one_is_named(recorded: Path) -> None:
    recorded.write_text(BANK, encoding="utf-8")
    assert read(recorded).day == date(1999, 8, 1)
    day = read(recorded, date(1999, 8, 2))
    assert (day.day, day.desks, day.is_bank) == (date(1999, 8, 2), 1, True)
    assert [arrival.services for arrival in day.arrivals] == [("NW",), ("PS",), ("NE",)]
    hung_up, served, short = day.arrivals
    assert (hung_up.patience, hung_up.priority) == (40, None)
    assert (served.patience, served.service, served.priority) == (None, 120, "priority")
    assert short.service == 0


def test_a_compressed_recording_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress(BANK.encode()))
    assert len(read(path).arrivals) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "has no arrivals."),
        ("name,age\nanna,40\n", "is no recording. Its first line must name the columns arrival"),
        (OURS.replace("09:05:30", "9 o'clock"), ":2 is no arrival: "),
        (OURS.replace("09:05:30", "25:00:00"), ":2 is no arrival: 25:00:00 is no time of day."),
        (
            OURS.replace("4.2", "some"),
            ":3 is no arrival: could not convert string to float: 'some'.",
        ),
        (OURS.replace("AF9", ""), ":2 is no arrival: names no service."),
        (OURS + "09:10:00\n", ":4 is no arrival: "),
        (BANK.replace("PS,0", "XX,0"), ":4 is no arrival: “XX” is none of the types PS"),
    ],
)
def test_what_is_wrong_with_a_file_is_named_with_its_line(
    content: str, sentence: str, recorded: Path
) -> None:
    recorded.write_text(content, encoding="utf-8")
    with pytest.raises(Trouble) as trouble:
        read(recorded)
    assert str(trouble.value).startswith(str(recorded))
    assert sentence in str(trouble.value)


def test_a_day_that_the_log_does_not_have_is_answered_with_those_it_has(recorded: Path) -> None:
    recorded.write_text(BANK, encoding="utf-8")
    with pytest.raises(Trouble, match="has no 1999-08-09; it has 1999-08-01 to 1999-08-02"):
        read(recorded, date(1999, 8, 9))


@pytest.mark.parametrize("name", ["nothing.csv", "text.csv.gz"])
def test_a_file_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "text.csv.gz").write_text(BANK)
    with pytest.raises(Trouble, match=f"{name} cannot be read: "):
        read(tmp_path / name)


def test_the_bank_s_office_is_sound_and_gives_every_type_of_service(tmp_path: Path) -> None:
    config = tmp_path / "serviceoffice.toml"
    config.write_text(bank_office("bank", 3), encoding="utf-8")
    found = check(config)
    assert found.problems == found.missing == []
    place = found.places["bank"]
    assert len(place.office.desks) == len(place.office.clerks) == 3
    assert set(BANK_TYPES) < set(place.catalogue.services)


def test_the_example_s_day_is_readable_and_names_only_what_the_office_offers() -> None:
    folder = example("vilhelmina")
    place = check(folder / "serviceoffice.toml").places["vilhelmina"]
    day = read(folder / "day.csv")
    assert len(day.arrivals) == 70
    named = {code for arrival in day.arrivals for code in arrival.services}
    assert named <= set(place.catalogue.services)


@pytest.mark.shared
def test_the_shared_queue_log_is_ten_days_with_known_types() -> None:
    if not SHARED.is_file():
        pytest.skip(f"{SHARED} is not there: the research data lie beside the project")
    monday = read(SHARED, date(1999, 8, 2))
    assert len(monday.arrivals) == 2348
    assert monday.desks == 19
    assert sum(arrival.patience is None for arrival in monday.arrivals) == 1577
    for number in range(1, 11):
        assert read(SHARED, date(1999, 8, number)).arrivals
