"""The server's threads: a slow network holds none of them, and what is sent arrives whole."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from alienor.config import asgi
from alienor.config.wsgi import application as django_application

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

PATIENCE = 60  # seconds, far more than it takes


def request(method: str, path: str, **headers: str) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [
            (b"host", b"testserver"),
            *((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
    }


async def answer(scope: dict[str, Any], *parts: bytes) -> tuple[int, bytes]:
    """The status and the body that a request in these parts is answered by."""
    sent: list[dict[str, Any]] = []
    left = list(parts or (b"",))

    async def receive() -> dict[str, Any]:
        if not left:
            return {"type": "http.disconnect"}
        part = left.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(left)}

    async def send(message: Any) -> None:
        sent.append(message)

    await asyncio.wait_for(asgi.application(scope, receive, send), PATIENCE)
    body = b"".join(one.get("body", b"") for one in sent[1:])
    return (sent[0]["status"] if sent else 0), body


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Threads of this test's own: their connections end with them."""
    pools = {name: getattr(asgi, name).executor._max_workers for name in ("_pages", "_acts")}
    made = {name: asgi.WSGIMiddleware(django_application, size) for name, size in pools.items()}
    for name, one in made.items():
        monkeypatch.setattr(asgi, name, one)
    yield
    for one in made.values():
        one.executor.shutdown()


def test_bodies_that_do_not_end_hold_no_page(world: Any, threads: None) -> None:
    async def go() -> None:
        async def stalled() -> dict[str, Any]:
            if not begun.is_set():
                begun.set()
                return {"type": "http.request", "body": b"csrfmiddle", "more_body": True}
            await asyncio.Event().wait()
            raise AssertionError

        async def send(_message: Any) -> None:
            raise AssertionError("it is not answered before it has arrived")

        slow = []
        for _number in range(asgi.PAGES + asgi.ACTS):
            begun = asyncio.Event()
            scope = request("POST", "/compte/login/", content_length="9999")
            slow.append(asyncio.ensure_future(asgi.application(scope, stalled, send)))
            await begun.wait()
        status, body = await answer(request("GET", "/register/checkpoint"))
        assert status == 200 and body
        for one in slow:
            one.cancel()
        await asyncio.gather(*slow, return_exceptions=True)

    asyncio.run(go())


@pytest.mark.parametrize("size", [0, 10, asgi.PART, asgi.PART + 1, asgi.IN_MEMORY + 70_000])
def test_a_body_arrives_whole_in_whatever_parts(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    body = bytes(number % 251 for number in range(size))

    def echo(environ: Any, start_response: Any) -> list[bytes]:
        read = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        start_response("200 OK", [])
        return [read]

    monkeypatch.setattr(asgi, "_acts", asgi.WSGIMiddleware(echo, workers=1))
    parts = [body[place : place + 30_000] for place in range(0, size, 30_000)]
    scope = request("POST", "/", content_length=str(size))
    assert asyncio.run(answer(scope, *parts)) == (200, body)


def test_whoever_leaves_before_the_end_is_not_answered() -> None:
    async def gone() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        raise AssertionError("nobody is there")

    asyncio.run(asgi.application(request("POST", "/compte/login/"), gone, send))
