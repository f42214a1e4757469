"""The whole bundle of an edition as one zip, made while it is being sent.

One file at a time is in memory; the register's tiles come one by one; the manifest comes last.
Nothing is recorded here: the worker records what the files are within the hour of a change.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from alienor.platform.bundle.files import FORMAT, BundledEdition, EditionFiles, json_file
from alienor.platform.register import log

PART = 256 * 1024


class _Outgoing(io.RawIOBase):
    """What the zip has written and nobody has sent yet."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        size = len(self.waiting)
        self.waiting += data
        return len(self.waiting) - size

    def sent(self) -> bytes:
        """Take what waits."""
        data = bytes(self.waiting)
        self.waiting.clear()
        return data


def zipped(edition: BundledEdition) -> Iterator[bytes]:
    """The zip of the public bundle of an edition, in parts."""
    outgoing = _Outgoing()
    with zipfile.ZipFile(outgoing, "w", zipfile.ZIP_DEFLATED) as target:
        for path, data in _files(edition):
            target.writestr(f"{edition.slug}/{path}", data)
            if len(outgoing.waiting) >= PART:
                yield outgoing.sent()
    yield outgoing.sent()


def _files(edition: BundledEdition) -> Iterator[tuple[str, bytes]]:
    """Every file of the bundle in order, its own manifest last."""
    found: dict[str, str] = {}
    bundle = EditionFiles(edition)

    def told(path: str, data: bytes) -> tuple[str, bytes]:
        found[path] = hashlib.sha256(data).hexdigest()
        return path, data

    for path in sorted(bundle.content):
        yield told(path, bundle.content[path]())
    for path, data in bundle.register_files(log.head()):
        yield told(path, data)
    manifest = {"edition": edition.slug, "files": found, "format": FORMAT}
    yield "manifest.json", json_file(manifest)
