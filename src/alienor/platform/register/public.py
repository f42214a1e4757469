"""The register as public files: signed checkpoint, tiles of hashes, bundles of entries."""

from __future__ import annotations

from django.conf import settings

from alienor.cores.transparency.checkpoint import (
    Checkpoint,
    public_key_of,
    sign_checkpoint,
    verifier_key,
)
from alienor.cores.transparency.merkle import Frontier, root_of
from alienor.cores.transparency.notes import key_id
from alienor.cores.transparency.tiles import TILE_WIDTH, Tile, entry_bundle, tiles_of_size
from alienor.platform.register import log


def origin() -> str:
    """The name of this log: `alienor/` (a demonstration: `alienor-demo/`) and its key's id."""
    prefix = "alienor-demo" if settings.DEMO else "alienor"
    return f"{prefix}/{key_id(name=prefix, public_key=_public_key()).hex()}"


def public_verifier_key() -> str:
    """The key with which anybody checks the signature: publish it away from this site too."""
    return verifier_key(name=origin(), public_key=_public_key())


def checkpoint(head: Frontier | None = None) -> str:
    """The signed head of the log, now or at `head`. The same head gives the same bytes."""
    head = head or log.head()
    return sign_checkpoint(
        Checkpoint(origin=origin(), size=head.size, root=head.root()),
        name=origin(),
        private_key=_private_key(),
    )


def tile(wanted: Tile) -> bytes | None:
    """The bytes of one tile of hashes, or None where the log does not reach it yet."""
    span = TILE_WIDTH**wanted.level
    start = wanted.index * TILE_WIDTH * span
    stop = start + wanted.width * span
    if stop > log.head().size:
        return None
    hashes = log.leaf_hashes(start, stop)
    return b"".join(root_of(hashes[at : at + span]) for at in range(0, len(hashes), span))


def entries(*, index: int, width: int) -> bytes | None:
    """The bytes of one bundle of entries, or None where the log does not reach it yet."""
    start = index * TILE_WIDTH
    if start + width > log.head().size:
        return None
    return entry_bundle(log.leaves(start, start + width))


def tiles(size: int) -> list[Tile]:
    """The names of all tiles of the log at `size` leaves."""
    return tiles_of_size(size=size)


def _private_key() -> bytes:
    return settings.INSTANCE.secrets.raw("signing")


def _public_key() -> bytes:
    return public_key_of(_private_key())
