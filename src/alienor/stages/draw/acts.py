"""What a draw leaves in the register: counts, hashes and tokens, never a profile or a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import Act, Words, act_type


@act_type("draw_prepared", says=_("Un tirage au sort est préparé ({body}, {seats} places)."))
@dataclass(frozen=True, kw_only=True)
class DrawPrepared(Act):
    """A draw is prepared: its quotas are proposed, and may change until the freeze."""

    draw: Annotated[str, "the draw"]
    number: Annotated[int, "its number in the edition, from 1"]
    body: Annotated[str, "the body whose seats are drawn"]
    seats: Annotated[int, "seats to be drawn"]
    quotas: Annotated[int, "how many quotas are proposed"]


@act_type(
    "quota_changed",
    says=_("Un quota du tirage change ({feature} : {value}), de {minimum} à {maximum} personnes."),
)
@dataclass(frozen=True, kw_only=True)
class QuotaChanged(Act):
    """A quota is changed before the freeze, with its reason."""

    draw: Annotated[str, "the draw"]
    feature: Annotated[str, "code of the feature, as the rules name it"]
    value: Annotated[str, "code of the value"]
    minimum_before: Annotated[int, "least number of people, before"]
    maximum_before: Annotated[int, "greatest number of people, before"]
    minimum: Annotated[int, "least number of people from now on"]
    maximum: Annotated[int, "greatest number of people from now on"]
    reason: Annotated[Words, "why"]


@act_type(
    "draw_frozen",
    says=_(
        "Tirage au sort : tout est fixé avant les boules ({pool} personnes pour {seats} places)."
    ),
    version=2,
)
@dataclass(frozen=True, kw_only=True)
class DrawFrozen(Act):
    """Pool, quotas, panels and their alternates are closed; only the balls are still to fall, and
    a round of a public beacon where one is announced."""

    draw: Annotated[str, "the draw"]
    number: Annotated[int, "its number in the edition: its files are under draws/<number>/"]
    body: Annotated[str, "the body whose seats are drawn"]
    seats: Annotated[int, "people on each panel"]
    pool: Annotated[int, "people in the pool"]
    everyone_kept: Annotated[bool, "the pool is so small that the lot leaves nobody else aside"]
    quotas: Annotated[str, "SHA-256 of quotas.csv"]
    commitments: Annotated[str, "SHA-256 of commitments.csv: one salted commitment a person"]
    panels: Annotated[str, "SHA-256 of panels.txt"]
    alternates: Annotated[str, "SHA-256 of alternates.txt: who holds themselves ready"]
    certificate: Annotated[str, "SHA-256 of certificate.json: how fair the chances are"]
    panel_count: Annotated[int, "how many numbered panels"]
    balls: Annotated[int, "how many balls, each numbered from 0 to 9, will be drawn in public"]
    beacon: Annotated[str | None, "hash of the drand chain that is mixed in, absent where none is"]
    beacon_round: Annotated[int | None, "its round, which is not made yet"]
    method: Annotated[str, "how chances were made fair: leximin, maximin, nash, goldilocks..."]
    code: Annotated[str, "name and version of the program"]
    announced: Annotated[Words, "where, when and how the balls will be drawn"]


@act_type("ball_drawn", says=_("Boule numéro {place} : {digit}."))
@dataclass(frozen=True, kw_only=True)
class BallDrawn(Act):
    """A ball has fallen, in public, and the first person has read it out."""

    draw: Annotated[str, "the draw"]
    place: Annotated[int, "which ball it is, from 1, in the order in which they fall"]
    digit: Annotated[int, "its number, from 0 to 9"]


@act_type(
    "readings_differ",
    says=_("Les deux lectures des boules diffèrent : {first}, puis {second}."),
)
@dataclass(frozen=True, kw_only=True)
class ReadingsDiffer(Act):
    """A second person did not read what the first one did: one of the two will be corrected."""

    draw: Annotated[str, "the draw"]
    first: Annotated[str, "the balls as they were read as they fell, a digit each"]
    second: Annotated[str, "the balls as the second person read them, a digit each"]


@act_type(
    "balls_cleared",
    says=_("La lecture des boules reprend à la première : {then}. La raison est publiée."),
    version=2,
)
@dataclass(frozen=True, kw_only=True)
class BallsCleared(Act):
    """The balls read so far count for nothing: their reading begins again with the first."""

    draw: Annotated[str, "the draw"]
    then: Annotated[str, "drawn_again (other balls fall), or read_again (the same, entered right)"]
    reason: Annotated[Words, "why"]


@act_type(
    "beacon_postponed",
    says=_("La balise publique annoncée pour le tirage est remplacée par une plus tardive."),
)
@dataclass(frozen=True, kw_only=True)
class BeaconPostponed(Act):
    """The balls would fall after the round that was announced: a later one replaces it."""

    draw: Annotated[str, "the draw"]
    beacon_round_before: Annotated[int, "the round announced until now"]
    beacon_round: Annotated[int, "the round announced from now on, which is not made yet"]
    reason: Annotated[Words, "why"]


@act_type(
    "draw_held",
    says=_("Les boules sont tirées : équipe numéro {panel_number}."),
    version=2,
)
@dataclass(frozen=True, kw_only=True)
class DrawHeld(Act):
    """The balls have fallen, in public: with the beacon, where one was announced, they decide the
    panel and the order of the reserve."""

    draw: Annotated[str, "the draw"]
    balls: Annotated[list[int], "the balls, in the order in which they fell"]
    beacon_signature: Annotated[str | None, "signature of the announced round, where there is one"]
    shift: Annotated[int, "what the beacon adds to the number that the balls write, 0 without one"]
    panel_number: Annotated[int, "the number of the panel: what the balls write, and the shift"]
    panel: Annotated[str, "SHA-256 of the panel's tokens, sorted, one a line"]
    reserve: Annotated[str, "SHA-256 of the reserve's tokens, in order, one a line"]
    witnesses: Annotated[list[str], "functions of the two witnesses"]


@act_type(
    "draw_held_on_paper",
    says=_("Ces boules avaient été tirées en public, avec un procès-verbal sur papier."),
)
@dataclass(frozen=True, kw_only=True)
class DrawHeldOnPaper(Act):
    """The draw that has just been recorded had been held earlier, on paper."""

    draw: Annotated[str, "the draw"]
    held_at: Annotated[str, "when the balls fell, after the freeze"]


@act_type("draw_published", says=_("Le compte rendu du tirage au sort est publié."))
@dataclass(frozen=True, kw_only=True)
class DrawPublished(Act):
    """The whole record of the draw is public."""

    draw: Annotated[str, "the draw"]
    sha256: Annotated[str, "SHA-256 of draws/<number>/transcript.json"]


@act_type("draw_annulled", says=_("Un tirage au sort est annulé, et la raison publiée."))
@dataclass(frozen=True, kw_only=True)
class DrawAnnulled(Act):
    """The draw is void; what it left in the register stays."""

    draw: Annotated[str, "the draw"]
    reason: Annotated[Words, "why"]


@act_type("panel_replaced", says=_("Une place tirée au sort passe à la liste complémentaire."))
@dataclass(frozen=True, kw_only=True)
class PanelReplaced(Act):
    """Somebody of the panel is replaced from the reserve, quotas kept as far as they can be."""

    draw: Annotated[str, "the draw"]
    leaving: Annotated[str, "token of the person who leaves"]
    arriving: Annotated[str | None, "token of the person called, absent where nobody is left"]
    rank: Annotated[int | None, "their rank in the reserve, from 1"]
    passed: Annotated[int, "how many people higher on the reserve were passed over"]
    code: Annotated[str, "keeps_quotas, least_breach or reserve_empty"]
    beyond: Annotated[int, "how many quotas are not kept afterwards"]


@act_type(
    "draw_opened_to_auditor",
    says=_(
        "Le tirage est ouvert à une personne assermentée, pour qu’elle le vérifie ({function})."
    ),
)
@dataclass(frozen=True, kw_only=True)
class DrawOpenedToAuditor(Act):
    """Somebody under oath is handed what opens the commitments of a draw; nothing of it is kept."""

    draw: Annotated[str, "the draw"]
    function: Annotated[str, "function of the auditor"]
    reason: Annotated[Words, "why"]
    people: Annotated[int, "people whom the file opens; the others of the pool were erased"]
    sha256: Annotated[str, "SHA-256 of the file"]


@act_type(
    "draw_list_withdrawn",
    says=_("La liste des équipes numérotées est retirée du site : son temps est passé."),
)
@dataclass(frozen=True, kw_only=True)
class DrawListWithdrawn(Act):
    """The numbered panels are public no more; their hash is, and what they decided."""

    draw: Annotated[str, "the draw"]
    panels: Annotated[str, "SHA-256 of panels.txt, as it was frozen"]
