"""Screens hear what changed once it is committed, and nothing that was rolled back."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from alienor.platform.errors import Invalid
from alienor.platform.live.stream import WAITING_AT_MOST, LiveStream
from alienor.stages.founding.actions import make_commitment

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


class Reader:
    """A client of the stream."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.gone = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    @property
    def heard(self) -> str:
        return b"".join(message.get("body", b"") for message in self.sent).decode()


def scope(query: str, method: str = "GET") -> dict[str, Any]:
    return {"type": "http", "path": "/live/", "method": method, "query_string": query.encode()}


def test_a_committed_act_is_heard_and_a_refused_one_is_not(world: Any, clock: Any) -> None:
    async def story() -> str:
        stream, reader = LiveStream(), Reader()
        task = asyncio.create_task(
            stream(scope("topics=edition.essai,register"), reader.receive, reader.send)
        )
        await asyncio.sleep(1)
        commit = sync_to_async(make_commitment, thread_sensitive=True)
        facts = {"edition_id": world.edition.pk, "actor": world.organiser, "clock": clock}
        with contextlib.suppress(Invalid):
            await commit(text="", **facts)
        quiet = reader.heard
        await commit(text="Nous publierons tout.", **facts)
        for _ in range(40):
            await asyncio.sleep(0.1)
            if "edition.essai" in reader.heard:
                break
        reader.gone.set()
        await task
        assert "edition.essai" not in quiet
        stream._following.cancel()
        await asyncio.wait([stream._following])
        return reader.heard

    heard = asyncio.run(story())
    assert "data: edition.essai" in heard


def test_a_reader_that_falls_behind_is_told_to_start_over() -> None:
    async def story() -> str:
        stream, reader = LiveStream(), Reader()
        stream._following = asyncio.create_task(asyncio.sleep(60))
        task = asyncio.create_task(stream(scope("topics=a"), reader.receive, reader.send))
        await asyncio.sleep(0.05)
        for _ in range(WAITING_AT_MOST + 2):
            stream.announce("a")
        await asyncio.sleep(0.1)
        reader.gone.set()
        stream.announce("a")
        await task
        assert stream._readers == {}
        stream._following.cancel()
        return reader.heard

    assert "data: all" in asyncio.run(story())


def test_a_reader_that_falls_behind_sends_nobody_else_back() -> None:
    stream = LiveStream()
    late, early = asyncio.Queue[str](1), asyncio.Queue[str](1)
    late.put_nowait("a")
    stream._readers["a"] = dict.fromkeys([late, early])  # type: ignore[assignment]  # in order
    stream.announce("a")
    assert (late.get_nowait(), early.get_nowait()) == ("all", "a")


@pytest.mark.parametrize(
    ("query", "method"), [("", "GET"), ("topics=a", "POST"), ("topics=" + "a," * 40, "GET")]
)
def test_a_stream_without_a_topic_is_refused(query: str, method: str) -> None:
    async def story() -> int:
        reader = Reader()
        await LiveStream()(scope(query, method), reader.receive, reader.send)
        return int(reader.sent[0]["status"])

    assert asyncio.run(story()) == 400
