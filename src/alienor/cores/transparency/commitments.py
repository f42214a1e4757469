"""Salted commitments: the record holds a hash of what it may not show.

Whoever is given the salt and the content can check them against the record; whoever destroys
the salt leaves a hash that says nothing, and the record stays valid.

To recompute one by hand, SHA-256 over these bytes, end to end:

1. the ASCII text `alienor/commitment/v1` and a newline;
2. the length of the salt in bytes, as 8 bytes, most significant first; then the salt;
3. the length of the content in bytes, likewise; then the content.

The result is written in 64 lower-case hexadecimal digits.
"""

from __future__ import annotations

import hashlib
import hmac

from alienor.cores.transparency.canonical import canonical_json
from alienor.cores.transparency.errors import WeakCommitment

DOMAIN = b"alienor/commitment/v1\n"
SHORTEST_SALT = 16
"""Bytes; 32 drawn by the operating system are what the platform gives."""


def commit(*, salt: bytes, content: bytes) -> str:
    """The commitment to `content`: 64 hexadecimal digits.

    `salt`: 16 bytes or more, drawn for this content alone and kept secret with it.
    Errors: WeakCommitment (`salt_too_short`).
    """
    if len(salt) < SHORTEST_SALT:
        raise WeakCommitment("salt_too_short", length=len(salt), least=SHORTEST_SALT)
    digest = hashlib.sha256(DOMAIN)
    for part in (salt, content):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def commit_text(*, salt: bytes, text: str) -> str:
    """The commitment to a text, as its UTF-8 bytes, unchanged."""
    return commit(salt=salt, content=text.encode("utf-8"))


def commit_value(*, salt: bytes, value: object) -> str:
    """The commitment to plain data, as its canonical JSON. Errors: also NotCanonical."""
    return commit(salt=salt, content=canonical_json(value))


def opens(commitment: str, *, salt: bytes, content: bytes) -> bool:
    """Whether this salt and this content are what was committed to."""
    if len(salt) < SHORTEST_SALT:
        return False
    return hmac.compare_digest(commitment.encode(), commit(salt=salt, content=content).encode())
