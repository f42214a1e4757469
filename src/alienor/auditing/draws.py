"""Every draw made again from its files: what was closed before the balls, and what they decided."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from alienor.auditing.annulled import annulled_in_words
from alienor.auditing.bundles import Bundle, BundleBroken, broken, in_words
from alienor.auditing.certified import check_certified
from alienor.auditing.drawn_seats import check_drawn_seats
from alienor.auditing.lives import Life, lives_of
from alienor.auditing.quoted import check_quoted
from alienor.auditing.saying import joined, say
from alienor.auditing.shapes import SHA256
from alienor.auditing.transcripts import check_transcript
from alienor.cores.beacon import CHAINS, BeaconInvalid, check_round
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

PANELS, ALTERNATES = "panels.txt", "alternates.txt"
FILES = {
    "quotas": "quotas.csv",
    "commitments": "commitments.csv",
    "panels": PANELS,
    "alternates": ALTERNATES,
    "certificate": "certificate.json",
}
"""Files by the field of `draw_frozen` with their hash; its first version had no last two."""

CALLED = ("keeps_quotas", "least_breach", "reserve_empty")
"""Why somebody of the reserve is called, or nobody."""
FROZEN = ("draw_frozen/1", "draw_frozen/2")
HELD = ("draw_held/1", "draw_held/2")


def check_draws(bundle: Bundle) -> str:
    """Each draw lived in order; its files are those frozen, no other; the balls, as they were read
    when they fell, give this panel and this reserve; quotas are those of the rules, moved in
    public; chances are as certified; only the lot's panel and reserve were offered its seats."""
    lives = lives_of(bundle)
    frozen = [life for life in lives.values() if life.frozen]
    _check_paths(bundle, frozen)
    said = []
    for life in frozen:
        tokens = _check_frozen(bundle, life)
        said += check_quoted(bundle, life)
        said += check_certified(bundle, life)
        if life.held:
            _check_held(bundle, life, tokens)
    said += check_drawn_seats(bundle, lives)
    made = sum(life.held is not None for life in frozen)
    lines = [
        say(
            "{frozen} draw(s) frozen, {made} made again from the balls",
            frozen=len(frozen),
            made=made,
        ),
        *annulled_in_words(bundle, lives.values()),
        *said,
    ]
    if withdrawn := sum(life.withdrawn for life in frozen):
        lines.append(
            say(
                "{count} list(s) of panels withdrawn after two months: that the panel drawn was on "
                "it, and chances.csv, rest on what was checked until then",
                count=withdrawn,
            )
        )
    if frozen:
        lines.append(
            say(
                "files cannot prove that two people read the balls, that profiles are true, meet "
                "the quotas, or share no household: an auditor checks profiles with the opened "
                "pool (alienor audit)"
            )
        )
    return joined(lines)


def _check_paths(bundle: Bundle, frozen: Iterable[Life]) -> None:
    """`draws/` holds the files that acts name, and no other."""
    wanted = set()
    for life in frozen:
        act = life.frozen or {}
        names = {
            file
            for name, file in FILES.items()
            if name in act and not (life.withdrawn and file in (PANELS, ALTERNATES))
        } | {"chances.csv"}
        if "draw_published" in life.acts:
            names.add("transcript.json")
        wanted |= {f"draws/{life.number}/{name}" for name in names}
    held = set(bundle.paths("draws/"))
    if missing := sorted(wanted - held):
        raise broken("{path} is missing: the register says that it is public", path=missing[0])
    if foreign := sorted(held - wanted):
        raise broken(
            "{path} does not stand where the register says: no act is about it", path=foreign[0]
        )


def _check_frozen(bundle: Bundle, life: Life) -> list[str]:
    """The files of a draw are those that were frozen. Gives the tokens of its pool."""
    act, folder = life.frozen or {}, f"draws/{life.number}"
    for name, file in FILES.items():
        if name not in act or (file in (PANELS, ALTERNATES) and life.withdrawn):
            continue
        if hashlib.sha256(bundle.read(f"{folder}/{file}")).hexdigest() != act[name]:
            raise broken("{path} is not the file that was frozen", path=f"{folder}/{file}")
    tokens = _check_commitments(bundle, f"{folder}/commitments.csv", act["pool"])
    chances = [
        (row["token"], row["chance"])
        for row in bundle.rows(f"{folder}/chances.csv", ("token", "chance"))
    ]
    if life.withdrawn:
        if [token for token, _ in chances] != tokens:
            raise broken(
                "{path} is not about the pool that was frozen", path=f"{folder}/chances.csv"
            )
        return tokens
    path = f"{folder}/{PANELS}"
    try:
        panels = read_panels(bundle.read(path).decode())
    except SortitionInvalid as error:
        raise BundleBroken(f"{path}: {in_words(error)}") from error
    known = set(tokens)
    if len(panels) != act["panel_count"] or any(
        len(panel) != act["seats"] or not known.issuperset(panel) for panel in panels
    ):
        raise broken("{path} does not hold panels of the pool", path=path)
    if "alternates" in act:
        _check_alternates(bundle, f"{folder}/{ALTERNATES}", panels, known)
    on = Counter(token for panel in panels for token in panel)
    if chances != [(token, chance_written(on[token], len(panels))) for token in tokens]:
        raise broken("{path} does not follow from the panels", path=f"{folder}/chances.csv")
    return tokens


def _check_commitments(bundle: Bundle, path: str, pool: int) -> list[str]:
    """A commitment for each token of the pool, by token."""
    rows = bundle.rows(path, ("token", "commitment"))
    tokens = [row["token"] for row in rows]
    commitments = {row["commitment"] for row in rows}
    if (
        len(tokens) != pool
        or sorted(set(tokens)) != tokens
        or len(commitments) < pool
        or not all(SHA256.fullmatch(one) for one in commitments)
    ):
        raise broken("{path} does not hold the pool that was frozen", path=path)
    return tokens


def _check_alternates(
    bundle: Bundle, path: str, panels: Sequence[tuple[str, ...]], known: set[str]
) -> None:
    """A line of alternates for each panel, people of the pool who are not on it."""
    try:
        ready = read_panels(bundle.read(path).decode(), empty=True)
    except SortitionInvalid as error:
        raise BundleBroken(f"{path}: {in_words(error)}") from error
    if len(ready) != len(panels) or any(
        set(panel) & set(line) or not known.issuperset(line)
        for panel, line in zip(panels, ready, strict=True)
    ):
        raise broken("{path} does not hold alternates of these panels", path=path)


def _check_held(bundle: Bundle, life: Life, tokens: list[str]) -> None:
    frozen, act, folder = life.frozen or {}, life.held or {}, f"draws/{life.number}"
    try:
        found = replayed(bundle, folder, frozen, act, tokens, round_=life.round)
    except SortitionInvalid as error:
        raise BundleBroken(f"{folder}: {in_words(error)}") from error
    if found is None:
        return
    if (found.shift, found.number, _hash(found.panel), _hash(found.reserve)) != (
        act.get("shift", 0),
        act["panel_number"],
        act["panel"],
        act["reserve"],
    ):
        raise broken("{folder}: the balls do not give this panel and this reserve", folder=folder)
    _check_replaced(life, found)
    if "draw_published" in life.acts:
        check_transcript(bundle, life, found)


def _check_replaced(life: Life, found: Replay) -> None:
    """Who leaves was on the panel; who is called waits on the reserve, at the rank that is said."""
    panel, waiting = set(found.panel), set(found.reserve)
    for turn, act in enumerate(life.replaced, start=1):
        leaving, arriving, rank = act["leaving"], act.get("arriving"), act.get("rank")
        if leaving not in panel:
            wrong = say("{token} was not on the panel", token=leaving)
        elif (arriving is None) != (act["code"] == "reserve_empty") or act["code"] not in CALLED:
            wrong = say("{code} is not why", code=act["code"])
        elif act["code"] == "keeps_quotas" and act["beyond"]:
            wrong = say(
                "{count} quotas are not kept, and it says that all are", count=act["beyond"]
            )
        elif act["passed"] > (len(found.reserve) if rank is None else max(0, rank - 1)):
            wrong = say("more people were passed over than stand before")
        elif arriving is None and rank is None:
            wrong = ""
        elif arriving not in waiting:
            wrong = say("{token} does not wait on the reserve", token=arriving)
        elif not rank or found.reserve[rank - 1 : rank] != (arriving,):
            wrong = say("{token} does not have the rank that is said", token=arriving)
        else:
            wrong = ""
        if wrong:
            raise broken(
                "draw {draw}, replacement {turn}: {wrong}",
                draw=life.number,
                turn=turn,
                wrong=wrong,
            )
        panel.remove(leaving)
        if arriving is not None:
            panel.add(arriving)
            waiting.remove(arriving)


def replayed(
    bundle: Bundle,
    folder: str,
    frozen: dict[str, Any],
    act: dict[str, Any],
    tokens: Iterable[str],
    *,
    round_: int | None,
) -> Replay | None:
    """What the balls decided: from the list or, once it is withdrawn, from the hash of the list
    and the panel that the record keeps. None where nothing was recorded, the draw being void.
    `round_`: of the beacon, as it was announced last."""
    paths = bundle.paths(f"{folder}/")
    beacon = _randomness(frozen, act, round_)
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
    record = bundle.json(f"{folder}/transcript.json")
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


def _randomness(frozen: dict[str, Any], act: dict[str, Any], round_: int | None) -> bytes | None:
    """What the announced round of the beacon adds, its signature checked; None without one."""
    if frozen.get("beacon") is None or round_ is None:
        return None
    try:
        return check_round(CHAINS[frozen["beacon"]], round_, act["beacon_signature"])
    except BeaconInvalid as error:
        raise broken(
            "the beacon of draw {draw}: {error}", draw=frozen["number"], error=in_words(error)
        ) from error


def _hash(tokens: Iterable[str]) -> str:
    return hashlib.sha256("".join(f"{token}\n" for token in tokens).encode()).hexdigest()
