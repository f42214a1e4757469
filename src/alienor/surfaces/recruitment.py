"""Recruitment as the desk and the public see it: the same funnel, small numbers kept apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from alienor.cores.rules.model import Label
from alienor.stages.founding.queries import rules_of
from alienor.stages.recruitment.queries import Funnel, Missing, funnel_of
from alienor.surfaces.pictures.funnel import FunnelStage, funnel

STAGES = {
    "drawn": _("adresses tirées au sort"),
    "visited": _("portes où une équipe est passée"),
    "met": _("personnes rencontrées"),
    "accepted": _("personnes ayant donné leur accord"),
}
ANSWERS = {"accepted": _("Donne son accord"), "declined": _("Décline")}
THROUGH = {
    "phone": _("par téléphone"),
    "paper": _("par le coupon papier"),
    "web": _("sur le site"),
    "door": _("à la porte"),
}
OUTCOMES = {
    "accepted": _("donne son accord"),
    "thinking": _("réfléchit"),
    "refused": _("décline"),
    "absent": _("absence, avis laissé"),
    "wrong_address": _("adresse introuvable"),
    "moved": _("logement vide"),
}


@dataclass(frozen=True, kw_only=True)
class NeedRow:
    """One value of a feature: agreements against what the draw needs."""

    label: Label
    line: Missing

    @property
    def width(self) -> str:
        """The bar of agreements, in percent of the widest need of its feature."""
        return f"{min(100.0, 100 * self.line.accepted / max(self.line.maximum, 1)):.1f}"

    @property
    def mark(self) -> str:
        """Where the least that is needed stands on that bar."""
        return f"{100 * self.line.minimum / max(self.line.maximum, 1):.1f}"


@dataclass(frozen=True, kw_only=True)
class NeedGroup:
    """One feature, with its values."""

    label: Label
    source: str
    rows: list[NeedRow]


def funnel_picture(found: Funnel, *, least: int = 0) -> SafeString:
    """The funnel; counts under `least` are not said (0 shows every count, for the desk)."""
    return funnel(
        [
            FunnelStage(
                label=label,
                count=count if (count := getattr(found, code)) >= least else 0,
                said=hidden_count(count, least),
            )
            for code, label in STAGES.items()
        ]
    )


def hidden_count(count: int, least: int) -> str:
    """What is said of a count too small to be published; empty where it may be."""
    return now("moins de %(least)s") % {"least": least} if 0 < count < least else ""


def public_counts(edition: Any) -> list[tuple[Any, str]]:
    """The funnel as a table: label, count or what is said of it."""
    least = rules_of(edition).privacy.minimum_cell
    found = funnel_of(edition)
    return [
        (label, hidden_count(getattr(found, code), least) or str(getattr(found, code)))
        for code, label in STAGES.items()
    ]


def needs(edition: Any, lines: list[Missing]) -> list[NeedGroup]:
    """The pool against the census, feature by feature, in words."""
    by_value = {(line.feature, line.value): line for line in lines}
    return [
        NeedGroup(
            label=feature.label,
            source=feature.source,
            rows=[
                NeedRow(label=value.label, line=by_value[feature.code, value.code])
                for value in feature.value
            ],
        )
        for feature in rules_of(edition).draw.feature
    ]
