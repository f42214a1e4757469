"""The stops of an edition's path: its steps as a passer-by tells them.

A rulebook has as many steps as it likes. On the path they make a few stops: steps of the same
nature that follow each other are one, each session is its own, and what runs beside the sessions
(the group's work, the services' opinions) is told with the stop that it follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.timezone import localdate

from alienor.stages.founding.queries import PathStep

# The nature of each kind of step of the rules; a kind that is not here runs beside the others.
NATURES = {
    "founding": "call",
    "recruitment": "call",
    "draw": "draw",
    "welcome": "draw",
    "call_for_topics": "topics",
    "screening": "topics",
    "session": "session",
    "final_vote": "vote",
    "council": "council",
    "followup": "followup",
    "evaluation": "followup",
}


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One stop: what makes it, what runs beside it, where it stands.

    `here`: the furthest stop that is under way, or the next one where none is; one in a path.
    `near`: it, the one before and the one after, which is all that a phone shows.
    """

    nature: str
    number: int | None
    steps: tuple[PathStep, ...]
    beside: tuple[PathStep, ...] = ()
    here: bool = False
    near: bool = False

    @property
    def status(self) -> str:
        """`done`, `now` or `next`."""
        statuses = {step.status for step in self.steps}
        if statuses == {"done"}:
            return "done"
        return "next" if statuses == {"next"} and not self.here else "now"

    @property
    def since(self) -> date | None:
        """The day on which what is under way here began."""
        begun = [one.step.started_at for one in self.steps if one.status == "now"]
        return localdate(begun[0]) if begun else None

    @property
    def planned_on(self) -> date | None:
        """The day planned for what comes first here."""
        days = [one.step.planned_on for one in self.steps if one.status == "next"]
        return next((day for day in days if day), None)


def stops_of(path: Sequence[PathStep]) -> list[Stop]:
    """The stops of a path, in its order."""
    stops: list[Stop] = []
    waiting: list[PathStep] = []
    for step in path:
        nature = NATURES.get(step.rule.kind)
        if nature is None and not stops:
            waiting.append(step)
        elif nature is None:
            stops[-1] = replace(stops[-1], beside=(*stops[-1].beside, step))
        elif stops and nature == stops[-1].nature != "session":
            stops[-1] = replace(stops[-1], steps=(*stops[-1].steps, step))
        else:
            stops.append(
                Stop(nature=nature, number=step.rule.number, steps=(step,), beside=tuple(waiting))
            )
            waiting = []
    return _placed(stops)


def _placed(stops: list[Stop]) -> list[Stop]:
    """The same, with where we are."""
    under_way = [place for place, stop in enumerate(stops) if stop.status == "now"]
    to_come = [place for place, stop in enumerate(stops) if stop.status == "next"]
    here = under_way[-1] if under_way else to_come[0] if to_come else len(stops)
    return [
        replace(stop, here=place == here, near=abs(place - here) <= 1)
        for place, stop in enumerate(stops)
    ]
