"""One contract for the three buses: in memory, NOTIFY, Redis; each with its real server."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections, transaction

from alienor.config import doctor
from alienor.platform.live import buses
from alienor.platform.live.bus import publish
from alienor.platform.live.follower import follow
from alienor.platform.live.history import History

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


def on_a_thread(function: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    """`function` where the database may be waited for, its connection closed after it."""

    def run(*arguments: Any, **facts: Any) -> Any:
        try:
            return function(*arguments, **facts)
        finally:
            connections.close_all()

    return sync_to_async(run, thread_sensitive=True)


class RedisServer:
    """A real server, on a port of its own, that keeps nothing."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def address(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(
            ["redis-server", *options, "--dir", str(self.folder)], stdout=subprocess.DEVNULL
        )
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.05)
        raise RuntimeError("redis-server does not answer")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(5)


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed: `make test` installs it")
    server = RedisServer(tmp_path)
    yield server
    server.stop()


@pytest.fixture(params=["memory", "notify", "redis"])
def bus(request: Any, monkeypatch: Any) -> buses.Bus:
    """The bus under test, with which everything is published and followed."""
    found: buses.Bus
    if request.param == "redis":
        found = buses.RedisBus(request.getfixturevalue("redis_server").address)
    elif request.param == "notify":
        if connection.vendor != "postgresql":
            pytest.skip("NOTIFY is PostgreSQL's")
        found = buses.NotifyBus()
    else:
        found = buses.MemoryBus()
    use(monkeypatch, found)
    return found


def use(monkeypatch: Any, bus: buses.Bus) -> None:
    monkeypatch.setattr("alienor.platform.live.bus.chosen_bus", lambda: bus)
    monkeypatch.setattr("alienor.platform.live.follower.chosen_bus", lambda: bus)


@dataclass
class Follower:
    """What one server process heard, in its order."""

    heard: list[frozenset[str]] = field(default_factory=list)

    @property
    def topics(self) -> set[str]:
        return set().union(*self.heard)

    async def hears(self, topic: str, *, within: float = 4) -> bool:
        end = time.monotonic() + within
        while topic not in self.topics and time.monotonic() < end:
            await asyncio.sleep(0.01)
        return topic in self.topics


@contextlib.asynccontextmanager
async def following() -> AsyncIterator[Follower]:
    history, found = History(), Follower()
    task = asyncio.create_task(follow(history, found.heard.append))
    try:
        for _ in range(100):
            if history.position is not None:
                break
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)  # until rings are heard
        yield found
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def move(*topics: str, then: Callable[[], None] = lambda: None) -> None:
    with transaction.atomic():
        publish(topics)
        then()


def test_a_commit_wakes_every_follower_at_once(bus: buses.Bus) -> None:
    bus.patience = 30  # nobody looks by themselves: it is the ring that is heard

    async def story() -> None:
        async with following() as one, following() as other:
            await on_a_thread(move)("edition.a", "register")
            assert await one.hears("edition.a", within=2)
            assert await other.hears("edition.a", within=2)
            assert one.heard == other.heard == [frozenset({"edition.a", "register"})]

    asyncio.run(story())


def test_a_rollback_is_heard_by_nobody(bus: buses.Bus) -> None:
    def fail() -> None:
        raise LookupError

    async def story() -> None:
        async with following() as one:
            with contextlib.suppress(LookupError):
                await on_a_thread(move)("edition.refused", then=fail)
            await on_a_thread(move)("edition.a")
            assert await one.hears("edition.a")
            assert one.topics == {"edition.a"}

    asyncio.run(story())


def test_nothing_is_heard_before_the_commit(bus: buses.Bus) -> None:
    async def story() -> None:
        async with following() as one:
            heard: list[set[str]] = []

            def wait() -> None:
                time.sleep(0.7)
                heard.append(one.topics)

            await on_a_thread(move)("edition.a", then=wait)
            assert await one.hears("edition.a")
            assert heard == [set()]

    asyncio.run(story())


def test_a_ring_that_is_lost_loses_no_news(bus: buses.Bus, monkeypatch: Any) -> None:
    monkeypatch.setattr(
        bus, "ring_at_commit", lambda _later: None
    )  # as of another process, cut off
    bus.patience = min(bus.patience, 1)

    async def story() -> None:
        async with following() as one:
            await on_a_thread(move)("edition.a")
            assert await one.hears("edition.a", within=3)

    asyncio.run(story())


def test_what_a_fault_of_the_database_hides_is_heard_afterwards(
    bus: buses.Bus, monkeypatch: Any
) -> None:
    from alienor.platform.live import follower

    read, fails = follower._newer_than, [OSError(), OSError()]
    monkeypatch.setattr(follower, "AGAIN", 0.1)

    def now_and_then(position: int) -> Any:
        if fails:
            raise fails.pop()
        return read(position)

    async def story() -> None:
        async with following() as one:
            monkeypatch.setattr(follower, "_newer_than", now_and_then)
            await on_a_thread(move)("edition.a")
            assert await one.hears("edition.a", within=6)
            assert not fails

    asyncio.run(story())


def test_an_act_stands_and_is_heard_while_redis_is_away(
    redis_server: RedisServer, monkeypatch: Any, caplog: Any
) -> None:
    bus = buses.RedisBus(redis_server.address)
    bus.patience = 0.5
    use(monkeypatch, bus)

    async def story() -> None:
        async with following() as one:
            redis_server.stop()
            await on_a_thread(move)("edition.a")
            assert await one.hears("edition.a", within=5)
            redis_server.start()
            await asyncio.sleep(1.5)
            bus.patience = 30
            await asyncio.sleep(0.6)
            await on_a_thread(move)("edition.b")
            assert await one.hears("edition.b", within=2)

    asyncio.run(story())
    assert "the bus does not answer" in caplog.text


def test_the_doctor_says_whether_the_bus_answers(redis_server: RedisServer, settings: Any) -> None:
    def said() -> str:
        return "\n".join(f"{one.mark} {one.sentence}" for one in doctor._live())

    settings.LIVE_BUS = ""
    assert "ALIENOR_LIVE" not in said()
    settings.LIVE_BUS = redis_server.address
    assert "ok   live pages: the server of ALIENOR_LIVE answers" in said()
    redis_server.stop()
    assert "warn live pages: the server that ALIENOR_LIVE names does not answer" in said()
    settings.LIVE_BUS = "kafka://nowhere"
    assert "FAIL live pages: ALIENOR_LIVE" in said()


def test_the_bus_is_chosen_by_its_address(settings: Any) -> None:
    wanted = buses.NotifyBus if connection.vendor == "postgresql" else buses.MemoryBus
    settings.LIVE_BUS = ""
    assert isinstance(buses.chosen_bus(), wanted)
    for address in ("redis://127.0.0.1:1/0", "valkey://127.0.0.1:1/0"):
        settings.LIVE_BUS = address
        assert isinstance(buses.chosen_bus(), buses.RedisBus)
    settings.LIVE_BUS = "kafka://nowhere"
    with pytest.raises(ImproperlyConfigured, match="redis://"):
        buses.chosen_bus()


def test_whoever_stops_following_just_as_it_rings_is_let_go(monkeypatch: Any) -> None:
    class Bell:
        """A bus that rings when the test says so."""

        patience = 30.0

        def ring_at_commit(self, later: Any) -> None:
            """Nothing is published here."""

        async def listen(self, wake: Callable[[], None]) -> None:
            self.wake = wake
            await asyncio.Event().wait()

    bell = Bell()
    use(monkeypatch, bell)

    async def story() -> None:
        history = History()
        task = asyncio.create_task(follow(history, lambda _topics: None))
        while history.position is None:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        bell.wake()
        await asyncio.sleep(0)  # what waits has been told, and has not gone on yet
        task.cancel()
        await asyncio.wait({task}, timeout=3)
        assert task.cancelled()

    asyncio.run(story())
