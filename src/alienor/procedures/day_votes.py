"""Which votes belong to a day, as its desk and its paper file show them."""

from __future__ import annotations

from django.db.models import Q

from alienor.stages.polls.models import Poll
from alienor.stages.polls.queries import all_polls_of, polls_of_day, unfinished_polls
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.queries import next_day_of, steps_with_a_day


def votes_of_day(session: Session) -> list[Poll]:
    """The votes of a day, oldest first: its own; those in preparation that are of no other day,
    where it is the next one of its body; and, while it is open, any that its body has yet to
    finish."""
    votes = all_polls_of(session.edition)
    found = list(polls_of_day(votes, session))
    if session == next_day_of(session.edition, session.body):
        of_another = Q(step__in=steps_with_a_day(session.edition))
        waiting = votes.filter(
            body=session.body, state__in=(Poll.State.DRAFTED, Poll.State.ANNOUNCED)
        ).exclude(of_another)
        found += [one for one in waiting.order_by("pk") if one not in found]
    if session.state == Session.State.OPENED:
        held = unfinished_polls(session.edition, body=session.body)
        found += [one for one in held if one not in found]
    return found
