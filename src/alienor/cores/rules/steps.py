"""The order of the steps of an edition, which each rulebook sets for itself."""

from collections.abc import Collection, Iterable

from alienor.cores.rules.breaches import Breach
from alienor.cores.rules.model import Rulebook, Step
from alienor.cores.rules.vocabulary import DRAW

# Kinds of items of an agenda that are a convivial moment.
CONVIVIAL = frozenset({"meal", "music", "convivial"})


def steps_open_after(rulebook: Rulebook, *, done: Collection[str]) -> tuple[Step, ...]:
    """The steps that may begin now that those of `done` are done, in the order of the rulebook.

    `done` may hold steps done out of order, by derogation: only what a step itself waits for
    counts.
    """
    return tuple(
        step
        for step in rulebook.steps
        if step.code not in done and all(before in done for before in step.after)
    )


def step_breach(rulebook: Rulebook, *, step: str, done: Collection[str]) -> Breach | None:
    """What stands against beginning `step` after those of `done`; raises UnknownCode."""
    wanted = rulebook.step(step)
    missing = tuple(before for before in wanted.after if before not in done)
    if not missing:
        return None
    return Breach(
        code="step_too_early",
        params={"step": step, "missing_steps": missing},
        article=wanted.article,
    )


def step_open_breach(rulebook: Rulebook, *, step: str, under_way: Collection[str]) -> Breach | None:
    """What stands against doing now what belongs to `step`; raises UnknownCode.

    `under_way`: the steps that have begun and are not done.
    """
    wanted = rulebook.step(step)
    if step in under_way:
        return None
    return Breach(code="step_not_open", params={"step": step}, article=wanted.article)


def step_end_breach(rulebook: Rulebook, *, step: str, drawn: bool) -> Breach | None:
    """What stands against completing `step`; raises UnknownCode.

    `drawn`: a draw of the assembly was held, which is what completes the step of the draw.
    """
    wanted = rulebook.step(step)
    if wanted.kind != DRAW or drawn:
        return None
    return Breach(code="draw_not_held", params={"step": step}, article=wanted.article)


def agenda_breach(rulebook: Rulebook, *, step: str, kinds: Iterable[str]) -> Breach | None:
    """What stands against an agenda made of items of these kinds; raises UnknownCode."""
    wanted = rulebook.step(step)
    if not wanted.convivial or CONVIVIAL & set(kinds):
        return None
    return Breach(code="convivial_missing", params={"step": step}, article=wanted.article)
