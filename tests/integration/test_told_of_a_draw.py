"""What those in a draw are told: their offer, their rank on the reserve, that it is annulled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils.translation import override
from tests.integration import test_draw
from tests.integration.test_draw import Table

from alienor.platform.messages.queue import OutboxMessage, outbox
from alienor.platform.people.actions import correct_person
from alienor.platform.people.records import identity_of
from alienor.procedures.codes import chance_of, tell_check_codes, where_to_check
from alienor.procedures.concluding import call_off_draw, publish_record
from alienor.procedures.draw import replace_member, seat_panel
from alienor.procedures.wording import day_and_hour, day_named, day_of_year
from alienor.stages.draw.models import DrawEntry
from alienor.stages.founding.actions import change_contact
from alienor.stages.sessions import preparing

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

table = test_draw.table


def told_since(before: int) -> list[OutboxMessage]:
    """The messages queued since there were `before`, newest first."""
    found = outbox(limit=1000)
    return found[: len(found) - before]


def counted() -> int:
    return len(outbox(limit=1000))


def test_who_is_drawn_is_told_so_with_the_days_what_it_asks_and_whom_to_ask(table: Table) -> None:
    change_contact(phone="05 49 00 00 00", email="", **table.facts)
    draw = table.drawn()
    before = counted()
    first = seat_panel(draw_id=draw.pk, **table.facts)[0]
    one = told_since(before)[-1]
    assert one.subject == "Vous avez été tirée ou tiré au sort : Essai"
    assert one.body.startswith("Vous avez été tirée ou tiré au sort. Une place vous est proposée")
    for said in (
        "venir aux 4 sessions", "rien à savoir", "Les dates ne sont pas encore fixées",
        "/moi/", "sans donner de raison", "Appelez le 05 49 00 00 00.",
    ):  # fmt: skip
        assert said in one.body
    preparing.plan_session(
        edition_id=table.world.edition.pk,
        kind="session",
        step="session_1",
        number=1,
        title="Choisir notre sujet",
        starts_at=datetime(2026, 5, 1, 7, 30, tzinfo=UTC),
        ends_at=datetime(2026, 5, 1, 15, tzinfo=UTC),
        place="Grande halle",
        **table.facts,
    )
    before = counted()
    replace_member(seat_id=first.pk, reason="Sans réponse.", **table.facts)
    called = told_since(before)[0]
    assert called.subject.startswith("Vous êtes appelée ou appelé depuis la liste complémentaire")
    assert "- vendredi 1er mai 2026 à 9 h 30, Choisir notre sujet, Grande halle" in called.body


def test_the_reserve_is_told_its_rank_and_until_when_once_the_record_is_published(
    table: Table,
) -> None:
    draw = table.drawn()
    before = counted()
    publish_record(draw_id=draw.pk, **table.facts)
    told = told_since(before)
    waiting = {
        f"au rang {entry.reserve_rank}."
        for entry in draw.entries.filter(standing=DrawEntry.Standing.RESERVE)
    }
    assert len(told) == len(waiting) == 18
    for one in told:
        assert one.subject == "Vous êtes sur la liste complémentaire : Essai"
        assert "Vous n'avez pas été tirée ou tiré au sort." in one.body
        assert "jusqu'à la fin de cette édition" in one.body
        waiting.discard(one.body.partition("complémentaire, ")[2].partition("\n")[0])
    assert not waiting


def test_a_letter_says_how_to_check_without_a_link_and_a_message_has_one(table: Table) -> None:
    posted = table.pool[0].person_id
    correct_person(person_id=posted, identity=replace(identity_of(posted), email=""), **table.facts)
    before = counted()
    draw = table.frozen()
    tell_check_codes(draw, clock=table.world.clock)
    told = told_since(before)
    entry = DrawEntry.objects.get(draw=draw, person_id=posted)
    (paper,) = [one.body for one in told if one.state == "letter"]
    assert f"allez à l'adresse {where_to_check()}, choisissez ce tirage" in paper
    assert entry.token in paper
    assert entry.check_code in paper
    assert "#code=" not in paper
    assert "/moi/" not in paper
    others = [one.body for one in told if one.state != "letter"]
    assert len(others) == len(table.pool) - 1
    assert all("#code=" in one and "/moi/" in one for one in others)


@pytest.mark.parametrize("state", ["prepared", "frozen", "drawn"])
def test_a_draw_that_is_annulled_tells_everybody_whose_codes_it_ends(
    table: Table, state: str
) -> None:
    draw = getattr(table, state)()
    before = counted()
    call_off_draw(draw_id=draw.pk, reason="Une boule est tombée.", **table.facts)
    told = told_since(before)
    assert len(told) == (0 if state == "prepared" else 30)
    for one in told:
        assert one.subject == "Le tirage au sort est annulé : Essai"
        assert "Une boule est tombée." in one.body
        assert "ne servent plus" in one.body


@pytest.mark.usefixtures("second_factor")
def test_the_desk_publishes_and_annuls_with_these_messages(table: Table, client: Any) -> None:
    from alienor.platform.accounts.open import open_account

    client.force_login(open_account(table.world.people["helene"]), backend=test_draw.BACKEND)
    draw = table.frozen()
    before = counted()
    client.post(f"/bureau/essai/tirage/{draw.number}/annuler/", {"reason": "Essai."})
    assert len(told_since(before)) == 30
    draw = table.drawn()
    before = counted()
    client.post(f"/bureau/essai/tirage/{draw.number}/publier/")
    assert len(told_since(before)) == 18


def test_a_chance_is_said_as_one_says_it() -> None:
    for chance, said in (
        ("1.000", "place est certaine"),
        ("0.910", "environ 91 sur 100"),
        ("0.0012", "moins de 1 sur 100"),
        ("0.000", "aucune des équipes"),
    ):
        assert said in chance_of(DrawEntry(chance=chance))


def test_the_first_of_a_month_is_said_as_in_french() -> None:
    first = datetime(2027, 1, 1, 17, 0, tzinfo=UTC)
    assert day_named(first) == day_named(first.date()) == "vendredi 1er janvier 2027"
    assert day_of_year(first) == "1er janvier"
    assert day_and_hour(first).startswith("vendredi 1er janvier 2027 à 18 h 00")
    with override("en"):
        assert day_named(first) == "Friday 1 January 2027"
