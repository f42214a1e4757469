"""What the organisers do at the desk: places, days, votes, the council's answer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    COMPLETE,
    NEXT,
    at_the_desk,
    count,
    end_day,
    enter,
    newest_acts,
    open_day,
    open_vote,
    read,
    who_is,
)

pytestmark = pytest.mark.browser


def test_an_organiser_appoints_and_derogates_where_the_rules_refuse(page: Page) -> None:
    enter(page, "helene")
    at_the_desk(page, "Places et mandats", edition=COMPLETE)
    page.get_by_role("link", name="Proposer une place : groupe de proposition").click()
    page.get_by_label("Prénom").fill("Odile")
    page.get_by_label("Nom", exact=True).fill("Supplément")
    page.get_by_label("Collège").select_option("agent")
    page.get_by_role("button", name="Proposer la place").click()
    expect(page.get_by_role("alert")).to_contain_text("article 5")
    page.get_by_label("Déroger et dire pourquoi").fill("Deux services se partagent le dossier.")
    page.get_by_role("button", name="Proposer la place").click()
    expect(page.get_by_text("La place est proposée")).to_be_visible()
    assert "Dérogation à l'article 5" in newest_acts(page)


def test_the_organiser_imports_a_list_after_seeing_what_each_line_does(
    page: Page, axe: str
) -> None:
    enter(page, "helene")
    at_the_desk(page, "Places et mandats", edition=NEXT)
    page.get_by_role("link", name="Importer une liste : assemblée").click()
    titles = "Prénom;Nom;Courriel;Collège\r\n"
    wrong = f"{titles}Dominique;Invention;dominique@exemple.invalid;Mairie\r\n"
    page.get_by_label("Liste (CSV").set_input_files(
        {"name": "liste.csv", "mimeType": "text/csv", "buffer": wrong.encode("windows-1252")}
    )
    page.get_by_role("button", name="Voir ce que fera").click()
    expect(page.get_by_text("Ligne 2 : « Mairie »")).to_be_visible()
    right = wrong.replace("Mairie", "Agentes et agents de la Ville")
    page.get_by_label("Liste (CSV").set_input_files(
        {"name": "liste.csv", "mimeType": "text/csv", "buffer": right.encode("windows-1252")}
    )
    page.get_by_role("button", name="Voir ce que fera").click()
    expect(page.get_by_text("1 personne sera ajoutée")).to_be_visible()
    page.evaluate(axe)
    assert page.evaluate("axe.run().then(report => report.violations)") == []
    page.get_by_role("button", name="Importer cette personne").press("Enter")
    expect(page.get_by_text("1 personne de plus")).to_be_visible()
    assert "Une place est proposée" in newest_acts(page)


def test_the_organiser_gives_a_role_and_takes_it_back(page: Page) -> None:
    enter(page, "helene")
    at_the_desk(page, edition=NEXT)
    page.get_by_text("Réglages avancés").click()
    page.get_by_role("link", name="Rôles et services").click()
    page.get_by_role("link", name="Confier un rôle").click()
    page.get_by_label("Les services de la Ville").check()
    page.get_by_label("Nom du service").fill("Parcs et jardins")
    page.get_by_label("Prénom").fill("Sacha")
    page.get_by_label("Nom", exact=True).fill("Invention")
    page.get_by_label("Adresse électronique").fill("sacha@exemple.invalid")
    page.get_by_role("button", name="Confier ce rôle").click()
    expect(page.get_by_role("row", name=re.compile("Sacha Invention"))).to_be_visible()
    page.get_by_role("button", name="Retirer ce rôle : Sacha Invention").click()
    expect(page.get_by_text("Le rôle est retiré.")).to_be_visible()
    assert "Un rôle prend fin" in newest_acts(page)


def test_a_vote_is_worded_opened_counted_by_two_and_published(page: Page) -> None:
    enter(page, "helene")
    at_the_desk(page, "Préparer un vote", edition=COMPLETE)
    page.get_by_label("Nature du vote").select_option("committee_indicative")
    page.get_by_label("Question").fill("Prévoir une garde d’enfants à chaque session ?")
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
        count(page, pour="5")
        expect(page.get_by_text("Le comptage est enregistré")).to_be_visible()
    page.get_by_role("link", name="Saisir un comptage").click()
    count(page, pour="4")
    expect(page.get_by_role("alert")).to_contain_text("une autre personne")
    page.goto(desk)
    page.get_by_role("button", name="Clore le vote").click()
    page.get_by_role("button", name="Publier le résultat").click()
    expect(page.get_by_text("5 pour")).to_be_visible()
    assert "Le résultat d'un vote est publié." in newest_acts(page)


def test_the_organiser_enters_the_answer_that_was_missing(page: Page) -> None:
    read(page, "Le conseil", edition=COMPLETE)
    expect(page.get_by_text("Refus non motivé à ce jour.")).to_have_count(1)
    enter(page, "helene")
    at_the_desk(page, "Conseil et suivi", edition=COMPLETE)
    row = page.get_by_role("listitem").filter(has_text="refus non motivé à ce jour")
    row.get_by_role("link", name=re.compile("Saisir la réponse")).click()
    page.get_by_label("refusé").check()
    page.get_by_label("Raison").fill("Le coût d'entretien dépasse la somme réservée.")
    page.get_by_label("Préparé par (fonction)").fill("Direction des finances")
    page.get_by_label("Validé par (fonction)").fill("Maire")
    page.get_by_role("button", name="Publier la réponse").click()
    read(page, "Le conseil", edition=COMPLETE)
    expect(page.get_by_text("Refus non motivé à ce jour.")).to_have_count(0)
    assert "Le conseil municipal répond à un point." in newest_acts(page)


def test_the_organiser_replaces_somebody_from_the_reserve_list(page: Page) -> None:
    enter(page, "helene")
    at_the_desk(page, "Tirage au sort", "Ouvrir le tirage 1")
    seated = page.get_by_role("row").filter(has_text="acceptée").last
    seated.get_by_role("link", name=re.compile("^Remplacer : ")).click()
    page.get_by_label("Pourquoi la personne part-elle ?").fill("Elle déménage.")
    page.get_by_role("button", name="Remplacer maintenant").click()
    expect(page.get_by_text(re.compile("^La place est proposée"))).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="attend sa réponse").first).to_be_visible()
    acts = newest_acts(page)
    assert "Un mandat prend fin (assemblée, habitantes et habitants tirés au sort)" in acts
    assert "Une place tirée au sort passe à la liste complémentaire." in acts


def test_the_organiser_ends_a_mandate_and_says_why(page: Page) -> None:
    enter(page, "helene")
    at_the_desk(page, "Places et mandats")
    page.get_by_text(re.compile(r"^\d+ personnes$")).first.click()
    volunteers = page.get_by_role("row").filter(has_text="volontaire")
    volunteers.last.get_by_role("link", name=re.compile("^Mettre fin : ")).click()
    page.get_by_role("button", name="Mettre fin au mandat").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Pourquoi ?").fill("À sa demande.")
    page.get_by_role("button", name="Mettre fin au mandat").click()
    expect(page.get_by_text("C’est enregistré.")).to_be_visible()
    assert "Un mandat prend fin (assemblée, habitantes et habitants volont" in newest_acts(page)


def test_the_organiser_enters_an_acceptance_received_on_paper(page: Page) -> None:
    enter(page, "helene")
    at_the_desk(page, "Recrutement", "Saisir une réponse", edition=NEXT)
    page.get_by_label("Donne son accord").check()
    page.get_by_label("Reçue").select_option(label="par le coupon papier")
    page.get_by_label("Prénom").fill("Solène")
    page.get_by_label(re.compile("^Nom")).fill("Invention")
    page.get_by_label("Année de naissance").fill("1990")
    page.get_by_role("button", name="Enregistrer la réponse").click()
    expect(page.get_by_role("alert")).to_be_visible()
    for question, answer in (
        ("Âge", "30 à 44 ans"),
        ("Sexe", "femme"),
        ("Quartier", "Montbernage"),
        ("Logement", "locataire ou logé gratuitement"),
        ("Situation d’activité", "en emploi"),
    ):
        page.get_by_label(re.compile(f"^{question}")).select_option(label=answer)
    page.get_by_role("button", name="Enregistrer la réponse").click()
    expect(page.get_by_text("La réponse est enregistrée.")).to_be_visible()
    page.get_by_text(re.compile(r"^\d+ personnes$")).click()
    expect(
        page.get_by_role("row", name=re.compile("Solène Invention par le coupon"))
    ).to_be_visible()
    assert "Une personne donne son accord pour le tirage au sort." in newest_acts(page)


def test_the_organiser_notes_an_answer_to_a_day_given_by_telephone(page: Page, axe: str) -> None:
    driss = who_is(page, "driss")
    enter(page, "helene")
    at_the_desk(page, "Journées et réunions", "Préparer : Session 3")
    page.get_by_role("link", name="Noter une réponse reçue autrement").click()
    page.get_by_label("Nom ou code du badge").fill(driss.name)
    page.get_by_role("button", name="Chercher").click()
    absent = page.get_by_role("button", name=f"Ne viendra pas : {driss.name}")
    expect(absent).to_be_visible()
    page.evaluate(axe)
    assert page.evaluate("axe.run().then(report => report.violations)") == []
    absent.click()
    expect(page.get_by_text("C’est noté.")).to_be_visible()
    assert "Une personne dit si elle vient" in newest_acts(page)
    enter(page, "driss")
    expect(page.get_by_role("button", name="✓ Non").first).to_be_visible()


def test_the_organiser_holds_a_day_from_its_plan_to_its_minutes(page: Page) -> None:
    aicha, bruno = (who_is(page, role) for role in ("aicha", "bruno"))
    enter(page, "helene")
    day = open_day(page, aicha.name, bruno.name)
    assert newest_acts(page).count("Une personne arrive.") >= 2
    page.goto(day)
    page.get_by_role("link", name="Ouvrir l’accueil").click()
    page.get_by_label("Qui montrer").select_option("Déjà là")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("button", name=f"S’en va : {bruno.name}").click()
    expect(page.get_by_text(f"{bruno.name} s’en va.")).to_be_visible()
    end_day(page, day, "Le chemin des écoles passera par le parc.")
    page.goto(day)
    page.get_by_role("link", name="Compte rendu", exact=True).click()
    page.get_by_role("button", name="Rédiger à partir de la journée").click()
    expect(page.get_by_text("rédigée, à relire")).to_be_visible()
    expect(page.get_by_text("Le chemin des écoles passera par le parc.").first).to_be_visible()
    for text in ("Deux personnes sont venues.", "Deux personnes sont venues ; l’une est partie."):
        page.get_by_role("link", name="Corriger les mots").click()
        page.get_by_label("En bref").fill(text)
        page.get_by_role("button", name="Enregistrer cette version").click()
        expect(page.get_by_text(text).filter(visible=True).first).to_be_visible()
    said = newest_acts(page)
    assert "est rédigé à partir" in said and "est corrigé (version 3)" in said

    page.goto(day)
    page.get_by_role("link", name="Compte rendu", exact=True).click()
    submit = page.get_by_role("link", name="Soumettre aux personnes présentes")
    expect(submit).to_be_visible()
    minutes = page.url
    submit.click()
    page.get_by_role("button", name="Soumettre").click()
    expect(page.get_by_text("peuvent demander une correction")).to_be_visible()
    after = open_day(page, aicha.name, title="Journée d’après", later=1)
    page.goto(minutes)
    page.get_by_role("button", name="Approuvé à l’ouverture de « Journée d’après »").click()
    expect(page.get_by_text("approuvée, à publier")).to_be_visible()
    page.get_by_role("link", name="Publier le compte rendu").click()
    page.get_by_label("Préparé par (fonction)").fill("Comité de méthodologie")
    page.get_by_label("Validé par (fonction)").fill("Adjointe")
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("Le compte rendu est publié.")).to_be_visible()
    assert "Le compte rendu est publié (version 3)." in newest_acts(page)
    page.goto(minutes)
    page.get_by_role("link", name="La page publique").click()
    expect(page.get_by_text("l’une est partie").first).to_be_visible()
    expect(page.get_by_text("Le chemin des écoles passera par le parc.").first).to_be_visible()
    end_day(page, after, "On se reverra.")


def test_paper_ballots_are_counted_by_two_and_counted_again_where_they_differ(page: Page) -> None:
    people = [who_is(page, role).name for role in ("aicha", "bruno", "ines")]
    enter(page, "helene")
    day = open_day(page, *people)
    vote = open_vote(
        page,
        kind="Critères pour juger les propositions",
        question="Ajoutez-vous le critère : l’ombre pour les plus petits ?",
        channel="sur papier",
        derogation="Un critère a été oublié à la session 2.",
    )
    expect(page.get_by_role("link", name="Saisir un comptage")).to_have_count(0)
    page.get_by_role("button", name="Clore le vote").click()
    for role, against in (("helene", "1"), ("maelle", "0")):
        enter(page, role)
        page.goto(vote)
        _enter_count(page, against=against)
    expect(page.get_by_role("main")).to_contain_text("recompt")
    expect(page.get_by_role("button", name="Publier le résultat")).to_have_count(0)
    for role in ("helene", "maelle"):
        enter(page, role)
        page.goto(vote)
        _enter_count(page, against="1", again=True)
    page.get_by_role("button", name="Publier le résultat").click()
    expect(page.get_by_text("2 pour, 1 contre").first).to_be_visible()
    assert "Le résultat d'un vote est publié." in newest_acts(page)
    end_day(page, day, "Nous ajoutons un critère.")


def _enter_count(page: Page, *, against: str, again: bool = False) -> None:
    """Two for, and so many against."""
    page.get_by_role("link", name="Saisir un comptage").click()
    if again:
        page.get_by_label("C’est un recomptage").check()
    count(page, pour="2", contre=against)
    expect(page.get_by_text("Le comptage est enregistré")).to_be_visible()
