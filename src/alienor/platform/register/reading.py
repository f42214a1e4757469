"""Read the register: entries by edition, subject, kind or number. Nothing here writes."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db.models import QuerySet

from alienor.platform.acts.types import digests_in
from alienor.platform.register.models import Entry

FOUND_AT_MOST = 500
"""Entries that a search finds: more is no answer, and no statement holds their numbers."""


def entries() -> QuerySet[Entry]:
    """All entries, newest first."""
    return Entry.objects.order_by("-index")


def entries_of(edition: str) -> QuerySet[Entry]:
    """The entries of one edition, newest first."""
    return entries().filter(edition=edition)


def history_of(subject: str) -> QuerySet[Entry]:
    """The entries about one thing (by its public id), oldest first."""
    return Entry.objects.filter(subject=subject).order_by("index")


def first_entries_about(subjects: Iterable[str], *, kinds: Iterable[str]) -> dict[str, Entry]:
    """For each of these subjects the first entry of one of `kinds`: the one that named it."""
    rows = Entry.objects.filter(subject__in=set(subjects), kind__in=set(kinds)).order_by("-index")
    return {entry.subject: entry for entry in rows}


def entry_number(index: int) -> Entry | None:
    """One entry by its number."""
    return Entry.objects.filter(pk=index).first()


def entries_mentioning(
    rows: QuerySet[Entry], text: str, *, words: Iterable[str] = ()
) -> QuerySet[Entry]:
    """Those of `rows` whose bytes hold `text` (an id, a hash, a code), or that publish one of
    `words` (digests): a text that an entry only commits to is not looked for. The first
    `FOUND_AT_MOST` in the order of `rows`, which then need not be read any further."""
    digests = {digest: digest.encode() for digest in words}
    matching = []
    for index, leaf in rows.values_list("index", "leaf").iterator(chunk_size=2000):
        data = bytes(leaf)
        held = {digest for digest, needle in digests.items() if needle in data}
        if text.encode() in data or (held and held & set(digests_in(json.loads(data)))):
            matching.append(index)
        if len(matching) == FOUND_AT_MOST:
            break
    return rows.filter(index__in=matching)
