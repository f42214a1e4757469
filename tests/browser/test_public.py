"""What anyone does, without signing in, and where their act is in the journal."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import COMPLETE, NEXT, newest_acts, read

pytestmark = pytest.mark.browser


def test_anyone_follows_the_edition_and_its_proofs(page: Page) -> None:
    read(page, edition=COMPLETE)
    expect(page.get_by_role("heading", name="Où en est-on ?")).to_be_visible()
    page.get_by_role("link", name="Les sujets", exact=True).click()
    expect(page.get_by_text("recevable", exact=True).first).to_be_visible()
    read(page, "Les règles", edition=COMPLETE)
    expect(page.get_by_text("Texte reconstitué pour la démonstration").first).to_be_visible()
    page.get_by_role("contentinfo").get_by_role("link", name="Comment vérifier").click()
    expect(page.get_by_text("alienor-demo/").first).to_be_visible()
    page.goto("/journal/?text=tilleuls")
    page.goto("/journal/0/")
    expect(page.get_by_text('"demo":true')).to_be_visible()


def test_anyone_proposes_a_subject_where_the_call_is_open(page: Page) -> None:
    read(page, "Les sujets", edition=NEXT)
    page.get_by_role("link", name="Proposer un sujet").click()
    page.get_by_label("De quoi s'agit-il").fill(
        "Pour s'asseoir à l'ombre sur le chemin de l'école."
    )
    page.get_by_role("button", name="Proposer ce sujet").click()
    expect(page.get_by_role("alert")).to_contain_text("Rien n’a été enregistré")
    expect(page.get_by_label("De quoi s'agit-il")).to_have_value(re.compile("ombre"))
    page.get_by_label("Votre sujet, en une question").fill("Comment ajouter des bancs à l'ombre ?")
    page.get_by_role("button", name="Proposer ce sujet").click()
    expect(page.get_by_role("heading", name="Comment ajouter des bancs")).to_be_visible()
    assert "Comment ajouter des bancs" in newest_acts(page)


def test_nobody_proposes_a_subject_where_the_call_is_over(page: Page) -> None:
    page.goto("/editions/poitiers-2022/sujets/proposer/")
    page.get_by_label("Votre sujet, en une question").fill("Trop tard ?")
    page.get_by_label("De quoi s'agit-il").fill("Peut-être.")
    page.get_by_role("button", name="Proposer ce sujet").click()
    expect(page.get_by_role("alert")).to_contain_text("article 8")


def test_anyone_follows_by_e_mail_and_confirms_from_the_message(page: Page) -> None:
    read(page)
    page.get_by_role("link", name="Suivre cette édition").click()
    page.get_by_label("Votre adresse électronique").fill("voisine@exemple.invalid")
    page.get_by_role("button", name="M'envoyer un message").click()
    expect(page.get_by_text("Ouvrez le message envoyé à cette adresse")).to_be_visible()
    page.get_by_role("link", name="Messages envoyés").click()
    page.get_by_text("À confirmer : ").first.click()
    told = page.get_by_text(re.compile("/demandes/")).first.inner_text()
    page.goto(re.search(r"/demandes/[\w-]+/", told)[0])
    page.get_by_role("button", name="Oui, je veux suivre").click()
    expect(page.get_by_text("C'est confirmé")).to_be_visible()


def test_anyone_adds_a_question_for_a_hearing(page: Page) -> None:
    read(page, "Les auditions")
    page.get_by_role("link", name=re.compile("bailleur social")).click()
    page.get_by_role("link", name="Ajouter une question").click()
    page.get_by_label("Votre question").fill("Et les caves ?")
    page.get_by_role("button", name="Ajouter cette question").click()
    expect(page.get_by_text("Et les caves ?").first).to_be_visible()
    assert "Une question est ajoutée pour une audition." in newest_acts(page)
