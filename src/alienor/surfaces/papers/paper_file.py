"""The paper file of a day: everything that lets it go on without a network or power."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from alienor.cores.voting.cells import INVALID
from alienor.cores.wording import folded
from alienor.platform.people.records import identities
from alienor.procedures.day_votes import votes_of_day
from alienor.stages.bodies.queries import colleges_in
from alienor.stages.polls.conducting import channels_of
from alienor.stages.polls.queries import rules_of_poll
from alienor.stages.sessions.queries import (
    expected_people,
    given_answers,
    recorded_agenda,
    tables_of,
)
from alienor.surfaces.papers.facts import ballots, house, presence_list, run_sheet
from alienor.surfaces.papers.room import SIGN_HOW, own_tables_by_person, sign_codes
from alienor.surfaces.polls import cell_labels, poll_view
from alienor.surfaces.words import (
    DEBATE_SIDES,
    EXIT_ANSWERS,
    EXIT_QUESTIONS,
    PARTS,
    READINESS,
    day_and_hour,
)

LABELS = {
    "how": later("Si le réseau ou le courant manque"),
    "inside": later("Dans ce dossier"),
    "guests": later("Venues sans place : un trait par personne"),
    "who": later("Qui"),
    "strokes": later("Traits"),
    "plan": later("Qui est à quelle table"),
    "name": later("Nom"),
    "tables": later("Tables, ronde après ronde"),
    "table": later("Table"),
    "notes": later("Notes de la table"),
    "notes_how": later(
        "La personne qui anime la table écrit ce qui se dit, sans nom. Un désaccord reste un "
        "désaccord : on l'écrit, on ne le tranche pas."
    ),
    "sign_how": SIGN_HOW,
    "people": later("Combien étiez-vous à cette table ?"),
    "ready": later("Prêts à conclure sur ce point ? Combien de mains"),
    "debate": later("Débat mouvant"),
    "debate_how": later(
        "Comptez la salle aussi souvent qu'elle bouge. Écrivez les arguments de chaque côté, sans "
        "dire de qui."
    ),
    "worded": later("Une affirmation écrite sur place"),
    "hour": later("Heure"),
    "arguments": later("Arguments"),
    "speaking": later("Feuille de parole"),
    "speaking_how": later(
        "Une ligne par prise de parole, sans nom si l'on préfère : la case de sa part de "
        "l'assemblée, et la durée. Qui n'a pas encore parlé passe d'abord."
    ),
    "order": later("N°"),
    "minutes": later("Minutes"),
    "answer": later("Réponse"),
    "sector": later("Secteur"),
    "signature": later("Fonction et signature :"),
    "exit": later("Comment était cette journée, pour vous ?"),
    "exit_how": later(
        "Sans nom. Une réponse par personne : sur cette feuille, ou par téléphone, pas les deux."
    ),
}
STEPS = (
    later("L'accueil fait signer les listes de présence et note qui vient sans inscription."),
    later("Chaque personne trouve sa table sur la liste affichée, ou sur son badge."),
    later("L'animatrice ou l'animateur suit le déroulé et écrit l'heure réelle de chaque point."),
    later("À main levée, deux personnes comptent chaque secteur, chacune à part, sur sa feuille."),
    later(
        "Sur papier, l'urne est dépouillée en public, et deux personnes comptent chacune à part."
    ),
    later("Ensuite, tout se saisit sur une page : « Saisir après coup »."),
)
INSIDE = (
    ("run", later("le déroulé de la journée, pour l'équipe")),
    ("presence", later("les listes de présence")),
    ("plan", later("qui est à quelle table, à afficher")),
    ("signs", later("un panneau par table")),
    ("notes", later("une feuille de notes par table, à photocopier s'il y en a une seule")),
    ("debates", later("une feuille par affirmation de débat mouvant")),
    ("speaking", later("la feuille de parole")),
    ("votes", later("les feuilles de comptage et les bulletins des votes préparés")),
    ("exit", later("les quatre questions de la fin, une feuille à découper par personne")),
    ("badges", later("à part : les badges, à imprimer et à découper")),
)
"""What the file holds, each with the part of a day that it needs."""
NOTE_PARTS = (
    later("Ce qui s'est dit"),
    later("Nos accords"),
    later("Nos désaccords, gardés comme tels"),
)
SECTORS = 4
"""Columns of a sheet on which hands are counted."""
EXIT_AT_MOST = 600


def paper_file(session: Any) -> dict[str, Any]:
    """Everything that lets a day go on without a network, in the order in which it serves.

    Votes that are prepared for the day have their sheets: two tellers for hands, and ballots for an
    urn where the rules allow no hands.
    """
    plan = tables_of(session)
    names = identities(one for turn in plan.values() for ids in turn.values() for one in ids)
    own = own_tables_by_person(session)
    votes = [
        poll for poll in votes_of_day(session) if poll.state in ("drafted", "announced", "opened")
    ]
    people = max(len(_who_may_come(session)), 1)
    agenda = recorded_agenda(session)["items"]
    title = _("Dossier papier : %(title)s") % {"title": session.title}
    kinds = {item["kind"] for item in agenda}
    signs = _signs(plan, names, sign_codes(session))
    holds = {
        "plan": bool(plan),
        "signs": bool(signs),
        "notes": bool(signs) or "tables" in kinds,
        "debates": "moving_debate" in kinds,
        "votes": bool(votes),
    }
    return {
        **house(title, session.edition),
        "when": f"{day_and_hour(session.starts_at)} · {session.place}",
        "labels": {code: str(label) for code, label in LABELS.items()},
        "steps": [str(step) for step in STEPS],
        "inside": [str(words) for code, words in INSIDE if holds.get(code, True)],
        "run": run_sheet(session),
        "presence": presence_list(session),
        "guests": [_("Accompagnants"), _("Enfants")],
        "plan": sorted(
            (
                {"name": who.full_name, "tables": " · ".join(map(str, own[one]))}
                for one, who in names.items()
                if who.full_name
            ),
            key=lambda row: folded(row["name"]),
        ),
        "signs": signs,
        "sheets": [one["number"] for one in signs] or (["…"] if "tables" in kinds else []),
        "asked": [
            {"title": item["title"], "questions": item["prompts"] or [item["title"]]}
            for item in agenda
            if item["kind"] == "tables"
        ],
        "note_parts": [str(label) for label in NOTE_PARTS],
        "readiness": [str(label) for label in READINESS.values()],
        "debates": [
            {"title": item["title"], "statement": statement}
            for item in agenda
            if item["kind"] == "moving_debate"
            for statement in (*item["prompts"], "")
        ],
        "sides": [capfirst(str(label)) for label in DEBATE_SIDES.values()],
        "sectors": SECTORS,
        "parts": [str(label) for label in PARTS.values()],
        "hands": [_hands(poll) for poll in votes if "hands" in channels_on_paper(poll)],
        "ballots": [
            ballots(poll, people=people) for poll in votes if "hands" not in channels_on_paper(poll)
        ],
        "questions": [str(label) for label in EXIT_QUESTIONS.values()],
        "answers": [str(label) for label in EXIT_ANSWERS.values()],
        "slips": min(people, EXIT_AT_MOST),
    }


def _who_may_come(session: Any) -> set[int]:
    """Those who have a place and did not say no, as for the badges, and whoever came."""
    away = {person for person, answer in given_answers(session).items() if answer == "no"}
    members = set(colleges_in(session.edition, session.body))
    return members - away | {person for person, _college in expected_people(session)}


def _signs(
    plan: dict[int, dict[int, list[int]]], names: dict[int, Any], codes: dict[int, dict[str, str]]
) -> list[dict[str, Any]]:
    """A sign for each table, with who sits there in each round and the code that opens its page."""
    numbers = sorted({number for tables in plan.values() for number in tables} | codes.keys())
    return [
        {
            "number": str(number),
            **codes.get(number, {}),
            "rounds": [
                {
                    "label": _("Ronde %(number)s") % {"number": turn},
                    "people": sorted(
                        (names[one].on_badge for one in tables.get(number, [])), key=folded
                    ),
                }
                for turn, tables in plan.items()
            ],
        }
        for number in numbers
    ]


def _hands(poll: Any) -> dict[str, Any]:
    """What two tellers write for a vote by hands, each by themself."""
    return {
        "question": str(poll.question),
        "how": poll_view(poll).how,
        "cells": [label for cell, label in cell_labels(poll).items() if cell != INVALID],
        "tellers": [_("Premier comptage"), _("Second comptage, sans voir le premier")],
    }


def channels_on_paper(poll: Any) -> list[str]:
    """How a vote may be held: as it is, once it is open; before, as the rules allow."""
    rule = rules_of_poll(poll).poll_kind(poll.kind)
    possible = channels_of(rule, poll.method)
    allowed = [one for one in rule.channels if one in possible] or possible
    return [poll.channel] if poll.channel else allowed
