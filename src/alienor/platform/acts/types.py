"""The types of acts: each a frozen dataclass, documented, versioned, with its sentence.

The first field names the act's subject (a public id). Every field carries its meaning:

    poll: Annotated[str, "the poll"]
    question: Annotated[Words, "its question"]

`Words` is the digest of a published text (`platform.texts`); `SealedRef` that of a sealed note
(`platform.people`). A type's fields never change: a new version is a new class beside the old.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, NewType, TypeVar, get_args, get_type_hints

from alienor.cores.transparency.canonical import canonical_json

Words = NewType("Words", str)
SealedRef = NewType("SealedRef", str)


class Act:
    """Base of all types of acts."""


@dataclass(frozen=True, kw_only=True)
class ActType:
    """A registered type. `says` is its sentence in French, with the fields in braces.

    `contribution`: its words are somebody's own, which moderation may hide.
    """

    name: str
    version: int
    says: Any
    cls: type[Act]
    contribution: bool = False

    @property
    def kind(self) -> str:
        return f"{self.name}/{self.version}"

    @property
    def doc(self) -> str:
        return (self.cls.__doc__ or "").strip()

    def words_fields(self) -> list[str]:
        """The fields that hold digests of published texts."""
        hints = get_type_hints(self.cls, include_extras=True)
        return [name for name, hint in hints.items() if _mentions(hint, Words)]

    def field_docs(self) -> list[tuple[str, str, str]]:
        """(field, type, meaning) of each field, in order."""
        hints = get_type_hints(self.cls, include_extras=True)
        rows = []
        for field in fields(self.cls):  # type: ignore[arg-type]  # checked by act_type
            base, *notes = get_args(hints[field.name]) or (hints[field.name],)
            meaning = next((note for note in notes if isinstance(note, str)), "")
            rows.append((field.name, _spelled(base), meaning))
        return rows

    def digest(self) -> str:
        """The SHA-256 of its fields: their names, types and meanings, in their order."""
        return hashlib.sha256(canonical_json([list(row) for row in self.field_docs()])).hexdigest()


ACT_TYPES: dict[str, ActType] = {}
_KINDS: dict[type, str] = {}
Class = TypeVar("Class", bound=type[Act])


def act_type(
    name: str, *, says: Any, version: int = 1, contribution: bool = False
) -> Callable[[Class], Class]:
    """Register a type of act under `name`/`version`; `says` is a (lazily translated) sentence;
    `contribution`: its words are somebody's own, and moderation may hide them."""

    def register(cls: Class) -> Class:
        if not is_dataclass(cls):
            raise TypeError(f"{name}: an act is a frozen dataclass")
        entry = ActType(name=name, version=version, says=says, cls=cls, contribution=contribution)
        if entry.kind in ACT_TYPES and ACT_TYPES[entry.kind].cls.__qualname__ != cls.__qualname__:
            raise TypeError(f"{entry.kind} is registered twice")
        ACT_TYPES[entry.kind] = entry
        _KINDS[cls] = entry.kind
        return cls

    return register


def digests_in(content: Mapping[str, Any]) -> list[str]:
    """The digests of published texts that the content of an entry holds, in the fields' order."""
    kind = ACT_TYPES.get(content["type"])
    found: list[str] = []
    for name in kind.words_fields() if kind else ():
        value = content["act"].get(name)
        found.extend(value if isinstance(value, list) else [value] if value else [])
    return found


def _spelled(hint: Any) -> str:
    """A type as one writes it, its parts among them."""
    parts = [_spelled(part) for part in get_args(hint)]
    if isinstance(hint, UnionType):
        return " | ".join(parts)
    name = "None" if hint is NoneType else str(getattr(hint, "__name__", hint))
    return f"{name}[{', '.join(parts)}]" if parts else name


def _mentions(hint: Any, wanted: Any) -> bool:
    return hint is wanted or any(_mentions(part, wanted) for part in get_args(hint))


def kind_of(act: Act) -> str:
    """`name/version` of an act."""
    return _KINDS[type(act)]


def content_of(act: Act) -> dict[str, Any]:
    """The fields of an act as plain JSON; fields that are None are left out."""
    values = {field.name: getattr(act, field.name) for field in fields(act)}  # type: ignore[arg-type]  # act_type has checked
    return {name: value for name, value in values.items() if value is not None}
