"""Words typed line by line, read as paragraphs and lists."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ITEM = re.compile(r"[-–•*]\s+(\S.*)")


@dataclass(frozen=True, kw_only=True)
class Block:
    """What stands together: the lines of a paragraph, or the items of a list."""

    lines: tuple[str, ...]
    is_list: bool


def blocks(text: str) -> tuple[Block, ...]:
    """A text as paragraphs and lists, in order. Lines that begin with a dash are the items of a
    list; an empty line ends a paragraph, not a list."""
    found: list[tuple[list[str], bool]] = []
    apart = True
    for line in map(str.strip, text.splitlines()):
        item = _ITEM.fullmatch(line)
        said = item[1] if item else line
        if not said:
            apart = True
            continue
        is_list = item is not None
        if found and found[-1][1] == is_list and (is_list or not apart):
            found[-1][0].append(said)
        else:
            found.append(([said], is_list))
        apart = False
    return tuple(Block(lines=tuple(lines), is_list=is_list) for lines, is_list in found)
