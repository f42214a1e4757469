"""What is known of the city, its editions and their rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from alienor.cores.rules import Breach, Rulebook, parse_rulebook, step_breach, step_open_breach
from alienor.cores.rules import Step as RuleStep
from alienor.platform.errors import NotFound, RuleForbids
from alienor.stages.founding.models import (
    City,
    Commitment,
    Derogation,
    Edition,
    FoundingDocument,
    RulesVersion,
    Step,
)


@lru_cache(maxsize=32)
def _read(digest: str, source: str, name: str) -> Rulebook:
    return parse_rulebook(source, name=name)


def rules_of(edition: Edition) -> Rulebook:
    """The rules in force in an edition, read once for each version."""
    version = edition.rules
    if version is None:
        raise NotFound("rules")
    return rules_read(version, edition)


def rules_read(version: RulesVersion, edition: Edition) -> Rulebook:
    """A version of the rules of an edition, in force or not, read once."""
    return _read(version.digest, version.source, edition.slug)


def city() -> City | None:
    """The city of this instance; None before it has begun."""
    return City.objects.first()


def recorded_contact() -> dict[str, str]:
    """Whom people call or write to for help, as it is recorded now."""
    found = city()
    return {"phone": found.contact_phone, "email": found.contact_email} if found else {}


def editions() -> QuerySet[Edition]:
    """All editions, newest first."""
    return Edition.objects.select_related("rules").order_by("-created_at", "-pk")


def editions_under_way() -> set[int]:
    """The editions that have a step left to complete."""
    left = Step.objects.filter(completed_at__isnull=True)
    return set(left.values_list("edition_id", flat=True))


def edition_named(slug: str) -> Edition:
    """One edition by its short name. Errors: NotFound."""
    edition = Edition.objects.select_related("rules", "mandate").filter(slug=slug).first()
    if edition is None:
        raise NotFound("edition")
    return edition


@dataclass(frozen=True, kw_only=True)
class PathStep:
    """A step as it stands: its rule, its dates, and whether it is done, now or to come."""

    rule: RuleStep
    step: Step
    status: str


def path_of(edition: Edition) -> list[PathStep]:
    """The steps of an edition in the order of its rules."""
    rulebook = rules_of(edition)
    rules = {step.code: step for step in rulebook.steps}
    return [
        PathStep(
            rule=rules[step.code],
            step=step,
            status="done" if step.completed_at else "now" if step.started_at else "next",
        )
        for step in edition.steps.all()
        if step.code in rules
    ]


def documents_of(edition: Edition) -> QuerySet[FoundingDocument]:
    """The founding documents, oldest first."""
    return edition.documents.select_related("text").order_by("dated", "pk")


def commitments_of(edition: Edition) -> QuerySet[Commitment]:
    """The city's published commitments, oldest first."""
    return edition.commitments.select_related("text").order_by("pk")


def derogations_of(edition: Edition) -> QuerySet[Derogation]:
    """Departures from the rules, newest first."""
    return edition.derogations.select_related("reason").order_by("-pk")


def rules_versions_of(edition: Edition) -> QuerySet[RulesVersion]:
    """Every version of the rules, newest first."""
    return edition.rules_versions.select_related("reason").order_by("-number")


def recorded_rules(edition: Edition) -> dict[str, Any]:
    """The rules in force, as whoever changes them sees them."""
    return {"rules": rules_versions_of(edition)[0].source}


def recorded_step(step: Step) -> dict[str, Any]:
    """The date of a step, as whoever changes it sees it."""
    return {"planned_on": step.planned_on}


def recorded_commitments(edition: Edition) -> dict[str, Any]:
    """The commitments published so far, as whoever adds one sees them."""
    return {
        "commitments": [
            {"text": str(row.text), "due": row.due, "budget_euros": row.budget_euros}
            for row in commitments_of(edition)
        ]
    }


def steps_under_way(edition: Edition) -> list[str]:
    """The steps that have begun and are not done."""
    under_way = edition.steps.filter(started_at__isnull=False, completed_at__isnull=True)
    return list(under_way.values_list("code", flat=True))


def step_not_open(edition: Edition, step: str) -> Breach | None:
    """What stands against doing now what belongs to a step: nothing while it is under way."""
    return step_open_breach(rules_of(edition), step=step, under_way=steps_under_way(edition))


def step_too_early(edition: Edition, step: str) -> Breach | None:
    """What stands against starting a step now: the steps it waits for that are not done."""
    done = edition.steps.filter(completed_at__isnull=False)
    return step_breach(rules_of(edition), step=step, done=set(done.values_list("code", flat=True)))


def draw_is_held(edition: Edition) -> bool:
    """Whether the balls of a draw of the assembly have fallen here, and it was not annulled."""
    return edition.draws.filter(purpose="assembly", state__in=("drawn", "published")).exists()


def is_undrawn(edition: Edition, path: Iterable[PathStep]) -> bool:
    """Whether the step of the draw is over without a draw. `path`: that of the edition."""
    over = any(one.rule.kind == "draw" and one.status == "done" for one in path)
    return over and not draw_is_held(edition)


def derogation_to(edition: Edition, breach: str) -> Derogation | None:
    """The latest published departure from the rules for this breach, if there is one."""
    return derogations_of(edition).filter(breach=breach).first()


def refusal_of(edition: Edition, *breaches: Breach | None) -> RuleForbids | None:
    """How the rules of an edition refuse these breaches, all told at once unless one is absolute;
    None where there is none."""
    found = [breach for breach in breaches if breach is not None]
    if not found:
        return None
    gravest = next((breach for breach in found if breach.absolute), found[0])
    return RuleForbids(
        gravest.code,
        article=gravest.article,
        absolute=gravest.absolute,
        breaches=[gravest] if gravest.absolute else found,
        rulebook=rules_of(edition),
    )
