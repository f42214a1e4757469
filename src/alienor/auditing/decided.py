"""What votes decided: each thing by the vote that was about it, once; rounds that follow from one
another; ties settled as the rules say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alienor.auditing.bundles import Bundle, broken
from alienor.auditing.counted import tie_in
from alienor.auditing.told import Told

DECIDED = {
    "amendment_decided": "amendment",
    "proposal_decided": "proposal",
    "final_text_decided": "final",
}
"""What an act decides once, with the outcome of its vote."""
CHOSEN = {"topics_shortlisted": "topics", "subject_chosen": "topic"}
"""What an act says that its vote chose."""
APPLIED = ("topics", "proposals", *DECIDED.values())
"""What a vote is about that an act has to decide, as soon as its result stands."""


def check_rounds(bundle: Bundle, told: Mapping[str, Told]) -> None:
    """Each round of a chain that opened keeps as many options as was said; one that follows another
    has the options that it kept, and the rounds that were left; and nothing else follows it. Topics
    are voted on as they stand in the register, under their own titles.

    Errors: BundleBroken.
    """
    followed: set[str] = set()
    for name, one in told.items():
        if "poll_opened" not in one.acts:
            continue
        _check_topics(bundle, name, one)
        act = one.acts.get("poll_chained")
        if act is None:
            continue
        holds = act["keeps"][:1] == [one.acts["poll_drafted"]["places"]]
        if act["follows"]:
            before = told.get(act["follows"], Told())
            left = before.acts.get("poll_chained", {"keeps": []})["keeps"][1:]
            kept = _kept_texts(bundle, act["follows"]) if before.is_out else set()
            holds &= kept == set(one.acts["poll_opened"]["options"])
            holds &= len(left) == len(act["keeps"])
            holds &= act["follows"] not in followed
            if one.state != "annulled":
                followed.add(act["follows"])
        if not holds:
            raise broken("the vote {poll} does not follow from the round before", poll=name)


def _check_topics(bundle: Bundle, name: str, one: Told) -> None:
    """The options of a vote among topics are those that were in the running when it was drafted:
    admitted, or kept by the round before. Errors: BundleBroken."""
    opened = one.acts["poll_opened"]
    kind, _colon, number = one.about.partition(":")
    if kind != "topics":
        return
    titles: dict[str, str] = {}
    admitted: set[str] = set()
    kept: set[str] = set()
    for entry in bundle.entries[: one.places["poll_drafted"]]:
        act, done = entry["act"], entry["type"].partition("/")[0]
        if entry.get("edition") != bundle.edition:
            continue
        if done == "topic_submitted":
            titles[act["topic"]] = act["title"]
        elif done == "topic_admitted":
            admitted.add(act["topic"])
        elif done in ("topic_refused", "topics_merged"):
            admitted.discard(act["topic"])
            kept.discard(act["topic"])
        elif done == "topics_shortlisted":
            kept = set(act["topics"])
    running = admitted if number == "1" else kept
    found = dict(zip(opened["keys"], opened["options"], strict=True))
    if found != {topic: titles.get(topic, "") for topic in running}:
        raise broken("the vote {poll} is not among the topics that were in the running", poll=name)


def _kept_texts(bundle: Bundle, poll: str) -> set[str]:
    """The digests of the options that a published vote kept."""
    record = bundle.json(f"polls/{poll}.json")
    kept = record["result"]["chosen"]
    return {option["text"] for option in record["options"] if option["key"] in kept}


def check_settlement(record: dict[str, Any], one: Told, told: Mapping[str, Told]) -> None:
    """A tie is settled by the protocol of the rules, as the register says; one that was voted
    again, as the new vote fell: of the same kind, about it, on what was tied alone.

    Errors: BundleBroken.
    """
    path, settlement = f"polls/{record['poll']}.json", record["settlement"]
    settled = one.acts.get("tie_settled")
    if (settlement is None) != (settled is None):
        raise broken("{path} and the register do not both settle a tie", path=path)
    if settlement is None or settled is None:
        return
    held = (settlement["protocol"], settlement["picked"])
    if held != (settled["protocol"], settled["picked"]) or held[0] != record["terms"]["tie"]:
        raise broken("{path} is not settled as the register says", path=path)
    if settlement["protocol"] != "revote":
        return
    again = told.get(settlement["revote"], Told())
    if not again.is_out:
        raise broken("{path} is settled by a vote that is not published", path=path)
    act = again.acts["poll_published"]
    picked = ["adopted"] if act["outcome"] == "adopted" else act["chosen"]
    if settlement["picked"] != picked:
        raise broken("{path} is not settled as its new vote fell", path=path)
    if not _is_revote(record, one, again):
        raise broken("{path} is settled by a vote that is not about its tie", path=path)


def _is_revote(record: dict[str, Any], one: Told, again: Told) -> bool:
    """Whether a vote is the one that a tie asked for."""
    drafted, first = again.acts["poll_drafted"], one.acts["poll_drafted"]
    if again.places["poll_drafted"] < one.places["poll_published"]:
        return False
    if drafted["kind"] != first["kind"] or again.about not in ("", f"revote:{record['poll']}"):
        return False
    if not record["options"]:
        return not drafted["options"]
    tied, places = tie_in(record)
    texts = [option["text"] for option in record["options"] if option["key"] in tied]
    return (sorted(drafted["options"]), drafted["places"]) == (sorted(texts), places)


def check_decisions(bundle: Bundle, told: Mapping[str, Told]) -> None:
    """What a vote decided is decided once, as its result says and about what it said when it
    opened; and a result that stands has decided. Errors: BundleBroken."""
    decided: set[tuple[str, str]] = set()
    used: set[str] = set()
    for number, entry in enumerate(bundle.entries):
        kind, act = entry["type"].partition("/")[0], entry["act"]
        if kind not in DECIDED.keys() | CHOSEN.keys() or entry.get("edition") != bundle.edition:
            continue
        vote = told.get(act["poll"], Told())
        result = vote.acts.get("poll_published", {"outcome": None, "chosen": []})
        if kind in CHOSEN:
            said = act[CHOSEN[kind]]
            holds = sorted([said] if isinstance(said, str) else said) == sorted(result["chosen"])
            holds &= _is_about(vote, "topics", "")
        else:
            name, one = DECIDED[kind], act[DECIDED[kind]]
            rounds = _rounds_of(bundle, act["poll"]) if result["outcome"] == "chosen" else 0
            if rounds and kind == "proposal_decided":
                holds = act["outcome"] == _outcome_in_round(bundle, act, rounds)
                holds &= _is_about(vote, "proposals", "")
            else:
                holds = act["outcome"] == result["outcome"] and act["poll"] not in used
                holds &= _is_about(vote, name, one)
            holds &= (kind, one) not in decided
            decided.add((kind, one))
        used.add(act["poll"])
        if not holds:
            raise broken(
                "entry {number}: {kind} is not what its vote decided, once",
                number=number,
                kind=kind,
            )
    for poll, vote in told.items():
        about = vote.about.partition(":")[0]
        if vote.state == "published" and about in APPLIED and poll not in used:
            raise broken("the vote {poll} decided nothing of what it was about", poll=poll)
    _check_once(told)


def _check_once(told: Mapping[str, Told]) -> None:
    """One vote decides on a matter: those before it were annulled. Errors: BundleBroken."""
    decides: set[tuple[str, str]] = set()
    for poll, vote in told.items():
        about = vote.about, vote.acts.get("poll_drafted", {}).get("kind", "")
        if not vote.about or vote.state == "annulled":
            continue
        if about in decides:
            raise broken("the vote {poll} decides what another one decided", poll=poll)
        decides.add(about)


def _is_about(vote: Told, kind: str, one: str) -> bool:
    """Whether a vote said when it opened that it was about this; one of before that was said may
    be about anything."""
    if "about" not in vote.acts.get("poll_opened", {"about": ""}):
        return True
    held, _colon, rest = vote.about.partition(":")
    return held == kind and one in ("", rest)


def _rounds_of(bundle: Bundle, poll: str) -> int:
    """How many rounds of its chain are left with this one; nought where it is no round."""
    chained = [one["keeps"] for one in bundle.acts("poll_chained/1") if one["poll"] == poll]
    return len(chained[0]) if chained else 0


def _outcome_in_round(bundle: Bundle, act: dict[str, Any], rounds: int) -> str:
    """What a round decides of a proposal: left out, it is rejected; kept by the last, adopted."""
    record = bundle.json(f"polls/{act['poll']}.json")
    options = [option["key"] for option in record["options"]]
    if act["proposal"] not in options:
        return ""
    if act["proposal"] not in record["result"]["chosen"]:
        return "rejected"
    return "adopted" if rounds == 1 else ""
