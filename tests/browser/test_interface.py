"""The same pages without a script, with the keyboard, in English, and as they refresh."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


def test_the_same_works_without_javascript_and_with_the_keyboard(
    site: str, browser: Browser
) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/editions/poitiers-2026/sujets/proposer/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.get_by_label("Votre sujet, en une question").focus()
    page.keyboard.type("Comment mieux trier en ville ?")
    page.keyboard.press("Tab")
    page.keyboard.type("Les bacs débordent le lundi.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Comment mieux trier en ville ?")).to_be_visible()
    context.close()


def test_a_screen_refreshes_and_a_form_being_filled_does_not(site: str, browser: Browser) -> None:
    context = browser.new_context(base_url=site)
    watching, acting = context.new_page(), context.new_page()
    watching.goto("/editions/poitiers-2026/sujets/")
    watching.wait_for_timeout(1200)
    acting.goto("/editions/poitiers-2026/sujets/proposer/")
    acting.get_by_label("Votre sujet, en une question").fill("Un sujet vu en direct ?")
    acting.get_by_label("De quoi s’agit-il").fill("Il paraît tout seul sur l'autre écran.")
    acting.get_by_role("button", name="Proposer ce sujet").click()
    expect(watching.get_by_text("Un sujet vu en direct ?")).to_be_visible(timeout=6000)
    context.close()


def test_the_english_side_is_complete(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("link", name="Public register").first).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
