"""The last changes, in memory: what somebody who was away for a while has missed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

KEPT = 4096
"""How many changes are remembered; who missed more starts over."""


@dataclass(frozen=True, kw_only=True)
class News:
    """A change: its place in the order of commits, and the topic."""

    position: int
    topic: str


class History:
    """Changes in the order of their commits, up to `position` (None: nothing is known yet)."""

    def __init__(self, *, kept: int = KEPT) -> None:
        self._news: deque[News] = deque(maxlen=kept)
        self.position: int | None = None

    def begin(self, news: Sequence[News]) -> None:
        """Start from the last changes there are; none means that there never was any."""
        self.position = 0
        self.add(news)

    def add(self, news: Iterable[News]) -> None:
        """Remember newer changes."""
        for one in news:
            self._news.append(one)
            self.position = one.position

    def since(self, position: int | None, topics: Set[str]) -> frozenset[str] | None:
        """Which of `topics` changed after `position`; None where that is not known (any more)."""
        if position is None or self.position is None:
            return None
        oldest = self._news[0].position if self._news else self.position + 1
        if not oldest - 1 <= position <= self.position:
            return None
        return frozenset(
            one.topic for one in self._news if one.position > position and one.topic in topics
        )
