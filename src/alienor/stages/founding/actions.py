"""Found an edition: its rules, documents, commitments and steps."""

from __future__ import annotations

import hashlib
from datetime import date

from django.utils.text import slugify

from alienor.cores import rules as rulebooks
from alienor.cores.rules import Breach, RulebookInvalid
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, current, record, require, unchanged
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.platform.texts.words import keep_words
from alienor.stages.founding import acts
from alienor.stages.founding.models import (
    City,
    Commitment,
    Derogation,
    Edition,
    FoundingDocument,
    RulesVersion,
    Step,
)
from alienor.stages.founding.queries import (
    draw_is_held,
    recorded_commitments,
    recorded_contact,
    recorded_rules,
    recorded_step,
    refusal_of,
    rules_of,
    step_too_early,
)


@action
def found_city(
    *,
    name: str,
    actor: Actor,
    clock: Clock,
    insee: str = "",
    siret: str = "",
    contact_phone: str = "",
    contact_email: str = "",
) -> City:
    """Open this instance for one city.

    Who: the operator of the server (`instance.begin`). Register: `instance_begun`.
    Errors: NotAllowed; Invalid where the name is empty; WrongState where it was done already.
    """
    require(actor, "instance.begin")
    if City.objects.exists():
        raise WrongState(state="begun", wanted=("empty",))
    if not name.strip():
        raise Invalid("required", field="name")
    city = City.objects.create(
        name=name.strip(),
        insee=insee,
        siret=siret,
        contact_phone=contact_phone.strip(),
        contact_email=contact_email.strip(),
        founded_at=clock.now(),
    )
    record(acts.InstanceBegun(city=city.name, insee=insee), on=None)
    return city


@action
def change_contact(*, phone: str, email: str, actor: Actor, clock: Clock, seen: str = "") -> City:
    """Say whom people call or write to for help: it is shown on every page.

    `seen`: the version of what its author replaces. Who: an organiser (`instance.contact`).
    Register: `contact_changed`. Errors: NotAllowed; NotFound before the instance has begun;
    Conflict where somebody else changed it meanwhile.
    """
    require(actor, "instance.contact")
    city = City.objects.select_for_update().first()
    if city is None:
        raise NotFound("city")
    unchanged(seen, recorded_contact())
    phone, email = phone.strip(), email.strip()
    if (city.contact_phone, city.contact_email) != (phone, email):
        city.contact_phone, city.contact_email = phone, email
        city.save(update_fields=["contact_phone", "contact_email"])
        record(acts.ContactChanged(phone=bool(phone), email=bool(email)), on=None)
    return city


@action
def found_edition(
    *, title: str, rules: str, actor: Actor, clock: Clock, slug: str = "", mandate: str = ""
) -> Edition:
    """Create an edition with its first rules.

    `rules` is the text of a rulebook (TOML). Who: an organiser (`founding.found`).
    Register: `edition_founded`, `rules_adopted`. Errors: NotAllowed; Invalid (title, address
    taken, rules that cannot be read).
    """
    require(actor, "founding.found")
    slug = slug or slugify(title)
    if not title.strip() or not slug:
        raise Invalid("required", field="title")
    if Edition.objects.filter(slug=slug).exists():
        raise Invalid("slug_taken", field="title", slug=slug)
    words = keep_words(mandate, now=clock.now(), author_id=actor.person_id) if mandate else None
    edition = Edition.objects.create(
        slug=slug, title=title.strip(), mandate=words, created_at=clock.now()
    )
    record(
        acts.EditionFounded(
            edition=slug, title=edition.title, mandate=words.digest if words else None
        ),
        on=edition,
    )
    adopt_rules(edition_id=edition.pk, rules=rules, actor=actor, clock=clock)
    edition.refresh_from_db()
    return edition


@action
def adopt_rules(
    *,
    edition_id: int,
    rules: str,
    actor: Actor,
    clock: Clock,
    reason: str = "",
    seen: str = "",
) -> RulesVersion:
    """Put a version of the rules in force: every later act cites it.

    `seen`: the `recorded_rules` that its author was changing.
    Who: an organiser (`founding.adopt_rules`). Register: `rules_adopted`.
    Errors: NotAllowed; Invalid (`rules_invalid`, every fault with its line; from the
    second version on `rules_unchanged`, and `reason` missing); RuleForbids, absolute, once
    steps have begun (`change_breaches`); Conflict.
    """
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    require(actor, "founding.adopt_rules", on=edition)
    latest = edition.rules_versions.order_by("-number").first()
    if latest is not None:
        unchanged(seen, recorded_rules(edition))
        if rules == latest.source:
            raise Invalid("rules_unchanged")
        if not reason.strip():
            raise Invalid("reason_required", field="reason")
    try:
        rulebook = rulebooks.parse_rulebook(rules, name=edition.slug)
    except RulebookInvalid as error:
        raise Invalid("rules_invalid", field="rules", faults=error.faults) from error
    if latest is not None:
        begun = set(edition.steps.filter(started_at__isnull=False).values_list("code", flat=True))
        breaches = rulebooks.change_breaches(rules_of(edition), rulebook, begun=begun)
        enforce(edition, *breaches, reason="", actor=actor, clock=clock)
    version = RulesVersion.objects.create(
        edition=edition,
        number=latest.number + 1 if latest else 1,
        source=rules,
        digest=hashlib.sha256(rules.encode()).hexdigest(),
        reason=keep_words(reason, now=clock.now(), author_id=actor.person_id) if reason else None,
        adopted_at=clock.now(),
    )
    edition.rules = version
    edition.save(update_fields=["rules"])
    known = set(edition.steps.values_list("code", flat=True))
    for position, step in enumerate(rulebook.steps):
        if step.code in known:
            edition.steps.filter(code=step.code).update(position=position)
        else:
            Step.objects.create(edition=edition, code=step.code, position=position)
    edition.steps.filter(started_at__isnull=True).exclude(
        code__in=[step.code for step in rulebook.steps]
    ).delete()
    record(
        acts.RulesAdopted(
            edition=edition.slug,
            version=version.number,
            sha256=version.digest,
            reason=version.reason.digest if version.reason else None,
        ),
        on=edition,
    )
    return version


@action
def link_document(
    *,
    edition_id: int,
    kind: str,
    title: str,
    author: str,
    dated: date,
    text: str,
    actor: Actor,
    clock: Clock,
) -> FoundingDocument:
    """Publish one of the documents on which the edition stands. None enacts another.

    Who: an organiser (`founding.found`). Register: `document_linked`. Errors: NotAllowed, Invalid.
    """
    edition = Edition.objects.get(pk=edition_id)
    require(actor, "founding.found", on=edition)
    if kind not in FoundingDocument.Kind.values:
        raise Invalid("unknown_kind", field="kind", kind=kind)
    if not title.strip() or not text.strip():
        raise Invalid("required", field="title" if not title.strip() else "text")
    words = keep_words(text, now=clock.now(), author_id=actor.person_id)
    document = FoundingDocument.objects.create(
        edition=edition, kind=kind, title=title, author=author, dated=dated, text=words
    )
    record(
        acts.DocumentLinked(
            document=document.public_id,
            kind=kind,
            title=title,
            author=author,
            dated=dated.isoformat(),
            text=words.digest,
        ),
        on=edition,
    )
    return document


@action
def make_commitment(
    *,
    edition_id: int,
    text: str,
    actor: Actor,
    clock: Clock,
    due: date | None = None,
    budget_euros: int | None = None,
    seen: str = "",
) -> Commitment:
    """Publish what the city commits itself to do with the result.

    `seen`: the `recorded_commitments` beside which its author wrote it. Who: an organiser
    (`founding.found`). Register: `commitment_made`. Errors: NotAllowed; Invalid; Conflict.
    """
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    require(actor, "founding.found", on=edition)
    unchanged(seen, recorded_commitments(edition))
    if not text.strip():
        raise Invalid("required", field="text")
    words = keep_words(text, now=clock.now(), author_id=actor.person_id)
    commitment = Commitment.objects.create(
        edition=edition, text=words, due=due, budget_euros=budget_euros, made_at=clock.now()
    )
    record(
        acts.CommitmentMade(
            commitment=commitment.public_id,
            text=words.digest,
            due=due.isoformat() if due else None,
            budget_euros=budget_euros,
        ),
        on=edition,
    )
    return commitment


@action
def plan_step(*, edition_id: int, step: str, planned_on: date, actor: Actor, clock: Clock) -> None:
    """Give a step of the calendar its date.

    Who: an organiser (`founding.plan`). Register: `step_planned`. Errors: NotAllowed, Invalid.
    """
    edition = Edition.objects.get(pk=edition_id)
    require(actor, "founding.plan", on=edition)
    row = _step(edition, step)
    row.planned_on = planned_on
    row.save(update_fields=["planned_on"])
    record(acts.StepPlanned(step=step, planned_on=planned_on.isoformat()), on=edition)


@action
def move_step(
    *,
    edition_id: int,
    step: str,
    actor: Actor,
    clock: Clock,
    planned_on: date | None = None,
    move: str = "",
    derogation: str = "",
    seen: str = "",
) -> None:
    """Date a step and start or complete it (`move`: "start", "complete" or nothing), all or none.

    `seen`: the `recorded_step` that its author was changing. Who: an organiser (`founding.plan`).
    Register: `step_planned`, `step_started`, `step_completed`. Errors: those of each; Conflict.
    """
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    require(actor, "founding.plan", on=edition)
    row = _step(edition, step)
    unchanged(seen, recorded_step(row))
    if planned_on and planned_on != row.planned_on:
        plan_step(edition_id=edition_id, step=step, planned_on=planned_on, actor=actor, clock=clock)
    if move == "start":
        start_step(
            edition_id=edition_id, step=step, derogation=derogation, actor=actor, clock=clock
        )
    elif move == "complete":
        complete_step(
            edition_id=edition_id, step=step, derogation=derogation, actor=actor, clock=clock
        )


@action
def start_step(
    *, edition_id: int, step: str, actor: Actor, clock: Clock, derogation: str = ""
) -> None:
    """Open a step, once those that the rules put before it are done.

    Who: an organiser (`founding.plan`). Register: `step_started`, and `derogated` where it starts
    out of order. Errors: NotAllowed; RuleForbids (`step_too_early`) without `derogation`;
    WrongState where it has begun.
    """
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    require(actor, "founding.plan", on=edition)
    row = _step(edition, step)
    if row.started_at:
        raise WrongState(state="started", wanted=("planned",))
    enforce(edition, step_too_early(edition, step), reason=derogation, actor=actor, clock=clock)
    _start(edition, row, clock=clock)


@action
def complete_step(
    *, edition_id: int, step: str, actor: Actor, clock: Clock, derogation: str = ""
) -> None:
    """Close a step; one that was never started starts first, in the same gesture.

    Who: an organiser (`founding.plan`). Register: `step_completed`, `step_started` before it where
    it was not, and `derogated` where that departs from the rules. Errors: NotAllowed; RuleForbids
    (`draw_not_held`; `step_too_early` where it starts here) without `derogation`; WrongState where
    it is completed.
    """
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    require(actor, "founding.plan", on=edition)
    row = _step(edition, step)
    if row.completed_at:
        raise WrongState(state="completed", wanted=("planned", "started"))
    enforce(
        edition,
        None if row.started_at else step_too_early(edition, step),
        rulebooks.step_end_breach(rules_of(edition), step=step, drawn=draw_is_held(edition)),
        reason=derogation,
        actor=actor,
        clock=clock,
    )
    if not row.started_at:
        _start(edition, row, clock=clock)
    row.completed_at = clock.now()
    row.save(update_fields=["completed_at"])
    record(acts.StepCompleted(step=step), on=edition)


@action
def derogate(
    *, edition_id: int, article: str, breach: str, reason: str, actor: Actor, clock: Clock
) -> Derogation:
    """Depart from an article, in public. Absolute refusals never come here.

    Who: an organiser (`founding.derogate`). Register: `derogated`. Errors: NotAllowed; Invalid
    where no reason is given.
    """
    edition = Edition.objects.get(pk=edition_id)
    require(actor, "founding.derogate", on=edition)
    if not reason.strip():
        raise Invalid("reason_required", field="derogation")
    words = keep_words(reason, now=clock.now(), author_id=actor.person_id)
    derogation = Derogation.objects.create(
        edition=edition, article=article, breach=breach, reason=words, made_at=clock.now()
    )
    record(
        acts.Derogated(
            derogation=derogation.public_id, article=article, breach=breach, reason=words.digest
        ),
        on=edition,
        articles=(article,),
    )
    return derogation


def enforce(
    edition: Edition, *breaches: Breach | None, reason: str, actor: Actor, clock: Clock
) -> None:
    """Let through what meets the rules, or departs from them with a published reason, which is
    recorded for each article departed from.

    Errors: RuleForbids, absolute or not, with every breach so that all are told at once.
    """
    current()
    refusal = refusal_of(edition, *breaches)
    if refusal is None:
        return
    if refusal.absolute or not reason.strip():
        raise refusal
    for breach in refusal.params["breaches"]:
        derogate(
            edition_id=edition.pk,
            article=breach.article,
            breach=breach.code,
            reason=reason,
            actor=actor,
            clock=clock,
        )


def hold_still(edition_id: int) -> Edition:
    """The edition, held until the transaction ends, so that nobody joins those of whom its draws
    are made, or leaves them: by whoever reads them to freeze a draw, and whoever moves them. What
    refers to the edition is still written meanwhile. Held before any draw, reply or volunteering,
    by everybody, so that no two wait for each other."""
    edition: Edition = (
        Edition.objects.select_related("rules")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=edition_id)
    )
    return edition


def _start(edition: Edition, row: Step, *, clock: Clock) -> None:
    row.started_at = clock.now()
    row.save(update_fields=["started_at"])
    article = rules_of(edition).step(row.code).article
    record(acts.StepStarted(step=row.code), on=edition, articles=(article,))


def _step(edition: Edition, code: str) -> Step:
    row = edition.steps.select_for_update().filter(code=code).first()
    if row is None:
        raise Invalid("unknown_step", field="step", step=code)
    return row
