"""Signed notes: a text, an empty line, one line a signature (C2SP signed-note, Ed25519)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from alienor.cores.transparency.errors import InvalidNote, SignatureInvalid, SignatureMissing

ED25519 = b"\x01"
"""The signature type byte of Ed25519."""
KEY_BYTES = 32
KEY_ID_BYTES = 4
MOST_SIGNATURES = 100
_DASH = "\u2014"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the key's `name`, its `key_id` (4 bytes), the `signature` bytes.

    Its algorithm is known to whoever knows the key: other signers' lines may hold anything.
    """

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line as it stands in a note, with its newline."""
        return f"{_DASH} {self.name} {_encode(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key and the name it signs under."""

    name: str
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name || newline || 0x01 || public key)."""
        return key_id(name=self.name, public_key=self.public_key)


def key_id(*, name: str, public_key: bytes) -> bytes:
    """The short number (4 bytes) by which a note designates an Ed25519 key.

    Errors: InvalidNote (`key_name`, `malformed_key`).
    """
    _require_name(name)
    if len(public_key) != KEY_BYTES:
        raise InvalidNote("malformed_key", length=len(public_key))
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:KEY_ID_BYTES]


def public_key_of(private_key: bytes) -> bytes:
    """The Ed25519 public key (32 bytes) of a 32-byte private key (RFC 8032 seed)."""
    return _private(private_key).public_key().public_bytes_raw()


def verifier_key(*, name: str, public_key: bytes) -> str:
    """The key as it is handed out: `name+hash+base64`, hash in 8 hexadecimal digits.

    Errors: InvalidNote (`key_name`, `malformed_key`).
    """
    short = key_id(name=name, public_key=public_key).hex()
    return f"{name}+{short}+{_encode(ED25519 + public_key)}"


def parse_verifier_key(vkey: str) -> Verifier:
    """Read `name+hash+base64` back. Errors: InvalidNote (`malformed_key`, `key_name`)."""
    name, _, rest = vkey.partition("+")
    short, _, encoded = rest.partition("+")
    key = _decode(encoded)
    if key is None or key[:1] != ED25519 or len(key) != 1 + KEY_BYTES:
        raise InvalidNote("malformed_key", key=vkey)
    verifier = Verifier(name=name, public_key=key[1:])
    if verifier.key_id.hex() != short:
        raise InvalidNote("malformed_key", key=vkey)
    return verifier


def sign_text(text: str, *, name: str, private_key: bytes) -> str:
    """The note of this text, signed under `name` by a 32-byte Ed25519 private key.

    `text` ends with a newline.
    Errors: InvalidNote (`malformed_note`, `control_character`, `key_name`, `malformed_key`).
    """
    _require_text(text)
    return f"{text}\n{_signature(text, name=name, private_key=private_key).line()}"


def add_signature(note: str, *, name: str, private_key: bytes) -> str:
    """The same note with one more signature of the same text, as a second signer adds it."""
    text, _ = split_note(note)
    return note + _signature(text, name=name, private_key=private_key).line()


def split_note(note: str) -> tuple[str, tuple[Signature, ...]]:
    """A note's text (with its final newline) and its signatures. NOTHING is verified here.

    Errors: InvalidNote (`malformed_note`, `control_character`, `too_many_signatures`).
    """
    body, blank, tail = note.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise InvalidNote("malformed_note", line=0)
    text = body + "\n"
    _require_text(text)
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise InvalidNote("too_many_signatures", limit=MOST_SIGNATURES)
    return text, tuple(
        _read_signature(line, number=number) for number, line in enumerate(lines, start=1)
    )


def verify_text(note: str, *, vkey: str) -> str:
    """The text of a note, once a signature by `vkey` is checked on it.

    Signatures by other keys are left aside; each line in this key's name and number must verify.

    Errors: InvalidNote, SignatureMissing (`no_known_signature`), SignatureInvalid
    (`wrong_signature`).
    """
    verifier = parse_verifier_key(vkey)
    text, signatures = split_note(note)
    own = [s for s in signatures if (s.name, s.key_id) == (verifier.name, verifier.key_id)]
    if not own:
        raise SignatureMissing("no_known_signature", name=verifier.name)
    _verify_all(text, signatures=own, verifier=verifier)
    return text


def _verify_all(text: str, *, signatures: Sequence[Signature], verifier: Verifier) -> None:
    key = Ed25519PublicKey.from_public_bytes(verifier.public_key)
    for signature in signatures:
        try:
            key.verify(signature.signature, text.encode())
        except InvalidSignature:
            raise SignatureInvalid("wrong_signature", name=verifier.name) from None


def _signature(text: str, *, name: str, private_key: bytes) -> Signature:
    key = _private(private_key)
    short = key_id(name=name, public_key=key.public_key().public_bytes_raw())
    return Signature(name=name, key_id=short, signature=key.sign(text.encode()))


def _private(private_key: bytes) -> Ed25519PrivateKey:
    if len(private_key) != KEY_BYTES:
        raise InvalidNote("malformed_key", length=len(private_key))
    return Ed25519PrivateKey.from_private_bytes(private_key)


def _read_signature(line: str, *, number: int) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    data = _decode(encoded)
    if dash != _DASH or not _is_name(name) or data is None or len(data) <= KEY_ID_BYTES:
        raise InvalidNote("malformed_note", line=number)
    return Signature(name=name, key_id=data[:KEY_ID_BYTES], signature=data[KEY_ID_BYTES:])


def _require_text(text: str) -> None:
    if not text.endswith("\n"):
        raise InvalidNote("malformed_note", line=0)
    if any(character < " " and character != "\n" for character in text):
        raise InvalidNote("control_character")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidNote("malformed_note", line=0) from None


def _require_name(name: str) -> None:
    if not _is_name(name):
        raise InvalidNote("key_name", name=name)


def _is_name(name: str) -> bool:
    return (
        bool(name)
        and "+" not in name
        and name.isprintable()
        and not any(character.isspace() for character in name)
    )


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _decode(encoded: str) -> bytes | None:
    """Standard base64 in its only spelling, or None."""
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if _encode(data) == encoded else None
