"""What one can do now, for each role that one has: few lines, each with its verb and its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alienor.platform.access.decide import may
from alienor.platform.access.roles import roles_of, services_of
from alienor.platform.actors import Actor
from alienor.procedures.wording import full_day
from alienor.stages.bodies.queries import (
    calls_to,
    college_in,
    seats_of_person,
    volunteerings_of,
)
from alienor.stages.dialogue.moderating import contributions_to
from alienor.stages.dialogue.queries import waiting_questions
from alienor.stages.followup.queries import file_of, points_of, unassessed_actions
from alienor.stages.founding.queries import PathStep, path_of, rules_of
from alienor.stages.proposals.queries import (
    drafts_of,
    proposals_of,
    unreplied_tests,
    unwritten_amendments,
    waiting_tests,
)
from alienor.stages.sessions.minutes_queries import next_move, without_minutes
from alienor.stages.sessions.queries import (
    in_preparation,
    next_session_of,
    own_answer,
)
from alienor.stages.topics.queries import likely_duplicates, topics_of
from alienor.surfaces.words import BODIES

MOST = 5
RECENT = timedelta(days=7)
SOON = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing to do: what, the verb, where."""

    sentence: str
    verb: str
    address: str
    urgent: bool = False


@dataclass(frozen=True, kw_only=True)
class Role:
    """What somebody can do now in one capacity."""

    label: Any
    lines: list[Line]


@dataclass(frozen=True, kw_only=True)
class Now:
    """What somebody can do now in an edition, and what comes next where there is nothing."""

    edition: Any
    path: list[PathStep]
    roles: list[Role]

    @property
    def next_step(self) -> PathStep | None:
        return next((item for item in self.path if item.status == "next"), None)


@dataclass(frozen=True, kw_only=True)
class Place:
    """An edition as one person stands in it: what the lines of a role are made from."""

    edition: Any
    actor: Actor
    path: list[PathStep]

    def address(self, name: str, *parts: object) -> str:
        """A page of this edition."""
        return reverse(name, args=[self.edition.slug, *parts])

    def sits_now(self, body: str) -> bool:
        """Whether the steps between which a body works, if its rule names any, are these."""
        status = {item.rule.code: item.status for item in self.path}
        rule = next((one for one in rules_of(self.edition).bodies if one.code == body), None)
        if rule is None:
            return False
        begun = rule.mandate_from is None or status.get(rule.mandate_from) != "next"
        return begun and status.get(rule.mandate_to or "") != "done"


def now_in(editions: Iterable[Any], actor: Actor) -> list[Now]:
    """What somebody can do in each of these editions, role by role, most urgent first."""
    found = []
    for edition in editions:
        place = Place(edition=edition, actor=actor, path=path_of(edition))
        held = roles_of(actor, edition)
        roles = [
            Role(label=label, lines=sorted(lines, key=lambda line: not line.urgent)[:MOST])
            for role, (label, source) in SOURCES.items()
            if role in held and (lines := list(source(place)))
        ]
        found.append(Now(edition=edition, path=place.path, roles=roles))
    return found


def _group(place: Place) -> Iterator[Line]:
    if not place.sits_now("proposition_group"):
        return
    for sheet in unreplied_tests(place.edition)[:1]:
        yield Line(
            sentence=_("%(service)s a donné son avis sur « %(title)s »")
            % {"service": sheet.service, "title": sheet.proposal.title},
            verb=_("Répondre"),
            address=place.address("public:reply_to_test", sheet.public_id),
            urgent=True,
        )
    for amendment in unwritten_amendments(place.edition)[:1]:
        yield Line(
            sentence=_("L'assemblée a amendé « %(title)s »") % {"title": amendment.proposal.title},
            verb=_("Écrire ses mots dans le texte"),
            address=place.address("public:write_version", amendment.proposal.public_id),
            urgent=True,
        )
    drafts = list(drafts_of(place.edition))
    for verb, page, wanted in (
        (_("Soumettre à l'assemblée"), "public:freeze_proposal", "ready"),
        (_("Demander un avis"), "public:request_test", "untested"),
        (_("Écrire"), "public:write_version", "written"),
    ):
        one = next((row for row in drafts if wanted in _states(row)), None)
        if one is not None:
            yield Line(
                sentence=DRAFT[wanted] % {"title": one.title, "number": one.written},
                verb=verb,
                address=place.address(page, one.public_id),
            )
    yield Line(
        sentence=_("Quelqu'un dont le métier ou la vie éclairerait le sujet ?"),
        verb=_("Proposer une audition"),
        address=place.address("public:propose_hearing"),
    )
    for row in drafts[:1]:
        yield Line(
            sentence=_("Le groupe n'est pas d'accord sur « %(title)s » ?") % {"title": row.title},
            verb=_("Noter un désaccord"),
            address=place.address("public:note_disagreement", row.public_id),
        )
    for row in [row for row in drafts if row.written > 1][:1]:
        yield Line(
            sentence=_("Ce qui a changé dans « %(title)s »") % {"title": row.title},
            verb=_("Comparer"),
            address=place.address("public:compare", row.public_id, row.written - 1, row.written),
        )


DRAFT = {
    "ready": gettext_lazy("« %(title)s » a ses avis, et le groupe y a répondu"),
    "untested": gettext_lazy("Aucun service n'a été consulté sur « %(title)s »"),
    "written": gettext_lazy("« %(title)s » s'écrit encore (version %(number)s)"),
}


def _states(draft: Any) -> set[str]:
    if not draft.asked:
        return {"written", "untested"}
    return {"written"} if draft.waits else {"written", "ready"}


MINUTES = {
    "draft": (gettext_lazy("Pas encore de compte rendu : %(title)s"), gettext_lazy("Rédiger")),
    "submit": (gettext_lazy("Compte rendu à relire : %(title)s"), gettext_lazy("Relire")),
    "answer": (
        gettext_lazy("Correction demandée du compte rendu : %(title)s"),
        gettext_lazy("Répondre"),
    ),
}
"""What the committee may do for minutes; organisers submit and publish them."""


def _committee(place: Place) -> Iterator[Line]:
    if not place.sits_now("methodology_committee"):
        return
    today = now()
    for row in in_preparation(place.edition, now=today)[:3]:
        verb, page = _preparing(row, soon=row.starts_at <= today + SOON)
        yield Line(
            sentence=_("%(title)s, le %(day)s")
            % {"title": row.title, "day": full_day(row.starts_at)},
            verb=verb,
            address=place.address(page, row.public_id),
            urgent=row.starts_at <= today + SOON,
        )
    for row in without_minutes(place.edition)[:1]:
        wanted = MINUTES.get(next_move(row, now=today))
        if wanted is not None:
            yield Line(
                sentence=wanted[0] % {"title": row.title},
                verb=wanted[1],
                address=place.address("office:minutes", row.public_id),
            )
    yield Line(
        sentence=_("Une séance de travail de plus ?"),
        verb=_("Prévoir"),
        address=place.address("office:plan_session"),
    )


def _preparing(row: Any, *, soon: bool) -> tuple[str, str]:
    """The next thing that a day to prepare needs: its verb, its page."""
    if not row.has_agenda:
        return _("Faire l'ordre du jour"), "office:set_agenda"
    if row.state == "planned":
        return _("Annoncer"), "office:announce_session"
    if soon and not row.has_tables:
        return _("Composer les tables"), "office:make_tables"
    return _("Préparer"), "office:session"


def _questions(place: Place, asked: Callable[[Any], bool]) -> Iterator[Line]:
    today = localdate()
    for row in [row for row in waiting_questions(place.edition) if asked(row)][:3]:
        yield Line(
            sentence=_("« %(title)s », à répondre avant le %(day)s")
            % {"title": row.title, "day": full_day(row.due_on)},
            verb=_("Répondre"),
            address=place.address("public:answer_question", row.public_id),
            urgent=row.due_on < today,
        )


def _elected(place: Place) -> Iterator[Line]:
    person_id = place.actor.person_id
    own = {seat.public_id for seat in seats_of_person(person_id)} if person_id else set()
    yield from _questions(place, lambda row: row.seat in own)
    day = next_session_of(place.edition)
    if day is None or person_id is None or college_in(place.edition, day.body, person_id) is None:
        return
    given = own_answer(day, person_id)
    asked = day.state == "announced" and given is None
    yield Line(
        sentence=_("%(title)s, le %(day)s") % {"title": day.title, "day": full_day(day.starts_at)},
        verb=_("Dire si vous venez") if asked else _("Voir la journée"),
        address=f"#journee-{day.public_id}"
        if asked
        else place.address("public:session", day.public_id),
        urgent=asked,
    )


def _service(place: Place) -> Iterator[Line]:
    services, today = services_of(place.actor, place.edition), localdate()
    for sheet in [one for one in waiting_tests(place.edition) if one.service in services][:3]:
        yield Line(
            sentence=_("« %(title)s », avis attendu avant le %(day)s")
            % {"title": sheet.proposal.title, "day": full_day(sheet.due_on)},
            verb=_("Donner l'avis"),
            address=place.address("public:answer_test", sheet.public_id),
            urgent=sheet.due_on < today,
        )
    yield from _questions(place, lambda row: row.service in services)


def _followup(place: Place) -> Iterator[Line]:
    file = file_of(place.edition)
    if file is None or not place.sits_now("followup_group"):
        return
    for row in unassessed_actions(place.edition, today=localdate())[:3]:
        yield Line(
            sentence=(
                _("« %(title)s » est en retard") if row.is_late else _("Où en est « %(title)s » ?")
            )
            % {"title": row.title},
            verb=_("Donner votre avis"),
            address=place.address("public:assess_action", row.public_id),
            urgent=row.is_late,
        )
    for one in [one for one in points_of(file) if one.answer is None or one.without_reason][:1]:
        yield Line(
            sentence=_("Le conseil n'a pas dit pourquoi, ou pas répondu : %(title)s")
            % {"title": one.point.title},
            verb=_("Demander de nouveau"),
            address=place.address("public:remind_point", one.point.public_id),
        )
    yield Line(
        sentence=_("L'assemblée devrait-elle se réunir de nouveau ?"),
        verb=_("Demander une journée de retour"),
        address=place.address("public:ask_return"),
    )


def _screener(place: Place) -> Iterator[Line]:
    waiting = topics_of(place.edition).filter(state="submitted").count()
    if not waiting:
        return
    yield Line(
        sentence=ngettext(
            "%(count)s sujet attend l'avis du jury",
            "%(count)s sujets attendent l'avis du jury",
            waiting,
        )
        % {"count": waiting},
        verb=_("Examiner"),
        address=place.address("office:topics"),
        urgent=True,
    )
    for one, other in likely_duplicates(place.edition)[:1]:
        yield Line(
            sentence=_("Deux sujets se ressemblent : « %(one)s » et « %(other)s »")
            % {"one": one.title, "other": other.title},
            verb=_("Réunir"),
            address=place.address("office:merge_topic", other.public_id),
        )


def _moderator(place: Place) -> Iterator[Line]:
    lately = contributions_to(place.edition).filter(at__gte=now() - RECENT).count()
    if lately:
        yield Line(
            sentence=ngettext(
                "%(count)s contribution depuis une semaine",
                "%(count)s contributions depuis une semaine",
                lately,
            )
            % {"count": lately},
            verb=_("Relire"),
            address=place.address("public:moderation"),
        )


def _resident(place: Place) -> Iterator[Line]:
    person_id = place.actor.person_id
    standing = {row.body for row in volunteerings_of(person_id)} if person_id else set()
    for call in calls_to(place.edition, person_id) if person_id else ():
        if call.body not in standing:
            yield Line(
                sentence=ngettext(
                    "%(body)s : %(count)s personne recherchée",
                    "%(body)s : %(count)s personnes recherchées",
                    call.seats,
                )
                % {"body": capfirst(BODIES.get(call.body, call.body)), "count": call.seats},
                verb=_("Être volontaire"),
                address=f"#appel-{place.edition.slug}-{call.body}",
            )
    if not may(place.actor, "proposals.amend", on=place.edition):
        return
    for row in [row for row in proposals_of(place.edition) if row.state == "frozen"][:2]:
        yield Line(
            sentence=_("« %(title)s » est soumise à l'assemblée") % {"title": row.title},
            verb=_("Lire et amender"),
            address=place.address("public:proposal", row.public_id),
        )


def _volunteer(place: Place) -> Iterator[Line]:
    day = next_session_of(place.edition)
    if day is not None and day.state == "announced" and place.actor.person_id is not None:
        given = own_answer(day, place.actor.person_id)
        comes = given is not None and given.answer == "yes"
        yield Line(
            sentence=(
                _("Vous êtes inscrite ou inscrit : %(title)s, le %(day)s")
                if comes
                else _("Vous pouvez venir : %(title)s, le %(day)s")
            )
            % {"title": day.title, "day": full_day(day.starts_at)},
            verb=_("Me désinscrire") if comes else _("M'inscrire"),
            address=f"#journee-{day.public_id}",
        )
    yield from _resident(place)


def _reception(place: Place) -> Iterator[Line]:
    day = next_session_of(place.edition)
    if day is not None:
        title = {"title": day.title, "day": full_day(day.starts_at)}
        yield Line(
            sentence=_("%(title)s, le %(day)s") % title,
            verb=_("Ouvrir l'accueil"),
            address=place.address("office:welcome", day.public_id),
            urgent=day.state == "opened",
        )
        yield Line(
            sentence=_("Ce dont les personnes ont besoin"),
            verb=_("Lire"),
            address=place.address("office:needs", day.public_id),
        )


def _desk(place: Place) -> Iterator[Line]:
    yield Line(
        sentence=_("Le bureau dit ce qui presse aujourd'hui"),
        verb=_("Ouvrir le bureau"),
        address=place.address("office:edition"),
    )


SOURCES: dict[str, tuple[Any, Callable[[Place], Iterable[Line]]]] = {
    "proposition_group": (gettext_lazy("Au groupe de proposition"), _group),
    "methodology_committee": (gettext_lazy("Au comité de méthodologie"), _committee),
    "followup_group": (gettext_lazy("Au groupe de suivi"), _followup),
    "screener": (gettext_lazy("Pour examiner les sujets"), _screener),
    "elected": (gettext_lazy("Comme élue ou élu"), _elected),
    "city_service": (gettext_lazy("Pour votre service"), _service),
    "moderator": (gettext_lazy("À la modération"), _moderator),
    "reception": (gettext_lazy("À l'accueil"), _reception),
    "organiser": (gettext_lazy("À l'organisation"), _desk),
    "chair": (gettext_lazy("À l'animation"), _desk),
    "drawn": (gettext_lazy("À l'assemblée"), _resident),
    "volunteer": (gettext_lazy("À l'assemblée"), _volunteer),
}
