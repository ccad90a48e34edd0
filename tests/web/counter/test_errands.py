"""Errands and steps as the clerk at the desk sees them."""

from __future__ import annotations

from collections.abc import Callable

from kit import Front, sentence

from serviceoffice.web.counter.errands import Card, StepRow, cards
from serviceoffice.web.counter.snapshot import Snapshot

Look = Callable[[str], Snapshot]


def steps(card: Card) -> dict[str, StepRow]:
    return {step.id: step for step in card.steps}


def test_a_step_that_needs_another_first_is_blocked(front: Front, look: Look) -> None:
    front.served(front.clerk("cia", "d3"), "SK1")
    (card,) = cards(look("cia"))
    assert steps(card)["identify"].state == "open"
    assert steps(card)["decide"].state == "above"


def test_the_way_goes_on_from_the_last_walked_step(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    visit = front.served(anna, "SK1")
    assert cards(look("anna"))[0].now.id == "identify"  # type: ignore[union-attr]
    anna.walk_step(visit, n=1, step="identify")
    card = cards(look("anna"))[0]
    assert card.now.id == "explain"  # type: ignore[union-attr]
    assert card.done == 1


def test_a_step_walked_out_of_order_is_passed(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    visit = front.served(anna, "SK1")
    anna.walk_step(visit, n=1, step="explain")
    anna.walk_step(visit, n=1, step="identify")
    card = cards(look("anna"))[0]
    assert [step.id for step in card.steps if step.next] == ["decide"]
    assert not card.ended


def test_where_a_step_branches_each_way_tells_its_case(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    visit = front.served(anna, "SK5")
    anna.walk_step(visit, n=1, step="ask")
    (card,) = cards(look("anna"))
    ways = {step.id: sentence(step.when) for step in card.steps if step.next and step.when}
    assert ways == {"tell": "The visitor only asks", "pay": "The visitor pays"}
    assert card.branches


def test_an_errand_ends_where_its_way_does(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    visit = front.served(anna, "SK5")
    for step in ("ask", "tell"):
        anna.walk_step(visit, n=1, step=step)
    (card,) = cards(look("anna"))
    assert card.ended
    assert card.now is None


def test_a_step_of_the_agencys_back_office_says_so(front: Front, look: Look) -> None:
    front.served(front.clerk("cia", "d1"), "AF1")
    (card,) = cards(look("cia"))
    assign = steps(card)["assign"]
    assert assign.state == "above"
    assert sentence(assign.why) == "The agency does this afterwards"  # type: ignore[arg-type]


def test_a_booking_after_which_the_agency_goes_on_hands_the_errand_on(
    front: Front, look: Look
) -> None:
    front.served(front.clerk("cia", "d1"), "AF1")
    (card,) = cards(look("cia"))
    assert steps(card)["book"].hands_on
    assert not steps(card)["clarify"].hands_on


def test_a_discreet_errand_of_another_desk_keeps_its_title_and_steps(
    front: Front, look: Look
) -> None:
    front.served(front.clerk("anna", "d2"), "SK1", "FK9")
    move, debts = cards(look("anna"))
    assert sentence(move.title) == "Report a move"
    assert sentence(debts.title) == "A private matter"
    assert debts.steps == ()
    assert not debts.here


def test_a_discreet_errand_is_shown_to_the_clerk_who_serves_it(front: Front, look: Look) -> None:
    front.served(front.clerk("bo", "d3"), "FK9")
    (debts,) = cards(look("bo"))
    assert sentence(debts.title) == "Help with debts"
    assert debts.now is not None


def test_an_errand_keeps_its_own_map_when_the_catalogue_changes(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    front.served(anna, "SK1")
    front.reconfigure(front.office)  # the kit's SK1 has other steps
    (card,) = cards(look("anna"))
    assert [step.id for step in card.steps] == ["identify", "explain", "decide"]


def test_a_closed_errand_tells_its_next_step(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    visit = front.served(anna, "SK1")
    anna.close_errand(visit, n=1, outcome="next_step", next_step={
        "kind": "handover", "what": "Decide on the move", "owner": "skatteverket",
        "due_on": "2026-03-12"})  # fmt: skip
    (card,) = cards(look("anna"))
    assert not card.open
    assert (card.next_what, card.next_due) == ("Decide on the move", "2026-03-12")
    assert sentence(card.next_owner) == "Skatteverket"  # type: ignore[arg-type]
