"""A day is written up: drafted, corrected by the committee, read by whoever was there, published."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import end_day, enter, newest_acts, open_day, who_is

pytestmark = pytest.mark.browser


def test_minutes_go_from_the_day_to_those_who_were_there(page: Page, axe: str) -> None:
    aicha = who_is(page, "aicha")
    enter(page, "helene")
    day = open_day(page, aicha.name)
    end_day(page, day, "On se reverra.")
    page.goto(day)
    page.get_by_role("link", name="Remercier 1 personne").click()
    expect(page.get_by_text("Merci d’avoir été là").first).to_be_visible()
    page.get_by_role("button", name="Envoyer les remerciements").click()
    expect(page.get_by_role("link", name="Remercier")).to_have_count(0)
    page.get_by_role("link", name="Compte rendu").click()
    page.get_by_role("button", name="Rédiger à partir de la journée").click()
    expect(page.get_by_text("rédigée, à relire")).to_be_visible()
    minutes = page.url

    enter(page, "joel")
    page.goto(minutes)
    page.get_by_role("link", name="Corriger les mots").click()
    blocks = page.locator(".facts-block")
    expect(blocks.first).to_contain_text("ne se corrige pas ici")
    expect(blocks.locator("textarea, input")).to_have_count(0)
    page.get_by_label("1. Repas partagé").fill("On a mangé ensemble, et chanté.")
    page.get_by_label("Pourquoi ces corrections ?").fill("Le repas manquait.")
    _accessible(page, axe)
    page.get_by_role("button", name="Enregistrer cette version").click()
    expect(page.get_by_text("corrigée, à soumettre")).to_be_visible()
    page.get_by_text("Ce qui a été corrigé depuis la première rédaction").click()
    expect(page.locator("ins", has_text="et chanté").first).to_be_visible()
    expect(page.get_by_role("link", name="Soumettre")).to_have_count(0)  # organisers do

    enter(page, "helene")
    page.goto(minutes)
    page.get_by_role("link", name="Soumettre aux personnes présentes").click()
    page.get_by_role("button", name="Soumettre").click()
    expect(page.get_by_text("peuvent demander une correction")).to_be_visible()

    enter(page, "aicha")
    card = page.locator(".card", has_text="Journée d’essai").filter(has_text="Compte rendu")
    card.get_by_role("link", name="Le lire, l’approuver").first.click()
    expect(page.get_by_text("On a mangé ensemble, et chanté.")).to_be_visible()
    page.get_by_label("Il faut corriger quelque chose").check()
    page.get_by_label("Que faut-il corriger ?").fill("Le repas était aussi une fête.")
    _accessible(page, axe)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Merci, c’est noté.")).to_be_visible()

    enter(page, "helene")
    page.goto(minutes)
    expect(page.get_by_text("Le repas était aussi une fête.").first).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text(aicha.family_name)
    page.get_by_role("link", name="Répondre").click()
    page.get_by_label("Non", exact=True).check()
    page.get_by_role("button", name="Répondre").click()
    expect(page.get_by_role("alert")).to_contain_text("Dites pourquoi")
    page.get_by_label("Si non, pourquoi ?").fill("Le chant le dit déjà.")
    page.get_by_role("button", name="Répondre").click()
    expect(page.get_by_text("Pas faite :")).to_be_visible()
    said = newest_acts(page)
    for act in ("est rédigé à partir", "est soumis", "a sa réponse"):
        assert act in said, said
    assert "fête" not in said


def _accessible(page: Page, axe: str) -> None:
    page.evaluate(axe)
    found = page.evaluate("axe.run().then(result => result.violations.map(one => one.id))")
    assert found == []
