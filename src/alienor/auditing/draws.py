"""Every draw made again from its files: what was closed before the balls, and what they decided."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from alienor.auditing.bundles import Bundle, BundleBroken
from alienor.auditing.drawn_seats import check_drawn_seats
from alienor.cores.beacon import CHAINS, QUICKNET, BeaconInvalid, check_round
from alienor.cores.sortition import (
    Replay,
    SortitionInvalid,
    beacon_shift,
    chance_written,
    panel_index,
    rank_reserve,
    read_panels,
    replay,
    seed_from,
)
from alienor.cores.sortition.lottery import PUBLIC_FOR

PANELS, ALTERNATES = "panels.txt", "alternates.txt"
FILES = {
    "quotas": "quotas.csv",
    "commitments": "commitments.csv",
    "panels": PANELS,
    "alternates": ALTERNATES,
    "certificate": "certificate.json",
}
"""Files by the field of `draw_frozen` with their hash; its first version had no last two."""

FROZEN = ("draw_frozen/1", "draw_frozen/2")
HELD = ("draw_held/1", "draw_held/2")
WITHDRAWN, POSTPONED = "draw_list_withdrawn/1", "beacon_postponed/1"
READ, ON_PAPER = "ball_drawn/1", "draw_held_on_paper/1"
CLEARED = ("balls_cleared/1", "balls_cleared/2")
CEREMONY = (*FROZEN, *HELD, READ, *CLEARED, POSTPONED, ON_PAPER)
OVER = ("draw_published/1", "draw_annulled/1")
SECONDS = timedelta(minutes=1)
"""An act is dated as it begins, what it changes a moment later."""
UNPROVEN = (
    "files cannot prove that profiles are true, meet the quotas, or share no household: an auditor "
    "checks that with the opened pool (alienor audit)"
)


def check_draws(bundle: Bundle) -> str:
    """Files are those frozen, the freeze comes before the balls, they are those that were read as
    they fell, and they give this panel and this reserve."""
    order = [
        (number, entry["type"], entry["act"])
        for number, entry in enumerate(bundle.entries)
        if entry["type"] in (*FROZEN, *HELD) and entry.get("edition") == bundle.edition
    ]
    frozen = {act["draw"]: (number, act) for number, kind, act in order if kind in FROZEN}
    held = {act["draw"]: (number, act) for number, kind, act in order if kind in HELD}
    if len(frozen) + len(held) != len(order):
        raise BundleBroken("a draw was frozen or held twice")
    withdrawn = _withdrawn(bundle)
    if len(bundle.paths("draws/")) < sum(
        name in act for one, (_, act) in frozen.items() for name in FILES if one not in withdrawn
    ):
        raise BundleBroken("draws/ does not hold the draws that were frozen")
    for one, (number, _act) in held.items():
        if one not in frozen or frozen[one][0] > number:
            raise BundleBroken(f"the balls of the draw {one} fell before it was frozen")
    check_readings(bundle)
    for one, (_number, act) in frozen.items():
        tokens = _check_frozen(bundle, act, listed=one not in withdrawn)
        if one in held:
            _check_held(bundle, act, held[one][1], tokens)
            check_drawn_seats(bundle, act, held[one][1])
    said = f"{len(frozen)} draw(s) frozen, {len(held)} made again from the balls"
    if withdrawn:
        said += (
            f"; {len(withdrawn)} list(s) of panels withdrawn after two months: that the panel "
            "drawn was on it, and chances.csv, rest on what was checked until then"
        )
    return f"{said}; {UNPROVEN}" if frozen else said


def check_readings(bundle: Bundle) -> None:
    """Balls entered as they fell came after the freeze, in order, before the announced beacon was
    known, and the last ones read are those that were held; a draw on paper was held between its
    freeze and its entry in the register."""
    readings: dict[str, _Reading] = {}
    for entry in bundle.entries:
        if entry.get("edition") != bundle.edition or entry["type"] not in CEREMONY:
            continue
        kind, act, at = entry["type"], entry["act"], datetime.fromisoformat(entry["at"])
        one = act["draw"]
        if kind in FROZEN:
            readings[one] = _Reading(frozen_at=at, round=act.get("beacon_round"))
        elif one not in readings:
            raise BundleBroken(f"an act of the draw {one} comes out of its time: before the freeze")
        elif wrong := readings[one].follows(kind, act, at):
            raise BundleBroken(f"draw {one}: {wrong}")


@dataclass(slots=True)
class _Reading:
    """Where the ceremony of one draw stands, as the register tells it."""

    frozen_at: datetime
    round: int | None
    balls: list[int] = field(default_factory=list)
    begun: bool = False
    held: bool = False

    def follows(self, kind: str, act: dict[str, Any], at: datetime) -> str:
        """Take in the next act; what is wrong with it, empty where nothing is."""
        wrong = ""
        if kind == ON_PAPER:
            fell = datetime.fromisoformat(act["held_at"])
            if not self.held or self.begun or not self.frozen_at <= fell <= at or self._known(fell):
                wrong = "the hour on paper does not fit what the register says"
        elif self.held:
            wrong = "an act of the ceremony comes out of its time: after the end"
        elif kind in HELD:
            self.held = True
            if self.begun and self.balls != act["balls"]:
                wrong = "the balls held are not the last ones read"
        elif kind == POSTPONED:
            if self.balls or not self.round or act["beacon_round"] <= self.round:
                wrong = "the beacon was changed out of its time"
            self.round = act["beacon_round"]
        elif kind in CLEARED:
            self.balls.clear()
        else:
            self.begun = True
            self.balls.append(act["digit"])
            if act["place"] != len(self.balls):
                wrong = "the balls were not read in order"
            elif self._known(at):
                wrong = "a ball fell after the beacon was known"
        return wrong

    def _known(self, at: datetime) -> bool:
        return self.round is not None and at >= QUICKNET.time_of(self.round)


def _withdrawn(bundle: Bundle) -> set[str]:
    """The draws whose list was withdrawn, none of them before its time."""
    over: dict[str, datetime] = {}
    found = set()
    for entry in bundle.entries:
        if entry.get("edition") != bundle.edition or entry["type"] not in (*OVER, WITHDRAWN):
            continue
        draw, at = entry["act"]["draw"], datetime.fromisoformat(entry["at"])
        if entry["type"] in OVER:
            over[draw] = at
        elif draw not in over or at < over[draw] + PUBLIC_FOR - SECONDS:
            raise BundleBroken(f"the list of the draw {draw} was withdrawn before its time")
        else:
            found.add(draw)
    return found


def _check_frozen(bundle: Bundle, act: dict[str, Any], *, listed: bool) -> list[str]:
    """The files of a draw are those that were frozen; `listed`: its panels are among them still.
    Gives the tokens of its pool."""
    folder = f"draws/{act['number']}"
    path = f"{folder}/{PANELS}"
    if listed != (path in bundle.paths(f"{folder}/")):
        raise BundleBroken(f"{path} does not stand where the register says")
    for name, file in FILES.items():
        if name not in act or (file in (PANELS, ALTERNATES) and not listed):
            continue
        if hashlib.sha256(bundle.read(f"{folder}/{file}")).hexdigest() != act[name]:
            raise BundleBroken(f"{folder}/{file} is not the file that was frozen")
    tokens = [row["token"] for row in rows_of(bundle, f"{folder}/commitments.csv")]
    if len(tokens) != act["pool"] or sorted(set(tokens)) != tokens:
        raise BundleBroken(f"{folder}/commitments.csv does not hold the pool that was frozen")
    chances = {row["token"]: row["chance"] for row in rows_of(bundle, f"{folder}/chances.csv")}
    if not listed:
        if list(chances) != tokens:
            raise BundleBroken(f"{folder}/chances.csv is not about the pool that was frozen")
        return tokens
    try:
        panels = read_panels(bundle.read(path).decode())
    except SortitionInvalid as error:
        raise BundleBroken(f"{folder}/panels.txt: {error}") from error
    known = set(tokens)
    if len(panels) != act["panel_count"] or any(
        len(panel) != act["seats"] or not known.issuperset(panel) for panel in panels
    ):
        raise BundleBroken(f"{folder}/panels.txt does not hold panels of the pool")
    if "alternates" in act:
        _check_alternates(bundle, f"{folder}/{ALTERNATES}", panels, known)
    on = Counter(token for panel in panels for token in panel)
    if chances != {token: chance_written(on[token], len(panels)) for token in tokens}:
        raise BundleBroken(f"{folder}/chances.csv does not follow from the panels")
    return tokens


def _check_alternates(
    bundle: Bundle, path: str, panels: Sequence[tuple[str, ...]], known: set[str]
) -> None:
    """A line of alternates for each panel, people of the pool who are not on it."""
    try:
        ready = read_panels(bundle.read(path).decode(), empty=True)
    except SortitionInvalid as error:
        raise BundleBroken(f"{path}: {error}") from error
    if len(ready) != len(panels) or any(
        set(panel) & set(line) or not known.issuperset(line)
        for panel, line in zip(panels, ready, strict=True)
    ):
        raise BundleBroken(f"{path} does not hold alternates of these panels")


def _check_held(
    bundle: Bundle, frozen: dict[str, Any], act: dict[str, Any], tokens: list[str]
) -> None:
    folder = f"draws/{frozen['number']}"
    if len(act["balls"]) != frozen["balls"]:
        raise BundleBroken(f"{folder}: not as many balls as were announced")
    try:
        found = replayed(bundle, folder, frozen, act, tokens)
    except SortitionInvalid as error:
        raise BundleBroken(f"{folder}: {error}") from error
    if found is None:
        return
    if (found.shift, found.number, _hash(found.panel), _hash(found.reserve)) != (
        act.get("shift", 0),
        act["panel_number"],
        act["panel"],
        act["reserve"],
    ):
        raise BundleBroken(f"{folder}: the balls do not give this panel and this reserve")
    _check_transcript(bundle, folder, act, found)


def replayed(
    bundle: Bundle,
    folder: str,
    frozen: dict[str, Any],
    act: dict[str, Any],
    tokens: Iterable[str],
) -> Replay | None:
    """What the balls decided: from the list or, once it is withdrawn, from the hash of the list
    and the panel that the record keeps. None where nothing was recorded, the draw being void."""
    paths = bundle.paths(f"{folder}/")
    beacon = _randomness(bundle, frozen, act)
    if f"{folder}/{PANELS}" in paths:
        ready = "alternates" in frozen
        return replay(
            panels=bundle.read(f"{folder}/{PANELS}").decode(),
            balls=act["balls"],
            pool=tokens,
            committed_hash=frozen["panels"],
            alternates=bundle.read(f"{folder}/{ALTERNATES}").decode() if ready else None,
            beacon=beacon,
        )
    if f"{folder}/transcript.json" not in paths:
        return None
    record = json.loads(bundle.read(f"{folder}/transcript.json"))
    panel = tuple(record["panel"])
    seed = seed_from(commitment=bytes.fromhex(frozen["panels"]), balls=act["balls"], beacon=beacon)
    shift = 0 if beacon is None else beacon_shift(beacon, frozen["panel_count"])
    return Replay(
        number=panel_index(act["balls"], frozen["panel_count"], shift=shift),
        shift=shift,
        panel=panel,
        panels_hash=frozen["panels"],
        seed=seed,
        reserve=rank_reserve(
            pool=tokens, panel=panel, seed=seed, alternates=record.get("alternates", ())
        ),
    )


def _randomness(bundle: Bundle, frozen: dict[str, Any], act: dict[str, Any]) -> bytes | None:
    """What the announced round of the beacon adds, its signature checked; None without one."""
    if frozen.get("beacon") is None:
        return None
    number = next(
        (
            later["beacon_round"]
            for later in reversed(bundle.acts(POSTPONED))
            if later["draw"] == frozen["draw"]
        ),
        frozen["beacon_round"],
    )
    try:
        return check_round(CHAINS[frozen["beacon"]], number, act["beacon_signature"] or "")
    except (BeaconInvalid, KeyError) as error:
        raise BundleBroken(f"the beacon of the draw {act['draw']}: {error}") from error


def _check_transcript(bundle: Bundle, folder: str, act: dict[str, Any], found: Replay) -> None:
    """The transcript, once published, is the one recorded, and says what the balls decided."""
    published = {one["draw"]: one["sha256"] for one in bundle.acts("draw_published/1")}
    path = f"{folder}/transcript.json"
    if (act["draw"] in published) != (path in bundle.paths(f"{folder}/")):
        raise BundleBroken(f"{path} does not stand where the register says")
    if act["draw"] not in published:
        return
    data = bundle.read(path)
    if hashlib.sha256(data).hexdigest() != published[act["draw"]]:
        raise BundleBroken(f"{path} is not the record that was published")
    said = json.loads(data)
    if (said["balls"], said["panel"], said["reserve"]) != (
        act["balls"],
        list(found.panel),
        list(found.reserve),
    ):
        raise BundleBroken(f"{path} does not say what the balls decided")


def rows_of(bundle: Bundle, path: str) -> list[dict[str, str]]:
    """A table of the bundle, a dict a line."""
    return list(csv.DictReader(io.StringIO(bundle.read(path).decode(), newline="")))


def _hash(tokens: Iterable[str]) -> str:
    return hashlib.sha256("".join(f"{token}\n" for token in tokens).encode()).hexdigest()
