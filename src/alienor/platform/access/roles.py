"""The roles of a person, in an edition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alienor.platform.access.models import Grant
from alienor.platform.actors import Actor

UNPROVEN = "organiser_without_second_factor"
"""Held instead of `organiser` until a second factor is set up: it allows nothing."""

BADGE = "badge"
"""The door by which only a member's role counts."""

ROLE_NAMES = {
    "anyone": _("toute personne"),
    "member": _("toute personne inscrite"),
    "organiser": _("l'équipe d'organisation"),
    "chair": _("l'animatrice ou l'animateur de la journée"),
    "reception": _("la personne chargée de l'accueil"),
    "city_service": _("les services de la Ville"),
    "drawn": _("les habitantes et habitants tirés au sort"),
    "volunteer": _("les habitantes et habitants volontaires"),
    "elected": _("les élues et élus"),
    "agent": _("les agentes et agents"),
    "proposition_group": _("le groupe de proposition"),
    "methodology_committee": _("le comité de méthodologie"),
    "followup_group": _("le groupe de suivi"),
    "screening_jury": _("le jury de recevabilité"),
    "screener": _("l'instance que les règles chargent d'examiner les sujets"),
    "moderator": _("l'équipe de modération"),
    "operator": _("la personne qui exploite le serveur"),
}

GRANTED_ROLES = ("organiser", "chair", "reception", "city_service", "moderator")


class Scoped(Protocol):
    """Something that belongs to an edition (or is one)."""

    @property
    def edition_id(self) -> int | None: ...


RoleResolver = Callable[[int, int], set[str]]
Guard = Callable[[frozenset[str], "str", "Scoped | None"], None]
_resolvers: list[RoleResolver] = []
_guards: list[Guard] = []


def register_role(resolver: RoleResolver) -> None:
    """A stage says which roles a person (first id) holds in an edition (second id)."""
    _resolvers.append(resolver)


def register_guard(guard: Guard) -> None:
    """A stage adds a refusal that no role can lift: it is called with the roles, the permission
    and its object before the table is read, and raises where a rule forbids."""
    _guards.append(guard)


def guards() -> tuple[Guard, ...]:
    """The registered guards, in the order of registration."""
    return tuple(_guards)


def roles_of(actor: Actor, on: Scoped | None = None) -> frozenset[str]:
    """Every role that `actor` holds on `on`: for the instance, and for its edition. Without a
    second factor the organiser's does not count; with a badge, none but a member's."""
    roles = {"anyone"}
    if actor.operator:
        roles.add("operator")
    if actor.person_id is None:
        return frozenset(roles)
    roles.add("member")
    if actor.through == BADGE:
        return frozenset(roles)
    edition_id = on.edition_id if on is not None else None
    granted = Grant.objects.filter(
        Q(edition_id__isnull=True) | Q(edition_id=edition_id),
        person_id=actor.person_id,
        ended_at__isnull=True,
    )
    roles.update(granted.values_list("role", flat=True))
    roles = _proven(roles, actor)
    if edition_id is not None:
        for resolver in _resolvers:
            roles.update(resolver(actor.person_id, edition_id))
    return frozenset(roles)


def roles_anywhere(actor: Actor) -> set[str]:
    """Every role that was given to `actor`, for the instance or in any edition."""
    if actor.person_id is None:
        return set()
    return _proven(set(grants_of(actor.person_id).values_list("role", flat=True)), actor)


def _proven(roles: set[str], actor: Actor) -> set[str]:
    """The roles that count: the organiser's does with a second factor."""
    if "organiser" in roles and not actor.second_factor:
        return roles - {"organiser"} | {UNPROVEN}
    return roles


def grants_of(person_id: int) -> QuerySet[Grant]:
    """The roles that a person holds anywhere."""
    return Grant.objects.filter(person_id=person_id, ended_at__isnull=True)


def grants_on(on: Scoped) -> QuerySet[Grant]:
    """The roles given in an edition or for the whole instance, and not ended, oldest first."""
    return Grant.objects.filter(
        Q(edition_id__isnull=True) | Q(edition_id=on.edition_id), ended_at__isnull=True
    ).order_by("edition_id", "pk")


def services_of(actor: Actor, on: Scoped) -> frozenset[str]:
    """The city services for which `actor` answers in an edition."""
    if actor.person_id is None:
        return frozenset()
    granted = Grant.objects.filter(
        Q(edition_id__isnull=True) | Q(edition_id=on.edition_id),
        person_id=actor.person_id,
        role="city_service",
        ended_at__isnull=True,
    )
    return frozenset(granted.values_list("detail", flat=True))


def people_of_service(on: Scoped, service: str) -> list[int]:
    """The ids of those who answer for a city service in an edition."""
    granted = Grant.objects.filter(
        Q(edition_id__isnull=True) | Q(edition_id=on.edition_id),
        role="city_service",
        detail=service,
        ended_at__isnull=True,
    )
    return list(granted.values_list("person_id", flat=True).distinct())


def service_names(on: Scoped) -> set[str]:
    """The city services for which somebody answers in an edition, each by its name."""
    granted = Grant.objects.filter(
        Q(edition_id__isnull=True) | Q(edition_id=on.edition_id),
        role="city_service",
        ended_at__isnull=True,
    ).exclude(detail="")
    return set(granted.values_list("detail", flat=True))
