"""Every page of this site, as a machine can judge it: axe, widths, weight, hosts."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import enter

pytestmark = pytest.mark.browser

PUBLIC = [
    "/",
    "/en/",
    "/editions/poitiers-2022/",
    "/editions/poitiers-2022/regles/",
    "/editions/poitiers-2022/places/",
    "/editions/poitiers-2022/votes/",
    "/editions/poitiers-2022/sujets/",
    "/editions/poitiers-2026/sujets/proposer/",
    "/editions/poitiers-2022/fichiers/",
    "/journal/",
    "/journal/5/",
    "/verifier/",
    "/compte/login/",
    "/compte/login/code/",
    "/demo/",
    "/demo/boite-d-envoi/",
]
DESK = [
    "/moi/",
    "/bureau/",
    "/bureau/nouvelle-edition/",
    "/bureau/poitiers-2022/",
    "/bureau/poitiers-2022/places/",
    "/bureau/poitiers-2022/sujets/",
    "/bureau/poitiers-2022/votes/preparer/",
    "/bureau/poitiers-2022/etapes/evaluation/",
    "/bureau/poitiers-2024/regles/",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_overflows(
    site: str, browser: Browser, axe: str, scheme: Any
) -> None:
    context = browser.new_context(base_url=site, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    foreign: list[str] = []
    page.on("request", lambda request: request.url.startswith(site) or foreign.append(request.url))
    found = []
    for address in [*PUBLIC, *DESK]:
        if address == DESK[0]:
            enter(page, "helene")
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
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
    assert found == []
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
