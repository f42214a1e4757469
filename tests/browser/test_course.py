"""What anyone learns from the course and the glossary."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_anyone_learns_with_the_keyboard_and_no_address_keeps_the_answer(page: Page) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Apprendre").click()
    page.get_by_role("link", name="Qui décide quoi").click()
    page.get_by_label("La région", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Voir les réponses").press("Enter")
    expect(page.get_by_text("1 bonne réponse sur 3")).to_be_visible()
    expect(page.get_by_text("Oui, c'est cela.")).to_be_visible()
    assert "?" not in page.url
    page.get_by_role("link", name="le glossaire").click()
    expect(page.get_by_role("definition").first).to_be_visible()
