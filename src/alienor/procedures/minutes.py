"""Minutes drafted from the day itself: what was counted becomes facts that nobody types, what
people said becomes words that the committee may correct in their form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from alienor.cores.seating import met_by_each
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, require
from alienor.platform.errors import NotFound
from alienor.procedures.wording import day_named, hour_named
from alienor.stages.founding.queries import derogations_of, rules_of
from alienor.stages.hearings.queries import hearings_on
from alienor.stages.polls.queries import polls_of, polls_of_day
from alienor.stages.sessions import minutes as stage
from alienor.stages.sessions.day_notes import ItemNotes, items_at_tables, notes_of_day
from alienor.stages.sessions.debating import Debate, debates_of
from alienor.stages.sessions.exit_questions import exit_counts
from alienor.stages.sessions.incidents import points_of_order_of
from alienor.stages.sessions.minutes_queries import ITEM, SUMMARY, facts_of, versions_of
from alienor.stages.sessions.models import Minutes, Session
from alienor.stages.sessions.queries import attendance_of, tables_of
from alienor.stages.sessions.sheets import Disagreement
from alienor.stages.sessions.tables import plan_of

NOTES_AT_MOST = 400
"""Characters of a table's notes that are quoted; the scribe's page holds them whole."""
FRENCH = "fr"
"""The language in which words are drafted; facts are numbers and references, said in any."""


@action
def draft_from_day(*, session_id: int, actor: Actor, clock: Clock) -> Minutes:
    """Draft the minutes from what happened, in one go.

    Who: `sessions.write_minutes`. Register: `minutes_drafted`. Errors: those of `draft_minutes`.
    """
    session = _day(session_id, actor)
    return stage.draft_minutes(
        session_id=session_id,
        facts=facts_of_day(session, now=clock.now()),
        words=drafted_words(session),
        actor=actor,
        clock=clock,
    )


@action
def correct_words(
    *,
    session_id: int,
    words: Mapping[str, str],
    reason: str,
    actor: Actor,
    clock: Clock,
    seen: str = "",
) -> Minutes:
    """Correct the words of the minutes; what was counted is computed again with them.

    Who: `sessions.write_minutes`. Register: `minutes_corrected`. Errors: those of
    `correct_minutes`.
    """
    session = _day(session_id, actor)
    return stage.correct_minutes(
        session_id=session_id,
        facts=facts_of_day(session, now=clock.now()),
        words=words,
        reason=reason,
        seen=seen,
        actor=actor,
        clock=clock,
    )


def facts_of_day(session: Session, *, now: datetime) -> dict[str, Any]:
    """What a day can count of itself, ready to be published: no name, no count below the smallest
    cell of the rules.

    `opened`, `closed`: UTC; `people` and `residents`: how many came, None where too few;
    `by_college`: [code, count or None]; `items`: when each item of the agenda really was;
    `heard`, `votes`, `derogations`, `points` (of order): public ids; `decided`: digests of its
    sentences; `debates`: how many stood where, each time they were counted; `ready`: hands of the
    tables to each question; `tables`, `speaking`, `exit`: None or empty where there is nothing to
    publish.
    """
    attendance = attendance_of(session)
    privacy = rules_of(session.edition).privacy
    heard = list(hearings_on(session.edition, session.public_id))
    polls = polls_of_day(polls_of(session.edition), session)
    return {
        "opened": _utc(session.opened_at),
        "closed": _utc(session.closed_at),
        "people": attendance.people,
        "residents": attendance.residents,
        "by_college": []
        if attendance.people is None
        else [[one.college, one.count] for one in attendance.by_college if one.count != 0],
        "companions": session.companions,
        "children": session.children,
        "items": [
            {
                "number": item.position + 1,
                "begun": _utc(item.begun_at),
                "ended": _utc(item.ended_at),
            }
            for item in session.agenda.all()
        ],
        "heard": [one.public_id for one in heard],
        "questions": sum(len(one.questions.all()) for one in heard),
        "votes": list(
            polls.filter(state__in=("published", "annulled")).values_list("public_id", flat=True)
        ),
        "tables": _tables(session),
        "debates": [
            {
                "item": item.position + 1,
                "statement": one.statement.digest,
                "counts": [
                    [_utc(count.at), count.agree, count.between, count.disagree]
                    for count in one.counts
                ],
            }
            for item, held in debates_of(session)
            for one in held
        ],
        "ready": [
            {"item": item.number, "question": question.number, **question.readiness}
            for item in notes_of_day(session)
            for question in item.questions
            if question.readiness and privacy.tells(sum(question.readiness.values()))
        ],
        "points": [one.public_id for one in points_of_order_of(session)],
        "speaking": dict(session.speaking),
        "derogations": list(
            derogations_of(session.edition)
            .filter(
                made_at__gte=session.opened_at or session.starts_at,
                made_at__lte=session.closed_at or session.ends_at,
            )
            .order_by("pk")
            .values_list("public_id", flat=True)
        ),
        "decided": [one.text.digest for one in session.conclusions.select_related("text")],
        "exit": _exit(session, now),
    }


def drafted_words(session: Session) -> dict[str, str]:
    """The words that the day gives: what is told first, what tables handed in, and the arguments
    of its debates."""
    with override(FRENCH):
        words = {SUMMARY: _summary(session)}
        for notes in notes_of_day(session):
            words[f"{ITEM}{notes.number}"] = _of_tables(notes)
        for item, held in debates_of(session):
            words[f"{ITEM}{item.position + 1}"] = _of_debate(held)
    return words


def _of_tables(notes: ItemNotes) -> str:
    """Agreements with the tables that wrote them, disagreements with each position, then notes;
    no two disagreements are made one. Each is an item of a list, as a dash begins it."""
    lines: list[str] = []
    for question in notes.questions:
        said = [
            ngettext(
                "Accord : %(sentence)s (table %(tables)s)",
                "Accord : %(sentence)s (tables %(tables)s)",
                len(tables),
            )
            % {"sentence": _stopped(sentence), "tables": ", ".join(map(str, tables))}
            for sentence, tables in question.agreements
        ]
        said += [
            _("Désaccord (table %(table)s) : %(about)s")
            % {
                "table": one.table,
                "about": _apart(apart),
            }
            for one in question.sheets
            for apart in one.sheet.disagreements
        ]
        said += [
            _("Table %(table)s : %(notes)s")
            % {
                "table": one.table,
                "notes": Truncator(" ".join(one.sheet.notes.split())).chars(NOTES_AT_MOST),
            }
            for one in question.sheets
            if one.sheet.notes.strip()
        ]
        if said and len(notes.questions) > 1:
            lines.append(f"« {question.words} »")
        lines += [f"- {one}" for one in said]
    return "\n".join(lines)


def _apart(disagreement: Disagreement) -> str:
    """What a disagreement is about, then each of its positions in its own words."""
    return _("%(about)s. Positions : %(positions)s") % {
        "about": _stopped(disagreement.about),
        "positions": " ; ".join(f"« {_stopped(one)} »" for one in disagreement.positions),
    }


def _of_debate(held: list[Debate]) -> str:
    """The arguments on each side, as they were noted, nobody named."""
    labels = {
        "for": _("d'accord"),
        "between": _("entre les deux"),
        "against": _("pas d'accord"),
    }
    lines = []
    for one in held:
        if any(one.arguments.values()):
            lines.append(f"« {one.statement} »")
        lines += [
            "- "
            + _("%(side)s : %(argument)s") % {"side": capfirst(labels[side]), "argument": words}
            for side, said in one.arguments.items()
            for _number, words in said
        ]
    return "\n".join(lines)


def _stopped(sentence: str) -> str:
    return sentence.strip().rstrip(".")


def _summary(session: Session) -> str:
    begun = session.opened_at or session.starts_at
    return _(
        "« %(title)s », le %(day)s, %(place)s. La séance a été ouverte à %(opened)s et levée à "
        "%(closed)s."
    ) % {
        "title": session.title,
        "day": day_named(begun),
        "place": session.place,
        "opened": hour_named(begun),
        "closed": hour_named(session.closed_at or session.ends_at),
    }


def _tables(session: Session) -> dict[str, int] | None:
    """How many rounds and tables there were, and how many people each met there at least and at
    most; who sat where is nobody's. Nothing where no item was held at tables."""
    if not items_at_tables(session):
        return None
    rounds = tables_of(session)
    met = met_by_each(plan_of(session))
    if not rounds or not met:
        return None
    return {
        "rounds": len(rounds),
        "tables": max(len(tables) for tables in rounds.values()),
        "met_least": min(met.values()),
        "met_most": max(met.values()),
    }


def _exit(session: Session, now: datetime) -> dict[str, Any] | None:
    """What those who were there said at the end, for the whole day; None where too few did, and as
    long as they may say it. Said once, it stays as it was: between two versions, somebody whose
    data were erased would be the difference."""
    for version in versions_of(session):
        if said := facts_of(version).get("exit"):
            return dict(said)
    whole = next((one for one in exit_counts(session, now=now) if one.table == 0), None)
    if whole is None:
        return None
    return {"people": whole.people, "counts": whole.counts}


def _day(session_id: int, actor: Actor) -> Session:
    session = Session.objects.select_related("edition", "edition__rules").filter(pk=session_id)
    found = session.first()
    if found is None:
        raise NotFound("session")
    require(actor, "sessions.write_minutes", on=found.edition)
    return found


def _utc(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ") if moment else None
