"""My votes: those that are open, those to come, and those in which I could vote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alienor.platform.acts import SystemClock
from alienor.platform.errors import Invalid
from alienor.stages.bodies.queries import seats_of_person
from alienor.stages.polls.answering import answer_own_roll_call
from alienor.stages.polls.own import OwnVote, own_votes, votes_off_roll
from alienor.stages.polls.queries import poll_named, result_sentence, rules_of_poll
from alienor.stages.sessions.queries import coming_sessions
from alienor.surfaces.ballots import BallotForm, ballot_again, ballot_form, marked, said_of
from alienor.surfaces.live import EDITIONS, edition_topic, listens_to, own_topic
from alienor.surfaces.people import actor_of, person_of
from alienor.surfaces.polls import until_of
from alienor.surfaces.words import CHANNELS, reader_language

# What one does on each channel, said to somebody who has never voted so.
HOW = {
    "hands": gettext_lazy(
        "On vote à main levée, dans la salle : levez la main quand votre choix est appelé, deux "
        "personnes comptent."
    ),
    "paper": gettext_lazy(
        "On vote sur papier : prenez un bulletin à l'accueil, remplissez-le à l'écart, mettez-le "
        "dans l'urne. Il est sans nom : ce que vous avez choisi n'est écrit nulle part ailleurs, "
        "pas même sur ce site."
    ),
    "roll_call": gettext_lazy(
        "On vote par appel nominal : répondez à voix haute quand on vous appelle, ou ici, une "
        "seule fois. Ce vote n'est pas secret : votre réponse paraîtra avec le résultat, sous un "
        "code."
    ),
    "electronic_open": gettext_lazy(
        "On vote ici, avec son téléphone, une seule fois ; sans téléphone, à la table de "
        "l'animation. Ce vote n'est pas secret : votre réponse paraîtra avec le résultat, sous un "
        "code."
    ),
}


@dataclass(frozen=True, kw_only=True)
class VoteView:
    """A vote as one of its voters sees it. `day`: when and where it is held, where one knows."""

    poll: Any
    label: str
    channels: str
    how: Any
    day: Any
    answer: Any
    token: str
    sentence: str

    @property
    def may_answer(self) -> bool:
        """Whether one answers here: a vote held one by one, open, not answered yet."""
        return bool(self.token) and self.answer is None and self.is_one_by_one

    @property
    def has_answered(self) -> bool:
        """Whether one's answer is kept: a blank ballot is one."""
        return bool(self.token) and self.answer is not None

    @property
    def is_one_by_one(self) -> bool:
        """Whether it is open, and each answers for themself."""
        return bool(self.poll.state == "opened" and self.poll.is_one_by_one)

    @property
    def was_one_by_one(self) -> bool:
        """Whether each voter's answer is published under their code: whoever gave none looks for
        theirs too."""
        return bool(self.poll.is_one_by_one)

    @property
    def until(self) -> str:
        """Until when it stays open at least; empty where no hour was announced."""
        return until_of(self.poll)

    @property
    def form(self) -> BallotForm:
        """What the ballot offers."""
        return ballot_form(self.poll)


@dataclass(frozen=True, kw_only=True)
class OwnVotes:
    """Everything about one's votes, in the order in which one needs it; `missed`: those that are
    open and in which one would vote, had one been noted present."""

    open: list[VoteView]
    missed: list[VoteView]
    coming: list[VoteView]
    past: list[VoteView]


def votes_of(person_id: int, seats: list[Any], *, days: list[Any] | None = None) -> OwnVotes:
    """The votes of somebody who holds these seats. `days`: those that may be theirs, where it is
    known; else all that are to come."""
    held = [(seat.edition, seat.body, seat.college) for seat in seats if seat.state == "accepted"]
    if days is None:
        days = coming_sessions(edition for edition, _body, _college in held)
    own = [_view(one, days) for one in own_votes(person_id)]
    others = [
        _view(OwnVote(poll=poll, token="", answer=None), days)
        for poll in votes_off_roll(person_id, held)
    ]
    return OwnVotes(
        open=[one for one in own if one.poll.state == "opened"],
        missed=[one for one in others if one.poll.state == "opened"],
        coming=[one for one in others if one.poll.state == "announced"],
        past=[one for one in own if one.poll.state != "opened"],
    )


def _view(own: OwnVote, days: list[Any]) -> VoteView:
    poll, language = own.poll, reader_language()
    rule = rules_of_poll(poll).poll_kind(poll.kind)
    channels = [poll.channel] if poll.channel else rule.channels
    return VoteView(
        poll=poll,
        label=rule.label.in_language(language),
        channels=_(" ou ").join(str(CHANNELS[code]) for code in channels if code in CHANNELS),
        how=HOW.get(poll.channel, ""),
        day=_day(poll, days),
        answer=None if own.answer is None else said_of(poll, own.answer),
        token=own.token,
        sentence=result_sentence(poll, language=language),
    )


def _day(poll: Any, days: list[Any]) -> Any:
    """The day of a vote: that of its step, else the next one of the body that votes."""
    of_body = [day for day in days if (day.edition_id, day.body) == (poll.edition_id, poll.body)]
    of_step = [day for day in of_body if poll.step and day.step == poll.step]
    return next(iter(of_step or ([] if poll.step else of_body)), None)


@login_required
def vote_list(request: HttpRequest) -> HttpResponse:
    """Every vote of mine."""
    person_id = person_of(request)
    seats = list(seats_of_person(person_id))
    slugs = dict.fromkeys(seat.edition.slug for seat in seats)
    return render(
        request,
        "alienor/member/votes.html",
        {
            "votes": votes_of(person_id, seats),
            **listens_to(own_topic(person_id), *map(edition_topic, list(slugs)[:EDITIONS])),
        },
    )


@login_required
@require_POST
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer an open vote for oneself."""
    poll = poll_named(public_id)
    try:
        answer_own_roll_call(
            poll_id=poll.pk,
            answer=marked(poll, request.POST),
            actor=actor_of(request),
            clock=SystemClock(),
        )
    except Invalid as error:
        return ballot_again(request, poll, error, address=request.path)
    messages.success(request, _("Votre réponse est enregistrée. Elle ne change plus."))
    return HttpResponseRedirect(reverse("member:votes"))
