"""What the register says of each vote, act after act, each in its time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alienor.auditing.bundles import Bundle, broken
from alienor.auditing.shapes import is_digest

LIFE = {
    "": {"poll_drafted": "drafted"},
    "drafted": {
        "poll_budgeted": "drafted",
        "poll_chained": "drafted",
        "poll_announced": "announced",
        "poll_opened": "opened",
        "poll_annulled": "annulled",
    },
    "announced": {"poll_opened": "opened", "poll_annulled": "annulled"},
    "opened": {
        "closing_announced": "opened",
        "poll_extended": "opened",
        "poll_closed_early": "opened",
        "roll_extended": "opened",
        "count_entered": "opened",
        "roll_call_answered": "opened",
        "open_ballot_cast": "opened",
        "objection_noted": "opened",
        "poll_closed": "closed",
        "poll_annulled": "annulled",
    },
    "closed": {
        "count_entered": "closed",
        "objection_noted": "closed",
        "poll_published": "published",
        "poll_annulled": "annulled",
    },
    "published": {},
    "tied": {"tie_settled": "settled"},
    "settled": {"poll_published": "published"},
    "annulled": {},
}
"""What may follow what. A result is published once, and again only when its tie is settled."""
SAYS = {
    "poll_opened": (3, ("keys", "about"), ("terms",)),
    "roll_extended": (2, (), ("terms",)),
    "count_entered": (2, (), ("figures",)),
    "roll_call_answered": (2, (), ("answer",)),
    "open_ballot_cast": (2, (), ("answer",)),
    "poll_annulled": (2, ("sha256",), ()),
}
"""From which version on an act says what, and commits to what: one that would not is checked for
less than it claims."""
HOURS = ("closing_announced", "poll_extended", "poll_closed_early", "poll_closed")
"""The acts that the announced hour of a vote binds."""
STEPS = {kind for following in LIFE.values() for kind in following}


@dataclass(kw_only=True)
class Told:
    """What the register says of one vote: its state, its acts by name (the last of each) and where
    the first of each stands, the digest of the rules in force when it opened and when it was
    drafted, how many may vote, until when it stays open at least, the counts, the answers and the
    objections that were entered; what was committed of counts and answers, empty where nothing."""

    state: str = ""
    entitled: int = 0
    closes: datetime | None = None
    acts: dict[str, dict[str, Any]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    rules: str = ""
    drafted_under: str = ""
    last: str = ""
    counts: Counter[tuple[str, int]] = field(default_factory=Counter)
    tokens: list[str] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)
    figures: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def about(self) -> str:
        """What its result decides, as it said when it opened; empty where it said nothing."""
        return str(self.acts.get("poll_opened", {}).get("about", ""))

    @property
    def is_out(self) -> bool:
        """Whether its result was published."""
        return "poll_published" in self.acts

    @property
    def was_counted(self) -> bool:
        """Whether a count or an answer was entered."""
        return bool(self.counts or self.tokens)

    def enter(self, kind: str, act: dict[str, Any], *, number: int) -> None:
        """Keep what was counted, answered or objected. Errors: BundleBroken where somebody answers
        twice, or more people than may vote."""
        if kind == "count_entered":
            place = act["sector"], act["round"]
            self.counts[place] += 1
            self.figures.setdefault(place, []).append(act.get("figures", ""))
        elif kind in ("roll_call_answered", "open_ballot_cast"):
            if act["token"] in self.answers or len(self.tokens) >= self.entitled:
                raise broken("entry {number}: nobody answers a vote twice", number=number)
            self.tokens.append(act["token"])
            self.answers[act["token"]] = act.get("answer", "")
        elif kind == "objection_noted":
            self.arguments.append(act["argument"])

    def extend_roll(self, act: dict[str, Any], *, number: int) -> None:
        """Let more people vote. Errors: BundleBroken once counting began, or by a false sum."""
        self.entitled += act["added"]
        if self.counts or act["added"] < 1 or act["entitled"] != self.entitled:
            raise broken("entry {number}: the roll cannot be extended so", number=number)

    def follows_its_hours(self, kind: str, act: dict[str, Any], at: datetime) -> bool:
        """Whether an act keeps to the hour that was announced: said with the opening and once,
        extended to a later one before anything is counted, and not closed before it without a
        reason, unless everybody has voted."""
        if self.last == "poll_closed_early" and kind != "poll_closed":
            return False
        if kind not in HOURS:
            return True
        if kind == "closing_announced":
            holds = self.last == "poll_opened"
            self.closes = datetime.fromisoformat(act["closes"])
            return holds and self.closes > at
        if kind == "poll_extended":
            later, before = datetime.fromisoformat(act["closes"]), self.closes
            self.closes = later
            return before is not None and later > max(before, at) and not self.counts
        early = self.closes is not None and at < self.closes
        if kind == "poll_closed_early":
            return early
        return not early or self.last == "poll_closed_early" or len(self.tokens) == self.entitled


def polls_told(bundle: Bundle) -> dict[str, Told]:
    """What the register says of each vote of the edition, by its reference. Errors: BundleBroken
    where an act cannot follow those before."""
    told: dict[str, Told] = {}
    in_force = ""
    for number, entry in enumerate(bundle.entries):
        if entry.get("edition") != bundle.edition:
            continue
        kind, act = entry["type"].partition("/")[0], entry["act"]
        if kind == "rules_adopted":
            in_force = act["sha256"]
        if kind not in STEPS:
            continue
        _check_said(number, entry["type"], act)
        one = told.setdefault(act["poll"], Told())
        if kind not in LIFE[one.state]:
            raise broken(
                "entry {number}: {kind} cannot follow what was done of the vote {poll}",
                number=number,
                kind=kind,
                poll=act["poll"],
            )
        if entry.get("rules") != in_force:
            raise broken("entry {entry} does not cite the rules in force", entry=number)
        if not one.follows_its_hours(kind, act, datetime.fromisoformat(entry["at"])):
            raise broken(
                "entry {number}: {kind} does not keep to the hour announced for the vote {poll}",
                number=number,
                kind=kind,
                poll=act["poll"],
            )
        one.state, one.acts[kind], one.last = LIFE[one.state][kind], act, kind
        one.places.setdefault(kind, number)
        if kind == "poll_drafted":
            one.drafted_under = in_force
        elif kind == "poll_opened":
            one.rules, one.entitled = in_force, act["entitled"]
        elif kind == "roll_extended":
            one.extend_roll(act, number=number)
        else:
            one.enter(kind, act, number=number)
        if kind == "poll_published" and act["outcome"] == "tied":
            one.state = "tied"
    return told


def _check_said(number: int, written: str, act: Mapping[str, Any]) -> None:
    """An act says and commits to all that its version does. Errors: BundleBroken."""
    kind, _slash, version = written.partition("/")
    since, says, commits = SAYS.get(kind, (0, (), ()))
    if version in map(str, range(1, since)):  # any other, however it is written, says it all
        return
    wrong = [name for name in says if name not in act]
    wrong += [name for name in commits if not is_digest(act.get(name))]
    if wrong:
        raise broken(
            "entry {entry}: {field} of {kind} is not what such an act holds",
            entry=number,
            field=wrong[0],
            kind=kind,
        )
