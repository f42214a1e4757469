"""A day that went on by paper, entered on a small telephone without scripts, from one page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, at_the_desk, enter

pytestmark = pytest.mark.browser

QUESTION, STATEMENT = "Que garder de nos rues ?", "Mieux vaut planter que construire."


@pytest.fixture
def phone(site: str, browser: Browser) -> Iterator[Page]:
    """A telephone 360 px wide that runs no script."""
    context = browser.new_context(
        base_url=site, viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def paper_day(page: Page) -> str:
    """A day of today that is open, with tables and a moving debate, of which nothing is noted."""
    at_the_desk(page, "Journées et réunions", "Prévoir une journée")
    page.get_by_label("Titre").fill("Journée sur papier")
    today = datetime.now(UTC).date()
    page.get_by_label("Début").fill(f"{today}T00:00")
    page.get_by_label("Fin").fill(f"{today}T23:30")
    page.get_by_label("Lieu").fill("Grande halle")
    page.get_by_role("button", name="Prévoir").click()
    page.get_by_role("link", name="Établir l’ordre du jour").click()
    for number, (title, kind, prompt) in enumerate(
        (
            ("Nos rues", "tables", QUESTION),
            ("Se placer", "débat mouvant", STATEMENT),
            ("Repas", "repas", ""),
        ),
        start=1,
    ):
        page.get_by_label(re.compile(f"^Titre du point {number} ")).fill(title)
        page.get_by_label(f"Nature du point {number}").select_option(label=kind)
        page.get_by_label(f"Durée du point {number}").fill("30")
        page.get_by_label(f"Questions ou affirmations du point {number}").fill(prompt)
    page.get_by_role("button", name="Enregistrer l’ordre du jour").click()
    page.get_by_role("link", name="Annoncer", exact=True).click()
    page.get_by_role("button", name="Annoncer").click()
    page.get_by_role("link", name="Ouvrir la séance").click()
    page.get_by_role("button", name="Ouvrir la séance maintenant").click()
    expect(page.get_by_text("La séance est ouverte.")).to_be_visible()
    address = page.url
    page.get_by_role("link", name="Les panneaux des tables").click()
    page.get_by_label("Tables", exact=True).fill("2")
    page.get_by_role("button", name="Préparer les panneaux").click()
    page.goto(address)
    return address


def unfold(page: Page, *names: str) -> None:
    """Open these sheets, as a thumb does."""
    for name in names:
        page.locator("summary").filter(has_text=name).first.click()


def fits(page: Page) -> None:
    """Nothing is wider than the telephone."""
    wide = page.locator("main").bounding_box()
    assert wide is not None and wide["width"] <= 360
    for box in page.locator("main :is(input, textarea, fieldset, summary):visible").all():
        found = box.bounding_box()
        assert found is None or found["x"] + found["width"] <= 360, box.inner_html()


def test_the_whole_paper_file_is_entered_on_one_page(page: Page, phone: Page) -> None:
    enter(page, "helene")
    day = paper_day(page)
    enter(phone, "helene")
    phone.goto(day)
    phone.get_by_role("link", name="Saisir après coup").click()
    unfold(phone, "Les listes de présence")
    for box in phone.get_by_role("checkbox").all()[:3]:
        box.check()
    left = phone.locator("label:has(input:checked)").first.inner_text().strip()
    phone.get_by_label("Parties avant la fin").fill(f"00:00 {left}")
    unfold(phone, "Les notes des tables", "Table 1")
    phone.get_by_label(QUESTION).first.fill("Garder les arbres.")
    phone.get_by_label("Nos accords").first.fill("Planter encore.\nArroser.")
    unfold(phone, "Le débat mouvant", STATEMENT)
    first = phone.get_by_role("group", name="Comptage 1").first
    for side, people in (("D’accord", "2"), ("Pas d’accord", "1")):
        first.get_by_label(side, exact=True).fill(people)
    unfold(phone, "Comment était cette journée, pour vous ?")
    phone.get_by_label("Combien de feuilles").fill("3")
    phone.get_by_role("group", name="Vous a-t-on").get_by_label("Plutôt oui").fill("3")
    fits(phone)
    phone.get_by_role("button", name="Enregistrer").click()
    alert = phone.get_by_role("alert")
    expect(alert).to_contain_text("Rien n’a été enregistré")
    expect(alert).to_contain_text("écrivez quand il a commencé")
    expect(phone.get_by_label(QUESTION).first).to_have_value("Garder les arbres.")
    expect(phone.get_by_label("Combien de feuilles")).to_have_value("3")
    assert sum(box.is_checked() for box in phone.get_by_role("checkbox").all()) == 3
    for title in ("1. Nos rues", "2. Se placer"):
        phone.get_by_label(title).fill("00:00")
    fits(phone)
    phone.get_by_role("button", name="Enregistrer").click()
    expect(phone.get_by_text("3 personnes de plus")).to_be_visible()
    for said in (
        "heures réelles : 2 sur 3",
        "3 personnes notées présentes, 1 est partie",
        "notes remises, par table : 1 sur 2",
        "affirmations comptées : 1 sur 1",
        "3 feuilles saisies",
    ):
        expect(phone.get_by_text(said)).to_be_visible()
    phone.get_by_role("contentinfo").get_by_role("link", name="Journal public").click()
    expect(phone.get_by_text("Un débat mouvant est saisi après coup").first).to_be_visible()
    entered = phone.get_by_text("Des réponses données sur papier sont saisies (3)")
    expect(entered.first).to_be_visible()
    phone.goto(day)
    phone.get_by_role("link", name="Lever la séance").click()
    phone.get_by_label("Ce que l’Assemblée a décidé").fill("Nous gardons les arbres.")
    phone.get_by_role("button", name="Publier et lever la séance").click()
    phone.get_by_role("link", name="Saisir après coup").click()
    expect(phone.get_by_text("les présences et les votes ne changent plus")).to_be_visible()
