"""Seats: offered, accepted, declined, ended, replaced, and always held against the rules."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alienor.platform.accounts.open import open_account
from alienor.platform.errors import Invalid, NotAllowed, NotFound, RuleForbids, WrongState
from alienor.platform.people.records import Identity, identity_of
from alienor.platform.register.models import Entry
from alienor.procedures.appointing import appoint
from alienor.stages.bodies import actions
from alienor.stages.bodies.models import Seat
from alienor.stages.bodies.queries import composition_of, roles_from_seats, seats_of
from alienor.stages.founding.actions import complete_step, start_step
from alienor.stages.founding.queries import derogations_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

GROUP, COMMITTEE = "proposition_group", "methodology_committee"


def offer(world: Any, name: str, body: str, college: str, **facts: Any) -> Seat:
    if name not in world.people:
        world.newcomer(name)
    return actions.offer_seat(
        edition_id=world.edition.pk,
        body=body,
        college=college,
        person_id=world.people[name],
        **{**world.by("helene"), **facts},
    )


def line(world: Any, body: str, college: str) -> tuple[int, int, int]:
    """(filled, missing, in excess) on the line of a college."""
    found = next(
        one for one in composition_of(world.edition, body).lines if college in one.line.colleges
    )
    return found.filled, found.missing, found.excess


@pytest.fixture
def desk(world: Any, second_factor: None) -> Client:
    client = Client()
    client.force_login(open_account(world.people["helene"]))
    return client


def test_a_place_is_offered_then_accepted_by_the_person_and_only_then_filled(world: Any) -> None:
    before = line(world, GROUP, "agent")
    seat = offer(world, "elodie", GROUP, "agent", function="Agente des espaces verts")
    assert line(world, GROUP, "agent") == before
    for name in ("aicha", "claire", "joel", "gwenaelle"):
        with pytest.raises(NotAllowed):
            actions.accept_seat(seat_id=seat.pk, **world.by(name))
    actions.accept_seat(seat_id=seat.pk, **world.by("elodie"))
    assert line(world, GROUP, "agent") == (before[0] + 1, before[1] - 1, 0)
    assert GROUP in roles_from_seats(world.people["elodie"], world.edition.pk)
    for again in (actions.accept_seat, actions.decline_seat):
        with pytest.raises(WrongState):
            again(seat_id=seat.pk, **world.by("elodie"))


def test_a_place_that_is_declined_is_free_again_and_no_reason_is_asked(world: Any) -> None:
    seat = offer(world, "elodie", GROUP, "agent")
    with pytest.raises(Invalid, match="already_seated"):
        offer(world, "elodie", GROUP, "agent")
    actions.decline_seat(seat_id=seat.pk, **world.by("elodie"))
    assert line(world, GROUP, "agent") == (0, 4, 0)
    assert offer(world, "elodie", GROUP, "agent").state == "offered"
    with pytest.raises(NotFound):
        actions.accept_seat(seat_id=0, **world.by("helene"))


def test_nobody_but_an_organiser_offers_a_place_or_ends_a_mandate(world: Any) -> None:
    seat = seats_of(world.edition, GROUP).get()
    for name in ("aicha", "bruno", "claire", "ines", "joel", "gwenaelle"):
        with pytest.raises(NotAllowed):
            offer(world, "elodie", GROUP, "agent", **world.by(name))
        with pytest.raises(NotAllowed):
            actions.end_mandate(seat_id=seat.pk, reason="Non.", **world.by(name))


def test_a_body_or_a_college_unknown_to_the_rules_is_refused(world: Any) -> None:
    for body, college in (("senate", "agent"), (GROUP, "martian")):
        with pytest.raises(Invalid, match="unknown_code"):
            offer(world, "elodie", body, college)


def test_a_mandate_ends_with_a_published_reason_and_its_place_is_missing(
    world: Any, desk: Client
) -> None:
    seat = seats_of(world.edition, GROUP).get()
    page = reverse("office:end_mandate", args=["essai", seat.public_id])
    assert desk.post(page, {"reason": "  "}).status_code == 422
    assert desk.post(page, {"reason": "Elle déménage."}).status_code == 302
    seat.refresh_from_db()
    assert (seat.state, str(seat.end_reason)) == ("ended", "Elle déménage.")
    assert line(world, GROUP, "drawn") == (0, 20, 0)
    assert GROUP not in roles_from_seats(world.people["ines"], world.edition.pk)
    assert desk.post(page, {"reason": "Encore."}).status_code == 404
    with pytest.raises(WrongState):
        actions.end_mandate(seat_id=seat.pk, reason="Encore.", **world.by("helene"))


def test_whoever_replaces_a_member_says_whom(world: Any) -> None:
    left = world.seat("elodie", GROUP, "agent")
    actions.end_mandate(seat_id=left.pk, reason="Mutation.", **world.by("helene"))
    seat = offer(world, "fanny", GROUP, "agent", replaces_id=left.pk)
    actions.accept_seat(seat_id=seat.pk, **world.by("fanny"))
    assert seat.replaces == left
    assert line(world, GROUP, "agent") == (1, 3, 0)
    entry = Entry.objects.filter(kind="seat_offered/1").order_by("-index")[0]
    assert left.public_id.encode() in bytes(entry.leaf)


def test_a_composition_is_complete_missing_or_in_breach_after_each_act(world: Any) -> None:
    def codes() -> list[str]:
        return [one.code for one in composition_of(world.edition, COMMITTEE).breaches]

    assert set(codes()) == {"seats_missing"}
    seats = []
    for number, college in enumerate(
        (
            "drawn",
            "drawn",
            "elected_majority",
            "elected_majority",
            "elected_minority",
            *["agent"] * 3,
        )
    ):
        seats.append(world.newcomer(f"membre{number}"))
        world.seat(f"membre{number}", COMMITTEE, college)
    assert codes() == []
    assert composition_of(world.edition, COMMITTEE).complete
    last = seats_of(world.edition, COMMITTEE).filter(college="agent").last()
    assert last is not None
    actions.end_mandate(seat_id=last.pk, reason="Départ.", **world.by("helene"))
    assert codes() == ["seats_missing"]
    assert line(world, COMMITTEE, "agent") == (2, 1, 0)


def test_one_place_too_many_is_refused_at_the_desk_and_given_by_a_published_derogation(
    world: Any, desk: Client
) -> None:
    for number in range(4):
        offer(world, f"agent{number}", GROUP, "agent")
    page = reverse("office:appoint", args=["essai", GROUP])
    sent = {
        "given_name": "Zoé",
        "family_name": "Exemple",
        "email": "zoe@exemple.invalid",
        "college": "agent",
        "accepted": "on",
    }
    before = Entry.objects.count()
    answer = desk.post(page, sent)
    assert answer.status_code == 409
    assert "Déroger et dire pourquoi" in answer.content.decode()
    assert "(article 5" in answer.content.decode()
    assert Entry.objects.count() == before
    assert desk.post(page, sent | {"derogation": "Elle forme la suivante."}).status_code == 302
    (derogation,) = derogations_of(world.edition)
    assert (derogation.article, derogation.breach) == ("5", "seats_in_excess")
    public = Client().get(reverse("public:rules", args=["essai"])).content.decode()
    assert "Elle forme la suivante." in public


def test_the_places_of_the_minority_are_kept_for_it(world: Any) -> None:
    for number in range(4):
        offer(world, f"elue{number}", GROUP, "elected_majority")
    with pytest.raises(RuleForbids, match="subquota_missing"):
        offer(world, "elue4", GROUP, "elected_majority")
    assert offer(world, "driss", GROUP, "elected_minority").state == "offered"


def test_nobody_sits_in_both_groups_unless_the_rules_allow_it(world: Any) -> None:
    with pytest.raises(RuleForbids, match="incompatible_bodies") as refusal:
        offer(world, "ines", COMMITTEE, "drawn")
    assert (refusal.value.article, refusal.value.absolute) == ("6", False)
    with pytest.raises(RuleForbids, match="incompatible_bodies"):
        offer(world, "joel", GROUP, "drawn")
    world.change_rules(
        (f'[[incompatibility]]\narticle = "6"\nbodies = ["{GROUP}", "{COMMITTEE}"]\n', "")
    )
    assert offer(world, "ines", COMMITTEE, "drawn").state == "offered"


def test_two_articles_departed_from_are_two_derogations(world: Any) -> None:
    for number in range(19):
        offer(world, f"tiree{number}", GROUP, "drawn")
    with pytest.raises(RuleForbids) as refusal:
        offer(world, "joel", GROUP, "drawn")
    assert {one.code for one in refusal.value.params["breaches"]} == {
        "seats_in_excess",
        "incompatible_bodies",
    }
    offer(world, "joel", GROUP, "drawn", derogation="Le temps d'un passage de relais.")
    assert {one.article for one in derogations_of(world.edition)} == {"5", "6"}


def test_a_place_that_is_not_open_cannot_be_taken(world: Any) -> None:
    with pytest.raises(Invalid, match="seat_not_open"):
        actions.take_open_seat(
            edition_id=world.edition.pk,
            body=GROUP,
            college="drawn",
            person_id=world.people["aicha"],
            **world.by("aicha"),
        )


def test_mandates_whose_term_is_over_are_told_to_the_desk(world: Any, desk: Client) -> None:
    """The group's mandates run to the final vote: then the desk is asked to end them."""
    page = reverse("office:edition", args=["essai"])
    assert "au terme prévu" not in desk.get(page).content.decode()
    facts = {"edition_id": world.edition.pk, "step": "final_vote", **world.by("helene")}
    start_step(derogation="Pour l'essai.", **facts)
    complete_step(**facts)
    assert "Groupe de proposition : 1 mandat au terme prévu" in desk.get(
        page
    ).content.decode().replace("\xa0", " ")
    seat = seats_of(world.edition, GROUP).get()
    actions.end_mandate(seat_id=seat.pk, reason="Terme du mandat.", **world.by("helene"))
    assert "Groupe de proposition : 1 mandat" not in desk.get(page).content.decode()


def test_an_elected_member_appears_by_name_once_they_accept(world: Any) -> None:
    seat = appoint(
        edition_id=world.edition.pk,
        body="assembly",
        college="elected_majority",
        identity=Identity(given_name="Zoé", family_name="Exemple", email="zoe@exemple.invalid"),
        accepted=False,
        **world.by("helene"),
    )
    assert identity_of(seat.person_id).public_name == ""
    actions.decline_seat(seat_id=seat.pk, **world.by("helene"))
    assert identity_of(seat.person_id).public_name == ""
    again = appoint(
        edition_id=world.edition.pk,
        body="assembly",
        college="elected_majority",
        identity=Identity(given_name="Zoé", family_name="Exemple", email="zoe@exemple.invalid"),
        accepted=True,
        **world.by("helene"),
    )
    assert identity_of(again.person_id).public_name == "Zoé Exemple"
