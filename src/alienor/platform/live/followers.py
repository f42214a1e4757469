"""Hear of changes made by any process: NOTIFY on PostgreSQL, the table of changes on SQLite."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable

import psycopg
from django.db import connections

from alienor.platform.live.bus import CHANNEL

logger = logging.getLogger(__name__)
Announce = Callable[[str], None]
EVERY = 0.25
"""Seconds between two looks at the table of changes (one counter is read when nothing moved)."""


async def follow(announce: Announce) -> None:
    """Call `announce(topic)` for every committed change, for ever; reconnect after a fault."""
    connection = connections["default"]
    following = _follow_notify if connection.vendor == "postgresql" else _follow_table
    while True:
        try:
            await following(announce)
        except (psycopg.Error, sqlite3.Error) as error:
            logger.warning("live changes interrupted: %s", type(error).__name__)
            await asyncio.sleep(1)


async def _follow_notify(announce: Announce) -> None:
    parameters = connections["default"].get_connection_params()
    wanted = {
        name: parameters[name]
        for name in ("host", "port", "user", "password", "dbname")
        if parameters.get(name)
    }
    async with await psycopg.AsyncConnection.connect(**wanted, autocommit=True) as listener:
        await listener.execute(f"LISTEN {CHANNEL}")
        async for notification in listener.notifies():
            announce(notification.payload)


async def _follow_table(announce: Announce) -> None:
    path = str(connections["default"].settings_dict["NAME"])
    reader = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
    try:
        seen = reader.execute("SELECT COALESCE(MAX(id), 0) FROM alienor_live_change").fetchone()[0]
        counter = None
        while True:
            current = reader.execute("PRAGMA data_version").fetchone()[0]
            if current != counter:
                counter = current
                rows = reader.execute(
                    "SELECT id, topic FROM alienor_live_change WHERE id > ? ORDER BY id", (seen,)
                ).fetchall()
                for seen, topic in rows:  # noqa: B007  # the last one is where to go on
                    announce(topic)
            await asyncio.sleep(EVERY)
    finally:
        reader.close()
