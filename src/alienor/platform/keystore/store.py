"""Create, read and erase people's keys."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable
from functools import partial

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connections, transaction

from alienor.platform.keystore.models import PersonKey

_NONCE = 12
_AT_ONCE = 500  # keys to a statement


def create_key() -> uuid.UUID:
    """Make a fresh key and return its reference.

    The key is stored before the person's record is: a transaction that fails afterwards leaves
    an orphan key, which opens nothing.
    """
    reference = uuid.uuid4()
    nonce = os.urandom(_NONCE)
    wrapped = nonce + _wrapping().encrypt(nonce, AESGCM.generate_key(256), reference.bytes)
    PersonKey.objects.create(reference=reference, wrapped=wrapped)
    return reference


def keys_of(references: Iterable[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    """The keys that still exist among `references`: 32 bytes each. Erased ones are absent."""
    wanted = list(set(references))
    found: dict[uuid.UUID, bytes] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        for row in PersonKey.objects.filter(reference__in=wanted[start : start + _AT_ONCE]):
            wrapped = bytes(row.wrapped)
            found[row.reference] = _wrapping().decrypt(
                wrapped[:_NONCE], wrapped[_NONCE:], row.reference.bytes
            )
    return found


def erase_key(reference: uuid.UUID) -> None:
    """Erase one key for good once the running act is committed: one that fails leaves it."""
    transaction.on_commit(partial(_delete, [reference]))


def erase_keys(references: Iterable[uuid.UUID]) -> None:
    """Erase those of these keys that are still there, now."""
    _delete(list(references))


def _delete(references: list[uuid.UUID]) -> None:
    for start in range(0, len(references), _AT_ONCE):
        PersonKey.objects.filter(reference__in=references[start : start + _AT_ONCE]).delete()
    _leave_no_bytes()


def _leave_no_bytes() -> None:
    """SQLite keeps what was written in a file beside the database until it is emptied; within a
    transaction it cannot be, and the next erasure does it. PostgreSQL vacuums by itself."""
    connection = connections[PersonKey.objects.db]
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _wrapping() -> AESGCM:
    return AESGCM(settings.INSTANCE.secrets.raw("wrapping"))
