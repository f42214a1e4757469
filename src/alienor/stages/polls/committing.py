"""What the register commits to when it is done, and the vote's public file opens at the end: terms,
counts, answers. Changed in between, none of them would open."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from alienor.cores.transparency.commitments import commit_value
from alienor.stages.polls.models import Poll


def committed(content: Mapping[str, Any]) -> tuple[bytes, str]:
    """A salt drawn for this content alone, and the commitment to it."""
    salt = os.urandom(32)
    return salt, commit_value(salt=salt, value=content)


def count_committed(
    poll: Poll, *, sector: str, number: int, counts: Mapping[str, int]
) -> tuple[bytes, str]:
    """The commitment to what one person counted in a sector, in this round."""
    content = {"poll": poll.public_id, "sector": sector, "round": number, "counts": dict(counts)}
    return committed(content)


def answer_committed(poll: Poll, *, token: str, answer: str) -> tuple[bytes, str]:
    """The commitment to what somebody answered, by their public name in this vote."""
    return committed({"poll": poll.public_id, "token": token, "answer": answer})


def opening(salt: bytes | memoryview | None, name: str = "salt") -> dict[str, str]:
    """What opens a commitment, as a public file says it; nothing of what was never committed."""
    return {} if salt is None else {name: bytes(salt).hex()}
