"""Codes of reply and keys of households: derived with a secret of the instance, never stored."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from alienor.platform.public_ids import ALPHABET

CODE_LENGTH = 8


def reply_code(invitation_id: str) -> str:
    """The code printed on the letter of an invitation (its public id), as `abcd-efgh`.

    31 ** 8, about 8 * 10 ** 11 codes. It can be printed again: it follows from the id.
    """
    number = int(_keyed("reply code", invitation_id), 16)
    signs = []
    for _ in range(CODE_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[rest])
    return f"{''.join(signs[:4])}-{''.join(signs[4:])}"


def code_hash(code: str) -> str:
    """What is stored of a code, however it was typed: 64 hexadecimal digits."""
    typed = "".join(sign for sign in code.lower() if sign.isalnum())
    return _keyed("reply code hash", typed)


def household_key(address_key: str, dwelling: int) -> str:
    """The same for everybody invited at one dwelling; says nothing of which."""
    return _keyed("household", f"{address_key}\n{dwelling}")


def household_at(address: str) -> str:
    """The same for everybody who came without an invitation and gave this address."""
    return _keyed("household at", address)


def lone_household(reply_id: str) -> str:
    """The key of somebody who came with neither: shared with nobody."""
    return _keyed("lone household", reply_id)


def _keyed(purpose: str, value: str) -> str:
    secret = settings.INSTANCE.secrets.raw("index")
    return hmac.new(secret, f"{purpose}\n{value}".encode(), hashlib.sha256).hexdigest()
