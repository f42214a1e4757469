"""What a service of the city does: give its opinion, answer in public."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter, newest_acts, read

pytestmark = pytest.mark.browser


def test_a_city_service_gives_its_opinion(page: Page) -> None:
    enter(page, "farid")
    page.get_by_role("link", name=re.compile("Donner l.avis")).first.click()
    page.get_by_label("Sous conditions").check()
    page.get_by_label("Pourquoi ?").fill("Une étude de sol est nécessaire.")
    page.get_by_role("button", name="Publier l’avis").click()
    expect(page.get_by_role("alert")).to_contain_text("Un avis sous conditions dit lesquelles")
    page.get_by_label("À quelles conditions ?").fill("Une étude de sol avant juin.")
    page.get_by_role("button", name="Publier l’avis").click()
    expect(page.get_by_text("Une étude de sol avant juin.")).to_be_visible()
    assert "Un service de la Ville donne son avis." in newest_acts(page)


def test_anyone_asks_a_service_and_it_answers_in_public(page: Page) -> None:
    read(page, "Questions et réponses")
    expect(page.get_by_text("réponse avant le").first).to_be_visible()
    page.get_by_role("link", name="Poser une question").click()
    page.get_by_label("À qui ?").select_option("service:Service Éducation et bâtiments scolaires")
    page.get_by_label("Votre question, en une phrase").fill("Les cours ouvrent-elles l'été ?")
    page.get_by_label("Ce que vous voulez savoir").fill("Les enfants n'ont pas d'ombre en août.")
    page.get_by_role("button", name="Poser cette question").click()
    expect(page.get_by_text("La réponse est attendue avant le")).to_be_visible()
    asked = page.url
    assert "Une question est posée" in newest_acts(page)
    enter(page, "farid")
    page.goto(asked)
    page.get_by_role("link", name="Répondre à cette question").click()
    page.get_by_label("Réponse", exact=True).fill("Oui, deux soirs par semaine.")
    page.get_by_label("Qui répond (fonction)").fill("Directeur de l'éducation")
    page.get_by_label("Validé par (fonction)").fill("Adjointe à l'éducation")
    page.get_by_role("button", name="Publier la réponse").click()
    expect(page.get_by_text("Oui, deux soirs par semaine.").first).to_be_visible()
    assert "Une réponse est donnée à une question." in newest_acts(page)
