"""A day of an assembly with `people` residents, made by the actions that any desk would call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

SLUG = "salle"
KIND = """
[poll.room]
article = "8"
label = { fr = "Vote de la salle", en = "Vote of the room" }
body = "assembly"
decisive = false
about_substance = false
secret = false
channels = ["hands", "roll_call"]
method = "yes_no_abstain"
electorate = { drawn = "present", volunteer = "present", elected_majority = "present", elected_minority = "present", agent = "present" }
electorate_source = "Essai de charge."
majority = { fraction = "1/2", strict = true, base = "expressed" }
tie = "rejected"
"""


@dataclass(frozen=True, kw_only=True)
class Day:
    """What the benchmark needs to know of it."""

    edition_id: int
    session_id: int
    public_id: str
    organiser_id: int
    codes: list[str]


def seed_day(*, people: int) -> Day:
    """An edition, its open day, and a badge for each of `people` residents who have a seat."""
    from alienor.cores import rules
    from alienor.platform.actors import OPERATOR, Actor
    from alienor.platform.acts import SystemClock
    from alienor.platform.people.actions import enter_person
    from alienor.platform.people.records import Identity
    from alienor.procedures.begin import begin_instance
    from alienor.procedures.sessions import begin_day
    from alienor.stages.bodies.actions import accept_seat, offer_seat
    from alienor.stages.founding.actions import found_edition
    from alienor.stages.sessions import preparing
    from alienor.stages.sessions.badges import badges_of, code_of, make_badges

    clock = SystemClock()
    begun = begin_instance(
        city="Poitiers",
        insee="86194",
        organiser=Identity(given_name="Hélène", email="helene@exemple.invalid"),
        password="une phrase de passe longue",
        actor=OPERATOR,
        clock=clock,
    )
    by: dict[str, Any] = {
        "actor": Actor(person_id=begun.organiser_id, through="web"),
        "clock": clock,
    }
    source = rules.template_text("poitiers-2022")
    source = source.replace("\n[poll.shortlist]", f"{KIND}\n[poll.shortlist]", 1)
    edition = found_edition(title="Salle d'essai", slug=SLUG, rules=source, **by)
    for number in range(people):
        person = enter_person(
            identity=Identity(given_name="Personne", family_name=f"{number}"), **by
        )
        seat = offer_seat(
            edition_id=edition.pk, body="assembly", college="drawn", person_id=person.pk,
            derogation="Une salle d'essai.", **by,
        )  # fmt: skip
        accept_seat(seat_id=seat.pk, **by)
    starts = clock.now() + timedelta(hours=1)
    day = preparing.plan_session(
        edition_id=edition.pk, kind="session", step="session_1", number=1, title="Journée",
        starts_at=starts, ends_at=starts + timedelta(hours=8), place="Halle", **by,
    )  # fmt: skip
    meal = preparing.Item(kind="meal", title="Repas partagé", minutes=80)
    preparing.set_agenda(session_id=day.pk, items=[meal], **by)
    preparing.announce_session(session_id=day.pk, **by)
    make_badges(session_id=day.pk, blanks=0, **by)
    begin_day(session_id=day.pk, derogation="Pour l'essai.", **by)
    return Day(
        edition_id=edition.pk,
        session_id=day.pk,
        public_id=day.public_id,
        organiser_id=begun.organiser_id,
        codes=[code_of(badge) for badge in badges_of(day) if badge.person_id],
    )
