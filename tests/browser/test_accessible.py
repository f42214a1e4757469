"""Every page of this site, as a machine can judge it: axe, widths, weight, hosts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page

from tests.browser.conftest import enter

pytestmark = pytest.mark.browser

STARTS = ["/", "/en/", "/editions/poitiers-2026/", "/demo/", "/journal/5/"]
DESK_STARTS = ["/moi/", "/bureau/", "/bureau/poitiers-2024/", "/bureau/poitiers-2022/"]
# Files and doors are not pages.
NO_PAGE = {
    "public:file",
    "public:tile",
    "public:checkpoint",
    "public:feed",
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
            if kind not in known and kind not in NO_PAGE:
                known.add(kind)
                waiting.append(link)


def pages_at_the_desk(page: Page) -> Iterator[str]:
    """The member's and the organiser's pages."""
    enter(page, "helene")
    yield from pages_from(page, DESK_STARTS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_overflows(
    site: str, browser: Browser, axe: str, scheme: Any
) -> None:
    context = browser.new_context(base_url=site, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    foreign: list[str] = []
    page.on("request", lambda request: request.url.startswith(site) or foreign.append(request.url))
    found = []
    for address in chain(pages_from(page, STARTS), pages_at_the_desk(page)):
        for width in (320, 768, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            reached = page.evaluate("document.documentElement.scrollWidth")
            if reached > width:
                found.append(f"{address} is {reached} px wide at {width}")
        page.evaluate(axe)
        for fault in page.evaluate("axe.run().then(report => report.violations)"):
            nodes = [node["html"][:120] for node in fault["nodes"][:2]]
            found.append(f"{address}: {fault['id']}: {nodes}")
    context.close()
    assert not found, "\n".join(found)
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
