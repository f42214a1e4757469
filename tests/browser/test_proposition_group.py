"""What the proposition group does: write, hear people, have options tested, submit them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter, newest_acts, read

pytestmark = pytest.mark.browser


def test_the_group_writes_a_version_compares_and_notes_a_disagreement(page: Page) -> None:
    enter(page, "ines")
    read(page, "Les propositions", "Cours fraîches, cours ouvertes")
    page.get_by_role("link", name="Écrire une nouvelle version").click()
    page.get_by_label(re.compile("^Paragraphe 1 ")).fill("À quatorze heures, la cour brûle.")
    page.get_by_role("button", name="Publier cette version").click()
    page.get_by_role("link", name="Ce qui a changé (4)").click()
    expect(page.locator("ins").first).to_be_visible()
    read(page, "Les propositions", "Cours fraîches, cours ouvertes")
    page.get_by_role("link", name="Noter un désaccord").click()
    page.get_by_label("Sur quoi").fill("Faut-il un point d'eau ?")
    page.get_by_label("Première position").fill("Oui.")
    page.get_by_label("Seconde position").fill("Non, l'eau manque.")
    page.get_by_role("button", name="Publier ce désaccord").click()
    expect(page.get_by_text("Faut-il un point d’eau ?")).to_be_visible()
    assert "Un désaccord du groupe est noté" in newest_acts(page)


def test_the_group_asks_a_service_and_submits_an_option(page: Page) -> None:
    enter(page, "elodie")
    read(page, "Les propositions", "Les chemins de fraîcheur")
    page.get_by_role("link", name="Demander l’avis d’un service").click()
    page.get_by_label("À quel service ?").select_option("Service de l’eau")
    page.get_by_role("button", name="Demander cet avis").click()
    expect(page.get_by_text("L’avis est demandé")).to_be_visible()
    page.get_by_role("link", name="Soumettre à l’assemblée").click()
    page.get_by_role("button", name="Soumettre cette proposition").click()
    expect(page.get_by_text("La proposition est soumise")).to_be_visible()
    assert "Une proposition est soumise à l'arbitrage" in newest_acts(page)


def test_the_group_proposes_somebody_to_hear_and_notes_another_s_agreement(page: Page) -> None:
    enter(page, "ines")
    read(page, "Les auditions")
    page.get_by_role("link", name=re.compile("Gardien de parc")).click()
    page.get_by_role("link", name="Noter son accord et ses intérêts").click()
    page.get_by_label("Quels intérêts").fill("Employé par la Ville.")
    page.get_by_role("button", name="Enregistrer l’accord").click()
    page.get_by_role("link", name="Fixer la date").click()
    page.get_by_label(re.compile("Session 3")).check()
    page.get_by_role("button", name="Fixer cette date").click()
    expect(page.get_by_role("link", name=re.compile("Session 3"))).to_be_visible()
    read(page, "Les auditions")
    page.get_by_role("link", name="Proposer une audition").click()
    page.get_by_label("Qui est cette personne").fill("Infirmière scolaire")
    page.get_by_label("par son métier").check()
    page.get_by_label("Pourquoi l’entendre ?").fill("Elle voit les enfants.")
    page.get_by_role("button", name="Proposer cette audition").click()
    expect(page.get_by_text("L’audition est proposée.")).to_be_visible()
    assert "Le groupe de proposition propose d'entendre quelqu'un." in newest_acts(page)


def test_the_group_adds_a_question_to_a_hearing(page: Page) -> None:
    enter(page, "ines")
    read(page, "Les auditions")
    page.get_by_role("link", name=re.compile("bailleur social")).first.click()
    page.get_by_role("link", name="Ajouter une question").click()
    page.get_by_label("Votre question").fill("Que ferez-vous des toits ?")
    page.get_by_role("button", name="Ajouter cette question").click()
    expect(page.get_by_text("Que ferez-vous des toits ?").first).to_be_visible()
    assert "Une question est ajoutée pour une audition." in newest_acts(page)


def test_a_service_answers_the_sheet_that_the_group_has_just_asked(page: Page) -> None:
    title = "Le réseau des lieux frais"
    enter(page, "ines")
    read(page, "Les propositions", title, "Demander l’avis d’un service")
    page.get_by_label("Sur quoi ?").select_option(label="technique")
    page.get_by_label("À quel service ?").select_option(
        label="Service Éducation et bâtiments scolaires"
    )
    page.get_by_role("button", name="Demander cet avis").click()
    expect(page.get_by_text("L’avis est demandé")).to_be_visible()
    assert "Un avis est demandé à un service de la Ville." in newest_acts(page)
    enter(page, "farid")
    page.get_by_role("link", name=re.compile(f"^Donner l.avis : « {title} »")).first.click()
    page.get_by_label("Faisable").check()
    page.get_by_label("Pourquoi ?").fill("Deux salles ferment au nord : elles restent fraîches.")
    page.get_by_role("button", name="Publier l’avis").click()
    assert "Un service de la Ville donne son avis." in newest_acts(page)
    enter(page, "ines")
    read(page, "Les propositions", title)
    expect(page.get_by_text("Deux salles ferment au nord").first).to_be_visible()
    page.get_by_role("link", name=re.compile("^Répondre à cet avis : technique")).last.click()
    page.get_by_label("Réponse", exact=True).fill("Nous gardons ces deux salles.")
    page.get_by_role("button", name="Publier la réponse").click()
    expect(page.get_by_text("Nous gardons ces deux salles.").first).to_be_visible()
