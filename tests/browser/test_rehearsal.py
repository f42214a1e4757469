"""A day is rehearsed: from the real desk into a rehearsal, through a day with invented people, and
back; of all that, nothing is in the real register."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, at_the_desk, close_and_publish, enter

pytestmark = pytest.mark.browser
PREPARED = 90_000
"""Milliseconds that a rehearsal may take to be prepared, beside other tests."""

BANNER = "Répétition : tout le monde est inventé, rien n’entre au journal."


def entries(page: Page) -> int:
    """How many entries the real register has."""
    return int(page.request.get("/register/checkpoint").text().splitlines()[1])


def begin_rehearsal(page: Page) -> str:
    """As an organiser, from the desk of the next day: begin a rehearsal. Returns its door."""
    enter(page, "helene")
    at_the_desk(page, "Journées et réunions")
    page.get_by_role("link", name=re.compile("Préparer.*: Session 3")).click()
    page.get_by_role("link", name="Répéter la journée").click()
    page.get_by_role("button", name=re.compile("^Commencer (la|une autre)")).click()
    heading = page.get_by_role("heading", name="Entrer dans la répétition")
    expect(heading).to_be_visible(timeout=PREPARED)
    return page.url


def take_role(page: Page, door: str, name: str) -> str:
    """Enter the rehearsal as one of its roles. Returns the page where that one begins."""
    page.goto(door)
    page.get_by_role("button", name=re.compile(f"Entrer : {name}")).click()
    expect(page).not_to_have_url(door)
    return page.url


def test_a_day_is_rehearsed_with_invented_people_and_leaves_no_trace(
    page: Page, browser: Browser, site: str
) -> None:
    before = entries(page)
    door = begin_rehearsal(page)
    inside = door.removesuffix("/entrer/")
    assert re.fullmatch(re.escape(site) + r"/repetition/[\w-]{22}", inside)
    day = take_role(page, door, "Hélène")
    assert day.startswith(inside)
    page.get_by_role("link", name="Ouvrir la séance").click()
    page.get_by_role("button", name="Ouvrir la séance maintenant").click()
    page.get_by_role("button", name="40 personnes").click()
    expect(page.get_by_text("40 personnes inventées sont arrivées.")).to_be_visible()

    phone_of = browser.new_context(base_url=site, viewport={"width": 360, "height": 720})
    hall_of = browser.new_context(base_url=site, viewport={"width": 1920, "height": 1080})
    phone, hall = phone_of.new_page(), hall_of.new_page()
    for one in (phone, hall):
        one.set_default_timeout(PATIENCE)
    phone.goto(door)
    phone.get_by_role("button", name="Prendre un téléphone d’essai").click()
    code = phone.locator("code").last.inner_text()
    own = phone.get_by_role("link", name="Ouvrir ce téléphone ici").get_attribute("href")
    assert own == f"{inside}/b/{code}"
    phone.goto(own)
    expect(phone).to_have_url(f"{inside}/jour/")
    expect(phone.get_by_text(BANNER)).to_be_visible()
    page.goto(f"{day}accueil/")
    page.get_by_label("Nom ou code du badge").fill(own)
    page.keyboard.press("Enter")  # as a hand scanner does
    expect(page.get_by_text(re.compile("est là|déjà là depuis"))).to_be_visible()

    assert take_role(hall, door, "Ambre") == f"{day}conduire/"
    hall.goto(f"{day}ecran/")
    expect(hall.get_by_text(BANNER)).to_be_visible()
    expect(hall.get_by_text("Les gens inventés")).to_have_count(0)
    page.goto(f"{day}conduire/")
    page.get_by_role("button", name=re.compile("^Commencer")).first.click()
    first = page.locator(".conduct .now h2").inner_text()
    expect(hall.get_by_text(first).first).to_be_visible()
    expect(phone.get_by_text(first).first).to_be_visible()
    page.get_by_role("button", name="5 personnes").click()
    expect(page.get_by_text("5 personnes inventées demandent la parole.")).to_be_visible()

    table = phone_of.new_page()
    table.goto(door)
    table.get_by_role("link", name="Table 1", exact=True).click()
    table.goto(table.get_by_role("link", name="Ouvrir cette table ici").get_attribute("href") or "")
    expect(table).to_have_url(f"{inside}/t/")
    expect(table.get_by_text(BANNER)).to_be_visible()
    phone.reload()
    expect(phone).to_have_url(f"{inside}/jour/")  # one device may be both

    page.goto(day)
    page.get_by_role("link", name="Préparer un vote").click()
    page.get_by_label("Nature du vote").select_option(label="Vote indicatif de l’assemblée")
    page.get_by_label("Question").fill("Par quoi commencer ?")
    page.get_by_role("textbox", name=re.compile("^Options")).fill("Un parc\nUn bus")
    page.get_by_role("button", name="Enregistrer le vote").click()
    page.get_by_role("link", name="Ouvrir le vote").click()
    page.get_by_label("par téléphone, vote public").check()
    page.get_by_role("button", name="Ouvrir le vote maintenant").click()
    expect(page.get_by_text("Le vote est ouvert.")).to_be_visible()
    vote = page.url
    phone.get_by_label("Un bus").check()
    phone.get_by_role("button", name="Voter").click()
    expect(phone.get_by_text("Vous avez répondu")).to_be_visible()
    expect(hall.get_by_text("1 a voté")).to_be_visible()
    page.reload()
    page.get_by_role("button", name=re.compile("^Faire voter les")).click()
    said = page.get_by_text(re.compile("personnes inventées ont voté")).inner_text()
    voted = int(said.split()[0]) + 1
    expect(hall.get_by_text(f"{voted} ont voté")).to_be_visible()
    close_and_publish(page, vote)
    expect(hall.get_by_text(f"Sur {voted} bulletins")).to_be_visible()

    page.get_by_text("Recommencer, ou terminer").click()
    page.get_by_role("button", name="Terminer la répétition").click()
    expect(page.get_by_role("heading", name="Répéter la journée")).to_be_visible()
    expect(page.get_by_text("La répétition est finie")).to_be_visible()
    assert not page.url.startswith(inside)
    expect(page.get_by_text(BANNER)).to_have_count(0)
    gone = page.get_by_role("heading", name="Cette répétition est terminée")
    for _ in range(20):
        page.goto(door)
        if gone.count():
            break
        page.wait_for_timeout(300)
    expect(gone).to_be_visible()
    assert entries(page) == before
    phone_of.close()
    hall_of.close()


def test_the_pages_of_a_rehearsal_can_be_read_by_everybody(
    page: Page, browser: Browser, site: str, axe: str
) -> None:
    door = begin_rehearsal(page)
    seen_of = browser.new_context(base_url=site, bypass_csp=True)
    seen = seen_of.new_page()
    seen.set_default_timeout(PATIENCE)
    day = take_role(seen, door, "Hélène")
    seen.goto(door)
    seen.get_by_role("button", name="Prendre un téléphone d’essai").click()
    expect(seen.get_by_role("link", name="Ouvrir ce téléphone ici")).to_be_visible()
    telephone = seen.url
    found = []
    for address in (door, telephone, day, f"{day}conduire/", f"{day}ecran/", f"{day}accueil/"):
        seen.goto(address)
        for width in (320, 1440):
            seen.set_viewport_size({"width": width, "height": 800})
            reached = seen.evaluate("document.documentElement.scrollWidth")
            if reached > width:
                found.append(f"{address} is {reached} px wide at {width}")
        seen.evaluate(axe)
        found += [
            f"{address}: {fault['id']}: {[node['html'][:120] for node in fault['nodes'][:2]]}"
            for fault in seen.evaluate("axe.run().then(report => report.violations)")
        ]
    seen.goto(day)
    seen.get_by_text("Recommencer, ou terminer").click()
    seen.get_by_role("button", name="Terminer la répétition").click()
    seen_of.close()
    assert not found, "\n".join(found)
