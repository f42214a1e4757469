"""The draw by lot in public: two people at two desks, and the page of the hall beside them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NEXT, at_the_desk, enter, newest_acts, read
from tests.browser.test_accessible import SMALL

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
HALL = {"width": 1280, "height": 720}


@pytest.fixture
def second(site: str, browser: Browser) -> Iterator[Page]:
    """The device of a second person: a phone."""
    context = browser.new_context(base_url=site, viewport=PHONE, has_touch=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain(site: str, browser: Browser) -> Iterator[Page]:
    """A page without scripts."""
    context = browser.new_context(base_url=site, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def hall(site: str, browser: Browser) -> Iterator[Page]:
    """What the hall sees."""
    context = browser.new_context(base_url=site, viewport=HALL)
    yield context.new_page()
    context.close()


@pytest.fixture
def still(site: str, browser: Browser) -> Iterator[Page]:
    """The same, for whoever wants nothing to move."""
    context = browser.new_context(base_url=site, viewport=HALL, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def well_made(page: Page, axe: str) -> None:
    """Nothing overflows, fingers hit what they aim at, and a machine finds no fault."""
    page.wait_for_load_state()
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(SMALL) == []
    page.evaluate(axe)
    assert page.evaluate("axe.run().then(report => report.violations)") == []


def announce(page: Page) -> None:
    """Say where and when the balls will be drawn; how is filled in already."""
    page.get_by_label("Où les boules").fill("Salle du conseil")
    page.get_by_label("Quand").fill("2030-02-05T18:00")
    page.get_by_label("je sais que c’est définitif").check()


def test_a_draw_is_held_ball_by_ball_before_the_hall_and_ends_in_the_journal(
    page: Page, second: Page, plain: Page, hall: Page, still: Page, axe: str, tmp_path: Path
) -> None:
    """`PICTURES=docs/images pytest tests/browser/test_ceremony.py` takes the picture of the docs."""
    enter(page, "helene")
    at_the_desk(page, "Tirage au sort", edition=NEXT)
    page.get_by_role("button", name="Tirage équitable").click()
    page.get_by_role("link", name="Fixer le tirage").click()
    announce(page)
    page.get_by_label("Déroger et dire pourquoi").fill("Essai public avant le vrai tirage.")
    page.get_by_role("button", name="Fixer le tirage maintenant").click()
    expect(page.get_by_text(re.compile(r"tient en \d+ pages"))).to_be_visible()
    for name in ("La liste à afficher (PDF)", "Le procès-verbal à signer (PDF)"):
        printed = page.get_by_role("link", name=name).get_attribute("href")
        answer = page.request.get(printed or "")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.body().startswith(b"%PDF")

    read(hall, "Le tirage au sort", "La page de la salle", edition=NEXT)
    still.goto(hall.url)
    expect(hall.get_by_text("Plus rien ne peut changer.")).to_be_visible()
    expect(hall.locator(".hashes code")).to_have_count(5)
    expect(hall.locator(".slot.full")).to_have_count(0)
    well_made(still, axe)
    still.set_viewport_size(HALL)

    page.get_by_role("link", name="Tirer les boules").click()
    page.wait_for_url("**/boules/")
    balls = page.url
    enter(second, "maelle")
    second.goto(balls)
    page.wait_for_load_state()
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    page.get_by_label("Déroger et dire pourquoi").fill("Essai public avant le vrai tirage.")
    well_made(page, axe)
    page.get_by_role("button", name="Inscrire cette boule").click()
    expect(page.get_by_role("heading", name="Boule 2 sur 3")).to_be_visible()
    expect(hall.locator("#boule-1")).to_contain_text("4")
    expect(second.get_by_role("heading", name="Boule 2 sur 3")).to_be_visible()

    second.locator(".keys label", has_text="0").tap()
    page.locator(".keys label", has_text="1").click()
    second.get_by_role("button", name="Inscrire cette boule").tap()
    expect(second.get_by_role("heading", name="Boule 3 sur 3")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("La boule 2 est déjà inscrite : 0.")).to_be_visible()
    expect(hall.locator("#boule-2")).to_contain_text("0")
    page.wait_for_load_state()
    page.keyboard.press("7")
    page.keyboard.press("Enter")
    expect(hall.get_by_text("Une seconde personne les relit.")).to_be_visible()
    expect(still.get_by_text("Une seconde personne les relit.")).to_be_visible()
    picture = Path(os.environ.get("PICTURES", tmp_path)) / "draw.png"
    expect(still.locator("#live-said")).to_have_text("Boule 3 : 7.")
    still.screenshot(path=picture)
    assert picture.stat().st_size < 150_000

    enter(plain, "maelle")
    plain.goto(balls)
    for place, digit in (("1", "4"), ("2", "0"), ("3", "9")):
        expect(plain.get_by_role("heading", name=f"boule {place} sur 3")).to_be_visible()
        plain.get_by_role("radio", name=digit).focus()
        plain.keyboard.press("Space")
        plain.keyboard.press("Enter")
    expect(plain.get_by_role("alert")).to_contain_text("boule 3 (7, puis 9)")
    second.goto(plain.url)
    second.get_by_role("link", name="Corriger la seconde lecture de la boule 3").tap()
    second.locator(".keys label", has_text="7").tap()
    second.get_by_role("button", name="Continuer").tap()
    second.get_by_label("Fonction du premier témoin").fill("commissaire de justice")
    second.get_by_role("button", name="Valider le tirage").tap()
    expect(second.get_by_role("alert")).to_contain_text("Fonction du second témoin")
    second.get_by_label("Fonction du second témoin").fill("habitante de Beaulieu")
    well_made(second, axe)
    second.get_by_role("button", name="Valider le tirage").tap()
    expect(second.get_by_text("Le tirage est fait.")).to_be_visible()
    expect(page.get_by_role("heading", name="Tirage 1 : assemblée")).to_be_visible()

    expect(still.locator(".figure")).to_have_text("407")
    ids = still.locator(".ids li")
    published = page.request.get("/editions/poitiers-2026/fichiers/draws/1/panels.txt").text()
    panel = next(line for line in published.splitlines() if line.startswith("407 "))
    assert ids.all_inner_texts() == panel.split()[1:]
    assert ids.last.evaluate("one => getComputedStyle(one).opacity") == "1"
    assert hall.locator(".ids li").last.evaluate("one => getComputedStyle(one).opacity") == "0"
    well_made(still, axe)

    page.goto(balls)
    page.get_by_role("link", name="Publier le compte rendu").click()
    expect(page.get_by_text("commissaire de justice")).to_be_visible()
    well_made(page, axe)
    page.get_by_role("button", name="Publier ce compte rendu").click()
    expect(hall.get_by_text("Où vérifier")).to_be_visible()
    well_made(still, axe)
    page.get_by_role("link", name="Le compte rendu", exact=True).click()
    expect(page.get_by_role("heading", name="Les personnes tirées au sort")).to_be_visible()
    well_made(page, axe)
    printed = page.get_by_role("link", name="Garder ou imprimer (PDF)").get_attribute("href")
    assert page.request.get(printed or "").body().startswith(b"%PDF")
    acts = newest_acts(page)
    for said in (
        "Tirage au sort : tout est fixé avant les boules",
        "Boule numéro 1 : 4.",
        "Boule numéro 2 : 0.",
        "Boule numéro 3 : 7.",
        "Les boules sont tirées : équipe numéro 407.",
        "Le compte rendu du tirage au sort est publié.",
    ):
        assert said in acts


def test_the_hall_of_a_group_shows_its_number_and_its_desk_leads_back_to_the_draw(
    page: Page, axe: str
) -> None:
    page.goto("/editions/poitiers-2022/tirage/3/salle/")
    expect(page.locator(".figure")).to_have_text("295")
    well_made(page, axe)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_text("Where to check")).to_be_visible()
    enter(page, "helene")
    page.goto("/bureau/poitiers-2022/tirage/3/boules/")
    expect(page).to_have_url(re.compile("/tirage/3/$"))
