"""The screens of the hall, each made by its acts and shown by Chromium as a projector shows it: what
is read from afar is large enough, nothing is cut, and what does not fit at once comes in pages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route

from alienor.procedures.convening import announce_day
from alienor.procedures.sessions import begin_day, end_day, open_vote
from alienor.procedures.tables import make_tables
from alienor.stages.bodies.actions import accept_seat, offer_seat
from alienor.stages.polls.conducting import close_poll, open_poll
from alienor.stages.polls.counting import enter_count, publish_result
from alienor.stages.polls.wording import announce_poll, draft_poll
from alienor.stages.sessions import debating, preparing, running, speaking
from alienor.stages.sessions.attending import enter_presences
from alienor.stages.sessions.models import Session
from alienor.surfaces.office.projector import FINDING
from tests.integration import conftest as house
from tests.integration.test_running import at, desk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]
city, world, second_factor = house.city, house.world, house.second_factor

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
"""Playwright runs a loop in the thread of the tests, where Django would refuse its database."""

WIDTH, HEIGHT = 1920, 1080
FAR = 0.06 * HEIGHT
"""Pixels: capitals of .668 em are then 1/25 of the height, 67 mm on a picture 3 m wide, 11.6 minutes
of arc at 20 m. See `screens.css`."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is written on the screens, and how much of it."""

    title: str
    items: int
    people: int
    tables: int
    question: str
    options: tuple[str, ...]
    statement: str
    argument: str
    decided: tuple[str, ...]


def _long(words: str, signs: int) -> str:
    return (words + " ") * (signs // (len(words) + 1)) + "ou non ?"


SHORT = Words(
    title="Les pistes",
    items=4,
    people=0,
    tables=2,
    question="Par quoi commencer ?",
    options=("Un parc", "Un bus"),
    statement="Il faut planter avant de construire.",
    argument="L'ombre manque.",
    decided=("Nous commençons par le bus.",),
)
LONG = Words(
    title=_long("Ce que la rue doit aux personnes qui y marchent, y jouent et y dorment", 140),
    items=14,
    people=92,
    tables=12,
    question=_long("Faut-il, dans les rues étroites du centre, préférer l'ombre des arbres", 280),
    options=tuple(_long(f"Solution {n}, la ligne de bus du soir", 70) for n in range(1, 13)),
    statement=_long("La commune devrait racheter les terrains avant que personne n'y bâtisse", 280),
    argument=_long("On n'y dort plus l'été quand les murs gardent la chaleur du jour", 200),
    decided=tuple(_long(f"Décision {n}, après trois tours de table,", 150) for n in range(1, 9)),
)


@pytest.fixture
def screen(browser: Browser) -> Iterator[Page]:
    """A projector. It asks a host that this test is: pages by Django's client, files as they lie."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    page = context.new_page()

    def static(route: Route) -> None:
        path = finders.find(route.request.url.partition("/static/")[2])
        route.fulfill(path=path) if path else route.abort()

    page.route("**/*", lambda route: route.abort())
    page.route("http://salle.invalid/static/**", static)
    yield page
    context.close()


def show(page: Page, world: Any, day: Session) -> str:
    """Show what the projector of a day shows now; returns which screen that is."""
    answer = desk(world).get(reverse("office:projector", args=["essai", day.public_id]))
    assert answer.status_code == 200
    page.route(
        "http://salle.invalid/",
        lambda route: route.fulfill(body=answer.content, content_type="text/html"),
    )
    page.goto("http://salle.invalid/")
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    page.locator("html.fitted").wait_for()
    return str(page.locator("#room").get_attribute("class")).split()[1]


MEASURED = """() => {
  const stage = document.querySelector("[data-fit]").getBoundingClientRect();
  const far = [...document.querySelectorAll("#room .far, #room .timer, #room .moved .said")];
  return far.map((one) => {
    const box = one.getBoundingClientRect();
    const seen = box.width > 0 && box.height > 0;
    return {
      text: one.textContent.trim(),
      seen,
      spared: one.closest("[data-spare]") !== null,
      size: parseFloat(getComputedStyle(one).fontSize),
      cut: seen && (box.left < stage.left - 1 || box.right > stage.right + 1
        || box.top < stage.top - 1 || box.bottom > stage.bottom + 1
        || one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline"),
    };
  });
}"""


def faults(page: Page, name: str) -> list[str]:
    """What is wrong with the screen that is shown, page by page."""
    found = []
    said = page.locator("#room .pages").inner_text()
    pages = int(said.rpartition("/")[2]) if said else 1
    missing: set[int] = set()
    for number in range(pages):
        if number:
            page.keyboard.press("ArrowRight")
        if folder := os.environ.get("SCREENSHOTS"):
            for colours in ("light", "dark"):
                page.emulate_media(color_scheme=colours)
                page.screenshot(path=Path(folder) / f"{name}-{number + 1}-{colours}.png")
        rows = page.evaluate(MEASURED)
        if not any(row["seen"] for row in rows):
            found.append(f"{name}, page {number + 1}: nothing is read from afar")
        unseen = {n for n, row in enumerate(rows) if not row["seen"] and not row["spared"]}
        missing = unseen if not number else missing & unseen
        for row in rows:
            if row["seen"] and row["size"] < FAR - 0.1:
                found.append(f"{name}: {row['size']} px: {row['text'][:40]}")
            if row["cut"]:
                found.append(f"{name}, page {number + 1}: cut: {row['text'][:40]}")
        whole = page.evaluate("() => [innerHeight, document.documentElement.scrollHeight]")
        if whole[1] > whole[0]:
            found.append(f"{name}: the page is {whole[1]} px high")
    found += [f"{name}: on no page: {rows[one]['text'][:40]}" for one in missing]
    return found


def _plan(world: Any, words: Words) -> Session:
    starts = datetime.now(UTC) + timedelta(minutes=5)
    world.clock.at = datetime.now(UTC) - timedelta(minutes=1)
    day = preparing.plan_session(
        edition_id=world.edition.pk,
        kind="session",
        step="session_1",
        number=1,
        title="Session 1, la rue",
        starts_at=starts,
        ends_at=starts + timedelta(hours=8),
        place="École Andrée-Perrault",
        **world.by("helene"),
    )
    kinds = ["tables", "moving_debate", "plenary", "meal"]
    kinds += ["plenary"] * (words.items - len(kinds))
    prompts = {"tables": [words.question], "moving_debate": [words.statement]}
    preparing.set_agenda(
        session_id=day.pk,
        items=[
            preparing.Item(kind=kind, title=words.title, minutes=30, prompts=prompts.get(kind, []))
            for kind in kinds
        ],
        **world.by("helene"),
    )
    return announce_day(session_id=day.pk, **world.by("helene"))


def _vote(world: Any, words: Words) -> Any:
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="indicative",
        question=words.question,
        options=[(f"o{n}", text) for n, text in enumerate(words.options)],
        derogation="Pour l'essai.",
        **world.by("helene"),
    )
    announce_poll(poll_id=poll.pk, **world.by("helene"))
    return open_vote(poll_id=poll.pk, channel="hands", **world.by("helene"))


def _yes_or_no(world: Any, words: Words, here: list[int]) -> Any:
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="arbitration",
        matter="proposal:x",
        step="session_3",
        question=words.question,
        **world.by("helene"),
    )
    return open_poll(
        poll_id=poll.pk,
        channel="hands",
        present=set(here),
        derogation="Pour l'essai.",
        **world.by("helene"),
    )


@pytest.mark.parametrize("words", [SHORT, LONG], ids=["short", "long"])
def test_every_screen_is_read_from_twenty_metres_and_cuts_nothing(
    screen: Page, world: Any, words: Words, request: pytest.FixtureRequest
) -> None:
    by = world.by("helene")
    kind = request.node.callspec.id
    found: list[str] = []
    seen: list[str] = []

    def look(expected: str) -> None:
        assert show(screen, world, day) == expected
        seen.append(expected)
        found.extend(faults(screen, f"{kind}-{len(seen):02}-{expected}"))

    day = _plan(world, words)
    look("welcome")
    begin_day(session_id=day.pk, derogation="Pour l'essai.", **by)
    look("programme")
    here = [world.people[name] for name in ("aicha", "bruno", "claire", "driss", "elodie")]
    for number in range(words.people):
        person = world.newcomer(f"venue{number}", f"Marie-Ange {chr(65 + number % 26)}")
        seat = offer_seat(
            edition_id=world.edition.pk,
            body="assembly",
            college="volunteer",
            person_id=person,
            derogation="Pour l'essai.",
            **by,
        )
        accept_seat(seat_id=seat.pk, **by)
        here.append(person)
    enter_presences(session_id=day.pk, person_ids=here, **by)
    running.set_screens(session_id=day.pk, screen="tables", **by)
    look("tables")  # before they are made
    running.set_screens(session_id=day.pk, screen="speaking", **by)
    look("speaking")  # before anybody spoke
    running.set_screens(session_id=day.pk, screen="day", **by)
    make_tables(session_id=day.pk, tables=words.tables, rounds=1, **world.by("joel"))
    running.begin_item(session_id=day.pk, number=1, **by)
    look("tables")
    at(day, 0, begun_at=datetime.now(UTC) - FINDING)
    look("question")
    running.begin_item(session_id=day.pk, number=2, **by)
    look("statement")
    debate = {"session_id": day.pk, "number": 2, "statement": 1, **by}
    debating.count_positions(agree=41, between=12, disagree=44, **debate)
    debating.count_positions(agree=38, between=9, disagree=50, **debate)
    for side in debating.SIDES:
        for _time in range(4):
            debating.note_argument(side=side, words=words.argument, **debate)
    look("statement")
    running.begin_item(session_id=day.pk, number=3, **by)
    look("item")
    for person in here[:5]:
        turn = speaking.ask_for_floor(session_id=day.pk, person_id=person, **by)
        speaking.give_floor(turn_id=turn.pk, **by)
        world.clock.at += timedelta(minutes=3)
        speaking.take_back_floor(session_id=day.pk, **by)
    running.set_screens(session_id=day.pk, screen="speaking", **by)
    look("speaking")
    running.set_screens(session_id=day.pk, screen="day", **by)
    poll = _vote(world, words)
    look("vote")
    close_poll(poll_id=poll.pk, **by)
    look("counting")
    counts = {f"o{n}": 3 - n % 3 for n in range(len(words.options))} | {"ballots": 5}
    for teller in ("helene", world.second_teller()):
        enter_count(poll_id=poll.pk, sector="Salle", counts=counts, **world.by(teller))
    publish_result(poll_id=poll.pk, **by)
    look("result")
    poll = _yes_or_no(world, words, here)
    counts = {"yes": 1, "no": 0, "abstain": 1}
    for teller in ("helene", world.second_teller()):
        enter_count(poll_id=poll.pk, sector="Salle", counts=counts, **world.by(teller))
    close_poll(poll_id=poll.pk, **by)
    publish_result(poll_id=poll.pk, **by)
    look("result")
    end_day(session_id=day.pk, sentences=list(words.decided), **by)
    look("thanks")
    assert not found, "\n".join(found)


def test_the_pages_of_a_programme_are_even_and_the_one_that_is_on_comes_first(
    screen: Page, world: Any
) -> None:
    day = _plan(world, replace(SHORT, items=11))
    lines = screen.locator(".programme li:visible")
    running.set_screens(session_id=day.pk, screen="programme", **world.by("helene"))
    assert show(screen, world, day) == "programme"
    pages = int(screen.locator("#room .pages").inner_text().rpartition("/")[2])
    counts = []
    for _page in range(pages):
        counts.append(lines.count())
        screen.keyboard.press("ArrowRight")
    assert pages > 1 and sum(counts) == 11
    assert max(counts) - min(counts) <= 1, counts
    begin_day(session_id=day.pk, derogation="Pour l'essai.", **world.by("helene"))
    running.begin_item(session_id=day.pk, number=11, **world.by("helene"))
    assert show(screen, world, day) == "programme"
    assert screen.locator(".programme [aria-current]").is_visible()
