"""Every change is a recorded act: this package is the one way in.

    @action
    def open_poll(*, poll_id: int, actor: Actor, clock: Clock) -> Poll:
        poll = locked(Poll, poll_id)
        require(actor, "polls.conduct", on=poll)
        ...
        record(PollOpened(...), on=poll.edition)

`action` opens the transaction, appends what was recorded to the public register and tells the
screens, all or nothing. Writing to the assembly's tables anywhere else is refused (`guard`).
"""

from alienor.platform.acts.action import ACTIONS, action
from alienor.platform.acts.clock import Clock, FixedClock, SystemClock, in_utc
from alienor.platform.acts.context import current
from alienor.platform.acts.record import announce, record, require
from alienor.platform.acts.rehearse import rehearse
from alienor.platform.acts.seen import unchanged, version_of
from alienor.platform.acts.types import ACT_TYPES, Act, SealedRef, Words, act_type

__all__ = [
    "ACTIONS",
    "ACT_TYPES",
    "Act",
    "Clock",
    "FixedClock",
    "SealedRef",
    "SystemClock",
    "Words",
    "act_type",
    "action",
    "announce",
    "current",
    "in_utc",
    "record",
    "rehearse",
    "require",
    "unchanged",
    "version_of",
]
