from __future__ import annotations

from collections.abc import Callable

from kit import OFFICE
from webkit import BASE, OTHER_OFFICE, Browser, Script

from serviceoffice.core.clock import ManualClock
from serviceoffice.core.house import House


def test_anybody_may_read_what_an_office_is_and_offers(client: Browser) -> None:
    office = client.get(BASE).json
    assert (office["id"], office["form"], office["time_zone"]) == (
        OFFICE, "integrated", "Europe/Stockholm",
    )  # fmt: skip
    assert {"id": "d1", "name": "Desk 1", "serves": [], "quick": False} in office["desks"]
    assert [service["code"] for service in office["services"]][-1] == "guide"
    assert {agency["slug"] for agency in office["agencies"]} >= {"skatteverket", "office"}


def test_an_open_office_says_until_when_and_a_closed_one_from_when(
    client: Browser, clock: ManualClock
) -> None:
    hours = client.get(BASE).json["hours"]
    assert hours["open"] and hours["opens"] is None
    assert hours["closes"] == "2026-03-10T16:00:00.000+00:00"
    clock.forward(minutes=8 * 60)
    hours = client.get(BASE).json["hours"]
    assert not hours["open"] and hours["closes"] is None
    assert hours["opens"] == "2026-03-11T08:00:00.000+00:00"
    assert len(hours["today"]) == 1


def test_clerks_are_no_public_matter(client: Browser, script: Script) -> None:
    assert client.get(f"{BASE}/clerks").status_code == 401
    script.post("/desks/d2/sign-in", clerk="bo")
    clerks = {clerk["id"]: clerk for clerk in script.get("/clerks").json["clerks"]}
    assert clerks["bo"]["desk"] == "d2" and clerks["anna"]["desk"] is None
    assert clerks["eva"]["roles"] == ["manager"]


def test_why_a_clerk_may_not_walk_a_step(script: Script) -> None:
    answer = script.get("/why?clerk=anna&service=FK1&step=register").json
    assert (answer["level"], answer["ceiling"], answer["allowed"]) == (4, 2, False)
    assert answer["reasons"]
    deciding = answer["limits"][0]
    assert deciding["level"] == 2 and deciding["why"] and deciding["raised_by"]
    assert script.get("/why?clerk=bo&service=FK1&step=register").json["allowed"]


def test_why_names_what_it_does_not_know(script: Script) -> None:
    for query, field in (
        ("clerk=nils&service=FK1&step=register", "clerk"),
        ("clerk=anna&service=XX&step=register", "service"),
        ("clerk=anna&service=FK1&step=dance", "step"),
    ):
        answer = script.get(f"/why?{query}")
        assert (answer.status_code, answer.json["field"]) == (404, field)
    assert script.get("/why?clerk=anna").json["field"] in ("service", "step")


def test_the_catalogue_has_each_service_once_with_its_steps(client: Browser, house: House) -> None:
    assert set(house.places) == {OFFICE, OTHER_OFFICE}
    services = client.get("/api/v1/catalogue").json["services"]
    codes = [service["code"] for service in services]
    assert len(codes) == len(set(codes)) and {"SK1", "FK1", "AF1", "guide"} <= set(codes)
    (sk1,) = (service for service in services if service["code"] == "SK1")
    assert [(s["id"], s["level"], s["actor"]) for s in sk1["steps"]][2] == ("register", 4, "front")
    assert sk1["steps"][2]["after"] == ["identify"]


def test_the_catalogue_of_an_office_is_asked_for_by_name(client: Browser) -> None:
    assert client.get(f"/api/v1/catalogue?office={OFFICE}").status_code == 200
    unknown = client.get("/api/v1/catalogue?office=nowhere")
    assert (unknown.status_code, unknown.json["field"]) == (404, "office")


def test_the_catalogue_speaks_the_language_asked_for(client: Browser) -> None:
    def guide(query: str = "", accept: str = "") -> tuple[str, str]:
        answer = client.get(f"/api/v1/catalogue{query}", headers={"Accept-Language": accept})
        assert answer.headers["Content-Language"] == answer.json["language"]
        assert "Accept-Language" in answer.headers["Vary"]
        (found,) = (s for s in answer.json["services"] if s["code"] == "guide")
        return answer.json["language"], found["title"]

    assert guide()[0] == "sv"
    assert guide(accept="en-GB,en;q=0.8")[0] == "en"
    assert guide("?lang=en", "sv")[0] == "en"
    assert guide("?lang=fi", "en")[0] == "en"
    assert guide(accept="en")[1] != guide(accept="sv")[1]


def test_an_unchanged_catalogue_is_not_sent_again(client: Browser) -> None:
    first = client.get("/api/v1/catalogue")
    asked = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/api/v1/catalogue", headers=asked).status_code == 304
    assert client.get("/api/v1/catalogue?lang=en", headers=asked).status_code == 200


def test_the_queue_is_in_the_order_of_calling(script: Script, clock: ManualClock) -> None:
    slow = script.ticket("SK1")
    clock.forward(seconds=90)
    quick = script.ticket("FK1", priority="priority")
    script.post("/desks/d1/sign-in", clerk="anna")
    line = script.get("/queue").json
    assert [visit["id"] for visit in line["waiting"]] == [quick["id"], slow["id"]]
    first, second = line["waiting"]
    assert (first["place"], first["waited"], first["targets"]) == (1, 0, ["FK1"])
    assert (second["place"], second["waited"]) == (2, 90)
    assert second["desks"] == ["d1", "d2", "d3"]
    assert line["seq"] > 0 and line["total"] == 2
    desk = {"id": "d1", "name": "Desk 1", "clerk": "anna", "paused": None, "visit": None}
    assert line["desks"][0] == desk


def test_the_queue_says_who_is_called_where(script: Script) -> None:
    visit = script.served()
    line = script.get("/queue").json
    assert [here["id"] for here in line["at_desks"]] == [visit["id"]]
    assert line["desks"][0]["visit"] == visit["id"]
    assert line["waiting"] == []


def test_a_long_queue_is_cut_and_says_how_long_it_is(script: Script) -> None:
    for _ in range(3):
        script.ticket()
    line = script.get("/queue?limit=2").json
    assert (len(line["waiting"]), line["total"]) == (2, 3)


def test_a_desk_takes_a_pause_and_returns(script: Script) -> None:
    script.post("/desks/d1/sign-in", clerk="anna")
    assert script.post("/desks/d1/pause", reason="meeting").json["paused"] == "meeting"
    assert script.post("/desks/d1/call-next").json["code"] == "desk_paused"
    assert script.post("/desks/d1/return").json["paused"] is None
    assert script.post("/desks/d1/sign-out").json == {"desk": "d1", "clerk": None, "paused": None}


def test_a_command_without_a_body_is_as_good_as_with_an_empty_one(script: Script) -> None:
    script.post("/desks/d1/sign-in", clerk="anna")
    assert script.client.post(f"{BASE}/desks/d1/pause").json["paused"] == "break"


def test_a_manager_reads_and_does_not_call(as_token: Callable[..., Browser]) -> None:
    manager = Script(as_token("manager"))
    assert manager.get("/queue").status_code == 200
    assert manager.post("/desks/d1/call-next").status_code == 403
