"""What the demonstration leaves in the register, read from the files that the site serves."""

from __future__ import annotations

import json
import runpy
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alienor.cores.transparency.checkpoint import parse_note
from alienor.cores.transparency.tiles import entries_path, read_entry_bundle, tile_widths


def test_every_entry_has_its_type_its_sentence_and_its_day(site: str) -> None:
    def read(path: str) -> bytes:
        with urllib.request.urlopen(f"{site}/register/{path}", timeout=10) as answer:
            return bytes(answer.read())

    checkpoint, _ = parse_note(read("checkpoint").decode())
    entries = [
        json.loads(leaf)
        for index, width in tile_widths(size=checkpoint.size)
        for leaf in read_entry_bundle(read(entries_path(index=index, width=width)))
    ]
    assert len(entries) > 1000
    types = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "acts.py"))["types"]()
    for entry in entries:
        assert str(types[entry["type"]].says), entry["type"]
    moments = [datetime.fromisoformat(entry["at"]) for entry in entries]
    assert moments == sorted(moments)
    assert moments[-1] <= datetime.now(UTC) + timedelta(seconds=1)
