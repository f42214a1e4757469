"""What anyone learns from the course and the glossary."""

from __future__ import annotations

import re

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
    expect(page.get_by_text("Oui, c’est cela.")).to_be_visible()
    assert "?" not in page.url
    page.get_by_role("link", name="le glossaire").click()
    expect(page.get_by_role("definition").first).to_be_visible()


def test_anyone_opens_each_unit_and_answers_all_its_questions(page: Page) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Apprendre").click()
    units = page.get_by_role("main").get_by_role("listitem").get_by_role("link")
    expect(units).to_have_count(3)
    titles = units.all_inner_texts()
    units.first.click()
    for number, title in enumerate(titles, start=1):
        expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
        expect(page.get_by_role("button", name="Voir les réponses")).to_be_visible()
        questions = page.get_by_role("group")
        for question in questions.all():
            question.get_by_role("radio").first.check()
        page.get_by_role("button", name="Voir les réponses").click()
        expect(
            page.get_by_text(re.compile(rf"bonnes? réponses? sur {questions.count()}"))
        ).to_be_visible()
        page.wait_for_load_state()
        right = page.get_by_text("Oui, c’est cela.").count()
        assert right + page.get_by_text("La bonne réponse :").count() == questions.count()
        expect(page.get_by_role("heading", name="Sources")).to_be_visible()
        if number < len(titles):
            page.get_by_role("link", name="Unité suivante").click()


def test_anyone_finds_a_word_of_the_glossary(page: Page, axe: str) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Glossaire").click()
    page.wait_for_url("**/glossaire/")  # and for the whole of the page
    everything = page.get_by_role("term").count()
    page.get_by_label("Chercher un mot").fill("derogation")
    page.get_by_role("button", name="Chercher").click()
    page.wait_for_url("**?*")
    expect(page.get_by_role("term").filter(has_text="dérogation")).to_be_visible()
    assert page.get_by_role("term").count() < everything
    page.evaluate(axe)
    assert page.evaluate("axe.run().then(report => report.violations)") == []
    page.get_by_label("Chercher un mot").fill("hippopotame")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_text("Aucun mot ne correspond")).to_be_visible()
    page.get_by_role("link", name="Tous les mots").click()
    expect(page.get_by_role("term")).to_have_count(everything)
