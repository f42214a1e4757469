"""Each role does what is its own in the live edition, and finds its act in the journal."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter, newest_acts

pytestmark = pytest.mark.browser

LIVE = "/editions/poitiers-2024/"


def first_proposal(page: Page) -> None:
    page.goto(f"{LIVE}propositions/")
    page.get_by_role("link", name="Cours fraîches, cours ouvertes").click()


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
    page.goto("/bureau/poitiers-2024/")
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
    page.goto("/moi/coordonnees/")
    page.get_by_label("Ces quelques mots").fill("Habitant, Gibauderie")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Vos coordonnées sont corrigées.")).to_be_visible()
    assert "Les coordonnées d'une personne sont corrigées." in newest_acts(page)


def test_the_jury_examines_a_topic_from_its_own_page(page: Page) -> None:
    enter(page, "lucie")
    page.get_by_role("link", name=re.compile("^Examiner")).click()
    page.get_by_role("link", name=re.compile("Donner l’avis du jury")).first.click()
    for group in page.get_by_role("group").all():
        group.get_by_label("Rempli", exact=True).check()
    for reason in page.get_by_label(re.compile("Pourquoi")).all():
        reason.fill("Tous les quartiers sont concernés.")
    page.get_by_role("button", name="Publier l'avis").click()
    expect(page.get_by_text("L'avis est publié")).to_be_visible()
    assert "Un sujet est jugé recevable." in newest_acts(page)


def test_the_reception_reads_the_needs_and_notes_who_comes(page: Page) -> None:
    enter(page, "rose")
    page.goto("/bureau/poitiers-2024/sessions/")
    page.get_by_role("link", name=re.compile("Session 3")).first.click()
    page.get_by_role("link", name="Besoins des personnes").click()
    expect(page.get_by_text("Vous seule ou seul lisez cette page")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Ouvrir l’accueil").click()
    page.get_by_role("link", name="Personne sans inscription").click()
    page.get_by_label("Prénom").fill("Passante")
    page.get_by_role("button", name="Noter sa présence").click()
    expect(page.get_by_text("La personne est notée présente")).to_be_visible()
    page.get_by_label("Nom", exact=True).fill("passante")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_text("présente ou présent").first).to_be_visible()
    assert "passante" not in page.url
    assert "Une personne arrive" in newest_acts(page)


def test_a_volunteer_registers_through_the_link_of_a_message(page: Page) -> None:
    page.goto(LIVE)
    page.get_by_role("link", name=re.compile("Participer le")).click()
    page.get_by_role("button", name="Je viens").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Adresse électronique").fill("bruno.essai@exemple.invalid")
    page.get_by_role("button", name="Je viens").click()
    expect(page.get_by_text("Ouvrez le message envoyé à cette adresse")).to_be_visible()
    page.goto("/demo/boite-d-envoi/")
    page.get_by_role("article").first.get_by_role("link").click()
    page.get_by_role("button", name="Oui, je viens").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Prénom").fill("Bruno")
    page.get_by_role("button", name="Oui, je viens").click()
    expect(page.get_by_text("Vous êtes inscrite ou inscrit")).to_be_visible()
    assert "Une personne dit si elle vient" in newest_acts(page)


def test_a_volunteer_who_is_signed_in_registers_at_once(page: Page) -> None:
    enter(page, "bruno")
    page.goto(LIVE)
    page.get_by_role("link", name=re.compile("Participer le")).click()
    page.get_by_role("button", name="Je viens").click()
    expect(page.get_by_text("Vous êtes inscrite ou inscrit")).to_be_visible()


def test_a_volunteer_withdraws(page: Page) -> None:
    enter(page, "bruno")
    page.get_by_role("button", name="Non", exact=True).click()
    expect(page.get_by_text("C'est noté.")).to_be_visible()
    assert "Une personne dit si elle vient" in newest_acts(page)


def test_the_group_writes_a_version_compares_and_notes_a_disagreement(page: Page) -> None:
    enter(page, "ines")
    first_proposal(page)
    page.get_by_role("link", name="Écrire une nouvelle version").click()
    page.get_by_label(re.compile("^Paragraphe 1 ")).fill("À quatorze heures, la cour brûle.")
    page.get_by_role("button", name="Publier cette version").click()
    page.get_by_role("link", name="Ce qui a changé (4)").click()
    expect(page.locator("ins").first).to_be_visible()
    first_proposal(page)
    page.get_by_role("link", name="Noter un désaccord").click()
    page.get_by_label("Sur quoi").fill("Faut-il un point d'eau ?")
    page.get_by_label("Première position").fill("Oui.")
    page.get_by_label("Seconde position").fill("Non, l'eau manque.")
    page.get_by_role("button", name="Publier ce désaccord").click()
    expect(page.get_by_text("Faut-il un point d'eau ?")).to_be_visible()
    assert "Un désaccord du groupe est noté" in newest_acts(page)


def test_the_group_asks_a_service_and_submits_an_option(page: Page) -> None:
    enter(page, "elodie")
    page.goto(f"{LIVE}propositions/")
    page.get_by_role("link", name="Les chemins de fraîcheur").click()
    page.get_by_role("link", name="Demander l’avis d’un service").click()
    page.get_by_label("À quel service ?").select_option("eau")
    page.get_by_role("button", name="Demander cet avis").click()
    expect(page.get_by_text("L'avis est demandé")).to_be_visible()
    page.get_by_role("link", name="Soumettre à l’assemblée").click()
    page.get_by_role("button", name="Soumettre cette proposition").click()
    expect(page.get_by_text("La proposition est soumise")).to_be_visible()
    assert "Une proposition est soumise à l'arbitrage" in newest_acts(page)


def test_the_group_proposes_somebody_to_hear_and_notes_another_s_agreement(page: Page) -> None:
    enter(page, "ines")
    page.goto(f"{LIVE}auditions/")
    page.get_by_role("link", name=re.compile("Gardien de parc")).click()
    page.get_by_role("link", name="Noter son accord et ses intérêts").click()
    page.get_by_label("Quels intérêts").fill("Employé par la Ville.")
    page.get_by_role("button", name="Enregistrer l'accord").click()
    page.get_by_role("link", name="Fixer la date").click()
    page.get_by_label(re.compile("Session 3")).check()
    page.get_by_role("button", name="Fixer cette date").click()
    expect(page.get_by_role("link", name=re.compile("Session 3"))).to_be_visible()
    page.goto(f"{LIVE}auditions/")
    page.get_by_role("link", name="Proposer une audition").click()
    page.get_by_label("Qui est cette personne").fill("Infirmière scolaire")
    page.get_by_label("par son métier").check()
    page.get_by_label("Pourquoi l'entendre ?").fill("Elle voit les enfants.")
    page.get_by_role("button", name="Proposer cette audition").click()
    expect(page.get_by_text("L'audition est proposée.")).to_be_visible()
    assert "Le groupe de proposition propose d'entendre quelqu'un." in newest_acts(page)


def test_the_organiser_imports_a_list_after_seeing_what_each_line_does(
    page: Page, axe: str
) -> None:
    enter(page, "helene")
    page.goto("/bureau/poitiers-2026/places/")
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
    page.goto("/bureau/poitiers-2026/")
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


def test_anyone_follows_by_e_mail_and_confirms_from_the_message(page: Page) -> None:
    page.goto(LIVE)
    page.get_by_role("link", name="Suivre cette édition").click()
    page.get_by_label("Votre adresse électronique").fill("voisine@exemple.invalid")
    page.get_by_role("button", name="M'envoyer un message").click()
    expect(page.get_by_text("Ouvrez le message envoyé à cette adresse")).to_be_visible()
    page.get_by_role("link", name="Messages envoyés").click()
    page.get_by_text("À confirmer : ").first.click()
    told = page.get_by_text(re.compile("/demandes/")).first.inner_text()
    page.goto(re.search(r"/demandes/[\w-]+/", told)[0])
    page.get_by_role("button", name="Oui, je veux suivre").click()
    expect(page.get_by_text("C'est confirmé")).to_be_visible()


def test_anyone_adds_a_question_for_a_hearing(page: Page) -> None:
    page.goto(f"{LIVE}auditions/")
    page.get_by_role("link", name=re.compile("bailleur social")).click()
    page.get_by_role("link", name="Ajouter une question").click()
    page.get_by_label("Votre question").fill("Et les caves ?")
    page.get_by_role("button", name="Ajouter cette question").click()
    expect(page.get_by_text("Et les caves ?").first).to_be_visible()
    assert "Une question est ajoutée pour une audition." in newest_acts(page)


def test_a_city_service_gives_its_opinion(page: Page) -> None:
    enter(page, "farid")
    page.get_by_role("link", name=re.compile("Donner l.avis")).first.click()
    page.get_by_label("Sous conditions").check()
    page.get_by_label("Pourquoi ?").fill("Une étude de sol est nécessaire.")
    page.get_by_role("button", name="Publier l'avis").click()
    expect(page.get_by_role("alert")).to_contain_text("Un avis sous conditions dit lesquelles")
    page.get_by_label("À quelles conditions ?").fill("Une étude de sol avant juin.")
    page.get_by_role("button", name="Publier l'avis").click()
    expect(page.get_by_text("Une étude de sol avant juin.")).to_be_visible()
    assert "Un service de la Ville donne son avis." in newest_acts(page)


def test_the_committee_prepares_the_group_s_next_meeting(page: Page) -> None:
    enter(page, "joel")
    page.goto(f"{LIVE}sessions/")
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
    page.goto(f"{LIVE}sessions/")
    page.get_by_role("link", name=re.compile("Session 3")).first.click()
    page.get_by_role("link", name="Préparer").click()
    page.get_by_role("link", name="Composer les tables").click()
    page.get_by_role("button", name="Composer les tables").click()
    expect(page.get_by_text("Ronde 1")).to_be_visible()
    page.get_by_role("link", name="Changer l’ordre du jour").click()
    page.get_by_label("Durée du point 1, en minutes").fill("35")
    page.get_by_role("button", name="Enregistrer l'ordre du jour").click()
    assert "L'ordre du jour est établi." in newest_acts(page)
    first_proposal(page)
    expect(page.get_by_role("link", name="Proposer un amendement")).to_have_count(0)
    page.goto(page.url + "amendement/")
    page.get_by_label("Les mots que vous proposez").fill("Autre chose.")
    page.get_by_label("Pourquoi ?").fill("Parce que.")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Proposer cet amendement").click()
    expect(page.get_by_role("alert")).to_contain_text("ne touche pas au fond")


def test_an_elected_member_amends_and_argues_like_anyone_of_the_assembly(page: Page) -> None:
    enter(page, "driss")
    page.goto(f"{LIVE}propositions/")
    page.get_by_role("link", name="Le réseau des lieux frais").click()
    page.get_by_role("link", name="Donner un argument").click()
    page.get_by_label("Contre").check()
    page.get_by_label("Votre argument", exact=True).fill("Qui ouvre la porte le dimanche ?")
    page.get_by_role("button", name="Publier cet argument").click()
    expect(page.get_by_text("Qui ouvre la porte le dimanche ?")).to_be_visible()
    assert "Un argument est donné." in newest_acts(page)


def test_the_followup_group_assesses_beside_the_city_and_asks_for_a_return(page: Page) -> None:
    enter(page, "karim")
    page.goto("/editions/poitiers-2022/suivi/")
    expect(page.get_by_text("en retard").first).to_be_visible()
    page.locator("main .days a").first.click()
    page.get_by_role("link", name="Donner l’avis du groupe").click()
    page.get_by_label("En quelques mots").fill("insuffisant")
    page.get_by_label("Pourquoi ?").fill("Le bilan manque encore.")
    page.get_by_role("button", name="Publier cet avis").click()
    expect(page.get_by_text("Le bilan manque encore.").first).to_be_visible()
    assert "Une action est évaluée." in newest_acts(page)


def test_the_organiser_enters_the_answer_that_was_missing(page: Page) -> None:
    page.goto("/editions/poitiers-2022/conseil/")
    expect(page.get_by_text("Refus non motivé à ce jour.")).to_have_count(1)
    enter(page, "helene")
    page.goto("/bureau/poitiers-2022/conseil/")
    row = page.get_by_role("listitem").filter(has_text="refus non motivé à ce jour")
    row.get_by_role("link", name=re.compile("Saisir la réponse")).click()
    page.get_by_label("refusé").check()
    page.get_by_label("Raison").fill("Le coût d'entretien dépasse la somme réservée.")
    page.get_by_label("Préparé par (fonction)").fill("Direction des finances")
    page.get_by_label("Validé par (fonction)").fill("Maire")
    page.get_by_role("button", name="Publier la réponse").click()
    page.goto("/editions/poitiers-2022/conseil/")
    expect(page.get_by_text("Refus non motivé à ce jour.")).to_have_count(0)
    assert "Le conseil municipal répond à un point." in newest_acts(page)


def test_minutes_are_written_from_the_day_and_corrected(page: Page) -> None:
    enter(page, "helene")
    page.goto("/bureau/poitiers-2024/sessions/")
    page.get_by_role("link", name=re.compile("Voir : Session 2")).click()
    page.get_by_role("link", name="Compte rendu").click()
    page.get_by_label("Compte rendu").fill("Compte rendu corrigé : deux noms de rue.")
    page.get_by_role("button", name="Enregistrer cette version").click()
    page.get_by_role("link", name="Publier le compte rendu").click()
    page.get_by_label("Préparé par (fonction)").fill("Comité de méthodologie")
    page.get_by_label("Validé par (fonction)").fill("Adjointe")
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("Le compte rendu est publié.")).to_be_visible()
    assert "Le compte rendu est publié (version 2)." in newest_acts(page)


def test_anyone_asks_a_service_and_it_answers_in_public(page: Page) -> None:
    page.goto(f"{LIVE}questions/")
    expect(page.get_by_text("réponse avant le").first).to_be_visible()
    page.get_by_role("link", name="Poser une question").click()
    page.get_by_label("À qui ?").select_option("service:education-batiments")
    page.get_by_label("Votre question, en une phrase").fill("Les cours ouvrent-elles l'été ?")
    page.get_by_label("Ce que vous voulez savoir").fill("Les enfants n'ont pas d'ombre en août.")
    page.get_by_role("button", name="Poser cette question").click()
    expect(page.get_by_text("La réponse est attendue avant le")).to_be_visible()
    asked = page.url
    assert "Une question est posée" in newest_acts(page)
    enter(page, "farid")
    page.goto(asked)
    page.get_by_role("link", name="Répondre à cette question").click()
    page.get_by_label("Réponse", exact=True).fill("Oui, deux soirs par semaine.")
    page.get_by_label("Qui répond (fonction)").fill("Directeur de l'éducation")
    page.get_by_label("Validé par (fonction)").fill("Adjointe à l'éducation")
    page.get_by_role("button", name="Publier la réponse").click()
    expect(page.get_by_text("Oui, deux soirs par semaine.").first).to_be_visible()
    assert "Une réponse est donnée à une question." in newest_acts(page)
