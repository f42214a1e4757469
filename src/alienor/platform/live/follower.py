"""Read what other threads, processes and nodes committed, and hand it on."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from alienor.platform.live.buses import Bus, chosen_bus
from alienor.platform.live.history import KEPT, History, News
from alienor.platform.live.models import Change

logger = logging.getLogger(__name__)
AGAIN = 1.0
"""Seconds before the next try, after a fault."""


async def follow(history: History, announce: Callable[[frozenset[str]], None]) -> None:
    """Keep `history` up to date and call `announce(topics)` for what is committed, for ever.

    Faults of the database or of the bus are logged and outlived: what was committed meanwhile is
    read afterwards.
    """
    with ThreadPoolExecutor(1, "live") as reading:
        loop = asyncio.get_running_loop()
        try:
            while True:
                try:
                    bus = chosen_bus()
                    await _follow(bus, reading, history, announce)
                except Exception as error:  # whatever it was, the next try may well succeed
                    logger.warning("live changes interrupted: %s", type(error).__name__)
                    await loop.run_in_executor(reading, _close)
                    await asyncio.sleep(AGAIN)
        finally:
            reading.submit(_close)


async def _follow(
    bus: Bus,
    reading: ThreadPoolExecutor,
    history: History,
    announce: Callable[[frozenset[str]], None],
) -> None:
    loop, rung = asyncio.get_running_loop(), asyncio.Event()
    listening = asyncio.create_task(bus.listen(rung.set))
    listening.add_done_callback(lambda _: rung.set())
    try:
        while not listening.done():
            if history.position is None:
                history.begin(await loop.run_in_executor(reading, _last))
            elif news := await loop.run_in_executor(reading, _newer_than, history.position):
                history.add(news)
                announce(frozenset(one.topic for one in news))
            # Not `wait_for`: before Python 3.12 it loses a cancellation that comes with the ring.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(bus.patience):
                    await rung.wait()
            rung.clear()
        listening.result()
    finally:
        while not listening.done():  # before Python 3.12 a cancellation may be lost on its way
            listening.cancel()
            await asyncio.wait([listening], timeout=1)


def _close() -> None:
    connection.close()  # the one of the thread that reads


def _newer_than(position: int) -> list[News]:
    rows = Change.objects.filter(pk__gt=position).order_by("pk")
    return [News(position=pk, topic=topic) for pk, topic in rows.values_list("pk", "topic")]


def _last() -> list[News]:
    rows = Change.objects.order_by("-pk").values_list("pk", "topic")[:KEPT]
    return [News(position=pk, topic=topic) for pk, topic in reversed(rows)]
