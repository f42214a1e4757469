"""How good tables are, and what a change by hand does, in sentences.

Which of the wishes is not kept is never said: whoever may see tables need not know them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as now
from django.utils.translation import ngettext

from alienor.cores.seating import Change, Quality
from alienor.procedures.tables import standing_of
from alienor.stages.sessions.queries import expected_people, tables_of


def standing(row: Any) -> Iterator[str]:
    """How good the plan is, in sentences."""
    quality, met = standing_of(row)
    if met:
        yield now(
            "Chacun rencontre en moyenne %(mean)s personnes différentes (de %(least)s à %(most)s)."
        ) % {
            "mean": number_format(round(sum(met.values()) / len(met), 1)),
            "least": min(met.values()),
            "most": max(met.values()),
        }
    yield from _again(quality)
    if quality.misfits:
        yield (
            ngettext(
                "Chaque table est mêlée comme l'assemblée, à %(n)s place près.",
                "Chaque table est mêlée comme l'assemblée, à %(n)s places près.",
                quality.misfit,
            )
            % {"n": quality.misfit}
            if quality.misfit
            else now("Chaque table est mêlée comme l'assemblée.")
        )
    broken = quality.over_caps + quality.parted + quality.joined + quality.unreached
    if broken:
        yield now(
            "Attention : une demande (ensemble, séparés, accessibilité, au plus à une table) n'est "
            "pas respectée. Refaites les rondes à venir, ou voyez avec l'accueil."
        )


def _again(quality: Quality) -> Iterator[str]:
    if not quality.repeats:
        yield now("Aucune paire ne se revoit.")
        return
    yield ngettext(
        "%(n)s fois, deux personnes qui se sont déjà rencontrées se retrouvent à la même table.",
        "%(n)s fois, deux personnes qui se sont déjà rencontrées se retrouvent à la même table.",
        quality.repeats,
    ) % {"n": quality.repeats}
    if not quality.thrice:
        yield now("Aucune paire ne se voit trois fois.")


def changed(row: Any) -> Iterator[str]:
    """Who came or left since the tables were made, counted on the last round."""
    plan = tables_of(row)
    there = {one for one, _college in expected_people(row)}
    seated = {one for ids in plan[max(plan)].values() for one in ids} if plan else set()
    came, left = len(there - seated), len(seated - there)
    if came:
        yield ngettext(
            "%(n)s personne attendue ou présente n'a pas de table.",
            "%(n)s personnes attendues ou présentes n'ont pas de table.",
            came,
        ) % {"n": came}
    if left:
        yield ngettext(
            "%(n)s personne qui a une table n'est pas là.",
            "%(n)s personnes qui ont une table ne sont pas là.",
            left,
        ) % {"n": left}


def effects(change: Change) -> list[str]:
    """What a move changes, in sentences."""
    said = []
    if change.distinct > 0:
        said.append(
            ngettext(
                "%(n)s nouvelle rencontre de plus.",
                "%(n)s nouvelles rencontres de plus.",
                change.distinct,
            ) % {"n": change.distinct}
        )  # fmt: skip
    if change.distinct < 0:
        said.append(
            ngettext(
                "%(n)s rencontre de moins.", "%(n)s rencontres de moins.", -change.distinct
            ) % {"n": -change.distinct}
        )  # fmt: skip
    if change.misfit:
        better, worse = (
            now("Les tables sont mieux mêlées (%(n)s)."),
            now("Les tables sont moins bien mêlées (%(n)s)."),
        )
        said.append((worse if change.misfit > 0 else better) % {"n": abs(change.misfit)})
    if change.broken > 0:
        said.append(
            now(
                "Attention : une demande (ensemble, séparés, accessibilité, au plus à une table) "
                "ne serait plus respectée."
            )
        )
    if change.broken < 0:
        said.append(now("Une demande qui ne l'était pas serait respectée."))
    return said or [now("Ni mieux ni moins bien.")]


def sizes_after(seated: Mapping[int, list[int]], to: Mapping[int, int]) -> Iterator[str]:
    """How many sit at the tables whose size a move changes."""
    for table, ids in sorted(seated.items()):
        leaving = sum(one in to for one in ids)
        coming = sum(there == table for there in to.values())
        if leaving != coming:
            people = len(ids) - leaving + coming
            yield ngettext(
                "Table %(table)s : %(n)s personne.", "Table %(table)s : %(n)s personnes.", people
            ) % {"table": table, "n": people}
