"""A pass: which topics the reader of a page may hear, signed, for half an hour.

It stands in the page, made by whoever has just decided that the reader may see the page; the
stream checks the signature and looks nothing up. It opens nothing else, and is no session.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing

LIFETIME = 30 * 60
"""Seconds for which a pass is good; a stream that was opened with it ends then, too."""
_SALT = "alienor.live.pass"


class Refused(Exception):
    """The stream is refused. `status`: 401 where a new pass helps, 403 where it is forged."""

    def __init__(self, *, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


@dataclass(frozen=True, kw_only=True)
class Pass:
    """The topics that may be heard, and for how many seconds more."""

    topics: frozenset[str]
    seconds: float


def make_pass(topics: Iterable[str], *, now: float) -> str:
    """A signed pass for `topics`, good for `LIFETIME` seconds from `now` (seconds since 1970)."""
    content = {"t": sorted(set(topics)), "u": int(now) + LIFETIME}
    return signing.Signer(salt=_SALT).sign_object(content)


def read_pass(text: str, *, now: float) -> Pass:
    """What a pass allows at `now`. Errors: Refused (401 expired, 403 not signed here)."""
    try:
        content = signing.Signer(salt=_SALT).unsign_object(text)
    except (signing.BadSignature, ValueError):
        raise Refused(status=403, reason="this pass was not signed here") from None
    seconds = content["u"] - now
    if seconds <= 0:
        raise Refused(status=401, reason="this pass has expired: fetch the page again")
    return Pass(topics=frozenset(content["t"]), seconds=min(seconds, LIFETIME))
