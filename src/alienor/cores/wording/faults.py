"""What this room refuses: a code and its facts."""

from __future__ import annotations

from collections.abc import Mapping


class WordingFault(ValueError):
    """A request that makes no sense.

    Codes: `duplicate_paragraph` (one id twice in a version), `threshold_out_of_range`.
    """

    def __init__(self, code: str, **params: str | float) -> None:
        self.code = code
        self.params: Mapping[str, str | float] = dict(params)
        super().__init__(f"{code}: {self.params}")
