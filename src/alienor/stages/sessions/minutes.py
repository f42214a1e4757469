"""The minutes of a day: drafted from it, corrected in their form, approved by those who were there,
then published.

    drafted -> corrected -> submitted -> approved -> published
                   ^            |
                   +------------+  a correction that somebody asked for

Words alone can be written: what was counted is computed from the day (`procedures/minutes.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, timedelta
from typing import Any

from alienor.cores.transparency.canonical import canonical_json
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SealedRef, action, record, unchanged
from alienor.platform.errors import Invalid, NotFound, NotYet, WrongState
from alienor.platform.people.notes import forget_notes
from alienor.platform.people.records import seal
from alienor.platform.texts.models import Text
from alienor.platform.texts.words import keep_words, require_at_most, require_words
from alienor.stages.sessions import acts
from alienor.stages.sessions.minutes_queries import (
    SUMMARY,
    drafted_minutes,
    latest_minutes,
    recorded_minutes,
    recorded_request,
    reply_counts,
    section_codes,
    texts_of,
    words_of,
)
from alienor.stages.sessions.models import Minutes, MinutesReply, MinutesSection, Session
from alienor.stages.sessions.preparing import locked

PURPOSE = "minutes"
"""Of the sealed notes that say what somebody thinks of minutes."""
REMARKS_DAYS, SHORTEST, LONGEST = 7, 3, 60
WORDS_AT_MOST = 60
"""In a demand for a correction: one sentence."""
WRITTEN = (Minutes.State.DRAFTED, Minutes.State.CORRECTED)


@action
def draft_minutes(
    *,
    session_id: int,
    facts: Mapping[str, Any],
    words: Mapping[str, str],
    actor: Actor,
    clock: Clock,
) -> Minutes:
    """Write the first version, with what was computed from the day and the words drafted from it.

    Who: an organiser or the methodology committee (`sessions.write_minutes`). Register:
    `minutes_drafted`. Errors: NotAllowed; WrongState before the day is over; Invalid
    (`minutes_drafted_already`; `unknown_code`: no such section).
    """
    session = locked(session_id, actor, "sessions.write_minutes", Session.State.CLOSED)
    if latest_minutes(session) is not None:
        raise Invalid("minutes_drafted_already")
    version = _write(
        session,
        Minutes.State.DRAFTED,
        facts=facts,
        words=_only_known(session, words),
        actor=actor,
        clock=clock,
    )
    texts = texts_of(version)
    record(
        acts.MinutesDrafted(
            session=session.public_id,
            version=version.number,
            facts=_facts(version),
            sections=list(texts),
            texts=[text.digest for text in texts.values()],
        ),
        on=session.edition,
    )
    return version


@action
def correct_minutes(
    *,
    session_id: int,
    facts: Mapping[str, Any],
    words: Mapping[str, str],
    actor: Actor,
    clock: Clock,
    reason: str = "",
    seen: str = "",
) -> Minutes:
    """Write other words in a new version; the one before it stays. Whatever was submitted has to be
    submitted again: people approve what they have read.

    `words`: of every section, by its code. `reason`: why, where somebody says it. `seen`: the
    `recorded_minutes` that were corrected. Who: `sessions.write_minutes`; the committee corrects
    the form, and the difference with the draft is published. Register: `minutes_corrected`.
    Errors: NotAllowed; WrongState; NotFound before there is a draft; Conflict; Invalid
    (`unknown_code`; `required`: nothing is left; `minutes_unchanged`).
    """
    session, latest = _latest(session_id, actor, "sessions.write_minutes")
    if latest.state == Minutes.State.APPROVED:
        raise WrongState(state=latest.state, wanted=("corrected", "submitted", "published"))
    unchanged(seen, recorded_minutes(session))
    known = _only_known(session, words)
    if not known:
        raise Invalid("required", field=SUMMARY)
    before = words_of(latest)
    changed = [
        code
        for code in section_codes(session)
        if known.get(code, "") != before.get(code, "").strip()
    ]
    if not changed:
        raise Invalid("minutes_unchanged")
    version = _write(
        session,
        Minutes.State.CORRECTED,
        facts=facts,
        words=known,
        reason=reason,
        actor=actor,
        clock=clock,
    )
    texts = texts_of(version)
    record(
        acts.MinutesCorrected(
            session=session.public_id,
            version=version.number,
            facts=_facts(version),
            sections=list(texts),
            texts=[text.digest for text in texts.values()],
            changed=changed,
            reason=version.reason.digest if version.reason else None,
        ),
        on=session.edition,
    )
    return version


@action
def submit_minutes(
    *, session_id: int, actor: Actor, clock: Clock, days: int = REMARKS_DAYS, seen: str = ""
) -> Minutes:
    """Let those who were there read the latest version, for so many days.

    Who: `sessions.publish_minutes`. Register: `minutes_submitted`. Errors: NotAllowed; WrongState;
    NotFound before there is a draft; Conflict; Invalid (`remarks_days`).
    """
    session, latest = _latest(session_id, actor, "sessions.publish_minutes", *WRITTEN)
    unchanged(seen, recorded_minutes(session))
    if not SHORTEST <= days <= LONGEST:
        raise Invalid("remarks_days", field="days", least=SHORTEST, most=LONGEST)
    latest.state, latest.submitted_at = Minutes.State.SUBMITTED, clock.now()
    latest.remarks_until = clock.now() + timedelta(days=days)
    latest.save(update_fields=["state", "submitted_at", "remarks_until"])
    record(
        acts.MinutesSubmitted(
            session=session.public_id,
            version=latest.number,
            until=latest.remarks_until.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"),
            people=session.presences.count(),
        ),
        on=session.edition,
    )
    return latest


@action
def read_minutes(
    *,
    session_id: int,
    version: int,
    person_id: int,
    answer: str,
    actor: Actor,
    clock: Clock,
    words: str = "",
) -> MinutesReply:
    """Approve submitted minutes, or ask for a correction in one sentence. Somebody who changes
    their mind says it again, until the time is over or their demand has its answer.

    `version`: the number of what they have read. Who: somebody who was there, for themself
    (`sessions.approve_minutes`), or the desk that has their word (`sessions.welcome`). Register:
    `minutes_read`, sealed. Errors: NotAllowed; NotFound where they were not there; WrongState where
    it is not submitted; Invalid (`remarks_over`; `minutes_newer`: another version is;
    `unknown_code`; `required`; `too_many_words`; `request_answered`).
    """
    own = actor.person_id == person_id
    permission = "sessions.approve_minutes" if own else "sessions.welcome"
    session, latest = _latest(session_id, actor, permission, Minutes.State.SUBMITTED)
    if not session.presences.filter(person_id=person_id).exists():
        raise NotFound("presence")
    if latest.remarks_until is None or clock.now() > latest.remarks_until:
        raise Invalid("remarks_over")
    if latest.number != version:
        raise Invalid("minutes_newer")
    if answer not in MinutesReply.Answer.values:
        raise Invalid("unknown_code", field="answer", value=answer)
    said = words.strip() if answer == MinutesReply.Answer.CORRECT else ""
    if answer == MinutesReply.Answer.CORRECT:
        require_words(words=said)
        require_at_most(said, most=WORDS_AT_MOST, field="words")
    before = latest.replies.filter(person_id=person_id).first()
    if before is not None and before.taken is not None:
        raise Invalid("request_answered")
    if before is not None:  # their last word replaces it: nothing would erase it later
        forget_notes([before.note])
    digest = seal(
        person_id,
        purpose=PURPOSE,
        content={
            "session": session.public_id,
            "version": latest.number,
            "answer": answer,
            "words": said,
        },
        now=clock.now(),
    )
    reply, _new = MinutesReply.objects.update_or_create(
        minutes=latest,
        person_id=person_id,
        defaults={"answer": answer, "note": digest, "replied_at": clock.now()},
    )
    record(
        acts.MinutesRead(session=session.public_id, version=latest.number, said=SealedRef(digest)),
        on=session.edition,
        concerns=[person_id],
    )
    return reply


@action
def answer_minutes_request(
    *, reply_id: int, taken: bool, why: str, actor: Actor, clock: Clock, seen: str = ""
) -> MinutesReply:
    """Say of a correction that somebody asked for that it is made, or why it is not.

    `seen`: the `recorded_request` that is answered; they may have said it otherwise meanwhile. Who:
    `sessions.write_minutes`. Register: `minutes_request_answered`. Errors: NotAllowed; NotFound,
    where they ask for nothing any more too; Conflict; WrongState once the minutes are approved;
    Invalid (`request_answered`; `reason_required` where it is not taken).
    """
    reply = (
        MinutesReply.objects.select_related("minutes")
        .filter(pk=reply_id, answer=MinutesReply.Answer.CORRECT)
        .first()
    )
    if reply is None:
        raise NotFound("request")
    session, _version = _latest(
        reply.minutes.session_id,
        actor,
        "sessions.write_minutes",
        *WRITTEN,
        Minutes.State.SUBMITTED,
    )
    reply.refresh_from_db()
    if reply.answer != MinutesReply.Answer.CORRECT:
        raise NotFound("request")
    unchanged(seen, recorded_request(reply))
    if reply.taken is not None:
        raise Invalid("request_answered")
    if not taken and not why.strip():
        raise Invalid("reason_required", field="why")
    reply.taken = taken
    reply.why = (
        keep_words(why.strip(), now=clock.now(), author_id=actor.person_id) if why.strip() else None
    )
    reply.save(update_fields=["taken", "why"])
    record(
        acts.MinutesRequestAnswered(
            session=session.public_id,
            version=reply.minutes.number,
            taken=taken,
            why=reply.why.digest if reply.why else None,
        ),
        on=session.edition,
    )
    return reply


@action
def approve_minutes(*, session_id: int, actor: Actor, clock: Clock) -> Minutes:
    """Note that nobody asked for anything more in time: silence approves.

    Who: `sessions.publish_minutes`. Register: `minutes_approved`. Errors: NotAllowed; WrongState;
    NotYet (`remarks_open` before the time is over; `requests_waiting`).
    """
    session, latest = _latest(
        session_id, actor, "sessions.publish_minutes", Minutes.State.SUBMITTED
    )
    if latest.remarks_until is None or clock.now() <= latest.remarks_until:
        raise NotYet("remarks_open", until=latest.remarks_until)
    return _approve(session, latest, Minutes.How.TACIT, None, clock)


@action
def adopt_minutes(*, session_id: int, meeting_id: int, actor: Actor, clock: Clock) -> Minutes:
    """Note that a later day of the same body, open now, approves the minutes.

    `meeting_id`: that day. Who: `sessions.chair`. Register: `minutes_approved`. Errors:
    NotAllowed; WrongState; NotFound where that day is not of the same body, later and open; NotYet
    (`requests_waiting`).
    """
    session, latest = _latest(session_id, actor, "sessions.chair", Minutes.State.SUBMITTED)
    meeting = Session.objects.filter(
        pk=meeting_id,
        edition=session.edition,
        body=session.body,
        state=Session.State.OPENED,
        starts_at__gt=session.starts_at,
    ).first()
    if meeting is None:
        raise NotFound("session")
    return _approve(session, latest, Minutes.How.SESSION, meeting, clock)


@action
def publish_minutes(
    *,
    session_id: int,
    prepared_by: str,
    validated_by: str,
    actor: Actor,
    clock: Clock,
    seen: str = "",
) -> Minutes:
    """Publish approved minutes with their first draft; versions published before stay readable.
    What people said to have them corrected has its answer, and is erased.

    Who: an organiser (`sessions.publish_minutes`); an agent does not publish for the city alone:
    `prepared_by` and `validated_by` are two functions. `seen`: the `recorded_minutes` that were
    read before. Register: `minutes_published`. Errors: NotAllowed; WrongState before they are
    approved; NotFound; Conflict; Invalid (a function missing).
    """
    session, latest = _latest(session_id, actor, "sessions.publish_minutes", Minutes.State.APPROVED)
    unchanged(seen, recorded_minutes(session))
    require_words(prepared_by=prepared_by, validated_by=validated_by)
    latest.state = Minutes.State.PUBLISHED
    latest.prepared_by, latest.validated_by = prepared_by.strip(), validated_by.strip()
    latest.save(update_fields=["state", "prepared_by", "validated_by"])
    _forget_replies(session)
    texts, draft = texts_of(latest), drafted_minutes(session)
    record(
        acts.MinutesPublished(
            session=session.public_id,
            version=latest.number,
            facts=_facts(latest) or None,
            sections=list(texts),
            texts=[text.digest for text in texts.values()],
            drafted=[text.digest for text in texts_of(draft).values()]
            if draft is not None and draft.pk != latest.pk
            else [],
            prepared_by=latest.prepared_by,
            validated_by=latest.validated_by,
        ),
        on=session.edition,
    )
    return latest


def _latest(
    session_id: int, actor: Actor, permission: str, *states: str
) -> tuple[Session, Minutes]:
    """A day that is over, locked, and the latest version of its minutes, in one of `states` where
    any is named. Errors: NotFound, NotAllowed, WrongState."""
    session = locked(session_id, actor, permission, Session.State.CLOSED)
    latest = latest_minutes(session)
    if latest is None:
        raise NotFound("minutes")
    if states and latest.state not in states:
        raise WrongState(state=latest.state, wanted=states)
    return session, latest


def _only_known(session: Session, words: Mapping[str, str]) -> dict[str, str]:
    """The words of each section that has any. Errors: Invalid (`unknown_code`)."""
    codes = section_codes(session)
    for code in words:
        if code not in codes:
            raise Invalid("unknown_code", field=code, value=code)
    return {code: said for code in codes if (said := words.get(code, "").strip())}


def _write(
    session: Session,
    state: str,
    *,
    facts: Mapping[str, Any],
    words: Mapping[str, str],
    actor: Actor,
    clock: Clock,
    reason: str = "",
) -> Minutes:
    def kept(said: str) -> Text:
        return keep_words(said, now=clock.now(), author_id=actor.person_id)

    version = Minutes.objects.create(
        session=session,
        number=session.minutes.count() + 1,
        state=state,
        text=kept(words.get(SUMMARY, "")),
        facts=keep_words(canonical_json(dict(facts)).decode(), now=clock.now()),
        reason=kept(reason.strip()) if reason.strip() else None,
        written_at=clock.now(),
    )
    for code, said in words.items():
        if code != SUMMARY:
            MinutesSection.objects.create(minutes=version, code=code, text=kept(said))
    return version


def _approve(
    session: Session, version: Minutes, how: Minutes.How, meeting: Session | None, clock: Clock
) -> Minutes:
    counts = reply_counts(session)
    if counts.waiting:
        raise NotYet("requests_waiting", count=counts.waiting)
    version.state, version.approved_how = Minutes.State.APPROVED, how
    version.approved_at, version.approved_by = clock.now(), meeting
    version.save(update_fields=["state", "approved_how", "approved_at", "approved_by"])
    record(
        acts.MinutesApproved(
            session=session.public_id,
            version=version.number,
            how=how,
            approvals=counts.approvals,
            requests=counts.requests,
            taken=counts.taken,
            meeting=meeting.public_id if meeting else None,
        ),
        on=session.edition,
    )
    return version


def _forget_replies(session: Session) -> None:
    """Erase what each person said of the minutes of a day: their counts stay."""
    replies = MinutesReply.objects.filter(minutes__session=session).exclude(note="")
    forget_notes(replies.values_list("note", flat=True))
    replies.update(note="")


def _facts(version: Minutes) -> str:
    """The commitment to what was computed; empty in a version from before facts were kept."""
    return version.facts.digest if version.facts else ""
