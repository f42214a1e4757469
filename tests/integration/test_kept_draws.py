"""The whole life of three draws in one bundle, which is kept to be forged (`tests/data/README.md`):
one annulled after its balls, one with a beacon, a relaxation, an auditor and replacements, and one
of a group, entered from paper."""

# ruff: noqa: F811  # a fixture is named where it is imported and where it is used
from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.integration.test_draw import (
    AGES,
    BALLS,
    SEXES,
    WITNESSES,
    Table,
    published,
    table,  # noqa: F401  # a fixture
)
from tests.unit.beacon.beacon_cases import ROUNDS

from alienor.auditing import audit_bundle, verify_bundle
from alienor.cores.beacon import QUICKNET
from alienor.platform.people.actions import Identity
from alienor.procedures.draw import draw_group, freeze_pool, replace_member, seat_panel
from alienor.stages.bodies.actions import accept_seat
from alienor.stages.draw.actions import accept_relaxation, annul_draw, publish_draw
from alienor.stages.draw.beacon import postpone_beacon
from alienor.stages.draw.ceremony import clear_balls, draw_panel, read_ball
from alienor.stages.draw.opening import open_to_auditor
from alienor.stages.recruitment.actions import record_reply, withdraw_reply

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

ROUND = 657_413
BORN = dict(zip(AGES, (2000, 1988, 1970), strict=True))


@pytest.fixture
def early(clock: Any, request: pytest.FixtureRequest) -> Table:
    """The table, a day before the round of the beacon whose signature these tests know."""
    clock.at = QUICKNET.time_of(ROUND) - timedelta(days=1)
    made: Table = request.getfixturevalue("table")
    for number in range(31):
        reply = record_reply(
            edition_id=made.world.edition.pk,
            through="phone",
            identity=Identity(
                given_name="Prénom",
                family_name=f"Exemple {number}",
                email=f"r{number}@exemple.invalid",
                birth_year=BORN[AGES[number % 3]],
            ),
            profile={"age": AGES[number % 3], "sex": SEXES[number // 3 % 2]},
            **made.facts,
        )
    withdraw_reply(entry_id=reply.pk, **made.facts)
    return made


def three_draws(table: Table) -> bytes:
    """Hold them, and give the file of openings of the second."""
    facts, clock = table.facts, table.world.clock
    first = table.prepared()
    freeze_pool(draw_id=first.pk, announced="Trois boules, mairie.", **facts)
    ceremony = {"draw_id": first.pk, **facts}
    for place, digit in enumerate((1, 2), start=1):
        read_ball(place=place, digit=digit, **ceremony)
    clear_balls(reason="Une boule est tombée.", **ceremony)
    for place, digit in enumerate((1, 2, 3), start=1):
        read_ball(place=place, digit=digit, **ceremony)
    draw_panel(read_again=(1, 2, 3), witnesses=WITNESSES, **ceremony)
    annul_draw(reason="L'urne était restée ouverte.", **ceremony)

    second = table.prepared()
    accept_relaxation(
        draw_id=second.pk,
        feature="age",
        value="under_30",
        bound="minimum",
        to=2,
        reason="Trop peu de jeunes.",
        **facts,
    )
    moment = QUICKNET.time_of(ROUND)
    clock.at = moment - timedelta(hours=2)
    freeze_pool(
        draw_id=second.pk,
        announced="Trois boules, salle du conseil.",
        beacon_at=moment - timedelta(hours=1),
        **facts,
    )
    ceremony = {"draw_id": second.pk, **facts}
    postpone_beacon(beacon_at=moment, reason="La séance a du retard.", **ceremony)
    clock.at = moment - timedelta(minutes=30)
    for place, digit in enumerate(BALLS, start=1):
        read_ball(place=place, digit=digit, **ceremony)
    clock.at = moment + timedelta(minutes=5)
    beacon = f'{{"round": {ROUND}, "signature": "{ROUNDS[ROUND]}"}}'
    draw_panel(read_again=BALLS, witnesses=WITNESSES, beacon=beacon, **ceremony)
    publish_draw(**ceremony)
    opened = open_to_auditor(function="huissière", reason="Contrôle.", **ceremony)
    seats = seat_panel(**ceremony)
    for seat in seats[:2]:
        seats.append(replace_member(seat_id=seat.pk, reason="Départ.", **facts).seat)
    for seat in seats[2:]:
        accept_seat(seat_id=seat.pk, **facts)

    table.volunteer("proposition_group", seats[2:11])
    group = draw_group(
        edition_id=table.world.edition.pk,
        body="proposition_group",
        announced="Trois boules, sur papier.",
        **facts,
    )
    fell = clock.at + timedelta(hours=1)
    clock.at += timedelta(hours=3)
    draw_panel(
        draw_id=group.pk,
        balls=(9, 9, 9),
        read_again=(9, 9, 9),
        witnesses=WITNESSES,
        held_at=fell,
        **facts,
    )
    publish_draw(draw_id=group.pk, **facts)
    return opened.file


def test_three_draws_are_verified_and_audited(early: Table, tmp_path: Path) -> None:
    openings = three_draws(early)
    folder = published(early, tmp_path / "bundle")
    checks = list(verify_bundle(folder))
    assert [check.detail for check in checks if check.holds is False] == []
    assert [check.detail for check in audit_bundle(folder, openings) if check.holds is False] == []
    if kept := os.environ.get("KEEP_BUNDLE"):
        shutil.make_archive(kept.removesuffix(".zip"), "zip", folder)
        Path(kept).with_name("openings-3.csv").write_bytes(openings)
