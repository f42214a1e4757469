"""An instance with a city, an edition, and one person for each role."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connections, transaction
from django.test import TransactionTestCase
from tests.integration.made_once import once

from alienor.cores import rules
from alienor.platform.accounts.open import open_account
from alienor.platform.actors import OPERATOR, Actor
from alienor.platform.acts import guard
from alienor.platform.people.actions import enter_person, give_role
from alienor.platform.people.records import Identity
from alienor.procedures.begin import begin_instance
from alienor.procedures.sessions import begin_day, end_day
from alienor.stages.bodies.actions import accept_seat, offer_seat
from alienor.stages.founding.actions import adopt_rules, found_edition
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.sessions import preparing
from alienor.stages.sessions.attending import enter_presences

_emptyings = count(1)


def _empty(self: Any) -> None:
    """Empty the tables that hold something. To truncate a hundred tables of a server takes a
    tenth of a second, and what Django would write into them again (its permissions) has no use."""
    with guard.lifted():
        for database in self._databases_names(include_mirrors=False):
            connection = connections[database]
            with transaction.atomic(using=database), connection.cursor() as cursor:
                filled = _filled(connection, cursor)
                for table in filled:
                    cursor.execute(f'DELETE FROM "{table}"')
            if filled and connection.vendor == "postgresql" and next(_emptyings) % 20 == 0:
                with connection.cursor() as cursor:  # or what was deleted is read over and over
                    cursor.execute("VACUUM " + ", ".join(f'"{table}"' for table in filled))


def _filled(connection: Any, cursor: Any) -> list[str]:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    cursor.execute(
        " UNION ALL ".join(
            f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM \"{one}\")" for one in tables
        )
    )
    return [table for (table,) in cursor.fetchall()]


TransactionTestCase._fixture_teardown = _empty

SESSIONS = ("session_1", "session_2", "session_3", "session_4")
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

    def second_teller(self) -> str:
        """Maëlle, who organises too and counts after Hélène."""
        if "maelle" not in self.people:
            self.newcomer("maelle", "Maëlle")
            give_role(person_id=self.people["maelle"], role="organiser", **self.by("helene"))
        return "maelle"

    def open_day(self, step: str, *here: str, number: int = 1) -> Any:
        """A day of the assembly that is open, its step under way, with these people there."""
        starts = self.clock.now() + timedelta(days=1)
        day = preparing.plan_session(
            edition_id=self.edition.pk,
            kind="final_vote" if step == "final_vote" else "session",
            step=step,
            number=number,
            title="Journée",
            starts_at=starts,
            ends_at=starts + timedelta(hours=8),
            place="Grande halle",
            **self.by("helene"),
        )
        meal = preparing.Item(kind="meal", title="Repas partagé", minutes=80)
        preparing.set_agenda(session_id=day.pk, items=[meal], **self.by("helene"))
        preparing.announce_session(session_id=day.pk, **self.by("helene"))
        begin_day(session_id=day.pk, derogation="Pour l'essai.", **self.by("helene"))
        enter_presences(
            session_id=day.pk,
            person_ids=[self.people[name] for name in here],
            **self.by("helene"),
        )
        return day

    def hold_days(self, *steps: str) -> None:
        """Days of the assembly that are over, with the steps that they were."""
        for number, step in enumerate(steps, start=1):
            day = self.open_day(step, "aicha", number=number)
            end_day(session_id=day.pk, sentences=["C'est dit."], **self.by("helene"))

    def change_rules(self, *changes: tuple[str, str], after: str = "") -> None:
        """Put in force the rules with these words changed, where they follow `after`."""
        source = rules_of(self.edition).source
        begins = source.index(after)
        head, tail = source[:begins], source[begins:]
        for old, new in changes:
            assert old in tail, old
            tail = tail.replace(old, new, 1)
        adopt_rules(
            edition_id=self.edition.pk,
            rules=head + tail,
            reason="Pour l'essai.",
            **self.by("helene"),
        )
        self.edition.refresh_from_db()

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
    return once("city", lambda: _begin(clock), clock=clock)


def _begin(clock: Any) -> Any:
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
    return once("world", lambda: _people(city, clock), clock=clock)


def _people(city: Any, clock: Any) -> World:
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
        detail="Espaces publics",
        edition=edition,
        actor=helene,
        clock=clock,
    )
    return made


@pytest.fixture
def second_factor(city: Any) -> None:
    """Hélène, who organises, has set up her second factor."""
    set_second_factor(city.organiser_id)


def set_second_factor(person_id: int) -> None:
    """Somebody has set up the code of their phone."""
    TOTP.activate(open_account(person_id), generate_totp_secret())
