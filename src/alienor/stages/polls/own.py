"""Votes as one of those who may vote sees them: never what anybody answered in secret."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from alienor.cores.rules import electorate_of
from alienor.stages.founding.models import Edition
from alienor.stages.polls.models import Poll, RollEntry
from alienor.stages.polls.queries import BESIDE, REASONS, rules_of_poll


@dataclass(frozen=True, kw_only=True)
class OwnVote:
    """A vote in which somebody is on the roll. `token`: their public name in it; `answer`: what
    they answered at a roll call, None elsewhere or before."""

    poll: Poll
    token: str
    answer: str | None


def own_votes(person_id: int) -> list[OwnVote]:
    """The votes in which somebody is on the roll, newest first."""
    own = {
        poll: (token, answer)
        for poll, token, answer in RollEntry.objects.filter(person_id=person_id).values_list(
            "poll_id", "token", "open_choice__answer"
        )
    }
    polls = (
        Poll.objects.filter(pk__in=own)
        .select_related(*BESIDE)
        .prefetch_related(*REASONS, "options__text")
        .order_by("-opened_at", "-pk")
    )
    return [OwnVote(poll=poll, token=own[poll.pk][0], answer=own[poll.pk][1]) for poll in polls]


def votes_off_roll(person_id: int, seats: Iterable[tuple[Edition, str, str]]) -> list[Poll]:
    """The votes announced or open in which whoever holds these seats (edition, body, college) may
    vote, on the day for those who have to be there, and is not on the roll: it is fixed when the
    vote opens, among those whose presence is noted. In the order in which they were drafted."""
    held = {(edition.pk, body, college): edition for edition, body, college in seats}
    polls = (
        Poll.objects.filter(
            edition__in={edition.pk for edition in held.values()},
            state__in=(Poll.State.ANNOUNCED, Poll.State.OPENED),
        )
        .exclude(roll__person_id=person_id)
        .select_related(*BESIDE)
        .prefetch_related(*REASONS, "options__text")
        .order_by("pk")
    )
    return [
        poll
        for poll in polls
        if any(
            (poll.edition_id, poll.body, college) in held
            for college in electorate_of(rules_of_poll(poll), kind=poll.kind).colleges
        )
    ]
