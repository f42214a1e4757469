"""What the members of the assembly do: drawn, volunteers, elected members, agents."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    LIVE,
    at_the_desk,
    close_and_publish,
    end_day,
    enter,
    newest_acts,
    offer_place,
    open_day,
    open_vote,
    read,
    who_is,
)

pytestmark = pytest.mark.browser


def test_a_drawn_resident_says_they_come_and_what_they_need(page: Page) -> None:
    enter(page, "aicha")
    page.get_by_role("button", name="Oui, je viens").first.click()
    expect(page.get_by_text("Vous pouvez changer d’avis")).to_be_visible()
    page.get_by_text("De quoi avez-vous besoin ?").first.click()
    page.get_by_label("Garde d’enfants").first.check()
    page.get_by_role("button", name="Envoyer").first.click()
    expect(page.get_by_text("Seule la personne chargée de l’accueil").first).to_be_visible()
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
    for address in ("/moi/votes/", "/moi/coordonnees/", "/moi/adresse/"):
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
    page.get_by_role("button", name=re.compile("Non$")).first.click()
    expect(page.get_by_text("C’est noté.")).to_be_visible()
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


def test_a_drawn_resident_reads_their_draw_and_their_chance(page: Page) -> None:
    enter(page, "aicha")
    # The lot of the demonstration is drawn anew each time it is played.
    drawn = re.compile("^Vous avez été (tirée ou tiré au sort|appelée ou appelé depuis la liste)")
    expect(page.get_by_text(drawn).first).to_be_visible()
    chance = re.compile(r"Votre chance .* était donc d’environ \d+ sur 100|place était certaine")
    expect(page.get_by_text(chance).first).to_be_visible()
    page.get_by_text("Vérifier que mes réponses sont celles du tirage").last.click()
    expect(page.get_by_text("Quartier", exact=True)).to_be_visible()
    code = page.get_by_text(re.compile(r"^[0-9a-f]{4}-[0-9a-f]{4}$")).last.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Le fichier des engagements").last.click()
    commitments = download.value.path().read_text()
    assert code.replace("-", "") in commitments


def test_a_drawn_resident_declines_a_session(page: Page) -> None:
    enter(page, "aicha")
    session = page.locator("section", has=page.get_by_role("link", name=re.compile("^Session 3")))
    session.get_by_role("button", name=re.compile("Non$")).click()
    expect(page.get_by_text("C’est noté.")).to_be_visible()
    expect(session.get_by_role("button", name="✓ Non")).to_be_visible()
    assert "Une personne dit si elle vient" in newest_acts(page)


def test_residents_answer_a_roll_call_from_their_own_page(page: Page) -> None:
    """The rules let them vote on criteria by hands or paper, at session 2: the desk derogates. An
    elected member is there too, and these rules do not let him vote."""
    people = [who_is(page, role).name for role in ("aicha", "bruno", "driss")]
    enter(page, "helene")
    day = open_day(page, *people)
    question = "Ajoutez-vous le critère : la joie d’y passer ?"
    vote = open_vote(
        page,
        kind="Critères pour juger les propositions",
        question=question,
        channel="par appel nominal",
        derogation="Un critère a été oublié, et chacun veut répondre à son nom.",
    )
    for role, answer in (("aicha", "Pour"), ("bruno", "Contre")):
        enter(page, role)
        card = page.locator("section.card", has=page.get_by_role("link", name=question))
        card.get_by_label("Abstention", exact=True).check()
        card.get_by_label(answer, exact=True).check()  # a slip is put right before it is sent
        card.get_by_role("button", name="Voter", exact=True).click()
        expect(page.get_by_text("Votre réponse est enregistrée.")).to_be_visible()
        expect(page.get_by_text("Vous avez répondu : ").first).to_be_visible()
        assert "Une réponse à l'appel nominal est enregistrée." in newest_acts(page)
    enter(page, "driss")
    expect(page.get_by_role("heading", name="Mes votes")).to_be_visible()
    expect(page.get_by_role("link", name=question)).to_have_count(0)
    enter(page, "helene")
    close_and_publish(page, vote)
    end_day(page, day, "Nous garderons cinq critères.")
    enter(page, "bruno")
    page.get_by_role("link", name="Tous mes votes").click()
    past = page.get_by_role("listitem").filter(has_text=question)
    expect(past.first).to_contain_text("1 pour, 1 contre")


def test_the_group_answers_a_roll_call_as_its_rules_say(page: Page) -> None:
    enter(page, "helene")
    question = "Sommes-nous prêts pour la session 3 ?"
    vote = open_vote(
        page,
        kind="Vote indicatif du groupe de proposition",
        question=question,
        channel="par appel nominal",
    )
    for role in ("ines", "elodie"):
        enter(page, role)
        page.get_by_label("Pour", exact=True).check()
        page.get_by_role("button", name="Voter", exact=True).click()
        expect(page.get_by_text("Votre réponse est enregistrée.")).to_be_visible()
    assert "Une réponse à l'appel nominal est enregistrée." in newest_acts(page)
    enter(page, "helene")
    close_and_publish(page, vote)
    assert "Le résultat d'un vote est publié." in newest_acts(page)


@pytest.mark.parametrize(
    ("role", "college"),
    [("driss", "élue ou élu de la majorité"), ("elodie", "agente ou agent de la Ville")],
)
def test_an_elected_member_and_an_agent_see_their_seats_and_their_days(
    page: Page, role: str, college: str
) -> None:
    enter(page, role)
    seat = page.get_by_role("listitem").filter(has_text=f"Assemblée ({college}), {LIVE}")
    expect(seat).to_be_visible()
    page.get_by_role("link", name=re.compile("^Session 3")).first.click()
    expect(page.get_by_role("heading", name=re.compile("Session 3"))).to_be_visible()
    expect(page.get_by_role("heading", name="Ordre du jour")).to_be_visible()


@pytest.mark.parametrize(
    ("role", "college", "called"),
    [
        ("driss", "élues et élus de la majorité", "élues et élus"),
        ("elodie", "agentes et agents de la Ville", "agentes et agents"),
    ],
)
def test_an_elected_member_and_an_agent_decline_a_place_offered_to_them(
    page: Page, role: str, college: str, called: str
) -> None:
    person = who_is(page, role)
    enter(page, "helene")
    at_the_desk(page)
    page.get_by_text(re.compile(r"^et \d+ autres$")).click()
    page.get_by_role("link", name=re.compile(f"Pourvoir : Groupe de suivi.*{called}")).click()
    offer_place(page, person, college=college)
    enter(page, role)
    offer = page.locator("section", has_text="groupe de suivi").filter(
        has=page.get_by_role("link", name="Non, je décline")
    )
    offer.get_by_role("link", name="Non, je décline").click()
    page.get_by_role("button", name="Oui, je décline").click()
    expect(page.get_by_text("la place ira à une autre personne").first).to_be_visible()
    assert f"Une place proposée est déclinée (groupe de suivi, {college})" in newest_acts(page)


def test_an_elected_member_answers_the_question_that_she_was_asked(page: Page) -> None:
    driss = who_is(page, "driss")
    read(page, "Poser une question")
    named = page.get_by_role("option", name=driss.name)
    page.get_by_label("À qui ?").select_option(value=named.get_attribute("value"))
    page.get_by_label("Votre question, en une phrase").fill("Qui paie l'arrosage des arbres ?")
    page.get_by_label("Ce que vous voulez savoir").fill("Les arbres plantés ont soif en juillet.")
    page.get_by_role("button", name="Poser cette question").click()
    expect(page.get_by_text("La réponse est attendue avant le")).to_be_visible()
    page.get_by_role("link", name="Mon espace").click()
    page.get_by_role("link", name=re.compile("Répondre : « Qui paie l’arrosage")).first.click()
    page.get_by_label("Réponse", exact=True).fill("La Ville, sur le budget des jardins.")
    page.get_by_label("Qui répond (fonction)").fill("Conseillère déléguée au budget")
    page.get_by_label("Validé par (fonction)").fill("Adjointe à la démocratie locale")
    page.get_by_role("button", name="Publier la réponse").click()
    expect(page.get_by_text("La Ville, sur le budget des jardins.").first).to_be_visible()
    assert "Une réponse est donnée à une question." in newest_acts(page)


def test_an_agent_answers_for_the_service_that_was_entrusted_to_her(page: Page) -> None:
    elodie = who_is(page, "elodie")
    enter(page, "helene")
    at_the_desk(page)
    page.get_by_text("Réglages avancés").click()
    page.get_by_role("link", name="Rôles et services").click()
    page.get_by_role("link", name="Confier un rôle").click()
    page.get_by_label("Les services de la Ville").check()
    page.get_by_label("Nom du service").fill("Espace public")
    page.get_by_label("Prénom").fill(elodie.given_name)
    page.get_by_label("Nom", exact=True).fill(elodie.family_name)
    page.get_by_label("Adresse électronique").fill(elodie.email)
    page.get_by_role("button", name="Confier ce rôle").click()
    read(page, "Poser une question")
    page.get_by_label("À qui ?").select_option(label="Espace public")
    page.get_by_label("Votre question, en une phrase").fill("Quand la voirie ouvre-t-elle la rue ?")
    page.get_by_label("Ce que vous voulez savoir").fill("Les travaux commencent avant l'été.")
    page.get_by_role("button", name="Poser cette question").click()
    enter(page, "elodie")
    page.get_by_role("link", name=re.compile("Répondre : « Quand la voirie")).first.click()
    page.get_by_label("Réponse", exact=True).fill("Le trois mai.")
    page.get_by_label("Qui répond (fonction)").fill("Agente de la voirie")
    page.get_by_label("Validé par (fonction)").fill("Adjoint à l'espace public")
    page.get_by_role("button", name="Publier la réponse").click()
    expect(page.get_by_text("Le trois mai.").first).to_be_visible()
    assert "Une réponse est donnée à une question." in newest_acts(page)
