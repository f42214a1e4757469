"""The page of a table, as its sign opens it: with a form and nothing more, or with its script."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration import test_table_notes
from tests.integration.test_badges import acts
from tests.integration.test_ceremony import pages_of
from tests.integration.test_running import begin, desk, read
from tests.integration.test_table_notes import code, said

from alienor.platform.acts import guard
from alienor.procedures.minutes import draft_from_day
from alienor.procedures.sessions import end_day
from alienor.stages.sessions import running, signs
from alienor.stages.sessions.day_notes import notes_of_day
from alienor.stages.sessions.models import Session

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

held = test_table_notes.held
JSON = {"HTTP_ACCEPT": "application/json"}


def device(session: Session, table: int = 1) -> Client:
    """A telephone that has read the sign of a table."""
    client = Client()
    answer = client.get(reverse("room:table_enter", args=[code(session, table)]))
    assert answer.status_code == 302, "the code leaves the address at once"
    assert answer["Location"] == reverse("room:table")
    return client


def page(client: Client, status: int = 200) -> str:
    answer = client.get(reverse("room:table"))
    assert answer.status_code == status
    return unescape(answer.content.decode())


def fields(client: Client, question: int) -> dict[str, str]:
    """What the form of a question holds, as a browser without a script sends it."""
    html = client.get(reverse("room:table")).content.decode()
    form = next(
        one for one in re.findall(r"<form.*?</form>", html, re.DOTALL)
        if f'data-question="{question}"' in one
    )  # fmt: skip
    found = {
        name: re.search(r'value="([^"]*)"', tag)
        for tag, name in re.findall(r'(<input[^>]*name="([^"]+)"[^>]*>)', form)
    }
    return {
        **{name: unescape(value[1]) if value else "" for name, value in found.items()},
        **{
            name: unescape(words)
            for name, words in re.findall(
                r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL
            )
        },
    }


def test_a_sign_opens_its_table_without_an_account_and_nothing_else(
    world: Any, held: Session
) -> None:
    assert "Lisez le panneau" in page(Client(), 403)
    wrong = Client().get(reverse("room:table_enter", args=["2222222222"]))
    assert wrong.status_code == 404
    opened = page(device(held, 2))
    assert "Table 2" in opened
    assert "s’ouvrent quand un point en tables commence" in opened
    begin(world, held, 1)
    assert "Que garder ?" in page(device(held, 2))
    client = device(held, 2)
    signs.renew_table_sign(session_id=held.pk, table=2, **world.by("helene"))
    page(client, 403)


def test_without_a_script_a_form_is_kept_and_two_that_wrote_apart_are_shown(
    world: Any, held: Session
) -> None:
    begin(world, held, 1)
    first, second = device(held), device(held)
    one, other = fields(first, 1), fields(second, 1)
    one |= {"notes": "D'abord.", "agreements": "Oui.\n\nEncore oui.", "ready": "3"}
    one |= {"about-1": "Le prix", "positions-1": "Gratuit.\nUn euro."}
    answer = first.post(reverse("room:table_keep"), one, follow=True)
    assert "C'est enregistré." in unescape(answer.content.decode())
    second.post(reverse("room:table_keep"), {**other, "notes": "En même temps."})
    both = page(first)
    assert "Recopiez plus bas" in both
    assert "D'abord." in both
    assert "En même temps." in both
    joined = fields(first, 1)
    first.post(reverse("room:table_keep"), {**joined, "notes": "D'abord. En même temps."})
    assert "Recopiez plus bas" not in page(second)
    [sheet] = notes_of_day(held, drafts=True)[0].questions[0].sheets
    assert sheet.sheet.agreements == ("Oui.", "Encore oui.")
    assert sheet.sheet.disagreements[0].positions == ("Gratuit.", "Un euro.")
    first.post(reverse("room:table_hand_in"), {"number": "1"})
    assert said(held) == [(1, "D'abord. En même temps.")]


def test_the_script_is_answered_in_a_sentence_whatever_happens(world: Any, held: Session) -> None:
    client = device(held)
    facts = {"number": 1, "question": 1, "client": "abc", "seq": 1, "seen": "{}", "notes": "Oui."}

    def send(**changes: Any) -> Any:
        return client.post(reverse("room:table_keep"), {**facts, **changes}, **JSON)

    early = send()
    assert (early.status_code, "n'a pas commencé" in early.json()["sentence"]) == (409, True)
    begin(world, held, 1)
    kept = send()
    assert kept.json()["sheet"][0]["content"]["notes"] == "Oui."
    assert not kept.json()["late"]
    for wrong in ({"seen": "["}, {"seen": "[1]"}, {"seq": "0"}, {"seq": "x"}, {"ready": "beaucoup"},
                  {"client": "a b"}, {"question": "9"}, {"notes": "x" * 20_001}):  # fmt: skip
        refused = send(**wrong)
        assert refused.status_code in (404, 422), wrong
        assert refused.json()["sentence"], wrong
    running.end_item(session_id=held.pk, **world.by("helene"))
    assert send(seq=2, notes="Après.").json()["late"]
    told = client.get(reverse("room:table_state"), {"point": 1}, **JSON).json()
    assert told["ended"]
    assert told["sheets"]["1"][0]["seq"] == 2
    done = client.post(reverse("room:table_hand_in"), {"number": 1}, **JSON)
    assert done.json() == {"changed": True}
    assert acts(held, "table_notes_given")[-1]["late"]
    without = Client().post(reverse("room:table_keep"), facts, **JSON)
    assert without.status_code == 404


def test_a_sign_shows_nothing_more_once_the_minutes_are_public(world: Any, held: Session) -> None:
    begin(world, held, 1)
    client = device(held)
    client.post(reverse("room:table_keep"), {**fields(client, 1), "notes": "Entre nous."})
    assert b"Entre nous." in client.get(reverse("room:table_state"), {"point": 1}, **JSON).content
    end_day(session_id=held.pk, sentences=["C'est dit."], **world.by("helene"))
    draft_from_day(session_id=held.pk, **world.by("joel"))
    with guard.lifted():
        held.minutes.update(state="published")
    refused = client.get(reverse("room:table_state"), {"point": 1}, **JSON)
    assert refused.status_code == 404
    assert "Entre nous." not in page(client) + refused.content.decode()


def test_nothing_written_by_hand_in_a_page_is_lost_to_spaces_or_signs(
    world: Any, held: Session
) -> None:
    begin(world, held, 1)
    client = device(held)
    words = "« Oui » : 50 % & <b>non</b> ;\n\n  fin"
    facts = fields(client, 1)
    client.post(reverse("room:table_keep"), {**facts, "notes": words})
    assert fields(client, 1)["notes"] == words
    [versions] = re.findall(
        r'<script id="table-versions" type="application/json">(.*?)</script>',
        client.get(reverse("room:table")).content.decode(),
    )
    assert json.loads(versions)["1"][0]["content"]["notes"] == words


def test_the_script_of_the_page_is_below_its_address(world: Any) -> None:
    answer = Client().get(reverse("room:table_worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert b"alienor-table" in answer.content


def test_the_scribe_sees_all_tables_and_enters_what_was_on_paper(world: Any, held: Session) -> None:
    begin(world, held, 1)
    for table, words in ((1, "Ouvrir le soir."), (2, "ouvrir le soir"), (3, "Planter.")):
        facts = {**fields(device(held, table), 1), "agreements": words, "ready": "2"}
        device(held, table).post(reverse("room:table_keep"), facts)
    shown = read(desk(world, "joel"), "table_notes", held)
    assert "Ouvrir le soir. tables 1, 2" in shown
    assert "6 oui, 0 presque, 0 pas encore" in shown
    assert "En train d'écrire tables 1, 2, 3" in shown and "Notes remises" not in shown
    assert "en train d’écrire" in shown
    address = reverse("office:enter_table_notes", args=["essai", held.public_id, 1])
    typed = {"table": 3, "people": 6, "2-notes": "Sur papier.", "2-disagreements": "Prix / 0 / 1"}
    answer = desk(world, "joel").post(address, typed, follow=True)
    assert "Sur papier." in unescape(answer.content.decode())
    [sheet] = notes_of_day(held)[0].questions[1].sheets
    assert (sheet.people, sheet.sheet.disagreements[0].positions) == (6, ("0", "1"))
    running.end_item(session_id=held.pk, **world.by("helene"))
    shown = read(desk(world), "table_notes", held)
    assert "en train d’écrire" not in shown and "Notes remises tables 1, 2, 3" in shown
    for name in ("aicha", "ines"):
        answer = desk(world, name).get(
            reverse("office:table_notes", args=["essai", held.public_id])
        )
        assert answer.status_code == 403


def test_signs_are_printed_with_an_address_that_opens_the_table(world: Any, held: Session) -> None:
    made = desk(world).get(reverse("office:table_signs", args=["essai", held.public_id]))
    words = " ".join(pages_of(made.content)).replace("\n", "")
    assert all(code(held, table) in words for table in (1, 2, 3))
    whole = desk(world).get(reverse("office:paper_file", args=["essai", held.public_id]))
    words = " ".join(pages_of(whole.content))
    assert code(held, 2) in words.replace("\n", "")
    assert "Que changer ?" in " ".join(words.split())
    page_of_signs = read(desk(world), "make_signs", held)
    assert "Imprimer 3 panneaux" in page_of_signs
