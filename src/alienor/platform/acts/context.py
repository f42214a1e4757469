"""The act that is running in this thread: who, when, and what it has recorded so far."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from alienor.platform.actors import Actor
from alienor.platform.register.log import Draft


@dataclass
class RunningAct:
    """What the outermost action and those it calls share."""

    name: str
    actor: Actor
    at: datetime
    roles: frozenset[str] = frozenset()
    permitted: bool = False
    drafts: list[Draft] = field(default_factory=list)
    topics: dict[str, None] = field(default_factory=dict)
    writes: int = 0


running: ContextVar[RunningAct | None] = ContextVar("running_act", default=None)


def current() -> RunningAct:
    """The running act. Raises RuntimeError outside any."""
    act = running.get()
    if act is None:
        raise RuntimeError("this belongs inside an action")
    return act
