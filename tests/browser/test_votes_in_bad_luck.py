"""A telephone in a hall on a bad day: the network is cut between the vote and its receipt; the
telephone's clock is a day wrong."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import PATIENCE, at_the_desk, end_day, enter, open_day, who_is
from tests.browser.test_room import CODE, codes

pytestmark = pytest.mark.browser
QUESTION = "Par où commencer, s’il pleut ?"


def open_by_telephone(page: Page) -> str:
    """As an organiser: word a vote and open it by telephone. Returns its page at the desk."""
    at_the_desk(page, "Préparer un vote")
    page.get_by_label("Nature du vote").select_option(label="Vote indicatif de l’assemblée")
    page.get_by_label("Question").fill(QUESTION)
    page.get_by_role("textbox", name=re.compile("^Options")).fill("Un parc\nUn bus")
    page.get_by_role("button", name="Enregistrer le vote").click()
    page.get_by_role("link", name="Ouvrir le vote").click()
    page.get_by_label("par téléphone, vote public").check()
    page.get_by_role("button", name="Ouvrir le vote maintenant").click()
    expect(page.get_by_text("Le vote est ouvert.")).to_be_visible()
    return page.url


def test_a_vote_whose_receipt_was_cut_is_kept_once_and_its_telephone_says_so(
    page: Page, browser: Browser, site: str
) -> None:
    people = [who_is(page, role) for role in ("aicha", "bruno", "ines")]
    enter(page, "helene")
    day = open_day(page, *(one.name for one in people))
    page.get_by_role("link", name="Préparer les badges").click()
    page.get_by_role("button", name="Préparer les badges").click()
    words = codes(page, day)
    badges = [
        "".join(found.groups())
        for one in people
        if (found := re.search(re.escape(one.name) + r".*?" + CODE, words, re.DOTALL))
    ]
    assert len(badges) == 3
    phones = []
    for badge, wrong in zip(badges, (0, 1, -1), strict=True):
        context = browser.new_context(base_url=site, viewport={"width": 360, "height": 720})
        phone = context.new_page()
        phone.set_default_timeout(PATIENCE)
        if wrong:
            phone.clock.install(time=datetime.now(UTC) + timedelta(days=wrong))
        phone.goto(f"/b/{badge}")
        expect(phone.get_by_role("heading", name="Entre deux points")).to_be_visible()
        phones.append(phone)
    cut, ahead, behind = phones
    vote = open_by_telephone(page)

    # The answer is lost on its way back: the browser says so, and the page of the day the truth.
    sendings: list[str] = []

    def lose(route: Route) -> None:
        sendings.append(route.request.post_data or "")
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    expect(cut.get_by_role("heading", name="Le vote est ouvert")).to_be_visible()
    cut.route("**/jour/votes/**", lose)
    cut.get_by_label("Un bus").check()
    cut.get_by_role("button", name="Voter").click()
    cut.wait_for_url("chrome-error://**")
    assert len(sendings) == 1
    cut.unroute("**/jour/votes/**")
    cut.goto("/jour/")
    receipt = cut.get_by_text("Vous avez répondu")
    expect(receipt).to_contain_text("Un bus")
    told = receipt.inner_text()

    # Whoever presses again on the page that was left open sends the same answer once more.
    again = cut.request.post(
        _address_of(cut, vote),
        data=sendings[0],
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"{site}/jour/",
        },
    )
    assert again.ok
    assert told.replace("\xa0", " ") in again.text().replace("\xa0", " ").replace("&#x27;", "'")

    # A day ahead, a day behind: the telephone hears of the vote, votes and has its receipt.
    for phone in (ahead, behind):
        assert abs(phone.evaluate("Date.now()") / 1000 - datetime.now(UTC).timestamp()) > 80_000
        phone.clock.run_for(2_000)
        expect(phone.get_by_role("heading", name="Le vote est ouvert")).to_be_visible()
        phone.get_by_label("Un parc").check()
        phone.get_by_role("button", name="Voter").click()
        expect(phone.get_by_text("Vous avez répondu")).to_be_visible()

    page.goto(vote)
    expect(page.get_by_text("Ont voté : 3 sur 3")).to_be_visible()
    page.get_by_role("button", name="Clore le vote").click()
    page.get_by_role("button", name="Publier le résultat").click()
    expect(page.get_by_text("Un parc (2 approbations)").first).to_be_visible()
    expect(page.get_by_role("link", name="Procès-verbal à imprimer et à signer")).to_be_visible()
    for phone in phones:
        phone.context.close()
    end_day(page, day, "Nous commencerons par un parc.")


def _address_of(phone: Page, vote: str) -> str:
    """Where a badge sends its ballot in the vote of this page of the desk."""
    return f"/jour/votes/{vote.rstrip('/').rpartition('/')[2]}/"
