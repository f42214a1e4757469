"""What a page listens to, and up to which change it is true.

A view that has decided that its reader may see the page says `**listens_to(edition_topic(slug))`; a
fragment that is to be fetched again says `{% live "its-id" %}`. The rest is `live.js`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from alienor.platform.live.passes import make_pass
from alienor.platform.live.stream import STREAM
from alienor.platform.live.topics import (
    desk_topic,
    edition_topic,
    is_public,
    notes_topic,
    own_topic,
)

__all__ = [
    "EDITIONS",
    "LivePosition",
    "desk_topic",
    "edition_topic",
    "listens_to",
    "notes_topic",
    "own_topic",
]

EDITIONS = 10
"""How many editions, the newest first, a member's page listens to."""


def listens_to(*topics: str) -> dict[str, str]:
    """The part of a page's context that says what it listens to; private topics go in a pass."""
    private = [topic for topic in topics if not is_public(topic)]
    return {
        "live_topics": ",".join(topic for topic in topics if is_public(topic)),
        "live_pass": make_pass(private, now=time.time()) if private else "",
    }


class LivePosition:
    """Middleware: the last change known before anything is read, so that the stream can tell a
    page what came between its making and its connection."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        position = STREAM.position
        request.live_position = "" if position is None else str(position)
        return self.get_response(request)
