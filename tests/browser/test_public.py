"""What anyone does, without signing in, and where their act is in the journal."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import COMPLETE, LIVE, NEXT, newest_acts, read

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
    page.get_by_label("De quoi s’agit-il").fill(
        "Pour s'asseoir à l'ombre sur le chemin de l'école."
    )
    page.get_by_role("button", name="Proposer ce sujet").click()
    expect(page.get_by_role("alert")).to_contain_text("Rien n’a été enregistré")
    expect(page.get_by_label("De quoi s’agit-il")).to_have_value(re.compile("ombre"))
    page.get_by_label("Votre sujet, en une question").fill("Comment ajouter des bancs à l'ombre ?")
    page.get_by_role("button", name="Proposer ce sujet").click()
    expect(page.get_by_role("heading", name="Comment ajouter des bancs")).to_be_visible()
    assert "Comment ajouter des bancs" in newest_acts(page)


def test_nobody_proposes_a_subject_where_the_call_is_over(page: Page) -> None:
    page.goto("/editions/poitiers-2022/sujets/proposer/")
    page.get_by_label("Votre sujet, en une question").fill("Trop tard ?")
    page.get_by_label("De quoi s’agit-il").fill("Peut-être.")
    page.get_by_role("button", name="Proposer ce sujet").click()
    expect(page.get_by_role("alert")).to_contain_text("article 8")


def test_anyone_follows_by_e_mail_and_confirms_from_the_message(page: Page) -> None:
    read(page)
    page.get_by_role("link", name="Suivre cette édition").click()
    page.get_by_label("Votre adresse électronique").fill("voisine@exemple.invalid")
    page.get_by_role("button", name="M’envoyer un message").click()
    expect(page.get_by_text("Ouvrez le message envoyé à cette adresse")).to_be_visible()
    page.get_by_role("link", name="Messages envoyés").click()
    page.get_by_text("À confirmer : ").first.click()
    told = page.get_by_text(re.compile("/demandes/")).first.inner_text()
    page.goto(re.search(r"/demandes/[\w-]+/", told)[0])
    page.get_by_role("button", name="Oui, je veux suivre").click()
    expect(page.get_by_text("C’est confirmé")).to_be_visible()


def test_anyone_adds_a_question_for_a_hearing(page: Page) -> None:
    read(page, "Les auditions")
    page.get_by_role("link", name=re.compile("bailleur social")).click()
    page.get_by_role("link", name="Ajouter une question").click()
    page.get_by_label("Votre question").fill("Et les caves ?")
    page.get_by_role("button", name="Ajouter cette question").click()
    expect(page.get_by_text("Et les caves ?").first).to_be_visible()
    assert "Une question est ajoutée pour une audition." in newest_acts(page)


def test_anyone_reads_the_rules_and_what_changed_in_them(page: Page) -> None:
    read(page, "Les règles")
    page.get_by_text("Sommaire", exact=True).click()
    page.get_by_role("link", name="Article 9. Débattre, proposer, décider").click()
    expect(page.get_by_role("heading", name="Article 9. Débattre")).to_be_in_viewport()
    page.get_by_text("Vote final de la proposition").first.click()
    expect(page.get_by_text("Quorum").first).to_be_visible()
    expect(page.get_by_role("heading", name="Versions")).to_be_visible()


def test_anyone_reads_who_sits_where_and_which_seats_are_free(page: Page) -> None:
    read(page, "Les instances")
    group = (
        page.locator("section, article")
        .filter(has=page.get_by_role("heading", name="Groupe de proposition", exact=True))
        .last
    )
    expect(group.get_by_text("composition incomplète")).to_be_visible()
    expect(group.get_by_text("Adjoint aux écoles")).to_be_visible()


def test_anyone_reads_a_session_its_attendance_its_votes_and_its_minutes(page: Page) -> None:
    read(page, "Les sessions")
    page.get_by_text(re.compile(r"^Les \d+ journées déjà tenues$")).click()
    page.get_by_role("link", name="Session 2", exact=False).click()
    for heading in ("Ce que l’Assemblée a décidé", "Qui était là", "Ordre du jour", "Compte rendu"):
        expect(page.get_by_role("heading", name=heading).first).to_be_visible()
    page.get_by_role("link", name="Quelles pistes voulez-vous garder").click()
    expect(page.get_by_role("heading", name="Le résultat")).to_be_visible()


def test_anyone_reads_the_evidence_of_a_hearing(page: Page) -> None:
    read(page, "Les auditions")
    page.get_by_role("link", name=re.compile("Climatologue")).click()
    for heading in ("En bref", "Questions", "Documents", "Ce qui s’appuie sur cette audition"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_text("Intérêts déclarés")).to_be_visible()
    documents = page.locator("section", has=page.get_by_role("heading", name="Documents"))
    expect(documents.get_by_role("listitem").first).to_be_visible()


def test_anyone_compares_two_versions_and_reads_what_a_service_thinks(page: Page) -> None:
    read(page, "Les propositions", "Rues plantées par celles et ceux qui y vivent")
    opinions = page.locator("section", has=page.get_by_role("heading", name="Avis des services"))
    expect(opinions.get_by_text("Juridique (Direction des affaires juridiques)")).to_be_visible()
    expect(opinions.get_by_text("1,40 mètre de passage libre").first).to_be_visible()
    page.get_by_role("link", name="Ce qui a changé (2)").click()
    expect(page.get_by_role("heading", name="De la version 1 à la version 2")).to_be_visible()
    expect(page.locator("ins, del").first).to_be_visible()


def test_anyone_reads_a_result_and_takes_the_file_to_count_again(page: Page) -> None:
    read(page, "Les votes", "Adoptez-vous les cinq critères")
    expect(page.get_by_text("92,5 % des 80 exprimés").first).to_be_visible()
    expect(page.get_by_text("Pouvaient voter")).to_be_visible()
    page.get_by_text("Les comptages, secteur par secteur").click()
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    file = page.get_by_role("link", name="Le fichier pour recompter").get_attribute("href")
    assert page.request.get(file).json()["result"]["counts"]["yes"] == 74


def test_anyone_reads_what_the_council_answered_to_each_point(page: Page) -> None:
    read(page, "Le conseil", edition=COMPLETE)
    expect(page.get_by_role("heading", name="Point par point")).to_be_visible()
    page.get_by_text("Réparer ensemble").first.click()
    expect(page.get_by_text("Refusé. La Ville organise déjà")).to_be_visible()
    expect(page.get_by_text(re.compile("réponse attendue avant le")).first).to_be_visible()
    file = page.get_by_role("link", name="Le dossier complet (PDF)").get_attribute("href")
    assert page.request.get(file).body().startswith(b"%PDF")


def test_anyone_finds_an_act_of_the_register_by_a_word(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Tout le journal public").click()
    page.get_by_label("Mot, numéro ou empreinte").fill("jardinier de rue")
    page.get_by_label("Édition").select_option(label=LIVE)
    page.get_by_role("button", name="Chercher").click()
    found = page.locator(".timeline").get_by_role("listitem")
    page.wait_for_url("**/journal/?*")  # and for the whole of the page
    assert 0 < found.count() < 10
    found.first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text('"type"').first).to_be_visible()


def test_anyone_follows_by_a_feed(page: Page) -> None:
    read(page, "Suivre cette édition")
    feed = page.get_by_role("link", name="le fil de l’édition").get_attribute("href")
    answer = page.request.get(feed)
    assert answer.ok and "atom" in answer.headers["content-type"]
    assert answer.text().count("<entry>") > 5


def test_anyone_asks_an_elected_member_a_question_with_its_deadline(page: Page) -> None:
    read(page, "Poser une question")
    expect(page.get_by_text("dans les 15 jours")).to_be_visible()
    page.get_by_label("À qui ?").select_option(label="Anselme Guilbault-Keïta, Adjoint aux écoles")
    page.get_by_label("Votre question, en une phrase").fill(
        "Les récréations seront-elles à l’ombre ?"
    )
    page.get_by_label("Ce que vous voulez savoir").fill("Mon fils a huit ans et le bitume brûle.")
    page.get_by_role("button", name="Poser cette question").click()
    expect(page.get_by_text("La réponse est attendue avant le")).to_be_visible()
    expect(page.get_by_text("Adjoint aux écoles").first).to_be_visible()
    assert "Les récréations seront-elles" in newest_acts(page)
    read(page, "Questions et réponses")
    asked = page.get_by_role("listitem").filter(has_text="Les récréations seront-elles").first
    expect(asked).to_contain_text("réponse avant le")
