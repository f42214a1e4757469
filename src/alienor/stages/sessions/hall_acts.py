"""What happens at the tables and in the hall, in the register. No act names a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import Act, Words, act_type


@act_type("table_signs_made", says=_("Les panneaux des tables sont prêts ({tables})."))
@dataclass(frozen=True, kw_only=True)
class TableSignsMade(Act):
    """Each table has a sign, whose code opens the page where its notes are kept."""

    session: Annotated[str, "the session"]
    tables: Annotated[int, "how many tables have a sign"]


@act_type("table_sign_renewed", says=_("Le code de la table {table} est remplacé."))
@dataclass(frozen=True, kw_only=True)
class TableSignRenewed(Act):
    """A table gets another code: the one before opens nothing more."""

    session: Annotated[str, "the session"]
    table: Annotated[int, "which table"]


@act_type("table_notes_given", says=_("La table {table} remet ses notes (point {item})."))
@dataclass(frozen=True, kw_only=True)
class TableNotesGiven(Act):
    """A table hands in what it wrote, or its item ends; the words are for the minutes. What it
    handed in before for the same questions is replaced."""

    session: Annotated[str, "the session"]
    item: Annotated[int, "the item's place on the agenda, from 1"]
    table: Annotated[int, "which table"]
    notes: Annotated[list[str], "commitments to the sheets that changed"]
    agreements: Annotated[int, "how many agreements they hold"]
    disagreements: Annotated[int, "how many disagreements they hold"]
    late: Annotated[bool, "whether they came once the item was over"]
    people: Annotated[int | None, "how many people sat there, where it was noted"] = None


@act_type("tables_told", says=_("Les tables ont remis leurs notes sur le point {item} ({tables})."))
@dataclass(frozen=True, kw_only=True)
class TablesTold(Act):
    """An item at tables is over: how ready the hall said it was, by question. Noughts where
    nobody was asked, or too few to publish it."""

    session: Annotated[str, "the session"]
    item: Annotated[int, "the item's place on the agenda, from 1"]
    tables: Annotated[int, "how many tables wrote something"]
    ready: Annotated[list[int], "hands for: ready to conclude, by question"]
    almost: Annotated[list[int], "hands for: almost, by question"]
    not_yet: Annotated[list[int], "hands for: not yet, by question"]


@act_type("statement_added", says=_("Une affirmation est proposée au débat mouvant."))
@dataclass(frozen=True, kw_only=True)
class StatementAdded(Act):
    """A statement on which people move, worded during the day."""

    session: Annotated[str, "the session"]
    item: Annotated[int, "the item's place on the agenda, from 1"]
    statement: Annotated[Words, "the statement"]


@act_type("statement_put", says=_("Le débat mouvant en vient à l'affirmation {number}."))
@dataclass(frozen=True, kw_only=True)
class StatementPut(Act):
    """The hall moves on another statement."""

    session: Annotated[str, "the session"]
    item: Annotated[int, "the item's place on the agenda, from 1"]
    number: Annotated[int, "which of its statements, from 1"]


@act_type("debate_held", says=_("Un débat mouvant a eu lieu : positions comptées et arguments."))
@dataclass(frozen=True, kw_only=True)
class DebateHeld(Act):
    """A moving debate on one statement, whole: a later one replaces it. Counts are of the hall,
    in the order in which it was counted; arguments are nobody's."""

    session: Annotated[str, "the session"]
    item: Annotated[int, "the item's place on the agenda, from 1"]
    statement: Annotated[Words, "the statement"]
    at: Annotated[list[str], "when positions were counted, UTC"]
    agree: Annotated[list[int], "how many stood on the side of agreeing, each time"]
    between: Annotated[list[int], "how many stood between, each time"]
    disagree: Annotated[list[int], "how many stood on the side of disagreeing, each time"]
    arguments_for: Annotated[list[Words], "what was said on the side of agreeing"]
    arguments_between: Annotated[list[Words], "what was said between"]
    arguments_against: Annotated[list[Words], "what was said on the side of disagreeing"]


@act_type(
    "debate_entered",
    says=_("Un débat mouvant est saisi après coup : positions comptées et arguments."),
)
@dataclass(frozen=True, kw_only=True)
class DebateEntered(DebateHeld):
    """A moving debate that was kept on paper, whole, entered once it was over."""


@act_type("point_of_order_raised", says=_("Un point d'ordre est demandé."))
@dataclass(frozen=True, kw_only=True)
class PointOfOrderRaised(Act):
    """Somebody asks for a point of order; they are not named."""

    session: Annotated[str, "the session"]
    point: Annotated[str, "the point of order"]
    asked_by: Annotated[str, "the part of the assembly or the body that asks"]
    text: Annotated[Words, "what is asked"]


@act_type("point_of_order_decided", says=_("Un point d'ordre est tranché."))
@dataclass(frozen=True, kw_only=True)
class PointOfOrderDecided(Act):
    """The chair says what becomes of a point of order."""

    session: Annotated[str, "the session"]
    point: Annotated[str, "the point of order"]
    decision: Annotated[Words, "what was decided"]


@act_type("incident_noted", says=_("Un incident est noté pour l'équipe ; rien n'en est publié."))
@dataclass(frozen=True, kw_only=True)
class IncidentNoted(Act):
    """Something went wrong: neither what, nor where, nor who."""

    session: Annotated[str, "the session"]


@act_type("incidents_forgotten", says=_("Les notes d'incidents gardées un an sont effacées."))
@dataclass(frozen=True, kw_only=True)
class IncidentsForgotten(Act):
    """Notes on incidents have been kept long enough: their keys are erased."""

    session: Annotated[str, "the session"]
    incidents: Annotated[int, "how many"]


@act_type("table_photo_added", says=_("Une photo du panneau de la table {table} est jointe."))
@dataclass(frozen=True, kw_only=True)
class TablePhotoAdded(Act):
    """A photo of what a table drew or wrote on paper, for whoever writes the minutes."""

    session: Annotated[str, "the session"]
    item: Annotated[int, "the item's place on the agenda, from 1"]
    table: Annotated[int, "which table"]
    digest: Annotated[str, "SHA-256 of the picture as it is kept"]


@act_type("table_photo_removed", says=_("Une photo de la table {table} est retirée."))
@dataclass(frozen=True, kw_only=True)
class TablePhotoRemoved(Act):
    """A photo is taken away: its key is erased."""

    session: Annotated[str, "the session"]
    item: Annotated[int, "the item's place on the agenda, from 1"]
    table: Annotated[int, "which table"]
