"""The paper file of a day: everything that lets it go on without a network or power."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from alienor.cores.voting.cells import BALLOTS, BLANK, INVALID
from alienor.cores.wording import folded
from alienor.platform.people.records import identities
from alienor.stages.polls.conducting import channels_of
from alienor.stages.polls.queries import all_polls_of, polls_of_day, rules_of_poll
from alienor.stages.sessions.queries import expected_people, recorded_agenda, tables_of
from alienor.surfaces.papers.facts import ballots, house, presence_list, run_sheet
from alienor.surfaces.papers.room import SIGN_HOW, own_tables_by_person, sign_codes
from alienor.surfaces.polls import cell_labels, poll_view
from alienor.surfaces.words import EXIT_ANSWERS, EXIT_QUESTIONS, PARTS, day_and_hour

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
    "asked": later("Ce qui est demandé aux tables"),
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
    later("le déroulé de la journée, pour l'équipe"),
    later("les listes de présence"),
    later("qui est à quelle table, à afficher ; un panneau et une feuille de notes par table"),
    later("la feuille de parole"),
    later("les feuilles de comptage et les bulletins des votes préparés"),
    later("les quatre questions de la fin"),
    later("à part : les badges, à imprimer et à découper"),
)
NOTE_PARTS = (
    later("Ce qui est ressorti"),
    later("Nos accords"),
    later("Nos désaccords"),
    later("Nos questions"),
)


def paper_file(session: Any) -> dict[str, Any]:
    """Everything that lets a day go on without a network, in the order in which it serves.

    Votes that are prepared for the day have their sheets: two tellers for hands, and ballots for an
    urn where the rules allow no hands.
    """
    plan = tables_of(session)
    names = identities(one for turn in plan.values() for ids in turn.values() for one in ids)
    own = own_tables_by_person(session)
    votes = [
        poll
        for poll in polls_of_day(all_polls_of(session.edition), session)
        if poll.state in ("drafted", "announced", "opened")
    ]
    people = max(len(expected_people(session)), 1)
    title = _("Dossier papier : %(title)s") % {"title": session.title}
    return {
        **house(title, session.edition),
        "when": f"{day_and_hour(session.starts_at)} · {session.place}",
        "labels": {code: str(label) for code, label in LABELS.items()},
        "steps": [str(step) for step in STEPS],
        "inside": [str(one) for one in INSIDE],
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
        "signs": _signs(plan, names, sign_codes(session)),
        "asked": [
            prompt
            for item in recorded_agenda(session)["items"]
            if item["kind"] == "tables"
            for prompt in item["prompts"]
        ],
        "note_parts": [str(label) for label in NOTE_PARTS],
        "parts": [str(label) for label in PARTS.values()],
        "hands": [_hands(poll) for poll in votes if "hands" in _channels(poll)],
        "ballots": [
            ballots(poll, people=people) for poll in votes if "hands" not in _channels(poll)
        ],
        "questions": [str(label) for label in EXIT_QUESTIONS.values()],
        "answers": [str(label) for label in EXIT_ANSWERS.values()],
    }


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
                    "people": sorted(names[one].on_badge for one in tables.get(number, [])),
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
        "cells": [
            label
            for cell, label in cell_labels(poll).items()
            if cell not in (BALLOTS, BLANK, INVALID)
        ],
        "tellers": [_("Premier comptage"), _("Second comptage, sans voir le premier")],
    }


def _channels(poll: Any) -> list[str]:
    """How a vote may be held: as it is, once it is open; before, as the rules allow."""
    rule = rules_of_poll(poll).poll_kind(poll.kind)
    possible = channels_of(rule, poll.method)
    allowed = [one for one in rule.channels if one in possible] or possible
    return [poll.channel] if poll.channel else allowed
