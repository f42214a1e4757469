"""The sessions' share of the public bundle."""

from __future__ import annotations

from collections.abc import Iterator

from alienor.platform.bundle import Contribution, Field, table
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.founding.models import Edition
from alienor.stages.sessions.queries import attendance_of, sessions_of

SESSIONS = (
    Field(name="session", fr="Référence de la journée", en="Reference of the day"),
    Field(
        name="kind",
        fr="Nature : session, welcome, final_vote, return, meeting",
        en="Kind: session, welcome, final_vote, return, meeting",
    ),
    Field(name="body", fr="Qui se réunit", en="Who meets"),
    Field(name="title", fr="Titre", en="Title"),
    Field(
        name="state",
        fr="Où elle en est : planned, announced, opened, closed, cancelled",
        en="Where it stands: planned, announced, opened, closed, cancelled",
    ),
    Field(name="starts", type="datetime", fr="Début prévu", en="Planned beginning"),
    Field(name="place", fr="Lieu", en="Place"),
    Field(
        name="people",
        type="integer",
        fr="Personnes venues ; vide si elles sont trop peu",
        en="People who came; empty where too few",
        empty=True,
    ),
    Field(
        name="residents",
        type="integer",
        fr="Habitantes et habitants parmi elles ; vide si elles sont trop peu",
        en="Residents among them; empty where too few",
        empty=True,
    ),
)


def contribute(edition: BundledEdition) -> Contribution:
    """`data/sessions.csv`: every day and meeting, with how many people came."""
    return table(
        "sessions",
        fr="Les journées et les réunions",
        en="The days and meetings",
        fields=SESSIONS,
        rows=lambda: _sessions(Edition.objects.get(pk=edition.pk)),
    )


def _sessions(edition: Edition) -> Iterator[list[object]]:
    for session in sessions_of(edition).select_related("edition", "edition__rules"):
        came = attendance_of(session)
        yield [
            session.public_id,
            session.kind,
            session.body,
            session.title,
            session.state,
            session.starts_at,
            session.place,
            came.people,
            came.residents,
        ]
