"""The life of each draw as the register tells it: what followed what, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from alienor.auditing.bundles import Bundle, BundleBroken, broken
from alienor.auditing.saying import say
from alienor.auditing.shapes import check_shape
from alienor.cores.beacon import CHAINS, QUICKNET
from alienor.cores.sortition import METHODS
from alienor.cores.sortition.lottery import PUBLIC_FOR

LIFE: Mapping[str, Mapping[str, str]] = {
    "": {"draw_prepared": "prepared"},
    "prepared": {
        "quota_changed": "prepared",
        "draw_frozen": "frozen",
        "draw_annulled": "annulled",
    },
    "frozen": {
        "ball_drawn": "frozen",
        "readings_differ": "frozen",
        "balls_cleared": "frozen",
        "beacon_postponed": "frozen",
        "draw_opened_to_auditor": "frozen",
        "draw_held": "drawn",
        "draw_annulled": "annulled",
    },
    "drawn": {
        "draw_held_on_paper": "drawn",
        "draw_opened_to_auditor": "drawn",
        "panel_replaced": "drawn",
        "draw_published": "published",
        "draw_annulled": "annulled",
    },
    "published": {
        "draw_opened_to_auditor": "published",
        "panel_replaced": "published",
        "draw_list_withdrawn": "published",
    },
    "annulled": {"draw_opened_to_auditor": "annulled", "draw_list_withdrawn": "annulled"},
}
"""What may follow what. Whatever else a register holds of a draw is out of its time."""
STEPS = {kind for following in LIFE.values() for kind in following}
UNDER_WAY = ("prepared", "frozen", "drawn")
MINUTE = timedelta(minutes=1)
"""An act is dated as it begins, what it changes a moment later; clocks of machines differ."""
BALLS = range(1, 5)
"""How many balls write the number of a panel: ten panels to ten thousand."""

Act = dict[str, Any]


@dataclass(kw_only=True)
class Life:
    """One draw. `prepared`, `frozen`, `held`, `annulled`: the numbers of these entries in the
    register; `acts`: what the last of each type says, by name, `all` of those that come again.
    `balls`: those that count for now; `fallen`: the most of them that the last reading held;
    `round`: of the beacon, as announced last; `at`: the latest date of an act.
    """

    draw: str
    number: int
    body: str
    state: str = ""
    acts: dict[str, Act] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    dates: dict[str, datetime] = field(default_factory=dict)
    changes: list[tuple[int, Act]] = field(default_factory=list)
    replaced: list[Act] = field(default_factory=list)
    cleared: list[tuple[tuple[int, ...], Act]] = field(default_factory=list)
    postponed: list[Act] = field(default_factory=list)
    balls: list[int] = field(default_factory=list)
    begun: bool = False
    round: int | None = None
    at: datetime | None = None
    last: str = ""

    @property
    def frozen(self) -> Act | None:
        """The act that froze it, if it was."""
        return self.acts.get("draw_frozen")

    @property
    def held(self) -> Act | None:
        """The act that its balls fell, if they did."""
        return self.acts.get("draw_held")

    @property
    def withdrawn(self) -> bool:
        """Whether its list of panels has left the public files."""
        return "draw_list_withdrawn" in self.acts

    def follows(self, number: int, entry: Mapping[str, Any], act: Act) -> None:
        """Take in the next act. Errors: BundleBroken, without its number."""
        kind, at = entry["type"].partition("/")[0], datetime.fromisoformat(entry["at"])
        if kind not in LIFE[self.state]:
            raise self._out_of_time(kind)
        if self.at is not None and at < self.at - MINUTE:
            raise broken("{kind} is dated before the act that it follows", kind=kind)
        if kind == "draw_held_on_paper" and self.last != "draw_held":
            raise broken("the hour on paper does not follow the balls")
        if kind in CHECKS:
            CHECKS[kind](self, act, at)
        self.state, self.last = LIFE[self.state][kind], kind
        self.at = max(at, self.at or at)  # many small steps back are a long way
        self.acts[kind], self.places[kind], self.dates[kind] = act, number, at
        self.rules[kind] = entry.get("rules", "")
        if kind == "quota_changed":
            self.changes.append((number, act))
        elif kind == "panel_replaced":
            self.replaced.append(act)

    def _out_of_time(self, kind: str) -> BundleBroken:
        if kind in ("draw_prepared", "draw_frozen", "draw_held") and kind in self.acts:
            return broken("{kind} comes a second time", kind=kind)
        where = {
            "": say("before it was prepared"),
            "prepared": say("before the freeze"),
            "frozen": say("before the balls"),
            "annulled": say("after it was annulled"),
        }.get(self.state, say("after the end"))
        return broken("{kind} comes out of its time: {where}", kind=kind, where=where)

    def known(self, at: datetime) -> bool:
        """Whether the announced round of the beacon was made at that time."""
        return self.round is not None and at >= QUICKNET.time_of(self.round)

    def end(self) -> None:
        """Look at the draw as a whole. Errors: BundleBroken, without its number."""
        at_once = self.held is not None and not self.begun
        if at_once and self.round is not None and "draw_held_on_paper" not in self.acts:
            raise broken(
                "its balls were entered all at once, when the beacon was known, and no act says "
                "that they fell before"
            )


def _frozen(life: Life, act: Act, at: datetime) -> None:
    prepared = life.acts["draw_prepared"]
    if (act["number"], act["body"]) != (prepared["number"], prepared["body"]):
        raise broken("it was not frozen with the number and the body it was prepared with")
    fewer = act["seats"] < prepared["seats"] and (act["everyone_kept"] or not prepared["quotas"])
    if act["seats"] != prepared["seats"] and not fewer:
        raise broken(
            "it was prepared for {prepared} seats and frozen with {frozen}",
            prepared=prepared["seats"],
            frozen=act["seats"],
        )
    if not 0 < act["seats"] <= act["pool"]:
        raise broken("it was frozen with more seats than people")
    if act["balls"] not in BALLS or act["panel_count"] != 10 ** act["balls"]:
        raise broken(
            "{balls} balls do not write the number of {panels} panels",
            balls=act["balls"],
            panels=act["panel_count"],
        )
    if act["method"] not in METHODS:
        raise broken("there is no method of drawing {method}", method=act["method"])
    known = act.get("beacon", QUICKNET.hash) in CHAINS
    if ("beacon" in act) != ("beacon_round" in act) or not known:
        raise broken("the beacon announced is not a round of a chain that is known here")
    life.round = act.get("beacon_round")
    if life.round is not None and (life.round < 1 or life.known(at)):
        raise broken(
            "round {round} of the beacon was known when it was announced", round=life.round
        )


def _ball(life: Life, act: Act, at: datetime) -> None:
    frozen = life.acts["draw_frozen"]
    if act["place"] != len(life.balls) + 1:
        raise broken("the balls were not read in order, or one was entered again in silence")
    if act["place"] > frozen["balls"]:
        raise broken("more balls were entered than the {balls} announced", balls=frozen["balls"])
    if life.known(at):
        raise broken("a ball fell after the beacon was known")
    life.begun = True
    life.balls.append(act["digit"])


def _differ(life: Life, act: Act, _at: datetime) -> None:
    frozen = life.acts["draw_frozen"]
    read = "".join(map(str, life.balls))
    if len(read) != frozen["balls"] or act["first"] != read:
        raise broken("the first reading that differs is not the balls as they were read")
    if act["second"] == read or len(act["second"]) != len(read):
        raise broken("the second reading that differs is none, or the same")


def _cleared(life: Life, act: Act, _at: datetime) -> None:
    if not life.balls:
        raise broken("balls were cleared where none counted")
    life.cleared.append((tuple(life.balls), act))
    life.balls.clear()


def _postponed(life: Life, act: Act, at: datetime) -> None:
    if life.balls or life.round is None or act["beacon_round_before"] != life.round:
        raise broken("the beacon was changed out of its time")
    if act["beacon_round"] <= life.round:
        raise broken("the beacon was changed for a round that is no later")
    life.round = act["beacon_round"]
    if life.known(at):
        raise broken(
            "round {round} of the beacon was known when it was announced", round=life.round
        )
    life.postponed.append(act)


def _held(life: Life, act: Act, at: datetime) -> None:
    if len(act["balls"]) != life.acts["draw_frozen"]["balls"]:
        raise broken("not as many balls as were announced")
    if life.begun and life.balls != act["balls"]:
        raise broken("the balls held are not the last ones read")
    if ("beacon_signature" in act) != (life.round is not None):
        raise broken("the beacon mixed in is not the one that was announced")
    if life.round is not None and not life.known(at + MINUTE):
        raise broken("the beacon was mixed in before it was made")
    life.balls = list(act["balls"])


def _on_paper(life: Life, act: Act, at: datetime) -> None:
    try:
        fell = datetime.fromisoformat(act["held_at"])
    except ValueError:
        fell = None
    if (
        fell is None
        or fell.tzinfo is None
        or life.begun
        or not life.dates["draw_frozen"] <= fell.astimezone(UTC) <= at
        or life.known(fell)
    ):
        raise broken("the hour on paper does not fit what the register says")


def _withdrawn(life: Life, act: Act, at: datetime) -> None:
    frozen, over = life.frozen, life.dates.get("draw_published") or life.dates.get("draw_annulled")
    if frozen is None or over is None:
        raise broken("a list was withdrawn that was never public")
    if act["panels"] != frozen["panels"]:
        raise broken("the list withdrawn is not the one that was frozen")
    if at < over + PUBLIC_FOR - MINUTE:
        raise broken("the list of panels was withdrawn before its time")


def _opened(life: Life, act: Act, _at: datetime) -> None:
    frozen = life.frozen
    if frozen is None or act["people"] > frozen["pool"]:
        raise broken("it was opened to an auditor with other people than its pool")


CHECKS = {
    "draw_frozen": _frozen,
    "ball_drawn": _ball,
    "readings_differ": _differ,
    "balls_cleared": _cleared,
    "beacon_postponed": _postponed,
    "draw_held": _held,
    "draw_held_on_paper": _on_paper,
    "draw_list_withdrawn": _withdrawn,
    "draw_opened_to_auditor": _opened,
}


def lives_of(bundle: Bundle) -> dict[str, Life]:
    """The draws of the bundle's edition by their reference, each act having followed the one before
    in its time: quotas before the freeze, the freeze before the balls, balls in order and before
    the announced beacon was known, one draw at a time for the seats of a body.

    Errors: BundleBroken.
    """
    lives: dict[str, Life] = {}
    for number, entry in enumerate(bundle.entries):
        kind = entry["type"].partition("/")[0]
        if entry.get("edition") != bundle.edition or kind not in STEPS:
            continue
        act = entry["act"]
        check_shape(number, entry["type"], act)
        life = lives.get(act["draw"])
        if life is None:
            life = _new(act, lives) if kind == "draw_prepared" else None
            if life is None:
                raise broken(
                    "entry {entry}: {kind} is of a draw that was never prepared",
                    entry=number,
                    kind=kind,
                )
            lives[act["draw"]] = life
        try:
            life.follows(number, entry, act)
        except BundleBroken as wrong:
            raise broken(
                "entry {entry}, draw {draw}: {wrong}",
                entry=number,
                draw=life.number,
                wrong=wrong,
            ) from wrong
    for life in lives.values():
        try:
            life.end()
        except BundleBroken as wrong:
            raise broken("draw {draw}: {wrong}", draw=life.number, wrong=wrong) from wrong
    return lives


def _new(act: Act, lives: Mapping[str, Life]) -> Life:
    """A draw that is prepared. Errors: BundleBroken."""
    if act["number"] != len(lives) + 1:
        raise broken(
            "draw {draw} is prepared where draw {next} comes next",
            draw=act["number"],
            next=len(lives) + 1,
        )
    for other in lives.values():
        if other.body == act["body"] and other.state in UNDER_WAY:
            raise broken(
                "draw {draw} was prepared while draw {other}, for the same seats, was neither "
                "published nor annulled",
                draw=act["number"],
                other=other.number,
            )
    return Life(draw=act["draw"], number=act["number"], body=act["body"])
