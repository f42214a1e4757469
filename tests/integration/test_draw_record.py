"""The record of a draw: read before it is published, then by everybody, on a page and on paper."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.integration import test_draw
from tests.integration.test_ceremony import held, read
from tests.integration.test_draw import ANNOUNCED, BALLS, WITNESSES, Table
from tests.integration.test_papers import text_of

from alienor.platform.accounts.open import open_account
from alienor.procedures.draw import replace_member, seat_panel
from alienor.stages.draw.actions import publish_draw
from alienor.stages.draw.ceremony import clear_balls
from alienor.stages.draw.models import Draw
from alienor.stages.draw.queries import panel_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

table = test_draw.table
RECORD = "/editions/essai/tirage/1/compte-rendu/"
PRINTED = "/editions/essai/tirage/1/compte-rendu.pdf"
PREVIEW = "/bureau/essai/tirage/1/publier/"


def words(html: str) -> str:
    main = html.split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def at_the_desk(table: Table) -> Client:
    client = Client()
    client.force_login(open_account(table.world.people["helene"]), backend=test_draw.BACKEND)
    return client


def told(draw: Draw) -> list[str]:
    """What every version of the record says."""
    return [
        ANNOUNCED, "1 000, numérotées de 000 à 999", "4 0 7", "407", *WITNESSES, *panel_of(draw),
        draw.alternates_hash[:8], draw.certificate_hash[:8], "Aucun remplacement à ce jour.",
    ]  # fmt: skip


@pytest.mark.usefixtures("second_factor")
def test_what_is_published_is_read_first_and_is_that_very_thing(table: Table, client: Any) -> None:
    draw = table.frozen()
    desk = at_the_desk(table)
    assert desk.get(PREVIEW).status_code == 302
    read(table, draw, 4, 1)
    clear_balls(draw_id=draw.pk, reason="Un zéro lu un.", then="read_again", **table.facts)
    read(table, draw, *BALLS)
    draw = held(table, draw)
    for address in (RECORD, PRINTED):
        assert client.get(address).status_code == 404
    before = words(desk.get(PREVIEW).content.decode())
    for said in (*told(draw), "Un zéro lu un.", "Publier ce compte rendu"):
        assert said in before
    draw.refresh_from_db()
    assert draw.state == "drawn"
    assert desk.post(PREVIEW).status_code == 302
    draw.refresh_from_db()
    assert draw.state == "published"
    assert RECORD in client.get("/editions/essai/tirage/").content.decode()
    after = words(client.get(RECORD).content.decode())
    printed = re.sub(r"\s+", " ", text_of(client.get(PRINTED).content))
    for said in (*told(draw), "Un zéro lu un.", "Le compte rendu est publié"):
        assert said in after
        assert said in printed
    begin, end = "Ce qui s’est passé", "Les empreintes"
    assert (
        after[after.index(begin) : after.index(end)]
        == before[before.index(begin) : before.index(end)]
    )
    assert "transcript.json" in after
    assert "Prénom-Secret" not in after


def test_what_changes_afterwards_is_added(table: Table, client: Any) -> None:
    draw = table.drawn()
    seat = seat_panel(draw_id=draw.pk, **table.facts)[0]
    publish_draw(draw_id=draw.pk, **table.facts)
    replace_member(seat_id=seat.pk, reason="Sans réponse.", **table.facts)
    leaving = draw.entries.get(person_id=seat.person_id).token
    said = words(client.get(RECORD).content.decode())
    assert f"la place de {leaving} passe à " in said
    assert "Aucun remplacement" not in said
    english = client.get(f"/en{RECORD}").content.decode()
    assert "Record of the draw by lot" in english
    assert '<dd lang="fr">huissière de justice</dd>' in english
    assert client.get(f"/en{PRINTED}").status_code == 200
