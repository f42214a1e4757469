"""Minutes as people see them: their versions, their words, and what is said of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alienor.platform.people.records import unseal
from alienor.platform.texts.models import Text
from alienor.stages.founding.models import Edition
from alienor.stages.sessions.models import Minutes, MinutesReply, Session
from alienor.stages.sessions.queries import days_of

SUMMARY, ITEM, REMARKS = "summary", "item-", "remarks"


def versions_of(session: Session) -> list[Minutes]:
    """Every version of the minutes, the latest first."""
    return list(
        session.minutes.select_related("text", "facts", "reason", "session")
        .prefetch_related("sections__text")
        .order_by("-number")
    )


def latest_minutes(session: Session) -> Minutes | None:
    """The latest version of the minutes, public or not."""
    return next(iter(versions_of(session)), None)


def published_minutes(session: Session) -> list[Minutes]:
    """Public versions of the minutes, the latest first."""
    return [one for one in versions_of(session) if one.state == Minutes.State.PUBLISHED]


def drafted_minutes(session: Session) -> Minutes | None:
    """The first version: what was drafted from the day."""
    versions = versions_of(session)
    return versions[-1] if versions else None


def texts_of(version: Minutes) -> dict[str, Text]:
    """The words of a version, by section: `summary` first, then those that have any."""
    return {SUMMARY: version.text} | {one.code: one.text for one in version.sections.all()}


def words_of(version: Minutes) -> dict[str, str]:
    """The same as pages show them."""
    return {code: str(text) for code, text in texts_of(version).items()}


def facts_of(version: Minutes) -> dict[str, Any]:
    """What was computed from the day; nothing for a version from before that."""
    return json.loads(version.facts.body) if version.facts else {}


def section_codes(session: Session) -> list[str]:
    """The sections that may have words, in the order in which they are read."""
    items = session.agenda.values_list("position", flat=True)
    return [SUMMARY, *(f"{ITEM}{position + 1}" for position in items), REMARKS]


def recorded_minutes(session: Session) -> dict[str, Any]:
    """The latest version of the minutes, as whoever corrects, submits or publishes it sees it."""
    latest = latest_minutes(session)
    written = words_of(latest) if latest else {}
    return {code: written.get(code, "") for code in section_codes(session)}


def submitted_minutes(session: Session, *, now: datetime) -> Minutes | None:
    """The version that those who were there may approve or have corrected now, if any."""
    latest = latest_minutes(session)
    if latest is None or latest.state != Minutes.State.SUBMITTED or latest.remarks_until is None:
        return None
    return latest if now <= latest.remarks_until else None


def own_reply(version: Minutes, person_id: int) -> MinutesReply | None:
    """What somebody said of a version."""
    return version.replies.filter(person_id=person_id).first()


@dataclass(frozen=True, kw_only=True)
class Request:
    """A correction that somebody asked for. `words` are empty once the minutes are
    published, or where their data are erased."""

    reply: MinutesReply
    words: str


def requests_of(session: Session) -> list[Request]:
    """Every correction asked for of a day's minutes, oldest first: for those who write them."""
    rows = list(
        MinutesReply.objects.filter(minutes__session=session, answer=MinutesReply.Answer.CORRECT)
        .select_related("minutes", "why")
        .order_by("pk")
    )
    notes = unseal(row.note for row in rows)
    return [Request(reply=row, words=notes.get(row.note, {}).get("words", "")) for row in rows]


def recorded_request(reply: MinutesReply) -> dict[str, Any]:
    """A correction as whoever answers it has read it."""
    return {"note": reply.note}


@dataclass(frozen=True, kw_only=True)
class ReplyCounts:
    """How many approved the latest version expressly; how many corrections were asked for in all,
    made, and not answered yet."""

    approvals: int
    requests: int
    taken: int
    waiting: int


def reply_counts(session: Session) -> ReplyCounts:
    """What those who were there said, counted."""
    latest = latest_minutes(session)
    replies = MinutesReply.objects.filter(minutes__session=session)
    requests = replies.filter(answer=MinutesReply.Answer.CORRECT)
    return ReplyCounts(
        approvals=latest.replies.filter(answer=MinutesReply.Answer.APPROVE).count()
        if latest
        else 0,
        requests=requests.count(),
        taken=requests.filter(taken=True).count(),
        waiting=requests.filter(taken=None).count(),
    )


def without_minutes(edition: Edition) -> list[Session]:
    """Days of the assembly that are over and have no public minutes."""
    return list(
        days_of(edition)
        .filter(state=Session.State.CLOSED)
        .exclude(minutes__state=Minutes.State.PUBLISHED)
    )


def next_move(session: Session, *, now: datetime) -> str:
    """What the minutes of a day that is over wait for: `draft`, `submit`, `answer` (a correction
    that was asked for), `wait` (people read them), `approve`, `publish`, or nothing."""
    latest = latest_minutes(session)
    if latest is None:
        return "draft"
    if reply_counts(session).waiting:
        return "answer"
    if latest.state == Minutes.State.SUBMITTED:
        return "wait" if submitted_minutes(session, now=now) else "approve"
    return {"approved": "publish", "published": ""}.get(latest.state, "submit")


def to_approve(person_id: int, *, now: datetime) -> list[Minutes]:
    """Submitted minutes of days on which somebody was, and of which they said nothing yet."""
    rows = Minutes.objects.filter(
        state=Minutes.State.SUBMITTED,
        remarks_until__gte=now,
        session__presences__person_id=person_id,
    ).exclude(replies__person_id=person_id)
    return list(rows.select_related("session", "session__edition").order_by("remarks_until"))
