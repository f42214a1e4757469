"""Import addresses, draw invitations, note what was found at the doors."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alienor.cores.addresses import (
    AddressBase,
    AddressesInvalid,
    Place,
    draw_dwellings,
    read_addresses,
    read_places,
)
from alienor.cores.transparency.canonical import canonical_json
from alienor.cores.transparency.commitments import commit, commit_text
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require
from alienor.platform.errors import Invalid
from alienor.platform.public_ids import public_id
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.recruitment import acts, codes
from alienor.stages.recruitment.models import (
    DoorRound,
    DoorVisit,
    Frame,
    FrameAddress,
    Invitation,
    InvitationDraw,
)
from alienor.stages.recruitment.queries import latest_frame
from alienor.stages.recruitment.replies import record_reply, withdraw_reply

__all__ = [
    "Visit",
    "draw_invitations",
    "import_frame",
    "record_door",
    "record_doors",
    "record_reply",
    "withdraw_reply",
]

BATCH = 1_000
_UNCHANGED = frozenset({Invitation.State.REPLIED, Invitation.State.DECLINED})
_STATE_AFTER = {
    DoorVisit.Outcome.ACCEPTED: Invitation.State.MET,
    DoorVisit.Outcome.THINKING: Invitation.State.MET,
    DoorVisit.Outcome.REFUSED: Invitation.State.DECLINED,
    DoorVisit.Outcome.ABSENT: Invitation.State.NOTICE_LEFT,
    DoorVisit.Outcome.WRONG_ADDRESS: Invitation.State.UNDELIVERED,
    DoorVisit.Outcome.MOVED: Invitation.State.UNDELIVERED,
}


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What was found at one door. `invitation`: its public id. `attempts`: knocks so far, from 1.
    `dwelling`: the dwelling that answered, where it is another than the one drawn."""

    invitation: str
    outcome: str
    attempts: int = 1
    dwelling: int | None = None


@action
def import_frame(
    *,
    edition_id: int,
    name: str,
    data: bytes,
    actor: Actor,
    clock: Clock,
    places: Mapping[str, Place] | bytes | None = None,
) -> Frame:
    """Import an address file (Base Adresse Locale), whole or not at all.

    `places`: dwellings and districts by address key, read or as the bytes of their own file; an
    address that it does not name has one dwelling. A file that was imported already with the same
    places changes nothing and records nothing. Who: an organiser (`recruitment.prepare`).
    Register: `frame_imported`. Errors: NotAllowed; Invalid (`required`; `file_invalid` with every
    fault and its line).
    """
    edition = (
        Edition.objects.select_related("rules").select_for_update(of=("self",)).get(pk=edition_id)
    )
    require(actor, "recruitment.prepare", on=edition)
    if not name.strip():
        raise Invalid("required", field="name")
    try:
        base = read_addresses(data)
    except AddressesInvalid as error:
        raise Invalid("file_invalid", field="file", faults=error.faults) from error
    try:
        known = read_places(places) if isinstance(places, bytes) else dict(places or {})
    except AddressesInvalid as error:
        raise Invalid("file_invalid", field="places", faults=error.faults) from error
    sha256 = hashlib.sha256(data).hexdigest()
    digest = _frame_digest(sha256, known)
    before = edition.frames.filter(digest=digest).first()
    if before is not None:
        return before
    rows = _addresses(base, known)
    frame = Frame.objects.create(
        edition=edition,
        name=name.strip(),
        sha256=sha256,
        digest=digest,
        rows=len(rows),
        dwellings=sum(row.dwellings for row in rows),
        imported_at=clock.now(),
    )
    for row in rows:
        row.frame = frame
    FrameAddress.objects.bulk_create(rows, batch_size=BATCH)
    record(
        acts.FrameImported(
            frame=frame.public_id,
            name=frame.name,
            sha256=sha256,
            addresses=frame.rows,
            dwellings=frame.dwellings,
        ),
        on=edition,
        articles=(rules_of(edition).recruitment.article,),
    )
    return frame


@action
def draw_invitations(
    *, edition_id: int, count: int, seed: str, actor: Actor, clock: Clock
) -> InvitationDraw:
    """Draw `count` addresses of the last imported file, weighted by their dwellings.

    Without replacement, those drawn before left aside. The same file and seed give the same draw
    (`cores.addresses.draw_dwellings`); the seed is kept, and its commitment recorded. Who: an
    organiser (`recruitment.prepare`). Register: `invitations_drawn`. Errors: NotAllowed; Invalid
    (`no_frame`; `required` without a seed; `too_few_addresses`).
    """
    edition = (
        Edition.objects.select_related("rules").select_for_update(of=("self",)).get(pk=edition_id)
    )
    require(actor, "recruitment.prepare", on=edition)
    frame = latest_frame(edition)
    if frame is None:
        raise Invalid("no_frame")
    if not seed.strip():
        raise Invalid("required", field="seed")
    addresses = list(frame.addresses.order_by("pk").values_list("pk", "key", "dwellings"))
    gone = set(edition.invitations.values_list("address__key", flat=True))
    weights = [0 if key in gone else dwellings for _, key, dwellings in addresses]
    available = sum(weight > 0 for weight in weights)
    if not 1 <= count <= available:
        raise Invalid("too_few_addresses", field="count", available=available)
    salt = os.urandom(32)
    draw = InvitationDraw.objects.create(
        frame=frame,
        seed=seed,
        salt=salt,
        commitment=commit_text(salt=salt, text=seed),
        drawn=count,
        drawn_at=clock.now(),
    )
    invitations = []
    for chosen in draw_dwellings(weights, count=count, seed=seed):
        ident = public_id()
        invitations.append(
            Invitation(
                public_id=ident,
                edition=edition,
                draw=draw,
                address_id=addresses[chosen.index][0],
                dwelling=chosen.dwelling,
                reply_code_hash=codes.code_hash(codes.reply_code(ident)),
            )
        )
    Invitation.objects.bulk_create(invitations, batch_size=BATCH)
    record(
        acts.InvitationsDrawn(
            draw=draw.public_id, frame=frame.public_id, drawn=count, seed=draw.commitment
        ),
        on=edition,
        articles=(rules_of(edition).recruitment.article,),
    )
    return draw


@action
def record_doors(
    *, edition_id: int, evening: int, visits: Sequence[Visit], actor: Actor, clock: Clock
) -> DoorRound:
    """Note what was found at the doors of one evening: one act for all of them.

    Who: an organiser, or whoever holds the reception (`recruitment.reply`).
    Register: `doors_recorded`, with the number of doors. Errors: NotAllowed; Invalid (`no_door`,
    `unknown_invitation`, `unknown_code`, `bad_attempts`, `door_twice`, `bad_evening`).
    """
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    require(actor, "recruitment.reply", on=edition)
    if evening < 1:
        raise Invalid("bad_evening", field="evening")
    invitations = _visited(edition, evening, visits)
    salt = os.urandom(32)
    content = [[visit.invitation, visit.outcome, visit.attempts] for visit in visits]
    round_ = DoorRound.objects.create(
        edition=edition,
        evening=evening,
        salt=salt,
        commitment=commit(salt=salt, content=canonical_json(content)),
        recorded_at=clock.now(),
    )
    DoorVisit.objects.bulk_create(
        [
            DoorVisit(
                round=round_,
                invitation=invitations[visit.invitation],
                evening=evening,
                outcome=visit.outcome,
                attempts=visit.attempts,
            )
            for visit in visits
        ],
        batch_size=BATCH,
    )
    _move(invitations, visits)
    record(
        acts.DoorsRecorded(
            round=round_.public_id, evening=evening, doors=len(visits), visits=round_.commitment
        ),
        on=edition,
    )
    return round_


@action
def record_door(
    *,
    invitation_id: int,
    evening: int,
    outcome: str,
    actor: Actor,
    clock: Clock,
    attempts: int = 1,
) -> DoorRound:
    """Note what was found at one door.

    Who: an organiser, or whoever holds the reception (`recruitment.reply`).
    Register: `doors_recorded`. Errors: those of `record_doors`.
    """
    invitation = Invitation.objects.filter(pk=invitation_id).first()
    if invitation is None:
        raise Invalid("unknown_invitation", field="invitation")
    visit = Visit(invitation=invitation.public_id, outcome=outcome, attempts=attempts)
    return record_doors(
        edition_id=invitation.edition_id, evening=evening, visits=[visit], actor=actor, clock=clock
    )


def _visited(edition: Edition, evening: int, visits: Sequence[Visit]) -> dict[str, Invitation]:
    """The invitations of these visits, by public id; every reason to refuse them is raised."""
    if not visits:
        raise Invalid("no_door")
    wanted = [visit.invitation for visit in visits]
    found = {row.public_id: row for row in edition.invitations.filter(public_id__in=set(wanted))}
    if len(set(wanted)) < len(wanted):
        raise Invalid("door_twice", evening=evening)
    for visit in visits:
        if visit.invitation not in found:
            raise Invalid("unknown_invitation", field="invitation")
        if visit.outcome not in DoorVisit.Outcome.values:
            raise Invalid("unknown_code", field="outcome", value=visit.outcome)
        if visit.attempts < 1:
            raise Invalid("bad_attempts", field="attempts")
    if DoorVisit.objects.filter(evening=evening, invitation__in=found.values()).exists():
        raise Invalid("door_twice", evening=evening)
    return found


def _move(invitations: Mapping[str, Invitation], visits: Sequence[Visit]) -> None:
    """Each invitation into the state that its visit brings; an answer already given stands."""
    for visit in visits:
        invitation = invitations[visit.invitation]
        if invitation.state not in _UNCHANGED:
            invitation.state = _STATE_AFTER[DoorVisit.Outcome(visit.outcome)]
        if visit.dwelling is not None:
            invitation.dwelling = visit.dwelling
    Invitation.objects.bulk_create(  # many rows, each its own values: one statement
        invitations.values(),
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["state", "dwelling"],
        batch_size=BATCH,
    )


def _frame_digest(sha256: str, places: Mapping[str, Place]) -> str:
    lines = [
        sha256,
        *(f"{key};{row.dwellings};{row.district}" for key, row in sorted(places.items())),
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _addresses(base: AddressBase, places: Mapping[str, Place]) -> list[FrameAddress]:
    alone = Place(dwellings=1, district="")
    rows = []
    for address in base.addresses:
        place = places.get(address.key, alone)
        rows.append(
            FrameAddress(
                key=address.key,
                number=address.number,
                suffix=address.suffix,
                street=address.street,
                complement=address.complement,
                commune=address.commune,
                insee=address.insee,
                district=place.district,
                dwellings=place.dwellings,
                longitude=address.longitude,
                latitude=address.latitude,
            )
        )
    return rows
