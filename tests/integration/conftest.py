"""An instance with a city, an edition, and one person for each role."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import TransactionTestCase

from alienor.cores import rules
from alienor.platform.accounts.open import open_account
from alienor.platform.actors import OPERATOR, Actor
from alienor.platform.acts import guard
from alienor.platform.people.actions import enter_person, give_role
from alienor.platform.people.records import Identity
from alienor.procedures.begin import begin_instance
from alienor.stages.bodies.actions import accept_seat, offer_seat
from alienor.stages.founding.actions import found_edition
from alienor.stages.founding.models import Edition

_flush = TransactionTestCase._fixture_teardown


def _flush_without_guard(self: Any) -> None:
    with guard.lifted():
        _flush(self)


TransactionTestCase._fixture_teardown = _flush_without_guard

SEATED = {
    "aicha": ("Aïcha", "assembly", "drawn"),
    "bruno": ("Bruno", "assembly", "volunteer"),
    "claire": ("Claire", "assembly", "elected_majority"),
    "driss": ("Driss", "assembly", "elected_minority"),
    "elodie": ("Élodie", "assembly", "agent"),
    "ines": ("Inès", "proposition_group", "drawn"),
    "joel": ("Joël", "methodology_committee", "drawn"),
    "karim": ("Karim", "followup_group", "drawn"),
}


@dataclass
class World:
    """A city with its people; `actor("aicha")` acts for one of them."""

    edition: Edition
    clock: Any
    people: dict[str, int] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        if name == "gwenaelle":
            return Actor()
        return Actor(person_id=self.people[name], through="web")

    @property
    def organiser(self) -> Actor:
        return self.actor("helene")

    def seat(self, name: str, body: str, college: str, **facts: Any) -> Any:
        """Give somebody a place, offered and accepted."""
        seat = offer_seat(
            edition_id=self.edition.pk,
            body=body,
            college=college,
            person_id=self.people[name],
            actor=self.organiser,
            clock=self.clock,
            **facts,
        )
        return accept_seat(seat_id=seat.pk, actor=self.organiser, clock=self.clock)

    def by(self, name: str) -> dict[str, Any]:
        """Who acts, and when: the two facts that every action wants."""
        return {"actor": self.actor(name), "clock": self.clock}

    def newcomer(self, name: str, given_name: str = "") -> int:
        """Enter one more person."""
        person = enter_person(
            identity=Identity(
                given_name=given_name or name.title(),
                family_name="Exemple",
                email=f"{name}@exemple.invalid",
            ),
            actor=self.organiser,
            clock=self.clock,
        )
        self.people[name] = person.pk
        return int(person.pk)


@pytest.fixture
def city(db: None, clock: Any) -> Any:
    """An instance that has begun: Hélène organises Poitiers."""
    return begin_instance(
        city="Poitiers",
        insee="86194",
        organiser=Identity(
            given_name="Hélène", family_name="Exemple", email="helene@exemple.invalid"
        ),
        password="une phrase de passe longue",
        actor=OPERATOR,
        clock=clock,
    )


@pytest.fixture
def world(city: Any, clock: Any) -> World:
    """An edition by the rules of Poitiers 2022, and everybody in their place."""
    helene = Actor(person_id=city.organiser_id, through="web")
    edition = found_edition(
        title="Assemblée d'essai",
        slug="essai",
        rules=rules.template_text("poitiers-2022"),
        actor=helene,
        clock=clock,
    )
    made = World(edition=edition, clock=clock, people={"helene": city.organiser_id})
    for name, (given_name, body, college) in SEATED.items():
        made.newcomer(name, given_name)
        if body != "assembly":
            made.seat(name, "assembly", college)
        made.seat(name, body, college)
    made.newcomer("farid", "Farid")
    give_role(
        person_id=made.people["farid"],
        role="city_service",
        detail="espaces-publics",
        edition=edition,
        actor=helene,
        clock=clock,
    )
    return made


@pytest.fixture
def second_factor(city: Any) -> None:
    """Hélène, who organises, has set up her second factor."""
    TOTP.activate(open_account(city.organiser_id), generate_totp_secret())
