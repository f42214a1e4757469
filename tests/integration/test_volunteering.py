"""Volunteering for a group: members do it by themselves, and the lot decides among them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration.test_draw import ANNOUNCING

from alienor.platform.accounts.open import open_account
from alienor.platform.acts import guard
from alienor.platform.errors import Invalid, NotAllowed, RuleForbids, WrongState
from alienor.platform.register.models import Entry
from alienor.procedures.draw import draw_group, offer_to_volunteers
from alienor.stages.bodies.actions import decline_seat, end_mandate
from alienor.stages.bodies.models import Seat, Volunteering
from alienor.stages.bodies.queries import call_for, calls_of, calls_to, volunteers_of
from alienor.stages.bodies.volunteering import volunteer_for_body, withdraw_volunteering

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

GROUP, COMMITTEE = "proposition_group", "methodology_committee"


def entered(world: Any, name: str) -> Client:
    client = Client()
    client.force_login(open_account(world.people[name]))
    return client


def volunteer(world: Any, name: str, body: str = GROUP, by: str = "") -> Volunteering:
    return volunteer_for_body(
        edition_id=world.edition.pk,
        body=body,
        person_id=world.people[name],
        **world.by(by or name),
    )


def resident(world: Any, name: str) -> str:
    """One more resident drawn by lot."""
    world.newcomer(name)
    world.seat(name, "assembly", "drawn")
    return name


def leave_open(world: Any, body: str, seats: int, count: int) -> None:
    """Fill the drawn seats of a body (`count` by the rules) until few are left."""
    held = Seat.objects.filter(body=body, college="drawn").count()
    for number in range(count - held - seats):
        world.seat(resident(world, f"assise{number}"), body, "drawn")


def test_a_drawn_resident_volunteers_and_changes_their_mind(world: Any) -> None:
    page = entered(world, "aicha")
    home = page.get(reverse("member:home")).content.decode()
    assert "Groupe de proposition : 19 personnes recherchées" in home
    address = reverse("member:volunteer", args=["essai", GROUP])
    assert address in home
    said = page.post(address, follow=True).content.decode()
    assert "Merci : vous êtes volontaire." in said
    assert "Vous êtes volontaire depuis le" in said
    row = Volunteering.objects.get()
    entry = Entry.objects.order_by("-index").first()
    assert entry.kind == "volunteered_for_body/1"
    leaf = bytes(entry.leaf).decode()
    assert row.public_id in leaf and "Aïcha" not in leaf and f'"{row.person_id}"' not in leaf
    page.post(address)
    assert Volunteering.objects.count() == 1
    back = reverse("member:withdraw_volunteering", args=[row.public_id])
    assert "vous n&#x27;êtes plus volontaire" in page.post(back, follow=True).content.decode()
    assert volunteers_of(call_for(world.edition, GROUP)) == []
    assert page.post(back).status_code == 404
    with pytest.raises(WrongState):
        withdraw_volunteering(volunteering_id=row.pk, **world.by("aicha"))
    page.post(address)
    assert len(volunteers_of(call_for(world.edition, GROUP))) == 1


def test_nobody_volunteers_or_withdraws_for_somebody_else(world: Any) -> None:
    row = volunteer(world, "aicha")
    with pytest.raises(NotAllowed):
        volunteer(world, "aicha", COMMITTEE, by="bruno")
    with pytest.raises(NotAllowed):
        withdraw_volunteering(volunteering_id=row.pk, **world.by("bruno"))
    other = entered(world, "bruno")
    address = reverse("member:withdraw_volunteering", args=[row.public_id])
    assert other.post(address).status_code == 404
    anyone = Client().post(reverse("member:volunteer", args=["essai", GROUP]))
    assert anyone.status_code == 302 and "/compte/" in anyone.url
    assert Volunteering.objects.get().state == "standing"


@pytest.mark.parametrize("name", ["claire", "elodie", "farid"])
def test_a_call_is_for_residents_of_the_assembly(world: Any, name: str) -> None:
    page = entered(world, name)
    assert "personnes recherchées" not in page.get(reverse("member:home")).content.decode()
    address = reverse("member:volunteer", args=["essai", GROUP])
    assert page.post(address).status_code == 403
    with pytest.raises(Invalid, match="not_called"):
        volunteer(world, name, by="helene")


def test_the_rules_say_which_residents_a_body_seeks(world: Any) -> None:
    """A volunteer of the assembly is sought by the follow-up group, not by the group."""
    sought = {call.body for call in calls_to(world.edition, world.people["bruno"])}
    assert sought == {"followup_group", "screening_jury"}
    with pytest.raises(Invalid, match="not_called"):
        volunteer(world, "bruno")
    volunteer(world, "bruno", "followup_group")
    assert entered(world, "bruno").post(
        reverse("member:volunteer", args=["essai", GROUP])
    ).status_code == 422  # fmt: skip


def test_nobody_sits_in_two_bodies_that_the_rules_keep_apart(world: Any) -> None:
    """Joël sits on the committee: the group is refused to him, with the article."""
    page = entered(world, "joel")
    assert GROUP not in {call.body for call in calls_to(world.edition, world.people["joel"])}
    answer = page.post(reverse("member:volunteer", args=["essai", GROUP]))
    assert answer.status_code == 409
    assert "article 6" in answer.content.decode()
    with pytest.raises(RuleForbids, match="incompatible_bodies"):
        volunteer(world, "joel", by="helene")
    with pytest.raises(Invalid, match="already_seated"):
        volunteer(world, "joel", COMMITTEE)


def test_one_who_volunteered_for_both_is_left_out_once_seated_in_one(world: Any) -> None:
    volunteer(world, "aicha")
    volunteer(world, "aicha", COMMITTEE)
    offered = offer_to_volunteers(edition_id=world.edition.pk, body=COMMITTEE, **world.by("helene"))
    assert [seat.body for seat in offered] == [COMMITTEE]
    assert volunteers_of(call_for(world.edition, GROUP)) == []
    with pytest.raises(Invalid, match="no_volunteers"):
        offer_to_volunteers(edition_id=world.edition.pk, body=GROUP, **world.by("helene"))


def test_a_call_closes_with_its_last_seat_and_opens_again(world: Any) -> None:
    leave_open(world, COMMITTEE, 1, 3)
    volunteer(world, "aicha", COMMITTEE)
    with pytest.raises(Invalid, match="no_draw_needed"):
        draw_group(
            edition_id=world.edition.pk, body=COMMITTEE, announced="Ici.", **world.by("helene")
        )
    (seat,) = offer_to_volunteers(edition_id=world.edition.pk, body=COMMITTEE, **world.by("helene"))
    assert Volunteering.objects.get().state == "offered"
    assert COMMITTEE not in {call.body for call in calls_of(world.edition)}
    resident(world, "tard")
    with pytest.raises(Invalid, match="call_closed"):
        volunteer(world, "tard", COMMITTEE)
    for act in (draw_group, offer_to_volunteers):
        more = {"announced": "Ici."} if act is draw_group else {}
        with pytest.raises(Invalid, match="call_closed"):
            act(edition_id=world.edition.pk, body=COMMITTEE, **more, **world.by("helene"))
    decline_seat(seat_id=seat.pk, **world.by("aicha"))
    assert call_for(world.edition, COMMITTEE).seats == 1
    assert volunteers_of(call_for(world.edition, COMMITTEE)) == []
    volunteer(world, "tard", COMMITTEE)


def test_a_call_ends_with_the_step_that_ends_the_mandate(world: Any) -> None:
    assert call_for(world.edition, GROUP) is not None
    with guard.lifted():
        world.edition.steps.filter(code="final_vote").update(completed_at=world.clock.now())
    assert call_for(world.edition, GROUP) is None
    assert call_for(world.edition, "followup_group") is not None
    assert call_for(world.edition, "assembly") is None


def test_whoever_leaves_the_assembly_is_no_longer_a_volunteer(world: Any) -> None:
    volunteer(world, "aicha")
    seat = Seat.objects.get(person_id=world.people["aicha"])
    end_mandate(seat_id=seat.pk, reason="Déménagement.", **world.by("helene"))
    assert volunteers_of(call_for(world.edition, GROUP)) == []


def test_the_desk_lists_volunteers_and_offers_everybody_a_seat(
    world: Any, second_factor: None
) -> None:
    desk = entered(world, "helene")
    address = reverse("office:volunteers", args=["essai"])
    assert address in desk.get(reverse("office:edition", args=["essai"])).content.decode()
    assert "Personne encore." in desk.get(address).content.decode()
    paper = reverse("office:enter_volunteer", args=["essai", GROUP])
    assert "Claire" not in desk.get(paper).content.decode()
    said = desk.post(paper, {"person": world.people["aicha"]}, follow=True).content.decode()
    assert "la personne est volontaire" in said
    assert "<b>1 volontaire</b>" in said and "Aïcha Exemple" in said
    row = Volunteering.objects.get()
    assert b"organiser" in bytes(Entry.objects.order_by("-index").first().leaf)
    desk.post(reverse("office:withdraw_volunteer", args=["essai", row.public_id]))
    assert volunteers_of(call_for(world.edition, GROUP)) == []
    volunteer(world, "aicha")
    offer = reverse("office:offer_to_volunteers", args=["essai", GROUP])
    assert entered(world, "aicha").post(offer).status_code == 403
    assert "1 place est proposée" in desk.post(offer, follow=True).content.decode()
    home = entered(world, "aicha").get(reverse("member:home")).content.decode()
    assert "Une place vous est proposée" in home


def test_the_desk_leads_to_the_lot_where_volunteers_are_too_many(
    world: Any, second_factor: None
) -> None:
    leave_open(world, COMMITTEE, 1, 3)
    volunteer(world, "aicha", COMMITTEE)
    volunteer(world, resident(world, "alix"), COMMITTEE)
    desk = entered(world, "helene")
    page = desk.get(reverse("office:volunteers", args=["essai"])).content.decode()
    draw = reverse("office:draw_group", args=["essai", COMMITTEE])
    assert draw in page
    offer = reverse("office:offer_to_volunteers", args=["essai", COMMITTEE])
    assert offer not in page
    assert desk.post(offer).status_code == 422
    answer = desk.post(draw, ANNOUNCING, follow=True)
    assert "Il ne manque que les boules" in answer.content.decode()
    again = desk.get(reverse("office:volunteers", args=["essai"])).content.decode()
    assert "Ouvrir le tirage de ce groupe" in again


def test_a_group_that_residents_of_two_colleges_may_join_seats_each_for_their_own(
    world: Any,
) -> None:
    for name in ("aicha", "bruno"):
        volunteer(world, name, "followup_group")
    offered = offer_to_volunteers(
        edition_id=world.edition.pk, body="followup_group", **world.by("helene")
    )
    assert {seat.college for seat in offered} == {"drawn", "volunteer"}
