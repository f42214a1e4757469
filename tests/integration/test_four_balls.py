"""A pool so large for its seats that ten thousand panels are numbered, and four balls drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.integration import test_draw
from tests.integration.test_audit import opened, said
from tests.integration.test_draw import ANNOUNCING, WITNESSES, Table, failed, published
from tests.integration.test_portrait import balanced

from alienor.cores.sortition import lottery
from alienor.platform.accounts.open import open_account
from alienor.stages.draw.actions import publish_draw
from alienor.stages.draw.queries import own_chance
from alienor.surfaces.member.draws import chance_in_words
from alienor.surfaces.papers.draws import draw_list, draw_minutes, list_pages

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

BALLS = (0, 4, 0, 7)
table = test_draw.table


@pytest.fixture(autouse=True)
def _few_seats_for_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thirty people of these tests count as a crowd: a chance is coarse on 500 panels."""
    monkeypatch.setattr(lottery, "FEW", 500)


def test_a_draw_of_four_balls_is_published_verified_and_audited(
    table: Table, tmp_path: Path
) -> None:
    draw = table.frozen()
    assert (draw.ball_count, draw.panels_text.count("\n")) == (4, 10_000)
    assert draw.panels_text.startswith("0000 ") and "\n9999 " in draw.panels_text
    assert "0000 à 9999" in draw_list(draw)["how"][0]
    volumes = [draw_list(draw, one.number) for one in list_pages(draw).volumes]
    assert "équipes 3000 à 3999" in volumes[3]["title"]
    printed = [panel["number"] for volume in volumes for page in volume["pages"] for panel in page]
    assert printed == [f"{number:04d}" for number in range(10_000)]
    assert draw_minutes(draw)["balls"] == 4
    draw = table.held(draw, BALLS)
    assert (draw.panel_number, draw.panel_written) == (407, "0407")
    publish_draw(draw_id=draw.pk, **table.facts)
    own = own_chance(table.pool[0].person_id, draw)
    count = sum(own.token in line for line in draw.panels_text.splitlines())
    assert draw.entries.get(token=own.token).chance == f"{count / 10_000:.4f}"
    words = chance_in_words(own)
    assert words.replace("\xa0", "").startswith(f"Vous étiez dans {count} des 10000 équipes")
    folder = published(table, tmp_path / "all")
    assert failed(folder) == []
    assert not [one for one in said(folder, opened(table, draw)).values() if one.holds is False]


def test_the_pages_speak_of_four_balls(table: Table, client: Any) -> None:
    client.force_login(
        open_account(table.world.people["helene"]),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    draw = table.frozen()
    public = client.get("/editions/essai/tirage/").content.decode()
    assert "dix mille équipes possibles de 12 personnes, numérotées de 0000 à 9999" in public
    explained = client.get("/editions/essai/tirage/comment/").content.decode()
    assert "Il écrit 10\xa0000 équipes" in explained and "4 boules sont tirées" in explained
    desk = f"/bureau/essai/tirage/{draw.number}/"
    assert f"{desk}liste.pdf?volume=10" in client.get(desk).content.decode()
    assert client.get(f"{desk}liste.pdf?volume=10").content.startswith(b"%PDF")
    for wrong in ("0", "11", "dix", "²"):
        assert client.get(f"{desk}liste.pdf?volume={wrong}").status_code == 404
    balls = f"{desk}boules/"
    for place, digit in enumerate(BALLS, start=1):
        assert f"Boule {place} sur 4" in client.get(balls).content.decode()
        assert client.post(balls, {"place": place, "digit": digit}).status_code == 302
    again = {f"b{n}": ball for n, ball in enumerate(BALLS, start=1)}
    people = {"first_witness": WITNESSES[0], "second_witness": WITNESSES[1]}
    assert client.post(f"{balls}relire/", again | people).status_code == 302
    for page in ("", f"{draw.number}/salle/", f"{draw.number}/verifier/"):
        assert "0407" in client.get(f"/editions/essai/tirage/{page}").content.decode()


def test_the_clerk_is_told_before_the_freeze(table: Table, client: Any) -> None:
    client.force_login(
        open_account(table.world.people["helene"]),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    draw = table.prepared()
    page = client.get(f"/bureau/essai/tirage/{draw.number}/fixer/").content.decode()
    assert "mille équipes possibles" in page and "Trois boules numérotées" in page
    balanced(table)
    page = client.get(f"/bureau/essai/tirage/{draw.number}/fixer/").content.decode()
    assert "dix mille équipes possibles" in page and "Quatre boules numérotées" in page
    frozen = client.post(f"/bureau/essai/tirage/{draw.number}/fixer/", ANNOUNCING, follow=True)
    assert frozen.status_code == 200
    draw.refresh_from_db()
    assert draw.ball_count == 4
