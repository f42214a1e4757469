"""People walk through their tasks, and each finds its act in the public journal."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import enter, newest_acts

pytestmark = pytest.mark.browser


def test_anyone_follows_the_edition_and_its_proofs(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile("Comment vivre ensemble")).first.click()
    expect(page.get_by_role("heading", name="Où en est-on ?")).to_be_visible()
    page.get_by_role("link", name="Les sujets", exact=True).click()
    expect(page.get_by_text("recevable", exact=True).first).to_be_visible()
    page.goto("/editions/poitiers-2022/regles/")
    expect(page.get_by_text("Texte reconstitué pour la démonstration").first).to_be_visible()
    page.goto("/verifier/")
    expect(page.get_by_text("alienor-demo/").first).to_be_visible()
    page.goto("/journal/?text=tilleuls")
    page.goto("/journal/0/")
    expect(page.get_by_text('"demo":true')).to_be_visible()


def test_anyone_learns_with_the_keyboard_and_no_address_keeps_the_answer(page: Page) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Apprendre").click()
    page.get_by_role("link", name="Qui décide quoi").click()
    page.get_by_label("La région", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Voir les réponses").press("Enter")
    expect(page.get_by_text("1 bonne réponse sur 3")).to_be_visible()
    expect(page.get_by_text("Oui, c'est cela.")).to_be_visible()
    assert "?" not in page.url
    page.get_by_role("link", name="le glossaire").click()
    expect(page.get_by_role("definition").first).to_be_visible()


def test_anyone_proposes_a_subject_where_the_call_is_open(page: Page) -> None:
    page.goto("/editions/poitiers-2026/sujets/")
    page.get_by_role("link", name="Proposer un sujet").click()
    page.get_by_label("De quoi s'agit-il").fill(
        "Pour s'asseoir à l'ombre sur le chemin de l'école."
    )
    page.get_by_role("button", name="Proposer ce sujet").click()
    expect(page.get_by_role("alert")).to_contain_text("Rien n’a été enregistré")
    expect(page.get_by_label("De quoi s'agit-il")).to_have_value(re.compile("ombre"))
    page.get_by_label("Votre sujet, en une question").fill("Comment ajouter des bancs à l'ombre ?")
    page.get_by_role("button", name="Proposer ce sujet").click()
    expect(page.get_by_role("heading", name="Comment ajouter des bancs")).to_be_visible()
    assert "Comment ajouter des bancs" in newest_acts(page)


def test_nobody_proposes_a_subject_where_the_call_is_over(page: Page) -> None:
    page.goto("/editions/poitiers-2022/sujets/proposer/")
    page.get_by_label("Votre sujet, en une question").fill("Trop tard ?")
    page.get_by_label("De quoi s'agit-il").fill("Peut-être.")
    page.get_by_role("button", name="Proposer ce sujet").click()
    expect(page.get_by_role("alert")).to_contain_text("article 8")


def test_an_elected_member_accepts_the_place_offered_to_her(page: Page) -> None:
    enter(page, "claire")
    page.get_by_role("button", name="Oui, j’accepte").click()
    expect(page.get_by_text("votre place est confirmée")).to_be_visible()
    assert "Une place est pourvue (comité de méthodologie" in newest_acts(page)


def test_an_organiser_appoints_and_derogates_where_the_rules_refuse(page: Page) -> None:
    enter(page, "helene")
    page.goto("/bureau/poitiers-2022/places/proposition_group/proposer/")
    page.get_by_label("Prénom").fill("Odile")
    page.get_by_label("Nom", exact=True).fill("Supplément")
    page.get_by_label("Collège").select_option("agent")
    page.get_by_role("button", name="Proposer la place").click()
    expect(page.get_by_role("alert")).to_contain_text("article 5")
    page.get_by_label("Déroger et dire pourquoi").fill("Deux services se partagent le dossier.")
    page.get_by_role("button", name="Proposer la place").click()
    expect(page.get_by_text("La place est proposée")).to_be_visible()
    assert "Dérogation à l'article 5" in newest_acts(page)


def test_a_vote_is_worded_opened_counted_by_two_and_published(page: Page) -> None:
    enter(page, "helene")
    page.goto("/bureau/poitiers-2022/votes/preparer/")
    page.get_by_label("Nature du vote").select_option("committee_indicative")
    page.get_by_label("Question").fill("Prévoir une garde d'enfants à chaque session ?")
    page.get_by_role("button", name="Enregistrer le vote").click()
    page.get_by_role("link", name="Ouvrir le vote").click()
    page.get_by_label("à main levée").check()
    page.get_by_role("button", name="Ouvrir le vote maintenant").click()
    page.wait_for_url(re.compile(r"/votes/[^/]+/$"))
    desk = page.url
    for role in ("helene", "maelle"):
        enter(page, role)
        page.goto(desk)
        page.get_by_role("link", name="Saisir un comptage").click()
        page.get_by_label("Pour", exact=True).fill("5")
        page.get_by_role("button", name="Enregistrer ce comptage").click()
        expect(page.get_by_text("Le comptage est enregistré")).to_be_visible()
    page.get_by_role("link", name="Saisir un comptage").click()
    page.get_by_label("Pour", exact=True).fill("4")
    page.get_by_role("button", name="Enregistrer ce comptage").click()
    expect(page.get_by_role("alert")).to_contain_text("une autre personne")
    page.goto(desk)
    page.get_by_role("button", name="Clore le vote").click()
    page.get_by_role("button", name="Publier le résultat").click()
    expect(page.get_by_text("5 pour")).to_be_visible()
    assert "Le résultat d'un vote est publié." in newest_acts(page)


def test_the_committee_is_refused_whatever_touches_the_substance(page: Page) -> None:
    enter(page, "claire")
    if page.get_by_role("button", name="Oui, j’accepte").count():
        page.get_by_role("button", name="Oui, j’accepte").click()
    page.goto("/editions/poitiers-2026/sujets/proposer/")
    page.get_by_label("Votre sujet, en une question").fill("Mon sujet à moi ?")
    page.get_by_label("De quoi s'agit-il").fill("Je suis au comité.")
    page.get_by_role("button", name="Proposer ce sujet").click()
    expect(page.get_by_role("alert")).to_contain_text("ne touche pas au fond")
    expect(page.get_by_label("Déroger et dire pourquoi")).to_have_count(0)


def test_the_same_works_without_javascript_and_with_the_keyboard(
    site: str, browser: Browser
) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/editions/poitiers-2026/sujets/proposer/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.get_by_label("Votre sujet, en une question").focus()
    page.keyboard.type("Comment mieux trier en ville ?")
    page.keyboard.press("Tab")
    page.keyboard.type("Les bacs débordent le lundi.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Comment mieux trier en ville ?")).to_be_visible()
    context.close()


def test_a_screen_refreshes_and_a_form_being_filled_does_not(site: str, browser: Browser) -> None:
    context = browser.new_context(base_url=site)
    watching, acting = context.new_page(), context.new_page()
    watching.goto("/editions/poitiers-2026/sujets/")
    watching.wait_for_timeout(1200)
    acting.goto("/editions/poitiers-2026/sujets/proposer/")
    acting.get_by_label("Votre sujet, en une question").fill("Un sujet vu en direct ?")
    acting.get_by_label("De quoi s'agit-il").fill("Il paraît tout seul sur l'autre écran.")
    acting.get_by_role("button", name="Proposer ce sujet").click()
    expect(watching.get_by_text("Un sujet vu en direct ?")).to_be_visible(timeout=6000)
    context.close()


def test_the_english_side_is_complete(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("link", name="Public register").first).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
