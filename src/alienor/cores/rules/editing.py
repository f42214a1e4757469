"""Change figures of a rulebook in its own text: articles, comments and order stay as they are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import tomlkit
from tomlkit.items import InlineTable, Table

from alienor.cores.rules.labels import Label
from alienor.cores.rules.model import Rulebook
from alienor.cores.rules.vocabulary import ASSEMBLY

Path: TypeAlias = "tuple[str | int, ...]"

# The numbers of steps and sessions name them; changing one would be another rulebook.
_NAMES: Final = ("step",)
_FRACTION: Final = "fraction"
_DRAWN: Final = "draw"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number that a rulebook sets, or a fraction ("2/3"), and where: ("council", "answer_days"),
    ("body", "assembly", "seats", 0, "count")."""

    path: Path
    value: int | str


@dataclass(frozen=True, kw_only=True)
class Share:
    """One value of a feature of the draw, as a table of the census says it: `share` in percent."""

    name: str
    share: str


def figures(source: str) -> tuple[Figure, ...]:
    """Every number and fraction that the rulebook `source` sets, in its order."""
    return tuple(_figures(tomlkit.parse(source).unwrap(), ()))


def same_figures(rulebook: Rulebook) -> dict[Path, Path]:
    """The figures that have to be another one, by it: as many seats are drawn as the assembly has
    for those drawn and, where people are invited in one way, as it brings."""
    lines = enumerate(rulebook.body(ASSEMBLY).seats)
    drawn = next((turn for turn, line in lines if line.source == _DRAWN), None)
    if drawn is None:
        return {}
    seats: Path = ("body", ASSEMBLY, "seats", drawn, "count")
    same: dict[Path, Path] = {("draw", "seats"): seats}
    if len(rulebook.recruitment.frame) == 1:
        same["recruitment", "frame", rulebook.recruitment.frame[0].code, "seats"] = seats
    return same


def with_figures(source: str, changes: Mapping[Path, int | str]) -> str:
    """The rulebook `source` with these figures changed; KeyError where it has no such figure."""
    document = tomlkit.parse(source)
    for path, value in changes.items():
        *way, last = path
        place: Any = document
        for step in way:
            place = place[step]
        if place[last] != value:
            place[last] = value
    return tomlkit.dumps(document)


def shares(source: str, feature: str) -> tuple[Share, ...]:
    """The values of a feature of the draw with their shares; KeyError where there is none."""
    values = tomlkit.parse(source).unwrap()["draw"]["feature"][feature]["value"]
    return tuple(Share(name=one["label"]["fr"], share=one["share"]) for one in values.values())


def with_shares(
    source: str, feature: str, values: Iterable[tuple[str, Share]], *, origin: str, invented: bool
) -> str:
    """The rulebook with the values of a feature replaced; each comes with its code.

    A value whose name stays keeps its code and its name in English. `origin`: where the shares
    come from; `invented`: whether they are made up.
    """
    document = tomlkit.parse(source)
    table: Any = document["draw"]["feature"][feature]
    before = {one["label"]["fr"]: (code, one["label"]) for code, one in table["value"].items()}
    written = tomlkit.table()
    for code, value in values:
        known, label = before.get(value.name, (code, Label(fr=value.name, en=value.name)))
        if isinstance(label, Label):
            label = _inline(fr=label.fr, en=label.en)
        written[known] = _inline(label=label, share=value.share)
    if written.unwrap() != table["value"].unwrap():
        _refill(table["value"], written)
    for key, now in (("source", origin), ("invented", invented)):
        if table[key] != now:
            table[key] = now
    return tomlkit.dumps(document)


def _refill(table: Table, written: Table) -> None:
    for key in list(table):
        del table[key]
    for key, value in written.items():
        table[key] = value


def _inline(**values: Any) -> InlineTable:
    table = tomlkit.inline_table()
    table.update(values)
    return table


def _figures(value: Any, path: Path) -> Iterator[Figure]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if path or key not in _NAMES:
                yield from _figures(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _figures(inner, (*path, index))
    elif _is_number(value) or path[-1] == _FRACTION:
        yield Figure(path=path, value=value)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
