"""Seats that the lot gives: to nobody else without a published reason; offers and their answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration import test_draw
from tests.integration.test_draw import Table, acts_of, failed, published

from alienor.platform.accounts.open import open_account
from alienor.platform.acts import guard
from alienor.platform.errors import Invalid, NotAllowed, RuleForbids, WrongState
from alienor.platform.messages.queue import letters_to_print, outbox
from alienor.platform.people.records import Identity, change_identity
from alienor.procedures.appointing import appoint
from alienor.procedures.draw import draw_group, replace_member, seat_panel
from alienor.stages.bodies.actions import accept_seat, decline_seat, offer_seat, withdraw_offer
from alienor.stages.bodies.models import Seat
from alienor.stages.draw.queries import entries_on_panel, portrait

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

table = test_draw.table
SILENT = "Sans réponse après trois relances."
FRIEND = Identity(given_name="Ami", family_name="Exemple", phone="0549000000")


def give(table: Table, *, college: str = "drawn", body: str = "assembly", reason: str = "") -> Seat:
    """A seat for somebody who was never in the pool."""
    return appoint(
        edition_id=table.world.edition.pk,
        body=body,
        college=college,
        identity=FRIEND,
        accepted=True,
        derogation=reason,
        **table.facts,
    )


def without_email(person_id: int, **known: str) -> None:
    with guard.lifted():
        change_identity(person_id, Identity(given_name="Odile", family_name="Exemple", **known))


def at_the_desk(table: Table) -> Client:
    client = Client()
    client.force_login(
        open_account(table.world.people["helene"]),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def test_before_the_draw_and_while_the_reserve_waits_a_drawn_seat_is_not_given_by_hand(
    table: Table, tmp_path: Path
) -> None:
    with pytest.raises(RuleForbids, match="outside_the_lot"):
        give(table)
    draw = table.drawn()
    seats = seat_panel(draw_id=draw.pk, **table.facts)
    decline_seat(seat_id=seats[0].pk, **table.facts)
    with pytest.raises(RuleForbids, match="outside_the_lot"):
        give(table)
    assert failed(published(table, tmp_path / "before")) == []
    give(table, reason="Décision du comité, publiée.")
    assert acts_of("derogated/1")[-1]["act"]["breach"] == "outside_the_lot"
    assert failed(published(table, tmp_path / "after")) == []


def test_other_seats_and_those_that_no_reserve_can_fill_are_given_by_hand(table: Table) -> None:
    assert give(table, college="elected_majority").state == "accepted"
    del table.pool[12:]
    draw = table.frozen_thin()
    table.held(draw)
    seats = seat_panel(draw_id=draw.pk, **table.facts)
    decline_seat(seat_id=seats[0].pk, **table.facts)
    decline_seat(seat_id=give_by_hand(table).pk, **table.facts)


def give_by_hand(table: Table) -> Seat:
    return appoint(
        edition_id=table.world.edition.pk,
        body="assembly",
        college="drawn",
        identity=Identity(given_name="Une", family_name="Voisine", phone="0549000001"),
        accepted=False,
        **table.facts,
    )


def test_the_order_of_offers_tells_nobody_whose_code_is_whose(table: Table) -> None:
    draw = table.drawn()
    seats = seat_panel(draw_id=draw.pk, **table.facts)
    offered = [seat.person_id for seat in seats]
    listed = [entry.person_id for entry in entries_on_panel(draw)]
    assert sorted(offered) == sorted(listed)
    assert offered not in (listed, sorted(offered))
    for seat in seats:
        accept_seat(seat_id=seat.pk, **table.facts)
    page = Client().get("/editions/essai/places/").content.decode()
    assert not [seat for seat in seats if seat.public_id in page]


def test_a_group_has_no_portrait(table: Table) -> None:
    seats = seat_panel(draw_id=table.drawn().pk, **table.facts)
    for seat in seats:
        accept_seat(seat_id=seat.pk, **table.facts)
    table.volunteer("proposition_group", seats[:9])
    group = draw_group(
        edition_id=table.world.edition.pk,
        body="proposition_group",
        announced="Trois boules.",
        balance=("sex",),
        **table.facts,
    )
    assert portrait(table.held(group)) == []


def test_a_seat_slipped_past_the_lot_is_found_by_anybody(table: Table, tmp_path: Path) -> None:
    draw = table.drawn()
    seats = seat_panel(draw_id=draw.pk, **table.facts)
    decline_seat(seat_id=seats[0].pk, **table.facts)
    friend = table.world.newcomer("friend")
    offer_seat(
        edition_id=draw.edition_id,
        body="assembly",
        college="drawn",
        person_id=friend,
        **table.facts,
    )
    (said,) = failed(published(table, tmp_path / "bundle"))
    assert "1 seat(s) were offered to people whom neither the lot nor its reserve" in said


def test_an_offer_without_answer_is_withdrawn_with_a_reason_and_the_person_is_told(
    table: Table,
) -> None:
    draw = table.drawn()
    first, second, *_ = seat_panel(draw_id=draw.pk, **table.facts)
    with pytest.raises(Invalid, match="reason_required"):
        replace_member(seat_id=first.pk, reason=" ", **table.facts)
    assert Seat.objects.get(pk=first.pk).state == "offered"
    filled = replace_member(seat_id=first.pk, reason=SILENT, **table.facts)
    first.refresh_from_db()
    assert filled.seat is not None and (first.state, str(first.end_reason)) == ("withdrawn", SILENT)
    assert not acts_of("seat_declined/1")
    assert acts_of("offer_withdrawn/1")[0]["act"]["seat"] == first.public_id
    told = next(one for one in outbox() if "va à une autre personne" in one.subject)
    assert SILENT in told.body
    with pytest.raises(WrongState):
        withdraw_offer(seat_id=first.pk, reason=SILENT, **table.facts)
    with pytest.raises(NotAllowed):
        withdraw_offer(
            seat_id=second.pk,
            reason=SILENT,
            actor=table.world.actor("aicha"),
            clock=table.world.clock,
        )


@pytest.mark.usefixtures("second_factor")
def test_the_desk_notes_what_was_answered_by_telephone(table: Table) -> None:
    draw = table.drawn()
    yes, no, *_ = seat_panel(draw_id=draw.pk, **table.facts)
    without_email(yes.person_id, phone="05 49 00 00 02")
    desk = at_the_desk(table)
    page = desk.get(reverse("office:draw", args=["essai", draw.number])).content.decode()
    address = reverse("office:note_offer_answer", args=["essai", yes.public_id])
    assert address in page and "05 49 00 00 02" in page
    assert "05 49 00 00 02" in desk.get(address).content.decode()
    assert desk.post(address, {"answer": "maybe"}).status_code == 422
    assert desk.post(address, {"answer": "yes"}).status_code == 302
    assert desk.get(address).status_code == 404
    refused = reverse("office:note_offer_answer", args=["essai", no.public_id])
    assert desk.post(refused, {"answer": "no"}).status_code == 302
    states = [Seat.objects.get(pk=seat.pk).state for seat in (yes, no)]
    assert states == ["accepted", "declined"]
    assert acts_of("seat_accepted/1")[-1]["by"] == ["organiser"]


@pytest.mark.usefixtures("second_factor")
def test_whoever_has_no_address_is_written_to_on_paper(table: Table) -> None:
    draw = table.drawn()
    assert not letters_to_print()
    first, second, *_ = entries_on_panel(draw)
    without_email(first.person_id, address="1 rue Exemple")
    seats = {seat.person_id: seat for seat in seat_panel(draw_id=draw.pk, **table.facts)}
    without_email(second.person_id)
    replace_member(seat_id=seats[second.person_id].pk, reason=SILENT, **table.facts)
    letters = letters_to_print()
    assert [letter.address for letter in letters] == ["1 rue Exemple", ""]
    assert "tirée ou tiré au sort" in letters[0].subject
    desk = at_the_desk(table)
    assert "à imprimer" in desk.get(reverse("office:home")).content.decode()
    page = desk.get(reverse("office:letters")).content.decode()
    assert all(
        letter.subject.replace(" : ", " : ") in page.replace("\xa0", " ") for letter in letters
    )
    assert desk.get(reverse("office:letters_pdf")).content.startswith(b"%PDF")
    shown: dict[str, Any] = {"letter": [letter.id for letter in letters] + ["x", "²", "99999"]}
    assert desk.post(reverse("office:letters_posted"), shown).status_code == 302
    assert not letters_to_print()
    assert "Aucun courrier" in desk.get(reverse("office:letters")).content.decode()
    assert reverse("office:letters") not in desk.get(reverse("office:home")).content.decode()
