"""The freeze of a large pool: panels dealt out beside the site, then everything closed at once."""

# ruff: noqa: F811  # a fixture is named where it is imported and where it is used
from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.integration.test_draw import (
    AGES,
    ANNOUNCED,
    ANNOUNCING,
    BORN,
    HERE,
    SEXES,
    Table,
    acts_of,
    failed,
    published,
    table,  # noqa: F401  # a fixture
)
from tests.unit.watched_cases import slow_deal

from alienor.cores.sortition import deal
from alienor.platform import compute
from alienor.platform.accounts.open import open_account
from alienor.platform.acts import SystemClock
from alienor.platform.acts.guard import lifted
from alienor.platform.compute import ComputationStopped, Seen
from alienor.platform.errors import Invalid, NotAllowed, RuleForbids, WrongState
from alienor.platform.people.models import SealedNote
from alienor.platform.people.records import Identity, opened
from alienor.procedures import dealing
from alienor.procedures.dealing import (
    begin_dealing,
    dealing_of,
    forget_dealing,
    freeze_dealt,
    freeze_or_begin,
    go_on_dealing,
    stop_dealing,
    takes_long,
)
from alienor.procedures.draw import freeze_pool
from alienor.stages.draw import freezing
from alienor.stages.draw.actions import annul_draw, change_quota
from alienor.stages.draw.freezing import turns_seed
from alienor.stages.draw.models import Draw, DrawEntry
from alienor.stages.draw.planned import (
    DealtForOthers,
    people_as_planned,
    plan_freeze,
    planned_instance,
)
from alienor.stages.recruitment.actions import record_reply, withdraw_reply
from alienor.stages.recruitment.queries import entries_of, pool_of
from alienor.surfaces.sentences import sentence

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
PEOPLE = 40


def accept(table: Table, number: int) -> None:
    record_reply(
        edition_id=table.world.edition.pk,
        through="phone",
        identity=Identity(
            given_name="Prénom-Secret",
            family_name=f"Exemple {number}",
            email=f"r{number}@exemple.invalid",
            birth_year=BORN[AGES[number % 3]],
        ),
        profile={"age": AGES[number % 3], "sex": SEXES[number % 2]},
        **table.facts,
    )


def withdraw(table: Table, **facts: Any) -> None:
    entry = entries_of(table.world.edition).first()
    withdraw_reply(entry_id=entry.pk, **{**table.facts, **facts})


@pytest.fixture
def large(table: Table, monkeypatch: Any) -> Iterator[Draw]:
    """A draw among more people than can be dealt out while somebody waits."""
    monkeypatch.setattr(dealing, "LONG", PEOPLE - 5)
    for number in range(PEOPLE):
        accept(table, number)
    draw = table.prepared()
    yield draw
    compute.forget(draw.public_id)


@pytest.fixture
def slow(monkeypatch: Any) -> None:
    monkeypatch.setattr(dealing, "deal", slow_deal)


def begin(table: Table, draw: Draw, **changes: Any) -> None:
    begin_dealing(**{"draw_id": draw.pk, "announced": ANNOUNCED, **table.facts, **changes})


def once(draw: Draw, wanted: Callable[[Seen], Any]) -> Seen:
    for _ in range(1500):
        seen = dealing_of(draw)
        assert seen is not None
        if wanted(seen):
            return seen
        time.sleep(0.02)
    raise AssertionError(seen)


def ended(draw: Draw) -> Seen:
    return once(draw, lambda seen: seen.state != "running")


def enter(client: Any, person_id: int) -> None:
    client.force_login(
        open_account(person_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )


def test_nothing_is_in_the_tables_until_the_freeze_and_then_what_was_planned(
    table: Table, large: Draw, tmp_path: Path
) -> None:
    register, notes = len(acts_of()), SealedNote.objects.count()
    begin(table, large)
    seen = ended(large)
    assert seen.state == "done"
    assert (len(acts_of()), SealedNote.objects.count()) == (register, notes)
    assert not DrawEntry.objects.exists()
    plan = seen.note
    frozen = freeze_dealt(draw_id=large.pk, **table.facts)
    assert frozen.state == "frozen" and frozen.pool_size == PEOPLE
    assert frozen.commitments_text.encode() == plan.commitments
    entries = {entry.person_id: entry for entry in frozen.entries.all()}
    salts = opened(entry.commitment for entry in entries.values())
    for ticket in plan.tickets:
        entry = entries[ticket.person_id]
        assert (entry.token, entry.commitment) == (ticket.token, ticket.commitment)
        assert salts[entry.commitment]["salt"] == ticket.salt.hex()
    here = deal(
        planned_instance(large, plan, pool_of(large.edition)),
        method="leximin",
        seed=turns_seed(frozen.commitments_text.encode()),
        panels=10**frozen.ball_count,
    )
    assert frozen.panels_text == here.lottery.text
    assert len(acts_of("draw_frozen/1") + acts_of("draw_frozen/2")) == 1
    assert dealing_of(frozen) is None and compute.look(frozen.public_id) is None
    table.held(frozen)
    assert published(table, tmp_path / "all") and failed(tmp_path / "all") == []


@pytest.mark.usefixtures("slow")
def test_stopped_and_gone_on_with_the_panels_are_the_very_same(table: Table, large: Draw) -> None:
    begin(table, large)
    once(large, lambda seen: seen.stage == "panels" and seen.done > 0.05)
    stop_dealing(draw_id=large.pk, actor=table.world.organiser)
    stopped = dealing_of(large)
    assert stopped.state == "stopped"
    with pytest.raises(ComputationStopped):
        freeze_dealt(draw_id=large.pk, **table.facts)
    plan = stopped.note
    go_on_dealing(draw_id=large.pk, actor=table.world.organiser)
    assert ended(large).note == plan
    frozen = freeze_dealt(draw_id=large.pk, **table.facts)
    whole = deal(
        planned_instance(large, plan, pool_of(large.edition)),
        method="leximin",
        seed=turns_seed(plan.commitments),
        panels=10**frozen.ball_count,
    )
    assert frozen.panels_text == whole.lottery.text


def test_two_organisers_see_the_same_computation(table: Table, large: Draw) -> None:
    begin(table, large)
    first = dealing_of(large).note
    begin(table, large, announced="Une autre annonce.")
    assert dealing_of(large).note == first


def test_panels_dealt_for_other_people_or_quotas_are_refused_and_nothing_is_closed(
    table: Table, large: Draw
) -> None:
    begin(table, large)
    ended(large)
    withdraw(table)
    accept(table, PEOPLE)
    quota = large.quotas[0]
    change_quota(
        draw_id=large.pk,
        feature=quota["feature"],
        value=quota["value"],
        minimum=quota["minimum"],
        maximum=quota["maximum"] - 1,
        reason="Pour l'essai.",
        **table.facts,
    )
    register = len(acts_of())
    with pytest.raises(DealtForOthers) as refusal:
        freeze_dealt(draw_id=large.pk, **table.facts)
    said = sentence(refusal.value)
    assert "(1 accord de plus, 1 accord retiré, 1 quota changé)" in said
    assert "recommencez" in said
    assert len(acts_of()) == register and not DrawEntry.objects.exists()
    large.refresh_from_db()
    assert large.state == "prepared"
    forget_dealing(draw_id=large.pk, actor=table.world.organiser)
    begin(table, large)
    ended(large)
    assert freeze_dealt(draw_id=large.pk, **table.facts).state == "frozen"


def test_a_changed_profile_or_household_is_another_pool(table: Table, large: Draw) -> None:
    pool = pool_of(large.edition)
    first, second, third, *others = pool
    pool = [replace(first, household="a"), replace(second, household="a"), third, *others]
    asked = {"announced": ANNOUNCED, "beacon_at": None, "derogation": ""}
    plan = plan_freeze(large, pool, now=table.world.clock.now(), **asked)
    one, two, *rest = pool
    renamed = [replace(one, household="b"), replace(two, household="b"), *rest]
    assert len(people_as_planned(large, plan, renamed)) == PEOPLE
    for changed in (
        [one, replace(two, household="b"), *rest],
        [one, replace(two, household=""), *rest],
        [one, two, replace(third, household="a"), *others],
        [one, two, replace(third, values={"age": "under_30"}), *others],
    ):
        with pytest.raises(DealtForOthers) as refusal:
            people_as_planned(large, plan, changed)
        assert refusal.value.params["changed"] >= 1


def test_who_may_not_and_what_the_rules_refuse_is_said_before_the_computation(
    table: Table, large: Draw
) -> None:
    stranger = table.world.actor("aicha")
    with pytest.raises(NotAllowed):
        begin(table, large, actor=stranger)
    with pytest.raises(Invalid) as refusal:
        begin(table, large, announced=" ")
    assert refusal.value.code == "required"
    with pytest.raises(Invalid) as refusal:
        begin(table, large, beacon_at=table.world.clock.now())
    assert refusal.value.code == "beacon_in_past"
    assert dealing_of(large) is None
    begin(table, large)
    for act in (stop_dealing, go_on_dealing, forget_dealing):
        with pytest.raises(NotAllowed):
            act(draw_id=large.pk, actor=stranger)
    ended(large)
    with pytest.raises(NotAllowed):
        freeze_dealt(draw_id=large.pk, actor=stranger, clock=table.world.clock)
    freeze_dealt(draw_id=large.pk, **table.facts)
    for act in (begin_dealing, freeze_dealt):
        with pytest.raises(WrongState):
            act(
                draw_id=large.pk,
                **({"announced": ANNOUNCED} if act is begin_dealing else {}),
                **table.facts,
            )


def test_a_pool_too_thin_is_refused_first_and_its_derogation_recorded_with_the_freeze(
    table: Table, large: Draw, monkeypatch: Any
) -> None:
    monkeypatch.setattr(dealing, "LONG", 10)
    for _ in range(PEOPLE - 20):
        withdraw(table)
    with pytest.raises(RuleForbids) as refusal:
        begin(table, large)
    assert refusal.value.code == "pool_too_thin" and dealing_of(large) is None
    register = len(acts_of())
    begin(table, large, derogation=HERE)
    assert ended(large).state == "done"
    assert len(acts_of()) == register
    freeze_dealt(draw_id=large.pk, **table.facts)
    assert len(acts_of()) == register + 2


def test_an_annulled_draw_is_not_dealt_out_any_more(table: Table, large: Draw) -> None:
    begin(table, large)
    annul_draw(draw_id=large.pk, reason="Pour l'essai.", **table.facts)
    assert compute.look(large.public_id) is None
    with pytest.raises(WrongState):
        freeze_dealt(draw_id=large.pk, **table.facts)


def test_no_file_links_somebody_to_their_token_in_clear(table: Table, large: Draw) -> None:
    begin(table, large)
    seen = ended(large)
    files = b"".join(one.read_bytes() for one in seen.place.folder.iterdir())
    assert all(one.token.encode() not in files for one in seen.note.tickets)
    assert b"under_30" not in files and b"person_id" not in files


@pytest.mark.usefixtures("second_factor", "slow")
def test_the_pages_of_a_large_draw(table: Table, large: Draw, client: Any) -> None:
    enter(client, table.world.people["helene"])
    desk = f"/bureau/essai/tirage/{large.number}/"
    form, page = f"{desk}fixer/", f"{desk}fixer/calcul/"
    assert client.get(page).headers["location"] == form
    begun = client.post(form, ANNOUNCING)
    assert (begun.status_code, begun.headers["location"]) == (302, page)
    once(large, lambda seen: seen.stage == "panels" and seen.done > 0.02)
    shown = client.get(page).content.decode()
    assert "Étape 2 sur 3" in shown and re.search(r'<progress [^>]*value="\d+"', shown)
    assert "Arrêter" in shown and ANNOUNCING["where"] in shown
    assert "Tout est fixé" not in shown
    assert client.get(form).headers["location"] == page
    assert "Voir où en est le calcul" in client.get(desk).content.decode()
    client.post(page, {"do": "stop"})
    assert "Reprendre" in client.get(page).content.decode()
    polled = client.get(page, headers={"hx-request": "true"})
    assert polled.headers["hx-refresh"] == "true"
    client.post(page, {"do": "go_on"})
    ended(large)
    assert "Fixer le tirage maintenant" in client.get(page).content.decode()
    withdraw(table, clock=SystemClock())
    refused = client.post(page, {"do": "freeze"})
    assert refused.status_code == 409
    said = refused.content.decode()
    assert "1 accord retiré" in said and "Une personne retire son accord." in said
    assert "Fixer le tirage maintenant" not in said
    assert client.post(page, {"do": "forget"}).headers["location"] == form
    client.post(form, ANNOUNCING)
    ended(large)
    frozen = client.post(page, {"do": "freeze"}, follow=True).content.decode()
    assert "Tout est fixé et publié. Il ne manque que les boules." in frozen
    assert client.get(page).headers["location"] == desk


@pytest.mark.usefixtures("second_factor")
def test_the_page_says_when_the_process_died(table: Table, large: Draw, client: Any) -> None:
    enter(client, table.world.people["helene"])
    begin(table, large)
    seen = ended(large)
    while seen.place.runs:
        time.sleep(0.02)
    seen.place.remove("returned")
    shown = client.get(f"/bureau/essai/tirage/{large.number}/fixer/calcul/").content.decode()
    assert "Le calcul a été interrompu" in shown and "Reprendre" in shown


@pytest.mark.usefixtures("second_factor")
def test_somebody_who_may_not_hold_the_draw_does_not_see_its_page(
    table: Table, large: Draw, client: Any
) -> None:
    begin(table, large)
    enter(client, table.world.people["aicha"])
    shown = client.get(f"/bureau/essai/tirage/{large.number}/fixer/calcul/")
    assert shown.status_code == 403


def test_panels_that_are_there_within_moments_are_frozen_at_once(
    table: Table, large: Draw, monkeypatch: Any
) -> None:
    assert takes_long(large)
    monkeypatch.setattr(dealing, "LONG", PEOPLE)
    assert not takes_long(large)
    register = len(acts_of())
    frozen = freeze_or_begin(draw_id=large.pk, announced=ANNOUNCED, **table.facts)
    assert frozen is not None and frozen.state == "frozen"
    assert len(acts_of()) == register + 1
    assert compute.look(frozen.public_id) is None


@pytest.mark.usefixtures("slow")
def test_panels_that_take_longer_are_watched_and_hold_no_transaction(
    table: Table, large: Draw, monkeypatch: Any
) -> None:
    monkeypatch.setattr(dealing, "LONG", PEOPLE)
    monkeypatch.setattr(dealing, "WAITED", 0.5)
    register = len(acts_of())
    assert freeze_or_begin(draw_id=large.pk, announced=ANNOUNCED, **table.facts) is None
    assert dealing_of(large).state == "running" and len(acts_of()) == register
    ended(large)
    assert freeze_or_begin(draw_id=large.pk, announced="Ailleurs.", **table.facts) is None
    assert freeze_dealt(draw_id=large.pk, **table.facts).state == "frozen"


def test_quotas_that_no_panel_keeps_leave_nothing_to_go_on_with(
    table: Table, large: Draw, monkeypatch: Any
) -> None:
    monkeypatch.setattr(dealing, "LONG", PEOPLE)
    feature = large.quotas[0]["feature"]
    large.quotas = [
        {**row, "minimum": 0, "maximum": 0 if row["feature"] == feature else large.seats}
        for row in large.quotas
    ]
    with lifted():
        large.save()
    with pytest.raises(Invalid) as refusal:
        freeze_or_begin(draw_id=large.pk, announced=ANNOUNCED, **table.facts)
    assert refusal.value.code == "no_panel" and dealing_of(large) is None


def test_a_freeze_that_computes_within_itself_gives_up_before_others_do(
    table: Table, large: Draw, monkeypatch: Any
) -> None:
    monkeypatch.setattr(freezing, "BRIEF", 0.001)
    with pytest.raises(ComputationStopped):
        freeze_pool(draw_id=large.pk, announced=ANNOUNCED, **table.facts)
    large.refresh_from_db()
    assert large.state == "prepared" and not DrawEntry.objects.exists()
