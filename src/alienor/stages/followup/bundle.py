"""The follow-up's share of the public bundle."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from alienor.platform.bundle import Contribution, Field, table
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.followup.queries import actions_of, file_of, points_of
from alienor.stages.founding.models import Edition

ANSWERS = (
    Field(name="point", fr="Référence du point", en="Reference of the point"),
    Field(name="title", fr="Titre du point voté", en="Title of the point that was voted"),
    Field(
        name="verdict",
        empty=True,
        fr="Réponse du conseil : accepted, accepted_in_part, refused ; vide sans réponse",
        en="The council's answer: accepted, accepted_in_part, refused; empty without one",
    ),
    Field(name="route", empty=True, fr="Par quelle voie", en="By which route"),
    Field(
        name="reason",
        empty=True,
        fr="Raison donnée ; vide : non motivé à ce jour",
        en="Reason given; empty: none to this day",
    ),
    Field(
        name="budget_euros",
        type="integer",
        empty=True,
        fr="Budget, en euros",
        en="Budget, in euros",
    ),
    Field(name="due", type="date", empty=True, fr="À faire avant le", en="To be done by"),
    Field(
        name="answered", type="datetime", empty=True, fr="Date de la réponse", en="When it answered"
    ),
)
ACTIONS = (
    Field(name="action", fr="Référence de l'action", en="Reference of the action"),
    Field(
        name="point", fr="Référence du point qu'elle met en œuvre", en="The point it carries out"
    ),
    Field(name="title", fr="Ce qui est fait", en="What is done"),
    Field(name="owner", fr="Qui en répond (fonction)", en="Who answers for it (function)"),
    Field(
        name="status",
        fr="Où elle en est : planned, started, late, done, abandoned",
        en="Where it stands: planned, started, late, done, abandoned",
    ),
    Field(
        name="budget_euros",
        type="integer",
        empty=True,
        fr="Budget, en euros",
        en="Budget, in euros",
    ),
    Field(
        name="spent_euros",
        type="integer",
        empty=True,
        fr="Dépensé depuis le début, en euros",
        en="Spent since the beginning, in euros",
    ),
)


def contribute(edition: BundledEdition) -> Contribution:
    """`data/answers.csv` and `data/actions.csv`."""
    return {
        **table(
            "answers",
            fr="Les réponses du conseil municipal, point par point",
            en="The city council's answers, point by point",
            fields=ANSWERS,
            rows=lambda: _answers(Edition.objects.get(pk=edition.pk)),
        ),
        **table(
            "actions",
            fr="Ce que la Ville fait de chaque point",
            en="What the city does about each point",
            fields=ACTIONS,
            rows=lambda: _actions(Edition.objects.get(pk=edition.pk)),
        ),
    }


def _answers(edition: Edition) -> Iterator[list[object]]:
    file = file_of(edition)
    for one in points_of(file) if file else ():
        answer = one.answer
        yield [
            one.point.public_id,
            one.point.title,
            answer.verdict if answer else None,
            answer.route if answer else None,
            answer.reason if answer else None,
            answer.budget_euros if answer else None,
            answer.due_on if answer else None,
            answer.answered_at if answer else None,
        ]


def _actions(edition: Edition) -> list[list[object]]:
    return [
        [
            row.public_id,
            row.point.public_id,
            row.title,
            row.owner,
            row.status,
            row.budget_euros,
            row.spent_euros,
        ]
        for row in actions_of(edition, today=datetime.now(UTC).date())
    ]
