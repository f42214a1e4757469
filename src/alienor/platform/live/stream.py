"""`/live/`: server-sent events, one small ASGI endpoint outside Django.

    GET /live/?topics=register,edition.x&pass=...&after=120

A page names the public topics that it shows, gives the pass that names the private ones
(`passes`), and says up to which change it knows (`after`, or the browser's `Last-Event-ID`). It
hears that something changed, never what, and fetches again what it shows. Nothing is looked up:
the signature of the pass is all.

    event: hello   {"at": "14:05", "spread": 0}      connected; the server's time, to the minute
    (message)      {"changed": ["edition.x"], "spread": 2000}, id: the change up to which it is told
    event: alive   {"at": "14:06"}                   a sign of life, every HEARTBEAT seconds
    event: renew   {}                                the pass has ended: fetch the page for another

`changed` is `["all"]` where it is no longer known what was missed. `spread`: milliseconds over
which those who heard it should fetch, so that a full hall does not ask in the same instant.

Refused: 400 (no topic, too many), 401 (the pass has expired), 403 (it was not signed here, or a
private topic is asked for without one), 405, 503 (more than `STREAMS_AT_MOST`).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from django.conf import settings

from alienor.platform.live.follower import follow
from alienor.platform.live.history import History
from alienor.platform.live.passes import Pass, Refused, read_pass
from alienor.platform.live.readers import (
    ALL,
    KEPT_A_SECOND,
    MADE_A_SECOND,
    Reader,
    Readers,
)
from alienor.platform.live.topics import is_public

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HEARTBEAT = 20
"""Seconds between two signs of life, which keep proxies from closing a quiet stream."""
TOPICS_AT_MOST = 12
STREAMS_AT_MOST = 18_000
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class LiveStream:
    """The endpoint, the pages that are connected to it, and what they may have missed."""

    def __init__(self) -> None:
        self._readers = Readers()
        self._history = History()
        self._running: list[asyncio.Task[None]] = []
        self._said: dict[frozenset[str], bytes] = {}

    def start(self) -> None:
        """Begin to follow what is committed, in the running loop; once is enough."""
        if not self._running or any(task.done() for task in self._running):
            for task in self._running:
                task.cancel()
            self._running = [
                asyncio.create_task(follow(self._history, self.announce)),
                asyncio.create_task(self._beat()),
            ]

    async def stop(self) -> None:
        """Follow no longer."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running = []

    @property
    def position(self) -> int | None:
        """The last change that this process knows of; None before it knows any."""
        return self._history.position

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.start()
        try:
            asked = _asked(scope, now=time.time())
            if len(self._readers) >= STREAMS_AT_MOST:
                raise Refused(status=503, reason="too many pages are connected: try again")
        except Refused as refusal:
            await _refuse(send, refusal)
            return
        made = any(not is_public(topic) for topic in asked.topics)
        reader = Reader(asked.topics, seconds=1 / (MADE_A_SECOND if made else KEPT_A_SECOND))
        missed = self._history.since(_position_of(scope), asked.topics)
        self._readers.enter(reader)
        # The position comes with the news, never before: a connection may be cut between the two.
        known = self.position if missed is not None and not missed else None
        if known is None:
            reader.tell({ALL} if missed is None else missed)
        hello = {"at": _clock(), "spread": self._readers.spread(asked.topics)}
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await self._write(send, _event("hello", hello, position=known))
            await self._stream(reader, receive, send, until=time.monotonic() + asked.seconds)
        finally:
            self._readers.leave(reader)

    def announce(self, topics: frozenset[str]) -> None:
        """Tell every page that shows one of `topics`."""
        self._said.clear()
        self._readers.announce(topics)

    async def _stream(self, reader: Reader, receive: Receive, send: Send, *, until: float) -> None:
        gone = asyncio.create_task(_until_gone(receive, reader))
        try:
            while True:
                await reader.stirred.wait()
                reader.stirred.clear()
                if reader.gone:
                    return
                if time.monotonic() >= until:
                    await self._write(send, _event("renew", {}), more=False)
                    return
                if reader.changed:
                    changed, reader.changed = frozenset(reader.changed), set()
                    await self._write(send, self._news(changed, reader))
                elif reader.beat:
                    await self._write(
                        send, _event("alive", {"at": _clock()}, position=self.position)
                    )
                reader.beat = False
        finally:
            gone.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await gone

    def _news(self, changed: frozenset[str], reader: Reader) -> bytes:
        """The event for `changed`: made once for all who hear the same."""
        if ALL in changed:
            told = {"changed": [ALL], "spread": self._readers.spread(reader.topics)}
            return _event("", told, position=self.position)
        found = self._said.get(changed)
        if found is None:
            told = {"changed": sorted(changed), "spread": self._readers.spread(changed)}
            found = self._said[changed] = _event("", told, position=self.position)
        return found

    @staticmethod
    async def _write(send: Send, event: bytes, *, more: bool = True) -> None:
        await send({"type": "http.response.body", "body": event, "more_body": more})

    async def _beat(self) -> None:
        """A sign of life for each page, a share of them every second."""
        turn = 0
        while True:
            await asyncio.sleep(1)
            turn = (turn + 1) % HEARTBEAT
            for reader in self._readers.some(turn=turn, turns=HEARTBEAT):
                reader.beat = True
                reader.stirred.set()


STREAM = LiveStream()
"""The stream of this process: the router serves it, pages are stamped with its position."""


def _asked(scope: Scope, *, now: float) -> Pass:
    """What a request may hear. Errors: Refused, with the status of the answer."""
    if scope["method"] != "GET":
        raise Refused(status=405, reason="GET only")
    query = parse_qs(scope["query_string"].decode("latin-1"))
    topics = {topic for topic in ",".join(query.get("topics", [])).split(",") if topic}
    if not all(map(is_public, topics)):
        raise Refused(status=403, reason="this topic is heard with a pass only")
    seconds = float("inf")  # whoever hears public topics alone needs no new pass
    if text := query.get("pass", [""])[0]:
        held = read_pass(text, now=now)
        topics |= held.topics
        seconds = held.seconds
    if not 1 <= len(topics) <= TOPICS_AT_MOST:
        raise Refused(status=400, reason=f"name 1 to {TOPICS_AT_MOST} topics")
    return Pass(topics=frozenset(topics), seconds=seconds)


def _position_of(scope: Scope) -> int | None:
    """Up to which change the page knows: the browser's own memory first, it is the newer one."""
    headers = dict(scope.get("headers", ()))
    query = parse_qs(scope["query_string"].decode("latin-1"))
    for text in (headers.get(b"last-event-id", b"").decode("latin-1"), *query.get("after", [])):
        if text.isascii() and text.isdigit() and len(text) < 19:
            return int(text)
    return None


def _event(name: str, data: dict[str, object], *, position: int | None = None) -> bytes:
    lines = [f"id: {position}"] if position is not None else []
    lines += [f"event: {name}"] if name else []
    return "\n".join([*lines, f"data: {json.dumps(data)}", "", ""]).encode()


def _clock() -> str:
    """The hour that a wall clock of the city shows: a phone's may be a day wrong."""
    return datetime.now(ZoneInfo(settings.TIME_ZONE)).strftime("%H:%M")


async def _until_gone(receive: Receive, reader: Reader) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    reader.gone = True
    reader.stirred.set()


async def _refuse(send: Send, refusal: Refused) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    start = {"type": "http.response.start", "status": refusal.status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": refusal.reason.encode()})
