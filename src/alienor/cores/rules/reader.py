"""Reads tables of a parsed TOML text, and remembers every fault instead of stopping at one.

Each method takes one key and gives a value of the right type; where the text holds none, it
records a fault and gives a neutral value, so that the rest can still be read. `close` on the root
table reports the keys that nobody asked for.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from alienor.cores.rules.faults import Fault, Param, nearest
from alienor.cores.rules.labels import Label
from alienor.cores.rules.lines import joined, line_near

_CODE = re.compile(r"[a-z][a-z0-9_]*\Z")
_PLACES = 30
"""Decimals of a percentage at most: a text as short as 1e-999999999 has a thousand million, and
whoever multiplies it waits for ever."""
_FRACTION = re.compile(r"[0-9]{1,4}/[1-9][0-9]{0,3}\Z")

_TYPES = {
    "text": ("un texte entre guillemets", "a text in quotes"),
    "integer": ("un nombre entier", "a whole number"),
    "boolean": ("true ou false", "true or false"),
    "table": ("une table", "a table"),
    "list": ("une liste entre crochets", "a list in square brackets"),
}


class Faults:
    """The faults found so far, each with its line."""

    def __init__(self, lines: Mapping[str, int]) -> None:
        self._lines = dict(lines)
        self.found: list[Fault] = []
        self.unread: set[str] = set()  # keys that were needed and not there

    def add(self, code: str, path: str, **params: Param) -> None:
        """Record a fault at `path`."""
        line = line_near(self._lines, path)
        self.found.append(Fault(code=code, path=path, params=params, line=line))

    def touches(self, path: str) -> bool:
        """Whether something is already wrong at `path`, above it or inside it."""
        wrong = {fault.path for fault in self.found} | self.unread
        return any(_overlap(place, path) for place in wrong)


def _overlap(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long == short or long.startswith((f"{short}.", f"{short}["))


class Table:
    """One table of the text, read key by key."""

    def __init__(self, data: Mapping[str, object], *, path: str, faults: Faults) -> None:
        self._data = data
        self.path = path
        self._faults = faults
        self._asked: set[str] = set()
        self._missing: list[str] = []
        self._children: list[Table] = []

    def has(self, key: str) -> bool:
        """Whether the optional `key` is written."""
        self._asked.add(key)
        return key in self._data

    def at(self, key: str) -> str:
        """The path of `key`."""
        return joined(self.path, key)

    def text(self, key: str) -> str:
        """A text that is not empty."""
        value = self._required(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._mistyped(key, "text")
            return ""
        if not value.strip():
            self._faults.add("empty_text", self.at(key))
        return value.strip()

    def integer(self, key: str, *, minimum: int) -> int:
        """A whole number of at least `minimum`."""
        value = self._required(key)
        if value is None:
            return minimum
        if not isinstance(value, int) or isinstance(value, bool):
            self._mistyped(key, "integer")
            return minimum
        if value < minimum:
            self._faults.add("too_small", self.at(key), value=value, minimum=minimum)
            return minimum
        return value

    def integers(self, key: str, *, minimum: int) -> tuple[int, ...]:
        """A list of whole numbers of at least `minimum`, not empty."""
        items = self._list(key)
        for index, item in enumerate(items):
            where = f"{self.at(key)}[{index}]"
            if not isinstance(item, int) or isinstance(item, bool):
                self._wrong_type(where, "integer")
            elif item < minimum:
                self._faults.add("too_small", where, value=item, minimum=minimum)
        return tuple(item for item in items if isinstance(item, int))

    def boolean(self, key: str) -> bool:
        """true or false."""
        value = self._required(key)
        if value is not None and not isinstance(value, bool):
            self._mistyped(key, "boolean")
        return value is True

    def label(self, key: str) -> Label:
        """A label in both languages: `{ fr = "...", en = "..." }`."""
        table = self.table(key)
        return Label(fr=table.text("fr"), en=table.text("en"))

    def choice(self, key: str, *, among: Sequence[str]) -> str:
        """One of the words of `among`."""
        value = self.text(key)
        if value:
            self._check_choice(value, self.at(key), among)
        return value if value in among else among[0]

    def choices(self, key: str, *, among: Sequence[str]) -> tuple[str, ...]:
        """A list of distinct words of `among`, not empty."""
        words = self.texts(key)
        for index, word in enumerate(words):
            self._check_choice(word, f"{self.at(key)}[{index}]", among)
        return tuple(word for word in words if word in among)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of distinct texts, not empty."""
        items = self._list(key)
        if not items and isinstance(self._data.get(key), list):
            self._faults.add("empty_list", self.at(key))
        words: list[str] = []
        for index, item in enumerate(items):
            where = f"{self.at(key)}[{index}]"
            if not isinstance(item, str):
                self._wrong_type(where, "text")
            elif item in words:
                self._faults.add("repeated_value", where, value=item)
            else:
                words.append(item)
        return tuple(words)

    def fraction(self, key: str) -> Fraction:
        """A fraction written "2/3"."""
        value = self.text(key)
        if value and not _FRACTION.match(value):
            self._faults.add("bad_fraction", self.at(key), value=value)
            value = ""
        return Fraction(value or "1/2")

    def percentage(self, key: str) -> Decimal:
        """A percentage from 0 to 100 written as text: a binary float would not be exact."""
        value = self.text(key)
        try:
            share = Decimal(value or "0")
        except InvalidOperation:
            share = Decimal(-1)
        places = share.as_tuple().exponent
        if not isinstance(places, int) or not -_PLACES <= places <= 0 or not 0 <= share <= 100:
            self._faults.add("bad_percentage", self.at(key), value=value)
            return Decimal(0)
        return share

    def table(self, key: str) -> "Table":
        """A table that must be there."""
        value = self._required(key)
        if isinstance(value, dict):
            return self._child(value, self.at(key))
        if value is not None:
            self._mistyped(key, "table")
        # Its own keys are not reported missing: the table itself is.
        return Table({}, path=self.at(key), faults=Faults({}))

    def tables(self, key: str) -> "tuple[Table, ...]":
        """A list of tables, not empty."""
        items = self._list(key)
        if not items and isinstance(self._data.get(key), list):
            self._faults.add("empty_list", self.at(key))
        found = []
        for index, item in enumerate(items):
            where = f"{self.at(key)}[{index}]"
            if isinstance(item, dict):
                found.append(self._child(item, where))
            else:
                self._wrong_type(where, "table")
        return tuple(found)

    def entries(
        self, key: str, *, among: Sequence[str] = (), required: Sequence[str] = ()
    ) -> "tuple[tuple[str, Table], ...]":
        """The tables held by table `key`, by code, in the order of the text.

        `among`: all of these and no other. `required`: at least these.
        """
        holder = self.table(key)
        for code in (*among, *required):
            holder._required(code)
        found = []
        for code, value in holder._data.items():
            where = holder.at(code)
            if among and code not in among:
                continue  # `close` says so, with the nearest word
            holder._asked.add(code)
            if not isinstance(value, dict):
                self._wrong_type(where, "table")
                continue
            found.append((code, holder._child(value, where)))
        return tuple(found)

    def coded(
        self, key: str, *, among: Sequence[str] = (), required: Sequence[str] = ()
    ) -> "tuple[tuple[str, Table], ...]":
        """Like `entries`, where each key must be a code: lower-case letters, digits and _."""
        found = self.entries(key, among=among, required=required)
        for code, table in found:
            if not _CODE.match(code):
                self._faults.add("bad_code", table.path, value=code)
        return found

    def close(self) -> None:
        """Report keys that are missing or that nobody asked for, here and in inner tables."""
        strangers = [key for key in self._data if key not in self._asked]
        meant: set[str] = set()
        for key in strangers:
            suggestion = nearest(key, self._missing) or nearest(key, self._asked)
            meant.add(suggestion)
            self._faults.add("unknown_key", self.at(key), key=key, suggestion=suggestion)
        for key in self._missing:
            # A misspelt key is one fault, not two.
            if key not in meant:
                self._faults.add("missing_key", self.at(key), key=key)
        for child in self._children:
            child.close()

    def _child(self, data: Mapping[str, object], path: str) -> "Table":
        child = Table(data, path=path, faults=self._faults)
        self._children.append(child)
        return child

    def _required(self, key: str) -> object:
        self._asked.add(key)
        if key not in self._data:
            if key not in self._missing:
                self._missing.append(key)
                self._faults.unread.add(self.at(key))
            return None
        return self._data[key]

    def _list(self, key: str) -> list[object]:
        value = self._required(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self._mistyped(key, "list")
            return []
        return value

    def _check_choice(self, value: str, where: str, among: Sequence[str]) -> None:
        if value not in among:
            self._faults.add(
                "not_a_choice",
                where,
                value=value,
                allowed=tuple(among),
                suggestion=nearest(value, among),
            )

    def _mistyped(self, key: str, expected: str) -> None:
        self._wrong_type(self.at(key), expected)

    def _wrong_type(self, where: str, expected: str) -> None:
        french, english = _TYPES[expected]
        self._faults.add("wrong_type", where, expected_fr=french, expected_en=english)
