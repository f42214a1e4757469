"""Write docs/acts.md: every type of act that the register may hold, from the types themselves.

.venv/bin/python tools/acts.py            write the file
.venv/bin/python tools/acts.py --check    say whether it is up to date
"""

from __future__ import annotations

import os
import sys
import tempfile
from itertools import groupby
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs" / "acts.md"
HEAD = """# The acts of the register

Written by `tools/acts.py` from the types in each stage's `acts.py`; a test fails where it is out
of date. Every entry is canonical JSON (RFC 8785): `type` (as below), `at` (UTC), `by` (in which
roles its author acted, never who), `edition` and `rules` (hash of the version in force) where
there is one, `articles` that it applies, `demo` in a demonstration, and `act`, the fields below.
`Words` is the salted hash of a published text; `SealedRef`, of a note that only a person's key
opens. A type never changes: another version is another type, and old entries verify for ever.
"""


def page() -> str:
    """The whole file."""
    import django
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alienor.config.settings")
    os.environ.setdefault("ALIENOR_DIR", tempfile.mkdtemp(prefix="alienor-docs-"))
    django.setup()
    from alienor.platform.acts import ACT_TYPES

    def place(kind: Any) -> str:
        return kind.cls.__module__.removeprefix("alienor.").removesuffix(".acts")

    parts = [HEAD]
    with translation.override("en"):
        kinds = sorted(ACT_TYPES.values(), key=lambda kind: (place(kind), kind.kind))
        for where, group in groupby(kinds, key=place):
            parts.append(f"\n## {where}\n")
            parts.extend(_entry(kind) for kind in group)
    return "".join(parts)


def _entry(kind: Any) -> str:
    rows = "".join(
        f"| `{name}` | {type_} | {meaning} |\n" for name, type_, meaning in kind.field_docs()
    )
    table = f"\n| field | type | meaning |\n|---|---|---|\n{rows}" if rows else ""
    return f'\n### `{kind.kind}`\n\n{" ".join(kind.doc.split())} "{kind.says}"\n{table}'


def main() -> int:
    """Write the file, or check it."""
    wanted = page()
    if "--check" not in sys.argv:
        PAGE.write_text(wanted)
        return 0
    if PAGE.exists() and PAGE.read_text() == wanted:
        return 0
    sys.stderr.write("docs/acts.md is out of date: run .venv/bin/python tools/acts.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
