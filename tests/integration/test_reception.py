"""The reception of a day: whoever is sought comes first, and everybody hears where they sit."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import now
from tests.integration import test_day_tables, test_sessions
from tests.integration.test_day_tables import made
from tests.integration.test_running import begin, desk, read

from alienor.platform.errors import NotAllowed, WrongState
from alienor.stages.sessions import attending, preparing
from alienor.stages.sessions.queries import came_or_left_within, own_tables

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

day, opened, gathered = test_sessions.day, test_sessions.opened, test_day_tables.gathered


def planned(world: Any, *, days: int) -> Any:
    """A day announced that many days from now."""
    starts = now() + timedelta(days=days)
    session = test_sessions.plan(world, starts_at=starts, ends_at=starts + timedelta(hours=1))
    items = [*test_sessions.ITEMS, test_sessions.MEAL]
    preparing.set_agenda(session_id=session.pk, items=items, **world.by("joel"))
    return preparing.announce_session(session_id=session.pk, **world.by("joel"))


def sought(world: Any, session: Any, **sent: str) -> str:
    """The page of the reception after a search."""
    page = reverse("office:welcome", args=["essai", session.public_id])
    return desk(world).post(page, sent).content.decode()


def arrives(world: Any, session: Any, person: int) -> str:
    """What the reception reads once somebody's presence is noted."""
    client, where = desk(world), ["essai", session.public_id]
    note = reverse("office:note_presence", args=where)
    client.post(note, {"person": person, "move": "arrive"})
    return read(client, "welcome", session)


@pytest.mark.parametrize("sent", [{"q": "aicha"}, {"shown": "awaited"}])
def test_whoever_is_sought_comes_right_under_the_search(
    world: Any, opened: Any, sent: dict[str, str]
) -> None:
    found = sought(world, opened, **sent)
    assert found.index("Noter la présence") < found.index('id="there"')
    assert found.index("Noter la présence") < found.index("Un accompagnant de plus")
    every = sought(world, opened)
    assert every.index('id="there"') < every.index("Noter la présence")


def test_on_the_day_a_presence_is_the_main_button_and_an_answer_is_folded(world: Any) -> None:
    found = sought(world, planned(world, days=0), q="aicha")
    presence = re.search(r"<button[^>]*>Noter la présence", found)
    assert presence is not None and "second" not in presence[0]
    folded = found.index("<details><summary>Noter plutôt une réponse")
    assert presence.start() < folded < found.index('name="answer"')
    assert not re.search(r'<button name="answer" value="\w+">', found), "answers step back"


def test_before_the_day_answers_are_shown_beside_the_presence(world: Any) -> None:
    found = sought(world, planned(world, days=3), q="aicha")
    assert re.search(r'<button class="second"[^>]*>Noter la présence', found)
    assert re.search(r'<button name="answer" value="yes"[^>]*>Viendra', found)
    assert "Noter plutôt une réponse" not in found


def test_whoever_arrives_hears_their_table_of_now_and_the_next_one(
    world: Any, gathered: Any
) -> None:
    made(world, gathered)
    people = [world.people[name] for name in test_day_tables.MEMBERS]
    tables = {one: [seat.table for seat in own_tables(gathered, one)] for one in people}
    person = next(one for one, (first, second, _third) in tables.items() if first != second)
    first, second, third = tables[person]
    attending.check_out(session_id=gathered.pk, person_id=person, **world.by("helene"))
    said = arrives(world, gathered, person)
    assert f"est là. Table {first}, puis table {second}." in said
    for number in (4, 5, 6):
        begin(world, gathered, number)
    attending.check_out(session_id=gathered.pk, person_id=person, **world.by("helene"))
    assert f"est là. Table {third}." in arrives(world, gathered, person)


def test_whoever_walks_in_has_no_table_yet_and_the_reception_knows_who_gives_one(
    world: Any, gathered: Any
) -> None:
    client, where = desk(world), ["essai", gathered.public_id]
    walk_in = reverse("office:walk_in", args=where)
    client.post(walk_in, {"given_name": "Zoé"})
    said = read(client, "welcome", gathered)
    assert "Zoé est là." in said and "Aucune table" not in said, "there are no tables at all"
    made(world, gathered)
    client.post(walk_in, {"given_name": "Yann"})
    said = read(client, "welcome", gathered)
    assert "Yann est là. Aucune table encore" in said and "« Régler les tables »" in said


def test_whoever_was_noted_by_mistake_never_came(world: Any, gathered: Any) -> None:
    client, person = desk(world), world.people["aicha"]
    page = reverse("office:note_presence", args=["essai", gathered.public_id])
    attending.take_back_presence(session_id=gathered.pk, person_id=person, **world.by("helene"))
    before = gathered.presences.count()
    client.post(page, {"person": person, "move": "arrive"})
    assert "C’était une erreur : Aïcha" in read(client, "welcome", gathered)
    client.post(page, {"person": person, "move": "mistake"})
    assert gathered.presences.count() == before and not came_or_left_within(gathered)
    attending.check_in(session_id=gathered.pk, person_id=person, **world.by("helene"))
    world.clock.at += timedelta(minutes=11)
    facts = {"session_id": gathered.pk, "person_id": person}
    with pytest.raises(WrongState):
        attending.take_back_presence(**facts, **world.by("helene"))
    with pytest.raises(NotAllowed):
        attending.take_back_presence(**facts, **world.by("karim"))
