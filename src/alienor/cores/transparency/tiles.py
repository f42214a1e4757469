"""The record as static files: tiles of hashes and bundles of entries (C2SP tlog-tiles).

A tile holds up to 256 hashes of one level; level 0 is the leaves, each hash of a level above is
the root of one full tile below. A full file never changes; partial ones carry their width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alienor.cores.transparency.errors import InvalidTile
from alienor.cores.transparency.merkle import HASH_BYTES, root_of

TILE_WIDTH = 256
TILE_HEIGHT = 8
LAST_LEVEL = 63
ENTRY_LIMIT = 32 * 1024
"""Bytes one entry may take; longer texts enter by their salted hash."""
_PREFIX_BYTES = 2


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """The name of one tile: `level` 0..63, `index` in the level, `width` 1..256 hashes.

    Errors: InvalidTile (`tile_out_of_range`).
    """

    level: int
    index: int
    width: int = TILE_WIDTH

    def __post_init__(self) -> None:
        if not 0 <= self.level <= LAST_LEVEL:
            raise InvalidTile("tile_out_of_range", level=self.level)
        _require_in_range(self.index, width=self.width)

    @property
    def path(self) -> str:
        """Its path below the record's prefix."""
        return tile_path(level=self.level, index=self.index, width=self.width)


def tile_path(*, level: int, index: int, width: int = TILE_WIDTH) -> str:
    """The path of a tile of hashes, as in `tile/0/x001/x234/067` or `tile/1/001.p/17`.

    Errors: InvalidTile (`tile_out_of_range`).
    """
    place = Tile(level=level, index=index, width=width)
    return f"tile/{place.level}/{_numbered(index, width=width)}"


def entries_path(*, index: int, width: int = TILE_WIDTH) -> str:
    """The path of a bundle of entries, as in `tile/entries/000` or `tile/entries/273.p/112`.

    Errors: InvalidTile (`tile_out_of_range`).
    """
    return f"tile/entries/{_numbered(index, width=width)}"


def tile_widths(*, size: int, level: int = 0) -> list[tuple[int, int]]:
    """The (index, width) of each tile of a level for a tree of `size` leaves, in order.

    Level 0 is also the list of bundles of entries. Empty where the level holds no hash.
    Errors: InvalidTile (`tile_out_of_range`).
    """
    if size < 0 or not 0 <= level <= LAST_LEVEL:
        raise InvalidTile("tile_out_of_range", size=size, level=level)
    full, rest = divmod(size >> (TILE_HEIGHT * level), TILE_WIDTH)
    widths = [(index, TILE_WIDTH) for index in range(full)]
    if rest:
        widths.append((full, rest))
    return widths


def tiles_of_size(*, size: int, old_size: int = 0) -> list[Tile]:
    """The tiles that a tree of `size` leaves has and the tree of `old_size` had not.

    Level 0 first. With `old_size` 0, all of them.
    Errors: InvalidTile (`tile_out_of_range`) where `old_size` is above `size` or negative.
    """
    if not 0 <= old_size <= size:
        raise InvalidTile("tile_out_of_range", size=size, old_size=old_size)
    tiles: list[Tile] = []
    level = 0
    while (hashes := size >> (TILE_HEIGHT * level)) > 0:
        before = old_size >> (TILE_HEIGHT * level)
        for index in range(before // TILE_WIDTH, -(-hashes // TILE_WIDTH)):
            width = min(TILE_WIDTH, hashes - index * TILE_WIDTH)
            if index * TILE_WIDTH + width > before:
                tiles.append(Tile(level=level, index=index, width=width))
        level += 1
    return tiles


def tile_hashes(leaf_hashes: Sequence[bytes]) -> dict[Tile, bytes]:
    """Every tile of the tree of these leaf hashes: its name and its bytes (32 a hash).

    100,000 leaves are 391 tiles of level 0, 2 of level 1, 1 of level 2.
    """
    tiles: dict[Tile, bytes] = {}
    hashes: Sequence[bytes] = leaf_hashes
    level = 0
    while hashes:
        above: list[bytes] = []
        for at in range(0, len(hashes), TILE_WIDTH):
            part = hashes[at : at + TILE_WIDTH]
            tiles[Tile(level=level, index=at // TILE_WIDTH, width=len(part))] = b"".join(part)
            if len(part) == TILE_WIDTH:
                above.append(root_of(part))
        hashes = above
        level += 1
    return tiles


def tile_root(tile: bytes) -> bytes:
    """The root of one full tile: the hash it gives to the level above, 32 bytes.

    Errors: InvalidTile (`tile_not_full`).
    """
    if len(tile) != TILE_WIDTH * HASH_BYTES:
        raise InvalidTile("tile_not_full", length=len(tile))
    return root_of(read_tile(tile))


def read_tile(tile: bytes) -> list[bytes]:
    """The hashes of a tile, 1 to 256 of 32 bytes. Errors: InvalidTile (`tile_out_of_range`)."""
    if not tile or len(tile) % HASH_BYTES or len(tile) > TILE_WIDTH * HASH_BYTES:
        raise InvalidTile("tile_out_of_range", length=len(tile))
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]


def entry_bundle(entries: Sequence[bytes]) -> bytes:
    """Up to 256 entries end to end, each after its length as a big-endian uint16.

    Errors: InvalidTile (`entry_too_long` beyond `ENTRY_LIMIT`, `too_many_entries`).
    """
    if len(entries) > TILE_WIDTH:
        raise InvalidTile("too_many_entries", entries=len(entries), limit=TILE_WIDTH)
    parts = []
    for position, entry in enumerate(entries):
        if len(entry) > ENTRY_LIMIT:
            raise InvalidTile(
                "entry_too_long", position=position, length=len(entry), limit=ENTRY_LIMIT
            )
        parts.append(len(entry).to_bytes(_PREFIX_BYTES, "big") + entry)
    return b"".join(parts)


def read_entry_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle, in order.

    Errors: InvalidTile (`truncated_bundle`, `entry_too_long`, `too_many_entries`).
    """
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        start = at + _PREFIX_BYTES
        length = int.from_bytes(data[at:start], "big")
        at = start + length
        if at > len(data):
            raise InvalidTile("truncated_bundle", position=len(entries))
        if length > ENTRY_LIMIT:
            raise InvalidTile(
                "entry_too_long", position=len(entries), length=length, limit=ENTRY_LIMIT
            )
        entries.append(data[start:at])
        if len(entries) > TILE_WIDTH:
            raise InvalidTile("too_many_entries", entries=len(entries), limit=TILE_WIDTH)
    return entries


def _numbered(index: int, *, width: int) -> str:
    """An index in elements of three digits, all but the last marked `x`, and a partial width."""
    _require_in_range(index, width=width)
    index, last = divmod(index, 1000)
    elements = [f"{last:03d}"]
    while index:
        index, element = divmod(index, 1000)
        elements.append(f"x{element:03d}")
    path = "/".join(reversed(elements))
    return path if width == TILE_WIDTH else f"{path}.p/{width}"


def _require_in_range(index: int, *, width: int) -> None:
    if index < 0 or not 1 <= width <= TILE_WIDTH:
        raise InvalidTile("tile_out_of_range", index=index, width=width)
