"""The dialogue's share of the public bundle."""

from __future__ import annotations

from collections.abc import Iterator

from alienor.platform.bundle import Contribution, Field, table
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.dialogue.queries import questions_of
from alienor.stages.founding.models import Edition

QUESTIONS = (
    Field(name="question", fr="Référence de la question", en="Reference of the question"),
    Field(
        name="title",
        empty=True,
        fr="La question, vide si elle est masquée",
        en="The question, empty where it is hidden",
    ),
    Field(name="addressee", fr="À qui elle est posée", en="Who is asked"),
    Field(name="asked", type="datetime", fr="Quand elle est posée", en="When it was asked"),
    Field(name="due", type="date", fr="Réponse attendue avant le", en="Answer due by"),
    Field(
        name="answered",
        type="datetime",
        empty=True,
        fr="Quand vient la première réponse",
        en="When it was first answered",
    ),
    Field(
        name="hidden",
        type="boolean",
        fr="Masquée par la modération",
        en="Hidden by moderation",
    ),
)


def contribute(edition: BundledEdition) -> Contribution:
    """`data/questions.csv`: every question, hidden ones without their words."""
    return table(
        "questions",
        fr="Les questions posées à la Ville et aux élues et élus",
        en="The questions asked of the city and of elected members",
        fields=QUESTIONS,
        rows=lambda: _questions(Edition.objects.get(pk=edition.pk)),
    )


def _questions(edition: Edition) -> Iterator[list[object]]:
    for row in questions_of(edition):
        replies = list(row.replies.all())
        yield [
            row.public_id,
            row.title.public,
            row.addressee,
            row.asked_at,
            row.due_on,
            replies[0].answered_at if replies else None,
            row.text.hidden_at is not None,
        ]
