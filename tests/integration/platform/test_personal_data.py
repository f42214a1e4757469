"""Personal data is in one place, encrypted by person; erasing a key erases the person."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, connections

from alienor.platform.accounts.models import Account
from alienor.platform.acts import action, current, require
from alienor.platform.errors import Invalid, NotAllowed, NotFound, WrongState
from alienor.platform.people import actions as people
from alienor.platform.people import records
from alienor.platform.people.models import Person, SealedNote
from alienor.platform.people.notes import notes_for
from alienor.platform.people.records import Identity
from alienor.platform.register import log

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

ADDRESS = "jeanne.exemple@exemple.invalid"


def everything_stored() -> bytes:
    """Every value of every table of both databases, end to end."""
    found = []
    for alias in ("default", "keys"):
        tables = connections[alias].introspection.table_names()
        with connections[alias].cursor() as cursor:
            for table in tables:
                cursor.execute(f'SELECT * FROM "{table}"')
                for row in cursor.fetchall():
                    for value in row:
                        raw = isinstance(value, bytes | memoryview)
                        found.append(bytes(value) if raw else str(value).encode())
    return b"\n".join(found)


@pytest.fixture
def jeanne(world: Any, clock: Any) -> int:
    """Somebody with everything that can be known of a person."""
    identity = Identity(
        given_name="Jeanne",
        family_name="Quatresous",
        email=ADDRESS,
        phone="06 39 98 12 34",
        address="12 rue Inventée, 86000 Poitiers",
        birth_year=1948,
    )
    return people.enter_person(identity=identity, actor=world.organiser, clock=clock).pk


def test_nothing_personal_is_stored_in_clear(jeanne: int) -> None:
    stored = everything_stored()
    for secret in ("Jeanne", "Quatresous", "jeanne.exemple", "39981234", "639981234", "Inventée"):
        assert secret.encode() not in stored, secret
    assert records.identity_of(jeanne).full_name == "Jeanne Quatresous"


def test_somebody_is_found_however_the_contact_is_written(jeanne: int) -> None:
    assert records.find_person(email=" JEANNE.Exemple@exemple.invalid ") == jeanne
    assert records.find_person(phone="+33 6 39 98 12 34") == jeanne
    assert records.find_person(email="autre@exemple.invalid") is None
    assert records.find_person(phone="pas un numéro") is None


def test_a_contact_belongs_to_one_person(world: Any, clock: Any, jeanne: int) -> None:
    for taken in ({"email": ADDRESS}, {"phone": "0639981234"}):
        with pytest.raises(Invalid, match="contact_taken"):
            people.enter_person(
                identity=Identity(given_name="Autre", **taken), actor=world.organiser, clock=clock
            )
    with pytest.raises(Invalid, match="required"):
        people.enter_person(identity=Identity(), actor=world.organiser, clock=clock)
    with pytest.raises(NotAllowed):
        people.enter_person(
            identity=Identity(given_name="Moi"), actor=world.actor("aicha"), clock=clock
        )


def test_somebody_corrects_what_is_known_of_them(world: Any, clock: Any, jeanne: int) -> None:
    from alienor.platform.actors import Actor

    known = records.identity_of(jeanne)
    self_actor = Actor(person_id=jeanne)
    size = log.head().size
    people.correct_person(person_id=jeanne, identity=known, actor=self_actor, clock=clock)
    assert log.head().size == size, "nothing changed, nothing recorded"
    changed = Identity(given_name="Jeanne", family_name="Autrement", email="j@exemple.invalid")
    people.correct_person(person_id=jeanne, identity=changed, actor=self_actor, clock=clock)
    assert records.identity_of(jeanne) == changed
    assert records.find_person(email=ADDRESS) is None
    with pytest.raises(Invalid, match="contact_taken"):
        people.correct_person(
            person_id=world.people["aicha"], identity=changed, actor=world.organiser, clock=clock
        )
    assert (
        notes_for(purpose="correction", person_id=jeanne)[0].content["family_name"] == "Quatresous"
    )


def test_erasing_the_key_erases_the_person_from_a_backup_too(
    world: Any, clock: Any, jeanne: int
) -> None:
    backup = Person.objects.get(pk=jeanne)
    note = SealedNote.objects.filter(person_id=jeanne)[0]
    kept = (bytes(backup.record), bytes(note.sealed))
    assert Account.objects.filter(person_id=jeanne).exists()
    people.erase_person(person_id=jeanne, reason="request", actor=world.organiser, clock=clock)
    assert records.identity_of(jeanne) == records.ERASED
    assert records.find_person(email=ADDRESS) is None
    assert not Account.objects.filter(person_id=jeanne).exists()
    assert records.unseal([note.digest]) == {}
    assert records.pseudonym(jeanne, "essai") == ""
    from alienor.platform.keystore.store import keys_of

    assert keys_of([backup.key_reference]) == {}, "no key is left that opens what a backup kept"
    assert all(kept)
    with pytest.raises(WrongState):
        people.erase_person(person_id=jeanne, reason="request", actor=world.organiser, clock=clock)
    with pytest.raises(Invalid):
        people.erase_person(
            person_id=jeanne, reason="parce que", actor=world.organiser, clock=clock
        )
    with pytest.raises(NotFound):
        people.erase_person(person_id=10**9, reason="request", actor=world.organiser, clock=clock)


def test_a_blob_moved_to_somebody_else_does_not_open(world: Any, clock: Any, jeanne: int) -> None:
    from cryptography.exceptions import InvalidTag

    from alienor.platform.acts import guard

    stolen = bytes(Person.objects.get(pk=jeanne).record)
    with guard.lifted():
        Person.objects.filter(pk=world.people["aicha"]).update(record=stolen)
    with pytest.raises(InvalidTag):
        records.identity_of(world.people["aicha"])


def test_a_person_has_another_pseudonym_in_each_context(jeanne: int) -> None:
    one, other = records.pseudonym(jeanne, "édition 1"), records.pseudonym(jeanne, "édition 2")
    assert one != other
    assert one == records.pseudonym(jeanne, "édition 1")


def test_the_last_organiser_cannot_leave(world: Any, clock: Any) -> None:
    from alienor.platform.access.models import Grant

    grant = Grant.objects.get(role="organiser")
    with pytest.raises(Invalid, match="last_organiser"):
        people.end_role(grant_id=grant.pk, actor=world.organiser, clock=clock)
    facts = {"role": "organiser", "actor": world.organiser, "clock": clock}
    people.give_role(person_id=world.people["elodie"], **facts)
    size = log.head().size
    people.give_role(person_id=world.people["elodie"], **facts)
    assert log.head().size == size, "given once"
    people.end_role(grant_id=grant.pk, actor=world.organiser, clock=clock)
    with pytest.raises(WrongState):
        people.end_role(grant_id=grant.pk, actor=world.actor("elodie"), clock=clock)
    with pytest.raises(Invalid, match="unknown_code"):
        people.give_role(
            person_id=world.people["aicha"],
            role="empereur",
            actor=world.actor("elodie"),
            clock=clock,
        )


def test_what_belongs_inside_an_action_is_refused_outside(world: Any, clock: Any) -> None:
    with pytest.raises(RuntimeError):
        current()
    with pytest.raises(RuntimeError):
        log.append([])

    @action
    def records_before_asking(*, actor: Any, clock: Any) -> None:
        """Record without permission."""
        from alienor.platform.acts import record
        from alienor.stages.founding.acts import StepStarted

        record(StepStarted(step="founding"), on=world.edition)

    with pytest.raises(RuntimeError, match="before it is permitted"):
        records_before_asking(actor=world.organiser, clock=clock)
    with pytest.raises(TypeError):
        action(lambda **facts: require)
    assert connection.vendor in ("sqlite", "postgresql")
