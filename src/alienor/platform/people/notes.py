"""Read sealed notes by their purpose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from alienor.platform.people.models import SealedNote
from alienor.platform.people.records import unseal


@dataclass(frozen=True, kw_only=True)
class Note:
    """A sealed note, opened."""

    person_id: int
    digest: str
    content: dict[str, Any]


def notes_for(*, purpose: str, person_id: int | None = None) -> list[Note]:
    """The notes of one purpose, oldest first; those of erased people are left out."""
    rows = SealedNote.objects.filter(purpose=purpose).order_by("pk")
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    pairs = list(rows.values_list("digest", "person_id"))
    opened = unseal(digest for digest, _ in pairs)
    return [
        Note(person_id=person, digest=digest, content=opened[digest])
        for digest, person in pairs
        if digest in opened
    ]


def forget_notes(digests: Iterable[str]) -> int:
    """Erase these sealed notes, from an action: they no longer serve. The register keeps their
    commitments, which nobody can open then. Returns how many were there."""
    gone, _by_model = SealedNote.objects.filter(digest__in=list(digests)).delete()
    return gone
