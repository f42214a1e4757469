"""What the jury of topics and the reception of the day do."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter, newest_acts

pytestmark = pytest.mark.browser


def test_the_jury_examines_a_topic_from_its_own_page(page: Page) -> None:
    enter(page, "lucie")
    page.get_by_role("link", name=re.compile("^Examiner")).click()
    page.get_by_role("link", name=re.compile("Donner l’avis du jury")).first.click()
    expect(page.get_by_role("button", name="Publier l’avis")).to_be_visible()
    for group in page.get_by_role("group").all():
        group.get_by_label("Rempli", exact=True).check()
    for reason in page.get_by_label(re.compile("Pourquoi")).all():
        reason.fill("Tous les quartiers sont concernés.")
    page.get_by_role("button", name="Publier l’avis").click()
    expect(page.get_by_text("L’avis est publié")).to_be_visible()
    assert "Un sujet est jugé recevable." in newest_acts(page)


def test_the_reception_reads_the_needs_and_notes_who_comes(page: Page) -> None:
    enter(page, "rose")
    page.get_by_role("navigation").get_by_role("link", name="Bureau").first.click()
    page.get_by_role("link", name=re.compile("^Besoins des personnes : Session 3")).click()
    expect(page.get_by_text("Vous seule ou seul lisez cette page")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name=re.compile("^Ouvrir l’accueil : Session 3")).click()
    page.get_by_role("link", name="Personne sans inscription").click()
    page.get_by_label("Prénom").fill("Passante")
    page.get_by_role("button", name="Noter sa présence").click()
    expect(page.get_by_text("Passante est là.")).to_be_visible()
    page.get_by_label("Nom ou code du badge").fill("passante")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_text("présente ou présent").first).to_be_visible()
    assert "passante" not in page.url
    assert "Une personne arrive" in newest_acts(page)
