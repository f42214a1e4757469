"""The hour until which an open vote stays open: announced, extended, kept."""

from __future__ import annotations

from datetime import datetime

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, in_utc, record
from alienor.platform.errors import Invalid
from alienor.platform.texts.words import keep_words
from alienor.stages.polls import acts
from alienor.stages.polls.conducting import conducted
from alienor.stages.polls.models import Poll


@action
def extend_poll(
    *, poll_id: int, closes_at: datetime, reason: str, actor: Actor, clock: Clock
) -> Poll:
    """Let an open vote stay open longer than was announced, for a published reason.

    Who: an organiser or the chair (`polls.conduct`). Register: `poll_extended`. Errors: NotAllowed;
    WrongState; Invalid (`no_closing_hour` where none was announced; `counting_begun`; `not_later`
    than what was announced and than now; `reason_required`).
    """
    poll = conducted(poll_id, actor, Poll.State.OPENED)
    if poll.closes_at is None:
        raise Invalid("no_closing_hour")
    if poll.sheets.exists():
        raise Invalid("counting_begun")
    now = clock.now()
    if closes_at <= max(poll.closes_at, now):
        raise Invalid("not_later", field="closes_at")
    if not reason.strip():
        raise Invalid("reason_required", field="reason")
    words = keep_words(reason.strip(), now=now, author_id=actor.person_id)
    poll.closes_at, poll.extended_reason = closes_at, words
    poll.save(update_fields=["closes_at", "extended_reason"])
    record(
        acts.PollExtended(poll=poll.public_id, closes=in_utc(closes_at), reason=words.digest),
        on=poll.edition,
    )
    return poll
