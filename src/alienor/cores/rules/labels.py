"""What people read, in both languages of the interface."""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["fr", "en"]

_HIGH_SIGN = re.compile(r" ([:;!?»%])|(«) ")


def french_spaces(text: str) -> str:
    """`text` with no-break spaces where French typography asks for them."""
    return _HIGH_SIGN.sub(
        lambda found: f"\N{NO-BREAK SPACE}{found[1]}" if found[1] else "«\N{NO-BREAK SPACE}", text
    )


@dataclass(frozen=True, kw_only=True)
class Label:
    """What the interface shows, in both of its languages."""

    fr: str
    en: str

    def in_language(self, language: Language) -> str:
        """The label in `language`."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """A published criterion or grade: a code and what people read."""

    code: str
    label: Label
