"""Encryption of personal data, and the keyed index by which it is found again."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import unicodedata
from typing import Any

import phonenumbers
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


def encrypt(*, key: bytes, content: Any, context: str) -> bytes:
    """AES-256-GCM of `content` as JSON; `context` is authenticated, so blobs cannot be swapped."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, json.dumps(content).encode(), context.encode())


def decrypt(*, key: bytes, blob: bytes, context: str) -> Any:
    """What `encrypt` was given. Raises `cryptography.exceptions.InvalidTag` if it was altered."""
    return json.loads(AESGCM(key).decrypt(blob[:_NONCE], blob[_NONCE:], context.encode()))


def index_digest(kind: str, value: str) -> str:
    """The keyed index of what finds somebody, 64 hexadecimal digits.

    `kind`: `email`, `phone` or `reference`.
    """
    message = f"{kind}\n{_NORMALISE[kind](value)}".encode()
    return hmac.new(settings.INSTANCE.secrets.raw("index"), message, hashlib.sha256).hexdigest()


def normal_email(value: str) -> str:
    """An e-mail address as it is compared: no outer space, lower case, one Unicode form."""
    return unicodedata.normalize("NFC", value).strip().lower()


def normal_reference(value: str) -> str:
    """The number that a list gives somebody: no outer space, no case."""
    return value.strip().casefold()


def normal_phone(value: str) -> str:
    """A telephone number in E.164 form where it can be read as one, else its digits."""
    try:
        return phonenumbers.format_number(
            phonenumbers.parse(value, "FR"), phonenumbers.PhoneNumberFormat.E164
        )
    except phonenumbers.NumberParseException:
        return "".join(character for character in value if character.isdigit())


_NORMALISE = {"email": normal_email, "phone": normal_phone, "reference": normal_reference}
