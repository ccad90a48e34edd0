"""What the display shows."""

from __future__ import annotations

from kit import OFFICE, Front

from serviceoffice.web.display.board import Board, board


def shown(front: Front) -> Board:
    return board(front.house, OFFICE)


def calls(front: Front) -> list[tuple[str, str, bool]]:
    return [(call.number, call.desk, call.awaited) for call in shown(front).calls]


def test_the_newest_call_stands_first(front: Front) -> None:
    anna, bo = front.clerk("anna", "d1"), front.clerk("bo", "d2")
    one, two = front.ticket("SK1"), front.ticket("SK1")
    bo.call(one)
    anna.call(two)
    assert calls(front) == [("002", "Desk 1", True), ("001", "Desk 2", True)]


def test_a_recall_is_another_call_and_comes_first_again(front: Front) -> None:
    anna, bo = front.clerk("anna", "d1"), front.clerk("bo", "d2")
    one, two = front.ticket("SK1"), front.ticket("SK1")
    bo.call(one)
    anna.call(two)
    before = {call.number: call.seq for call in shown(front).calls}
    bo.recall(one)
    after = shown(front).calls
    assert [call.number for call in after] == ["001", "002"]
    assert after[0].seq > before["001"] and after[1].seq == before["002"]


def test_a_recall_that_is_undone_is_not_called_anew(front: Front) -> None:
    anna = front.clerk("anna", "d1")
    visit = front.ticket("SK1")
    anna.call(visit)
    anna.recall(visit)
    (called,) = shown(front).calls
    anna.undo()
    assert shown(front).calls == (called,)


def test_a_call_that_is_undone_is_gone_and_the_next_is_a_new_one(front: Front) -> None:
    anna = front.clerk("anna", "d1")
    visit = front.ticket("SK1")
    anna.call(visit)
    (first,) = shown(front).calls
    anna.undo()
    assert shown(front).calls == ()
    anna.call(visit)
    (second,) = shown(front).calls
    assert second.seq > first.seq


def test_those_who_have_not_come_stand_before_those_who_are_being_helped(front: Front) -> None:
    anna, bo = front.clerk("anna", "d1"), front.clerk("bo", "d2")
    one, two = front.ticket("SK1"), front.ticket("SK1")
    bo.call(one)
    anna.call(two)
    anna.begin(two)
    assert calls(front) == [("001", "Desk 2", True), ("002", "Desk 1", False)]


def test_who_has_left_the_desk_is_not_shown(front: Front) -> None:
    anna = front.clerk("anna", "d1")
    for end in ("no_show", "hold"):
        visit = front.ticket("SK1")
        anna.call(visit)
        getattr(anna, end)(visit)
        assert calls(front) == []


def test_soon_are_the_first_five_in_the_order_of_the_line(front: Front) -> None:
    for _ in range(6):
        front.ticket("SK1")
    front.ticket("SK1", priority="priority")
    board = shown(front)
    assert board.soon == ("007", "001", "002", "003", "004")
    assert board.waiting == 7


def test_the_longest_wait_is_counted_from_the_ticket_not_from_the_place(front: Front) -> None:
    first = front.clock.now()
    front.ticket("SK1")
    front.wait(minutes=10)
    front.ticket("SK1", priority="priority")
    assert shown(front).longest == first


def test_nobody_waiting_is_no_wait(front: Front) -> None:
    assert (shown(front).waiting, shown(front).longest, shown(front).soon) == (0, None, ())


def test_an_open_office_says_until_when_and_a_closed_one_from_when(front: Front) -> None:
    opened = shown(front)
    assert opened.is_open and opened.closes and opened.opens is None
    front.wait(minutes=8 * 60)
    closed = shown(front)
    assert not closed.is_open and closed.opens and closed.closes is None


def test_after_the_close_of_day_those_who_waited_are_told_until_the_office_opens(
    front: Front,
) -> None:
    anna = front.clerk("anna", "d1")
    served = front.served(anna, "SK1")
    anna.close_errand(served, n=1, outcome="resolved")
    anna.finish(served)
    front.ticket("SK1")
    held = front.ticket("SK1")
    anna.call(held)
    anna.hold(held)
    front.wait(minutes=8 * 60)
    assert shown(front).sent_home == ()
    front.system.run("close_day", day="2026-03-10")
    assert shown(front).sent_home == ("002", "003")
    assert shown(front).waiting == 0
    front.wait(minutes=16 * 60)
    assert shown(front).sent_home == ()


def test_a_board_holds_at_least_what_its_sequence_number_says(front: Front) -> None:
    front.ticket("SK1")
    assert shown(front).seq == front.log()[-1].seq
