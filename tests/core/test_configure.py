"""An office starts: its configuration is kept, and the log says when it changed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time
from typing import Any

from kit import Front, make_office, make_place, make_service, make_step
from sqlalchemy import select

from serviceoffice.api import text
from serviceoffice.core.catalogue.maps import process_maps, stored_map
from serviceoffice.core.configure import configurations, described
from serviceoffice.core.events import Event
from serviceoffice.core.offices.office import Hours, Numbers, QueueRules


def configured(front: Front) -> list[Event]:
    return [event for event in front.log() if event.kind == "configured"]


def test_the_first_start_is_an_event_and_keeps_the_configuration(front: Front) -> None:
    (event,) = configured(front)
    with front.house.database.read() as connection:
        row = connection.execute(select(configurations)).one()
    assert (row.seq, row.hash) == (event.seq, event.body["hash"])
    assert json.loads(row.body)["office"]["name"] == "Vilhelmina"


def test_a_start_without_change_leaves_no_trace(front: Front) -> None:
    before = front.log()
    assert front.system.run("configure") == {
        "hash": configured(front)[0].body["hash"], "changed": False,
    }  # fmt: skip
    assert front.log() == before


def test_a_change_is_an_event_and_so_is_changing_back(front: Front) -> None:
    first = front.office
    front.reconfigure(replace(first, queue=QueueRules(recall_limit=9)))
    front.reconfigure(first)
    hashes = [event.body["hash"] for event in configured(front)]
    assert hashes[0] == hashes[2] != hashes[1]
    with front.house.database.read() as connection:
        assert len(connection.execute(select(configurations)).all()) == 3


def test_a_changed_service_is_a_change_and_both_its_maps_are_kept(front: Front) -> None:
    old = front.house.place(front.office_id).maps["SK1"]
    front.reconfigure(front.office, [make_service("SK1", steps=[make_step("new")])])
    new = front.house.place(front.office_id).maps["SK1"]
    assert old != new
    with front.house.database.read() as connection:
        kept = [stored_map(connection, digest) for digest in (old, new)]
        assert [service.steps[0].id for service in kept if service] == ["identify", "new"]
        assert stored_map(connection, "0" * 64) is None


def test_every_offered_service_has_its_map_kept(front: Front) -> None:
    with front.house.database.read() as connection:
        kept = set(connection.execute(select(process_maps.c.hash)).scalars())
    assert kept == set(front.house.place(front.office_id).maps.values())


def test_whatever_an_office_may_hold_can_be_written_down() -> None:
    office = make_office(
        hours=Hours(
            {0: ((time(9), time(12)), (time(13), time(16, 30)))},
            {date(2026, 12, 24): ()},
            ((date(2026, 7, 1), date(2026, 7, 31), text("Holidays")),),
        ),
        numbers=Numbers("agency"),
        notices=(text("Welcome"),),
    )
    said = json.loads(described(make_place(office)))["office"]
    assert said["zone"] == "Europe/Stockholm"
    assert said["hours"]["week"] == {"0": [["09:00:00", "12:00:00"], ["13:00:00", "16:30:00"]]}
    assert said["hours"]["special"] == {"2026-12-24": []}
    assert said["hours"]["closures"][0][:2] == ["2026-07-01", "2026-07-31"]


def test_equal_configurations_are_written_down_alike_and_others_not() -> None:
    assert described(make_place(make_office())) == described(make_place(make_office()))
    changes: list[dict[str, Any]] = [
        {"form": "municipal"}, {"desks": ()}, {"languages": ("sv",)}, {"name": "Another"},
        {"numbers": Numbers(digits=4)}, {"hours": Hours(always=True)},
    ]  # fmt: skip
    written = {described(make_place(make_office(**change))) for change in changes}
    assert len(written | {described(make_place(make_office()))}) == len(changes) + 1
