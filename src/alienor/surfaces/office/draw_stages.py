"""Where a draw stands, for a clerk who holds one for the first time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alienor.cores.rules.vocabulary import ASSEMBLY, DRAW
from alienor.stages.founding.queries import path_of, step_too_early

HELP = {
    "prepared": "tirage-des-places",
    "frozen": "jour-du-tirage",
    "drawn": "apres-le-tirage",
}
"""Where the help tells of the stage at hand; of the last one, from then on."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage of a draw: `status` is `done`, `now` or `later`."""

    label: str
    status: str


def stages_of(draw: Any, *, to_offer: int) -> list[Stage]:
    """The stages of a draw from its quotas to its record. `to_offer`: how many people of its panel
    have no seat offered yet."""
    drawn = draw.state in ("drawn", "published")
    over = {
        _("Préparer les quotas"): draw.state != "prepared",
        _("Fixer le tirage"): draw.state != "prepared",
        _("Tirer les boules"): drawn,
        _("Proposer les places"): drawn and not to_offer,
        _("Publier le compte rendu"): draw.state == "published",
    }
    at_hand = next((label for label, done in over.items() if not done), "")
    return [
        Stage(label=label, status="done" if done else "now" if label == at_hand else "later")
        for label, done in over.items()
    ]


def step_to_open(draw: Any) -> dict[str, Any] | None:
    """The step of the assembly's draw while it is not open: its balls cannot fall yet. With what it
    waits for."""
    if draw.body != ASSEMBLY or draw.state not in ("prepared", "frozen"):
        return None
    path = path_of(draw.edition)
    step = next((one for one in path if one.rule.kind == DRAW), None)
    if step is None or step.status == "now":
        return None
    breach = step_too_early(draw.edition, step.rule.code)
    missing = breach.params["missing_steps"] if breach else ()
    return {"step": step, "missing": [one for one in path if one.rule.code in missing]}
