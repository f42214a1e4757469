"""The router of the roads: `/live/` to the streams, `/repetition/` to the rehearsals behind the
site, the rest to Django in threads."""

from __future__ import annotations

from collections.abc import MutableMapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from a2wsgi import WSGIMiddleware
from django.conf import settings

from alienor.config.behind import forward
from alienor.config.wsgi import application as django_application
from alienor.platform.live.stream import STREAM, Receive, Scope, Send
from alienor.platform.rehearsals.place import ADDRESS

PAGES, ACTS, ARCHIVES = 6, 4, 16
"""Threads for what is shown, for what is sent, and for whole editions.

More would make no page sooner: they take the interpreter from each other twenty times a page. What
somebody sends does not wait behind three hundred telephones that look; an edition goes at the pace
of whoever downloads it."""
IN_MEMORY, PART = 1_000_000, 65_536
"""Bytes of a body that are kept in memory, and that are read at a time."""
_pages = WSGIMiddleware(django_application, workers=PAGES)
_acts = WSGIMiddleware(django_application, workers=ACTS)
_archives = WSGIMiddleware(django_application, workers=ARCHIVES)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """One ASGI application: see the module."""
    STREAM.start()  # from the first request on: a page says up to which change it is true
    if scope["type"] != "http":
        return
    if scope["path"].startswith("/live/"):
        await STREAM(scope, receive, send)
    elif scope["path"].startswith(ADDRESS) and settings.REHEARSAL is None:
        await forward(scope, receive, send)
    else:
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            if await _arrived(body, receive):
                await _road(scope)(scope, _replayed(body), send)


def _road(scope: Scope) -> WSGIMiddleware:
    if scope["method"] not in ("GET", "HEAD"):
        return _acts
    return _archives if scope["path"].endswith(".zip") else _pages


async def _arrived(body: IO[bytes], receive: Receive) -> bool:
    """Read the whole of a request before a thread takes it: on the network of a hall a photo takes
    minutes. False where the client is gone."""
    while (message := await receive())["type"] == "http.request":
        body.write(message.get("body", b""))
        if not message.get("more_body"):
            return True
    return False


def _replayed(body: IO[bytes]) -> Receive:
    size = body.tell()
    body.seek(0)

    async def receive() -> MutableMapping[str, Any]:
        part = body.read(PART)
        return {"type": "http.request", "body": part, "more_body": body.tell() < size}

    return receive
