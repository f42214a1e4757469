"""`/live/`: server-sent events, one small ASGI endpoint outside Django.

A client names the topics it shows (`/live/?topics=register,edition.x`); it hears the topic's name
when something under it has changed, and fetches again what it shows. No session is looked up and
nothing private travels: a topic is a name.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from alienor.platform.live.followers import follow

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HEARTBEAT = 20.0
"""Seconds between two signs of life, which keep proxies from closing a quiet stream."""
TOPICS_AT_MOST = 12
WAITING_AT_MOST = 64
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class LiveStream:
    """The endpoint, and the readers that are connected to it."""

    def __init__(self) -> None:
        self._readers: dict[str, set[asyncio.Queue[str]]] = {}
        self._following: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        topics = [topic for topic in ",".join(query.get("topics", [])).split(",") if topic]
        if scope["method"] != "GET" or not topics or len(topics) > TOPICS_AT_MOST:
            await send({"type": "http.response.start", "status": 400, "headers": []})
            await send({"type": "http.response.body", "body": b"topics?"})
            return
        if self._following is None or self._following.done():
            self._following = asyncio.create_task(follow(self.announce))
        queue: asyncio.Queue[str] = asyncio.Queue(WAITING_AT_MOST)
        for topic in topics:
            self._readers.setdefault(topic, set()).add(queue)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await self._stream(queue, receive, send)
        finally:
            for topic in topics:
                self._readers[topic].discard(queue)
                if not self._readers[topic]:
                    del self._readers[topic]

    def announce(self, topic: str) -> None:
        """Tell every reader of `topic`. A reader that has fallen behind is told to start over."""
        for queue in self._readers.get(topic, ()):
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait("all")
            else:
                queue.put_nowait(topic)

    async def _stream(self, queue: asyncio.Queue[str], receive: Receive, send: Send) -> None:
        await _write(send, "retry: 2000\n\n")
        gone = asyncio.create_task(_disconnected(receive))
        try:
            while not gone.done():
                news = asyncio.create_task(queue.get())
                await asyncio.wait(
                    {gone, news}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED
                )
                if news.done():
                    await _write(send, f"data: {news.result()}\n\n")
                else:
                    news.cancel()
                    await _write(send, ":\n\n")
        finally:
            gone.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await gone


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
