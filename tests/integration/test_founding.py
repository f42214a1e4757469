"""Founding: a first run without the demonstration, rules read line by line, texts, roles."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alienor.cores import rules
from alienor.platform.access.roles import grants_on, roles_of
from alienor.platform.accounts.open import open_account
from alienor.platform.errors import Invalid, NotAllowed, RuleForbids, WrongState
from alienor.platform.people.actions import enter_person
from alienor.platform.people.records import Identity, find_person, identity_of
from alienor.platform.register.models import Entry
from alienor.procedures.appointing import entrust
from alienor.stages.founding import actions
from alienor.stages.founding.queries import city as the_city
from alienor.stages.founding.queries import editions, path_of, rules_of, rules_versions_of
from alienor.surfaces.first_run import first_run_code
from alienor.surfaces.office.views import by_date
from alienor.surfaces.sentences import sentence

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

FIRST = {
    "city": "Poitiers",
    "insee": "86194",
    "given_name": "Hélène",
    "family_name": "Exemple",
    "email": "helene@exemple.invalid",
    "password": "quatre mots bien ordinaires",
    "edition": "Première assemblée",
    "template": "neutral",
}


def test_the_wizard_opens_an_empty_instance_once(db: None, client: Client) -> None:
    address = reverse("first_run")
    assert client.get("/").headers["Location"] == address
    assert client.get(address).status_code == 200
    for wrong in ({"code": "00000000"}, {"code": ""}):
        assert client.post(address, {**FIRST, **wrong}).status_code == 422
        assert the_city() is None
    short = client.post(address, {**FIRST, "code": first_run_code(), "password": "court"})
    assert short.status_code == 422
    assert the_city() is None
    done = client.post(address, {**FIRST, "code": first_run_code()})
    assert done.headers["Location"] == reverse("office:home")
    assert the_city().name == "Poitiers"
    assert [edition.title for edition in editions()] == ["Première assemblée"]
    assert client.get(address).headers["Location"] == reverse("public:home")
    again = client.post(address, {**FIRST, "city": "Tours", "code": first_run_code()})
    assert again.headers["Location"] == reverse("public:home")
    assert the_city().name == "Poitiers"


@pytest.mark.parametrize("template", rules.template_names())
def test_every_template_founds_an_edition(world: Any, template: str) -> None:
    made = actions.found_edition(
        title=f"D'après {template}", rules=rules.template_text(template), **world.by("helene")
    )
    assert made.rules.number == 1


def test_a_malformed_rulebook_is_refused_with_every_fault_and_its_line(
    world: Any, client: Client, second_factor: None
) -> None:
    text = rules.template_text("poitiers-2022")
    broken = text.replace("count = 20", 'count = "vingt"', 1).replace(
        'college = "', 'colege = "', 1
    )
    assert broken != text
    with pytest.raises(Invalid, match="rules_invalid") as refusal:
        actions.adopt_rules(
            edition_id=world.edition.pk, rules=broken, reason="Essai.", **world.by("helene")
        )
    assert refusal.value.params["faults"]
    client.force_login(open_account(world.people["helene"]))
    for unreadable in (broken, "pas du TOML [", ""):
        page = client.post(
            reverse("office:adopt_rules", args=["essai"]),
            {"rules": unreadable, "reason": "Essai."},
        )
        assert page.status_code == 422
    assert len(rules_versions_of(world.edition)) == 1


def test_figures_and_districts_change_without_the_text_of_the_rules(
    world: Any, client: Client, second_factor: None
) -> None:
    client.force_login(open_account(world.people["helene"]))
    address = reverse("office:change_figures", args=["essai"])
    form = client.get(address).context["form"]
    sent = {name: value for name, value in form.initial.items() if value is not False}
    unchanged = client.post(address, {**sent, "reason": "Rien."})
    assert "rien n&#x27;a changé" in unchanged.content.decode()
    sent |= {
        "body.assembly.seats.0.count": "60",
        "poll.final_vote.majority.fraction": "2/3",
        "reason": "Le conseil l'a voulu.",
    }
    wrong = client.post(address, {**sent, "district": "Nord ; 60\nSud"})
    assert wrong.status_code == 422
    assert "Ligne 2, « Sud »" in wrong.content.decode()
    wrong = client.post(address, {**sent, "district": "Nord ; 60\nSud ; 10"})
    assert wrong.status_code == 422
    assert rules_of(world.edition).body("assembly").seats[0].count == 100
    done = client.post(
        address,
        {
            **sent,
            "district": "Nord ; 60,5\nSud ; 39,5 %",
            "district-origin": "INSEE, 2024",
            "district-invented": "",
        },
    )
    assert done.status_code == 302, done.content.decode()
    world.edition.refresh_from_db()
    rulebook = rules_of(world.edition)
    assert rulebook.body("assembly").seats[0].count == rulebook.draw.seats == 60
    (district,) = [one for one in rulebook.draw.feature if one.code == "district"]
    assert [str(one.share) for one in district.value] == ["60.5", "39.5"]
    assert not district.invented
    assert rules_versions_of(world.edition)[0].number == 2


def test_a_change_of_the_rules_says_why_and_later_acts_cite_it(world: Any) -> None:
    text = rules.template_text("poitiers-2022") + "\n# autre\n"
    with pytest.raises(Invalid, match="reason_required"):
        actions.adopt_rules(edition_id=world.edition.pk, rules=text, **world.by("helene"))
    before = world.edition.rules_digest
    actions.adopt_rules(
        edition_id=world.edition.pk, rules=text, reason="Plus clair.", **world.by("helene")
    )
    world.edition.refresh_from_db()
    assert world.edition.rules_digest != before


def test_a_step_out_of_order_names_the_article_and_opens_only_by_a_derogation(
    world: Any, client: Client, second_factor: None
) -> None:
    facts = {"edition_id": world.edition.pk, **world.by("helene")}
    with pytest.raises(RuleForbids) as refusal:
        actions.start_step(step="session_2", **facts)
    assert refusal.value.article
    assert not refusal.value.absolute
    client.force_login(open_account(world.people["helene"]))
    address = reverse("office:step", args=["essai", "session_2"])
    offered = client.post(address, {"move": "start"})
    assert offered.status_code == 409
    assert "Déroger et dire pourquoi" in offered.content.decode()
    done = client.post(address, {"move": "start", "derogation": "La salle est prise après."})
    assert done.status_code == 302
    page = client.get(reverse("public:rules", args=["essai"])).content.decode()
    assert "La salle est prise après." in page


def test_steps_move_once_and_unknown_ones_are_said_so(world: Any) -> None:
    facts = {"edition_id": world.edition.pk, **world.by("helene")}
    first = world.edition.steps.order_by("position").first().code
    actions.start_step(step=first, **facts)
    with pytest.raises(WrongState):
        actions.start_step(step=first, **facts)
    actions.complete_step(step=first, **facts)
    with pytest.raises(WrongState):
        actions.complete_step(step=first, **facts)
    with pytest.raises(Invalid, match="unknown_step"):
        actions.plan_step(step="nulle_part", planned_on=date(2026, 5, 1), **facts)


def test_completing_a_step_that_never_started_starts_it_first(world: Any) -> None:
    facts = {"edition_id": world.edition.pk, **world.by("helene")}
    actions.complete_step(step="founding", **facts)
    kinds = ("step_started/1", "step_completed/1")
    assert [one.kind for one in Entry.objects.filter(kind__in=kinds).order_by("index")] == [*kinds]
    with pytest.raises(RuleForbids) as refusal:
        actions.complete_step(step="draw", **facts)
    said = [one.code for one in refusal.value.params["breaches"]]
    assert said == ["step_too_early", "draw_not_held"]
    assert sentence(refusal.value).count("dérogez") == 1


def test_the_desk_says_the_next_steps_of_a_new_edition_in_order(
    world: Any, client: Client, second_factor: None
) -> None:
    client.force_login(open_account(world.people["helene"]))
    desk, facts = reverse("office:edition", args=["essai"]), {"edition_id": world.edition.pk}
    for step in ("founding", "recruitment"):
        said = client.get(desk).content.decode()
        assert f"Prochaine étape : {rules_of(world.edition).step(step).label.fr}" in said
        assert reverse("office:step", args=["essai", step]) in said
        actions.start_step(step=step, **facts, **world.by("helene"))
        assert "Une fois finie, achevez-la" in client.get(desk).content.decode()
        actions.complete_step(step=step, **facts, **world.by("helene"))


def test_a_step_of_the_calendar_stands_at_its_date(world: Any) -> None:
    facts = {"edition_id": world.edition.pk, **world.by("helene")}
    actions.plan_step(step="founding", planned_on=date(2026, 5, 1), **facts)
    actions.plan_step(step="draw", planned_on=date(2026, 3, 1), **facts)
    order = [item.rule.code for item in by_date(path_of(world.edition))]
    assert order.index("draw") < order.index("founding")
    assert order.index("founding") < order.index("recruitment")


def test_a_title_that_is_taken_asks_for_another_title(
    world: Any, client: Client, second_factor: None
) -> None:
    client.force_login(open_account(world.people["helene"]))
    form = {"title": "Essai", "template": "neutral"}
    refused = client.post(reverse("office:found_edition"), form)
    assert refused.status_code == 422
    assert "choisissez un autre titre" in refused.content.decode()
    assert refused.context["form"].errors["title"]


def test_founding_texts_and_commitments_are_published_from_the_desk(
    world: Any, client: Client, second_factor: None
) -> None:
    client.force_login(open_account(world.people["helene"]))
    client.post(
        reverse("office:link_document", args=["essai"]),
        {
            "kind": "creation",
            "title": "Délibération de création",
            "author": "Conseil municipal",
            "dated": "2022-03-07",
            "text": "Le conseil crée l'assemblée.",
        },
    )
    client.post(
        reverse("office:make_commitment", args=["essai"]),
        {"text": "La Ville répond à chaque point.", "due": "2026-12-01", "budget_euros": "50000"},
    )
    page = client.get(reverse("public:edition", args=["essai"])).content.decode()
    assert "Délibération de création" in page
    assert "La Ville répond à chaque point." in page
    for fault in ({"kind": "loi"}, {"title": ""}, {"dated": "hier"}):
        sent = {"kind": "creation", "title": "T", "author": "A", "dated": "2022-03-07", "text": "X"}
        refused = client.post(reverse("office:link_document", args=["essai"]), {**sent, **fault})
        assert refused.status_code == 422


def test_roles_are_given_and_taken_back_at_the_desk(
    world: Any, client: Client, second_factor: None
) -> None:
    client.force_login(open_account(world.people["helene"]))
    address = reverse("office:give_role", args=["essai"])
    person = {"given_name": "Farida", "family_name": "Exemple", "email": "farida@exemple.invalid"}
    for wrong in ({"role": "city_service"}, {"role": "chair", "email": ""}, {"role": "mayor"}):
        assert client.post(address, {**person, **wrong}).status_code == 422
    client.post(address, {**person, "role": "city_service", "detail": "Eau potable"})
    client.post(address, {**person, "role": "organiser"})
    farida = find_person(email="farida@exemple.invalid")
    grants = {grant.role: grant for grant in grants_on(world.edition).filter(person_id=farida)}
    assert grants["city_service"].detail == "Eau potable"
    assert grants["city_service"].edition_id == world.edition.pk
    assert grants["organiser"].edition_id is None
    page = client.get(reverse("office:roles", args=["essai"])).content.decode()
    assert "Farida Exemple" in page
    client.post(reverse("office:end_role", args=["essai", grants["city_service"].public_id]))
    assert not grants_on(world.edition).filter(pk=grants["city_service"].pk)
    gone = client.post(reverse("office:end_role", args=["essai", "none"]))
    assert gone.status_code == 404


def test_nobody_gives_themself_a_role(world: Any) -> None:
    for name in ("aicha", "joel", "ines", "claire", "farid"):
        with pytest.raises(NotAllowed):
            entrust(role="organiser", identity=identity_of(world.people[name]), **world.by(name))
        assert "organiser" not in roles_of(world.actor(name), world.edition)


def test_a_person_who_asks_is_erased_and_the_last_organiser_is_not(
    world: Any, client: Client, second_factor: None
) -> None:
    client.force_login(open_account(world.people["helene"]))
    address = reverse("office:erase_person", args=["essai"])
    sent = {"email": "aicha@exemple.invalid", "reason": "request"}
    assert client.post(address, sent).status_code == 422  # not sure
    unknown = client.post(address, {**sent, "email": "nul@exemple.invalid", "sure": "on"})
    assert "Personne n&#x27;est connu" in unknown.content.decode()
    assert client.post(address, {**sent, "sure": "on"}).status_code == 302
    assert identity_of(world.people["aicha"]).full_name == ""
    listed = enter_person(
        identity=Identity(given_name="Mado", reference="A-12"), **world.by("helene")
    )
    client.post(address, {"reference": "a-12", "reason": "mistake", "sure": "on"})
    assert identity_of(listed.pk).full_name == ""
    last = client.post(address, {**sent, "email": "helene@exemple.invalid", "sure": "on"})
    assert last.status_code == 422
    assert identity_of(world.people["helene"]).given_name == "Hélène"
