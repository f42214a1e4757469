"""The minutes of each day as the register tells them: what followed what, and who approved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from alienor.auditing.bundles import Bundle, broken
from alienor.auditing.saying import say

LIFE: Mapping[str, Mapping[str, str]] = {
    "": {"minutes_drafted": "drafted", "minutes_written": "written"},
    "written": {
        "minutes_written": "written",
        "minutes_corrected": "drafted",
        "minutes_submitted": "submitted",
    },
    "drafted": {
        "minutes_corrected": "drafted",
        "minutes_submitted": "submitted",
        "minutes_request_answered": "drafted",
    },
    "submitted": {
        "minutes_corrected": "drafted",
        "minutes_read": "submitted",
        "minutes_request_answered": "submitted",
        "minutes_approved": "approved",
    },
    "approved": {"minutes_published": "published"},
    "published": {"minutes_corrected": "drafted", "minutes_written": "written"},
}
"""What may follow what. `written`: minutes of one text, from before they were drafted."""
KINDS = {kind for following in LIFE.values() for kind in following}
BY_ONE_TEXT = "minutes_published/1"
MINUTE = timedelta(minutes=1)
"""An act is dated as it begins; `until` is said to the minute."""

Act = Mapping[str, Any]


@dataclass(kw_only=True)
class Life:
    """The minutes of one day: `written` holds the act that wrote each version, by its number."""

    state: str = ""
    written: dict[int, Act] = field(default_factory=dict)
    version: int = 0
    until: datetime | None = None
    read: int = 0
    answered: int = 0
    taken: int = 0

    def follows(self, kind: str, act: Act, at: datetime) -> None:
        """Take in the next act. Errors: BundleBroken."""
        if kind not in LIFE[self.state]:
            raise broken("the minutes of {day}: {kind} is out of its time", **_of(kind, act))
        if kind in CHECKS:
            CHECKS[kind](self, kind, act, at)
        self.state = LIFE[self.state][kind]


def check_minutes(bundle: Bundle) -> str:
    """Minutes are published after those who were there approved the very same words: in silence
    once the time was over, or on a later day that was open; every demand had its answer."""
    lives: dict[str, Life] = {}
    opened: set[str] = set()
    for entry in bundle.entries:
        kind, act = entry["type"].partition("/")[0], entry["act"]
        if entry.get("edition") != bundle.edition:
            continue
        if kind == "session_opened":
            opened.add(act["session"])
        elif kind == "session_closed":
            opened.discard(act["session"])
        elif kind in KINDS:
            life = lives.setdefault(act["session"], Life())
            if entry["type"] == BY_ONE_TEXT:
                if life.state not in ("", "written", "published"):
                    raise broken(
                        "the minutes of {day}: {kind} is out of its time", **_of(kind, act)
                    )
                life.state = "published"
                continue
            if act.get("meeting") is not None and act["meeting"] not in opened:
                raise broken("the minutes of {day}: no day was open to approve", **_of(kind, act))
            life.follows(kind, act, datetime.fromisoformat(entry["at"]))
    published = sum(life.state == "published" for life in lives.values())
    return say("{count} day(s) with minutes, as approved", count=published)


def _written(life: Life, kind: str, act: Act, _at: datetime) -> None:
    if act["version"] != life.version + 1:
        raise broken("the minutes of {day}: {kind} skips a version", **_of(kind, act))
    life.version, life.read = act["version"], 0
    life.written[life.version] = act


def _submitted(life: Life, kind: str, act: Act, at: datetime) -> None:
    _same_version(life, kind, act)
    life.until = datetime.fromisoformat(act["until"])
    if life.until <= at:
        raise broken("the minutes of {day}: nobody had time to read them", **_of(kind, act))


def _read(life: Life, kind: str, act: Act, _at: datetime) -> None:
    _same_version(life, kind, act)
    life.read += 1


def _answered(life: Life, _kind: str, act: Act, _at: datetime) -> None:
    life.answered += 1
    life.taken += bool(act["taken"])


def _approved(life: Life, kind: str, act: Act, at: datetime) -> None:
    _same_version(life, kind, act)
    tacit = act["how"] == "tacit"
    if tacit and (life.until is None or at < life.until - MINUTE):
        raise broken("the minutes of {day}: approved before the time was over", **_of(kind, act))
    if tacit == ("meeting" in act) or act["approvals"] > life.read:
        raise broken("the minutes of {day}: {kind} does not add up", **_of(kind, act))
    if (act["requests"], act["taken"]) != (life.answered, life.taken):
        raise broken("the minutes of {day}: a demand had no answer", **_of(kind, act))


def _published(life: Life, kind: str, act: Act, _at: datetime) -> None:
    _same_version(life, kind, act)
    written, first = life.written.get(life.version, {}), life.written.get(1, {})
    if "texts" not in written:  # of one text, and submitted since
        return
    said = (act["sections"], act["texts"], act.get("facts"))
    draft = [] if life.version == 1 else first.get("texts", act["drafted"])
    if said != (written["sections"], written["texts"], written["facts"]) or (
        act["drafted"] != draft
    ):
        raise broken("the minutes of {day}: other words than those approved", **_of(kind, act))


def _same_version(life: Life, kind: str, act: Act) -> None:
    if act["version"] != life.version:
        raise broken("the minutes of {day}: {kind} is about another version", **_of(kind, act))


def _of(kind: str, act: Act) -> dict[str, str]:
    return {"kind": kind, "day": str(act["session"])}


CHECKS: Mapping[str, Callable[[Life, str, Act, datetime], None]] = {
    "minutes_written": _written,
    "minutes_drafted": _written,
    "minutes_corrected": _written,
    "minutes_submitted": _submitted,
    "minutes_read": _read,
    "minutes_request_answered": _answered,
    "minutes_approved": _approved,
    "minutes_published": _published,
}
