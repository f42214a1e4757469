"""Publish topics in the transaction of the act that changed them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from alienor.platform.live.buses import chosen_bus
from alienor.platform.live.models import Change

KEPT = 20_000
"""Rows of the table of changes that stay; older ones go as new ones come."""
_EVERY = 1000
_LOCK = 0x616C_6E72


def publish(topics: Iterable[str]) -> None:
    """Announce that `topics` changed, once the running transaction commits, and not if it fails.

    The rows are numbered in the order of commits: on PostgreSQL a lock is held from here to the
    commit (an act holds the register's already), SQLite has one writer at a time.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("changes are published in the transaction that makes them")
    rows = [Change(topic=topic) for topic in dict.fromkeys(topics)]
    if not rows:
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    newest = Change.objects.bulk_create(rows)[-1].pk
    if newest % _EVERY < len(rows):
        Change.objects.filter(pk__lte=newest - KEPT).delete()
    bus = chosen_bus()
    bus.ring_at_commit(transaction.on_commit)
