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
    expect(page.get_by_text("Faut-il un point d'eau ?")).to_be_visible()
    assert "Un désaccord du groupe est noté" in newest_acts(page)


def test_the_group_asks_a_service_and_submits_an_option(page: Page) -> None:
    enter(page, "elodie")
    read(page, "Les propositions", "Les chemins de fraîcheur")
    page.get_by_role("link", name="Demander l’avis d’un service").click()
    page.get_by_label("À quel service ?").select_option("eau")
    page.get_by_role("button", name="Demander cet avis").click()
    expect(page.get_by_text("L'avis est demandé")).to_be_visible()
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
    page.get_by_role("button", name="Enregistrer l'accord").click()
    page.get_by_role("link", name="Fixer la date").click()
    page.get_by_label(re.compile("Session 3")).check()
    page.get_by_role("button", name="Fixer cette date").click()
    expect(page.get_by_role("link", name=re.compile("Session 3"))).to_be_visible()
    read(page, "Les auditions")
    page.get_by_role("link", name="Proposer une audition").click()
    page.get_by_label("Qui est cette personne").fill("Infirmière scolaire")
    page.get_by_label("par son métier").check()
    page.get_by_label("Pourquoi l'entendre ?").fill("Elle voit les enfants.")
    page.get_by_role("button", name="Proposer cette audition").click()
    expect(page.get_by_text("L'audition est proposée.")).to_be_visible()
    assert "Le groupe de proposition propose d'entendre quelqu'un." in newest_acts(page)
