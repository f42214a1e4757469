"""The messages of the interface: French in the code, English in a catalogue.

    python tools/messages.py             gather new messages into the catalogue
    python tools/messages.py --compile   compile the catalogues
    python tools/messages.py --missing   list what has no English yet; exit 1 if there is any

A message is written in French where it is used; `locale/en` holds its English. `locale/fr` is made
of it and never edited: messages that count, as they are, so that French rules apply (0 personne).
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "alienor"
ENGLISH = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
BEGINNING = datetime(2026, 11, 24, tzinfo=UTC)  # a date that moved would be a change each time
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "later": None,
    "now": None,
    "ngettext_lazy": (1, 2),
}


def gather() -> Catalog:
    """Every message of the code and the templates, as a fresh catalogue."""
    found = Catalog(locale="en")
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            source = path.read_bytes()
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            source = templatize(path.read_text(), origin=str(path)).encode()
        else:
            continue
        for _line, message, _comments, context in extract("python", BytesIO(source), KEYWORDS):
            found.add(message, context=context)
    return found


def merge() -> Catalog:
    """The English catalogue with every current message, and none that is gone."""
    found, known = gather(), _known()
    merged = Catalog(
        locale="en",
        project="Aliénor",
        header_comment="# English of the interface of Aliénor. Made by tools/messages.py.",
        creation_date=BEGINNING,
        revision_date=BEGINNING,
        fuzzy=False,
    )
    for message in found:
        if not message.id:
            continue
        old = known.get(message.id, context=message.context) if known else None
        merged.add(
            message.id,
            old.string if old else None,
            flags=[flag for flag in message.flags if flag == "python-format"],
            context=message.context,
        )
    return merged


def missing() -> list[str]:
    """The messages that have no English, each in French."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in merge()
        if message.id and not _complete(message.string)
    ]


def compile_all() -> None:
    """Write the binary catalogues beside the text ones."""
    english = _known() or Catalog(locale="en")
    french = Catalog(locale="fr", charset="utf-8", fuzzy=False)
    for message in english:
        if isinstance(message.id, tuple | list):
            french.add(message.id, tuple(message.id), context=message.context)
    for language, catalogue in (("en", english), ("fr", french)):
        target = PACKAGE / "locale" / language / "LC_MESSAGES" / "django.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            write_mo(file, catalogue)


def _known() -> Catalog | None:
    if not ENGLISH.exists():
        return None
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def _complete(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def _save(catalogue: Catalog) -> None:
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    with ENGLISH.open("wb") as file:
        write_po(file, catalogue, width=100, omit_header=False, sort_output=True)


def main(arguments: list[str]) -> int:
    """Run one of the three."""
    if "--compile" in arguments:
        compile_all()
        return 0
    if "--missing" in arguments:
        absent = missing()
        sys.stdout.write("".join(f"{message}\n" for message in absent))
        return 1 if absent else 0
    _save(merge())
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
