"""No published figure of a day tells of few people: not by subtraction, nor from another page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration import test_paper_sheets
from tests.integration.test_badges import acts
from tests.integration.test_paper_presences import hour
from tests.integration.test_paper_sheets import by, send, there, words
from tests.integration.test_running import begin

from alienor.cores.rules.blocks import Privacy
from alienor.platform.acts import guard
from alienor.procedures.minutes import draft_from_day, facts_of_day
from alienor.procedures.sessions import end_day
from alienor.stages.sessions.attending import enter_presences
from alienor.stages.sessions.bundle import SESSIONS, _sessions
from alienor.stages.sessions.minutes_queries import facts_of
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.queries import attendance_of
from alienor.stages.sessions.sheets import Sheet
from alienor.stages.sessions.table_notes import enter_table_notes

held = test_paper_sheets.held
with_a_database = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]


@pytest.mark.parametrize(
    ("counts", "withheld"),
    [
        ({"drawn": 12, "volunteer": 10}, set()),
        ({"drawn": 12, "volunteer": 0}, set()),
        ({"drawn": 12, "volunteer": 3}, {"drawn", "volunteer"}),
        ({"drawn": 12, "volunteer": 3, "child": 11}, {"child", "volunteer"}),
        ({"drawn": 30, "volunteer": 3, "child": 2}, {"drawn", "volunteer", "child"}),
        ({"drawn": 30, "volunteer": 6, "child": 4}, {"volunteer", "child"}),
        ({"drawn": 30, "elected": 2}, set()),
        ({"drawn": 30, "volunteer": 3, "elected": 20}, {"drawn", "volunteer"}),
        ({"drawn": 3, "elected": 12}, {"drawn", "elected"}),
        ({}, set()),
    ],
)
def test_groups_are_withheld_until_no_few_people_come_back(
    counts: dict[str, int], withheld: set[str]
) -> None:
    privacy = Privacy(article="12", minimum_cell=10)
    assert privacy.withheld(counts, public=["elected"]) == withheld


def came(world: Any, session: Session, **counts: int) -> None:
    """So many people of each college, noted there."""
    with guard.lifted():
        for college, count in counts.items():
            for n in range(count):
                session.presences.create(
                    person_id=world.newcomer(f"{college}{n}"),
                    college=college,
                    arrived_at=world.clock.now(),
                )


def presence_on(session: Session) -> str:
    """What the public page says of who was there."""
    where = reverse("public:session", args=["essai", session.public_id])
    page = " ".join(re.sub("<[^>]+>", " ", words(Client().get(where))).split())
    begins = page.find("Qui était là")
    return page[begins : page.find("Ordre du jour", begins)]


class TestOfADay:
    pytestmark = with_a_database

    def test_a_small_college_is_not_told_by_subtraction(self, world: Any, held: Session) -> None:
        came(world, held, drawn=12, volunteer=3)
        told = attendance_of(held)
        assert (told.people, told.residents, told.by_part) == (15, 15, {"residents": 15})
        assert {one.count for one in told.by_college if one.college in ("drawn", "volunteer")} == {
            None
        }
        said = presence_on(held)
        assert "15 personnes, dont 15" in said
        assert not re.search(r"\b(12|3)\b", said)
        assert "nombre non publié" in said

    def test_few_residents_among_many_elected_members_are_not_told(
        self, world: Any, held: Session
    ) -> None:
        came(world, held, drawn=3, elected_majority=14)
        told = attendance_of(held)
        assert (told.people, told.residents, told.by_part) == (17, None, {})
        said = presence_on(held)
        assert "17 personnes." in said
        assert not re.search(r"\b(14|3)\b", said)
        end_day(session_id=held.pk, sentences=["C'est dit."], **world.by("helene"))
        draft_from_day(session_id=held.pk, **world.by("helene"))
        [closed] = acts(held, "session_closed")
        assert (closed["people"], closed["by_part"]) == (17, {})

    def test_few_people_are_told_by_no_file_and_by_no_act(self, world: Any, held: Session) -> None:
        few = [world.people[name] for name in ("aicha", "bruno", "ines")]
        enter_presences(person_ids=few, **by(held, world))
        end_day(session_id=held.pk, sentences=["C'est dit."], **world.by("helene"))
        assert "Moins de dix personnes" in presence_on(held)
        [row] = _sessions(world.edition)
        told = dict(zip((one.name for one in SESSIONS), row, strict=True))
        assert (told["people"], told["residents"]) == (None, None)
        [closed] = acts(held, "session_closed")
        assert (closed.get("people"), closed["by_part"]) == (None, {})

    def test_a_day_where_nobody_came_says_so(self, world: Any, held: Session) -> None:
        assert attendance_of(held).people == 0
        assert "Qui était là" not in presence_on(held)

    def test_few_hands_are_in_no_minutes(self, world: Any, held: Session) -> None:
        there(world, held, 12)
        typed = {"t1_2_people": "3", "t1_2_1_ready": "2", "t1_2_1_not_yet": "1"}
        send(world, held, hour_2=hour(held, 0.5), t1_2_1_notes="Rien.", **typed)
        assert not facts_of_day(held, now=world.clock.now())["ready"]

    @pytest.mark.parametrize(("ready", "told"), [(2, []), (9, [10])])
    def test_hands_are_in_the_minutes_as_in_the_register(
        self, world: Any, held: Session, ready: int, told: list[int]
    ) -> None:
        there(world, held, 12)
        begin(world, held, 2)
        enter_table_notes(
            session_id=held.pk, number=2, table=1, people=3, seen={},
            sheets={1: Sheet(notes="x", ready=ready, not_yet=1)},
            **world.by("helene"),
        )  # fmt: skip
        begin(world, held, 3)
        end_day(session_id=held.pk, sentences=["C'est dit."], **world.by("helene"))
        minutes = draft_from_day(session_id=held.pk, **world.by("helene"))
        shown = facts_of(minutes)["ready"]
        assert [one["ready"] + one["not_yet"] for one in shown] == told
        [act] = acts(held, "tables_told")
        assert sum(act["ready"]) + sum(act["not_yet"]) == sum(told)
