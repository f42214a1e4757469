"""The run of a day is put in another order: by the arrows, by the keyboard, by dragging."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import at_the_desk, enter

pytestmark = pytest.mark.browser
TITLES = ("Accueil", "Plénière", "Repas partagé")


def order(page: Page) -> list[str]:
    """The points as the form shows them, those without a title left out."""
    expect(page.get_by_role("contentinfo")).to_be_visible()
    shown = [one.inner_text() for one in page.locator(".moving-head b").all()]
    return [re.sub(r"^\d+\. ", "", one) for one in shown if "point vide" not in one]


def planned(page: Page) -> str:
    """As an organiser: plan a day. Returns its page at the desk."""
    enter(page, "helene")
    at_the_desk(page, "Journées et réunions", "Prévoir une journée")
    page.get_by_label("Titre").fill("Journée à remettre en ordre")
    day = datetime.now(UTC).date() + timedelta(days=320)
    page.get_by_label("Début").fill(f"{day}T09:30")
    page.get_by_label("Fin").fill(f"{day}T17:30")
    page.get_by_label("Lieu").fill("Grande halle")
    page.get_by_role("button", name="Prévoir").click()
    expect(page.get_by_role("link", name="Établir l’ordre du jour")).to_be_visible()
    return page.url


def test_points_of_the_day_move_by_button_by_keyboard_and_by_dragging(page: Page) -> None:
    address = planned(page)
    page.get_by_role("link", name="Établir l’ordre du jour").click()
    kinds = ("welcome", "plenary", "meal")
    for number, (title, kind) in enumerate(zip(TITLES, kinds, strict=True), start=1):
        page.get_by_label(re.compile(f"^Titre du point {number} ")).fill(title)
        page.get_by_label(f"Nature du point {number}").select_option(kind)
        page.get_by_label(f"Durée du point {number}").fill("60")
    assert order(page) == [*TITLES]

    up = page.get_by_role("button", name="Monter : Repas partagé")
    up.click()
    assert order(page) == ["Accueil", "Repas partagé", "Plénière"]
    expect(up).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="est maintenant le point 2")).to_be_visible()
    page.keyboard.press("Enter")
    assert order(page) == ["Repas partagé", "Accueil", "Plénière"]
    expect(page.get_by_label("Rang du point 3")).to_have_value("1")
    page.set_viewport_size({"width": 1280, "height": 4000})  # a drag across pages scrolls by itself
    page.locator(".moving-head", has_text="Plénière").drag_to(
        page.locator(".moving-head", has_text="Repas partagé"), target_position={"x": 40, "y": 4}
    )
    assert order(page) == ["Plénière", "Repas partagé", "Accueil"]
    page.get_by_label("Rang du point 1").fill("1")  # written by hand: it comes after the other 1
    page.get_by_label("Rang du point 1").blur()
    wanted = ["Plénière", "Accueil", "Repas partagé"]
    assert order(page) == wanted
    page.get_by_role("button", name="Enregistrer l’ordre du jour").click()
    expect(page.get_by_role("link", name="Annoncer", exact=True)).to_be_visible()
    page.goto(address)
    page.get_by_role("link", name="ordre du jour").first.click()
    assert order(page) == wanted
    titles = [page.get_by_label(re.compile(f"^Titre du point {number} ")) for number in range(1, 4)]
    assert [one.input_value() for one in titles] == wanted


def test_what_is_typed_while_the_page_still_loads_goes_on_where_it_began(page: Page) -> None:
    planned(page)
    late: list[Route] = []
    page.route("**/reorder*.js", lambda route: late.append(route))
    page.get_by_role("link", name="Établir l’ordre du jour").click(no_wait_after=True)
    title = page.get_by_label(re.compile("^Titre du point 2 "))
    title.focus()
    page.keyboard.type("Repas ")
    late[0].continue_()
    expect(page.locator(".moving-head").first).to_be_visible()
    page.keyboard.type("partagé")
    expect(title).to_have_value("Repas partagé")
    assert order(page) == ["Repas partagé"]
