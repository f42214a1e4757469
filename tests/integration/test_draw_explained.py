"""The notice of a draw: what the law asks to be told, with the figures of the draw itself, in every
state and in both languages."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.integration import test_draw
from tests.integration.test_draw import ANNOUNCED, HERE, Table

from alienor.cores.sortition import METHODS, Instance, Quota, Respondent, fair_distribution
from alienor.platform.accounts.open import open_account
from alienor.platform.acts import guard
from alienor.procedures.draw import draw_group, seat_panel
from alienor.stages.bodies.actions import accept_seat
from alienor.stages.draw.actions import accept_relaxation, annul_draw, publish_draw
from alienor.stages.draw.freezing import freeze_draw
from alienor.stages.draw.models import Draw
from alienor.stages.draw.queries import chance_range
from alienor.stages.founding.actions import change_contact
from alienor.surfaces.public import explaining

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

table = test_draw.table
ARTICLES = ("L311-3-1", "L312-1-3", "R311-3-1-1", "R311-3-1-2")
PARTS = (
    "nombres", "pourquoi", "etapes", "decide", "egales", "donnees", "renoncer", "verifier",
    "demander", "loi",
)  # fmt: skip


def address(draw: Draw | None, language: str = "fr") -> str:
    with translation.override(language):
        if draw is None:
            return reverse("public:draw_explained", args=["essai"])
        return reverse("public:one_draw_explained", args=["essai", draw.number])


def page_of(draw: Draw | None, language: str = "fr") -> str:
    answer = Client().get(address(draw, language))
    assert answer.status_code == 200
    return str(answer.content.decode())


def words_of(draw: Draw | None, language: str = "fr") -> str:
    """What is read on the page, as one line; its parts and the law are on every one."""
    page = page_of(draw, language)
    for part in PARTS:
        assert page.count(f'id="{part}"') == 1
        assert re.search(rf'id="{part}"><(summary><)?h2>', page)
    main = page.split("<main")[1].split("</main>")[0]
    said = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))
    for article in ARTICLES:
        assert article in said
    assert "%(" not in said
    assert "{" not in said
    return said


def facts_of(draw: Draw | None, language: str = "fr") -> dict[str, str]:
    """The figures of the draw, by what they are called."""
    parts = page_of(draw, language).split('<dl class="facts pairs">')[1:]
    text = "".join(part.split("</dl>")[0] for part in parts)
    text = re.sub(r"<span popover.*?</span>|<a href.*?</a>", "", text)
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", text, re.DOTALL)
    return {_plain(name): _plain(value) for name, value in rows}


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


@pytest.fixture
def group(table: Table) -> Any:
    """How a group is drawn, balanced by some features or by none."""

    def made(*balance: str) -> Draw:
        assembly = table.drawn()
        seats = seat_panel(draw_id=assembly.pk, **table.facts)
        for seat in seats:
            accept_seat(seat_id=seat.pk, **table.facts)
        table.volunteer("proposition_group", seats[:9])
        return draw_group(
            edition_id=table.world.edition.pk,
            body="proposition_group",
            announced=ANNOUNCED,
            balance=balance,
            **table.facts,
        )

    return made


def test_before_a_draw_is_prepared_the_page_tells_of_the_rules(table: Table) -> None:
    said = words_of(None)
    assert "Ce tirage n’est pas encore préparé" in said
    facts = facts_of(None)
    assert facts["Places à tirer"] == "12"
    assert facts["Critères"] == "âge, sexe"
    assert facts["Quotas"] == "pas encore proposés"
    assert "Chance la plus faible" not in facts
    assert "Parts inventées pour ces essais" in said
    assert "tout le monde pourra refaire ce tirage" in said
    assert "This draw is not prepared yet" in words_of(None, "en")


def test_while_it_is_prepared_quotas_are_there_and_may_still_change(table: Table) -> None:
    draw = table.prepared()
    assert "Ce tirage est en préparation" in words_of(draw)
    assert facts_of(draw)["Quotas"] == str(len(draw.quotas)) == "5"
    assert facts_of(draw)["Personnes qui ont donné leur accord"] == (
        "la liste n’est pas encore fermée"
    )
    assert facts_of(draw) == facts_of(None)


def test_once_closed_every_figure_is_that_of_the_draw(table: Table) -> None:
    for _ in range(4):
        table.accept("under_30", "woman")
    draw = table.frozen()
    facts = facts_of(draw)
    assert facts["Personnes qui ont donné leur accord"] == "34"
    assert facts["Équipes numérotées"] == "1 000" and draw.panels_text.count("\n") == 1000
    assert facts["Programme"] == draw.code
    spread = chance_range(draw)
    assert spread is not None
    lowest, highest = (round(1000 * one) for one in spread)
    assert f"({lowest} équipes sur 1 000)" in facts["Chance la plus faible"]
    assert f"({highest} équipes sur 1 000)" in facts["Chance la plus forte"]
    assert facts["Méthode"].startswith("Leximin La chance la plus faible")
    said = words_of(draw)
    assert "Les boules ne sont pas encore tombées" in said
    assert ANNOUNCED in said
    assert "on ne peut pas rendre les chances plus égales" in said
    assert "Personnes appelées jusqu’ici" not in said
    assert "The balls have not fallen yet" in words_of(draw, "en")
    assert facts_of(draw, "en")["People who agreed"] == "34"


def test_after_the_balls_the_page_shows_them_and_who_was_called(table: Table) -> None:
    draw = table.drawn()
    said = words_of(draw)
    assert "L’équipe numéro 407 a été désignée" in said
    assert 'class="ball">4</span>' in page_of(draw)
    assert "Personnes appelées jusqu’ici : 0. Personnes qui attendent encore : 18." in said
    draw = publish_draw(draw_id=draw.pk, **table.facts)
    assert "tiré et publié" in words_of(draw)
    assert "The program does not choose between them" not in words_of(draw, "en")
    assert "The balls point to the panel. They alone." in words_of(draw, "en")


def test_quotas_that_were_loosened_are_told_with_their_reason(table: Table) -> None:
    draw = table.prepared()
    accept_relaxation(
        draw_id=draw.pk,
        feature="age",
        value="under_30",
        bound="minimum",
        to=1,
        reason=HERE,
        **table.facts,
    )
    assert facts_of(draw)["Changements de quotas"] == "1, publié avec sa raison"
    said = words_of(draw)
    assert "de 3 à 6 personnes, devenu de 1 à 6." in said
    assert HERE in said


def test_a_pool_kept_whole_says_that_no_quota_applies(table: Table) -> None:
    table.pool = table.pool[:8]
    draw = table.frozen_thin()
    assert draw.everyone_kept
    said = words_of(draw)
    assert "une personne de chacun est gardée." in said
    assert "Aucun quota : les foyers sont trop peu nombreux." in said
    assert "on ne peut pas rendre les chances plus égales" not in said
    facts = facts_of(draw)
    assert facts["Places à tirer"] == "8 sur 12 prévues"
    assert facts["Quotas"] == "aucun n’a pu être appliqué"
    assert facts["Chance la plus faible"] == "100 sur 100 (1 000 équipes sur 1 000)"
    assert "one person of each is kept" in words_of(draw, "en")


def test_an_annulled_draw_names_nobody_and_the_next_one_is_told_by_default(table: Table) -> None:
    first = annul_draw(draw_id=table.drawn().pk, reason="Une boule est tombée.", **table.facts)
    said = words_of(first)
    assert "Ce tirage a été annulé : il ne désigne personne." in said
    assert "Une boule est tombée." in said
    assert 'class="ball"' not in page_of(first)
    assert "Ce tirage n’est pas encore préparé" in words_of(None)
    second = table.frozen()
    assert f"Tirage {second.number}" in words_of(None)


def test_a_step_that_ended_without_a_draw_is_told(table: Table) -> None:
    with guard.lifted():
        table.world.edition.steps.filter(code="draw").update(completed_at=table.world.clock.now())
    assert "Aucun tirage au sort n’a été tenu ici" in words_of(None)


def test_a_group_is_told_by_its_own_criteria_and_without_households(group: Any) -> None:
    draw = group("sex")
    said = words_of(draw)
    assert "parmi les volontaires de l’assemblée" in said
    assert "Ce sont celles du tirage de l’assemblée." in said
    assert "foyer" not in said
    facts = facts_of(draw)
    assert facts["Volontaires"] == "9"
    assert facts["Places à tirer"] == "4"
    assert facts["Critères"] == "sexe"


def test_a_plain_lot_has_no_quotas_and_one_chance_for_all(group: Any) -> None:
    draw = group()
    said = words_of(draw)
    assert "il n’y a pas de quotas, chaque personne a la même chance." in said
    assert "Aucun critère ne pèse plus" not in said
    assert "Dans ce tirage, chaque personne a 44 chances sur 100." in said
    assert facts_of(draw)["Critères"] == facts_of(draw)["Quotas"] == "aucun"


def test_a_method_that_proves_nothing_is_not_said_to_have_proven(table: Table) -> None:
    draw = table.prepared(method="stratified")
    freeze_draw(draw_id=draw.pk, pool=table.pool, announced=ANNOUNCED, **table.facts)
    said = words_of(draw)
    assert "Les quotas sont remplis un à un" in said
    assert "il n’est pas prouvé que l’on ne puisse pas faire mieux" in said
    assert "Leximin" not in said


def test_every_method_has_words() -> None:
    assert set(explaining.METHODS) == set(METHODS)


def test_the_example_is_what_the_program_computes() -> None:
    groups = explaining.EXAMPLE
    assert (sum(one.people for one in groups), sum(one.seats for one in groups)) == (10, 4)
    found = fair_distribution(
        Instance(
            quotas=tuple(
                Quota(feature="side", value=str(n), minimum=one.seats, maximum=one.seats)
                for n, one in enumerate(groups)
            ),
            respondents=tuple(
                Respondent(id=f"{n}-{person}", values={"side": str(n)})
                for n, one in enumerate(groups)
                for person in range(one.people)
            ),
            seats=4,
        )
    )
    for n, one in enumerate(groups):
        assert {
            round(100 * chance) for ident, chance in found.chances.items() if ident[0] == str(n)
        } == {one.in_a_hundred}


def test_the_page_says_whom_to_ask(table: Table) -> None:
    change_contact(phone="05 49 00 00 01", email="tirage@exemple.invalid", **table.facts)
    main = page_of(None).split("<main")[1].split("</main>")[0]
    assert "tirage@exemple.invalid" in main
    assert "CADA" in main
    assert "CNIL" in main


def test_links_lead_to_it_from_the_draw_ones_own_page_and_the_help(table: Table) -> None:
    draw = table.frozen()
    client = Client()
    public = client.get(reverse("public:draw", args=["essai"])).content.decode()
    assert address(draw) in public
    assert address(None) in public
    assert address(None) in client.get(reverse("public:help")).content.decode()
    client.force_login(open_account(table.pool[0].person_id))
    assert address(draw) in client.get(reverse("member:home")).content.decode()
    assert client.get(address(draw)).status_code == 200


def test_an_edition_or_a_draw_that_does_not_exist_is_not_found(table: Table) -> None:
    assert Client().get("/editions/aucune/tirage/comment/").status_code == 404
    assert Client().get("/editions/essai/tirage/9/comment/").status_code == 404


@pytest.mark.parametrize(
    ("start", "title"),
    [
        ("", "Le tirage au sort : notice technique"),
        ("/en", "The draw by lot: technical notice"),
    ],
)
def test_the_technical_notice_is_read_on_the_site(client: Client, start: str, title: str) -> None:
    page = client.get(f"{start}/tirage/notice-technique/").content.decode()
    assert f"<h1>{title}</h1>" in page
    assert page.count("<h1>") == 1
    assert "<table>" in page
    assert "<pre>" not in page
    assert "leximin" in page
    parts = re.findall(r'<h2 id="([^"]+)">', page)
    assert len(parts) == len(set(parts)) == page.count("<h2")
    assert all(f'<a href="#{part}">' in page for part in parts)
