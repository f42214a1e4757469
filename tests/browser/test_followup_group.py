"""What the follow-up group does once the vote is over."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import COMPLETE, enter, newest_acts, read

pytestmark = pytest.mark.browser


def test_the_followup_group_assesses_beside_the_city_and_asks_for_a_return(page: Page) -> None:
    enter(page, "karim")
    read(page, "Le suivi", edition=COMPLETE)
    expect(page.get_by_text("en retard").first).to_be_visible()
    page.locator("main .days a").first.click()
    page.get_by_role("link", name="Donner l’avis du groupe").click()
    page.get_by_label("En quelques mots").fill("insuffisant")
    page.get_by_label("Pourquoi ?").fill("Le bilan manque encore.")
    page.get_by_role("button", name="Publier cet avis").click()
    expect(page.get_by_text("Le bilan manque encore.").first).to_be_visible()
    assert "Une action est évaluée." in newest_acts(page)


def test_the_followup_group_asks_for_a_return_day(page: Page) -> None:
    enter(page, "karim")
    page.get_by_role("link", name=re.compile("^Demander une journée de retour")).click()
    page.get_by_label("Pourquoi ?").fill("Les bennes ne sont pas là : nous voulons savoir quand.")
    page.get_by_role("button", name="Publier cette demande").click()
    expect(page.get_by_text("Les bennes ne sont pas là").first).to_be_visible()
    assert "Le groupe de suivi demande une journée de retour." in newest_acts(page)
