"""A draw made again by a browser: the same numbers as the program's, and a file that was changed."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from alienor.cores.sortition import Replay, read_panels, replay
from tests.browser.conftest import COMPLETE, enter, read

pytestmark = pytest.mark.browser

BALLS = [4, 0, 7]
ADDRESS = "/editions/poitiers-2022/tirage/1/verifier/"
FILES = "/editions/poitiers-2022/fichiers/draws/1/"
FAST_ENOUGH = 2000  # milliseconds of computing, on a machine that does other things too
LONGEST_FREEZE = 300  # milliseconds during which the page may not answer


def file(page: Page, name: str) -> str:
    return page.request.get(f"{FILES}{name}").text()


def rows(page: Page, name: str) -> dict[str, str]:
    return dict(list(csv.reader(io.StringIO(file(page, name))))[1:])


def computed(page: Page, balls: list[int]) -> Replay:
    return replay(
        panels=file(page, "panels.txt"),
        balls=balls,
        pool=rows(page, "commitments.csv"),
        alternates=file(page, "alternates.txt"),
    )


def found(page: Page, step: str) -> Locator:
    return page.locator(f"[data-found={step}]")


def check_everything(page: Page) -> None:
    page.get_by_role("button", name="Tout vérifier").click()
    expect(page.locator("[data-verdict] :is(.good, .bad)")).to_be_visible()


def write_balls(page: Page, balls: list[int]) -> None:
    for number, ball in enumerate(balls, start=1):
        page.get_by_label(f"Boule {number}").fill(str(ball))
    page.get_by_role("button", name="Lire l’équipe").click()


def see_my_chance(page: Page, code: str) -> Locator:
    page.get_by_label("Mon code, ou mon code de contrôle").fill(code)
    page.get_by_role("button", name="Voir ma chance").click()
    return found(page, "mine")


def told(page: Page, **changes: Any) -> None:
    """Let the page be told other facts of the draw than those of the demonstration."""

    def change(route: Route) -> None:
        before, data, after = re.split(
            r'(?<=id="draw-facts" type="application/json">)(.*?)(?=</script>)', route.fetch().text()
        )
        route.fulfill(
            body=before + json.dumps(json.loads(data) | changes) + after, content_type="text/html"
        )

    page.route(f"**{ADDRESS}", change)


def test_anyone_makes_a_draw_again_and_finds_what_the_program_found(page: Page) -> None:
    read(page, "Tirage au sort", edition=COMPLETE)
    page.get_by_role("link", name="Vérifier ce tirage").first.click()
    check_everything(page)
    expect(page.locator("[data-verdict]")).to_contain_text("Tout concorde : 14 comparaisons")
    again = computed(page, BALLS)
    expect(found(page, "hashes")).to_contain_text(again.panels_hash)
    expect(found(page, "panel")).to_contain_text("408 de panels.txt")
    expect(found(page, "panel").locator("details code")).to_have_text(" ".join(again.panel))
    expect(found(page, "reserve")).to_contain_text(again.seed.hex())
    expect(found(page, "reserve")).to_contain_text(" ".join(again.reserve[:5]))
    chances = [round(1000 * float(one)) for one in rows(page, "chances.csv").values()]
    said = re.sub(r"[\s ]", "", found(page, "chances").inner_text())
    assert f"{len(chances)}personnes" in said
    assert f"plusfaibleestde{min(chances)}équipes" in said
    assert f"laplusfortede{max(chances)}équipes" in said


def test_other_balls_give_the_panel_and_the_reserve_that_the_program_gives(page: Page) -> None:
    page.goto(ADDRESS)
    write_balls(page, [9, 9, 1])
    again = computed(page, [9, 9, 1])
    expect(found(page, "panel").locator("details code")).to_have_text(" ".join(again.panel))
    common = len(set(again.panel) & set(computed(page, BALLS).panel))
    expect(found(page, "panel")).to_contain_text(
        f"essai : les boules du tirage étaient 4 0 7. {common}"
    )
    expect(found(page, "reserve")).to_contain_text(again.seed.hex())
    expect(found(page, "reserve")).to_contain_text(" ".join(again.reserve[:5]))
    page.get_by_role("button", name="Revenir aux boules du tirage").click()
    expect(found(page, "panel")).to_contain_text("c’est bien l’équipe du jour du tirage")
    page.get_by_label("Boule 2").fill("x")
    page.get_by_role("button", name="Lire l’équipe").click()
    expect(found(page, "panel")).to_contain_text("chacune un chiffre de 0 à 9")


def test_a_changed_file_is_told_in_words_with_what_differs(page: Page) -> None:
    def change(route: Route) -> None:
        lines = route.fetch().text().split("\n")
        words = lines[407].split(" ")
        words[3] = "zzzzzzzzzz"
        route.fulfill(body="\n".join([*lines[:407], " ".join(words), *lines[408:]]))

    committed = computed(page, BALLS)
    page.route("**/panels.txt", change)
    page.goto(ADDRESS)
    check_everything(page)
    expect(page.locator("[data-verdict]")).to_contain_text("Voyez l’étape 2, 3, 4, 5")
    hashes = found(page, "hashes").locator(".bad")
    expect(hashes).to_have_count(1)
    expect(hashes).to_contain_text("panels.txt n’est pas le fichier inscrit")
    expect(hashes).to_contain_text(committed.panels_hash)
    expect(found(page, "panel")).to_contain_text("Ce n’est pas l’équipe inscrite")
    gone = committed.panel[2]
    expect(found(page, "reserve")).to_contain_text(
        f"À la place 3, le calcul donne zzzzzzzzzz, le compte rendu dit {gone}"
    )
    chances = found(page, "chances")
    expect(chances).to_contain_text(
        "panels.txt, ligne 408 : le code zzzzzzzzzz n’est pas dans la liste fermée"
    )
    expect(chances.locator(".bad").filter(has_text=f"{gone} est dans")).to_have_count(1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda words: [words[0], *reversed(words[1:])], "ne sont pas rangés dans leur ordre"),
        (
            lambda words: [*words[:2], *words[1:2], *words[3:]],
            "99 personnes différentes, au lieu de 100",
        ),
        (lambda words: words[:-1], "99 personnes différentes, au lieu de 100"),
        (lambda words: ["999", *words[1:]], "on attendait le numéro 012, on lit 999"),
    ],
)
def test_each_fault_of_a_line_is_told_with_its_line(page: Page, change: Any, said: str) -> None:
    def altered(route: Route) -> None:
        lines = route.fetch().text().split("\n")
        lines[12] = " ".join(change(lines[12].split(" ")))
        route.fulfill(body="\n".join(lines))

    page.route("**/panels.txt", altered)
    page.goto(ADDRESS)
    check_everything(page)
    expect(found(page, "chances")).to_contain_text("panels.txt, ligne 13 :")
    expect(found(page, "chances")).to_contain_text(said)


def test_a_file_that_cannot_be_had_is_named_and_asked_again(page: Page) -> None:
    page.route("**/panels.txt", lambda route: route.fulfill(status=503))
    page.goto(ADDRESS)
    check_everything(page)
    expect(found(page, "files")).to_contain_text(
        "panels.txt n’a pas pu être téléchargé (réponse : 503)"
    )
    expect(found(page, "chances")).to_contain_text("il manque panels.txt")
    page.unroute("**/panels.txt")
    page.get_by_role("button", name="Tout vérifier").click()
    expect(page.locator("[data-verdict]")).to_contain_text("Tout concorde")


def test_an_emptied_file_is_not_one_that_agrees(page: Page) -> None:
    page.route("**/chances.csv", lambda route: route.fulfill(body=""))
    page.goto(ADDRESS)
    check_everything(page)
    expect(page.locator("[data-verdict]")).to_contain_text("Voyez l’étape 5")
    page.route("**/panels.txt", lambda route: route.fulfill(body=""))
    page.goto(ADDRESS)
    check_everything(page)
    expect(page.locator("[data-verdict]")).to_contain_text("Voyez l’étape 2, 3, 5")


def test_before_the_balls_the_files_are_checked_and_balls_can_be_tried(page: Page) -> None:
    told(page, held=None, replaced=[])
    page.goto(ADDRESS)
    check_everything(page)
    expect(page.locator("[data-verdict]")).to_contain_text("Tout concorde : 9 comparaisons")
    expect(found(page, "panel")).to_contain_text("Les boules ne sont pas tombées")
    write_balls(page, [0, 0, 0])
    again = computed(page, [0, 0, 0])
    expect(found(page, "panel").locator("details code")).to_have_text(" ".join(again.panel))
    mine = see_my_chance(page, again.panel[0])
    expect(mine).to_contain_text("personne n’est désigné")


def test_an_annulled_draw_gives_nobody_a_seat(page: Page) -> None:
    told(page, annulled={"entry": 9, "act": {}})
    page.goto(ADDRESS)
    mine = see_my_chance(page, computed(page, BALLS).panel[0])
    expect(mine.locator(".bad")).to_contain_text("il ne vous donne aucune place")


def test_a_resident_sees_their_chance_by_code_or_check_code_and_nothing_is_sent(page: Page) -> None:
    again = computed(page, BALLS)
    commitments = rows(page, "commitments.csv")
    on = Counter(token for panel in read_panels(file(page, "panels.txt")) for token in panel)
    page.goto(ADDRESS)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    rank, token = 5, again.reserve[4]
    mine = see_my_chance(page, f" {token.upper()} ")
    expect(mine).to_contain_text(f"vous êtes au rang {rank} de la liste complémentaire")
    expect(mine).to_contain_text(f"Vous êtes dans {on[token]} équipes")
    expect(mine).to_contain_text(commitments[token])
    token = again.panel[0]
    start = commitments[token][:8]
    mine = see_my_chance(page, f"{start[:4]}-{start[4:]}")
    expect(mine).to_contain_text("vous avez été tirée ou tiré au sort")
    expect(mine).to_contain_text(token)
    expect(see_my_chance(page, "abcd-ef")).to_contain_text(
        "Aucune ligne de commitments.csv ne porte"
    )
    assert sent
    asked = re.compile(rf"GET \S+({FILES}|/static/)[^?]+")
    assert [one for one in sent if not asked.fullmatch(one)] == []


def test_the_page_of_a_member_brings_their_code_and_answers_and_leaves_them_in_no_address(
    page: Page,
) -> None:
    enter(page, "aicha")
    own = page.locator("article", has_text="Vérifier que mes réponses").last
    token = own.locator("dt", has_text="Mon code dans ce tirage").locator("+ dd").inner_text()
    own.get_by_text("Vérifier que mes réponses sont celles du tirage").click()
    commitment = own.locator("dt", has_text="Engagement").locator("+ dd").inner_text()
    sent: list[str] = []
    shown: list[str] = []
    page.on("request", lambda asked: sent.append(f"{asked.url} {asked.post_data or ''}"))
    page.on("framenavigated", lambda frame: shown.append(frame.url))
    own.get_by_role("link", name="Vérifier ce tirage et ma chance").click()
    expect(found(page, "mine")).to_contain_text("Vous êtes à la ligne")
    expect(found(page, "mine")).to_contain_text(token)
    expect(found(page, "mine").locator(".bad")).to_have_count(0)
    expect(found(page, "opening")).to_contain_text(commitment)
    expect(found(page, "opening")).to_contain_text("réponses ainsi scellées")
    expect(page.get_by_label("Le texte copié sur ma page")).to_be_visible()
    expect(page.locator("#ma-chance")).to_be_in_viewport()
    assert page.evaluate("location.hash") == "#ma-chance"
    assert sent
    assert shown
    assert [one for one in (*sent, *shown) if token in one or "salt" in one] == []
    assert "salt" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_the_link_of_the_message_brings_the_code(page: Page) -> None:
    token = next(iter(rows(page, "commitments.csv")))
    page.goto(f"{ADDRESS}#code={token}")
    expect(found(page, "mine")).to_contain_text(f"votre code est {token}")
    expect(found(page, "opening")).to_be_empty()
    assert page.url.endswith("/verifier/#ma-chance")


def test_a_member_pastes_the_opening_of_their_page_and_finds_their_commitment(page: Page) -> None:
    enter(page, "aicha")
    own = page.locator("article", has_text="Vérifier que mes réponses").last
    own.get_by_text("Vérifier que mes réponses sont celles du tirage").click()
    opening = own.locator("pre").inner_text()
    commitment = own.locator("dt", has_text="Engagement").locator("+ dd").inner_text()
    link = own.get_by_role("link", name="Vérifier ce tirage et ma chance")
    page.goto((link.get_attribute("href") or "").partition("#")[0])
    page.get_by_text("Vérifier aussi mes réponses").click()
    box, button = page.get_by_label("Le texte copié sur ma page"), "Recalculer mon engagement"
    box.fill(f"  {opening}\n")
    page.get_by_role("button", name=button).click()
    expect(found(page, "opening")).to_contain_text(commitment)
    expect(found(page, "opening")).to_contain_text("à côté de votre code")
    expect(found(page, "opening")).to_contain_text("réponses ainsi scellées")
    said: dict[str, Any] = json.loads(opening)
    said["content"]["values"]["age"] = "changed"
    box.fill(json.dumps(said))
    page.get_by_role("button", name=button).click()
    expect(found(page, "opening").locator(".bad")).to_contain_text(
        "aucune ligne de commitments.csv"
    )
    box.fill("Bonjour")
    page.get_by_role("button", name=button).click()
    expect(found(page, "opening")).to_contain_text("Ce n’est pas le texte de votre page")


def test_a_megabyte_of_panels_takes_a_moment_and_the_page_goes_on_answering(page: Page) -> None:
    assert len(file(page, "panels.txt")) > 1_000_000
    page.goto(ADDRESS)
    page.evaluate(
        """() => {
          window.frozen = 0;
          new PerformanceObserver((list) => {
            for (const one of list.getEntries()) window.frozen = Math.max(window.frozen, one.duration);
          }).observe({ entryTypes: ["longtask"] });
        }"""
    )
    check_everything(page)
    taken = page.evaluate(  # the files are there: what is measured is the computing
        """async () => {
          const verdict = document.querySelector("[data-verdict]");
          const began = performance.now();
          document.querySelector("[data-run]").click();
          while (!verdict.querySelector(".good")) await new Promise((done) => setTimeout(done, 5));
          return performance.now() - began;
        }"""
    )
    assert taken < FAST_ENOUGH
    assert page.evaluate("window.frozen") < LONGEST_FREEZE


def test_where_a_browser_cannot_hash_the_page_says_so(page: Page) -> None:
    page.add_init_script("Object.defineProperty(window, 'crypto', { value: {} })")
    page.goto(ADDRESS)
    expect(page.locator("[data-verdict]")).to_contain_text("une adresse qui commence par https://")
    expect(page.get_by_role("button", name="Tout vérifier")).to_be_hidden()


def test_without_a_script_the_page_says_how_to_do_it_by_hand(site: str, browser: Browser) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(ADDRESS)
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.get_by_role("button", name="Tout vérifier")).to_be_hidden()
    expect(page.get_by_role("textbox")).to_have_count(0)
    page.get_by_text("À la main").first.click()
    expect(page.get_by_text("sha256sum -c sha256.txt")).to_be_visible()
    expect(page.get_by_role("link", name="panels.txt")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_was_found(
    site: str, browser: Browser, axe: str, scheme: Any
) -> None:
    context = browser.new_context(base_url=site, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.route(
        "**/panels.txt",
        lambda route: route.fulfill(body=route.fetch().text().replace("407 ", "407 zzz ", 1)),
    )
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(ADDRESS)
        check_everything(page)
        see_my_chance(page, "abcd")
        page.evaluate(
            "for (const one of document.querySelectorAll('main details')) one.open = true"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(axe)
        assert page.evaluate("axe.run().then(report => report.violations.map(one => one.id))") == []
    context.close()


def test_a_link_to_a_folded_part_of_the_explanation_unfolds_it(page: Page) -> None:
    address = f"{ADDRESS.removesuffix('verifier/')}comment/"
    page.goto(f"{address}#loi")
    law = page.locator("#loi")
    expect(law).to_have_attribute("open", "")
    expect(page.locator("#donnees")).not_to_have_attribute("open", "")
    for _again in range(2):
        law.get_by_role("link", name="Les données utilisées").click()
        expect(page.locator("#donnees > summary")).to_be_in_viewport()
        expect(page.locator("#donnees")).to_have_attribute("open", "")
        page.locator("#donnees > summary").click()
        expect(page.locator("#donnees")).not_to_have_attribute("open", "")
