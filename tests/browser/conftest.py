"""A demonstration that is played once and served, and a Chromium to walk through it."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

PATIENCE = 20_000  # milliseconds that a page may take on a machine that does other things too
expect.set_options(timeout=PATIENCE)
# The same without windows, where it is installed: it takes half the time of the whole.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# The longest files come first, so that none is left to one process at the end; before them one that
# needs no demonstration, while the other process plays it.
FIRST = [
    "test_power_lost",
    "test_whole_day",
    "test_accessible",
    "test_checking_draws",
    "test_members",
    "test_organiser",
    "test_rehearsal",
    "test_ceremony",
    "test_dealing",
    "test_tables",
    "test_live",
    "test_committee",
    "test_public",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first."""
    rank = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(rank)))


COMMAND = [sys.executable, "-m", "alienor"]


def environment_of(folder: Path, *, port: int, host: str = "127.0.0.1") -> dict[str, str]:
    """What `alienor` is told about an instance that keeps its databases in its folder."""
    plain = {name: value for name, value in os.environ.items() if "DATABASE_URL" not in name}
    return plain | {"ALIENOR_DIR": str(folder), "ALIENOR_ORIGIN": f"http://{host}:{port}"}


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until a server answers there: on a busy machine its first tables take a minute."""
    for _ in range(900):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/register/checkpoint", timeout=1)
            break
        except OSError:
            time.sleep(0.2)


@contextmanager
def serving(folder: Path, *, host: str) -> Iterator[str]:
    """The address of the instance in `folder`, served by its own command."""
    port = free_port()
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)], env=environment_of(folder, port=port, host=host)
    )
    try:
        wait_for(port)
        yield f"http://{host}:{port}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
def site(tmp_path_factory: Any) -> Iterator[str]:
    """The address of a demonstration, played by its own command and served by its own command.

    `SERVED=http://… pytest tests/browser -k …` walks one that is served already: quicker while a
    test is being written. Each test leaves its acts in it.
    """
    if served := os.environ.get("SERVED"):
        yield served
        return
    folder = tmp_path_factory.mktemp("demo") / "own"
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent  # of all processes of this run
    shutil.copytree(played(shared), folder)
    with serving(folder, host="127.0.0.1") as address:
        yield address


def played(shared: Path) -> Path:
    """The folder of a demonstration: the process that asks first plays it, the others wait."""
    done = shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            being = Path(tempfile.mkdtemp(dir=shared))
            subprocess.run(
                [*COMMAND, "demo", "--no-serve"], check=True, env=environment_of(being, port=8000)
            )
            being.rename(done)
    return done


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: `make test` installs it")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


began: WeakKeyDictionary[Page, int] = WeakKeyDictionary()
"""How many entries the register had when the walk of a page began."""


@pytest.fixture
def page(site: str, browser: Browser) -> Iterator[Page]:
    """A fresh page at the width of a laptop."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    fresh = context.new_page()
    began[fresh] = int(fresh.request.get("/register/checkpoint").text().splitlines()[1])
    yield fresh
    context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The rules of accessibility that a machine can check."""
    return (Path(__file__).parent / "vendor" / "axe.min.js").read_text()


def enter(page: Page, role: str) -> None:
    """Enter the demonstration in one of its roles."""
    page.goto("/demo/")
    page.locator(f"form[action$='/entrer/{role}/'] button").click()
    page.wait_for_url("**/moi/")


def newest_acts(page: Page) -> str:
    """What the public register says of what was done since this walk began."""
    page.get_by_role("contentinfo").get_by_role("link", name="Journal public").click()
    page.wait_for_url("**/journal/")
    lines = page.locator(".timeline > li").all()
    own = takewhile(lambda line: _number(line) >= began[page], lines)
    said = "\n".join(line.inner_text() for line in own)
    return said.replace("\xa0", " ").replace("’", "'")  # as they are written


def _number(line: Locator) -> int:
    """The number of an entry, from the address of its page."""
    address = line.get_by_role("link").first.get_attribute("href") or ""
    return int(address.strip("/").rpartition("/")[2])


LIVE = "Deuxième assemblée citoyenne et populaire de Poitiers"
COMPLETE = "Première assemblée citoyenne et populaire de Poitiers"
NEXT = "Troisième assemblée citoyenne et populaire de Poitiers"


def read(page: Page, *links: str, edition: str = LIVE) -> None:
    """From the home page to an edition, then from link to link."""
    page.goto("/")
    article = page.get_by_role("article").filter(has_text=edition)
    article.get_by_role("heading", level=3).get_by_role("link").click()
    _follow(page, links)


def at_the_desk(page: Page, *links: str, edition: str = LIVE) -> None:
    """From the desk to an edition, then from link to link."""
    page.get_by_role("navigation").get_by_role("link", name="Bureau").first.click()
    page.get_by_role("link", name=edition, exact=True).click()
    _follow(page, links)


def _follow(page: Page, links: tuple[str, ...]) -> None:
    for name in links:
        page.get_by_role("main").get_by_role("link", name=name).first.click()


@dataclass(frozen=True)
class Known:
    """Who somebody is, as they read it on their own page."""

    given_name: str
    family_name: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


def who_is(page: Page, role: str) -> Known:
    """Enter as somebody and read who they are."""
    enter(page, role)
    page.get_by_role("link", name="Mes coordonnées").click()
    return Known(
        given_name=page.get_by_role("textbox", name="Prénom").input_value(),
        family_name=page.get_by_role("textbox", name=re.compile("^Nom")).input_value(),
        email=page.locator("#adresse").inner_text(),
    )


def offer_place(page: Page, person: Known, *, college: str) -> None:
    """As an organiser, on the page that offers a place of a body: offer it to somebody."""
    page.get_by_label("Prénom").fill(person.given_name)
    page.get_by_label("Nom", exact=True).fill(person.family_name)
    page.get_by_label("Adresse électronique").fill(person.email)
    page.get_by_label("Collège").select_option(label=college)
    page.get_by_role("button", name="Proposer la place").click()
    expect(page.get_by_text("La place est proposée")).to_be_visible()


def open_day(page: Page, *present: str, title: str = "Journée d’essai", later: int = 0) -> str:
    """As an organiser: plan a day of the assembly, announce it, open it, note who is there.
    Returns its page at the desk. `later`: so many days after the others.

    It stands far off in the calendar, so that session 3 stays everybody's next day.
    """
    at_the_desk(page, "Journées et réunions", "Prévoir une journée")
    page.get_by_label("Titre").fill(title)
    day = datetime.now(UTC).date() + timedelta(days=300 + later)
    page.get_by_label("Début").fill(f"{day}T09:30")
    page.get_by_label("Fin").fill(f"{day}T17:30")
    page.get_by_label("Lieu").fill("Grande halle")
    page.get_by_role("button", name="Prévoir").click()
    page.get_by_role("link", name="Établir l’ordre du jour").click()
    page.get_by_label(re.compile("^Titre du point 1 ")).fill("Repas partagé")
    page.get_by_label("Nature du point 1").select_option(label="repas")
    page.get_by_label("Durée du point 1").fill("80")
    page.get_by_role("button", name="Enregistrer l’ordre du jour").click()
    page.get_by_role("link", name="Annoncer", exact=True).click()
    page.get_by_role("button", name="Annoncer").click()
    page.get_by_role("link", name="Ouvrir la séance").click()
    page.get_by_label("l’ouvrir dès aujourd’hui").check()
    page.get_by_role("button", name="Ouvrir la séance maintenant").click()
    expect(page.get_by_text("La séance est ouverte.")).to_be_visible()
    address = page.url
    page.get_by_role("link", name="Ouvrir l’accueil").click()
    for name in present:
        page.get_by_label("Nom ou code du badge").fill(name)
        page.get_by_role("button", name="Chercher").click()
        page.get_by_role("button", name=f"Noter la présence : {name}").click()
    page.goto(address)
    return address


def end_day(page: Page, address: str, *sentences: str) -> None:
    """As an organiser: say what was decided, and close the day."""
    page.goto(address)
    page.get_by_role("link", name="Lever la séance").click()
    page.get_by_label("Ce que l’Assemblée a décidé").fill("\n".join(sentences))
    page.get_by_role("button", name="Publier et lever la séance").click()
    expect(page.get_by_text("La séance est levée.")).to_be_visible()


def open_vote(page: Page, *, kind: str, question: str, channel: str, derogation: str = "") -> str:
    """As an organiser: word a vote of this kind and open it. Returns its page at the desk."""
    at_the_desk(page, "Préparer un vote")
    page.get_by_label("Nature du vote").select_option(label=kind)
    page.get_by_label("Question").fill(question)
    page.get_by_role("button", name="Enregistrer le vote").click()
    page.get_by_role("link", name=re.compile("^Ouvrir le vote$|^L’ouvrir par dérogation$")).click()
    page.get_by_label(channel).check()
    page.get_by_role("button", name="Ouvrir le vote maintenant").click()
    if derogation:
        page.get_by_label("Déroger et dire pourquoi").fill(derogation)
        page.get_by_role("button", name="Ouvrir le vote maintenant").click()
    expect(page.get_by_text("Le vote est ouvert.")).to_be_visible()
    return page.url


def count(page: Page, **answers: str) -> None:
    """As an organiser: enter a count; an answer that is not named was given by nobody."""
    keep = page.get_by_role("button", name="Enregistrer ce comptage")
    expect(keep).to_be_visible()  # all the boxes stand before it
    for box in page.get_by_role("spinbutton").all():
        box.fill("0")
    for answer, number in answers.items():
        page.get_by_label(answer.capitalize(), exact=True).fill(number)
    keep.click()


def close_and_publish(page: Page, vote: str) -> None:
    """As an organiser: close a roll call, and publish its result."""
    page.goto(vote)
    close = page.get_by_text("Clore le vote", exact=True)
    expect(close).to_be_visible()
    asks = page.locator(".asks").count()  # some have not answered
    close.click()
    if asks:
        page.get_by_role("button", name="Clore maintenant").click()
    page.get_by_role("button", name="Publier le résultat").click()
    expect(page.get_by_text("Le résultat est publié.")).to_be_visible()
