"""What a clerk can do now, and the sentence where something cannot be done."""

from __future__ import annotations

from collections.abc import Callable

from kit import Front, sentence

from serviceoffice.web.counter.actions import Action, Actions, actions
from serviceoffice.web.counter.errands import cards
from serviceoffice.web.counter.snapshot import Snapshot

Look = Callable[[str], Snapshot]


def acts(look: Snapshot) -> Actions:
    return actions(look, cards(look))


def named(look: Snapshot) -> dict[str, Action]:
    found = acts(look)
    return {action.name: action for action in (found.main, *found.others)}


def why_not(action: Action) -> str:
    assert action.why_not is not None, f"{action.name} can be done"
    return sentence(action.why_not)


def test_with_nobody_at_the_desk_calling_comes_next(front: Front, look: Look) -> None:
    front.clerk("anna", "d2")
    front.ticket("SK1")
    found = named(look("anna"))
    assert acts(look("anna")).main.name == "call-next"
    assert found["call-next"].why_not is None
    for name in ("recall", "no-show", "hold", "transfer", "add-errand", "finish"):
        assert why_not(found[name]) == "Nobody is at the desk."


def test_call_next_says_when_nobody_waits_for_this_desk(front: Front, look: Look) -> None:
    front.clerk("anna", "d2")
    front.ticket("FK1")
    assert why_not(acts(look("anna")).main) == "Nobody waits for this desk."


def test_a_called_visitor_is_begun_with_next(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    front.ticket("SK1")
    anna.call_next()
    found = named(look("anna"))
    assert acts(look("anna")).main.name == "begin"
    assert found["recall"].why_not is None
    assert found["no-show"].why_not is None
    assert why_not(found["add-errand"]) == "Begin with 001 first."
    assert why_not(found["call-next"]) == "Finish with 001 first."


def test_a_visitor_is_called_again_only_so_often(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    front.ticket("SK1")
    visit = anna.call_next()
    for _ in range(front.office.queue.recall_limit):
        anna.recall(visit)
    assert why_not(named(look("anna"))["recall"]) == "001 has been called many times."


def test_an_errand_goes_step_by_step_to_its_next_step(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    visit = front.served(anna, "SK1")
    for step in ("identify", "explain"):
        main = acts(look("anna")).main
        assert (main.name, main.fields["step"]) == ("walk", step)
        anna.walk_step(visit, n=1, step=step)
    main = acts(look("anna")).main
    assert (main.name, main.dialog) == ("next-step", True)  # deciding needs a delegation


def test_an_errand_whose_way_has_ended_is_closed_as_done(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    visit = front.served(anna, "SK5")
    for step in ("ask", "tell"):
        anna.walk_step(visit, n=1, step=step)
    main = acts(look("anna")).main
    assert (main.name, main.fields["outcome"]) == ("close", "resolved")


def test_a_booking_opens_its_dialog(front: Front, look: Look) -> None:
    cia = front.clerk("cia", "d1")
    visit = front.served(cia, "AF1")
    for step in ("clarify", "fill_in"):
        cia.walk_step(visit, n=1, step=step)
    main = acts(look("cia")).main
    assert (main.name, main.fields["step"], main.dialog) == ("next-step", "book", True)


def test_a_clerk_of_another_agency_who_may_not_go_on_books_instead(
    front: Front, look: Look
) -> None:
    bo = front.clerk("bo", "d3")
    visit = front.served(bo, "AF1")
    for step in ("clarify", "fill_in"):
        bo.walk_step(visit, n=1, step=step)
    main = acts(look("bo")).main
    assert (main.name, main.fields["step"]) == ("next-step", "book")


def test_errands_of_other_desks_send_the_visit_on(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    visit = front.served(anna, "SK5", "AF1")
    anna.close_errand(visit, n=1, outcome="resolved")
    main = acts(look("anna")).main
    assert main.name == "transfer"
    assert sentence(main.label) == "Go on at another desk …"


def test_the_visit_is_finished_when_every_errand_is_closed(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    visit = front.served(anna, "SK1", "SK5")
    assert why_not(named(look("anna"))["finish"]) == "2 errands have no result or next step."
    anna.close_errand(visit, n=1, outcome="resolved")
    assert why_not(named(look("anna"))["finish"]) == "1 errand has no result or next step."
    anna.close_errand(visit, n=2, outcome="withdrawn")
    assert acts(look("anna")).main.name == "finish-and-call-next"
    assert why_not(named(look("anna"))["transfer"]) == "Every errand is closed. Finish the visit."


def test_every_action_keeps_its_place_whatever_the_main_one_is(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    front.ticket("SK1")
    idle = acts(look("anna"))
    anna.call_next()
    called = acts(look("anna"))
    order = [action.name for action in called.others]
    kept = [name for name in order if name != idle.main.name]
    assert [action.name for action in idle.others] == kept


def test_every_action_has_a_key_of_its_own(front: Front, look: Look) -> None:
    front.served(front.clerk("anna", "d2"), "SK1")
    keys = [action.key for action in acts(look("anna")).others]
    assert sorted(keys) == sorted("nprmhdlfgu")


def test_a_paused_desk_comes_back_next(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    front.ticket("SK1")
    anna.pause()
    assert acts(look("anna")).main.name == "return"
    assert why_not(named(look("anna"))["call-next"]) == "You take a pause."


def test_no_pause_with_a_visitor_at_the_desk(front: Front, look: Look) -> None:
    front.served(front.clerk("anna", "d2"), "SK1")
    assert why_not(named(look("anna"))["pause"]) == "Finish with 001 first."


def test_undo_names_what_it_would_take_back(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    front.ticket("SK1")
    anna.call_next()
    assert sentence(named(look("anna"))["undo"].label) == "Undo: call 001"


def test_undo_names_the_step_and_the_errand(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    visit = front.served(anna, "SK1")

    def said() -> str:
        return sentence(named(look("anna"))["undo"].label)

    anna.walk_step(visit, n=1, step="identify")
    assert said() == "Undo: Check identity done"
    anna.add_errand(visit, service="SK5")
    assert said() == "Undo: add Tax account"
    anna.close_errand(visit, n=1, outcome="resolved")
    assert said() == "Undo: close Report a move"


def test_undo_names_the_number_of_a_finished_visit(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    visit = front.served(anna, "SK5")
    anna.close_errand(visit, n=1, outcome="resolved")
    anna.finish(visit)
    assert sentence(named(look("anna"))["undo"].label) == "Undo: finish 001"


def test_undo_tells_when_its_minute_is_over(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d2")
    front.ticket("SK1")
    anna.call_next()
    assert acts(look("anna")).undo_ends == front.clock.now() + 60_000
    front.wait(seconds=61)
    assert why_not(named(look("anna"))["undo"]) == "There is nothing to undo from the last minute."
    assert acts(look("anna")).undo_ends is None
