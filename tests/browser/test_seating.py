"""Tables at the desk: wishes by names, the plan in words, a change whose effect is seen first."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import at_the_desk, enter, newest_acts

pytestmark = pytest.mark.browser


def test_an_organiser_sees_what_a_change_of_table_does_before_it_is_done(page: Page) -> None:
    enter(page, "helene")
    at_the_desk(page, "Journées et réunions")
    page.get_by_role("main").get_by_role("link", name=re.compile("Session 3")).first.click()
    page.get_by_role("link", name="Régler les tables").click()
    page.get_by_role("link", name="Qui s’assied avec qui").click()
    asked = page.get_by_label("Restent à la même table")
    kept = asked.input_value()
    assert "," in kept
    asked.fill("Personne Inconnue, Autre Inconnu")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("« Personne Inconnue » n’a pas de place ici")
    expect(asked).to_have_value("Personne Inconnue, Autre Inconnu")
    asked.fill(kept)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#quality")).to_contain_text("Chacun rencontre en moyenne")
    page.get_by_role("link", name="Changer quelqu’un de table, ronde 1").click()
    expect(page.get_by_role("button", name="Faire ce changement")).to_have_count(0)
    who, where = page.get_by_label("Qui change ?"), page.get_by_label("Pour aller où ?")
    chosen = who.locator("option").nth(1).inner_text()
    table = re.search(r"table (\d+)", chosen)
    assert table is not None
    who.select_option(index=1)
    where.select_option("t2" if table[1] == "1" else "t1")
    effect = page.locator("#effect")
    expect(effect).to_contain_text("Ce que cela change")  # at once, without the button
    where.select_option(f"t{table[1]}")
    expect(effect).to_contain_text("Rien ne changerait")
    where.select_option("t2" if table[1] == "1" else "t1")
    page.get_by_role("button", name="Faire ce changement").click()
    expect(page.get_by_text("C’est changé.")).to_be_visible()
    said = newest_acts(page)
    assert "Des personnes changent de table, à la main." in said
    assert "personne n'est nommé" in said


def test_an_organiser_makes_the_rounds_to_come_again(page: Page) -> None:
    enter(page, "helene")
    at_the_desk(page, "Journées et réunions")
    page.get_by_role("main").get_by_role("link", name=re.compile("Session 3")).first.click()
    page.get_by_role("link", name="Régler les tables").click()
    page.get_by_role("link", name="Refaire les rondes à venir").click()
    page.get_by_role("button", name="Refaire ces rondes").click()
    expect(page.get_by_text("Les rondes à venir sont refaites.")).to_be_visible()
    expect(page.get_by_role("heading", name="Ronde 1")).to_be_visible()
