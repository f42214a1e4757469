"""The record as files: the paths and widths of the specification, bundles that read back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alienor.cores.transparency.errors import InvalidTile
from alienor.cores.transparency.merkle import leaf_hash, root_of
from alienor.cores.transparency.tiles import (
    ENTRY_LIMIT,
    Tile,
    entries_path,
    entry_bundle,
    read_entry_bundle,
    read_tile,
    tile_hashes,
    tile_path,
    tile_root,
    tile_widths,
    tiles_of_size,
)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(level=0, index=1234067), "tile/0/x001/x234/067"),
        (Tile(level=0, index=1067, width=12), "tile/0/x001/067.p/12"),
        (Tile(level=0, index=0), "tile/0/000"),
        (Tile(level=63, index=999, width=255), "tile/63/999.p/255"),
        (Tile(level=0, index=1000), "tile/0/x001/000"),
        (Tile(level=0, index=273, width=112), "tile/0/273.p/112"),
        (Tile(level=1, index=1, width=17), "tile/1/001.p/17"),
        (Tile(level=2, index=0, width=1), "tile/2/000.p/1"),
    ],
)
def test_a_tile_lies_where_the_specification_says(tile: Tile, path: str) -> None:
    assert tile.path == path


def test_a_bundle_of_entries_lies_where_the_specification_says() -> None:
    assert entries_path(index=1234067) == "tile/entries/x001/x234/067"
    assert entries_path(index=273, width=112) == "tile/entries/273.p/112"


def test_seventy_thousand_entries_have_the_tiles_the_specification_counts() -> None:
    assert tile_widths(size=70_000) == [*((index, 256) for index in range(273)), (273, 112)]
    assert tile_widths(size=70_000, level=1) == [(0, 256), (1, 17)]
    assert tile_widths(size=70_000, level=2) == [(0, 1)]
    assert tile_widths(size=70_000, level=3) == []


def test_exactly_256_entries_have_a_full_tile_and_one_hash_above() -> None:
    assert tiles_of_size(size=256) == [Tile(level=0, index=0), Tile(level=1, index=0, width=1)]


@settings(max_examples=30)
@given(st.integers(0, 700_000), st.integers(0, 3))
def test_listing_by_level_and_listing_at_once_agree(size: int, level: int) -> None:
    listed = [(t.index, t.width) for t in tiles_of_size(size=size) if t.level == level]
    assert listed == tile_widths(size=size, level=level)


@settings(max_examples=50)
@given(st.integers(0, 200_000), st.integers(0, 200_000))
def test_growing_publishes_exactly_the_tiles_that_are_new(one: int, other: int) -> None:
    old_size, size = sorted((one, other))
    expected = set(tiles_of_size(size=size)) - set(tiles_of_size(size=old_size))
    assert set(tiles_of_size(size=size, old_size=old_size)) == expected


def test_the_tiles_of_a_tree_hold_its_hashes_level_by_level() -> None:
    leaves = [leaf_hash(number.to_bytes(4, "big")) for number in range(256 * 256 + 300)]
    tiles = tile_hashes(leaves)
    assert sorted(tiles) == sorted(tiles_of_size(size=len(leaves)))
    assert tiles[Tile(level=0, index=257, width=44)] == b"".join(leaves[257 * 256 :])
    assert tiles[Tile(level=1, index=1, width=1)] == root_of(leaves[256 * 256 : 256 * 257])
    assert tiles[Tile(level=2, index=0, width=1)] == root_of(leaves[: 256 * 256])
    assert tile_root(tiles[Tile(level=1, index=0)]) == tiles[Tile(level=2, index=0, width=1)]
    for tile, data in tiles.items():
        assert len(read_tile(data)) == tile.width


def test_an_empty_tree_has_no_tile() -> None:
    assert tile_hashes([]) == {}
    assert tiles_of_size(size=0) == []
    assert tile_widths(size=0) == []


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_reads_back(entries: list[bytes]) -> None:
    assert read_entry_bundle(entry_bundle(entries)) == entries


def test_entries_are_prefixed_by_their_length_on_two_bytes() -> None:
    assert entry_bundle([b"abc", b""]) == b"\x00\x03abc\x00\x00"


def test_an_entry_may_fill_the_limit_and_no_more() -> None:
    assert read_entry_bundle(entry_bundle([bytes(ENTRY_LIMIT)])) == [bytes(ENTRY_LIMIT)]
    with pytest.raises(InvalidTile) as refusal:
        entry_bundle([b"", bytes(ENTRY_LIMIT + 1)])
    assert refusal.value.code == "entry_too_long"
    assert refusal.value.params == {
        "position": 1,
        "length": ENTRY_LIMIT + 1,
        "limit": ENTRY_LIMIT,
    }
    with pytest.raises(InvalidTile, match="entry_too_long"):
        read_entry_bundle((ENTRY_LIMIT + 1).to_bytes(2, "big") + bytes(ENTRY_LIMIT + 1))


def test_a_bundle_holds_256_entries_at_most() -> None:
    assert len(read_entry_bundle(entry_bundle([b""] * 256))) == 256
    with pytest.raises(InvalidTile, match="too_many_entries"):
        entry_bundle([b""] * 257)
    with pytest.raises(InvalidTile, match="too_many_entries"):
        read_entry_bundle(bytes(2 * 257))


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x02a", b"\x00\x01a\x00"])
def test_a_bundle_cut_short_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidTile, match="truncated_bundle"):
        read_entry_bundle(data)


def test_names_outside_the_layout_are_refused() -> None:
    for refused in (
        lambda: tile_path(level=64, index=0),
        lambda: tile_path(level=0, index=-1),
        lambda: tile_path(level=0, index=0, width=0),
        lambda: entries_path(index=0, width=257),
        lambda: tile_widths(size=-1),
        lambda: tiles_of_size(size=1, old_size=2),
        lambda: read_tile(b""),
        lambda: read_tile(bytes(33)),
    ):
        with pytest.raises(InvalidTile, match="tile_out_of_range"):
            refused()
    with pytest.raises(InvalidTile, match="tile_not_full"):
        tile_root(bytes(32))


@pytest.mark.parametrize(
    ("level", "index", "width"),
    [(-1, 0, 1), (64, 0, 1), (99999999999, 0, 256), (0, -1, 1), (0, 0, 0), (0, 0, 257)],
)
def test_a_tile_out_of_every_tree_has_no_name(level: int, index: int, width: int) -> None:
    with pytest.raises(InvalidTile, match="tile_out_of_range"):
        Tile(level=level, index=index, width=width)
