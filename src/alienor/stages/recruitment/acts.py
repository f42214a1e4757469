"""What recruitment leaves in the register: counts and commitments, no address, no name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import Act, SealedRef, act_type


@act_type("frame_imported", says=_("Un fichier de {addresses} adresses est importé : « {name} »."))
@dataclass(frozen=True, kw_only=True)
class FrameImported(Act):
    """An address file from which invitations can be drawn."""

    frame: Annotated[str, "the imported file"]
    name: Annotated[str, "where the file comes from"]
    sha256: Annotated[str, "SHA-256 of the file, 64 hexadecimal digits"]
    addresses: Annotated[int, "how many numbered addresses it holds"]
    dwellings: Annotated[int, "how many dwellings they are taken to have"]


@act_type("invitations_drawn", says=_("{drawn} adresses sont tirées au sort."))
@dataclass(frozen=True, kw_only=True)
class InvitationsDrawn(Act):
    """Dwellings are drawn among the addresses: their households are invited."""

    draw: Annotated[str, "the draw of addresses"]
    frame: Annotated[str, "the file from which they were drawn"]
    drawn: Annotated[int, "how many"]
    seed: Annotated[str, "salted commitment to the seed; the seed would tell which doors"]


@act_type("doors_recorded", says=_("Porte-à-porte, soirée {evening} : {doors} portes."))
@dataclass(frozen=True, kw_only=True)
class DoorsRecorded(Act):
    """What was found at the doors on one evening."""

    round: Annotated[str, "the round"]
    evening: Annotated[int, "number of the evening, from 1"]
    doors: Annotated[int, "at how many doors somebody knocked"]
    visits: Annotated[str, "salted commitment to what was found at each of them"]


@act_type("agreement_given", says=_("Une personne donne son accord pour le tirage au sort."))
@dataclass(frozen=True, kw_only=True)
class AgreementGiven(Act):
    """Somebody accepts to be in the draw."""

    reply: Annotated[str, "the reply"]
    through: Annotated[str, "web, phone, paper or door"]
    profile: Annotated[SealedRef, "commitment to their profile; opens with their key"]


@act_type("invitation_declined", says=_("Une invitation est déclinée."))
@dataclass(frozen=True, kw_only=True)
class InvitationDeclined(Act):
    """Somebody who was invited says no. Nothing is kept of them."""

    reply: Annotated[str, "the reply"]
    through: Annotated[str, "web, phone, paper or door"]


@act_type("agreement_withdrawn", says=_("Une personne retire son accord."))
@dataclass(frozen=True, kw_only=True)
class AgreementWithdrawn(Act):
    """Somebody who had accepted changes their mind before the draw."""

    reply: Annotated[str, "the reply that is withdrawn"]
