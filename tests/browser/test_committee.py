"""What the methodology committee does, and what it is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NEXT, at_the_desk, enter, newest_acts, offer_place, read, who_is

pytestmark = pytest.mark.browser


def test_the_committee_prepares_the_group_s_next_meeting(page: Page) -> None:
    enter(page, "joel")
    read(page, "Les sessions")
    page.get_by_role("link", name="Préparer celles qui sont prévues").click()
    meeting = page.locator("li", has_text="groupe de proposition").filter(
        has=page.get_by_role("link", name=re.compile("^Préparer"))
    )
    meeting.first.get_by_role("link", name=re.compile("^Préparer")).click()
    page.get_by_role("link", name="Ajouter un document").click()
    page.get_by_label("Titre").fill("Déroulé de la soirée")
    page.get_by_label("Texte").fill("Accueil, tour de table, trois ateliers.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Déroulé de la soirée").first).to_be_visible()
    assert "Un document préparatoire est ajouté" in newest_acts(page)


def test_the_committee_builds_the_agenda_and_the_tables_and_touches_no_substance(
    page: Page,
) -> None:
    enter(page, "joel")
    read(page, "Les sessions")
    page.get_by_role("link", name=re.compile("Session 3")).first.click()
    page.get_by_role("link", name="Préparer").click()
    page.get_by_role("link", name="Régler les tables").click()
    page.get_by_role("link", name="Tout composer de nouveau").click()
    page.get_by_role("button", name="Composer les tables").click()
    expect(page.get_by_role("heading", name="Ronde 1")).to_be_visible()
    expect(page.get_by_text("Chacun rencontre en moyenne")).to_be_visible()
    page.get_by_role("link", name=re.compile("Session 3")).first.click()
    page.get_by_role("link", name="Changer l’ordre du jour").click()
    page.get_by_label("Durée du point 1, en minutes").fill("35")
    page.get_by_role("button", name="Enregistrer l’ordre du jour").click()
    assert "L'ordre du jour est établi." in newest_acts(page)
    read(page, "Les propositions", "Cours fraîches, cours ouvertes")
    expect(page.get_by_role("link", name="Proposer un amendement")).to_have_count(0)
    page.goto(page.url + "amendement/")
    page.get_by_label("Les mots que vous proposez").fill("Autre chose.")
    page.get_by_label("Pourquoi ?").fill("Parce que.")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Proposer cet amendement").click()
    expect(page.get_by_role("alert")).to_contain_text("ne touche pas au fond")


def test_the_committee_is_refused_whatever_touches_the_substance(page: Page) -> None:
    driss = who_is(page, "driss")
    enter(page, "helene")
    at_the_desk(page, "Places et mandats", edition=NEXT)
    page.get_by_role("link", name="Proposer une place : comité de méthodologie").click()
    page.get_by_label("La personne a déjà donné son accord").check()
    offer_place(page, driss, college="élues et élus de la majorité")
    enter(page, "driss")
    read(page, "Proposer un sujet", edition=NEXT)
    page.get_by_label("Votre sujet, en une question").fill("Mon sujet à moi ?")
    page.get_by_label("De quoi s’agit-il").fill("Je suis au comité.")
    page.get_by_role("button", name="Proposer ce sujet").click()
    expect(page.get_by_role("alert")).to_contain_text("ne touche pas au fond")
    expect(page.get_by_label("Déroger et dire pourquoi")).to_have_count(0)


def test_the_committee_builds_the_run_of_session_3_and_reminds_the_silent(page: Page) -> None:
    enter(page, "joel")
    read(page, "Les sessions", "Session 3", "Préparer", "Changer l’ordre du jour")
    points = page.get_by_label(re.compile(r"^Titre du point \d+ "))
    expect(points.first).to_be_visible()  # a count does not wait for the page
    number = points.count() - 2  # the first of three that are empty
    page.get_by_label(re.compile(f"^Titre du point {number} ")).fill("Rangement, tous ensemble")
    page.get_by_label(f"Nature du point {number}").select_option(label="moment convivial")
    page.get_by_label(f"Durée du point {number}").fill("20")
    page.get_by_label(f"Qui mène le point {number} ?").fill("Comité de méthodologie")
    page.get_by_role("button", name="Enregistrer l’ordre du jour").click()
    row = page.get_by_role("row").filter(has_text="Rangement, tous ensemble").first
    expect(row).to_contain_text(re.compile(r"^\s*\d+\sh"))
    assert "L'ordre du jour est établi." in newest_acts(page)
    read(page, "Les sessions", "Session 3")
    expect(page.get_by_text("Rangement, tous ensemble").first).to_be_visible()
    page.get_by_role("link", name="Préparer").click()
    page.get_by_role("link", name="Relancer").click()
    page.get_by_role("button", name="Envoyer le rappel").click()
    expect(page.get_by_text("Le rappel est envoyé")).to_be_visible()
    assert re.search(r"Un rappel est envoyé à \d+ personnes sans réponse", newest_acts(page))


def test_the_committee_plans_a_meeting_and_announces_it(page: Page) -> None:
    enter(page, "joel")
    page.get_by_role("link", name=re.compile("^Prévoir : Une séance de travail")).click()
    page.get_by_label("Nature").select_option(label="séance de travail")
    page.get_by_label("Qui se réunit ?").select_option(label="comité de méthodologie")
    page.get_by_label("Titre").fill("Relire le déroulé de la session 3")
    day = datetime.now(UTC).date() + timedelta(days=40)
    page.get_by_label("Début").fill(f"{day}T18:00")
    page.get_by_label("Fin").fill(f"{day}T20:00")
    page.get_by_label("Lieu").fill("Mairie annexe de Montbernage")
    page.get_by_role("button", name="Prévoir").click()
    page.get_by_role("link", name="Établir l’ordre du jour").click()
    page.get_by_label(re.compile("^Titre du point 1 ")).fill("Minute par minute")
    page.get_by_label("Nature du point 1").select_option(label="plénière")
    page.get_by_label("Durée du point 1").fill("90")
    page.get_by_role("button", name="Enregistrer l’ordre du jour").click()
    page.get_by_role("link", name="Annoncer", exact=True).click()
    page.get_by_role("button", name="Annoncer").click()
    expect(page.get_by_text("La journée est annoncée.")).to_be_visible()
    assert "Une journée ou une réunion est annoncée." in newest_acts(page)
    enter(page, "joel")
    expect(page.get_by_role("link", name="Relire le déroulé de la session 3").first).to_be_visible()
