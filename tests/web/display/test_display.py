"""The display's page and the part of it that follows the office."""

from __future__ import annotations

import re

from kit import OFFICE, Front
from visiting import words
from webkit import Browser

from serviceoffice.web.display.board import KINDS

DISPLAY = f"/{OFFICE}/display"


def test_the_display_shows_numbers_and_desks_and_nothing_of_why(
    client: Browser, front: Front
) -> None:
    anna = front.clerk("anna", "d1")
    anna.call(front.ticket("SK1"))
    front.ticket("AF9")
    front.wait(minutes=12)
    page = client.get(f"{DISPLAY}?lang=en").text
    said = words(page)
    assert "Now 001 Desk 1 Soon 002" in said
    assert "Waiting now 1 Longest wait so far 12 min" in said
    assert "Open until 17:00 A notice" in said
    for secret in ("Move", "Debts", "Skatteverket", "Anna", "SK1", "AF9"):
        assert secret not in page


def test_an_empty_office_says_so(client: Browser) -> None:
    said = words(client.get(f"{DISPLAY}?lang=en").text)
    assert "Nobody is being called right now" in said and "Nobody is waiting" in said


def test_the_part_that_follows_is_the_very_part_of_the_page(client: Browser, front: Front) -> None:
    front.ticket("SK1")
    page = client.get(f"{DISPLAY}?lang=en").text
    part = re.search(r'hx-get="([^"]+)"', page)
    assert part and part[1] == f"{DISPLAY}/board?lang=en"
    assert client.get(part[1]).text.strip() in page


def test_the_page_names_the_stream_and_where_it_stands(client: Browser, front: Front) -> None:
    front.ticket("SK1")
    page = client.get(DISPLAY).text
    assert f'data-live="/{OFFICE}/live"' in page
    assert f'data-live-last="{front.log()[-1].seq}"' in page


def test_every_kind_of_event_that_moves_a_visit_refreshes_the_board(front: Front) -> None:
    anna = front.clerk("anna", "d1")
    for end in ("no_show", "hold", "finish", "transfer", "leave"):
        visit = front.ticket("SK1")
        anna.call(visit)
        anna.recall(visit)
        match end:
            case "finish":
                anna.begin(visit)
                anna.close_errand(visit, n=1, outcome="resolved")
                anna.finish(visit)
            case "transfer":
                anna.transfer(visit, to_service="SK1")
            case _:
                getattr(anna, end)(visit)
                if end == "hold":
                    anna.resume(visit)
                    anna.undo()
                if end == "no_show":
                    anna.bring_back(visit)
    front.wait(minutes=8 * 60)
    front.system.run("close_day", day="2026-03-10")
    # What is done with a visit without moving it, or with nobody at all.
    other = {"configured", "signed_in", "errand_added", "step_walked", "errand_closed"}
    assert {event.kind for event in front.log()} - other == set(KINDS.split())


def test_a_closed_office_says_when_it_opens_and_whom_it_did_not_reach(
    client: Browser, front: Front
) -> None:
    front.ticket("SK1")
    front.wait(minutes=8 * 60)
    front.system.run("close_day", day="2026-03-10")
    said = words(client.get(f"{DISPLAY}?lang=en").text)
    assert "The office is closed We open Wednesday 11 March at 09:00." in said
    assert "We did not have time for these numbers today: 001" in said


def test_languages_take_turns_by_the_clock_and_the_voice_keeps_the_first(
    client: Browser, front: Front
) -> None:
    anna = front.clerk("anna", "d1")
    anna.call(front.ticket("SK1"))
    titles = []
    for _ in range(3):
        page = client.get(f"{DISPLAY}/board?languages=en,ar,nonsense&speak=1").text
        titles.append(re.findall(r'<div id="board"[^>]* lang="(\w+)" dir="(\w+)"', page)[0])
        assert "languages=en,ar,nonsense" in page.replace("%2C", ",")
        assert "data-speak" in page and 'data-say="Number 001, Desk 1"' in page
        front.wait(seconds=10)
    assert sorted(titles[:2]) == [("ar", "rtl"), ("en", "ltr")] and titles[2] == titles[0]


def test_nothing_but_the_displays_own_options_goes_into_its_addresses(client: Browser) -> None:
    page = client.get(f"{DISPLAY}?lang=en&office=other&x=1").text
    assert f'hx-get="{DISPLAY}/board?lang=en"' in page
