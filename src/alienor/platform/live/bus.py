"""Publish topics in the transaction of the act that changed them.

On PostgreSQL `NOTIFY` is delivered at the commit, and not at all on a rollback; on SQLite the
same holds of a row in the table of changes.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from alienor.platform.live.models import Change

CHANNEL = "alienor"


def publish(topics: Iterable[str]) -> None:
    """Announce that `topics` changed, once the running transaction commits."""
    names = list(dict.fromkeys(topics))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.executemany("SELECT pg_notify(%s, %s)", [(CHANNEL, name) for name in names])
    else:
        Change.objects.bulk_create([Change(topic=name) for name in names])
