"""Rounds asked of servers: the first that gives the true one, and a sentence where none does."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.utils import translation

from alienor.cores.beacon import QUICKNET, BeaconInvalid, read_round
from alienor.platform.acts.clock import FixedClock
from alienor.platform.beacon import BeaconUnreachable, fetch, fetch_round
from alienor.platform.errors import NotYet
from alienor.surfaces.sentences import sentence

SIGNATURE = (
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125"
    "e342b73a8dd2bacbe47e4b6b63ed5e39"
)
RANDOMNESS = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"
TRUE = json.dumps({"round": 1000, "randomness": RANDOMNESS, "signature": SIGNATURE})
PATH = f"/{QUICKNET.hash}/public/1000"
CLOCK = FixedClock(datetime(2026, 11, 26, tzinfo=UTC))

Answer = Callable[[BaseHTTPRequestHandler], None]


def saying(body: str, status: int = 200) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.end_headers()
        handler.wfile.write(body.encode())

    return answer


def silent(_handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """Each byte comes in time; all of them do not."""
    handler.send_response(200)
    handler.end_headers()
    for character in TRUE:
        try:
            handler.wfile.write(character.encode())
        except OSError:
            return
        time.sleep(0.05)


class Server:
    """A server on this machine. `asked`: the paths it was asked for."""

    def __init__(self, answer: Answer) -> None:
        asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                answer(self)

            def log_message(self, *_said: Any) -> None:
                pass

        self.asked = asked
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def serving(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., list[Server]]]:
    """Servers that answer in these ways stand in for drand's."""
    monkeypatch.setenv("no_proxy", "*")
    started: list[Server] = []

    def serve(*answers: Answer) -> list[Server]:
        started.extend(Server(answer) for answer in answers)
        settings.BEACON_SERVERS = [server.address for server in started]
        return started

    yield serve
    for server in started:
        server.http.shutdown()
        server.http.server_close()


def test_a_round_is_fetched_and_checked(serving: Any) -> None:
    first, second = serving(saying(TRUE), saying(TRUE))
    assert fetch_round(round_number=1000, clock=CLOCK) == read_round(TRUE)
    assert (first.asked, second.asked) == ([PATH], [])


@pytest.mark.parametrize(
    "answer",
    [
        saying("", 500),
        saying(TRUE, 404),
        saying("<html>Welcome to the hotel</html>"),
        saying(TRUE.replace("1000", "1001")),
        saying(TRUE.replace(RANDOMNESS, "0" * 64)),
        saying(TRUE.replace(SIGNATURE, SIGNATURE.replace("a", "b"))),
        saying(TRUE + " " * fetch.LONGEST),
        lambda handler: handler.wfile.write(b"nonsense\r\n\r\n"),
        lambda handler: handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n\xff\xfe"),
        lambda handler: None,
    ],
)
def test_the_next_server_is_asked_where_one_fails_or_lies(serving: Any, answer: Answer) -> None:
    _failing, good = serving(answer, saying(TRUE))
    assert fetch_round(round_number=1000, clock=CLOCK).number == 1000
    assert good.asked == [PATH]


@pytest.mark.parametrize("answer", [silent, dripping])
def test_a_server_that_is_slow_is_left(
    serving: Any, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "ANSWERS_WITHIN", 0.2)
    serving(answer, saying(TRUE))
    began = time.monotonic()
    assert fetch_round(round_number=1000, clock=CLOCK).number == 1000
    assert time.monotonic() - began < 0.9


def test_no_more_servers_are_asked_once_it_has_taken_too_long(
    serving: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "ALL_WITHIN", 0.2)
    _slow, good = serving(silent, saying(TRUE))
    with pytest.raises(BeaconUnreachable):
        fetch_round(round_number=1000, clock=CLOCK)
    assert good.asked == []


def test_without_a_network_people_are_told_to_paste_the_round(settings: Any) -> None:
    for servers in ([], ["http://127.0.0.1:9"], ["not an address"], ["http://[/"]):
        settings.BEACON_SERVERS = servers
        with pytest.raises(BeaconUnreachable) as refused:
            fetch_round(round_number=1000, clock=CLOCK)
        assert f"https://api.drand.sh{PATH}" in sentence(refused.value)
        assert "collez-la" in sentence(refused.value)
        with translation.override("en"):
            assert "paste it here" in sentence(refused.value)


def test_a_round_is_not_asked_for_before_its_time(serving: Any) -> None:
    (server,) = serving(saying(TRUE))
    early = FixedClock(QUICKNET.time_of(999))
    with pytest.raises(NotYet) as refused:
        fetch_round(round_number=1000, clock=early)
    assert "attendez son heure" in sentence(refused.value)
    assert server.asked == []
    on_time = FixedClock(QUICKNET.time_of(1000))
    assert fetch_round(round_number=1000, clock=on_time).number == 1000
    with pytest.raises(BeaconInvalid):
        fetch_round(round_number=0, clock=CLOCK)


def test_no_test_asks_the_servers_of_others(settings: Any) -> None:
    assert settings.BEACON_SERVERS == []
