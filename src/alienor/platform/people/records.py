"""Create, read, change and erase people. Writers are called from actions only."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from alienor.cores.transparency.canonical import canonical_json
from alienor.cores.transparency.commitments import commit
from alienor.platform.acts.guard import lifted
from alienor.platform.keystore import store
from alienor.platform.people.cipher import decrypt, encrypt, index_digest
from alienor.platform.people.models import ContactIndex, Person, SealedNote


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What is known of a person by name. Empty strings where nothing is known.

    `reference`: the number that a city's own list gives them, so that the list can be read again.
    `badge_name`: what they wish to read on their badge; their whole name where it is empty.
    """

    given_name: str = ""
    family_name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    birth_year: int | None = None
    language: str = "fr"
    public_name: str = ""
    reference: str = ""
    badge_name: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def on_badge(self) -> str:
        """What their badge says."""
        return self.badge_name or self.full_name


ERASED = Identity()
FINDING = ("email", "phone", "reference")
"""What finds a person: nobody shares any of them."""

_AT_ONCE = 500  # people to a statement


def create_person(identity: Identity, *, now: datetime) -> Person:
    """Store a new person. Contacts must be free: ask `find_person` first."""
    reference = store.create_key()
    key = store.keys_of([reference])[reference]
    person = Person.objects.create(
        key_reference=reference,
        record=encrypt(key=key, content=asdict(identity), context=_context(reference)),
        created_at=now,
    )
    _index(person, identity)
    return person


def show_by_name(person_id: int) -> None:
    """Let somebody appear by their name in public, where no other words were chosen."""
    known = identity_of(person_id)
    if not known.public_name:
        change_identity(person_id, replace(known, public_name=known.full_name))


def change_identity(person_id: int, identity: Identity) -> None:
    """Replace what is known of a person, and the index with it."""
    person = Person.objects.get(pk=person_id)
    key = store.keys_of([person.key_reference])[person.key_reference]
    person.record = encrypt(
        key=key, content=asdict(identity), context=_context(person.key_reference)
    )
    person.save(update_fields=["record"])
    person.contacts.all().delete()
    _index(person, identity)


def identities(person_ids: Iterable[int]) -> dict[int, Identity]:
    """Who these people are. Somebody erased has an empty identity."""
    people = list(Person.objects.filter(pk__in=set(person_ids)))
    keys = store.keys_of(person.key_reference for person in people if not person.erased_at)
    return {
        person.pk: _identity(person, keys[person.key_reference])
        if person.key_reference in keys
        else ERASED
        for person in people
    }


def identity_of(person_id: int) -> Identity:
    """Who one person is; empty where they were erased or never existed."""
    return identities([person_id]).get(person_id, ERASED)


def find_person(*, email: str = "", phone: str = "", reference: str = "") -> int | None:
    """The id of the person with this e-mail or, failing that, telephone or reference."""
    for kind, value in (("email", email), ("phone", phone), ("reference", reference)):
        if value:
            digest = index_digest(kind, value)
            found = ContactIndex.objects.filter(digest=digest).values_list("person_id", flat=True)
            if found:
                return found[0]
    return None


def erase_person(person_id: int, *, now: datetime) -> None:
    """Erase a person: what their key encrypted and, once that is committed, the key itself, so
    that no backup can be read either."""
    person = Person.objects.get(pk=person_id)
    store.erase_key(person.key_reference)
    person.contacts.all().delete()
    person.notes.update(sealed=b"")
    person.record, person.erased_at = b"", now
    person.save(update_fields=["record", "erased_at"])


def people_without_key() -> list[int]:
    """Those who are not marked as erased, and whose key is gone: a backup brought them back."""
    known = dict(Person.objects.filter(erased_at=None).values_list("pk", "key_reference"))
    keys = store.keys_of(known.values())
    return [person for person, reference in known.items() if reference not in keys]


def destroy_keys_of_the_erased() -> None:
    """Those whom an old copy of the keys would make readable again stay erased, and so do those
    whose erasure was interrupted between the two databases. Their erasures are recorded already:
    this only carries them out."""
    erased = Person.objects.exclude(erased_at=None)
    references = list(erased.values_list("key_reference", flat=True))
    with lifted():
        store.erase_keys(references)


def fresh_salt() -> bytes:
    """The salt of one commitment: 32 bytes of the operating system's generator."""
    return os.urandom(32)


def commitment_of(content: Mapping[str, Any], *, salt: bytes) -> str:
    """The salted commitment (64 hex digits) under which `seal` would keep this content."""
    return commit(salt=salt, content=canonical_json(dict(content)))


def seal(person_id: int, *, purpose: str, content: Mapping[str, Any], now: datetime) -> str:
    """Keep something private about a person and return its salted commitment (64 hex digits).

    The salt is sealed with the content: without the person's key neither can be tried.
    """
    person = Person.objects.get(pk=person_id)
    key = store.keys_of([person.key_reference])[person.key_reference]
    note = _note(person, key, Sealing(person_id, content, fresh_salt()), purpose=purpose, now=now)
    note.save()
    return note.digest


class Sealing(NamedTuple):
    """Something private about a person, and the salt of its commitment."""

    person_id: int
    content: Mapping[str, Any]
    salt: bytes


def seal_all(sealings: Sequence[Sealing], *, purpose: str, now: datetime) -> list[str]:
    """`seal` for many people in a few statements, with salts that were drawn before; the
    commitments, in the same order."""
    people: dict[int, Person] = {}
    for start in range(0, len(sealings), _AT_ONCE):
        people |= Person.objects.in_bulk(
            [one.person_id for one in sealings[start : start + _AT_ONCE]]
        )
    keys = store.keys_of(person.key_reference for person in people.values())
    notes = []
    for one in sealings:
        person = people[one.person_id]
        notes.append(_note(person, keys[person.key_reference], one, purpose=purpose, now=now))
    SealedNote.objects.bulk_create(notes, batch_size=_AT_ONCE)
    return [note.digest for note in notes]


def unseal(digests: Iterable[str]) -> dict[str, Any]:
    """The contents of sealed notes by their commitment; those of erased people are absent."""
    return {digest: note["content"] for digest, note in opened(digests).items()}


def opened(digests: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Sealed notes with their salts (`salt` in hexadecimal, `content`), by commitment: what lets
    the person, or an auditor, recompute it. Those of erased people are absent."""
    wanted = list(set(digests))
    notes: list[SealedNote] = []
    for start in range(0, len(wanted), _AT_ONCE):
        batch = SealedNote.objects.filter(digest__in=wanted[start : start + _AT_ONCE])
        notes.extend(batch.select_related("person"))
    keys = store.keys_of(note.person.key_reference for note in notes)
    return {
        note.digest: decrypt(
            key=keys[note.person.key_reference],
            blob=bytes(note.sealed),
            context=_note_context(note.purpose, note.digest),
        )
        for note in notes
        if note.person.key_reference in keys and note.sealed
    }


def pseudonym(person_id: int, context: str) -> str:
    """A public name for a person that differs by context and dies with their key.

    Sixteen hexadecimal digits of SHA-256 over the person's key and `context`; empty once erased.
    """
    person = Person.objects.get(pk=person_id)
    key = store.keys_of([person.key_reference]).get(person.key_reference)
    if key is None or person.erased_at:
        return ""
    return hashlib.sha256(b"pseudonym\n" + key + context.encode()).hexdigest()[:16]


def _note(
    person: Person, key: bytes, sealing: Sealing, *, purpose: str, now: datetime
) -> SealedNote:
    digest = commitment_of(sealing.content, salt=sealing.salt)
    return SealedNote(
        person=person,
        purpose=purpose,
        digest=digest,
        sealed=encrypt(
            key=key,
            content={"salt": sealing.salt.hex(), "content": dict(sealing.content)},
            context=_note_context(purpose, digest),
        ),
        created_at=now,
    )


def _identity(person: Person, key: bytes) -> Identity:
    content = decrypt(key=key, blob=bytes(person.record), context=_context(person.key_reference))
    return Identity(**content)


def _index(person: Person, identity: Identity) -> None:
    for kind in FINDING:
        if value := getattr(identity, kind):
            ContactIndex.objects.create(person=person, digest=index_digest(kind, value))


def _context(reference: object) -> str:
    return f"person\n{reference}"


def _note_context(purpose: str, digest: str) -> str:
    return f"note\n{purpose}\n{digest}"
