"""What wakes the server processes when a transaction with changes has committed.

News lie in the table of changes; a bus carries none, it rings. One that misses a ring therefore
loses nothing: its follower looks at the table after `patience` seconds anyway.

| bus | rings | chosen |
|---|---|---|
| `MemoryBus` | this process; others find the rows within a quarter of a second | on SQLite |
| `NotifyBus` | every process that listens on the database | on PostgreSQL |
| `RedisBus` | every process that listens on a Redis or Valkey server | by `ALIENOR_LIVE` |
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

logger = logging.getLogger(__name__)
CHANNEL = "alienor"
Later = Callable[[Callable[[], None]], object]


class Bus(Protocol):
    """One way of ringing."""

    patience: float
    """Seconds after which the table is looked at, though nothing rang."""

    def ring_at_commit(self, later: Later) -> None:
        """Wake every listener once the running transaction commits; `later` is its `on_commit`."""

    async def listen(self, wake: Callable[[], None]) -> None:
        """Call `wake` at each ring, and once as soon as rings are heard; ends only by an error."""


class MemoryBus:
    """Within this process."""

    patience = 0.25

    def __init__(self) -> None:
        self._listeners: dict[Callable[[], None], asyncio.AbstractEventLoop] = {}
        self._lock = threading.Lock()

    def ring_at_commit(self, later: Later) -> None:
        """See `Bus`."""
        later(self._ring)

    def _ring(self) -> None:
        with self._lock:
            for wake, loop in self._listeners.items():
                loop.call_soon_threadsafe(wake)

    async def listen(self, wake: Callable[[], None]) -> None:
        """See `Bus`."""
        with self._lock:
            self._listeners[wake] = asyncio.get_running_loop()
        try:
            wake()
            await asyncio.Event().wait()
        finally:
            with self._lock:
                del self._listeners[wake]


class NotifyBus:
    """NOTIFY: PostgreSQL delivers it at the commit, and not at all on a rollback."""

    patience = 5.0

    def ring_at_commit(self, later: Later) -> None:  # the database waits itself
        """See `Bus`."""
        with connections["default"].cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")

    async def listen(self, wake: Callable[[], None]) -> None:
        """See `Bus`."""
        parameters = connections["default"].get_connection_params()
        wanted = {
            name: parameters[name]
            for name in ("host", "port", "user", "password", "dbname", "sslmode", "sslrootcert")
            if parameters.get(name)
        }
        async with await psycopg.AsyncConnection.connect(**wanted, autocommit=True) as listener:
            await listener.execute(f"LISTEN {CHANNEL}")
            wake()
            async for _ in listener.notifies():
                wake()
        raise ConnectionError("the database closed the connection that listens")


class RedisBus:
    """Publish and subscribe on a Redis or Valkey server: where a pooler stands before the database
    (LISTEN needs a connection of its own), or where many nodes act at once."""

    patience = 1.5

    def __init__(self, address: str) -> None:
        try:
            import redis
            import redis.asyncio
        except ImportError as error:
            raise ImproperlyConfigured(
                "ALIENOR_LIVE names a Redis server: install alienor[redis]"
            ) from error
        address = address.replace("valkey", "redis", 1)
        self._faults: Any = (redis.RedisError, OSError)
        self._sender = redis.Redis.from_url(
            address, socket_timeout=1, socket_connect_timeout=1, health_check_interval=30
        )
        self._address, self._server = address, redis.asyncio.Redis

    def answers(self) -> bool:
        """Whether the server can be reached now."""
        try:
            return bool(self._sender.ping())
        except self._faults:
            return False

    def ring_at_commit(self, later: Later) -> None:
        """See `Bus`."""
        later(self._ring)

    def _ring(self) -> None:
        try:
            self._sender.publish(CHANNEL, b"")
        except self._faults as error:
            # The act is done and its rows are in the table: followers find them by themselves.
            logger.warning("live changes: the bus does not answer (%s)", type(error).__name__)

    async def listen(self, wake: Callable[[], None]) -> None:
        """See `Bus`."""
        # The time to connect bounds the time to close too: a server that is gone answers neither.
        server: Any = self._server.from_url(
            self._address, health_check_interval=15, socket_connect_timeout=2
        )
        async with server, server.pubsub() as heard:
            await heard.subscribe(CHANNEL)
            async for _ in heard.listen():  # the first one says that the subscription holds
                wake()
        raise ConnectionError("the bus closed the connection that listens")


def chosen_bus() -> Bus:
    """The bus of this instance."""
    return _bus(settings.LIVE_BUS, connections["default"].vendor)


@lru_cache(maxsize=8)
def _bus(address: str, vendor: str) -> Bus:
    if address.startswith(("redis://", "rediss://", "valkey://", "valkeys://")):
        return RedisBus(address)
    if address:
        raise ImproperlyConfigured(f"ALIENOR_LIVE: redis://... or valkey://..., not {address!r}")
    return NotifyBus() if vendor == "postgresql" else MemoryBus()
