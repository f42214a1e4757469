"""Codes that the instance makes again from its own secret, so that what is stored opens nothing."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from alienor.platform.public_ids import ALPHABET, LENGTH


def code_for(purpose: str, about: str, number: int) -> str:
    """The code (`LENGTH` letters of `ALPHABET`, some 49 bits) of the `number`-th thing `about`
    something: the same each time, and nobody's guess without the secret of the instance."""
    secret = settings.INSTANCE.secrets.raw("wrapping")
    said = f"alienor code 1\n{purpose}\n{about}\n{number}".encode()
    left = int.from_bytes(hmac.digest(secret, said, "sha256"), "big")
    letters = []
    for _place in range(LENGTH):
        left, letter = divmod(left, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def code_digest(code: str) -> str:
    """What is stored of a code, to find again what it opens (64 hex digits)."""
    return hashlib.sha256(f"alienor code\n{code}".encode()).hexdigest()


def read_code(text: str) -> str | None:
    """The code in what somebody typed or a scanner read (an address that ends with it, spaces,
    capitals); None where there is none."""
    words = "".join(one if one.isalnum() else " " for one in text.rsplit("/", 1)[-1]).split()
    code = "".join(words).lower()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None
