"""Somebody leaves while a draw is being frozen: they are in neither the pool nor the way."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from tests.integration.conftest import set_second_factor
from tests.integration.test_draw import (
    ANNOUNCED,
    BACKEND,
    BORN,
    SEXES,
    Table,
    acts_of,
    failed,
    published,
    table,
)

from alienor.platform.accounts.open import open_account
from alienor.platform.errors import NotAllowed
from alienor.platform.people.records import Identity
from alienor.platform.register.models import Entry
from alienor.procedures import dealing
from alienor.procedures import draw as procedures
from alienor.procedures.concluding import call_off_draw
from alienor.procedures.draw import freeze_pool
from alienor.stages.bodies.actions import accept_seat
from alienor.stages.bodies.models import Volunteering
from alienor.stages.bodies.volunteering import withdraw_volunteering
from alienor.stages.draw.models import Draw
from alienor.stages.recruitment.actions import record_reply
from alienor.stages.recruitment.replies import withdraw_reply

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
__all__ = ["table"]


class Meanwhile:
    """What another does, begun just after the pool was read, and given a second to be done before
    the freeze goes on."""

    def __init__(self, work: Any) -> None:
        self.thread = threading.Thread(target=self._run, args=(work,))
        self.error: Exception | None = None

    def _run(self, work: Any) -> None:
        try:
            work()
        except Exception as error:
            self.error = error
        finally:
            connections.close_all()

    def ends(self) -> None:
        """It went through, now or then."""
        self.thread.join(30)
        assert self.error is None

    def after(self, read: Any) -> Any:
        def reading(*arguments: Any) -> Any:
            found = read(*arguments)
            if not self.thread.ident:
                self.thread.start()
                self.thread.join(1)
            return found

        return reading


def agreed(table: Table, number: int) -> Any:
    age = list(BORN)[number % 3]
    return record_reply(
        edition_id=table.world.edition.pk,
        identity=Identity(given_name="Prénom", family_name=f"N{number}", birth_year=BORN[age]),
        profile={"age": age, "sex": SEXES[number % 2]},
        through="phone",
        **table.facts,
    )


def test_whoever_leaves_while_a_pool_is_frozen_leaves_before_it_or_after(
    table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A leaving that the register tells before a freeze that holds them would fail for ever."""
    entries = [agreed(table, number) for number in range(30)]
    leaving = Meanwhile(lambda: withdraw_reply(entry_id=entries[0].pk, **table.facts))
    monkeypatch.setattr(procedures, "pool_of", leaving.after(procedures.pool_of))
    frozen = freeze_pool(draw_id=table.prepared().pk, announced=ANNOUNCED, **table.facts)
    leaving.ends()
    assert frozen.pool_size == 30
    assert Entry.objects.filter(kind="agreement_withdrawn/1").exists()
    assert failed(published(table, tmp_path / "bundle")) == []


def test_whoever_leaves_as_panels_dealt_out_beforehand_are_frozen_leaves_before_or_after(
    table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    entries = [agreed(table, number) for number in range(30)]
    draw = table.prepared()
    dealing.begin_dealing(draw_id=draw.pk, announced=ANNOUNCED, **table.facts)
    while (seen := dealing.dealing_of(draw)) and seen.state == "running":
        time.sleep(0.05)
    leaving = Meanwhile(lambda: withdraw_reply(entry_id=entries[0].pk, **table.facts))
    monkeypatch.setattr(dealing, "pool_of", leaving.after(dealing.pool_of))
    assert dealing.freeze_dealt(draw_id=draw.pk, **table.facts).pool_size == 30
    leaving.ends()
    assert failed(published(table, tmp_path / "bundle")) == []


def test_whoever_no_longer_volunteers_while_a_group_is_frozen_leaves_before_or_after(
    table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    table.drawn()
    seats = procedures.seat_panel(draw_id=Draw.objects.get().pk, **table.facts)
    for seat in seats:
        accept_seat(seat_id=seat.pk, **table.facts)
    table.volunteer("proposition_group", seats[:9])
    first = Volunteering.objects.earliest("pk")
    leaving = Meanwhile(lambda: withdraw_volunteering(volunteering_id=first.pk, **table.facts))
    monkeypatch.setattr(procedures, "volunteers_of", leaving.after(procedures.volunteers_of))
    group = procedures.draw_group(
        edition_id=table.world.edition.pk,
        body="proposition_group",
        announced=ANNOUNCED,
        **table.facts,
    )
    leaving.ends()
    assert group.pool_size == 9
    assert failed(published(table, tmp_path / "bundle")) == []


def test_no_seat_is_offered_by_a_draw_that_is_annulled_meanwhile(
    table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Two desks: one offers the seats while the other annuls."""
    draw = table.drawn()
    annulling = Meanwhile(
        lambda: call_off_draw(draw_id=draw.pk, reason="L'urne était ouverte.", **table.facts)
    )
    monkeypatch.setattr(procedures, "not_offered", annulling.after(procedures.not_offered))
    procedures.seat_panel(draw_id=draw.pk, **table.facts)
    annulling.ends()
    assert failed(published(table, tmp_path / "bundle")) == []


def test_the_seats_that_a_draw_gave_end_when_it_is_annulled(
    table: Table, client: Any, tmp_path: Path
) -> None:
    """They stood, before: another draw was frozen beside them, and its people found no seat."""
    first = table.drawn()
    seats = procedures.seat_panel(draw_id=first.pk, **table.facts)
    accept_seat(seat_id=seats[0].pk, **table.facts)
    client.force_login(open_account(table.world.people["helene"]), backend=BACKEND)
    set_second_factor(table.world.people["helene"])
    page = client.get("/bureau/essai/tirage/1/annuler/").content.decode()
    assert "12 places proposées ou pourvues par ce tirage prendront fin" in page
    chair = {"actor": table.world.actor("chair"), "clock": table.world.clock}
    with pytest.raises(NotAllowed):
        call_off_draw(draw_id=first.pk, reason="L'urne était ouverte.", **chair)
    call_off_draw(draw_id=first.pk, reason="L'urne était ouverte.", **table.facts)
    assert not procedures.seats_given(first)
    assert len(acts_of("offer_withdrawn/1")) == 11
    assert len(acts_of("mandate_ended/1")) == 1
    second = table.drawn()
    assert len(procedures.seat_panel(draw_id=second.pk, **table.facts)) == 12
    assert failed(published(table, tmp_path / "bundle")) == []
