"""Enter replies: those who accept, those who decline, those who change their mind."""

from __future__ import annotations

from collections.abc import Mapping

from alienor.cores.rules import Rulebook, values_at_birth
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SealedRef, action, record, require
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.platform.people import records
from alienor.platform.people.entering import known_or_new
from alienor.platform.people.records import Identity
from alienor.platform.public_ids import public_id
from alienor.platform.tables import folded
from alienor.stages.founding.actions import hold_still
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.recruitment import acts, codes
from alienor.stages.recruitment.models import Invitation, PoolEntry

ADULT = 18


@action
def record_reply(
    *,
    edition_id: int,
    through: str,
    actor: Actor,
    clock: Clock,
    invitation_id: int | None = None,
    answer: str = PoolEntry.State.ACCEPTED,
    identity: Identity | None = None,
    profile: Mapping[str, str] | None = None,
    guardian_agrees: bool = False,
    address: str = "",
) -> PoolEntry:
    """Enter a reply. Whoever accepts becomes known, with an account where they have an e-mail.

    `profile`: one value for each feature that the rules draw by; that of age may be left out, as
    the year of birth gives it. `guardian_agrees`: the written agreement of a parent is there,
    needed under 18. `address`: where somebody without an invitation lives, which only tells whom
    they share a household with and is not kept. Nothing is kept of whoever declines.
    Who: an organiser, or whoever holds the reception (`recruitment.reply`).
    Register: `agreement_given` (and `person_entered` for a newcomer) or `invitation_declined`.
    Errors: NotAllowed; Invalid (`unknown_code`, `unknown_invitation`, `required`, `too_young`,
    `age_contradicts`, `guardian_needed`, `contact_taken`, `replied_already`).
    """
    edition = (
        Edition.objects.select_related("rules").select_for_update(of=("self",)).get(pk=edition_id)
    )
    require(actor, "recruitment.reply", on=edition)
    if through not in PoolEntry.Through.values:
        raise Invalid("unknown_code", field="through", value=through)
    invitation = _invitation(edition, invitation_id)
    if answer == PoolEntry.State.DECLINED:
        return _decline(edition, invitation, through=through, clock=clock)
    if answer != PoolEntry.State.ACCEPTED:
        raise Invalid("unknown_code", field="answer", value=answer)
    if identity is None or not identity.full_name:
        raise Invalid("required", field="given_name")
    rulebook = rules_of(edition)
    year = clock.now().year
    _old_enough(rulebook, identity, year=year, guardian_agrees=guardian_agrees)
    values = _profile(rulebook, profile or {}, birth_year=identity.birth_year or year, year=year)
    person_id = known_or_new(identity, through=actor.through, now=clock.now())
    if edition.replies.filter(person_id=person_id, state=PoolEntry.State.ACCEPTED).exists():
        raise Invalid("replied_already")
    sealed = records.seal(
        person_id,
        purpose="profile",
        content={"edition": edition.slug, "values": values},
        now=clock.now(),
    )
    entry = _entry(edition, invitation, through=through, clock=clock, address=address)
    entry.person_id, entry.profile, entry.state = person_id, sealed, PoolEntry.State.ACCEPTED
    entry.save()
    if invitation is not None:
        invitation.state = Invitation.State.REPLIED
        invitation.save(update_fields=["state"])
    record(
        acts.AgreementGiven(reply=entry.reply_id, through=through, profile=SealedRef(sealed)),
        on=edition,
        articles=(rulebook.recruitment.article,),
    )
    return entry


@action
def withdraw_reply(*, entry_id: int, actor: Actor, clock: Clock) -> PoolEntry:
    """Take back an agreement. No reason is asked.

    Who: the person themself (`recruitment.withdraw_own`), or an organiser or the reception who
    has their word (`recruitment.reply`). Register: `agreement_withdrawn`. Errors: NotAllowed;
    NotFound; WrongState where it is not an agreement.
    """
    for edition_id in PoolEntry.objects.filter(pk=entry_id).values_list("edition_id", flat=True):
        hold_still(edition_id)
    entry = (
        PoolEntry.objects.select_related("edition", "edition__rules")
        .select_for_update(of=("self",))
        .filter(pk=entry_id)
        .first()
    )
    if entry is None:
        raise NotFound("reply")
    own = actor.person_id is not None and actor.person_id == entry.person_id
    require(actor, "recruitment.withdraw_own" if own else "recruitment.reply", on=entry.edition)
    if entry.state != PoolEntry.State.ACCEPTED:
        raise WrongState(state=entry.state, wanted=("accepted",))
    entry.state, entry.withdrawn_at = PoolEntry.State.WITHDRAWN, clock.now()
    entry.save(update_fields=["state", "withdrawn_at"])
    record(acts.AgreementWithdrawn(reply=entry.reply_id), on=entry.edition)
    return entry


def _invitation(edition: Edition, invitation_id: int | None) -> Invitation | None:
    if invitation_id is None:
        return None
    found = edition.invitations.select_related("address").filter(pk=invitation_id).first()
    if found is None:
        raise Invalid("unknown_invitation", field="code")
    return found


def _decline(
    edition: Edition, invitation: Invitation | None, *, through: str, clock: Clock
) -> PoolEntry:
    if invitation is None:
        raise Invalid("unknown_invitation", field="code")
    if invitation.state == Invitation.State.DECLINED or invitation.replies.exists():
        raise Invalid("replied_already")
    entry = _entry(edition, invitation, through=through, clock=clock)
    entry.state = PoolEntry.State.DECLINED
    entry.save()
    invitation.state = Invitation.State.DECLINED
    invitation.save(update_fields=["state"])
    record(acts.InvitationDeclined(reply=entry.reply_id, through=through), on=edition)
    return entry


def _entry(
    edition: Edition,
    invitation: Invitation | None,
    *,
    through: str,
    clock: Clock,
    address: str = "",
) -> PoolEntry:
    ident = public_id()
    if invitation is not None:
        household = codes.household_key(invitation.address.key, invitation.dwelling)
    elif home := folded(address):
        household = codes.household_at(home)
    else:
        household = codes.lone_household(ident)
    return PoolEntry(
        edition=edition,
        invitation=invitation,
        reply_id=ident,
        household=household,
        replied_through=through,
        replied_at=clock.now(),
    )


def _profile(
    rulebook: Rulebook, given: Mapping[str, str], *, birth_year: int, year: int
) -> dict[str, str]:
    """A known value for each feature of the rules, and nothing else; those of age as the year of
    birth says."""
    values = {}
    for feature in rulebook.draw.feature:
        field = f"profile_{feature.code}"
        by_birth = values_at_birth(feature, birth_year=birth_year, year=year)
        value = given.get(feature.code, "") or next((one.code for one in by_birth), "")
        known = {one.code: one for one in feature.value}
        if not value:
            raise Invalid("required", field=field)
        if value not in known:
            raise Invalid("unknown_code", field=field, value=value)
        if by_birth and known[value] not in by_birth:
            raise Invalid(
                "age_contradicts",
                field=field,
                column=feature.label,
                value=known[value].label,
                birth_year=birth_year,
                wanted=by_birth[0].label,
            )
        values[feature.code] = value
    unknown = sorted(set(given) - set(values))
    if unknown:
        raise Invalid("unknown_code", field="profile", value=unknown[0])
    return values


def _old_enough(
    rulebook: Rulebook, identity: Identity, *, year: int, guardian_agrees: bool
) -> None:
    if identity.birth_year is None:
        raise Invalid("required", field="birth_year")
    age = year - identity.birth_year
    minimum = rulebook.recruitment.minimum_age
    if age < minimum:
        raise Invalid(
            "too_young",
            field="birth_year",
            minimum=minimum,
            article=rulebook.recruitment.article,
        )
    if age < ADULT and not guardian_agrees:
        raise Invalid("guardian_needed", field="guardian_agrees")
