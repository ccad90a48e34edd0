from __future__ import annotations

from collections.abc import Callable
from typing import Any

from serviceoffice.core.clock import local
from serviceoffice.core.offices.office import Office
from serviceoffice.core.statistics.today import Today

Counting = Callable[[Any], Today]


def test_visitors_are_counted_by_agency_and_the_hour_they_came(
    log: Any, counting: Counting, office: Office
) -> None:
    log.take("S1", "S2")
    log.later(59).take("F1", "S1")
    log.later(121).take("F1")
    flow = counting(log).flow
    assert [local(hour, office.zone).hour for hour in flow.hours] == [9, 12]
    assert {row.agency: row.by_hour for row in flow.agencies} == {
        "skatteverket": (2, 0), "forsakringskassan": (1, 1),
    }  # fmt: skip
    assert [row.visits for row in flow.agencies] == [2, 2]
    assert flow.visits == (2, 1)  # a visit to two agencies is one visit


def test_a_service_added_at_the_desk_counts_for_its_agency(log: Any, counting: Counting) -> None:
    visit = log.take("S1")
    log.call(visit)
    log.begin(visit)
    log.add(
        "errand_added", visit, "d1", service="F1", agency="forsakringskassan", map="F1", quick=False
    )
    assert [row.agency for row in counting(log).flow.agencies] == [
        "skatteverket", "forsakringskassan",
    ]  # fmt: skip


def test_an_agency_that_has_left_the_office_stands_last(
    log: Any, new_log: Callable[[], Any], counting: Counting
) -> None:
    log.take("F1")
    old = log.events[-1].body["errands"][0]
    old["agency"] = "arbetarskyddsstyrelsen"
    log.take("G")
    assert [row.agency for row in counting(log).flow.agencies] == [
        "office", "arbetarskyddsstyrelsen",
    ]  # fmt: skip


def test_visits_are_counted_per_channel_and_source(log: Any, counting: Counting) -> None:
    log.take("S1", source="kiosk")
    log.take("S1", source="reception")
    log.take("S1", channel="phone", source="phone")
    log.take("S1", source="reception")
    today = counting(log)
    assert list(today.channels.items()) == [("counter", 3), ("phone", 1)]
    assert list(today.sources.items()) == [("reception", 2), ("kiosk", 1), ("phone", 1)]
