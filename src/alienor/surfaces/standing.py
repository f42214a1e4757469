"""Where an edition stands, in a few sentences: its question, what one can do now, what is decided,
what stays open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alienor.procedures.wording import day_and_hour, day_of_year, full_day
from alienor.stages.dialogue.queries import waiting_questions
from alienor.stages.founding.queries import path_of, rules_of, step_not_open
from alienor.stages.polls.queries import polls_of, published_polls_of
from alienor.stages.proposals.queries import proposals_of
from alienor.stages.sessions.queries import next_session_of
from alienor.stages.topics.queries import call_step, subject_of, topics_of
from alienor.surfaces.polls import PollView, poll_view

DECISIONS = 3


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing: a sentence, the words of its button or link, where it leads."""

    sentence: str
    verb: str
    address: str
    quoted: str = ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An edition at a glance: `subject` (None before it is chosen), `now` (what anybody can do,
    the first one first), `decided` (the latest decisive votes), `open` (what is not settled)."""

    subject: Any
    now: list[Line]
    decided: list[PollView]
    open: list[Line]


def standing_of(edition: Any) -> Standing:
    """Where an edition stands."""
    decisive = {kind.code for kind in rules_of(edition).polls if kind.decisive}
    published = published_polls_of(edition).filter(kind__in=decisive)[:DECISIONS]
    return Standing(
        subject=subject_of(edition),
        now=[line for source in _NOW for line in source(edition)],
        decided=[poll_view(poll) for poll in published],
        open=[line for source in _OPEN for line in source(edition)],
    )


def _votes_now(edition: Any) -> Iterable[Line]:
    for poll in polls_of(edition).filter(state="opened"):
        yield Line(
            sentence=_("Le vote est ouvert"),
            quoted=str(poll.question),
            verb=_("Voir qui vote, et comment"),
            address=reverse("public:poll", args=[edition.slug, poll.public_id]),
        )


def _day_now(edition: Any) -> Iterable[Line]:
    day = next_session_of(edition)
    if day is None or day.state not in ("announced", "opened"):
        return
    begins = localtime(day.starts_at)
    address = reverse("public:session", args=[edition.slug, day.public_id])
    if day.state == "opened":
        yield Line(
            sentence=_("En ce moment, %(place)s") % {"place": day.place},
            quoted=day.title,
            verb=_("Suivre la journée"),
            address=address,
        )
    else:
        yield Line(
            sentence=_("Prochaine journée : %(day)s, %(place)s")
            % {"day": day_and_hour(begins), "place": day.place},
            quoted=day.title,
            verb=_("Participer le %(day)s") % {"day": day_of_year(begins)},
            address=reverse("public:come", args=[edition.slug, day.public_id]),
        )


def _call_now(edition: Any) -> Iterable[Line]:
    code = call_step(edition)
    if not code or step_not_open(edition, code) is not None:
        return
    path = path_of(edition)
    following = next((one for one in path if one.status == "next" and one.step.planned_on), None)
    until = following.step.planned_on if following else None
    yield Line(
        sentence=_("L'appel à sujets est ouvert jusqu'au %(day)s : toute personne peut proposer")
        % {"day": full_day(until)}
        if until
        else _("L'appel à sujets est ouvert : toute personne peut proposer"),
        verb=_("Proposer un sujet"),
        address=reverse("public:submit_topic", args=[edition.slug]),
    )


def _followup_now(edition: Any) -> Iterable[Line]:
    if any(one.status == "now" and one.rule.kind == "followup" for one in path_of(edition)):
        yield Line(
            sentence=_("La Ville met en œuvre ce qui a été décidé, et des citoyens la suivent"),
            verb=_("Voir ce qui est fait"),
            address=reverse("public:followup", args=[edition.slug]),
        )


def _votes_to_come(edition: Any) -> Iterable[Line]:
    for poll in polls_of(edition).filter(state__in=["announced", "closed"]):
        yield Line(
            sentence=_("Vote annoncé") if poll.state == "announced" else _("Vote à dépouiller"),
            quoted=str(poll.question),
            verb=_("Voir"),
            address=reverse("public:poll", args=[edition.slug, poll.public_id]),
        )


def _proposals(edition: Any) -> Iterable[Line]:
    states = [row.state for row in proposals_of(edition)]
    address = reverse("public:proposals", args=[edition.slug])
    if frozen := states.count("frozen"):
        yield Line(
            sentence=ngettext(
                "%(count)s option attend l'arbitrage de l'assemblée",
                "%(count)s options attendent l'arbitrage de l'assemblée",
                frozen,
            )
            % {"count": frozen},
            verb=_("Lire"),
            address=address,
        )
    if drafted := states.count("drafted"):
        yield Line(
            sentence=ngettext(
                "%(count)s proposition est en cours d'écriture",
                "%(count)s propositions sont en cours d'écriture",
                drafted,
            )
            % {"count": drafted},
            verb=_("Lire"),
            address=address,
        )


def _topics(edition: Any) -> Iterable[Line]:
    if subject_of(edition) is not None:
        return
    waiting = topics_of(edition).exclude(state__in=["merged", "refused"]).count()
    if waiting:
        yield Line(
            sentence=ngettext(
                "Le sujet : %(count)s est proposé", "Le sujet : %(count)s sont proposés", waiting
            )
            % {"count": waiting},
            verb=_("Lire"),
            address=reverse("public:topics", args=[edition.slug]),
        )


def _questions(edition: Any) -> Iterable[Line]:
    waiting = waiting_questions(edition).count()
    if waiting:
        yield Line(
            sentence=ngettext(
                "%(count)s question attend sa réponse",
                "%(count)s questions attendent leur réponse",
                waiting,
            )
            % {"count": waiting},
            verb=_("Lire"),
            address=reverse("public:questions", args=[edition.slug]),
        )


Source = Callable[[Any], Iterable[Line]]
_NOW: tuple[Source, ...] = (_votes_now, _call_now, _day_now, _followup_now)
_OPEN: tuple[Source, ...] = (_votes_to_come, _topics, _proposals, _questions)
