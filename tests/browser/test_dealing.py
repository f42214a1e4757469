"""A large draw at the desk: the page says how far the panels are, stops and goes on."""

# ruff: noqa: F811  # a fixture is named where it is imported and where it is used
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from alienor.platform import compute
from alienor.procedures import dealing
from alienor.stages.draw.models import Draw
from tests.browser.test_ceremony import announce, well_made
from tests.integration.conftest import city, second_factor  # noqa: F401  # fixtures
from tests.integration.test_dealing import accept, enter
from tests.integration.test_draw import Table, table  # noqa: F401  # a fixture
from tests.unit.watched_cases import HELD_UNTIL, held_deal

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
]
PEOPLE = 40


@pytest.fixture(scope="module", autouse=True)
def _the_loop_of_the_browser_is_in_this_thread() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def go_on(tmp_path: Path) -> Path:
    """The file that lets the dealing go beyond its second stage, once it is there."""
    return tmp_path / "go-on"


@pytest.fixture
def large(table: Table, monkeypatch: Any, go_on: Path) -> Iterator[Draw]:
    """A draw among more people than can be dealt out while somebody waits."""
    monkeypatch.setattr(dealing, "LONG", PEOPLE - 1)
    monkeypatch.setattr(dealing, "deal", held_deal)
    monkeypatch.setenv(HELD_UNTIL, str(go_on))
    for number in range(PEOPLE):
        accept(table, number)
    draw = table.prepared()
    yield draw
    compute.forget(draw.public_id)


@pytest.mark.usefixtures("second_factor")
@pytest.mark.parametrize("scripts", [True, False])
def test_the_panels_of_a_large_draw_are_dealt_out_in_sight(
    large: Draw,
    go_on: Path,
    table: Table,
    live_server: Any,
    browser: Browser,
    axe: str,
    *,
    scripts: bool,
) -> None:
    client = Client()
    enter(client, table.world.people["helene"])
    context = browser.new_context(base_url=live_server.url, java_script_enabled=scripts)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context.add_cookies([cookie | {"url": live_server.url}])
    page = context.new_page()
    page.goto(f"/bureau/essai/tirage/{large.number}/")
    page.get_by_role("link", name="Fixer le tirage").click()
    announce(page)
    page.get_by_role("button", name="Fixer le tirage maintenant").click()
    expect(page.get_by_role("heading", name="Le calcul est en cours")).to_be_visible()
    arrives(page, "Étape 2 sur 3", scripts=scripts)
    expect(page.get_by_role("progressbar", name="Étape 2 sur 3")).to_be_visible()
    page.get_by_role("button", name="Arrêter").click()
    expect(page.get_by_role("heading", name="Le calcul est arrêté")).to_be_visible()
    if scripts:
        well_made(page, axe)
    page.get_by_role("button", name="Reprendre").click()
    expect(page.get_by_role("heading", name="Le calcul est en cours")).to_be_visible()
    if scripts:
        well_made(page, axe)
    go_on.touch()
    arrives(page, "Le calcul est terminé", scripts=scripts)
    if scripts:
        well_made(page, axe)
    page.get_by_role("button", name="Fixer le tirage maintenant").click()
    expect(page.get_by_text("Tout est fixé et publié.")).to_be_visible()
    context.close()


def arrives(page: Page, words: str, *, scripts: bool) -> None:
    """The page comes to say so by itself; without scripts, by the link that shows it again."""
    for _ in range(0 if scripts else 200):
        if page.get_by_text(words).count():
            break
        page.get_by_role("link", name="Voir où en est le calcul").click()
        page.wait_for_timeout(100)
    expect(page.get_by_text(words).first).to_be_visible(timeout=30_000)
