"""Every page of this site, as a machine can judge it: axe, widths, weight, hosts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import enter

pytestmark = pytest.mark.browser

STARTS = [
    "/", "/en/", "/editions/poitiers-2026/", "/demo/", "/journal/5/",
    "/editions/poitiers-2022/tirage/1/comment/", "/en/editions/poitiers-2022/tirage/2/comment/",
]  # fmt: skip
DESK_STARTS = ["/moi/", "/bureau/", "/bureau/poitiers-2024/", "/bureau/poitiers-2022/"]
# A page's address ends with a stroke; these do too, and are no pages.
NO_PAGE = {
    "office:members_model",
    "office:replies_model",
    "account_logout",
    "mfa_download_recovery_codes",
}


def pages_from(page: Page, starts: list[str]) -> Iterator[str]:
    """Every kind of page that links lead to from `starts`, each kind once, with `page` on it."""
    known: set[str] = set()
    waiting = list(starts)
    while waiting:
        address = waiting.pop(0)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        yield address
        links = page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.pathname)")
        for link in links:
            try:
                kind = resolve(link).view_name + ("/en" if link.startswith("/en/") else "")
            except Resolver404:
                continue
            if link.endswith("/") and kind not in known and kind not in NO_PAGE:
                known.add(kind)
                waiting.append(link)


def pages_at_the_desk(page: Page) -> Iterator[str]:
    """The member's and the organiser's pages."""
    enter(page, "helene")
    yield from pages_from(page, DESK_STARTS)


# What a finger must hit: everything that is shown and acts, but links within a sentence (WCAG
# 2.5.8 lets them be). A box to tick is as large as its label.
SMALL = """() => {
  const shown = (one) => one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length;
  const inSentence = (link) => {
    const around = link.closest("p, li, td, th, dd, dt, h1, h2, h3, summary, label, legend, caption");
    // A button's display is never inline, even where the style says so.
    if (!around || !(link.matches(".term > button") || getComputedStyle(link).display === "inline")) return false;
    const copy = around.cloneNode(true);
    for (const one of copy.querySelectorAll("a, button, time, .badge, .unseen, [popover]")) one.remove();
    return /\\p{L}{2}/u.test(copy.textContent);
  };
  const small = [];
  for (const one of document.querySelectorAll("a[href], button, summary, select, input, textarea")) {
    if (!shown(one) || one.matches(".skip, [type=hidden], .unseen") || inSentence(one)) continue;
    const target = one.matches("[type=checkbox], [type=radio]") ? one.closest("label") || one : one;
    const box = target.getBoundingClientRect();
    if (box.height < 43.5 || box.width < 24) small.push(`${Math.round(box.width)}x${Math.round(box.height)} ${one.outerHTML.slice(0, 90)}`);
  }
  return small;
}"""


# How wide the page is, and where its head ends, if it has one.
MEASURES = """() => [
  document.documentElement.scrollWidth,
  document.querySelector(".site-head")?.getBoundingClientRect().bottom ?? 0,
]"""
# Of what is no fault, axe need not say every place: it says the same faults, sooner.
FAULTS = """only => axe.run({resultTypes: ["violations"], ...only}).then(
  report => report.violations.map(one => [one.id, one.nodes.slice(0, 2).map(node => node.html.slice(0, 120))])
)"""
# In the dark nothing but colours is another.
SCHEMES: dict[Any, dict[str, list[str]]] = {
    "light": {},
    "dark": {"runOnly": ["color-contrast", "link-in-text-block"]},
}


def test_axe_finds_nothing_nothing_overflows_and_fingers_hit_what_they_aim_at(
    site: str, browser: Browser, axe: str
) -> None:
    """One walk for all, by day and in the dark: to come to a page takes as long as to judge it."""
    context = browser.new_context(base_url=site, reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    foreign: list[str] = []
    page.on("request", lambda request: request.url.startswith(site) or foreign.append(request.url))
    found = []
    for address in chain(pages_from(page, STARTS), pages_at_the_desk(page)):
        for width in (320, 360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 740})
            reached, head = page.evaluate(MEASURES)
            if reached > width:
                found.append(f"{address} is {reached} px wide at {width}")
            if width in (360, 1440):
                found += [f"{address}: {small}" for small in page.evaluate(SMALL)[:3]]
                if head > 160:
                    found.append(f"{address} begins after {head} px at {width}")
        page.evaluate(axe)
        for scheme, only in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            found += [f"{address} ({scheme}): {fault}" for fault in page.evaluate(FAULTS, only)]
        page.emulate_media(color_scheme="light")
    context.close()
    assert not found, "\n".join(found)
    assert head > 0
    assert foreign == []


def test_a_first_visit_weighs_at_most_150_kilobytes(site: str, browser: Browser) -> None:
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/editions/poitiers-2022/")
    page.wait_for_load_state("networkidle")
    weight = page.evaluate(
        "performance.getEntries().reduce((sum, entry) => sum + (entry.transferSize || 0), 0)"
    )
    context.close()
    assert weight <= 150_000


def test_a_term_opens_by_keyboard_without_a_script_and_axe_finds_nothing(
    site: str, browser: Browser, axe: str
) -> None:
    context = browser.new_context(base_url=site, bypass_csp=True)
    page = context.new_page()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/editions/poitiers-2022/tirage/")
        tip = page.locator(".term").first
        meaning = tip.locator("[popover]")
        expect(meaning).not_to_be_visible()
        tip.locator("button").focus()
        page.keyboard.press("Enter")
        expect(meaning).to_be_visible()
        box = meaning.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        page.evaluate(axe)
        assert page.evaluate("axe.run().then(report => report.violations)") == []
        page.keyboard.press("Escape")
        expect(meaning).not_to_be_visible()
    context.close()
    plain = browser.new_context(base_url=site, java_script_enabled=False)
    page = plain.new_page()
    page.goto("/editions/poitiers-2022/tirage/")
    page.locator(".term button").first.click()
    expect(page.locator(".term [popover]").first).to_be_visible()
    plain.close()
