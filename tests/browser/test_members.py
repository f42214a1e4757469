"""What the members of the assembly do: drawn, volunteers, elected members, agents."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import at_the_desk, enter, newest_acts, read

pytestmark = pytest.mark.browser


def test_a_drawn_resident_says_they_come_and_what_they_need(page: Page) -> None:
    enter(page, "aicha")
    page.get_by_role("button", name="Oui, je viens").click()
    expect(page.get_by_text("Vous pouvez changer d'avis")).to_be_visible()
    page.get_by_text("De quoi avez-vous besoin ?").first.click()
    page.get_by_label("Garde d'enfants").first.check()
    page.get_by_role("button", name="Envoyer").first.click()
    expect(page.get_by_text("Seule la personne chargée de l'accueil")).to_be_visible()
    assert "Une personne dit ce dont elle a besoin" in newest_acts(page)


def test_a_drawn_resident_volunteers_for_the_group_and_the_desk_offers_a_seat(
    page: Page, axe: str
) -> None:
    enter(page, "aicha")
    page.get_by_role("link", name=re.compile("Être volontaire : Groupe de proposition")).click()
    page.get_by_role("button", name="Je suis volontaire : groupe de proposition").click()
    expect(page.get_by_text("Vous êtes volontaire depuis le")).to_be_visible()
    page.evaluate(axe)
    assert page.evaluate("axe.run().then(report => report.violations)") == []
    assert "Une personne est volontaire (groupe de proposition)" in newest_acts(page)
    enter(page, "helene")
    at_the_desk(page)
    page.get_by_text(re.compile(r"^et \d+ autres$")).click()
    page.get_by_role("link", name=re.compile("Pourvoir : Groupe de proposition.*tirés")).click()
    page.get_by_role("button", name=re.compile("Proposer une place à chacune")).click()
    expect(page.get_by_text("1 place est proposée")).to_be_visible()
    enter(page, "aicha")
    page.get_by_role("button", name="Oui, j’accepte").click()
    expect(page.get_by_text("votre place est confirmée")).to_be_visible()
    assert "Une place est pourvue (groupe de proposition" in newest_acts(page)


def test_a_member_reads_their_votes_and_corrects_how_they_appear(page: Page, axe: str) -> None:
    enter(page, "driss")
    for address in ("/moi/votes/", "/moi/coordonnees/"):
        page.goto(address)
        page.evaluate(axe)
        assert page.evaluate("axe.run().then(report => report.violations)") == []
    enter(page, "bruno")
    page.get_by_role("link", name="Tous mes votes").click()
    expect(page.get_by_role("heading", name="Passés")).to_be_visible()
    page.get_by_role("link", name="Mon espace").first.click()
    page.get_by_role("link", name="Mes coordonnées").click()
    page.get_by_label("Ces quelques mots").fill("Habitant, Gibauderie")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Vos coordonnées sont corrigées.")).to_be_visible()
    assert "Les coordonnées d'une personne sont corrigées." in newest_acts(page)


def test_a_volunteer_registers_through_the_link_of_a_message(page: Page) -> None:
    read(page)
    page.get_by_role("link", name=re.compile("Participer le")).click()
    page.get_by_role("button", name="Je viens").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Adresse électronique").fill("bruno.essai@exemple.invalid")
    page.get_by_role("button", name="Je viens").click()
    expect(page.get_by_text("Ouvrez le message envoyé à cette adresse")).to_be_visible()
    page.get_by_role("link", name="Messages envoyés").click()
    page.get_by_role("article").first.get_by_role("link").click()
    page.get_by_role("button", name="Oui, je viens").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Prénom").fill("Bruno")
    page.get_by_role("button", name="Oui, je viens").click()
    expect(page.get_by_text("Vous êtes inscrite ou inscrit")).to_be_visible()
    assert "Une personne dit si elle vient" in newest_acts(page)


def test_a_volunteer_who_is_signed_in_registers_at_once(page: Page) -> None:
    enter(page, "bruno")
    read(page)
    page.get_by_role("link", name=re.compile("Participer le")).click()
    page.get_by_role("button", name="Je viens").click()
    expect(page.get_by_text("Vous êtes inscrite ou inscrit")).to_be_visible()


def test_a_volunteer_withdraws(page: Page) -> None:
    enter(page, "bruno")
    page.get_by_role("button", name="Non", exact=True).click()
    expect(page.get_by_text("C'est noté.")).to_be_visible()
    assert "Une personne dit si elle vient" in newest_acts(page)


def test_an_elected_member_accepts_the_place_offered_to_her(page: Page) -> None:
    enter(page, "claire")
    page.get_by_role("button", name="Oui, j’accepte").click()
    expect(page.get_by_text("votre place est confirmée")).to_be_visible()
    assert "Une place est pourvue (comité de méthodologie" in newest_acts(page)


def test_an_elected_member_amends_and_argues_like_anyone_of_the_assembly(page: Page) -> None:
    enter(page, "driss")
    read(page, "Les propositions")
    page.get_by_role("link", name="Le réseau des lieux frais").click()
    page.get_by_role("link", name="Donner un argument").click()
    page.get_by_label("Contre").check()
    page.get_by_label("Votre argument", exact=True).fill("Qui ouvre la porte le dimanche ?")
    page.get_by_role("button", name="Publier cet argument").click()
    expect(page.get_by_text("Qui ouvre la porte le dimanche ?")).to_be_visible()
    assert "Un argument est donné." in newest_acts(page)
