"""The pages that are connected, by what they show."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

ALL = "all"
"""Stands for everything that a page shows: what it missed is not known."""
KEPT_A_SECOND, MADE_A_SECOND = 300, 40
"""How many pages a node of two cores gives in a second: those that are the same for everybody and
kept until the next act, and those that are made for one person (`tests/load/room.py`)."""
SPREAD_AT_MOST = 15_000


class Reader:
    """One page: what it may hear, and what has changed since it was last told."""

    def __init__(self, topics: frozenset[str], *, seconds: float = 1 / KEPT_A_SECOND) -> None:
        """`seconds`: what it costs the server to make this page again."""
        self.topics = topics
        self.seconds = seconds
        self.changed: set[str] = set()
        self.beat = False
        self.gone = False
        self.stirred = asyncio.Event()

    def tell(self, topics: Iterable[str]) -> None:
        """Note that `topics` changed. What is not sent yet is kept once, however often it moves."""
        self.changed.update(topics)
        self.stirred.set()


class Readers:
    """All the pages that are connected to this process."""

    def __init__(self) -> None:
        self._by_topic: dict[str, set[Reader]] = {}
        self._all: dict[Reader, None] = {}
        self._seconds: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._all)

    def enter(self, reader: Reader) -> None:
        """A page connects."""
        self._all[reader] = None
        for topic in reader.topics:
            self._by_topic.setdefault(topic, set()).add(reader)
            self._seconds[topic] = self._seconds.get(topic, 0.0) + reader.seconds

    def leave(self, reader: Reader) -> None:
        """A page is gone."""
        self._all.pop(reader, None)
        for topic in reader.topics:
            found = self._by_topic.get(topic, set())
            if reader in found:
                found.remove(reader)
                self._seconds[topic] -= reader.seconds
            if not found:
                self._by_topic.pop(topic, None)
                self._seconds.pop(topic, None)

    def announce(self, topics: Iterable[str]) -> None:
        """Tell each page once which of `topics` it shows; the smallest circle first, so that the
        screens of a hall do not wait for the phones."""
        for topic in sorted(topics, key=self.audience):
            for reader in self._by_topic.get(topic, ()):
                reader.tell((topic,))

    def audience(self, topic: str) -> int:
        """How many pages show `topic`."""
        return len(self._by_topic.get(topic, ()))

    def spread(self, topics: Iterable[str]) -> int:
        """Over how many milliseconds those who hear of `topics` should fetch again."""
        longest = max((self._seconds.get(topic, 0.0) for topic in topics), default=0.0)
        return min(round(longest * 1000), SPREAD_AT_MOST)

    def some(self, *, turn: int, turns: int) -> list[Reader]:
        """The share of all pages whose turn it is, so that signs of life do not go out at once."""
        return [one for place, one in enumerate(self._all) if place % turns == turn]
