"""Enter people, correct and erase them, give and end roles."""

from __future__ import annotations

from dataclasses import asdict

from alienor.platform.access.models import Grant
from alienor.platform.access.roles import GRANTED_ROLES
from alienor.platform.accounts.open import close_account, open_account
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SealedRef, action, record, require
from alienor.platform.acts.record import EditionLike
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.platform.people import acts, records
from alienor.platform.people.entering import forget_person, make_known
from alienor.platform.people.models import Person
from alienor.platform.people.records import Identity
from alienor.platform.public_ids import public_id

ERASURE_REASONS = ("request", "purpose_over", "mistake")


@action
def enter_person(*, identity: Identity, actor: Actor, clock: Clock, password: str = "") -> Person:
    """Make somebody known, and open their account where they have an e-mail.

    Who: an organiser (`people.enter`). Register: `person_entered`. Errors: NotAllowed; Invalid
    (no name and no contact; `contact_taken`).
    """
    require(actor, "people.enter")
    return make_known(identity, through=actor.through, now=clock.now(), password=password)


@action
def correct_person(*, person_id: int, identity: Identity, actor: Actor, clock: Clock) -> None:
    """Correct what is known of somebody.

    Who: an organiser (`people.enter`), or the person themself (`people.correct_self`).
    Register: `person_corrected`. Errors: NotAllowed; Invalid (`contact_taken`).
    """
    require(actor, "people.correct_self" if actor.person_id == person_id else "people.enter")
    before = records.identity_of(person_id)
    if before == identity:
        return
    for kind in records.FINDING:
        value = getattr(identity, kind)
        if value and records.find_person(**{kind: value}) not in (None, person_id):
            raise Invalid("contact_taken", field=kind)
    records.change_identity(person_id, identity)
    if before.email != identity.email:
        close_account(person_id)
        open_account(person_id)
    digest = records.seal(person_id, purpose="correction", content=asdict(before), now=clock.now())
    record(acts.PersonCorrected(record=SealedRef(digest)), on=None)


@action
def erase_person(*, person_id: int, reason: str, actor: Actor, clock: Clock) -> None:
    """Erase somebody for good: their roles and places end, then go their account, what is known
    of them and their key. The register stays valid.

    Who: an organiser (`people.erase`). Register: `role_ended`, `mandate_ended`, `seat_declined`,
    `exit_counts_settled`, `person_erased`. Errors: NotAllowed; Invalid (unknown reason,
    `last_organiser`); WrongState where it was done already.
    """
    require(actor, "people.erase")
    if reason not in ERASURE_REASONS:
        raise Invalid("unknown_code", field="reason", value=reason)
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotFound("person")
    if person.erased_at:
        raise WrongState(state="erased", wanted=("known",))
    if set(_organisers().values()) == {person_id}:
        raise Invalid("last_organiser")
    forget_person(person_id, reason=reason, now=clock.now())


@action
def erase_again(*, actor: Actor, clock: Clock) -> int:
    """After an old backup was put back: finish erasing those whose key is gone, and destroy again
    the keys of those who are marked as erased. How many were not.

    Who: the operator (`people.erase_again`). Register: `person_erased` for each. Errors:
    NotAllowed.
    """
    require(actor, "people.erase_again")
    records.destroy_keys_of_the_erased()
    gone = records.people_without_key()
    for person_id in gone:
        forget_person(person_id, reason="backup_restored", now=clock.now())
    return len(gone)


@action
def give_role(
    *,
    person_id: int,
    role: str,
    actor: Actor,
    clock: Clock,
    edition: EditionLike | None = None,
    detail: str = "",
) -> Grant:
    """Give somebody a role, in one edition or (edition None) for the whole instance.

    `detail`: for a city service, its name as residents know it.

    Who: an organiser, or the operator for the first one (`access.grant`). Register: `role_given`.
    Errors: NotAllowed; Invalid (unknown role).
    """
    require(actor, "access.grant", on=edition)
    detail = " ".join(detail.split())
    if role not in GRANTED_ROLES:
        raise Invalid("unknown_code", field="role", value=role)
    Person.objects.select_for_update().filter(pk=person_id).first()  # one role at a time
    existing = Grant.objects.filter(
        person_id=person_id,
        role=role,
        detail=detail,
        edition_id=edition.edition_id if edition else None,
        ended_at__isnull=True,
    ).first()
    if existing is not None:
        return existing
    grant = Grant.objects.create(
        public_id=public_id(),
        person_id=person_id,
        role=role,
        detail=detail,
        edition_id=edition.edition_id if edition else None,
        given_at=clock.now(),
    )
    record(acts.RoleGiven(grant=grant.public_id, role=role, detail=detail), on=edition)
    return grant


@action
def end_role(
    *, grant_id: int, actor: Actor, clock: Clock, edition: EditionLike | None = None
) -> None:
    """Take a role back.

    Who: an organiser (`access.grant`). Register: `role_ended`. Errors: NotAllowed; NotFound where
    it is not a role of `edition` (None: of the whole instance); WrongState where it has ended;
    Invalid (`last_organiser`) where nobody would be left to organise.
    """
    require(actor, "access.grant", on=edition)
    of_edition = edition.edition_id if edition else None
    grant = Grant.objects.select_for_update().filter(pk=grant_id, edition_id=of_edition).first()
    if grant is None:
        raise NotFound("role")
    if grant.ended_at:
        raise WrongState(state="ended", wanted=("given",))
    if set(_organisers()) == {grant.pk}:
        raise Invalid("last_organiser")
    grant.ended_at = clock.now()
    grant.save(update_fields=["ended_at"])
    record(acts.RoleEnded(grant=grant.public_id, role=grant.role), on=edition)


def _organisers() -> dict[int, int]:
    """Who organises the whole instance and was not erased, by grant; locked, so that two cannot
    leave at once."""
    grants = Grant.objects.select_for_update().filter(
        role="organiser", edition_id__isnull=True, ended_at__isnull=True
    )
    people = dict(grants.values_list("pk", "person_id"))
    erased = set(
        Person.objects.filter(pk__in=people.values(), erased_at__isnull=False).values_list(
            "pk", flat=True
        )
    )
    return {grant: person for grant, person in people.items() if person not in erased}
