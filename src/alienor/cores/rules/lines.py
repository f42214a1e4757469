"""Where each key of a TOML text stands, by line: the standard parser does not say.

The text has already been accepted by `tomllib`, so this scanner may be lenient. Paths are those
of the faults: `body.proposition_group.seats[1].count`.
"""

import re
from dataclasses import dataclass, field

_SIGN = re.compile(
    r"""(?P<comment>\#[^\n]*)
      | (?P<string>\"{3}.*?(?<!\\)\"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')
      | (?P<newline>\n)
      | (?P<mark>[\[\]{}=,.])
      | (?P<word>[^\s\[\]{}=,.\#"']+)""",
    re.VERBOSE | re.DOTALL,
)

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")


def joined(path: str, key: str) -> str:
    """The path of `key` inside `path`, quoted where TOML asks for it."""
    shown = key if _BARE.match(key) else f'"{key}"'
    return f"{path}.{shown}" if path else shown


def lines_of(text: str) -> dict[str, int]:
    """The line (from 1) on which each table, key and item of `text` first appears."""
    scan = _Scan()
    for match in _SIGN.finditer(text):
        kind = match.lastgroup or ""
        sign = match.group()
        if kind != "comment":
            scan.take(kind, sign)
        scan.line += sign.count("\n")
    return scan.lines


def line_near(lines: dict[str, int], path: str) -> int | None:
    """The line of `path`, or of the nearest thing that holds it; None where nothing does."""
    while path:
        if path in lines:
            return lines[path]
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return None


@dataclass
class _Level:
    """An open bracket: `index` counts items of an array, None in an inline table."""

    path: str
    index: int | None


@dataclass
class _Scan:
    lines: dict[str, int] = field(default_factory=dict)
    line: int = 1
    table: str = ""
    header: str = ""  # "[" or "[[" while a table header is read
    keys: list[str] = field(default_factory=list)
    in_value: bool = False
    levels: list[_Level] = field(default_factory=list)
    arrays: dict[str, int] = field(default_factory=dict)

    def take(self, kind: str, sign: str) -> None:
        if self.header:
            self._take_header(kind, sign)
        elif self.in_value:
            self._take_value(kind, sign)
        elif kind == "mark" and sign == "[":
            self.header = "["
        elif kind == "mark" and sign == "=":
            self._open_value(self.table)
        elif kind in {"word", "string"}:
            self.keys.append(sign.strip("\"'"))

    def _take_header(self, kind: str, sign: str) -> None:
        if kind == "mark" and sign == "[":
            self.header = "[["
        elif kind in {"word", "string"}:
            self.keys.append(sign.strip("\"'"))
        elif kind == "newline":
            path = ""
            for key in self.keys[:-1]:
                path = joined(path, key)
                self._mark(path)
                if path in self.arrays:
                    path = f"{path}[{self.arrays[path]}]"
            path = joined(path, self.keys[-1]) if self.keys else path
            self._mark(path)
            if self.header == "[[":
                self.arrays[path] = self.arrays.get(path, -1) + 1
                path = f"{path}[{self.arrays[path]}]"
                self._mark(path)
            self.table, self.header, self.keys = path, "", []

    def _open_value(self, base: str) -> None:
        path = base
        for key in self.keys:
            path = joined(path, key)
            self._mark(path)
        self.keys, self.in_value = [], True
        self.levels.append(_Level(path=path, index=None))

    def _take_value(self, kind: str, sign: str) -> None:
        # levels[0] is the value itself; an inline table's level also collects its keys.
        level = self.levels[-1]
        if kind == "newline":
            if len(self.levels) == 1:
                self.levels, self.in_value, self.keys = [], False, []
            return
        if kind == "mark" and sign in "]}":
            self.levels.pop()
            self.keys = []
            return
        if kind == "mark" and sign == ",":
            if level.index is not None:
                level.index += 1
            self.keys = []
            return
        here = level.path if level.index is None else f"{level.path}[{level.index}]"
        if level.index is not None:
            self._mark(here)
        if kind == "mark" and sign in "[{":
            inside = joined(here, self.keys.pop()) if self.keys else here
            self.levels.append(_Level(path=inside, index=0 if sign == "[" else None))
            self.keys = []
        elif kind in {"word", "string"}:
            self.keys = [*self.keys, sign.strip("\"'")]
        elif sign == "=" and self.keys:
            self._mark(joined(here, self.keys[-1]))

    def _mark(self, path: str) -> None:
        self.lines.setdefault(path, self.line)
