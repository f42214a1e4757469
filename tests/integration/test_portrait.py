"""The portrait of a draw before and after it, against counts made by hand, and what a clerk does."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.integration import test_draw
from tests.integration.test_draw import AGES, BORN, HERE, SEXES, Accepted, Table, acts_of

from alienor.cores.sortition import Instance, Quota, Respondent, read_panels
from alienor.platform.accounts.open import open_account
from alienor.platform.acts import guard
from alienor.platform.people.records import Identity, change_identity
from alienor.procedures.draw import (
    draw_group,
    freeze_pool,
    pool_outlook,
    replace_member,
    seat_panel,
)
from alienor.stages.bodies.actions import accept_seat, decline_seat
from alienor.stages.draw import suggestions
from alienor.stages.draw.models import Draw
from alienor.stages.draw.portrait import ProspectCell, feature_prospect
from alienor.stages.draw.queries import entries_on_panel, portrait, progress, prospect
from alienor.stages.draw.suggestions import outlook_of
from alienor.stages.recruitment.actions import record_reply
from alienor.stages.recruitment.queries import pool_of
from alienor.surfaces.office.todo import todo_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

table = test_draw.table


def agree(table: Table, number: int, age: str, sex: str) -> None:
    """Somebody agrees to be drawn."""
    record_reply(
        edition_id=table.world.edition.pk,
        through="phone",
        identity=Identity(
            given_name="Prénom-Secret",
            family_name=f"Exemple {number}",
            email=f"r{number}@exemple.invalid",
            birth_year=BORN[age],
        ),
        profile={"age": age, "sex": sex},
        **table.facts,
    )


def people(table: Table, *groups: tuple[int, str, str]) -> None:
    """So many people of each age and sex agree."""
    all_of_them = [(age, sex) for count, age, sex in groups for _ in range(count)]
    for number, (age, sex) in enumerate(all_of_them):
        agree(table, number, age, sex)


def balanced(table: Table) -> None:
    people(table, *((5, age, sex) for age in AGES for sex in SEXES))


def at_the_desk(table: Table, name: str = "helene") -> Client:
    client = Client()
    client.force_login(open_account(table.world.people[name]))
    return client


def words(client: Client, name: str, *arguments: Any, language: str = "fr") -> str:
    """What is read in the main part of a page, as one line."""
    with translation.override(language):
        address = reverse(name, args=["essai", *arguments])
    answer = client.get(address)
    assert answer.status_code == 200
    main = answer.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main))).replace(" .", ".")


def row(feature: str, value: str, share: str, low: int, high: int) -> dict[str, Any]:
    return {
        "feature": feature, "value": value, "census_share": share, "minimum": low, "maximum": high,
    }  # fmt: skip


def test_every_panel_holds_what_quotas_and_pool_leave_open() -> None:
    quotas = [row("sex", "woman", "52.1", 1, 3), row("sex", "man", "47.9", 0, 4)]
    pool = [Accepted(person_id=n, values={"sex": "woman"}) for n in range(6)]
    pool += [Accepted(person_id=10 + n, values={"sex": "man"}, household="h") for n in range(2)]
    found = feature_prospect("sex", quotas=quotas, pool=pool, seats=4, average={})
    # Two men of one household: one seat at most; so three women at least, and three at most.
    assert [(cell.least, cell.most) for cell in found.cells] == [(3, 3), (1, 1)]
    assert [(cell.pool, cell.pool_share) for cell in found.cells] == [(6, 75.0), (2, 25.0)]
    asked = feature_prospect("sex", quotas=quotas, pool=pool, seats=4, average=None)
    assert [(cell.least, cell.most) for cell in asked.cells] == [(1, 3), (0, 4)]
    assert [cell.average for cell in asked.cells] == [None, None]


def test_the_average_panel_is_the_sum_of_chances() -> None:
    # Two seats for one woman and three men. By quota one woman: she is certain, a man has 1/3.
    one = [Respondent(id="w", values={"sex": "woman"})]
    three = [Respondent(id=f"m{n}", values={"sex": "man"}) for n in range(3)]
    for most, least, average in ((1, 1, (1.0, 1.0)), (1, 0, (0.5, 1.5))):
        seen = outlook_of(
            Instance(
                quotas=(
                    Quota(feature="sex", value="woman", minimum=least, maximum=most),
                    Quota(feature="sex", value="man", minimum=0, maximum=2),
                ),
                respondents=(*one, *three),
                seats=2,
            )
        )
        assert seen.average is not None
        got = seen.average["sex", "woman"], seen.average["sex", "man"]
        assert got == pytest.approx(average, abs=1e-6)
    assert seen.lowest == pytest.approx(0.5)
    assert seen.bound == pytest.approx(0.5)


def test_what_was_expected_is_what_the_numbered_panels_hold(table: Table) -> None:
    people(table, (20, AGES[0], "woman"), (6, AGES[1], "man"), (6, AGES[2], "man"))
    draw = test_draw.prepare_draw(edition_id=table.world.edition.pk, **table.facts)
    pool = pool_of(draw.edition)
    expected = {
        (one.feature, cell.value): cell
        for one in prospect(draw, pool, pool_outlook(draw))
        for cell in one.cells
    }
    frozen = freeze_pool(draw_id=draw.pk, announced=test_draw.ANNOUNCED, **table.facts)
    values = {member.person_id: member.values for member in pool}
    tokens = {entry.token: values[entry.person_id] for entry in frozen.entries.all()}
    panels = read_panels(frozen.panels_text)
    for (feature, value), cell in expected.items():
        held = Counter(sum(tokens[one][feature] == value for one in panel) for panel in panels)
        assert cell.least <= min(held) and max(held) <= cell.most
        mean = sum(count * times for count, times in held.items()) / len(panels)
        assert mean == pytest.approx(cell.average, abs=0.05)


def test_a_pool_kept_whole_says_what_it_holds(table: Table) -> None:
    table.pool = [Accepted(person_id=n, values={"age": AGES[0], "sex": "woman"}) for n in range(3)]
    table.pool += [
        Accepted(person_id=10 + n, values={"age": AGES[1], "sex": sex}, household="h")
        for n, sex in enumerate(SEXES)
    ]
    draw = table.prepared()
    age, sex = prospect(draw, table.pool, test_draw.outlook(draw, table.pool))
    assert (age.seats, sex.seats) == (4, 4)
    assert [(one.least, one.most, one.average) for one in age.cells] == [
        (3, 3, 3.0), (1, 1, 1.0), (0, 0, 0.0),
    ]  # fmt: skip
    assert [(one.least, one.most, one.average) for one in sex.cells] == [(3, 4, 3.5), (0, 1, 0.5)]


@pytest.mark.parametrize(
    ("census", "pool", "said"),
    [(22.0, 11.0, True), (11.0, 22.0, True), (22.0, 16.0, False), (1.0, 2.5, False),
     (5.0, 0.0, True), (None, 40.0, False)],
)  # fmt: skip
def test_far_from_the_town_is_half_as_much_again_and_two_points(
    census: float | None, pool: float, said: bool
) -> None:
    cell = ProspectCell(
        value="a", census=census, pool=1, pool_share=pool, least=0, most=1, average=None
    )
    assert cell.out_of_balance is said


@pytest.mark.usefixtures("second_factor")
def test_the_desk_shows_the_portrait_before_the_draw_and_computes_it_once(
    table: Table, monkeypatch: Any
) -> None:
    people(table, (20, AGES[0], "woman"), (6, AGES[1], "man"), (6, AGES[2], "man"))
    draw = table.prepared()
    ran = []
    real = suggestions.compute_within
    monkeypatch.setattr(
        suggestions,
        "compute_within",
        lambda *given, **facts: ran.append(given) or real(*given, **facts),
    )
    suggestions._outlook.cache_clear()
    desk = at_the_desk(table)
    said = words(desk, "office:draw", draw.number)
    assert len(ran) == 1
    # 20 of 32 agreements, and 3 to 6 of 12 seats by the quotas.
    line = "Âge, moins de 30 ans : 33,4 % de la ville, 62,5 % des accords, de 3 à 6 places sur 12."
    assert line in said.replace("\xa0", " ")
    assert "part en moyenne, sur toutes les équipes" in said
    assert "20 (62,5 %)" in said.replace("\xa0", " ")
    assert "25 à 50 %" in said
    english = words(desk, "office:draw", draw.number, language="en").replace("\xa0", " ")
    assert "Age, under 30: 33.4% of the city, 62.5% of the agreements, 3 to 6 seats" in english
    assert "Whom the panel will resemble" in english
    assert len(ran) == 1
    public = words(Client(), "public:draw")
    assert "62,5" not in public and "Qui a été tiré au sort ?" not in public


@pytest.mark.usefixtures("second_factor")
def test_while_no_panel_is_possible_the_portrait_says_what_is_asked_and_promises_nothing(
    table: Table,
) -> None:
    people(table, (1, AGES[0], "woman"), (2, AGES[1], "woman"), (24, AGES[2], "man"))
    draw = table.prepared()
    said = words(at_the_desk(table), "office:draw", draw.number).replace("\xa0", " ")
    assert "on ne peut pas encore dire à qui elle ressemblera" in said
    line = (
        "3,7 % des accords ; les quotas demandent de 3 à 6 places sur 12, et les accords comptent"
    )
    assert f"{line} 1 personne." in said
    assert "part que les quotas demandent au moins" in said
    assert "des accords, de 3 à 6 places sur 12" not in said


@pytest.mark.usefixtures("second_factor")
def test_the_panel_stands_beside_town_and_pool_on_desk_and_public_page(table: Table) -> None:
    balanced(table)
    draw = table.prepared()
    draw = freeze_pool(draw_id=draw.pk, announced=test_draw.ANNOUNCED, **table.facts)
    desk = at_the_desk(table)
    bound = "aucune méthode ne peut donner à tout le monde plus de 40 chances sur 100"
    for said in (words(desk, "office:draw", draw.number), words(Client(), "public:draw")):
        assert "Chaque personne a la même chance : 40 sur 100." in said
        assert bound in said and "aussi haute que possible" in said
        assert "Qui a été tiré au sort ?" not in said
    draw = table.held(draw)
    assert {cell.panel for one in portrait(draw) for cell in one.cells} == {None}
    for language, same, hidden in (
        ("fr", "Chaque personne a la même chance : 40 sur 100.", "non publié"),
        ("en", "Everybody has the same chance: 40 in 100.", "not published"),
    ):
        inside = words(desk, "office:draw", draw.number, language=language)
        public = words(Client(), "public:draw", language=language)
        assert same in inside and same in public
        assert hidden in public
        assert hidden not in inside, "organisers see the pool"


def test_the_public_page_says_how_near_the_town_the_panel_is(table: Table) -> None:
    draw = table.drawn()
    with test_draw.guard.lifted():
        Draw.objects.filter(pk=draw.pk).update(
            pool_counts=draw.pool_counts | {"sex": {"woman": 60, "man": 40}},
            panel_counts=draw.panel_counts | {"sex": {"woman": 27, "man": 23}},
        )
    said = words(Client(), "public:draw")
    assert "s’écartent de la ville de 1,9 points au plus (sexe, " in said
    assert "de 7,9 points (sexe, " in said
    assert "Les chiffres qui ne le sont pas peuvent s’en écarter davantage." in said
    assert "27 (54,0 %)" in said.replace("\xa0", " ")
    with test_draw.guard.lifted():
        ages = dict.fromkeys(AGES, 20)
        Draw.objects.filter(pk=draw.pk).update(
            pool_counts={"age": ages, "sex": {"woman": 60, "man": 40}},
            panel_counts={"age": ages, "sex": {"woman": 27, "man": 23}},
        )
    caches["pages"].clear()
    said = words(Client(), "public:draw")
    assert "Parmi les chiffres publiés" in said and "davantage" not in said
    assert "Les quotas, eux, sont publics" in said


@pytest.mark.usefixtures("second_factor")
def test_a_pool_kept_whole_is_told_so_and_other_people_are_invited_first(table: Table) -> None:
    people(table, (5, AGES[0], "woman"), (4, AGES[1], "man"))
    draw = table.prepared()
    desk = at_the_desk(table)
    said = words(desk, "office:draw", draw.number)
    assert said.index("Inviter d’autres personnes") < said.rindex("Fixer le tirage")
    assert "5 places sur 9." in said
    assert "L’article 14 demande 24 accords" in said  # two for each of the twelve seats
    freeze_pool(draw_id=draw.pk, announced=test_draw.ANNOUNCED, derogation=HERE, **table.facts)
    for page in (words(desk, "office:draw", draw.number), words(Client(), "public:draw")):
        assert "le sort ne départage que les personnes d’un même foyer" in page
        assert "aucune méthode" not in page


@pytest.mark.usefixtures("second_factor")
def test_all_suggested_relaxations_are_accepted_at_once_or_none(table: Table) -> None:
    people(table, (1, AGES[0], "woman"), (2, AGES[1], "woman"), (24, AGES[2], "man"))
    draw = table.prepared()
    seen = pool_outlook(draw)
    assert seen is not None and len(seen.suggested) > 1
    desk = at_the_desk(table)
    assert "Tout accepter" in words(desk, "office:draw", draw.number)
    address = reverse("office:relax_quota", args=["essai", draw.number])
    form = {
        name: [getattr(one, name) for one in seen.suggested]
        for name in ("feature", "value", "bound", "to")
    }
    wrong = form | {"to": [*form["to"][:-1], 12 if form["bound"][-1] == "minimum" else 0]}
    assert desk.post(address, wrong | {"reason": HERE}).status_code == 422
    assert desk.post(address, form | {"reason": HERE, "to": form["to"][1:]}).status_code == 404
    assert acts_of("quota_changed/1") == []
    assert desk.post(address, form | {"reason": HERE}).status_code == 302
    assert len(acts_of("quota_changed/1")) == len(seen.suggested)
    draw.refresh_from_db()
    after = pool_outlook(draw)
    assert after is not None and after.report.outcome == "drawable"


def work(*, unemployed: int, most: int) -> Instance:
    """Twelve seats for four unemployed people and twenty others, of whom so many fit."""
    jobs = ["unemployed"] * 4 + ["employed"] * 20
    return Instance(
        seats=12,
        quotas=(
            Quota(feature="work", value="unemployed", minimum=unemployed, maximum=6),
            Quota(feature="work", value="employed", minimum=0, maximum=most),
        ),
        respondents=tuple(
            Respondent(id=str(n), values={"work": job}, household="") for n, job in enumerate(jobs)
        ),
    )


@pytest.mark.parametrize(("most", "suggested"), [(8, 0), (9, 1), (12, 1)])
def test_a_loosening_is_suggested_where_it_changes_a_chance(most: int, suggested: int) -> None:
    """Eight others at most leave four seats to the four unemployed whatever their own quota."""
    seen = outlook_of(work(unemployed=4, most=most))
    assert len(seen.suggested) == suggested


def test_a_loosening_is_no_wider_than_what_changes_a_chance() -> None:
    """Four places for forty people give each of them little, and no wider bound of the young adds
    to it: the others fill no more."""
    groups = {"young": (2, 4, 6), "middle": (40, 0, 4), "old": (6, 0, 6)}
    ages = [age for age, (people, _, _) in groups.items() for _ in range(people)]
    instance = Instance(
        seats=12,
        quotas=tuple(
            Quota(feature="age", value=age, minimum=least, maximum=most)
            for age, (_, least, most) in groups.items()
        ),
        respondents=tuple(
            Respondent(id=str(n), values={"age": age}, household="") for n, age in enumerate(ages)
        ),
    )
    seen = outlook_of(instance)
    assert [(one.value, one.to) for one in seen.suggested] == [("young", 2)]


@pytest.mark.usefixtures("second_factor")
def test_the_reason_offered_for_a_loosening_is_true(table: Table) -> None:
    people(table, (3, AGES[0], "woman"), (12, AGES[1], "man"), (12, AGES[2], "woman"))
    address = reverse("office:draw", args=["essai", table.prepared().number])
    page = at_the_desk(table).get(address).content.decode()
    assert "Des équipes respectent tous les quotas" in page
    assert "ne permettent pas de respecter" not in page
    assert "Ce quota prendrait toutes les personnes d&#x27;un groupe" in page


@pytest.mark.usefixtures("second_factor")
def test_a_group_is_pictured_in_the_order_of_the_rules_and_whole_at_the_desk(table: Table) -> None:
    seats = seat_panel(draw_id=table.drawn().pk, **table.facts)
    for seat in seats:
        accept_seat(seat_id=seat.pk, **table.facts)
    table.volunteer("proposition_group", seats[:9])
    desk, address = (
        at_the_desk(table),
        reverse("office:draw_group", args=["essai", "proposition_group"]),
    )
    form = desk.get(address).content.decode()
    assert "<fieldset><legend>Le groupe ressemble aux volontaires par" in form
    group = draw_group(
        edition_id=table.world.edition.pk,
        body="proposition_group",
        announced=test_draw.ANNOUNCED,
        balance=("sex", "age"),
        **table.facts,
    )
    group = table.held(group, (9, 9, 9))
    said = words(desk, "office:draw", group.number)
    shown = said[said.index("Qui a été tiré au sort ?") :]
    labels = ["moins de 30 ans", "30 à 44 ans", "45 à 59 ans", "femme", "homme"]
    places = [shown.index(label) for label in labels]
    assert places == sorted(places)
    assert "non publié" not in said
    assert "Ces chiffres sont pour le bureau" in said
    assert "non publié" in words(Client(), "public:draw")
    chaired = words(at_the_desk(table, "chair"), "office:draw", group.number)
    assert "Qui a été tiré au sort ?" not in chaired


def waiting(table: Table) -> dict[str, str]:
    """What the desk says of the drawn seats of the assembly, and where each line leads."""
    lines = [one for one in todo_of(table.world.edition) if one.sentence.startswith("Assemblée :")]
    drawn = ("tirés au sort", "liste complémentaire")
    return {one.sentence: one.address for one in lines if any(w in one.sentence for w in drawn)}


def where_to_fill(table: Table) -> str:
    """Where the desk leads whoever misses drawn seats of the assembly."""
    (address,) = waiting(table).values()
    return address


@pytest.mark.usefixtures("second_factor")
def test_missing_drawn_seats_lead_to_the_draw_then_to_its_reserve(table: Table) -> None:
    draws = reverse("office:draws", args=["essai"])
    assert where_to_fill(table) == draws
    draw = table.drawn()
    page = reverse("office:draw", args=["essai", draw.number]) + "#panel"
    assert where_to_fill(table) == page
    desk = at_the_desk(table)
    offer = reverse("office:offer_seats", args=["essai", draw.number])
    assert offer in desk.get(page).content.decode()
    seats = seat_panel(draw_id=draw.pk, **table.facts)
    assert waiting(table) == {}, "nobody is missing while everybody still may answer"
    assert offer not in desk.get(page).content.decode()
    again = desk.post(offer, follow=True).content.decode()
    assert "Rien n&#x27;a changé : les places étaient déjà proposées." in again
    for seat in seats[2:]:
        accept_seat(seat_id=seat.pk, **table.facts)
    decline_seat(seat_id=seats[0].pk, **table.facts)
    one = reverse("office:replace_drawn", args=["essai", draw.number, seats[0].public_id])
    assert where_to_fill(table) == one
    first = next(line for line in todo_of(table.world.edition) if line.address == one)
    assert first.sentence == "Assemblée : 1 place laissée libre attend la liste complémentaire"
    assert first.urgent, "it comes before what may wait"
    said = words(desk, "office:draw", draw.number)
    assert (
        "12 personnes sont sur la liste. 1 a décliné ou est partie, et reste à remplacer." in said
    )
    assert "quitté la liste" not in said
    seats_page = desk.get(reverse("office:seats", args=["essai"])).content.decode()
    assert f'href="{one}"' in seats_page and "Pourvoir par le tirage" in seats_page
    decline_seat(seat_id=seats[1].pk, **table.facts)
    assert where_to_fill(table) == page
    for seat in seats[:2]:
        replace_member(seat_id=seat.pk, reason="", **table.facts)
    assert waiting(table) == {}, "two people have not answered yet"
    said = words(desk, "office:draw", draw.number)
    assert "2 remplacements depuis. Tous les quotas restent respectés." in said
    assert "2 y sont venues de la liste complémentaire. 2 ont déjà quitté la liste." in said


@pytest.mark.usefixtures("second_factor")
def test_the_people_drawn_are_listed_by_family_name(table: Table) -> None:
    draw = table.drawn()
    names = [("Zoé", "Élan"), ("Céline", "Exemple"), ("Colette", "Exemple"), ("Ana", "Émile")]
    for entry, (given, family) in zip(entries_on_panel(draw), names, strict=False):
        who = Identity(given_name=given, family_name=family)
        with guard.lifted():
            change_identity(entry.person_id, who)
    said = words(at_the_desk(table), "office:draw", draw.number)
    listed = ["Élan Zoé", "Émile Ana", "Exemple Céline", "Exemple Colette"]
    places = [said.index(name) for name in listed]
    assert places == sorted(places)


def test_without_anybody_on_the_reserve_a_place_is_offered_freely(table: Table) -> None:
    del table.pool[12:]
    draw = table.held(table.frozen_thin())
    assert progress(draw).reserve == 0
    seats = seat_panel(draw_id=draw.pk, **table.facts)
    for seat in seats[1:]:
        accept_seat(seat_id=seat.pk, **table.facts)
    decline_seat(seat_id=seats[0].pk, **table.facts)
    assert where_to_fill(table) == reverse("office:appoint", args=["essai", "assembly"])
