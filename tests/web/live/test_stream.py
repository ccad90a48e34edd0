"""The live stream: begins with a snapshot, loses nothing, says nothing it should not."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from kit import OFFICE, Front
from webkit import BASE, Browser

from serviceoffice.core import events as log
from serviceoffice.core import hub
from serviceoffice.web.live import stream

LIVE = f"/{OFFICE}/live"
LONG = 20


class Reader:
    """Reads a stream event by event, as live.js does."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.answer = answer

    def next(self) -> dict[str, str]:
        """The fields of the next event; a comment is under the empty name."""
        fields: dict[str, str] = {}
        while line := self.answer.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            fields[name] = value
        return fields


@contextmanager
def listening(server: str, path: str, **headers: str) -> Iterator[Reader]:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=LONG)
    with closing(connection):
        connection.request("GET", path, headers=headers)
        with connection.getresponse() as answer:
            assert answer.status == 200, answer.read()
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            assert answer.headers["Cache-Control"] == "no-store"
            yield Reader(answer)


@pytest.fixture
def brief(app: Flask) -> Flask:
    """Streams end as soon as there is nothing more to say."""
    app.config["STREAM_SECONDS"] = 0
    return app


def told(browser: Browser, path: str, **headers: str) -> list[dict[str, str]]:
    """Everything a brief stream says."""
    text = browser.get(path, headers=headers).text
    return [
        dict(line.split(": ", 1) for line in block.splitlines())
        for block in text.strip().split("\n\n")
    ]


def test_a_page_hears_of_each_event_as_it_happens(server: str, front: Front) -> None:
    with listening(server, LIVE) as reader:
        first = reader.next()
        assert first["event"] == "snapshot" and json.loads(first["data"]) == {"seq": 1}
        front.ticket("SK1")
        assert reader.next() == {"id": "2", "data": '{"kind": "ticket_taken"}'}
        front.clerk("anna", "d1").call_next()
        assert [reader.next()["data"] for _ in range(2)] == [
            '{"kind": "signed_in"}', '{"kind": "called"}',
        ]  # fmt: skip


def test_several_pages_hear_the_same(server: str, front: Front) -> None:
    with listening(server, LIVE) as one, listening(server, LIVE) as two:
        assert one.next() == two.next()
        front.ticket("SK1")
        assert one.next() == two.next() == {"id": "2", "data": '{"kind": "ticket_taken"}'}


def test_a_page_that_was_cut_off_misses_nothing(
    brief: Flask, client: Browser, front: Front
) -> None:
    for _ in range(4):
        front.ticket("SK1")
    by_address = told(client, f"{LIVE}?last=3")
    assert by_address[0] == {"event": "snapshot", "id": "3", "data": '{"seq": 5}'}
    assert [event["id"] for event in by_address[1:]] == ["4", "5"]
    assert told(client, LIVE, **{"Last-Event-ID": "3"}) == by_address
    assert told(client, f"{LIVE}?last=3", **{"Last-Event-ID": "1"}) == by_address


def test_a_page_that_knows_everything_is_told_so(brief: Flask, client: Browser) -> None:
    assert told(client, f"{LIVE}?last=1") == [
        {"event": "snapshot", "id": "1", "data": '{"seq": 1}'}
    ]


def test_a_page_far_behind_or_ahead_starts_anew(
    brief: Flask, client: Browser, front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serviceoffice.web.live.views.REPLAY", 2)
    for _ in range(4):
        front.ticket("SK1")
    for last in ("1", "77", "999999999999999999"):
        assert told(client, f"{LIVE}?last={last}") == [
            {"event": "snapshot", "id": "5", "data": '{"seq": 5}'}
        ]


def test_the_public_stream_says_that_something_happened_and_not_what(
    brief: Flask, client: Browser, front: Front
) -> None:
    visit = front.ticket("SK1", priority="priority", language="ar")
    front.clerk("anna", "d1").call(visit)
    for event in told(client, f"{LIVE}?last=0")[1:]:
        assert set(event) == {"id", "data"}
        assert set(json.loads(event["data"])) == {"kind"}


def test_polling_answers_where_the_log_is(client: Browser, front: Front) -> None:
    front.ticket("SK1")
    assert client.get(f"{LIVE}?last=0&poll=1").json == {"seq": 2}


def test_beyond_the_cap_a_page_is_told_to_poll(
    app: Flask, server: str, client: Browser, front: Front
) -> None:
    app.config["STREAMS"] = 1
    front.ticket("SK1")
    with listening(server, LIVE) as reader:
        reader.next()
        answer = client.get(LIVE)
        assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
        assert answer.json["seq"] == 2 and answer.json["code"] == "no_stream"
        assert int(answer.headers["Retry-After"]) > 0


def given_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Is set when a stream gives its place back."""
    done = threading.Event()
    give_back = stream.Streams.give_back

    def watched(streams: stream.Streams) -> None:
        give_back(streams)
        done.set()

    monkeypatch.setattr(stream.Streams, "give_back", watched)
    return done


def test_a_page_that_is_closed_gives_its_place_back_without_waiting_for_the_heartbeat(
    app: Flask, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "GLANCE", 0.02)
    monkeypatch.setattr(stream, "HEARTBEAT", 3600.0)
    done = given_back(app, monkeypatch)
    with listening(server, LIVE) as reader:
        reader.next()
        assert app.extensions["serviceoffice.streams"].open == 1
    assert done.wait(LONG)
    assert app.extensions["serviceoffice.streams"].open == 0


def test_a_silent_stream_says_that_it_is_still_there(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "GLANCE", 0.02)
    monkeypatch.setattr(stream, "HEARTBEAT", 0.0)
    with listening(server, LIVE) as reader:
        reader.next()
        assert reader.next() == {"": "still here"}


def test_a_stream_ends_after_its_life_so_that_its_reader_asks_again(
    brief: Flask, server: str
) -> None:
    with listening(server, LIVE) as reader:
        assert reader.next()["event"] == "snapshot"
        assert reader.next() == {}


def test_asking_for_the_head_alone_takes_no_place(app: Flask, client: Browser) -> None:
    for _ in range(3):
        assert client.head(LIVE).mimetype == "text/event-stream"
    assert app.extensions["serviceoffice.streams"].open == 0


def test_an_idle_stream_holds_no_connection_to_the_database(
    app: Flask, server: str, front: Front
) -> None:
    pool = front.house.database._reader.pool
    with listening(server, LIVE) as one, listening(server, LIVE) as two:
        front.ticket("SK1")
        for reader in (one, two):
            reader.next()
            assert reader.next()["id"] == "2"
        # One connection belongs to the watch for other processes, none to the streams.
        assert pool.checkedout() <= 1  # type: ignore[attr-defined]


def test_an_office_that_is_not_there_has_no_stream(client: Browser) -> None:
    assert client.get("/nowhere/live").status_code == 404


@pytest.mark.parametrize("last", ["-1", "x", "1.5", "9" * 19, "٣"])
def test_a_place_in_the_log_is_a_whole_number(client: Browser, last: str) -> None:
    assert client.get(LIVE, query_string={"last": last, "poll": "1"}).status_code == 422


def test_scripts_hear_every_event_in_full_and_can_check_the_chain(
    brief: Flask, as_token: Callable[..., Browser], front: Front
) -> None:
    visit = front.ticket("SK1")
    front.clerk("anna", "d1").call(visit)
    script = as_token("integration")
    snapshot, *lines = told(script, f"{BASE}/events")
    assert snapshot == {"event": "snapshot", "id": "0", "data": '{"seq": 4}'}
    bodies = [json.loads(line["data"]) for line in lines]
    assert [line["id"] for line in lines] == [str(body["seq"]) for body in bodies]
    kinds = [body["kind"] for body in bodies]
    assert kinds == ["configured", "ticket_taken", "signed_in", "called"]
    assert checked(bodies) == "whole"
    bodies[1]["body"]["rank"] += 1
    assert checked(bodies) == "broken at 2"


def checked(events: list[dict[str, Any]]) -> str:
    """The check that docs/api.md describes, from the log's beginning."""
    last = log.GENESIS
    for event in events:
        at = round(datetime.fromisoformat(event["at"]).timestamp() * 1000)
        envelope = log.canonical(
            [at, event["kind"], event["visit"], event["desk"], event["by"], event["command"],
             log.canonical(event["body"])]
        )  # fmt: skip
        sealed = sha256(bytes.fromhex(event["salt"]) + envelope.encode()).digest()
        last = sha256(last + event["seq"].to_bytes(8, "big") + sealed).digest()
        if last.hex() != event["hash"]:
            return f"broken at {event['seq']}"
    return "whole"


def test_scripts_go_on_where_they_stopped(
    brief: Flask, as_token: Callable[..., Browser], front: Front
) -> None:
    front.ticket("SK1")
    front.ticket("SK1")
    script = as_token("manager")
    assert [line["id"] for line in told(script, f"{BASE}/events?last=2")] == ["2", "3"]
    polled = script.get(f"{BASE}/events?last=1&poll=1").json
    assert polled["seq"] == 3 and [event["seq"] for event in polled["events"]] == [2, 3]


def test_a_long_history_is_told_without_a_gap(
    brief: Flask,
    as_token: Callable[..., Browser],
    front: Front,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(8):
        front.ticket("SK1")
    monkeypatch.setattr(hub, "PAGE", 3)
    monkeypatch.setattr(hub, "_AFTER", hub._AFTER.limit(3))
    lines = told(as_token("integration"), f"{BASE}/events")
    assert [line["id"] for line in lines[1:]] == [str(n) for n in range(1, 10)]
    assert brief.extensions["serviceoffice.streams"].hub.listeners == 0


def test_a_connection_that_hung_up_is_noticed_and_a_silent_one_is_not() -> None:
    here, there = socket.socketpair()
    line = stream._Line(here)
    assert not line.is_gone()
    there.send(b"x")
    assert not line.is_gone()
    here.recv(1)
    there.close()
    assert line.is_gone()
    here.close()
    assert line.is_gone()
    assert not stream._Line(None).is_gone()
