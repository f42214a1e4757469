"""What each printed document holds, gathered by queries."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alienor.cores.voting.cells import BALLOTS, BLANK, INVALID
from alienor.cores.voting.ranking.piles import letter_of
from alienor.cores.voting.ways import way_of
from alienor.cores.wording import folded
from alienor.platform.errors import NotFound
from alienor.platform.people.records import identities
from alienor.stages.bodies.queries import colleges_in
from alienor.stages.followup.queries import file_of
from alienor.stages.founding.queries import city, rules_of
from alienor.stages.polls.queries import published_polls_of
from alienor.stages.proposals.queries import (
    clauses_of,
    final_text_of,
    minority_opinions_of,
    proposals_of,
    tests_of,
)
from alienor.stages.sessions.queries import agenda_of
from alienor.surfaces.polls import cell_labels, poll_view
from alienor.surfaces.words import (
    COLLEGES,
    GRADES,
    ITEM_KINDS,
    day_and_hour,
    hour,
    reader_language,
)

BALLOTS_A_PAGE = 2
PILES_A_SHEET = 14
"""Lines for piles of identical ballots, which nobody can count beforehand."""
PAGES_AT_MOST = 150


def council_file(edition: Any) -> dict[str, Any]:
    """The file for the council: the text voted, the votes, the services' opinions, the minority.

    Errors: NotFound where the assembly has adopted no text.
    """
    final, file = final_text_of(edition), file_of(edition)
    if final is None or final.state != "adopted":
        raise NotFound("final text")
    rules, language = rules_of(edition), reader_language()
    axes = {one.code: one.label.in_language(language) for one in rules.test_sheets.axis}
    verdicts = {one.code: one.label.in_language(language) for one in rules.test_sheets.verdict}
    views = [poll_view(poll) for poll in reversed(published_polls_of(edition))]
    return {
        **house(_("Dossier transmis au conseil municipal"), edition),
        "edition": edition.title,
        "not_binding": _(
            "Le vote de l'assemblée ne lie pas le conseil municipal en droit. Le conseil répond à "
            "chaque point, avec ses raisons, dans les %(days)s jours (article %(article)s)."
        )
        % {"days": rules.council.answer_days, "article": rules.council.article},
        "labels": {
            "letter": _("La lettre"),
            "text": _("Le texte voté"),
            "votes": _("Les votes"),
            "tests": _("Les avis des services"),
            "opinions": _("Les opinions minoritaires"),
        },
        "letter": str(file.letter) if file else "",
        "final_title": str(final.title),
        "preamble": str(final.preamble or ""),
        "clauses": [{"title": str(one.title), "text": str(one.text)} for one in clauses_of(final)],
        "votes": [
            {"question": str(view.poll.question), "sentence": view.sentence} for view in views
        ],
        "tests": [
            {
                "proposal": str(proposal.title),
                "axis": axes.get(sheet.axis, sheet.axis),
                "service": sheet.service,
                "verdict": verdicts.get(sheet.verdict, sheet.verdict),
                "reason": str(sheet.reason or ""),
                "conditions": str(sheet.conditions or ""),
            }
            for proposal in proposals_of(edition)
            for sheet in tests_of(proposal)
            if sheet.answered_at
        ],
        "opinions": [
            {
                "title": str(one.title),
                "text": str(one.text),
                "signed": ngettext("%(count)s signature", "%(count)s signatures", one.signatures)
                % {"count": one.signatures},
            }
            for one in minority_opinions_of(edition)
        ],
    }


def ballots(poll: Any, *, people: int) -> dict[str, Any]:
    """Paper ballots for `people`, and a sheet for each of the two who count."""
    view = poll_view(poll)
    ballot = way_of(poll.method).ballot
    labels = cell_labels(poll)
    answers = [label for cell, label in labels.items() if cell not in (BALLOTS, BLANK, INVALID)]
    options = [str(option.text) for option in poll.options.all()]
    if ballot == "approved_set":
        costs = [option.cost for option in poll.options.all()]
        answers = [
            f"{letter_of(place)}. {text} ({cost})"
            for place, (text, cost) in enumerate(zip(options, costs, strict=True))
        ]
    if ballot == "ranking":
        answers = [f"{letter_of(place)}. {text}" for place, text in enumerate(options)]
    return {
        **house(_("Vote sur papier"), poll.edition),
        "question": str(poll.question),
        "how": view.how,
        "instruction": _ballot_instruction(ballot),
        "answers": options if ballot == "grades" else answers,
        "grades": [str(label) for label in GRADES.values()] if ballot == "grades" else [],
        "piles": PILES_A_SHEET if ballot in ("ranking", "approved_set") else 0,
        "cells": list(labels.values()),
        "tellers": [_("Premier comptage"), _("Second comptage, sans voir le premier")],
        "labels": {
            "tally": _("Feuilles de dépouillement"),
            "answer": _("Réponse"),
            "count": _("Nombre"),
            "pile": _("Bulletins identiques : leurs lettres"),
            "signature": _("Fonction et signature :"),
        },
        "sheets": min(PAGES_AT_MOST, -(-people // BALLOTS_A_PAGE)),
    }


def _ballot_instruction(ballot: str) -> str:
    return {
        "approved_set": _(
            "Cochez tous les projets qui vous conviennent, pliez, mettez dans l'urne. Ne signez "
            "pas."
        ),
        "approval": _("Cochez les cases de votre choix, pliez, mettez dans l'urne. Ne signez pas."),
        "ranking": _(
            "Écrivez 1 dans la case du choix que vous préférez, 2 dans celle du suivant, et ainsi "
            "de suite ; arrêtez-vous quand vous voulez. Pliez, mettez dans l'urne. Ne signez pas."
        ),
        "grades": _(
            "Cochez une mention pour chaque choix, pliez, mettez dans l'urne. Ne signez pas."
        ),
    }.get(ballot) or _("Cochez une seule case, pliez, mettez dans l'urne. Ne signez pas.")


def presence_list(session: Any) -> dict[str, Any]:
    """Who has a place in the body that meets, by college, to sign on arriving."""
    members = colleges_in(session.edition, session.body)
    names = identities(members)
    by_college = sorted(
        ((college, names[one].full_name) for one, college in members.items()),
        key=lambda row: (row[0], folded(row[1])),
    )
    when = day_and_hour(session.starts_at)
    return {
        **house(_("Liste de présence : %(title)s") % {"title": session.title}, session.edition),
        "when": f"{when}, {session.place}",
        "headers": [_("Nom"), _("Arrivée"), _("Départ"), _("Signature")],
        "walk_ins": _("Venues sans inscription"),
        "colleges": [
            {
                "label": capfirst(str(COLLEGES.get(college, college))),
                "people": [name for _college, name in rows if name],
            }
            for college, rows in groupby(by_college, key=lambda row: row[0])
        ],
    }


def run_sheet(session: Any) -> dict[str, Any]:
    """The run of a day, for the team: when, what, where, with whom, with what."""
    timed = agenda_of(session)
    return {
        **house(_("Déroulé : %(title)s") % {"title": session.title}, session.edition),
        "when": f"{day_and_hour(session.starts_at)} · {session.place}",
        "headers": [
            _("Heure"),
            _("Heure réelle"),
            _("Durée"),
            _("Point"),
            _("Lieu"),
            _("Qui mène"),
            _("Matériel"),
        ],
        "items": [
            {
                "at": hour(one.begins_at),
                "minutes": _("%(minutes)s min") % {"minutes": one.item.minutes},
                "title": str(one.item.title),
                "kind": str(ITEM_KINDS[one.item.kind]),
                "room": one.item.room,
                "lead": one.item.lead,
                "material": one.item.material,
            }
            for one in timed
        ],
        "ends": _("Fin prévue à %(hour)s.") % {"hour": hour(session.ends_at)},
        "notes": _("Notes"),
    }


def house(title: str, edition: Any) -> dict[str, Any]:
    """What every document says of itself: its title, the city, the language, its foot."""
    known = city()
    name = known.name if known else ""
    return {
        "title": title,
        "city": name,
        "language": reader_language(),
        "foot": f"{name} · {edition.title}",
    }
