"""What is in a bundle."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from alienor.cores.transparency.canonical import canonical_json
from alienor.cores.transparency.merkle import Frontier
from alienor.cores.transparency.tiles import entries_path, tile_widths
from alienor.platform.acts.record import EditionLike
from alienor.platform.register import public
from alienor.platform.register.models import Entry

Contribution = dict[str, Callable[[], bytes]]
FORMAT = "alienor-bundle/1"


class BundledEdition(EditionLike, Protocol):
    """The edition whose bundle it is."""

    @property
    def pk(self) -> Any: ...


Contributor = Callable[[BundledEdition], Contribution]
_contributors: list[Contributor] = []


def register_contributor(contributor: Contributor) -> None:
    """A stage offers files: paths relative to the bundle, and how to make each one's bytes."""
    _contributors.append(contributor)


class EditionFiles:
    """The public files of one edition, made when they are asked for."""

    def __init__(self, edition: BundledEdition) -> None:
        self.edition = edition
        self.content: Contribution = {}
        for contributor in _contributors:
            for path, make in contributor(edition).items():
                if path in self.content:
                    raise ValueError(f"two stages contribute {path}")
                self.content[path] = make

    def read_content(self) -> dict[str, bytes]:
        """Every file that is not of the register, by path, in order."""
        return {path: self.content[path]() for path in sorted(self.content)}

    def read_register(self, head: Frontier) -> dict[str, bytes]:
        """The whole register at `head`, and which of its entries belong to which edition."""
        return dict(self.register_files(head))

    def register_files(self, head: Frontier) -> Iterator[tuple[str, bytes]]:
        """The same, one file at a time."""
        yield "register/checkpoint", public.checkpoint(head).encode()
        for tile in public.tiles(head.size):
            yield f"register/{tile.path}", public.tile(tile) or b""
        for index, width in tile_widths(size=head.size):
            path = f"register/{entries_path(index=index, width=width)}"
            yield path, public.entries(index=index, width=width) or b""
        by_edition: dict[str, list[int]] = {}
        rows = Entry.objects.filter(index__lt=head.size).exclude(edition="").order_by("index")
        for slug, index in rows.values_list("edition", "index"):
            by_edition.setdefault(slug, []).append(index)
        yield "register/editions.json", json_file(by_edition)
        yield "register/key", f"{public.public_verifier_key()}\n".encode()


def content_digest(content: Mapping[str, bytes]) -> str:
    """What the act of publication records: the hash of the list of content files' hashes.

    SHA-256 of the canonical JSON of {path: SHA-256 in hexadecimal}.
    """
    return hashlib.sha256(canonical_json(digests(content))).hexdigest()


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each file, in hexadecimal."""
    return {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}


def json_file(value: Any) -> bytes:
    """A JSON file of a bundle: canonical, so that equal data are equal bytes."""
    return canonical_json(value) + b"\n"


def csv_file(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """A CSV file of a bundle: UTF-8, commas, CRLF; formulas are made harmless."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return buffer.getvalue().encode()


def _harmless(cell: Any) -> Any:
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{cell}"
    return "" if cell is None else cell
