"""A draw with a public beacon: announced at the freeze, after the balls, checked by everybody."""

# ruff: noqa: F811  # a fixture is named where it is imported and where it is used
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration.test_draw import (
    ANNOUNCED,
    BALLS,
    WITNESSES,
    Table,
    acts_of,
    failed,
    published,
    table,  # noqa: F401  # a fixture
)
from tests.unit.beacon.beacon_cases import ROUNDS

from alienor.cores.beacon import QUICKNET, check_round
from alienor.cores.sortition import beacon_shift
from alienor.platform.accounts.open import open_account
from alienor.platform.documents import typeset
from alienor.platform.errors import Invalid
from alienor.stages.draw.actions import publish_draw
from alienor.stages.draw.beacon import postpone_beacon
from alienor.stages.draw.ceremony import clear_balls, draw_panel, read_ball
from alienor.stages.draw.freezing import freeze_draw
from alienor.stages.draw.models import Draw
from alienor.surfaces.papers.draws import draw_list, draw_minutes
from alienor.surfaces.sentences import sentence

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

ROUND = 1000


@pytest.fixture
def known_at(table: Table) -> Callable[[], datetime]:
    """When round 1000 of quicknet was made, its signature being known: the draw is held then."""
    moment = QUICKNET.time_of(ROUND)
    table.world.clock.at = moment - timedelta(hours=1)
    return lambda: moment


def read(table: Table, draw: Draw, *balls: int) -> None:
    for place, digit in enumerate(balls, start=1):
        read_ball(draw_id=draw.pk, place=place, digit=digit, **table.facts)


def end(table: Table, draw: Draw, beacon: str) -> Draw:
    return draw_panel(
        draw_id=draw.pk, read_again=BALLS, witnesses=WITNESSES, beacon=beacon, **table.facts
    )


def test_the_beacon_shifts_the_number_and_everything_verifies(
    table: Table, known_at: Callable[[], datetime], tmp_path: Path
) -> None:
    draw = table.frozen(beacon_at=known_at())
    frozen = acts_of("draw_frozen/2")[0]["act"]
    assert (frozen["beacon"], frozen["beacon_round"]) == (QUICKNET.hash, ROUND)
    for paper in (draw_list(draw), draw_minutes(draw)):
        assert f"son tour {ROUND}, que personne ne connaît avant le" in paper["beacon"]
    typeset("surfaces/papers/draw_minutes.typ", facts=draw_minutes(draw))
    read(table, draw, *BALLS)
    table.world.clock.at = known_at()
    with pytest.raises(Invalid, match="beacon_wanted"):
        end(table, draw, "")
    with pytest.raises(Invalid, match="wrong_beacon") as refused:
        end(table, draw, ROUNDS[42])
    assert "signature" in sentence(refused.value)
    draw = end(table, draw, f'{{"round": {ROUND}, "signature": "{ROUNDS[ROUND]}"}}')
    shift = beacon_shift(check_round(QUICKNET, ROUND, ROUNDS[ROUND]), 1000)
    assert shift
    assert (draw.shift, draw.panel_number) == (shift, (407 + shift) % 1000)
    held = acts_of("draw_held/2")[0]["act"]
    assert (held["beacon_signature"], held["shift"]) == (ROUNDS[ROUND], shift)
    publish_draw(draw_id=draw.pk, **table.facts)
    assert failed(published(table, tmp_path / "bundle")) == []
    page = Client().get(reverse("public:draw", args=[draw.edition.slug])).content.decode()
    assert f"ajoute {shift} à ce nombre" in page
    hall = reverse("public:hall", args=[draw.edition.slug, draw.number])
    assert f"{draw.panel_number:03d}" in Client().get(hall).content.decode()


def test_no_ball_falls_once_the_round_is_known_and_a_later_one_is_announced_before(
    table: Table, known_at: Callable[[], datetime]
) -> None:
    draw = table.frozen(beacon_at=known_at())
    facts = {"draw_id": draw.pk, "reason": "La séance a pris du retard.", **table.facts}
    with pytest.raises(Invalid, match="beacon_in_past"):
        postpone_beacon(beacon_at=known_at() - timedelta(minutes=5), **facts)
    table.world.clock.at = known_at() + timedelta(minutes=1)
    with pytest.raises(Invalid, match="beacon_is_out") as refused:
        read(table, draw, 4)
    assert "pourrait viser" in sentence(refused.value)
    postpone_beacon(beacon_at=known_at() + timedelta(hours=1), **facts)
    assert acts_of("beacon_postponed/1")[0]["act"]["beacon_round"] == ROUND + 1200
    read(table, draw, 4)
    with pytest.raises(Invalid, match="ball_read"):
        postpone_beacon(beacon_at=known_at() + timedelta(hours=2), **facts)
    clear_balls(**facts)
    postpone_beacon(beacon_at=known_at() + timedelta(hours=2), **facts)


def test_balls_entered_at_once_are_said_to_have_fallen_before_the_round(
    table: Table, known_at: Callable[[], datetime], tmp_path: Path
) -> None:
    draw = table.frozen(beacon_at=known_at())
    fell = known_at() - timedelta(minutes=10)
    table.world.clock.at = known_at() + timedelta(hours=1)
    facts = {
        "draw_id": draw.pk,
        "balls": BALLS,
        "read_again": BALLS,
        "witnesses": WITNESSES,
        "beacon": f'{{"round": {ROUND}, "signature": "{ROUNDS[ROUND]}"}}',
        **table.facts,
    }
    with pytest.raises(Invalid, match="beacon_is_out"):
        draw_panel(**facts)
    assert draw_panel(**facts, held_at=fell).state == "drawn"
    assert failed(published(table, tmp_path / "bundle")) == []


def test_balls_alone_stay_the_rule(table: Table, known_at: Callable[[], datetime]) -> None:
    with pytest.raises(Invalid, match="beacon_in_past"):
        table.frozen(beacon_at=table.world.clock.now() - timedelta(minutes=1))
    draw = Draw.objects.get()
    assert draw.state == "prepared"
    freeze_draw(draw_id=draw.pk, pool=table.pool, announced=ANNOUNCED, **table.facts)
    with pytest.raises(Invalid, match="no_beacon"):
        postpone_beacon(
            draw_id=draw.pk, beacon_at=known_at(), reason="Pourquoi pas.", **table.facts
        )
    frozen = acts_of("draw_frozen/2")[0]["act"]
    assert "beacon" not in frozen


def test_the_desk_asks_for_the_round_and_says_where_to_copy_it_from(
    table: Table, known_at: Callable[[], datetime], second_factor: None, settings: Any
) -> None:
    client = Client()
    client.force_login(open_account(table.world.organiser.person_id))
    prepared = table.prepared()
    form = client.get(reverse("office:freeze_draw", args=["essai", prepared.number]))
    assert form.content.decode().count("(facultatif)") == 1
    draw = freeze_draw(
        draw_id=prepared.pk,
        pool=table.pool,
        announced=ANNOUNCED,
        beacon_at=known_at(),
        **table.facts,
    )
    slug, number = draw.edition.slug, draw.number
    desk = client.get(reverse("office:draw", args=[slug, number])).content.decode()
    assert reverse("office:postpone_beacon", args=[slug, number]) in desk
    read(table, draw, *BALLS)
    again = reverse("office:read_again", args=[slug, number])
    page = client.get(f"{again}?b1=4&b2=0&b3=7").content.decode()
    assert re.search(rf'<a href="https://[^"]+/public/{ROUND}"', page)
    assert '<img class="qr" src="data:image/svg' in page
    label = f"La balise publique, tour {ROUND}"
    assert f'{label} <span class="quiet">(facultatif)' in page
    sent = {"b1": 4, "b2": 0, "b3": 7, "first_witness": "a", "second_witness": "b"}
    settings.BEACON_SERVERS = []
    alone = client.post(again, sent)
    assert alone.status_code == 503
    assert f"{label}</label>" in alone.content.decode(), "nobody else will give it"
    answer = client.post(again, {**sent, "beacon": ROUNDS[ROUND]})
    assert answer.status_code == 302
    draw.refresh_from_db()
    assert draw.shift
