"""The room on the day: badges at the door, a telephone, a vote, the screens; what is done here is
seen there."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import (
    PATIENCE,
    at_the_desk,
    end_day,
    enter,
    newest_acts,
    open_day,
    who_is,
)
from tests.integration.test_ceremony import pages_of

pytestmark = pytest.mark.browser
CODE = r"\b([2-9a-z]{5})\s+([2-9a-z]{5})\b"


def codes(page: Page, day: str) -> str:
    """The words of the badges of a day, as they are printed."""
    printed = page.request.get(f"{day}badges.pdf", max_retries=2)
    assert printed.ok
    return " ".join(" ".join(pages_of(printed.body())).split())


def test_a_badge_opens_the_day_votes_once_and_the_hall_follows(
    page: Page, browser: Browser, site: str
) -> None:
    aicha = who_is(page, "aicha")
    enter(page, "helene")
    day = open_day(page)
    page.get_by_role("link", name="Préparer les badges").click()
    page.get_by_label("Badges sans nom").fill("2")
    page.get_by_role("button", name="Préparer les badges").click()
    expect(page.get_by_text("Les badges sont prêts")).to_be_visible()
    words = codes(page, day)
    found = re.search(re.escape(aicha.name) + r".*?" + CODE, words, re.DOTALL)
    assert found is not None
    code = "".join(found.groups())

    page.get_by_role("link", name="Ouvrir l’accueil").click()
    page.get_by_label("Nom ou code du badge").fill(f"{site}/b/{code}")
    page.keyboard.press("Enter")  # as a hand scanner does
    expect(page.get_by_text(f"{aicha.name} est là")).to_be_visible()
    page.get_by_label("Nom ou code du badge").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_text("déjà là depuis")).to_be_visible()

    phone_of = browser.new_context(base_url=site, viewport={"width": 360, "height": 720})
    hall_of = browser.new_context(base_url=site, viewport={"width": 1920, "height": 1080})
    phone, hall = phone_of.new_page(), hall_of.new_page()
    for one in (phone, hall):
        one.set_default_timeout(PATIENCE)
    phone.goto(f"/b/{code}")
    expect(phone).to_have_url(re.compile("/jour/$"))
    expect(phone.get_by_role("heading", name="Entre deux points")).to_be_visible()
    enter(hall, "helene")
    hall.goto(f"{day}ecran/")

    page.goto(f"{day}conduire/")
    page.get_by_role("button", name=re.compile("^Commencer")).first.click()
    expect(phone.get_by_text("Repas partagé").first).to_be_visible()
    expect(hall.get_by_text("Repas partagé").first).to_be_visible()
    phone.get_by_role("button", name="Demander la parole").click()
    expect(phone.get_by_text("on vous donnera la parole")).to_be_visible()
    expect(page.get_by_text(aicha.name).first).to_be_visible()

    at_the_desk(page, "Préparer un vote")
    page.get_by_label("Nature du vote").select_option(label="Vote indicatif de l’assemblée")
    page.get_by_label("Question").fill("Par quoi commencer ?")
    page.get_by_role("textbox", name=re.compile("^Options")).fill("Un parc\nUn bus")
    page.get_by_role("button", name="Enregistrer le vote").click()
    page.get_by_role("link", name="Ouvrir le vote").click()
    page.get_by_label("par téléphone, vote public").check()
    page.get_by_role("button", name="Ouvrir le vote maintenant").click()
    expect(page.get_by_text("Le vote est ouvert.")).to_be_visible()
    vote = page.url
    expect(hall.get_by_text("Personne n’a encore voté.")).to_be_visible()
    phone.get_by_label("Un bus").check()
    phone.get_by_role("button", name="Voter").click()
    expect(phone.get_by_text("Vous avez répondu")).to_be_visible()
    expect(hall.get_by_text("1 a voté")).to_be_visible()
    page.goto(vote)
    page.get_by_role("button", name="Clore le vote").click()
    page.get_by_role("button", name="Publier le résultat").click()
    expect(hall.get_by_text("Un bus").first).to_be_visible()
    asked = hall.get_by_text("Par quoi commencer ?").first
    expect(asked).to_have_css("opacity", "1")  # a result alone does not say what it answers

    others = [f"{number}e décision, dite en entier et lue du dernier rang." for number in range(12)]
    end_day(page, day, "Nous commencerons par un bus.", *others)
    expect(phone.get_by_text("Nous commencerons par un bus.")).to_be_visible()
    expect(hall.get_by_text(others[0], exact=True)).to_be_visible()
    assert hall.evaluate("document.documentElement.scrollHeight") <= 1080  # nobody scrolls it
    phone.reload()
    phone.get_by_role("group", name="Avez-vous pu dire").get_by_label("Oui", exact=True).check()
    phone.get_by_role("button", name="Envoyer").click()
    expect(phone.get_by_text("Merci. Vous pouvez changer d")).to_be_visible()
    phone_of.close()
    hall_of.close()
    acts = newest_acts(page)
    for said in ("Les badges de la journée sont prêts", "par téléphone, vote public"):
        assert said in acts, said
