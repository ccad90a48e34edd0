from __future__ import annotations

from collections.abc import Callable
from typing import Any

from serviceoffice.core.clock import MINUTE
from serviceoffice.core.statistics.today import Today

Counting = Callable[[Any], Today]


def test_clerks_are_on_duty_from_signing_in_until_signing_out(log: Any, counting: Counting) -> None:
    log.later(30).add("signed_in", desk="d1", clerk="anna")
    log.later(45).add("signed_in", desk="d2", by="clerk:lars", clerk="lars")
    log.later(15).add("signed_out", desk="d1")
    log.later(30)
    hours = counting(log).duty
    assert [(h.clerks, h.signed_in // MINUTE) for h in hours] == [(1, 30), (2, 75)]


def test_a_clerk_who_changes_desks_is_one_clerk(log: Any, counting: Counting) -> None:
    log.add("signed_in", desk="d1", clerk="anna")
    log.later(10).add("signed_out", desk="d1")
    log.add("signed_in", desk="d2", clerk="anna")
    [hour] = counting(log.later(20)).duty
    assert (hour.clerks, hour.signed_in) == (1, 30 * MINUTE)


def test_a_pause_is_counted_apart(log: Any, counting: Counting) -> None:
    log.add("signed_in", desk="d1", clerk="anna")
    log.later(10).add("paused", desk="d1", reason="break")
    log.later(5).add("paused", desk="d1", reason="back_office")
    log.later(5).add("returned", desk="d1")
    log.later(10).add("paused", desk="d1", reason="meeting")
    [hour] = counting(log.later(10)).duty
    assert (hour.signed_in, hour.paused) == (40 * MINUTE, 20 * MINUTE)


def test_a_pause_that_was_taken_back_was_none(log: Any, counting: Counting) -> None:
    log.add("signed_in", desk="d1", clerk="anna")
    log.undo(log.add("paused", desk="d1", reason="break"))
    [hour] = counting(log.later(10)).duty
    assert hour.paused == 0


def test_who_forgot_to_sign_out_yesterday_counts_from_the_first_thing_done(
    log: Any, counting: Counting
) -> None:
    log.call(log.later(20).take("S1"))
    [hour] = counting(log.later(10)).duty
    assert (hour.clerks, hour.signed_in) == (1, 10 * MINUTE)


def test_a_script_at_an_empty_desk_is_no_clerk(log: Any, counting: Counting) -> None:
    log.add("called", log.take("S1"), "d1", by="token:4", clerk=None)
    assert counting(log.later(10)).duty == ()


def test_each_ticket_keeps_how_many_were_on_duty(log: Any, counting: Counting) -> None:
    log.take("S1")
    log.later(1).add("signed_in", desk="d1", clerk="anna")
    log.add("signed_in", desk="d2", by="clerk:lars", clerk="lars")
    log.later(1).take("S1")
    log.later(1).add("paused", desk="d1", reason="break")
    log.take("S1")
    log.later(1).add("returned", desk="d1")
    log.add("signed_out", desk="d2", by="clerk:lars")
    log.take("S1")
    assert [line.on_duty for line in counting(log).times] == [0, 2, 1, 1]
