"""What concerns people leaves in the register: that it happened, never to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import Act, SealedRef, act_type


@act_type("person_entered", says=_("Une personne est inscrite."))
@dataclass(frozen=True, kw_only=True)
class PersonEntered(Act):
    """Somebody becomes known to the instance."""

    record: Annotated[SealedRef, "commitment to the date and way of entry; opens with their key"]


@act_type("person_corrected", says=_("Les coordonnées d'une personne sont corrigées."))
@dataclass(frozen=True, kw_only=True)
class PersonCorrected(Act):
    """What is known of somebody is corrected."""

    record: Annotated[SealedRef, "commitment to the correction; opens with their key"]


@act_type("person_erased", says=_("Les données d'une personne sont effacées."))
@dataclass(frozen=True, kw_only=True)
class PersonErased(Act):
    """Somebody's key is destroyed: nothing that was kept of them can be read any more."""

    reason: Annotated[str, "request, purpose_over, mistake or backup_restored"]


@act_type("role_given", says=_("Un rôle est confié : {role}."))
@dataclass(frozen=True, kw_only=True)
class RoleGiven(Act):
    """A role is given: organiser, chair of a day, reception, or a service of the city."""

    grant: Annotated[str, "the grant"]
    role: Annotated[str, "the role"]
    detail: Annotated[str, "which service, empty elsewhere"]


@act_type("role_ended", says=_("Un rôle prend fin : {role}."))
@dataclass(frozen=True, kw_only=True)
class RoleEnded(Act):
    """A role is taken back."""

    grant: Annotated[str, "the grant"]
    role: Annotated[str, "the role"]


@act_type(
    "persona_presented", says=_("Démonstration : un rôle d'essai est ouvert à tout le monde.")
)
@dataclass(frozen=True, kw_only=True)
class PersonaPresented(Act):
    """Anybody may enter this demonstration as an invented person."""

    persona: Annotated[str, "short name of the role"]
    record: Annotated[SealedRef, "commitment to who it is"]
