"""Recruitment's share of the public bundle: aggregates, small ones left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from alienor.platform.bundle import Contribution, Field, table
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.recruitment.queries import funnel_of, missing_of

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
    Field(
        name="part",
        fr="funnel : de l'adresse à l'accord ; accepted : qui a donné son accord",
        en="funnel: from address to agreement; accepted: who agreed",
    ),
    Field(
        name="feature",
        empty=True,
        fr="Caractéristique du tirage, vide pour funnel",
        en="Feature of the draw, empty for funnel",
    ),
    Field(name="value", fr="Étape, ou valeur de la caractéristique", en="Stage, or value"),
    Field(
        name="count",
        type="integer",
        empty=True,
        fr="Combien ; suppressed : trop peu pour être publié",
        en="How many; suppressed: too few to be published",
    ),
    Field(
        name="census_percent",
        type="number",
        empty=True,
        fr="Part dans la population, en pour cent",
        en="Share of the population, in percent",
    ),
)


def contribute(edition: BundledEdition) -> Contribution:
    """`data/recruitment.csv`: the funnel, and who accepted by feature, one row a cell."""
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
    rows: list[Sequence[object]] = [
        ["funnel", "", stage, shown({stage: getattr(funnel, stage)}, least)[stage], ""]
        for stage in STAGES
    ]
    missing = missing_of(edition)
    for feature in dict.fromkeys(line.feature for line in missing):
        lines = [line for line in missing if line.feature == feature]
        counts = shown({line.value: line.accepted for line in lines}, least)
        rows += [
            ["accepted", feature, line.value, counts[line.value], str(line.share)] for line in lines
        ]
    return rows


def shown(cells: Mapping[str, int], least: int) -> dict[str, int | str]:
    """The cells of one total, those under `least` left out (but zero of a lone cell is said).

    Where a single cell is left out, the total would give it away: the next smallest goes too.
    """
    if len(cells) == 1:
        return {
            name: count if not 0 < count < least else SUPPRESSED for name, count in cells.items()
        }
    small = {name for name, count in cells.items() if count < least}
    rest = sorted((count, name) for name, count in cells.items() if name not in small)
    hidden = sum(cells[name] for name in small)
    while small and rest and (len(small) == 1 or hidden < least):
        count, name = rest.pop(0)
        small.add(name)
        hidden += count
    return {name: SUPPRESSED if name in small else count for name, count in cells.items()}
