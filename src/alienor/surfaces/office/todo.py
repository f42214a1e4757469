"""What needs a hand today, each line with its verb and where it leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from alienor.cores.rules.vocabulary import DRAW, VOLUNTEER_SOURCES
from alienor.platform.errors import ActError
from alienor.platform.messages.queue import count_letters
from alienor.procedures.draw import vacant_seats
from alienor.procedures.subject import round_to_hold
from alienor.procedures.wording import day_of_year
from alienor.stages.bodies.queries import active_seats, composition_of, seats_of
from alienor.stages.dialogue.queries import late_questions
from alienor.stages.draw.queries import draws_of, held_draws
from alienor.stages.followup.queries import actions_of, file_of, points_of
from alienor.stages.founding.queries import (
    is_undrawn,
    path_of,
    rules_of,
    step_too_early,
)
from alienor.stages.polls.queries import all_polls_of
from alienor.stages.proposals.queries import late_tests
from alienor.stages.recruitment.queries import funnel_of
from alienor.stages.sessions.minutes_queries import next_move, without_minutes
from alienor.stages.sessions.queries import (
    answers_of,
    next_session_of,
    session_of_step,
    to_prepare,
)
from alienor.stages.topics.queries import topics_of
from alienor.surfaces.office.drawn import drawn_seats_address
from alienor.surfaces.office.topics import said_round
from alienor.surfaces.words import BODIES, COLLEGES, SESSION_KINDS, reader_language


@dataclass(frozen=True, kw_only=True)
class Todo:
    """One line: what, the verb, where."""

    sentence: str
    verb: str
    address: str
    urgent: bool = False
    edition: str = ""


def todo_of(edition: Any) -> list[Todo]:
    """Everything that waits in an edition, most urgent first."""
    lines = [
        replace(line, edition=edition.title) for source in _SOURCES for line in source(edition)
    ]
    return sorted(lines, key=lambda line: not line.urgent)


@dataclass(frozen=True, kw_only=True)
class NextDay:
    """The next day or meeting of the house: whose, when in words, and what to open."""

    session: Any
    edition: Any
    when: str
    is_near: bool


def letters_waiting() -> list[Todo]:
    """The letters of the whole instance that wait to be printed, for organisers."""
    count = count_letters()
    if not count:
        return []
    return [
        Todo(
            sentence=ngettext(
                "%(count)s courrier à imprimer, pour qui n'a pas d'adresse électronique",
                "%(count)s courriers à imprimer, pour qui n'a pas d'adresse électronique",
                count,
            )
            % {"count": count},
            verb=_("Imprimer"),
            address=reverse("office:letters"),
        )
    ]


def next_day_of(editions: Iterable[Any]) -> NextDay | None:
    """The day that comes first in any edition, or that is under way; None where none is planned."""
    days = [(day, edition) for edition in editions if (day := next_session_of(edition))]
    if not days:
        return None
    session, edition = min(days, key=lambda found: found[0].starts_at)
    left = (localtime(session.starts_at).date() - localdate()).days
    if session.state == "opened" or left <= 0:
        when = _("aujourd'hui")
    elif left == 1:
        when = _("demain")
    else:
        when = ngettext("dans %(count)s jour", "dans %(count)s jours", left) % {"count": left}
    return NextDay(session=session, edition=edition, when=when, is_near=left <= 1)


def _steps(edition: Any) -> Iterable[Todo]:
    """What the next step of the calendar waits for, once its day is there or where it has none:
    those under way to complete, then itself to start."""
    path = path_of(edition)
    coming = next((item for item in path if item.status == "next"), None)
    if coming is None or session_of_step(edition, coming.rule.code) is not None:
        return
    under_way = {item.rule.code: item for item in path if item.status == "now"}
    planned = coming.step.planned_on
    if under_way and planned is not None and planned > localdate():
        return
    language = reader_language()
    breach = step_too_early(edition, coming.rule.code)
    for code in breach.params["missing_steps"] if breach else ():
        if code in under_way:
            yield Todo(
                sentence=_("Étape en cours : %(step)s. Une fois finie, achevez-la")
                % {"step": under_way[code].rule.label.in_language(language)},
                verb=_("Achever"),
                address=reverse("office:step", args=[edition.slug, code]),
            )
    if breach is None:
        is_a_day = coming.rule.kind in SESSION_KINDS
        sentence = (
            _("Prochaine étape : %(step)s. Prévoyez sa journée : elle l'ouvrira")
            if is_a_day
            else _("Prochaine étape : %(step)s")
        )
        yield Todo(
            sentence=sentence % {"step": coming.rule.label.in_language(language)},
            verb=_("Prévoir") if is_a_day else _("Commencer"),
            address=reverse("office:plan_session", args=[edition.slug])
            if is_a_day
            else reverse("office:step", args=[edition.slug, coming.rule.code]),
        )


def _missing_seats(edition: Any) -> Iterable[Todo]:
    """Seats that nobody holds and that were offered to nobody; before them, those that people drawn
    left and that the reserve can fill."""
    held = held_draws(edition)
    offered = Counter(active_seats(edition).filter(state="offered").values_list("body", "college"))
    for body in rules_of(edition).bodies:
        named = str(BODIES.get(body.code, body.code)).capitalize()
        draw = held.get(body.code)
        vacant = Counter(seat.college for seat in vacant_seats(draw)) if draw else Counter[str]()
        for line in composition_of(edition, body.code).lines:
            colleges = line.line.colleges
            address = _where_to_fill(edition, body.code, line.line, draw)
            left = min(line.missing, sum(vacant[one] for one in colleges))
            if left:
                yield Todo(
                    sentence=ngettext(
                        "%(body)s : %(count)s place laissée libre attend la liste complémentaire",
                        "%(body)s : %(count)s places laissées libres attendent la liste "
                        "complémentaire",
                        left,
                    )
                    % {"body": named, "count": left},
                    verb=_("Remplacer"),
                    address=address,
                    urgent=True,
                )
            missing = line.missing - left - sum(offered[body.code, one] for one in colleges)
            if missing > 0:
                yield Todo(
                    sentence=ngettext(
                        "%(body)s : il manque %(count)s personne (%(college)s)",
                        "%(body)s : il manque %(count)s personnes (%(college)s)",
                        missing,
                    )
                    % {
                        "body": named,
                        "count": missing,
                        "college": ", ".join(str(COLLEGES.get(c, c)) for c in colleges),
                    },
                    verb=_("Pourvoir"),
                    address=address,
                )


def _where_to_fill(edition: Any, body: str, line: Any, held: Any) -> str:
    """What a draw fills is filled by it: by the one that was `held`, or by the one to come."""
    if address := drawn_seats_address(held, line.colleges):
        return address
    if line.source in VOLUNTEER_SOURCES:
        return reverse("office:volunteers", args=[edition.slug]) + f"#{body}"
    if line.source == DRAW and held is None and not is_undrawn(edition, path_of(edition)):
        return reverse("office:draws", args=[edition.slug])
    return reverse("office:appoint", args=[edition.slug, body])


def _ended_mandates(edition: Any) -> Iterable[Todo]:
    done = {item.rule.code for item in path_of(edition) if item.status == "done"}
    for body in rules_of(edition).bodies:
        held = seats_of(edition, body.code).count() if body.mandate_to in done else 0
        if held:
            yield Todo(
                sentence=ngettext(
                    "%(body)s : %(count)s mandat au terme prévu par les règles",
                    "%(body)s : %(count)s mandats au terme prévu par les règles",
                    held,
                )
                % {"body": str(BODIES.get(body.code, body.code)).capitalize(), "count": held},
                verb=_("Y mettre fin"),
                address=reverse("office:seats", args=[edition.slug]),
            )


def _unanswered_offers(edition: Any) -> Iterable[Todo]:
    waiting = active_seats(edition).filter(state="offered").count()
    if waiting:
        yield Todo(
            sentence=ngettext(
                "%(count)s place proposée attend sa réponse",
                "%(count)s places proposées attendent leur réponse",
                waiting,
            )
            % {"count": waiting},
            verb=_("Voir"),
            address=reverse("office:seats", args=[edition.slug]),
        )


def _topics(edition: Any) -> Iterable[Todo]:
    waiting = topics_of(edition).filter(state="submitted").count()
    if waiting:
        yield Todo(
            sentence=ngettext(
                "%(count)s sujet proposé attend l'avis du jury",
                "%(count)s sujets proposés attendent l'avis du jury",
                waiting,
            )
            % {"count": waiting},
            verb=_("Examiner"),
            address=reverse("office:topics", args=[edition.slug]),
        )


def _topic_vote(edition: Any) -> Iterable[Todo]:
    try:
        coming = round_to_hold(edition)
    except ActError:
        return
    yield Todo(
        sentence=_("Choix du sujet : %(round)s") % {"round": said_round(coming)},
        verb=_("Mettre aux voix"),
        address=reverse("office:draft_topic_vote", args=[edition.slug]),
    )


def _polls(edition: Any) -> Iterable[Todo]:
    rows = all_polls_of(edition)
    done = {item.rule.code for item in path_of(edition) if item.status == "done"}
    voted_again = {row.matter.partition(":")[2] for row in rows if row.state != "annulled"}
    for poll in rows:
        if poll.state == "opened":
            sentence, verb = _("Vote ouvert : « %(question)s »"), _("Clore")
        elif poll.state == "closed":
            sentence, verb = _("Vote à dépouiller : « %(question)s »"), _("Dépouiller")
        elif poll.is_tied and poll.public_id not in voted_again:
            sentence, verb = _("Vote à égalité : « %(question)s »"), _("Départager")
        elif poll.state in ("drafted", "announced") and poll.step in done:
            sentence, verb = _("Vote jamais ouvert : « %(question)s »"), _("Ouvrir ou annuler")
        else:
            continue
        yield Todo(
            sentence=sentence % {"question": Truncator(str(poll.question)).chars(90)},
            verb=verb,
            address=reverse("office:poll", args=[edition.slug, poll.public_id]),
            urgent=poll.state in ("opened", "closed", "published"),
        )


def _draws(edition: Any) -> Iterable[Todo]:
    for draw in draws_of(edition).filter(state__in=["prepared", "frozen", "drawn"]):
        sentence, verb = {
            "prepared": (_("Tirage au sort en préparation : %(body)s"), _("Continuer")),
            "frozen": (_("Tirage au sort fixé, les boules manquent : %(body)s"), _("Tirer")),
            "drawn": (_("Tirage au sort fait, à publier : %(body)s"), _("Publier")),
        }[draw.state]
        yield Todo(
            sentence=sentence % {"body": BODIES.get(draw.body, draw.body)},
            verb=verb,
            address=reverse("office:draw", args=[edition.slug, draw.number]),
            urgent=draw.state != "prepared",
        )


def _recruitment(edition: Any) -> Iterable[Todo]:
    counts = funnel_of(edition)
    overview = reverse("office:recruitment", args=[edition.slug])
    if not counts.drawn and not counts.accepted:
        yield Todo(
            sentence=_("Recrutement : aucune adresse n'est encore tirée au sort"),
            verb=_("Tirer") if counts.addresses else _("Commencer"),
            address=overview,
        )
        return
    lacking = counts.seats - counts.accepted
    if lacking > 0:
        yield Todo(
            sentence=ngettext(
                "Recrutement : il manque au moins %(count)s accord",
                "Recrutement : il manque au moins %(count)s accords",
                lacking,
            )
            % {"count": lacking},
            verb=_("Chercher"),
            address=overview,
        )
        if counts.thinking:
            yield Todo(
                sentence=ngettext(
                    "%(count)s personne rencontrée réfléchit encore",
                    "%(count)s personnes rencontrées réfléchissent encore",
                    counts.thinking,
                )
                % {"count": counts.thinking},
                verb=_("Rappeler"),
                address=overview,
            )


MINUTES = {
    "draft": (later("Compte rendu à rédiger : %(title)s"), later("Rédiger")),
    "submit": (later("Compte rendu à relire et à soumettre : %(title)s"), later("Relire")),
    "answer": (later("Correction demandée du compte rendu : %(title)s"), later("Répondre")),
    "approve": (later("Délai passé pour le compte rendu : %(title)s"), later("Approuver")),
    "publish": (later("Compte rendu à publier : %(title)s"), later("Publier")),
}
"""What minutes wait for at the desk, and its verb."""


def _sessions(edition: Any) -> Iterable[Todo]:
    for row in to_prepare(edition, now=now()):
        sentence, verb = {
            "planned": (_("À préparer : %(title)s, le %(day)s"), _("Préparer")),
            "opened": (_("Séance ouverte : %(title)s"), _("Suivre")),
        }.get(row.state, (_("À ouvrir : %(title)s, le %(day)s"), _("Ouvrir")))
        yield Todo(
            sentence=sentence % {"title": row.title, "day": day_of_year(row.starts_at)},
            verb=verb,
            address=reverse("office:session", args=[edition.slug, row.public_id]),
            urgent=row.state != "planned",
        )
    coming = next_session_of(edition)
    if coming is not None and coming.state == "announced":
        silent = answers_of(coming)["none"]
        if silent:
            yield Todo(
                sentence=ngettext(
                    "%(count)s personne sans réponse pour « %(title)s »",
                    "%(count)s personnes sans réponse pour « %(title)s »",
                    silent,
                )
                % {"count": silent, "title": coming.title},
                verb=_("Relancer"),
                address=reverse("office:remind", args=[edition.slug, coming.public_id]),
            )
    for row in without_minutes(edition):
        wanted = MINUTES.get(next_move(row, now=now()))
        if wanted is not None:
            yield Todo(
                sentence=wanted[0] % {"title": row.title},
                verb=wanted[1],
                address=reverse("office:minutes", args=[edition.slug, row.public_id]),
            )


def _tests(edition: Any) -> Iterable[Todo]:
    late = late_tests(edition, today=localdate()).count()
    if late:
        yield Todo(
            sentence=ngettext(
                "%(count)s avis des services en retard",
                "%(count)s avis des services en retard",
                late,
            )
            % {"count": late},
            verb=_("Voir"),
            address=reverse("office:proposals", args=[edition.slug]),
            urgent=True,
        )


def _council(edition: Any) -> Iterable[Todo]:
    file = file_of(edition)
    if file is None:
        return
    silent = sum(1 for one in points_of(file) if one.answer is None or one.without_reason)
    late = sum(1 for one in actions_of(edition, today=localdate()) if one.is_late)
    overview = reverse("office:council", args=[edition.slug])
    if silent:
        yield Todo(
            sentence=ngettext(
                "%(count)s point attend une réponse ou une raison du conseil",
                "%(count)s points attendent une réponse ou une raison du conseil",
                silent,
            )
            % {"count": silent},
            verb=_("Saisir"),
            address=overview,
        )
    if late:
        yield Todo(
            sentence=ngettext(
                "%(count)s action de suivi est en retard",
                "%(count)s actions de suivi sont en retard",
                late,
            )
            % {"count": late},
            verb=_("Suivre"),
            address=overview,
            urgent=True,
        )


def _questions(edition: Any) -> Iterable[Todo]:
    late = late_questions(edition, today=localdate()).count()
    if late:
        yield Todo(
            sentence=ngettext(
                "%(count)s question attend sa réponse depuis trop longtemps",
                "%(count)s questions attendent leur réponse depuis trop longtemps",
                late,
            )
            % {"count": late},
            verb=_("Voir"),
            address=reverse("public:questions", args=[edition.slug]),
            urgent=True,
        )


_SOURCES: tuple[Callable[[Any], Iterable[Todo]], ...] = (
    _draws,
    _polls,
    _topic_vote,
    _steps,
    _sessions,
    _tests,
    _council,
    _questions,
    _topics,
    _unanswered_offers,
    _recruitment,
    _missing_seats,
    _ended_mandates,
)
