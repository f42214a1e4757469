"""A vote whose step is over and that never opened: what can still be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from alienor.cores.rules import poll_breaches, rests_on_presence, step_of_poll
from alienor.cores.voting.words import listed
from alienor.stages.founding.queries import PathStep, path_of
from alienor.stages.polls.queries import rules_of_poll
from alienor.stages.sessions.queries import open_session_of, sessions_held
from alienor.surfaces.words import reader_language


@dataclass(frozen=True, kw_only=True)
class Unopened:
    """`later`: the steps to come at which the rules let it be held, in words; `derogable`: whether
    it may be held elsewhere by derogation, and `day_open` whether that can be now; `on_paper`:
    whether a vote that was held on paper can still be entered."""

    article: str
    later: str
    derogable: bool
    day_open: bool
    on_paper: bool


def is_past(poll: Any, path: Sequence[PathStep]) -> bool:
    """Whether this vote did not open before its step was over, and no step of its is under way."""
    steps = rules_of_poll(poll).poll_kind(poll.kind).steps
    status = {item.rule.code: item.status for item in path}
    return bool(
        poll.state in ("drafted", "announced")
        and status.get(poll.step) == "done"
        and steps
        and all(status.get(step) != "now" for step in steps)
    )


def unopened(poll: Any) -> Unopened | None:
    """What can be done with a vote that never opened; None where it may open as it was planned."""
    edition, path = poll.edition, path_of(poll.edition)
    if not is_past(poll, path):
        return None
    rulebook, language = rules_of_poll(poll), reader_language()
    rule = rulebook.poll_kind(poll.kind)
    under_way = [item.rule.code for item in path if item.status == "now"]
    breaches = poll_breaches(
        rulebook,
        kind=poll.kind,
        body=poll.body,
        channels=(),
        sessions_held=sessions_held(edition),
        step=step_of_poll(rulebook, kind=poll.kind, drafted=poll.step, under_way=under_way),
        under_way=under_way,
        day_open=True,
    )
    later = [
        item.rule.label.in_language(language)
        for item in path
        if item.status == "next" and item.rule.code in rule.steps
    ]
    derogable = not any(breach.absolute for breach in breaches)
    return Unopened(
        article=rule.article,
        later=listed(later, language=language),
        derogable=derogable,
        day_open=open_session_of(edition, poll.body) is not None,
        on_paper=derogable and not rests_on_presence(rulebook, kind=poll.kind),
    )
