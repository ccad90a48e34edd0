"""What the kiosk offers to choose from."""

from __future__ import annotations

from visiting import visiting_office, visiting_place

from serviceoffice.api import LifeEvent, text
from serviceoffice.core.offices.office import Clerk, Enabled
from serviceoffice.web.kiosk import choices

PLACE = visiting_place()
MANY = tuple(LifeEvent(f"event{n}", text("Something"), ("SK1",)) for n in range(9))


def test_a_life_event_names_the_agencies_that_have_a_part_in_it() -> None:
    child, move = choices.situations(PLACE)
    assert child.agencies == ("Skatteverket", "Försäkringskassan")
    assert move.agencies == ("Skatteverket",)


def test_an_agency_that_only_shares_the_rooms_gives_nothing_to_choose() -> None:
    assert [door.slug for door in choices.doors(PLACE)] == [
        "skatteverket", "forsakringskassan", "arbetsformedlingen",
    ]  # fmt: skip
    assert choices.of_agency(PLACE, "skogsstyrelsen") == ()
    assert [s.code for s in choices.of_situation(PLACE, "child")] == ["SK2", "FK1"]


def test_an_agency_whose_package_is_away_gives_nothing_to_choose() -> None:
    agencies = (*visiting_office().agencies, Enabled("polisen"))
    place = visiting_place(visiting_office(agencies=agencies))
    assert "polisen" not in [door.slug for door in choices.doors(place)]


def test_a_life_event_that_nobody_here_has_a_part_in_is_not_shown() -> None:
    trees_only = LifeEvent("ageing", text("Getting old"), ("SKS1",))
    assert choices.situations(visiting_place(life=(trees_only,))) == ()


def test_the_start_page_shows_every_life_event_if_they_fit() -> None:
    eight = choices.situations(visiting_place(life=MANY[:8]))
    assert choices.most_common(eight) == eight


def test_of_too_many_life_events_one_place_is_left_for_the_way_to_the_rest() -> None:
    nine = choices.situations(visiting_place(life=MANY))
    assert choices.most_common(nine) == nine[:7]


def test_services_to_tick_keep_their_order_and_leave_out_what_is_not_offered() -> None:
    options = choices.options(PLACE, ["FK1", "nonsense", "SK1", "FK1"], ["SK1"])
    assert [(option.code, option.ticked) for option in options] == [("FK1", False), ("SK1", True)]
    assert [option.agency for option in options] == ["Försäkringskassan", "Skatteverket"]


def test_the_offices_own_service_names_no_agency() -> None:
    assert [option.agency for option in choices.options(PLACE, ["guide"], [])] == [""]


def test_a_language_is_spoken_when_a_clerk_speaks_it() -> None:
    assert choices.is_spoken(PLACE, "ar")
    assert not choices.is_spoken(PLACE, "en")
    office = visiting_office(clerks=(Clerk("anna", "Anna", "skatteverket", languages=("en",)),))
    assert choices.is_spoken(visiting_place(office), "en")
