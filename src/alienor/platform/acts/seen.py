"""Two people who change the same thing: whoever comes second sees what the first one wrote.

    page:    recorded_place(session)  ->  shown in the form, with its `version_of`
    action:  session = locked(...)
             unchanged(seen, recorded_place(session))

What is compared is what was shown, so that nothing has to be counted or kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from alienor.platform.errors import Conflict


def version_of(recorded: Mapping[str, Any]) -> str:
    """A short name of what is recorded: another one as soon as anything of it changes."""
    written = json.dumps(recorded, default=str, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def unchanged(seen: str, recorded: Mapping[str, Any]) -> None:
    """Let through whoever saw what is recorded now; empty where they replace nothing they saw.

    The caller holds the row. Errors: Conflict, with what is recorded now.
    """
    if seen and seen != version_of(recorded):
        raise Conflict(theirs=recorded)
