"""Public ids: random, short enough to be read aloud, never derived from an internal one."""

from __future__ import annotations

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 10
"""31 ** 10, about 8 * 10 ** 14 ids: a collision is refused by a unique column."""


def public_id() -> str:
    """A fresh public id."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
