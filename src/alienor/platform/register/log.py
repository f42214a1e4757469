"""Append to the register, and read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from alienor.cores.transparency.canonical import canonical_json
from alienor.cores.transparency.merkle import Frontier, leaf_hash
from alienor.cores.transparency.tiles import ENTRY_LIMIT
from alienor.platform.register.models import Entry, TreeHead

HEAD = 1


class EntryTooLong(ValueError):
    """An entry is longer than the format allows: long texts enter by their commitment."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An act on its way into the register; `content` is the whole public entry."""

    kind: str
    edition: str
    subject: str
    at: datetime
    content: dict[str, Any]
    actor_id: int | None


def append(drafts: Sequence[Draft]) -> list[Entry]:
    """Give each draft the next leaf, in the caller's transaction.

    The head is locked from here to the commit, so the leaves follow the order of commits and
    none is ever missing. Errors: EntryTooLong; NotCanonical where content is no plain JSON.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("the register is appended to in the transaction of the act")
    head, _ = TreeHead.objects.select_for_update().get_or_create(pk=HEAD)
    frontier = Frontier.from_bytes(size=head.size, data=bytes(head.frontier))
    entries = []
    for draft in drafts:
        leaf = canonical_json(draft.content)
        if len(leaf) > ENTRY_LIMIT:
            raise EntryTooLong(f"{draft.kind}: {len(leaf)} bytes, at most {ENTRY_LIMIT}")
        digest = leaf_hash(leaf)
        entries.append(
            Entry(
                index=frontier.size,
                kind=draft.kind,
                edition=draft.edition,
                subject=draft.subject,
                at=draft.at,
                leaf=leaf,
                leaf_hash=digest,
                actor_id=draft.actor_id,
            )
        )
        frontier = frontier.append(digest)
    Entry.objects.bulk_create(entries)
    head.size, head.frontier = frontier.size, frontier.to_bytes()
    head.updated_at = drafts[-1].at if drafts else head.updated_at
    head.save()
    return entries


def head() -> Frontier:
    """The current size and root."""
    row = TreeHead.objects.filter(pk=HEAD).first()
    return Frontier.from_bytes(size=row.size, data=bytes(row.frontier)) if row else Frontier.empty()


def leaf_hashes(start: int, stop: int) -> list[bytes]:
    """The hashes of leaves `start` to `stop` - 1, in order."""
    rows = Entry.objects.filter(index__gte=start, index__lt=stop).order_by("index")
    return [bytes(digest) for digest in rows.values_list("leaf_hash", flat=True)]


def leaves(start: int, stop: int) -> list[bytes]:
    """Leaves `start` to `stop` - 1, byte for byte, in order."""
    rows = Entry.objects.filter(index__gte=start, index__lt=stop).order_by("index")
    return [bytes(leaf) for leaf in rows.values_list("leaf", flat=True)]
