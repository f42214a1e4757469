"""Write what is kept of every type of act: docs/acts.md from the types themselves, the digest of
each new one in platform/acts/frozen.json and, for `alienor verify`, which of its fields refer to
published texts in auditing/words.json.

.venv/bin/python tools/acts.py            write the files
.venv/bin/python tools/acts.py --check    say whether they are up to date

A type that is frozen never changes: the tool refuses it, and nothing rewrites its digest.
"""

from __future__ import annotations

import atexit
import json
import os
import pkgutil
import shutil
import sys
import tempfile
from collections.abc import Mapping
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "acts.md"
FROZEN = ROOT / "src" / "alienor" / "platform" / "acts" / "frozen.json"
WORDS = ROOT / "src" / "alienor" / "auditing" / "words.json"
HEAD = """# The acts of the register

Written by `tools/acts.py` from the types themselves; a test fails where it is out of date. Every
entry is canonical JSON (RFC 8785): `type` (as below), `at` (UTC), `by` (in which roles its author
acted, never who), `edition` and `rules` (hash of the version in force) where there is one,
`articles` that it applies, `demo` in a demonstration, and `act`, the fields below. `Words` is the
salted hash of a published text; `SealedRef`, of a note that only a person's key opens. A type
never changes (`platform/acts/frozen.json` keeps the digest of each): another version is another
type, and old entries verify for ever.
"""


def types() -> dict[str, Any]:
    """Every type of act of the package, by kind: each module that registers one is loaded."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alienor.config.settings")
    if "ALIENOR_DIR" not in os.environ:
        os.environ["ALIENOR_DIR"] = tempfile.mkdtemp(prefix="alienor-docs-")
        atexit.register(shutil.rmtree, os.environ["ALIENOR_DIR"], ignore_errors=True)
    django.setup()
    import alienor
    from alienor.platform.acts import ACT_TYPES

    for module in pkgutil.walk_packages(alienor.__path__, "alienor."):
        spec = module.module_finder.find_spec(module.name)  # its stub wants a path
        if spec and spec.origin and "@act_type(" in Path(spec.origin).read_text():
            import_module(module.name)
    return {
        kind: one for kind, one in ACT_TYPES.items() if one.cls.__module__.startswith("alienor.")
    }


def page(kinds: Mapping[str, Any]) -> str:
    """The whole file."""
    from django.utils import translation

    def place(kind: Any) -> str:
        return kind.cls.__module__.removeprefix("alienor.").removesuffix(".acts")

    parts = [HEAD]
    with translation.override("en"):
        ordered = sorted(kinds.values(), key=lambda kind: (place(kind), kind.kind))
        for where, group in groupby(ordered, key=place):
            parts.append(f"\n## {where}\n")
            parts.extend(_entry(kind) for kind in group)
    return "".join(parts)


def _entry(kind: Any) -> str:
    rows = "".join(
        f"| `{name}` | {type_.replace('|', chr(92) + '|')} | {meaning} |\n"
        for name, type_, meaning in kind.field_docs()
    )
    table = f"\n| field | type | meaning |\n|---|---|---|\n{rows}" if rows else ""
    return f'\n### `{kind.kind}`\n\n{" ".join(kind.doc.split())} "{kind.says}"\n{table}'


def faults(kinds: Mapping[str, Any], frozen: Mapping[str, str]) -> list[str]:
    """What contradicts the digests that are kept, in sentences."""
    changed = [kind for kind in frozen if kind in kinds and kinds[kind].digest() != frozen[kind]]
    gone = [kind for kind in frozen if kind not in kinds]
    return [
        *(
            f"{kind} has changed: entries of the register are of this type. Put it back as it was, "
            "and make a new version beside it (version=2)."
            for kind in changed
        ),
        *(
            f"{kind} is gone: entries of the register are of this type. Put it back."
            for kind in gone
        ),
    ]


def frozen_with(kinds: Mapping[str, Any], frozen: Mapping[str, str]) -> dict[str, str]:
    """The digests that are kept, and those of the new types."""
    return {kind: frozen.get(kind) or kinds[kind].digest() for kind in sorted(kinds)}


def words(kinds: Mapping[str, Any]) -> str:
    """The fields that refer to published texts, by type."""
    fields = {kind: one.words_fields() for kind, one in sorted(kinds.items())}
    return json.dumps(fields, indent=1) + "\n"


def main() -> int:
    """Write the files, or check them."""
    kinds = types()
    frozen = json.loads(FROZEN.read_text()) if FROZEN.exists() else {}
    if found := faults(kinds, frozen):
        sys.stderr.write("\n".join(found) + "\n")
        return 1
    wanted = {
        PAGE: page(kinds),
        FROZEN: json.dumps(frozen_with(kinds, frozen), indent=1) + "\n",
        WORDS: words(kinds),
    }
    if "--check" not in sys.argv:
        for path, content in wanted.items():
            path.write_text(content)
        return 0
    late = [path for path, content in wanted.items() if path.read_text() != content]
    for path in late:
        sys.stderr.write(f"{path.name} is out of date: run .venv/bin/python tools/acts.py\n")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
