"""The hearings' share of the public bundle. Names stay out of files: roles are enough."""

from __future__ import annotations

from alienor.platform.bundle import Contribution, Field, table
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.founding.models import Edition
from alienor.stages.hearings.queries import hearings_of

HEARING = Field(name="hearing", fr="Référence de l'audition", en="Reference of the hearing")
HEARINGS = (
    HEARING,
    Field(
        name="state",
        fr="Où elle en est : proposed, accepted, scheduled, held, withdrawn",
        en="Where it stands: proposed, accepted, scheduled, held, withdrawn",
    ),
    Field(
        name="qualification",
        fr="Connaissance du sujet : qualified (métier), experienced (vécu)",
        en="Knowledge of the subject: qualified (by trade), experienced (by life)",
    ),
    Field(name="role", fr="Qui est la personne, sans son nom", en="Who the person is, unnamed"),
    Field(name="interests", empty=True, fr="Intérêts déclarés", en="Interests declared"),
    Field(name="stance", empty=True, fr="Ce qu'elle défend", en="What they defend"),
    Field(name="meeting", empty=True, fr="Référence de la journée", en="Reference of the day"),
    Field(name="questions", type="integer", fr="Questions posées", en="Questions asked"),
    Field(name="answers", type="integer", fr="Questions répondues", en="Questions answered"),
)
SOURCES = (
    Field(name="source", fr="Référence du document", en="Reference of the document"),
    HEARING,
    Field(name="title", fr="Titre du document", en="Title of the document"),
    Field(name="publisher", empty=True, fr="Qui l'a publié", en="Who published it"),
    Field(name="address", empty=True, fr="Adresse en ligne", en="Address on the web"),
)
CITATIONS = (
    HEARING,
    Field(
        name="text",
        fr="Référence de la proposition ou du texte final",
        en="Reference of the proposal or of the final text",
    ),
    Field(
        name="passage",
        fr="Clé du passage qui s'appuie sur l'audition",
        en="Key of the passage that rests on the hearing",
    ),
)


def contribute(edition: BundledEdition) -> Contribution:
    """`data/hearings.csv`, `data/hearing_sources.csv` and `data/hearing_citations.csv`."""
    return {
        **table(
            "hearings",
            fr="Les auditions",
            en="The hearings",
            fields=HEARINGS,
            rows=lambda: _hearings(_edition(edition)),
        ),
        **table(
            "hearing_sources",
            fr="Les documents versés aux auditions",
            en="The documents added to hearings",
            fields=SOURCES,
            rows=lambda: _sources(_edition(edition)),
        ),
        **table(
            "hearing_citations",
            fr="Ce qui s'appuie sur une audition",
            en="What rests on a hearing",
            fields=CITATIONS,
            rows=lambda: _citations(_edition(edition)),
        ),
    }


def _edition(edition: BundledEdition) -> Edition:
    return Edition.objects.get(pk=edition.pk)


def _hearings(edition: Edition) -> list[list[object]]:
    return [
        [
            row.public_id,
            row.state,
            row.qualification,
            row.role,
            row.interests,
            row.stance,
            row.meeting,
            len(row.questions.all()),
            len([one for one in row.questions.all() if one.answer_id]),
        ]
        for row in hearings_of(edition)
    ]


def _sources(edition: Edition) -> list[list[object]]:
    return [
        [one.public_id, row.public_id, one.title, one.publisher, one.address]
        for row in hearings_of(edition)
        for one in row.sources.all()
    ]


def _citations(edition: Edition) -> list[list[object]]:
    return [
        [row.public_id, one.text, one.passage]
        for row in hearings_of(edition)
        for one in row.citations.all()
    ]
