"""Before the freeze and after the balls: prepare, move a quota, publish, annul, replace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.db import transaction

from alienor.cores.rules import Language, Rulebook
from alienor.cores.sortition import (
    METHODS,
    Fault,
    Instance,
    Quota,
    Replacement,
    Respondent,
    SortitionInvalid,
    quota_faults,
    replacement,
)
from alienor.cores.sortition.faults import fault_sentence
from alienor.platform import compute
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require, unchanged
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.platform.people.records import unseal
from alienor.platform.texts.words import keep_words
from alienor.stages.draw import acts
from alienor.stages.draw.models import Draw, DrawEntry
from alienor.stages.draw.queries import recorded_quota
from alienor.stages.draw.quotas import (
    QuotaRow,
    instance_of,
    proposed_quotas,
    quota_breach,
    rows_of,
)
from alienor.stages.draw.record import sha256, transcript_file
from alienor.stages.founding.actions import enforce
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of

UNDER_WAY = (Draw.State.PREPARED, Draw.State.FROZEN, Draw.State.DRAWN)


@action
def prepare_draw(
    *,
    edition_id: int,
    actor: Actor,
    clock: Clock,
    body: str = Draw.ASSEMBLY,
    seats: int | None = None,
    quotas: Sequence[Quota] | None = None,
    method: str = "leximin",
) -> Draw:
    """Prepare a draw: for the assembly, quotas are proposed from the census shares of the rules,
    give or take their slack; a group comes with its own (`quotas`, none for a simple lot).

    Who: an organiser (`draw.prepare`). Register: `draw_prepared`. Errors: NotAllowed; Invalid
    (unknown body or method, quotas that contradict each other); WrongState where a draw for the
    same seats is under way.
    """
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    require(actor, "draw.prepare", on=edition)
    rulebook = rules_of(edition)
    rule = rulebook.body(body)
    if method not in METHODS:
        raise Invalid("unknown_code", field="method", value=method)
    purpose = body if body == Draw.ASSEMBLY else f"{Draw.GROUP}{body}"
    other = edition.draws.filter(purpose=purpose, state__in=UNDER_WAY).first()
    if other is not None:
        raise WrongState(state=other.state, wanted=("published", "annulled"))
    line = rule.line_of("drawn")
    if seats is None:
        seats = rulebook.draw.seats if body == Draw.ASSEMBLY else (line and line.count) or 0
    rows = proposed_quotas(rulebook.draw, seats=seats) if quotas is None else rows_of(quotas)
    _check_quotas(rows, seats=seats, rulebook=rulebook)
    draw = Draw.objects.create(
        edition=edition,
        number=edition.draws.count() + 1,
        purpose=purpose,
        seats=seats,
        quotas=rows,
        method=method,
        prepared_at=clock.now(),
    )
    record(
        acts.DrawPrepared(
            draw=draw.public_id, number=draw.number, body=body, seats=seats, quotas=len(rows)
        ),
        on=edition,
        articles=(rulebook.draw.article,),
    )
    return draw


@action
def change_quota(
    *,
    draw_id: int,
    feature: str,
    value: str,
    minimum: int,
    maximum: int,
    reason: str,
    actor: Actor,
    clock: Clock,
    derogation: str = "",
    seen: str = "",
) -> Draw:
    """Move the bounds of one quota before the freeze, in public.

    `seen`: the `recorded_quota` that its author was changing. Who: an organiser (`draw.prepare`).
    Register: `quota_changed`, and `derogated` where the quota strays from the census further than
    the rules allow. Errors: NotAllowed; WrongState once frozen; NotFound; Conflict; Invalid (no
    reason, bounds that contradict each other); RuleForbids (`quota_beyond_slack`).
    """
    draw = locked_draw(draw_id, actor, "draw.prepare", Draw.State.PREPARED)
    before = next(
        (row for row in draw.quotas if (row["feature"], row["value"]) == (feature, value)), None
    )
    if before is None:
        raise NotFound("quota")
    unchanged(seen, recorded_quota(draw, feature, value))
    if not reason.strip():
        raise Invalid("reason_required", field="reason")
    after = before | {"minimum": minimum, "maximum": maximum}
    rows = [after if row is before else row for row in draw.quotas]
    rulebook = rules_of(draw.edition)
    _check_quotas(rows, seats=draw.seats, rulebook=rulebook)
    breach = quota_breach(
        rulebook, before=before, minimum=minimum, maximum=maximum, seats=draw.seats
    )
    enforce(draw.edition, breach, reason=derogation, actor=actor, clock=clock)
    words = keep_words(reason.strip(), now=clock.now(), author_id=actor.person_id)
    draw.quota_changes.create(
        feature=feature,
        value=value,
        minimum_before=before["minimum"],
        maximum_before=before["maximum"],
        minimum=minimum,
        maximum=maximum,
        reason=words,
        changed_at=clock.now(),
    )
    draw.quotas = rows
    draw.save(update_fields=["quotas"])
    record(
        acts.QuotaChanged(
            draw=draw.public_id,
            feature=feature,
            value=value,
            minimum_before=before["minimum"],
            maximum_before=before["maximum"],
            minimum=minimum,
            maximum=maximum,
            reason=words.digest,
        ),
        on=draw.edition,
        articles=(rulebook.draw.article,),
    )
    return draw


@action
def accept_relaxation(
    *,
    draw_id: int,
    feature: str,
    value: str,
    bound: str,
    to: int,
    reason: str,
    actor: Actor,
    clock: Clock,
) -> Draw:
    """Accept one loosening that was suggested because no panel keeps every quota. `bound`:
    `minimum` or `maximum`. Its reason is published, and stands for the derogation if one is needed.

    Who: an organiser (`draw.prepare`). Register: `quota_changed`, and `derogated`. Errors: those
    of `change_quota`; Invalid (`not_a_relaxation` where the bound would tighten).
    """
    draw = locked_draw(draw_id, actor, "draw.prepare", Draw.State.PREPARED)
    bounds = recorded_quota(draw, feature, value)
    if bound not in bounds:
        raise NotFound("quota")
    if (to >= bounds["minimum"]) if bound == "minimum" else (to <= bounds["maximum"]):
        raise Invalid("not_a_relaxation", field="to")
    return change_quota(
        draw_id=draw_id,
        feature=feature,
        value=value,
        reason=reason,
        derogation=reason,
        actor=actor,
        clock=clock,
        **bounds | {bound: to},
    )


@dataclass(frozen=True, kw_only=True)
class Loosening:
    """One bound (`minimum` or `maximum`) of a quota to loosen, and to how many people."""

    feature: str
    value: str
    bound: str
    to: int


@action
def accept_relaxations(
    *, draw_id: int, accepted: Sequence[Loosening], reason: str, actor: Actor, clock: Clock
) -> Draw:
    """Accept several suggested loosenings for one reason: all of them, or none.

    Who: an organiser (`draw.prepare`). Register: `quota_changed` for each, and `derogated`. Errors:
    those of `accept_relaxation`.
    """
    draw = locked_draw(draw_id, actor, "draw.prepare", Draw.State.PREPARED)
    for one in accepted:
        accept_relaxation(
            draw_id=draw.pk,
            feature=one.feature,
            value=one.value,
            bound=one.bound,
            to=one.to,
            reason=reason,
            actor=actor,
            clock=clock,
        )
    return draw


@action
def publish_draw(*, draw_id: int, actor: Actor, clock: Clock) -> Draw:
    """Publish the whole record of a draw, and what its panel looks like beside the census.

    Who: an organiser or the chair (`draw.hold`). Register: `draw_published`, with the hash of the
    record. Errors: NotAllowed; WrongState before the balls have fallen.
    """
    draw = locked_draw(draw_id, actor, "draw.hold", Draw.State.DRAWN)
    draw.state, draw.published_at = Draw.State.PUBLISHED, clock.now()
    draw.save(update_fields=["state", "published_at"])
    record(
        acts.DrawPublished(draw=draw.public_id, sha256=sha256(transcript_file(draw))),
        on=draw.edition,
    )
    return draw


@action
def annul_draw(*, draw_id: int, reason: str, actor: Actor, clock: Clock) -> Draw:
    """Annul a draw that is not published yet: another one may then be prepared.

    Who: an organiser or the chair (`draw.hold`). Register: `draw_annulled`, with the reason.
    Errors: NotAllowed; WrongState; Invalid without a reason.
    """
    draw = locked_draw(draw_id, actor, "draw.hold", *UNDER_WAY)
    if not reason.strip():
        raise Invalid("reason_required", field="reason")
    words = keep_words(reason.strip(), now=clock.now(), author_id=actor.person_id)
    draw.state, draw.annulled_reason = Draw.State.ANNULLED, words
    draw.annulled_at = clock.now()
    draw.save(update_fields=["state", "annulled_reason", "annulled_at"])
    record(acts.DrawAnnulled(draw=draw.public_id, reason=words.digest), on=draw.edition)
    transaction.on_commit(partial(compute.forget, draw.public_id))  # panels being dealt out for it
    return draw


@action
def replace_on_panel(
    *, draw_id: int, person_id: int, actor: Actor, clock: Clock
) -> tuple[Replacement, int | None]:
    """Take somebody off the panel and call the first of the reserve who keeps the quotas.

    Gives why, and the id of the person called (None where nobody is left). Who: an organiser or
    the chair (`draw.hold`). Register: `panel_replaced`. Errors: NotAllowed; WrongState; NotFound
    where this person is not on the panel.
    """
    draw = locked_draw(draw_id, actor, "draw.hold", Draw.State.DRAWN, Draw.State.PUBLISHED)
    entries = {entry.token: entry for entry in draw.entries.all()}
    standing = DrawEntry.Standing
    panel = {
        token
        for token, entry in entries.items()
        if entry.standing in (standing.PANEL, standing.CALLED)
    }
    leaving = next((entries[one] for one in panel if entries[one].person_id == person_id), None)
    if leaving is None:
        raise NotFound("panel_member")
    instance = _instance(draw, list(entries.values()), leaving=leaving)
    known = set(instance.by_id())
    ranked = sorted(
        (entry for entry in entries.values() if entry.reserve_rank is not None),
        key=lambda entry: entry.reserve_rank or 0,
    )
    found = replacement(
        instance=instance,
        panel=panel & known,
        leaving=leaving.token,
        reserve=[entry.token for entry in ranked if entry.token in known],
        declined=[one for one in known if entries[one].standing == standing.LEFT],
    )
    called = entries[found.person] if found.person else None
    _move(leaving, standing.LEFT, clock)
    if called is not None:
        _move(called, standing.CALLED, clock)
    record(
        acts.PanelReplaced(
            draw=draw.public_id,
            leaving=leaving.token,
            arriving=called.token if called else None,
            rank=called.reserve_rank if called else None,
            passed=sum(one.why != "declined" for one in found.passed),
            code=found.code,
            beyond=len(found.breaches),
        ),
        on=draw.edition,
        articles=(rules_of(draw.edition).draw.article,),
    )
    return found, called.person_id if called else None


def locked_draw(draw_id: int, actor: Actor, permission: str, *states: str) -> Draw:
    """The draw, locked, once its actor is permitted and its state is one of `states`."""
    draw = (
        Draw.objects.select_related("edition", "edition__rules", "announced")
        .select_for_update(of=("self",))
        .filter(pk=draw_id)
        .first()
    )
    if draw is None:
        raise NotFound("draw")
    require(actor, permission, on=draw)
    if draw.state not in states:
        raise WrongState(state=draw.state, wanted=tuple(states))
    return draw


def _check_quotas(rows: Sequence[QuotaRow], *, seats: int, rulebook: Rulebook) -> None:
    quotas = instance_of(rows, (), seats=seats).quotas
    if faults := quota_faults(quotas, seats=seats):
        raise Invalid("quotas_contradict", fault=SortitionSaid(faults, rulebook))


def _instance(draw: Draw, entries: Sequence[DrawEntry], *, leaving: DrawEntry) -> Instance:
    """The pool from the sealed profiles. Somebody erased since is not in it; if they are the one
    who leaves, they count for nothing any more."""
    profiles = unseal(entry.commitment for entry in entries)
    people = [
        (entry.token, profiles[entry.commitment]["values"], entry.household)
        for entry in entries
        if entry.commitment in profiles
    ]
    quotas = [] if draw.everyone_kept else draw.quotas
    instance = instance_of(quotas, people, seats=draw.drawn_seats)
    if leaving.commitment in profiles:
        return instance
    anybody = {quota.feature: quota.value for quota in instance.quotas}
    gone = Respondent(id=leaving.token, values=anybody)
    return Instance(
        quotas=instance.quotas,
        respondents=(*instance.respondents, gone),
        seats=instance.seats,
    )


def _move(entry: DrawEntry, standing: str, clock: Clock) -> None:
    entry.standing, entry.moved_at = standing, clock.now()
    entry.save(update_fields=["standing", "moved_at"])


class SortitionSaid(SortitionInvalid):
    """Faults of the engine, ready to be said by `surfaces.sentences` in the words of the rules."""

    def __init__(self, faults: Iterable[Fault], rulebook: Rulebook | None = None) -> None:
        super().__init__(faults)
        self.features = rulebook.draw.feature if rulebook else ()

    def sentence(self, language: Language) -> str:
        """All of them, in the reader's language."""
        return " ".join(
            fault_sentence(self._in_words(one, language), language) for one in self.faults
        )

    def _in_words(self, fault: Fault, language: Language) -> Fault:
        feature = next((f for f in self.features if f.code == fault.params.get("feature")), None)
        if feature is None:
            return fault
        value = next((v for v in feature.value if v.code == fault.params.get("value")), None)
        words = {"feature": feature.label.in_language(language)}
        if value is not None:
            words["value"] = value.label.in_language(language)
        return replace(fault, params={**fault.params, **words})
