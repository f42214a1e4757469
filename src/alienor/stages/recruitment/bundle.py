"""Recruitment's share of the public bundle: how many at each stage, small numbers left out."""

from __future__ import annotations

from collections.abc import Sequence

from alienor.platform.bundle import Contribution, Field, table
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.recruitment.queries import funnel_of

STAGES = (
    "addresses",
    "drawn",
    "visited",
    "notice_left",
    "undelivered",
    "met",
    "declined",
    "accepted",
)
SUPPRESSED = "suppressed"
RECRUITMENT = (
    Field(name="stage", fr="Étape, de l'adresse à l'accord", en="Stage, from address to agreement"),
    Field(
        name="count",
        type="integer",
        empty=True,
        fr="Combien ; suppressed : trop peu pour être publié",
        en="How many; suppressed: too few to be published",
    ),
)


def contribute(edition: BundledEdition) -> Contribution:
    """`data/recruitment.csv`: the funnel, one row a stage. Who accepted, by feature, is told once
    a draw is published (`data/portraits.csv`): while replies come one by one, whoever reads the
    counts before and after one would know its profile."""
    row = Edition.objects.select_related("rules").get(pk=edition.pk)
    if not row.frames.exists() and not row.replies.exists():
        return {}
    return table(
        "recruitment",
        fr="Le recrutement : des adresses aux accords, sans les petits nombres",
        en="Recruitment: from addresses to agreements, small counts left out",
        fields=RECRUITMENT,
        rows=lambda: _rows(row),
        missing=(SUPPRESSED,),
    )


def _rows(edition: Edition) -> Sequence[Sequence[object]]:
    least = rules_of(edition).privacy.minimum_cell
    funnel = funnel_of(edition)
    counts = [(stage, getattr(funnel, stage)) for stage in STAGES]
    return [(stage, SUPPRESSED if 0 < count < least else count) for stage, count in counts]
