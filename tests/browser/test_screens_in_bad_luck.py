"""The screens of a hall on a bad day: two desks drive them, and a projector's browser is started
again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import PATIENCE
from tests.browser.test_live import another, conducted, connected

pytestmark = pytest.mark.browser


def test_two_desks_drive_one_projector_and_the_last_that_pressed_is_shown(
    page: Page, browser: Browser, site: str
) -> None:
    with (
        conducted(page),
        another(browser, site, "helene") as other,
        another(browser, site, "helene", width=1920) as screen,
    ):
        screen.goto(f"{page.url.removesuffix('conduire/')}ecran/")
        connected(screen)
        other.goto(page.url)
        connected(other)
        page.get_by_role("button", name="L’accueil", exact=True).click()
        expect(screen.get_by_text("Bienvenue")).to_be_visible()
        pressed = other.locator("button[aria-pressed]")
        expect(pressed).to_have_text("L’accueil")
        other.get_by_role("button", name="Les remerciements").click()
        expect(screen.get_by_text("Merci")).to_be_visible()
        expect(page.locator("button[aria-pressed]")).to_have_text("Les remerciements")

        # Both begin the same item, the second from a page that has not heard of the first.
        other.route("**/live/**", lambda route: route.abort())
        other.reload()
        page.get_by_role("button", name="Ce qui se passe").click()
        page.get_by_role("button", name=re.compile("^Commencer")).first.click()
        expect(screen.get_by_text("Repas partagé").first).to_be_visible()
        other.get_by_role("button", name=re.compile("^Commencer")).first.click()
        expect(other.get_by_role("alert")).to_have_text("Le point 1 est déjà en cours.")
        expect(other.get_by_text("Point 1, commencé")).to_be_visible()
        expect(screen.get_by_text("Repas partagé").first).to_be_visible()
        other.unroute("**/live/**")


def test_a_projector_whose_browser_is_started_again_shows_what_is_true_then(
    page: Page, browser: Browser, site: str
) -> None:
    with conducted(page):
        address = f"{page.url.removesuffix('conduire/')}ecran/"
        kept = page.context.storage_state()
        size = {"width": 1920, "height": 1080}
        before = browser.new_context(base_url=site, storage_state=kept, viewport=size)
        screen = before.new_page()
        screen.goto(address)
        expect(screen.get_by_text("Repas partagé").first).to_be_visible()
        kept = before.storage_state()
        before.close()
        page.get_by_role("button", name="Les remerciements").click()
        expect(page.locator("button[aria-pressed]")).to_have_text("Les remerciements")
        after = browser.new_context(base_url=site, storage_state=kept, viewport=size)
        after.set_default_timeout(PATIENCE)
        again = after.new_page()

        # The server is not reached at once: the browser says so, and its own page is asked again.
        def refuse(route: Route) -> None:
            route.abort("connectionrefused")

        again.route("**/ecran/", refuse)
        with pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
            again.goto(address)
        again.unroute("**/ecran/")
        again.goto(address)
        expect(again.get_by_text("Merci")).to_be_visible()
        connected(again)
        page.get_by_role("button", name="L’accueil", exact=True).click()
        expect(again.get_by_text("Bienvenue")).to_be_visible()
        after.close()
