"""The page of a table in a hall where the network comes and goes: typed, cut, two devices, late."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import PATIENCE, at_the_desk, end_day, enter, newest_acts
from tests.integration.test_ceremony import pages_of

pytestmark = pytest.mark.browser
SAVED, KEPT = re.compile("enregistré à"), "gardé dans cet appareil"


def hold_tables(page: Page) -> str:
    """As an organiser: a day with one item at tables and its question, open, the item begun."""
    at_the_desk(page, "Journées et réunions", "Prévoir une journée")
    page.get_by_label("Titre").fill("Journée en tables")
    day = datetime.now(UTC).date() + timedelta(days=310)
    page.get_by_label("Début").fill(f"{day}T09:30")
    page.get_by_label("Fin").fill(f"{day}T17:30")
    page.get_by_label("Lieu").fill("Grande halle")
    page.get_by_role("button", name="Prévoir").click()
    page.get_by_role("link", name="Établir l’ordre du jour").click()
    for number, title, kind in ((1, "Les pistes", "tables"), (2, "Repas", "repas")):
        page.get_by_label(re.compile(f"^Titre du point {number} ")).fill(title)
        page.get_by_label(f"Nature du point {number}").select_option(label=kind)
        page.get_by_label(f"Durée du point {number}").fill("60")
    page.get_by_label("Questions ou affirmations du point 1").fill("Que garder ?")
    page.get_by_role("button", name="Enregistrer l’ordre du jour").click()
    page.get_by_role("link", name="Annoncer", exact=True).click()
    page.get_by_role("button", name="Annoncer").click()
    page.get_by_role("link", name="Les panneaux des tables").click()
    page.get_by_label("Tables", exact=True).fill("2")
    page.get_by_role("button", name="Préparer les panneaux").click()
    expect(page.get_by_role("link", name="Imprimer 2 panneaux")).to_be_visible()
    page.get_by_role("link", name="Journée en tables").first.click()
    page.get_by_role("link", name="Ouvrir la séance").click()
    page.get_by_label("l’ouvrir dès aujourd’hui").check()
    page.get_by_role("button", name="Ouvrir la séance maintenant").click()
    expect(page.get_by_text("La séance est ouverte.")).to_be_visible()
    address = page.url
    page.goto(f"{address}conduire/")
    page.get_by_role("button", name=re.compile("^Commencer")).first.click()
    expect(page.get_by_text("Point 1, commencé")).to_be_visible()
    return address


def code(page: Page, day: str) -> str:
    """What is printed on the sign of the first table."""
    printed = page.request.get(f"{day}tables/panneaux.pdf", max_retries=2)
    words = "".join(pages_of(printed.body())).replace("\n", "")
    found = re.search(r"/t/([2-9a-z]{10})", words)
    assert found is not None
    return found[1]


def device(browser: Browser, site: str, sign: str) -> tuple[BrowserContext, Page]:
    """A device that reads the sign of the table."""
    context = browser.new_context(base_url=site, viewport={"width": 390, "height": 800})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"/t/{sign}")
    expect(page.get_by_role("heading", name="Table 1")).to_be_visible()
    expect(page.get_by_role("heading", name="Que garder ?")).to_be_visible()
    return context, page


def kept(page: Page) -> Locator:
    return page.locator("form[data-question='1'] .kept")


def test_what_a_table_types_outlives_the_network_the_page_and_the_item(
    page: Page, browser: Browser, site: str
) -> None:
    enter(page, "helene")
    day = hold_tables(page)
    sign = code(page, day)
    _context, laptop = device(browser, site, sign)
    notes = laptop.get_by_label("Ce qui se dit")
    notes.fill("Écrit avec le réseau.")
    expect(kept(laptop)).to_have_text(SAVED)
    page.goto(f"{day}tables/notes/")
    expect(page.get_by_text("Écrit avec le réseau.").first).to_be_visible()

    laptop.wait_for_function("() => navigator.serviceWorker.controller !== null")
    laptop.wait_for_function(
        "async () => Boolean(await (await caches.open('alienor-table'))"
        ".match('/t/', {ignoreVary: true}))"
    )
    laptop.context.set_offline(True)
    notes.fill("Écrit avec le réseau, puis sans.")
    laptop.get_by_label("Nos accords").fill("Ouvrir le soir.")
    expect(kept(laptop)).to_have_text(KEPT + ", sera envoyé")
    laptop.reload()
    expect(laptop.get_by_label("Ce qui se dit")).to_have_value("Écrit avec le réseau, puis sans.")
    expect(laptop.get_by_label("Nos accords")).to_have_value("Ouvrir le soir.")
    laptop.context.set_offline(False)
    expect(kept(laptop)).to_have_text(SAVED)
    expect(page.get_by_text("puis sans.").first).to_be_visible()

    # The laptop is closed with words that were never sent; it is opened again after the item.
    laptop.context.set_offline(True)
    laptop.get_by_label("Ce qui se dit").fill("Fermé avant d'être envoyé.")
    expect(kept(laptop)).to_have_text(KEPT + ", sera envoyé")
    laptop.close()
    page.goto(f"{day}conduire/")
    page.get_by_role("button", name=re.compile("^Point suivant")).click()
    expect(page.get_by_text("Point 2, commencé")).to_be_visible()
    end_day(page, day, "C'est dit.")
    _context.set_offline(False)
    again = _context.new_page()
    again.goto("/t/")
    expect(again.get_by_label("Ce qui se dit")).to_have_value("Fermé avant d'être envoyé.")
    expect(kept(again)).to_have_text(SAVED)
    page.goto(f"{day}tables/notes/")
    expect(page.get_by_text("Fermé avant d’être envoyé.").first).to_be_visible()
    expect(page.get_by_text("arrivé en retard")).to_be_visible()
    expect(page.get_by_text("en train d’écrire")).to_have_count(0)
    acts = newest_acts(page)
    assert acts.count("La table 1 remet ses notes") == 2, "at the end of the item, and late"
    _context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_table_and_a_narrow_screen_holds_it(
    page: Page, browser: Browser, site: str, axe: str, scheme: Any
) -> None:
    enter(page, "helene")
    day = hold_tables(page)
    sign = code(page, day)
    context = browser.new_context(
        base_url=site, viewport={"width": 320, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    phone = context.new_page()
    phone.goto(f"/t/{sign}")
    phone.get_by_role("button", name="Ajouter un désaccord").click()
    phone.get_by_label("Sur quoi ?").nth(1).fill("Le prix")
    phone.evaluate(axe)
    assert phone.evaluate("axe.run().then(report => report.violations)") == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
    end_day(page, day, "C'est dit.")


def test_two_devices_of_a_table_never_overwrite_each_other(
    page: Page, browser: Browser, site: str
) -> None:
    enter(page, "helene")
    day = hold_tables(page)
    sign = code(page, day)
    one_of, one = device(browser, site, sign)
    other_of, other = device(browser, site, sign)
    one.get_by_label("Ce qui se dit").fill("Du portable.")
    expect(kept(one)).to_have_text(SAVED)
    other_of.set_offline(True)
    other.get_by_label("Ce qui se dit").fill("Du téléphone.")
    expect(kept(other)).to_have_text(KEPT + ", sera envoyé")
    other_of.set_offline(False)
    expect(other.get_by_text("a écrit ceci, sans voir")).to_be_visible()
    expect(other.get_by_label("Ce qui se dit")).to_have_value("Du téléphone.")
    page.goto(f"{day}tables/notes/")
    expect(page.get_by_text("deux appareils ont écrit chacun").first).to_be_visible()
    other.get_by_role("button", name="Garder les deux").click()
    both = "Du téléphone.\n\nDu portable."
    expect(other.get_by_label("Ce qui se dit")).to_have_value(both)
    expect(kept(other)).to_have_text(SAVED)
    one.locator("h1").click()
    expect(one.get_by_label("Ce qui se dit")).to_have_value(both, timeout=30_000)
    page.reload()
    expect(page.get_by_text("deux appareils ont écrit chacun")).to_have_count(0)
    other.get_by_role("button", name="Remettre les notes").click()
    expect(other.get_by_text("Les notes de la table sont remises")).to_be_visible()
    one_of.close()
    other_of.close()
    end_day(page, day, "C'est dit.")
