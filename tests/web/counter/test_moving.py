"""Where a visit can go on."""

from __future__ import annotations

from collections.abc import Callable

from kit import Front, sentence

from serviceoffice.web.counter.errands import cards
from serviceoffice.web.counter.moving import Targets, targets
from serviceoffice.web.counter.snapshot import Snapshot

Look = Callable[[str], Snapshot]


def ways(look: Snapshot) -> Targets:
    return targets(look, cards(look))


def test_the_errand_of_another_desk_is_offered_first(front: Front, look: Look) -> None:
    front.clerk("cia", "d1")
    front.served(front.clerk("anna", "d2"), "SK1", "AF1")
    found = ways(look("anna"))
    assert found.first == "service:AF1"
    assert [target.to for target in found.services] == ["service:AF1", "service:SK1"]
    assert sentence(found.services[0].hint) == "The first free of: Desk 1"


def test_the_desk_that_takes_the_next_errand_is_offered_before_the_others(
    front: Front, look: Look
) -> None:
    front.clerk("cia", "d1")
    front.clerk("dag", "d3")
    front.served(front.clerk("anna", "d2"), "SK1", "AF1")
    desks = ways(look("anna")).desks
    assert [target.to for target in desks] == ["desk:d1", "desk:d3", "desk:d4"]
    assert [target.good for target in desks] == [True, False, False]
    hints = [sentence(target.hint) for target in desks]
    assert hints == ["Cia, free", "Dag, does not take the next errand", "Nobody sits here"]


def test_a_desk_tells_whether_it_is_busy_or_paused(front: Front, look: Look) -> None:
    front.served(front.clerk("cia", "d1"), "AF1")
    front.clerk("bo", "d3").run("pause", reason="meeting")
    front.served(front.clerk("anna", "d2"), "SK1", "AF1")
    hints = {target.to: sentence(target.hint) for target in ways(look("anna")).desks}
    assert hints["desk:d1"] == "Cia, has a visitor"
    assert hints["desk:d3"] == "Bo, pause: Meeting"


def test_only_people_who_sit_at_a_desk_are_offered(front: Front, look: Look) -> None:
    front.clerk("cia", "d1")
    front.served(front.clerk("anna", "d2"), "SK1")
    assert [target.to for target in ways(look("anna")).clerks] == ["clerk:cia"]


def test_an_errand_that_no_open_desk_takes_says_so(front: Front, look: Look) -> None:
    front.served(front.clerk("anna", "d2"), "SK1", "AF1")
    first = ways(look("anna")).services[0]
    assert sentence(first.hint) == "No other desk that takes it is open now"
    assert not first.good
