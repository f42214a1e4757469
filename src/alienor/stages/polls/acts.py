"""The life of a vote in the register. No act says who chose what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import Act, Words, act_type


@act_type("poll_drafted", says=_("Un vote est préparé."), version=2)
@dataclass(frozen=True, kw_only=True)
class PollDrafted(Act):
    """A vote is worded. Its words are committed, and public once it is announced or opens."""

    poll: Annotated[str, "the poll"]
    kind: Annotated[str, "the kind of vote, as the rules name it"]
    question: Annotated[str, "salted hash of the question"]
    options: Annotated[list[str], "those of the options, in order; none for yes, no or abstain"]
    method: Annotated[str, "how it counts"]
    places: Annotated[int, "how many options are kept; 0 for yes, no or abstain"]


@act_type("poll_budgeted", says=_("Un vote partage un budget entre des projets."))
@dataclass(frozen=True, kw_only=True)
class PollBudgeted(Act):
    """A vote that is drafted shares a budget: what it may spend, and what each option costs."""

    poll: Annotated[str, "the poll"]
    budget: Annotated[int, "what may be spent, in whole units"]
    costs: Annotated[list[int], "what each option costs, in their order"]


@act_type("poll_chained", says=_("Ce vote est un tour d'une suite, qui garde {keeps} choix."))
@dataclass(frozen=True, kw_only=True)
class PollChained(Act):
    """A vote that is drafted is a round: the options that it keeps go to the next one, drafted as
    soon as its result stands."""

    poll: Annotated[str, "the poll"]
    follows: Annotated[str, "the poll whose kept options are its own; empty for the first round"]
    keeps: Annotated[list[int], "how many options this round keeps, then each one after it"]


@act_type("poll_announced", says=_("Un vote est annoncé."), version=2)
@dataclass(frozen=True, kw_only=True)
class PollAnnounced(Act):
    """The question and the options are public; the vote is to come."""

    poll: Annotated[str, "the poll"]
    question: Annotated[Words, "the question"]
    options: Annotated[list[Words], "the options, in order; none for yes, no or abstain"]


@act_type(
    "poll_opened",
    says=_("Le vote est ouvert. Personnes qui peuvent voter : {entitled}."),
    version=3,
)
@dataclass(frozen=True, kw_only=True)
class PollOpened(Act):
    """The electorate may vote, and nobody may change the question any more."""

    poll: Annotated[str, "the poll"]
    question: Annotated[Words, "the question"]
    options: Annotated[list[Words], "the options, in order; none for yes, no or abstain"]
    keys: Annotated[list[str], "what counts and ballots call the options, in the same order"]
    about: Annotated[str, "what its result decides, such as proposal:<reference>; empty if nothing"]
    terms: Annotated[str, "salted commitment to the terms on which it will be judged"]
    channel: Annotated[str, "hands, roll_call, paper or electronic_open"]
    secret: Annotated[bool, "whether the vote is secret"]
    entitled: Annotated[int, "how many people may vote"]
    by_college: Annotated[
        dict[str, int],
        "how many may vote of each college that is elected, or has ten voters or more",
    ]
    roll: Annotated[str, "salted commitment to the list of those who may vote"]


@act_type(
    "poll_held_on_paper", says=_("Ce vote s'était tenu sur papier à {held}, avant sa saisie.")
)
@dataclass(frozen=True, kw_only=True)
class PollHeldOnPaper(Act):
    """With its opening: when a vote that is entered afterwards was held. Those who were there then
    are on its roll."""

    poll: Annotated[str, "the poll"]
    held: Annotated[str, "when it was held, UTC"]


@act_type(
    "closing_announced", says=_("Ce vote reste ouvert au moins jusqu'au {closes}, c'est annoncé.")
)
@dataclass(frozen=True, kw_only=True)
class ClosingAnnounced(Act):
    """With the opening: until when the vote stays open at least. It closes when the chair closes
    it, not by itself, and earlier only with a reason or once everybody has voted."""

    poll: Annotated[str, "the poll"]
    closes: Annotated[str, "until when it stays open at least, UTC"]


@act_type("poll_extended", says=_("Un vote ouvert est prolongé jusqu'au {closes}."))
@dataclass(frozen=True, kw_only=True)
class PollExtended(Act):
    """An open vote stays open longer than was announced."""

    poll: Annotated[str, "the poll"]
    closes: Annotated[str, "until when it stays open at least now, UTC"]
    reason: Annotated[Words, "why"]


@act_type("poll_closed_early", says=_("Un vote est clos avant l'heure annoncée."))
@dataclass(frozen=True, kw_only=True)
class PollClosedEarly(Act):
    """A vote is about to be closed before the announced hour, and not everybody has voted."""

    poll: Annotated[str, "the poll"]
    reason: Annotated[Words, "why"]


@act_type(
    "roll_extended",
    says=_(
        "La liste d'un vote ouvert s'allonge de {added} (arrivées depuis l'ouverture) : {entitled} "
        "personnes peuvent voter."
    ),
    version=2,
)
@dataclass(frozen=True, kw_only=True)
class RollExtended(Act):
    """People who came while the vote was open may vote too; nobody was taken off its roll."""

    poll: Annotated[str, "the poll"]
    added: Annotated[int, "how many people were added"]
    entitled: Annotated[int, "how many people may vote now"]
    roll: Annotated[str, "salted commitment to the list of those who may vote, instead of the last"]
    terms: Annotated[str, "salted commitment to the terms as they are with them"]


@act_type("poll_closed", says=_("Le vote est clos."))
@dataclass(frozen=True, kw_only=True)
class PollClosed(Act):
    """Nobody votes any more; the count begins."""

    poll: Annotated[str, "the poll"]


@act_type("count_entered", says=_("Un comptage est enregistré ({sector})."), version=2)
@dataclass(frozen=True, kw_only=True)
class CountEntered(Act):
    """One of the two counts of a sector. Its figures are committed, and published at the end; small
    sectors are published together, and their commitments stay closed."""

    poll: Annotated[str, "the poll"]
    sector: Annotated[str, "the sector of the hall, or the urn"]
    round: Annotated[int, "1, then one more for each recount"]
    figures: Annotated[str, "salted commitment to what was counted"]


@act_type("roll_call_answered", says=_("Une réponse à l'appel nominal est enregistrée."), version=2)
@dataclass(frozen=True, kw_only=True)
class RollCallAnswered(Act):
    """Somebody answered aloud. The list is published with the result."""

    poll: Annotated[str, "the poll"]
    token: Annotated[str, "the person's public name in this poll alone"]
    answer: Annotated[str, "salted commitment to what they answered, opened with the result"]


@act_type("open_ballot_cast", says=_("Une personne vote par téléphone, vote public."), version=2)
@dataclass(frozen=True, kw_only=True)
class OpenBallotCast(Act):
    """Somebody voted with their telephone, or at the desk. Ballots are published with the result,
    each under its voter's public name in this poll."""

    poll: Annotated[str, "the poll"]
    token: Annotated[str, "the person's public name in this poll alone"]
    answer: Annotated[str, "salted commitment to what they answered, opened with the result"]


@act_type("objection_noted", says=_("Une objection est notée, avec sa raison."))
@dataclass(frozen=True, kw_only=True)
class ObjectionNoted(Act):
    """Somebody objects in a round of consent, and says why; nothing says who."""

    poll: Annotated[str, "the poll"]
    argument: Annotated[Words, "why"]


@act_type("poll_published", says=_("Le résultat d'un vote est publié."), version=2)
@dataclass(frozen=True, kw_only=True)
class PollPublished(Act):
    """The result, with everything that lets anybody count again."""

    poll: Annotated[str, "the poll"]
    question: Annotated[Words, "the question"]
    sha256: Annotated[str, "SHA-256 of the poll's public file, polls/<poll>.json"]
    outcome: Annotated[str, "adopted, rejected, chosen, tied, or heard where nothing is decided"]
    counts: Annotated[
        dict[str, Any],
        "the counts by answer, option or degree; how many rank each option first where whole "
        "ballots are counted",
    ]
    chosen: Annotated[list[str], "keys of the options kept"]


@act_type("tie_settled", says=_("Une égalité est départagée."))
@dataclass(frozen=True, kw_only=True)
class TieSettled(Act):
    """A tie is settled by the protocol that the rules name."""

    poll: Annotated[str, "the poll"]
    protocol: Annotated[str, "chair, draw or revote"]
    picked: Annotated[list[str], "what was picked"]


@act_type("poll_annulled", says=_("Un vote est annulé, et la raison publiée."), version=2)
@dataclass(frozen=True, kw_only=True)
class PollAnnulled(Act):
    """The vote is void; what was done so far stays in the register, and its counts are public."""

    poll: Annotated[str, "the poll"]
    reason: Annotated[Words, "why"]
    sha256: Annotated[
        str,
        "SHA-256 of the file of what was counted, annulled/<poll>.json; empty where nothing was",
    ]
