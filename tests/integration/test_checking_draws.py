"""The page where anybody makes a draw again: what it says in every state, what it gives to the
browser, and the programs that it shows."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.integration import test_draw
from tests.integration.test_draw import Table, acts_of

from alienor.cores.sortition import replay
from alienor.platform.accounts.open import open_account
from alienor.platform.bundle import EditionFiles
from alienor.stages.draw.actions import annul_draw, publish_draw, replace_on_panel
from alienor.stages.draw.models import Draw
from alienor.stages.draw.queries import own_chance
from alienor.surfaces.public.checking import SAYS

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


table = test_draw.table
FACT = re.compile(r"{\w+}")


def page_of(draw: Draw, language: str = "fr") -> Any:
    with translation.override(language):
        address = reverse("public:check_draw", args=[draw.edition.slug, draw.number])
    return Client().get(address)


def facts_of(draw: Draw, language: str = "fr") -> dict[str, Any]:
    text = page_of(draw, language).content.decode()
    data = text.split('<script id="draw-facts" type="application/json">')[1]
    return json.loads(data.split("</script>")[0])


def programs_of(draw: Draw) -> list[str]:
    """The programs that the page shows, as one copies them."""
    text = page_of(draw).content.decode()
    parts = [part.split("</pre>")[0] for part in text.split("data-program>")[1:]]
    for sign, written in (("&quot;", '"'), ("&#x27;", "'"), ("&lt;", "<"), ("&amp;", "&")):
        parts = [part.replace(sign, written) for part in parts]
    return parts


def run(program: str, folder: Path) -> list[str]:
    """What a program of the page prints, beside these files."""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.splitlines()


def test_before_the_freeze_there_is_nothing_to_check_and_the_page_says_so(
    table: Table,
) -> None:
    said = page_of(table.prepared())
    assert said.status_code == 200
    assert "La liste n’est pas encore fermée" in said.content.decode()
    assert "check-draw.js" not in said.content.decode()


def test_before_the_balls_files_can_be_checked_and_no_act_is_invented(
    table: Table,
) -> None:
    draw = table.frozen()
    said = page_of(draw).content.decode()
    assert "les boules ne sont pas encore tombées" in said
    facts = facts_of(draw)
    assert facts["held"] is None
    assert [file["name"] for file in facts["files"]] == [
        "quotas.csv", "commitments.csv", "panels.txt", "alternates.txt", "certificate.json",
        "chances.csv",
    ]  # fmt: skip


def test_an_annulled_draw_says_so_whether_or_not_its_list_was_closed(
    table: Table,
) -> None:
    first = annul_draw(draw_id=table.prepared().pk, reason="Une erreur.", **table.facts)
    said = page_of(first).content.decode()
    assert "Ce tirage a été annulé" in said
    assert "Une erreur." in said
    assert "il n’y a rien à vérifier" in said
    second = annul_draw(draw_id=table.drawn().pk, reason="Une boule est tombée.", **table.facts)
    said = page_of(second).content.decode()
    assert "peut encore être vérifié" in said
    assert "check-draw.js" in said


def test_a_member_is_led_there_with_their_code_and_opening_in_no_address(table: Table) -> None:
    draw = table.drawn()
    person = table.pool[0].person_id
    own = own_chance(person, draw)
    assert own is not None
    client = Client()
    client.force_login(open_account(person), backend=test_draw.BACKEND)
    page = client.get("/moi/").content.decode()
    link = re.search(r'href="([^"]+/verifier/)#ma-chance" data-carried="([^"]+)"', page)
    assert link is not None
    assert client.get(link[1]).status_code == 200
    carried = unescape(link[2])
    assert parse_qs(carried) == {"code": [own.token], "opening": [own.opening_text]}
    assert "+" not in carried


def test_every_hash_is_the_one_that_its_act_recorded(table: Table) -> None:
    draw = publish_draw(draw_id=table.drawn().pk, **table.facts)
    facts = facts_of(draw)
    hashes = {file["name"]: file["sha256"] for file in facts["files"]}
    frozen = acts_of("draw_frozen/2")[0]["act"]
    assert hashes == {
        "quotas.csv": frozen["quotas"],
        "commitments.csv": frozen["commitments"],
        "panels.txt": frozen["panels"],
        "alternates.txt": frozen["alternates"],
        "certificate.json": frozen["certificate"],
        "chances.csv": "",
        "transcript.json": acts_of("draw_published/1")[0]["act"]["sha256"],
    }
    assert facts["frozen"]["act"] == frozen
    assert facts["held"]["act"] == acts_of("draw_held/2")[0]["act"]
    kinds = [entry["type"] for entry in acts_of()]
    assert kinds[facts["held"]["entry"]] == "draw_held/2"
    for file in facts["files"]:
        assert Client().get(file["url"]).status_code == 200


def test_who_was_replaced_since_is_told(table: Table) -> None:
    draw = table.drawn()
    leaving = draw.entries.filter(selected=True).first()
    replace_on_panel(draw_id=draw.pk, person_id=leaving.person_id, **table.facts)
    assert facts_of(draw)["replaced"][0]["act"]["leaving"] == leaving.token


def test_a_draw_that_does_not_exist_is_not_found(table: Table) -> None:
    draw = table.prepared()
    assert Client().get(f"/editions/{draw.edition.slug}/tirage/9/verifier/").status_code == 404


def test_the_page_speaks_english_and_every_sentence_keeps_its_facts(
    table: Table,
) -> None:
    draw = table.drawn()
    assert "What this does not prove" in page_of(draw, "en").content.decode()
    english = facts_of(draw, "en")["says"]
    assert english.keys() == SAYS.keys()
    with translation.override("fr"):
        french = {code: str(words) for code, words in SAYS.items()}
    for code, words in french.items():
        assert sorted(FACT.findall(english[code])) == sorted(FACT.findall(words))
        assert english[code] != words


def test_no_field_has_a_name_so_nothing_typed_can_be_sent(table: Table) -> None:
    main = page_of(table.drawn()).content.decode().split("<main")[1].split("</main>")[0]
    assert main.count("<input") == 4
    assert " name=" not in main


def test_links_lead_to_it_from_the_draw_from_how_to_check_and_from_ones_own_page(
    table: Table,
) -> None:
    draw = table.drawn()
    address = reverse("public:check_draw", args=[draw.edition.slug, draw.number])
    client = Client()
    assert address in client.get(reverse("public:draw", args=[draw.edition.slug])).content.decode()
    assert address in client.get(reverse("public:check")).content.decode()
    client.force_login(open_account(table.pool[0].person_id))
    own = client.get(reverse("member:home")).content.decode()
    assert f"{address}#ma-chance" in own


def test_the_programs_of_the_page_find_what_the_draw_found(
    table: Table,
    tmp_path: Path,
) -> None:
    draw = table.drawn()
    content = EditionFiles(draw.edition).content
    for name in ("panels.txt", "alternates.txt", "commitments.csv"):
        (tmp_path / name).write_bytes(content[f"draws/{draw.number}/{name}"]())
    own = own_chance(table.pool[0].person_id, draw)
    assert own is not None
    (tmp_path / "opening.json").write_text(own.opening_text)
    reserve, commitment = programs_of(draw)
    found = replay(
        panels=draw.panels_text,
        balls=draw.balls,
        pool=[entry.token for entry in draw.entries.all()],
        alternates=draw.alternates_text,
    )
    assert run(reserve, tmp_path) == list(found.reserve)
    assert run(commitment, tmp_path) == [own.commitment]


def test_ones_own_page_gives_the_opening_in_one_piece(table: Table) -> None:
    draw = table.frozen()
    person = table.pool[0].person_id
    own = own_chance(person, draw)
    assert own is not None
    assert json.loads(own.opening_text) == own.opening
    client = Client()
    client.force_login(open_account(person))
    assert own.opening["salt"] in client.get(reverse("member:home")).content.decode()
