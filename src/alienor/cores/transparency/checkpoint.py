"""The head of the record, signed: how many entries, under which root (C2SP tlog-checkpoint)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from alienor.cores.transparency.errors import InvalidNote
from alienor.cores.transparency.merkle import HASH_BYTES
from alienor.cores.transparency.notes import (
    Signature,
    add_signature,
    parse_verifier_key,
    public_key_of,
    sign_text,
    split_note,
    verifier_key,
    verify_text,
)

__all__ = [
    "Checkpoint",
    "Signature",
    "add_signature",
    "parse_note",
    "parse_verifier_key",
    "public_key_of",
    "sign_checkpoint",
    "verifier_key",
    "verify_note",
]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: `origin` names it, `size` counts its entries, `root` is 32 bytes.

    `extensions`: further lines, which the record does not write but a reader must keep, since
    they are signed.
    Errors: InvalidNote (`malformed_checkpoint`).
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        if any(not line or "\n" in line for line in lines):
            raise InvalidNote("malformed_checkpoint", part="line")
        if self.size < 0:
            raise InvalidNote("malformed_checkpoint", part="size")
        if len(self.root) != HASH_BYTES:
            raise InvalidNote("malformed_checkpoint", part="root")

    def text(self) -> str:
        """The text that is signed: origin, size, root in base64, one a line."""
        root = base64.b64encode(self.root).decode("ascii")
        return "".join(f"{line}\n" for line in (self.origin, self.size, root, *self.extensions))


def sign_checkpoint(checkpoint: Checkpoint, *, name: str, private_key: bytes) -> str:
    """The checkpoint as a note signed under `name` (the origin, as a rule) by an Ed25519 key.

    `private_key`: 32 bytes. Errors: InvalidNote (`key_name`, `malformed_key`,
    `control_character`).
    """
    return sign_text(checkpoint.text(), name=name, private_key=private_key)


def parse_note(text: str) -> tuple[Checkpoint, tuple[Signature, ...]]:
    """A checkpoint and its signatures. NOTHING is verified: see `verify_note`.

    Errors: InvalidNote.
    """
    body, signatures = split_note(text)
    return _parse(body), signatures


def verify_note(text: str, *, vkey: str) -> Checkpoint:
    """The checkpoint of a note, once a signature by `vkey` is checked on it.

    The key's name need not be the origin: whoever asks compares the origin with the log meant.

    Errors: InvalidNote, SignatureMissing, SignatureInvalid.
    """
    return _parse(verify_text(text, vkey=vkey))


def _parse(body: str) -> Checkpoint:
    lines = body[:-1].split("\n")
    if len(lines) < 3:
        raise InvalidNote("malformed_checkpoint", part="lines")
    origin, digits, encoded, *extensions = lines
    if not digits.isascii() or not digits.isdigit() or len(digits) > 20:
        raise InvalidNote("malformed_checkpoint", part="size")
    try:
        root = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidNote("malformed_checkpoint", part="root") from None
    checkpoint = Checkpoint(
        origin=origin, size=int(digits), root=root, extensions=tuple(extensions)
    )
    if checkpoint.text() != body:
        raise InvalidNote("malformed_checkpoint", part="spelling")
    return checkpoint
