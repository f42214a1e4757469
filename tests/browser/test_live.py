"""Pages follow what is done elsewhere, and never over what somebody is writing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import PATIENCE, end_day, enter, open_day, open_vote, who_is

pytestmark = pytest.mark.browser
NOTE = "#live-note"


@contextmanager
def another(browser: Browser, site: str, role: str, *, width: int = 1280) -> Iterator[Page]:
    """Somebody else, with a browser of their own."""
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 900})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    enter(page, role)
    yield page
    context.close()


@contextmanager
def conducted(page: Page, *present: str) -> Iterator[str]:
    """A day that is open, on the page from which it is conducted; it ends with the test."""
    enter(page, "helene")
    day = open_day(page, *present)
    page.goto(day)
    page.get_by_role("link", name="Conduire la journée").click()
    expect(page.get_by_role("heading", name="Les écrans de la salle")).to_be_visible()
    conducting = page.url
    yield conducting
    end_day(page, day, "C'est dit.")


def connected(page: Page) -> None:
    """Wait until the page hears."""
    expect(page.locator("body[data-live-on]")).to_have_count(1)


def test_what_somebody_is_writing_stays_and_a_button_says_that_the_page_changed(
    page: Page, browser: Browser, site: str
) -> None:
    aicha = who_is(page, "aicha")
    with another(browser, site, "aicha", width=360) as phone, conducted(page, aicha.name):
        connected(phone)
        phone.get_by_text("De quoi avez-vous besoin ?").first.click()
        box = phone.get_by_label("Précisez, si vous le souhaitez").first
        box.fill("Une rampe à l'entrée")
        phone.get_by_label("Repas").first.check()
        open_vote(
            page,
            kind="Critères pour juger les propositions",
            question="Ajoutez-vous le critère : de l’ombre à midi ?",
            channel="sur papier",
            derogation="Un critère a été oublié à la session 2.",
        )
        note, news = phone.locator(NOTE), phone.get_by_text("de l’ombre à midi ?").first
        expect(note).to_contain_text("Cette page a changé.")
        expect(news).to_have_count(0)
        expect(box).to_have_value("Une rampe à l'entrée")
        note.get_by_role("button", name="La mettre à jour").click()
        expect(news).to_be_visible()
        expect(note).to_be_empty()
        expect(box).to_have_value("Une rampe à l'entrée")
        expect(box).to_be_visible()
        expect(phone.get_by_label("Repas").first).to_be_checked()
        # What was typed is sent: the page may follow by itself again.
        box.fill("")
        phone.get_by_label("Repas").first.uncheck()
        page.get_by_role("link", name="Annuler ce vote").click()
        page.get_by_role("textbox").first.fill("Pour l'essai.")
        page.get_by_role("button", name="Annuler le vote").click()
        expect(news).to_have_count(0)
        expect(phone.locator("#live-said")).to_have_text("La page a été mise à jour.")


def test_a_page_whose_pass_is_refused_fetches_another_and_hears(
    page: Page, browser: Browser, site: str
) -> None:
    with another(browser, site, "aicha") as phone:
        asked: list[str] = []
        phone.on("request", lambda request: asked.append(request.url))

        # Not `times=1`: to stop intercepting while a page loads may leave what it waits for hanging.
        forged: list[Route] = []

        def forge(route: Route) -> None:
            if forged:
                route.continue_()
                return
            forged.append(route)
            whole = route.fetch()
            body = re.sub('data-live-pass="[^"]*"', 'data-live-pass="forged"', whole.text())
            route.fulfill(response=whole, body=body)

        phone.route("**/moi/", forge)
        phone.reload()
        connected(phone)
        streams = [url for url in asked if "/live/?" in url]
        assert "pass=forged" in streams[0]
        assert "pass=forged" not in streams[-1]
        expect(phone.locator(NOTE)).to_be_empty()


def test_a_page_that_lost_its_connection_says_since_when_and_catches_up(
    page: Page, browser: Browser, site: str
) -> None:
    with conducted(page), another(browser, site, "helene") as other:
        other.goto(page.url)
        other.get_by_role("link", name="Ouvrir un écran").evaluate("link => link.target = ''")
        other.get_by_role("link", name="Ouvrir un écran").click()
        connected(other)
        other.context.set_offline(True)
        note = other.locator(NOTE)
        expect(note).to_contain_text("Connexion perdue, nouvel essai…")
        expect(note).to_contain_text(re.compile(r"Ce qui est affiché date de \d\d:\d\d\."))
        page.get_by_role("button", name="Les remerciements").click()
        other.wait_for_timeout(1000)
        expect(other.locator("#room")).not_to_contain_text("Merci")
        other.context.set_offline(False)
        expect(other.locator("#room")).to_contain_text("Merci")
        expect(note).to_be_empty()


def test_two_desks_note_arrivals_and_neither_loses_the_name_it_types(
    page: Page, browser: Browser, site: str
) -> None:
    arriving = who_is(page, "bruno")
    with conducted(page), another(browser, site, "helene") as other:
        welcome = page.get_by_role("link", name="Accueil", exact=True)
        other.goto(str(welcome.get_attribute("href")))
        page.goto(other.url)
        for desk in (page, other):
            connected(desk)
        name = other.get_by_label("Nom ou code du badge")
        name.fill(arriving.name)
        name.press("Enter")
        connected(other)
        name.fill("")
        name.press_sequentially("Nguy")
        page.get_by_label("Nom ou code du badge").fill(arriving.name)
        page.get_by_role("button", name="Chercher").click()
        page.get_by_role("button", name=f"Noter la présence : {arriving.name}").click()
        line = other.get_by_role("listitem").filter(has_text=arriving.name)
        expect(line.get_by_text("présente ou présent")).to_be_visible()
        expect(name).to_have_value("Nguy")
        expect(name).to_be_focused()
        expect(other.locator("#there")).to_have_text("1 personne est là")
