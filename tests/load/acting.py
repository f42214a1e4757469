"""A process that acts, apart from the server: as a worker, the command line or another node does.

Reads lines, writes one JSON line for each: when the act was committed (seconds of the system's
monotonic clock, which all processes share).

    commit           publish a commitment: everybody's pages hear
    vote QUESTION    word a roll call and open it; gives its public id too
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import django


def main() -> None:
    """Act until the input ends. Arguments: the ids of the edition and of the organiser."""
    django.setup()
    from alienor.platform.actors import Actor
    from alienor.platform.acts import SystemClock
    from alienor.procedures.sessions import open_vote
    from alienor.stages.founding.actions import make_commitment
    from alienor.stages.polls.wording import announce_poll, draft_poll

    edition_id, organiser_id = map(int, sys.argv[1:3])
    by: dict[str, Any] = {
        "actor": Actor(person_id=organiser_id, through="web"),
        "clock": SystemClock(),
    }
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        verb, _space, words = line.strip().partition(" ")
        told: dict[str, Any] = {}
        if verb == "commit":
            make_commitment(edition_id=edition_id, text=f"Engagement {time.time_ns()}.", **by)
        else:
            poll = draft_poll(
                edition_id=edition_id, kind="room", question=words, step="session_1", **by
            )
            announce_poll(poll_id=poll.pk, **by)
            told["poll"] = open_vote(poll_id=poll.pk, channel="roll_call", **by).public_id
        print(json.dumps({**told, "at": time.monotonic()}), flush=True)


if __name__ == "__main__":
    main()
