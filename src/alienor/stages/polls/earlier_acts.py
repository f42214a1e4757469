"""Earlier versions of the acts of a vote: old registers hold them, nothing records them now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import Act, Words, act_type


@act_type("poll_drafted", says=_("Un vote est préparé."))
@dataclass(frozen=True, kw_only=True)
class PollDraftedInPublic(Act):
    """A vote is worded: until version 2 its words were public at once."""

    poll: Annotated[str, "the poll"]
    kind: Annotated[str, "the kind of vote, as the rules name it"]
    question: Annotated[Words, "the question"]
    options: Annotated[list[Words], "the options, in order; empty for yes, no or abstain"]
    method: Annotated[str, "how it counts"]
    places: Annotated[int, "how many options are kept; 0 for yes, no or abstain"]


@act_type("poll_announced", says=_("Un vote est annoncé."))
@dataclass(frozen=True, kw_only=True)
class PollAnnouncedWithoutWords(Act):
    """The vote is to come: until version 2 the words were those of its drafting."""

    poll: Annotated[str, "the poll"]


@act_type(
    "poll_opened",
    says=_("Le vote est ouvert. Personnes qui peuvent voter : {entitled}."),
)
@dataclass(frozen=True, kw_only=True)
class PollOpenedByCollege(Act):
    """The electorate may vote: until version 2 every college was counted."""

    poll: Annotated[str, "the poll"]
    question: Annotated[Words, "the question"]
    channel: Annotated[str, "hands, roll_call or paper"]
    secret: Annotated[bool, "whether the vote is secret"]
    entitled: Annotated[int, "how many people may vote"]
    by_college: Annotated[dict[str, int], "how many of each college may vote"]
    roll: Annotated[str, "salted commitment to the list of those who may vote"]


@act_type("poll_annulled", says=_("Un vote est annulé, et la raison publiée."))
@dataclass(frozen=True, kw_only=True)
class PollAnnulledWithoutCounts(Act):
    """The vote is void: until version 2 its counts were not published."""

    poll: Annotated[str, "the poll"]
    reason: Annotated[Words, "why"]


@act_type("poll_published", says=_("Le résultat d'un vote est publié."))
@dataclass(frozen=True, kw_only=True)
class PollPublishedDecided(Act):
    """The result: until version 2 it always decided, or was tied."""

    poll: Annotated[str, "the poll"]
    question: Annotated[Words, "the question"]
    sha256: Annotated[str, "SHA-256 of the poll's public file, polls/<poll>.json"]
    outcome: Annotated[str, "adopted, rejected, chosen, or tied"]
    counts: Annotated[dict[str, Any], "the counts by answer or option"]
    chosen: Annotated[list[str], "keys of the options kept"]


@act_type(
    "poll_opened",
    says=_("Le vote est ouvert. Personnes qui peuvent voter : {entitled}."),
    version=2,
)
@dataclass(frozen=True, kw_only=True)
class PollOpenedWithoutTerms(Act):
    """The electorate may vote: until version 3 without its terms, its keys and its matter."""

    poll: Annotated[str, "the poll"]
    question: Annotated[Words, "the question"]
    options: Annotated[list[Words], "the options, in order; none for yes, no or abstain"]
    channel: Annotated[str, "hands, roll_call or paper"]
    secret: Annotated[bool, "whether the vote is secret"]
    entitled: Annotated[int, "how many people may vote"]
    by_college: Annotated[
        dict[str, int],
        "how many may vote of each college that is elected, or has ten voters or more",
    ]
    roll: Annotated[str, "salted commitment to the list of those who may vote"]


@act_type(
    "roll_extended",
    says=_(
        "La liste d'un vote ouvert s'allonge de {added} (arrivées depuis l'ouverture) : {entitled} "
        "personnes peuvent voter."
    ),
)
@dataclass(frozen=True, kw_only=True)
class RollExtendedWithoutTerms(Act):
    """People who came while the vote was open may vote too: until version 2 without its terms."""

    poll: Annotated[str, "the poll"]
    added: Annotated[int, "how many people were added"]
    entitled: Annotated[int, "how many people may vote now"]
    roll: Annotated[str, "salted commitment to the list of those who may vote, instead of the last"]


@act_type("count_entered", says=_("Un comptage est enregistré ({sector})."))
@dataclass(frozen=True, kw_only=True)
class CountEnteredWithoutFigures(Act):
    """One of the two counts of a sector: until version 2 its figures were not committed."""

    poll: Annotated[str, "the poll"]
    sector: Annotated[str, "the sector of the hall, or the urn"]
    round: Annotated[int, "1, then one more for each recount"]


@act_type("roll_call_answered", says=_("Une réponse à l'appel nominal est enregistrée."))
@dataclass(frozen=True, kw_only=True)
class RollCallAnsweredByToken(Act):
    """Somebody answered aloud: until version 2 the answer was not committed."""

    poll: Annotated[str, "the poll"]
    token: Annotated[str, "the person's public name in this poll alone"]


@act_type("open_ballot_cast", says=_("Une personne vote par téléphone, vote public."))
@dataclass(frozen=True, kw_only=True)
class OpenBallotCastByToken(Act):
    """Somebody voted with their telephone: until version 2 the ballot was not committed."""

    poll: Annotated[str, "the poll"]
    token: Annotated[str, "the person's public name in this poll alone"]
