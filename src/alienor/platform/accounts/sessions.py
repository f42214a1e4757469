"""Sessions in the database, sealed: while somebody signs in or sets up a second factor, theirs
holds a code or a secret that a copy of the database must not give away."""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib.sessions.backends import db

_NONCE = 12
_CONTEXT = b"session"


class SessionStore(db.SessionStore):
    """Django's, with what it holds encrypted (AES-256-GCM) by the instance's wrapping key."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """What the row holds."""
        nonce = os.urandom(_NONCE)
        content = self.serializer().dumps(session_dict)
        return urlsafe_b64encode(nonce + _cipher().encrypt(nonce, content, _CONTEXT)).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What `encode` was given; nothing where the row was altered or is of another instance."""
        try:
            sealed = urlsafe_b64decode(session_data)
            content = _cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], _CONTEXT)
        except (ValueError, InvalidTag):
            return {}
        return dict(self.serializer().loads(content))


def _cipher() -> AESGCM:
    return AESGCM(settings.INSTANCE.secrets.raw("wrapping"))
