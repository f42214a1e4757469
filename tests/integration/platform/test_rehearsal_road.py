"""The road to a rehearsal: what goes there, what comes back, and what stays behind."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import h11
import pytest

from alienor.config import behind
from alienor.config.behind import forward
from alienor.platform.rehearsals.place import Place, new_place

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
def place(tmp_path: Path, settings: Any) -> Place:
    """A rehearsal whose process is this test: it holds the lock."""
    settings.INSTANCE = type("Instance", (), {"folder": tmp_path})()
    made = new_place(tmp_path)
    made.make(plan={"desk": "/"}, marker={"demo": True})
    return made


class Browser:
    """Whoever asks: sends a body, hears an answer, may leave."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces, self.sent = list(pieces) or [b""], list[dict[str, Any]]()
        self.left, self.heard = asyncio.Event(), asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        if self._pieces:
            piece = self._pieces.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(self._pieces)}
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)
        self.heard.set()

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)

    def header(self, name: bytes) -> list[bytes]:
        return [value for one, value in self.sent[0]["headers"] if one == name]


def scope_of(path: str, *, method: str = "GET", query: bytes = b"", **headers: bytes) -> Any:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "scheme": "https",
        "headers": [(name.replace("_", "-").encode(), value) for name, value in headers.items()],
    }


def asked(place: Place, scope: Any, answer: Answer, browser: Browser | None = None) -> Browser:
    """What a browser hears where the rehearsal answers so."""
    browser = browser or Browser()

    async def play() -> None:
        with place.socket() as path:
            server = await asyncio.start_unix_server(answer, path)
        async with server:
            await asyncio.wait_for(forward(scope, browser.receive, browser.send), 10)

    asyncio.run(play())
    return browser


class Echo:
    """Answers with what it was asked."""

    def __init__(self, *headers: bytes) -> None:
        self.headers, self.heard = headers, b""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard = await reader.readuntil(b"\r\n\r\n")
        for line in self.heard.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                self.heard += await reader.readexactly(int(line.split(b":")[1]))
        said = b"\r\n".join([b"HTTP/1.1 200 OK", b"Content-Length: 2", *self.headers])
        writer.write(said + b"\r\n\r\nok")
        await writer.drain()
        writer.close()


def test_the_address_is_known_without_where_it_is_reached(place: Place) -> None:
    echo = Echo()
    path = f"{place.address}/b/%C3%A9t%C3%A9/"
    browser = asked(place, scope_of(path, query=b"a=1", host=b"assemblee.exemple"), echo)
    assert (browser.status, browser.body) == (200, b"ok")
    lines = echo.heard.lower().split(b"\r\n")
    assert echo.heard.startswith(b"GET /b/%C3%A9t%C3%A9/?a=1 HTTP/1.1\r\n")
    assert b"host: assemblee.exemple" in lines
    assert b"x-forwarded-proto: https" in lines


def test_cookies_of_the_site_stay_behind_and_none_comes_back_for_it(place: Place) -> None:
    own = f"repetition_session=b; Path={place.address}/; HttpOnly".encode()
    echo = Echo(
        b"Set-Cookie: " + own,
        b"Set-Cookie: sessionid=stolen; Path=/",
        b"Set-Cookie: repetition_session=wide; Path=/",
        b"Set-Cookie: repetition_session=nowhere",
        b"Connection: close",
    )
    scope = scope_of(
        f"{place.address}/",
        host=b"assemblee.exemple",
        cookie=b"sessionid=secret; repetition_session=a; csrftoken=t; badge=1; repetition_badge=2",
        connection=b"keep-alive, upgrade",
        upgrade=b"websocket",
        x_forwarded_for=b"10.0.0.1",
    )
    browser = asked(place, scope, echo)
    for kept_back in (b"secret", b"csrftoken", b"badge=1;", b"upgrade", b"10.0.0.1"):
        assert kept_back not in echo.heard.lower(), kept_back
    assert b"repetition_session=a" in echo.heard
    assert b"repetition_badge=2" in echo.heard
    assert browser.header(b"set-cookie") == [own]
    assert browser.header(b"connection") == []
    assert browser.header(b"x-robots-tag") == [b"noindex, nofollow"]


def test_a_form_arrives_whole(place: Place) -> None:
    echo = Echo()
    scope = scope_of(f"{place.address}/x", method="POST", host=b"a", content_length=b"10")
    browser = asked(place, scope, echo, Browser(b"do=arr", b"ive&"))
    assert browser.body == b"ok"
    assert echo.heard.endswith(b"\r\n\r\ndo=arrive&")


def test_a_live_stream_comes_event_by_event(place: Place) -> None:
    browser, go_on = Browser(), asyncio.Event()

    async def stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        for event in (b"data: 1\n\n", b"data: 2\n\n"):
            writer.write(b"9\r\n" + event + b"\r\n")
            await writer.drain()
            await go_on.wait()  # nothing more before the first was heard
        writer.close()  # cut, as when a rehearsal ends

    async def play() -> None:
        with place.socket() as path:
            server = await asyncio.start_unix_server(stream, path)
        async with server:
            scope = scope_of(f"{place.address}/live/", host=b"a")
            running = asyncio.create_task(forward(scope, browser.receive, browser.send))
            while b"data: 1" not in browser.body:
                await asyncio.wait_for(browser.heard.wait(), 5)
                browser.heard.clear()
            assert b"data: 2" not in browser.body
            go_on.set()
            await asyncio.wait_for(running, 5)

    asyncio.run(play())
    assert browser.body == b"data: 1\n\ndata: 2\n\n"
    assert browser.sent[-1] == {"type": "http.response.body", "body": b""}


def test_a_page_that_is_left_lets_its_stream_go(place: Place) -> None:
    browser, ended = Browser(), asyncio.Event()

    async def stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n")
        await writer.drain()
        browser.left.set()
        assert await reader.read() == b""
        ended.set()
        writer.close()

    async def play() -> None:
        with place.socket() as path:
            server = await asyncio.start_unix_server(stream, path)
        async with server:
            scope = scope_of(f"{place.address}/live/", host=b"a")
            await asyncio.wait_for(forward(scope, browser.receive, browser.send), 5)
            await asyncio.wait_for(ended.wait(), 5)

    asyncio.run(play())
    assert not behind._under_way


def test_a_request_too_large_or_too_many_is_refused(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    echo = Echo()
    large = scope_of(f"{place.address}/", method="POST", content_length=b"99999999999")
    assert asked(place, large, echo).status == 413
    monkeypatch.setattr(behind, "AT_ONCE", 0)
    assert asked(place, scope_of(f"{place.address}/", host=b"a"), echo).status == 503
    assert echo.heard == b""


@pytest.mark.parametrize("method", ["CONNECT", "TRACE", "PUT", "connect", "X"])
def test_what_no_page_is_asked_with_goes_no_further(place: Place, method: str) -> None:
    """A CONNECT that a rehearsal granted kept the loop of the whole site busy for ever."""
    echo = Echo()
    browser = asked(place, scope_of(f"{place.address}/", method=method, host=b"a"), echo)
    assert (browser.status, echo.heard) == (405, b"")
    assert browser.header(b"allow") == [b"GET, HEAD, POST, OPTIONS"]


def test_an_answer_after_which_there_is_no_http_ends() -> None:
    async def read() -> list[Any]:
        link = h11.Connection(h11.CLIENT)
        link.send(h11.Request(method="CONNECT", target="/", headers=[("Host", "a")]))
        link.send(h11.EndOfMessage())
        reader = asyncio.StreamReader()
        reader.feed_data(b"HTTP/1.1 200 OK\r\n\r\n")
        events = []
        async for event in behind._events(link, reader, Browser().receive):
            events.append(event)
            assert len(events) < 9, "it says the same for ever"
        return events

    assert [type(one) for one in asyncio.run(read())] == [h11.Response]


def heard(scope: Any) -> Browser:
    browser = Browser()
    asyncio.run(forward(scope, browser.receive, browser.send))
    return browser


@pytest.mark.parametrize("key", ["x", "../../instances", "k" * 22, "%2e%2e", ""])
def test_an_unknown_rehearsal_is_over(place: Place, key: str) -> None:
    browser = heard(scope_of(f"/repetition/{key}/entrer/"))
    assert browser.status == 404
    assert "Cette répétition est terminée" in browser.body.decode()
    english = heard(scope_of(f"/repetition/{key}/en/entrer/"))
    assert "This rehearsal is over" in english.body.decode()


def test_whoever_comes_early_sees_it_being_prepared(place: Place) -> None:
    place.write("progress.json", {"done": 30, "of": 90})
    browser = heard(scope_of(f"{place.address}/entrer/"))
    page = browser.body.decode()
    assert (browser.status, browser.header(b"retry-after")) == (503, [b"2"])
    assert "La répétition se prépare" in page
    assert 'value="30" max="90"' in page
    assert 'http-equiv="refresh"' in page
    assert heard(scope_of(place.address)).header(b"location") == [f"{place.address}/".encode()]


def test_a_process_that_died_early_is_said_so(place: Place) -> None:
    (place.folder / "lock").unlink()
    descriptor = os.open(place.folder / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)
    browser = heard(scope_of(f"{place.address}/entrer/"))
    assert browser.status == 500
    assert "n’a pas pu se préparer" in browser.body.decode()


def test_a_socket_in_a_deep_folder_is_reached_by_another_way(tmp_path: Path, settings: Any) -> None:
    deep = tmp_path / ("long" * 25) / ("deep" * 25)
    settings.INSTANCE = type("Instance", (), {"folder": deep})()
    made = new_place(deep)
    made.make(plan={"desk": "/"}, marker={"demo": True})
    assert asked(made, scope_of(f"{made.address}/", host=b"a"), Echo()).body == b"ok"
