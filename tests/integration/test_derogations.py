"""A refusal that is not absolute offers "Déroger et dire pourquoi", and the reason is published."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.integration.test_draw import (  # noqa: F401  # `table` is a fixture
    AGES,
    ANNOUNCED,
    ANNOUNCING,
    BALLS,
    BORN,
    SEXES,
    WITNESSES,
    Table,
    table,
)
from tests.integration.test_importing import listed
from tests.integration.test_polls import EVERYBODY, draft

from alienor.cores.rules.breaches import breach_codes
from alienor.platform.accounts.open import open_account
from alienor.platform.acts import guard
from alienor.platform.people.records import Identity
from alienor.platform.register.models import Entry
from alienor.procedures.draw import freeze_pool
from alienor.stages.bodies.actions import accept_seat, decline_seat, offer_seat
from alienor.stages.draw.actions import prepare_draw
from alienor.stages.draw.queries import entries_on_panel
from alienor.stages.founding.actions import complete_step
from alienor.stages.founding.queries import derogations_of
from alienor.stages.proposals.deliberating import Point, compose_final_text
from alienor.stages.proposals.models import FinalText
from alienor.stages.recruitment.actions import record_reply
from alienor.stages.sessions import preparing

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

WHY = "La salle n'est libre que ce jour-là."
# Those that no page offers to lift: absolute refusals, a body that the rules give to a vote (it is
# not asked), a seat that is only missing, a secret vote that waits for paper with a sentence.
NEVER_OFFERED = {
    "poll_decides_nothing",
    "method_decides_nothing",
    "body_takes_no_decision",
    "body_touches_no_substance",
    "sessions_missing",
    "sessions_lowered",
    "begun_step_removed",
    "subject_vote_moved",
    "wrong_body",
    "seats_missing",
    "secret_on_open_channel",
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A page, what leads it to be refused, and the breach. `furnish` gives (arguments, form)."""

    breach: str
    page: str
    furnish: Callable[[Any], tuple[list[Any], dict[str, Any]]]
    where: str = "world"
    status: int = 409


def early_step(_world: Any) -> tuple[list[Any], dict[str, Any]]:
    return ["essai", "session_1"], {"move": "start"}


def day(world: Any, *kinds: str) -> Any:
    starts = world.clock.now() + timedelta(days=10)
    made = preparing.plan_session(
        edition_id=world.edition.pk,
        kind="session",
        step="session_1",
        number=1,
        title="Choisir notre sujet",
        starts_at=starts,
        ends_at=starts + timedelta(hours=8),
        place="Grande halle",
        **world.by("helene"),
    )
    items = [preparing.Item(kind=kind, title="Un moment", minutes=30) for kind in kinds]
    return preparing.set_agenda(session_id=made.pk, items=items, **world.by("helene"))


def no_meal(world: Any) -> tuple[list[Any], dict[str, Any]]:
    return ["essai", day(world, "plenary").public_id], {}


def meal_dropped(world: Any) -> tuple[list[Any], dict[str, Any]]:
    made = preparing.announce_session(session_id=day(world, "meal").pk, **world.by("helene"))
    item = {"title": "Une plénière", "kind": "plenary", "minutes": 60, "lead": "", "order": 1}
    form = {f"1-{name}": value for name, value in item.items()}
    return ["essai", made.public_id], form


def early_day(world: Any) -> tuple[list[Any], dict[str, Any]]:
    made = preparing.announce_session(session_id=day(world, "meal").pk, **world.by("helene"))
    return ["essai", made.public_id], {"early": "on"}


def undrawn(held: Table) -> tuple[list[Any], dict[str, Any]]:
    held.prepared()
    return ["essai", "draw"], {"move": "complete"}


def topic_on_paper(_world: Any) -> tuple[list[Any], dict[str, Any]]:
    words = {"title": "Des bancs ?", "description": "Partout."}
    return ["essai"], {"channel": "paper", **words}


def topic_on_the_site(_world: Any) -> tuple[list[Any], dict[str, Any]]:
    return ["essai"], {"title": "Des bancs ?", "description": "Partout."}


def adopted_text(world: Any) -> tuple[list[Any], dict[str, Any]]:
    compose_final_text(
        edition_id=world.edition.pk,
        title="Le texte",
        points=[Point(key="c1", title="Un", text="La Ville plante.")],
        **world.by("helene"),
    )
    with guard.lifted():
        FinalText.objects.update(state=FinalText.State.ADOPTED)
    return ["essai"], {"letter": "Voici."}


def far_quota(world: Any) -> tuple[list[Any], dict[str, Any]]:
    draw = prepare_draw(edition_id=world.edition.pk, **world.by("helene"))
    row = draw.quotas[0]
    bounds = {"minimum": 0, "maximum": row["maximum"], "reason": "Peu de réponses."}
    return ["essai", draw.number, row["feature"], row["value"]], bounds


def vote_without_a_day(world: Any) -> tuple[list[Any], dict[str, Any]]:
    world.change_rules(
        ('elected_majority = "none"', 'elected_majority = "seated"'), after="[poll.amendment]"
    )
    poll = draft(world, "amendment", step="session_2", matter="amendment:essai")
    return ["essai", poll.public_id], {"channel": "hands"}


def vote_of_another_step(world: Any) -> tuple[list[Any], dict[str, Any]]:
    world.open_day("session_1", *EVERYBODY)
    poll = draft(world, "amendment", step="session_1", matter="amendment:essai")
    return ["essai", poll.public_id], {"channel": "hands"}


def vote_by_roll_call(world: Any) -> tuple[list[Any], dict[str, Any]]:
    world.open_day("session_2", *EVERYBODY, number=2)
    poll = draft(world, "amendment", step="session_2", matter="amendment:essai")
    return ["essai", poll.public_id], {"channel": "roll_call"}


def appointed(
    _world: Any, college: str, name: str = "zoe", given_name: str = "Zoé"
) -> tuple[list[Any], dict[str, Any]]:
    person = {"given_name": given_name, "family_name": "Exemple"}
    form = {**person, "email": f"{name}@exemple.invalid", "college": college}
    return ["essai", "proposition_group"], form


def one_agent_more(world: Any) -> tuple[list[Any], dict[str, Any]]:
    for number in range(4):
        world.newcomer(f"agent{number}")
        world.seat(f"agent{number}", "proposition_group", "agent")
    return appointed(world, "agent")


def one_of_the_majority_more(world: Any) -> tuple[list[Any], dict[str, Any]]:
    for number in range(4):
        world.newcomer(f"elue{number}")
        world.seat(f"elue{number}", "proposition_group", "elected_majority")
    return appointed(world, "elected_majority")


def list_of_people(_world: Any) -> tuple[list[Any], dict[str, Any]]:
    joel = ("Joël", "Exemple", "joel@exemple.invalid", "", "drawn", "")
    file = SimpleUploadedFile("liste.csv", listed(joel))
    return ["essai", "proposition_group"], {"file": file, "accepted": "on"}


def gather(held: Table, people: int) -> None:
    for number in range(people):
        record_reply(
            edition_id=held.world.edition.pk,
            through="phone",
            identity=Identity(
                given_name="Prénom",
                family_name=f"Exemple {number}",
                email=f"r{number}@exemple.invalid",
                birth_year=BORN[AGES[number % 3]],
            ),
            profile={"age": AGES[number % 3], "sex": SEXES[number % 2]},
            **held.facts,
        )


def thin_pool(held: Table) -> tuple[list[Any], dict[str, Any]]:
    gather(held, 20)
    return ["essai", held.prepared().number], ANNOUNCING


def frozen(held: Table) -> Any:
    gather(held, 26)
    return freeze_pool(draw_id=held.prepared().pk, announced=ANNOUNCED, **held.facts)


def balls_too_early(held: Table) -> tuple[list[Any], dict[str, Any]]:
    draw = frozen(held)
    complete_step(edition_id=held.world.edition.pk, step="draw", derogation="Essai.", **held.facts)
    return ["essai", draw.number], {"place": 1, "digit": BALLS[0]}


def vote_by_ranking(world: Any) -> tuple[list[Any], dict[str, Any]]:
    world.change_rules(("decisive = false", "decisive = true"), after="[poll.indicative]")
    form = {"kind": "indicative", "question": "Quand ?", "options": "Le matin\nLe soir"}
    return ["essai"], form | {"places": 1, "method": "schulze"}


def paper_too_early(held: Table) -> tuple[list[Any], dict[str, Any]]:
    place, _ball = balls_too_early(held)
    form: dict[str, Any] = {"first_witness": WITNESSES[0], "second_witness": WITNESSES[1]}
    for number, ball in enumerate(BALLS, start=1):
        form |= {f"ball_{number}": ball, f"again_{number}": ball}
    day_after = held.world.clock.now() + timedelta(days=1)
    return place, form | {"held_at": f"{day_after:%Y-%m-%dT%H:%M}"}


def seat_drawn(held: Table, person_id: int) -> Any:
    return offer_seat(
        edition_id=held.world.edition.pk,
        body="assembly",
        college="drawn",
        person_id=person_id,
        **held.facts,
    )


def panel_of_one_too_many(held: Table) -> tuple[list[Any], dict[str, Any]]:
    draw = held.held(frozen(held))
    seat_drawn(held, held.world.newcomer("zoe"))
    return ["essai", draw.number], {}


def replaced_already(held: Table) -> tuple[list[Any], dict[str, Any]]:
    draw = held.held(frozen(held))
    seats = [seat_drawn(held, entry.person_id) for entry in entries_on_panel(draw)]
    for seat in seats[1:]:
        accept_seat(seat_id=seat.pk, **held.facts)
    decline_seat(seat_id=seats[0].pk, **held.facts)
    seat_drawn(held, held.world.newcomer("zoe"))
    return ["essai", draw.number, seats[0].public_id], {}


CASES = [
    Case(breach="step_too_early", page="office:step", furnish=early_step),
    Case(breach="step_too_early", page="office:open_session", furnish=early_day),
    Case(breach="draw_not_held", page="office:step", furnish=undrawn, where="table"),
    Case(breach="convivial_missing", page="office:announce_session", furnish=no_meal),
    Case(breach="convivial_missing", page="office:set_agenda", furnish=meal_dropped),
    Case(breach="step_not_open", page="office:enter_topic", furnish=topic_on_paper),
    Case(breach="step_not_open", page="public:submit_topic", furnish=topic_on_the_site),
    Case(breach="step_not_open", page="office:transmit", furnish=adopted_text),
    Case(breach="step_not_open", page="office:enter_balls", furnish=balls_too_early, where="table"),
    Case(breach="step_not_open", page="office:paper_draw", furnish=paper_too_early, where="table"),
    Case(breach="quota_beyond_slack", page="office:change_quota", furnish=far_quota),
    Case(breach="pool_too_thin", page="office:freeze_draw", furnish=thin_pool, where="table"),
    Case(breach="no_open_day", page="office:open_poll", furnish=vote_without_a_day),
    Case(breach="wrong_step", page="office:open_poll", furnish=vote_of_another_step),
    Case(breach="channel_not_allowed", page="office:open_poll", furnish=vote_by_roll_call),
    Case(breach="method_not_of_the_rules", page="office:draft_poll", furnish=vote_by_ranking),
    Case(breach="seats_in_excess", page="office:appoint", furnish=one_agent_more),
    Case(breach="subquota_missing", page="office:appoint", furnish=one_of_the_majority_more),
    Case(
        breach="college_without_seat",
        page="office:appoint",
        furnish=lambda world: appointed(world, "volunteer"),
    ),
    Case(
        breach="outside_the_lot",
        page="office:appoint",
        furnish=lambda world: (["essai", "assembly"], appointed(world, "drawn")[1]),
    ),
    Case(
        breach="incompatible_bodies",
        page="office:appoint",
        furnish=lambda world: appointed(world, "drawn", "joel", "Joël"),
    ),
    Case(
        breach="incompatible_bodies",
        page="office:import_members",
        furnish=list_of_people,
        status=422,
    ),
    Case(
        breach="seats_in_excess",
        page="office:offer_seats",
        furnish=panel_of_one_too_many,
        where="table",
    ),
    Case(
        breach="seats_in_excess",
        page="office:replace_drawn",
        furnish=replaced_already,
        where="table",
    ),
]


def entered(world: Any, name: str = "helene") -> Client:
    client = Client()
    client.force_login(open_account(world.people[name]))
    return client


def sent_again(form: dict[str, Any]) -> dict[str, Any]:
    for value in form.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    return form


@pytest.mark.usefixtures("second_factor")
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.page}-{case.breach}")
def test_the_reason_lifts_the_refusal_and_is_published(
    request: pytest.FixtureRequest, case: Case
) -> None:
    found = request.getfixturevalue(case.where)
    world = found if case.where == "world" else found.world
    client = entered(world)
    arguments, form = case.furnish(found)
    address = reverse(case.page, args=arguments)
    size = Entry.objects.count()
    for reason in ({}, {"derogation": " "}):
        refused = client.post(address, {**sent_again(form), **reason})
        assert refused.status_code == case.status
        assert "Déroger et dire pourquoi</label>" in refused.content.decode(), "it is needed"
        assert Entry.objects.count() == size, "a refusal changes nothing"

    answer = client.post(address, {**sent_again(form), "derogation": WHY})
    if case.page == "office:import_members":
        assert Entry.objects.count() == size, "a preview writes nothing"
        hidden = {name: answer.context[name] for name in ("content",)}
        answer = client.post(address, {**hidden, **answer.context["sent"]})
    assert answer.status_code == 302

    codes = {one.breach: one for one in derogations_of(world.edition)}
    assert case.breach in codes
    derogation = codes[case.breach]
    assert str(derogation.reason) == WHY
    entry = Entry.objects.get(kind="derogated/1", subject=derogation.public_id)
    content = json.loads(bytes(entry.leaf))
    assert content["by"] == ["organiser"]
    assert content["articles"] == [derogation.article]
    assert content["act"]["reason"] == derogation.reason.digest
    page = Client().get(reverse("public:rules", args=["essai"])).content.decode()
    published = html.unescape(page).partition("Dérogations")[2]
    for words in (f"Article {derogation.article}", "l'équipe d'organisation", WHY):
        assert words in published


@pytest.mark.usefixtures("second_factor")
def test_a_reason_that_will_be_needed_is_asked_for_from_the_start(
    request: pytest.FixtureRequest,
) -> None:
    held = request.getfixturevalue("table")
    arguments, _ = thin_pool(held)
    address = reverse("office:freeze_draw", args=arguments)
    page = entered(held.world).get(address).content.decode()
    assert "20 personnes ont donné leur accord pour 12 places" in html.unescape(page)
    assert "Déroger et dire pourquoi</label>" in page
    page = entered(held.world, "chair").get(address).content.decode()
    assert "Déroger" not in page
    assert "Seule l'équipe d'organisation peut en décider autrement" in html.unescape(page)


def test_every_breach_that_a_reason_may_lift_has_its_case() -> None:
    assert {case.breach for case in CASES} | NEVER_OFFERED == set(breach_codes())


@pytest.mark.usefixtures("second_factor")
def test_whoever_may_not_derogate_is_not_offered_to(world: Any) -> None:
    arguments, form = no_meal(world)
    for name, status in (("joel", 409), ("ines", 403)):
        refused = entered(world, name).post(
            reverse("office:announce_session", args=arguments), form
        )
        assert refused.status_code == status
        assert "Déroger" not in refused.content.decode()
        assert not derogations_of(world.edition)
    arguments, form = topic_on_the_site(world)
    refused = entered(world, "aicha").post(reverse("public:submit_topic", args=arguments), form)
    assert refused.status_code == 409
    assert "Déroger" not in refused.content.decode()


@pytest.mark.usefixtures("second_factor")
def test_a_reason_sent_to_a_page_that_wants_none_is_left_aside(world: Any) -> None:
    form = {"text": "Répondre.", "derogation": WHY}
    answer = entered(world).post(reverse("office:make_commitment", args=["essai"]), form)
    assert answer.status_code == 302
    assert not derogations_of(world.edition)
