"""Minutes as they are read: on a page, on paper, at the desk. What was counted is said from facts,
in the reader's language; words are shown as they were written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alienor.cores.wording import Paragraph, ParagraphChange, blocks, diff_paragraphs
from alienor.platform.texts.words import texts_by_digest
from alienor.stages.founding.queries import derogations_of
from alienor.stages.hearings.queries import hearings_of
from alienor.stages.polls.queries import polls_of
from alienor.stages.sessions.day_notes import question_words
from alienor.stages.sessions.incidents import points_of_order_of
from alienor.stages.sessions.minutes_queries import (
    ITEM,
    REMARKS,
    SUMMARY,
    drafted_minutes,
    facts_of,
    texts_of,
    words_of,
)
from alienor.stages.sessions.queries import agenda_of
from alienor.surfaces.polls import poll_view
from alienor.surfaces.public.hearings import hearing_views
from alienor.surfaces.words import (
    ASKERS,
    BODIES,
    COLLEGES,
    EXIT_ANSWERS,
    EXIT_QUESTIONS,
    ITEM_KINDS,
    NO_BREAK,
    PARTS,
    day_and_hour,
    hour,
)

LONG = 7
"""From so many sections on, a table of contents comes first."""
NONE = "–"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a section: words, in French where somebody wrote them, and their page."""

    text: str
    french: bool = False
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section of the minutes. `said`: sentences; `columns` and `rows`: a table; `words`: what
    was written, which may be corrected where `editable`. `level`: 3 for an item of the agenda."""

    code: str
    title: str
    level: int = 2
    french: bool = False  # its title is in words that somebody wrote
    said: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[Line, ...] = ()
    words: str = ""
    editable: bool = False

    @property
    def empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.said or self.rows or self.lines or self.words.strip())


def minutes_title(session: Any) -> str:
    """What the minutes of a day are called."""
    return _("Compte rendu : %(title)s") % {"title": session.title}


def sections_of(version: Any) -> list[Section]:
    """What a version says, section by section, those that say nothing left out."""
    return [one for one in all_sections(version) if not one.empty or one.code == "agenda"]


def all_sections(version: Any) -> list[Section]:
    """The same with those that may still be written."""
    session, facts, words = version.session, facts_of(version), words_of(version)
    summary = Section(code=SUMMARY, title=_("En bref"), words=words.get(SUMMARY, ""), editable=True)
    if not facts:
        return [summary]
    return [
        summary,
        _decided(facts),
        _presence(facts),
        *_agenda(session, facts, words),
        _heard(session.edition, facts),
        _votes(session.edition, facts),
        _tables(facts),
        _points(session, facts),
        _speaking(facts),
        _derogations(session.edition, facts),
        _exit(facts),
        Section(code=REMARKS, title=_("Observations"), words=words.get(REMARKS, ""), editable=True),
    ]


def is_long(sections: list[Section]) -> bool:
    """Whether a table of contents helps."""
    return sum(one.level == 2 for one in sections) >= LONG


@dataclass(frozen=True, kw_only=True)
class SectionChange:
    """What became of the words of one section."""

    title: str
    changes: list[ParagraphChange]


def changes_between(old: Any, new: Any) -> list[SectionChange]:
    """What changed in the words from a version to another, section by section."""
    before, after = texts_of(old), texts_of(new)
    titles = {one.code: one.title for one in (*all_sections(old), *all_sections(new))}
    return [
        SectionChange(
            title=titles.get(code, code),
            changes=diff_paragraphs(
                _paragraphs("old", str(before.get(code, ""))),
                _paragraphs("new", str(after.get(code, ""))),
            ),
        )
        for code in dict.fromkeys((*before, *after))
        if str(before.get(code, "")) != str(after.get(code, ""))
    ]


def corrections_since_draft(version: Any) -> list[SectionChange]:
    """What was changed in the words since the first draft."""
    draft = drafted_minutes(version.session)
    return [] if draft is None or draft.pk == version.pk else changes_between(draft, version)


def _paragraphs(side: str, text: str) -> list[Paragraph]:
    """Without an id of their own, paragraphs are matched by their words."""
    return [
        Paragraph(id=f"{side}-{place}", text=said.strip())
        for place, said in enumerate(text.splitlines())
        if said.strip()
    ]


def _decided(facts: Mapping[str, Any]) -> Section:
    texts = texts_by_digest(facts["decided"])
    return Section(
        code="decided",
        title=_("Ce que l’Assemblée a décidé"),
        lines=tuple(
            Line(text=str(texts[one]), french=True) for one in facts["decided"] if one in texts
        ),
    )


def _who_came(people: int | None, residents: int | None) -> str:
    """How many, where it may be said."""
    if people is None:
        return _("Moins de dix personnes.")
    if residents is None:
        return _("%(people)s personnes présentes.") % {"people": people}
    return _("%(people)s personnes présentes, dont %(residents)s habitantes et habitants.") % {
        "people": people,
        "residents": residents,
    }


def _presence(facts: Mapping[str, Any]) -> Section:
    said = [_who_came(facts["people"], facts["residents"])]
    if facts["companions"] or facts["children"]:
        said.append(
            _("Avec elles : %(companions)s accompagnants, %(children)s enfants.")
            % {"companions": facts["companions"], "children": facts["children"]}
        )
    return Section(
        code="presence",
        title=_("Qui était là"),
        said=tuple(said),
        columns=(_("Collège"), _("Personnes")) if facts["by_college"] else (),
        rows=tuple(
            (
                capfirst(str(COLLEGES.get(code, code))),
                _("nombre non publié") if count is None else str(count),
            )
            for code, count in facts["by_college"]
        ),
    )


def _agenda(session: Any, facts: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[Section]:
    timed = agenda_of(session)
    real = {one["number"]: one for one in facts["items"]}
    yield Section(
        code="agenda",
        title=_("Le déroulé"),
        said=(
            _("Séance ouverte à %(opened)s et levée à %(closed)s.")
            % {
                "opened": _hour(facts["opened"]) or NONE,
                "closed": _hour(facts["closed"]) or NONE,
            },
        ),
        columns=(_("Prévu"), _("Réel"), _("Point"), _("Nature")),
        rows=tuple(
            (
                hour(one.begins_at),
                _span(real.get(one.item.position + 1, {})),
                str(one.item.title),
                str(ITEM_KINDS[one.item.kind]),
            )
            for one in timed
        ),
    )
    for one in timed:
        number = one.item.position + 1
        yield Section(
            code=f"{ITEM}{number}",
            title=f"{number}. {one.item.title}",
            level=3,
            french=True,
            said=(*_moved(number, facts), *_ready(one.item, facts)),
            words=words.get(f"{ITEM}{number}", ""),
            editable=True,
        )


def _moved(number: int, facts: Mapping[str, Any]) -> Iterator[str]:
    """How the hall stood on each statement of a moving debate, each time it was counted."""
    held = [one for one in facts.get("debates", ()) if one["item"] == number]
    texts = texts_by_digest(one["statement"] for one in held)
    for one in held:
        for at, agree, between, disagree in one["counts"]:
            yield _(
                "« %(statement)s », à %(at)s : %(agree)s d’accord, %(between)s entre les deux, "
                "%(disagree)s pas d’accord."
            ) % {
                "statement": texts.get(one["statement"], NONE),
                "at": _hour(at),
                "agree": agree,
                "between": between,
                "disagree": disagree,
            }


def _ready(item: Any, facts: Mapping[str, Any]) -> Iterator[str]:
    """How ready the tables said they were to conclude, question by question."""
    asked = [one for one in facts.get("ready", ()) if one["item"] == item.position + 1]
    words = question_words(item) if asked else []
    for one in asked:
        if one["question"] <= len(words):
            yield _(
                "« %(question)s » Prêts à conclure : %(ready)s oui, %(almost)s presque, "
                "%(not_yet)s pas encore."
            ) % {**one, "question": words[one["question"] - 1]}


def _points(session: Any, facts: Mapping[str, Any]) -> Section:
    raised = [
        one for one in points_of_order_of(session) if one.public_id in facts.get("points", ())
    ]
    return Section(
        code="points",
        title=_("Les points d’ordre"),
        lines=tuple(
            Line(
                text=_("%(who)s : %(text)s")
                % {"who": capfirst(_asker(one.asked_by)), "text": one.text}
                + (
                    _(" Décision : %(decision)s") % {"decision": one.decision}
                    if one.decision
                    else ""
                ),
                french=True,
            )
            for one in raised
        ),
    )


def _asker(code: str) -> str:
    return str(ASKERS.get(code) or PARTS.get(code) or BODIES.get(code, code))


def _heard(edition: Any, facts: Mapping[str, Any]) -> Section:
    rows = hearings_of(edition).filter(public_id__in=facts["heard"])
    asked = facts["questions"]
    return Section(
        code="heard",
        title=_("Les personnes entendues"),
        said=(
            ngettext(
                "%(count)s question leur a été posée.",
                "%(count)s questions leur ont été posées.",
                asked,
            )
            % {"count": asked},
        )
        if asked
        else (),
        lines=tuple(
            Line(
                text=" · ".join(
                    part for part in (str(one["name"] or ""), str(one["hearing"].role)) if part
                ),
                french=True,
                address=reverse("public:hearing", args=[edition.slug, one["hearing"].public_id]),
            )
            for one in hearing_views(edition, rows)
        ),
    )


def _votes(edition: Any, facts: Mapping[str, Any]) -> Section:
    polls = {
        poll.public_id: poll for poll in polls_of(edition).filter(public_id__in=facts["votes"])
    }
    found = [poll_view(polls[one]) for one in facts["votes"] if one in polls]
    texts = texts_by_digest(facts["decided"])
    decided = "\n".join(str(text) for text in texts.values())
    return Section(
        code="votes",
        title=_("Les votes"),
        lines=tuple(
            Line(
                text=_result(one, decided),
                address=reverse("public:poll", args=[edition.slug, one.poll.public_id]),
            )
            for one in found
        ),
    )


def _result(view: Any, decided: str) -> str:
    """A vote and its result; its question alone where what was decided says the result already."""
    asked = f"« {view.poll.question} »"
    if view.sentence and view.sentence in decided:
        return asked
    return f"{asked} {view.sentence or _('Vote annulé.')}"


def _tables(facts: Mapping[str, Any]) -> Section:
    seated = facts["tables"]
    return Section(
        code="tables",
        title=_("Les tables"),
        said=(
            ngettext(
                "%(rounds)s ronde, %(tables)s tables au plus.",
                "%(rounds)s rondes, %(tables)s tables au plus.",
                seated["rounds"],
            )
            % seated,
            _("Chaque personne y a rencontré de %(met_least)s à %(met_most)s autres.") % seated,
        )
        if seated
        else (),
    )


def _speaking(facts: Mapping[str, Any]) -> Section:
    spoken = facts["speaking"]
    return Section(
        code="speaking",
        title=_("Le temps de parole en plénière"),
        columns=(_("Qui"), _("Minutes")) if spoken else (),
        rows=tuple(
            (capfirst(str(COLLEGES.get(code) or PARTS.get(code, code))), str(minutes))
            for code, minutes in spoken.items()
        ),
    )


def _derogations(edition: Any, facts: Mapping[str, Any]) -> Section:
    rows = derogations_of(edition).filter(public_id__in=facts["derogations"])
    return Section(
        code="derogations",
        title=_("Les dérogations du jour"),
        lines=tuple(
            Line(
                text=_("Article %(article)s : %(reason)s")
                % {"article": one.article, "reason": one.reason},
                french=True,
            )
            for one in rows.select_related("reason").order_by("pk")
        ),
    )


def _exit(facts: Mapping[str, Any]) -> Section:
    said = facts["exit"]
    if said is None:
        return Section(code="exit", title=_("Comment cette journée a été vécue"))
    return Section(
        code="exit",
        title=_("Comment cette journée a été vécue"),
        said=(
            _("%(people)s personnes l’ont dit à la fin, sans que leur nom y soit attaché.")
            % {"people": said["people"]},
        ),
        columns=(_("Question"), *(str(label) for label in EXIT_ANSWERS.values())),
        rows=tuple(
            (
                str(label),
                *(str(said["counts"][code].get(answer, 0)) for answer in EXIT_ANSWERS),
            )
            for code, label in EXIT_QUESTIONS.items()
            if code in said["counts"]
        ),
    )


def _span(item: Mapping[str, Any]) -> str:
    begun, ended = _hour(item.get("begun")), _hour(item.get("ended"))
    return f"{begun}{NO_BREAK}–{NO_BREAK}{ended}" if begun and ended else begun or NONE


def _hour(moment: str | None) -> str:
    return hour(datetime.fromisoformat(moment)) if moment else ""


def approval_sentence(version: Any, counts: Any) -> str:
    """How the minutes were approved, in one sentence; empty before that."""
    if version.approved_at is None:
        return ""
    how = (
        _("Approuvé le %(when)s par les personnes réunies ce jour-là.")
        if version.approved_how == "session"
        else _("Approuvé le %(when)s : plus personne n’a demandé de correction dans le délai.")
    ) % {"when": day_and_hour(version.approved_at)}
    asked = (
        ngettext(
            "%(count)s correction demandée, %(taken)s faite.",
            "%(count)s corrections demandées, %(taken)s faites.",
            counts.requests,
        )
        % {"count": counts.requests, "taken": counts.taken}
        if counts.requests
        else ""
    )
    yes = (
        ngettext(
            "%(count)s personne l’a approuvé expressément.",
            "%(count)s personnes l’ont approuvé expressément.",
            counts.approvals,
        )
        % {"count": counts.approvals}
        if counts.approvals
        else ""
    )
    return " ".join(part for part in (how, yes, asked) if part)


def on_paper(version: Any) -> list[dict[str, Any]]:
    """The sections as the printed document takes them."""
    return [
        {
            "title": one.title,
            "level": one.level,
            "french": one.french,
            "said": list(one.said),
            "columns": list(one.columns),
            "rows": [list(row) for row in one.rows],
            "lines": [{"text": line.text, "french": line.french} for line in one.lines],
            "blocks": [
                {"lines": list(part.lines), "is_list": part.is_list} for part in blocks(one.words)
            ],
        }
        for one in sections_of(version)
    ]
