"""Words typed line by line, read as paragraphs and lists."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ITEM = re.compile(r"\s*[-–•*]\s+(.*\S)\s*")


@dataclass(frozen=True, kw_only=True)
class Block:
    """What stands together: the lines of a paragraph, or the items of a list."""

    lines: tuple[str, ...]
    is_list: bool


def blocks(text: str) -> tuple[Block, ...]:
    """A text as paragraphs and lists, in order. Lines that begin with a dash are the items of a
    list; an empty line ends a paragraph, not a list."""
    found: list[Block] = []
    apart = True
    for line in text.splitlines():
        item = _ITEM.fullmatch(line)
        said = item[1] if item else line.strip()
        if not said:
            apart = True
            continue
        last = found[-1] if found else None
        joins = last is not None and last.is_list == bool(item) and (bool(item) or not apart)
        if last is not None and joins:
            found[-1] = Block(lines=(*last.lines, said), is_list=last.is_list)
        else:
            found.append(Block(lines=(said,), is_list=bool(item)))
        apart = False
    return tuple(found)
