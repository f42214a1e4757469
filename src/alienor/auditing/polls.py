"""Every published vote: its life in the register, the rules it was judged by, its count."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from alienor.auditing.bundles import Bundle, BundleBroken, broken
from alienor.auditing.saying import joined, say, spoken
from alienor.cores.voting.answers import count_answers
from alienor.cores.voting.cells import summary_of
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.open_ballots import count_ballots
from alienor.cores.voting.recount import (
    Sheet,
    add_up,
    chosen_of,
    fraction_of,
    outcome_by_groups,
    outcome_of,
    result_of,
    standing_counts,
)
from alienor.cores.voting.ways import methods_for, way_of

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
HOURS = ("closing_announced", "poll_extended", "poll_closed_early", "poll_closed")
"""The acts that the announced hour of a vote binds."""
STEPS = {kind for following in LIFE.values() for kind in following}
DECIDED = {
    "amendment_decided": "amendment",
    "proposal_decided": "proposal",
    "final_text_decided": "final",
}
"""What an act decides once, with the outcome of its vote."""
CHOSEN = {"topics_shortlisted": "topics", "subject_chosen": "topic"}
"""What an act says that its vote chose."""


@dataclass(kw_only=True)
class Told:
    """What the register says of one vote: its state, its acts by name (the last of each), the
    digest of the rules in force when it opened and when it was drafted, how many may vote, until
    when it stays open at least, the counts, the answers and the objections that were entered."""

    state: str = ""
    entitled: int = 0
    closes: datetime | None = None
    acts: dict[str, dict[str, Any]] = field(default_factory=dict)
    rules: str = ""
    drafted_under: str = ""
    last: str = ""
    counts: Counter[tuple[str, int]] = field(default_factory=Counter)
    tokens: list[str] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)

    def enter(self, kind: str, act: dict[str, Any]) -> None:
        """Keep what was counted, answered or objected."""
        if kind == "count_entered":
            self.counts[act["sector"], act["round"]] += 1
        elif kind in ("roll_call_answered", "open_ballot_cast"):
            self.tokens.append(act["token"])
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


def check_polls(bundle: Bundle) -> str:
    """Every published vote was opened, closed and published in order, on the terms of the rules in
    force, and counts again to the result that was published."""
    told = polls_told(bundle)
    published = {name: one.acts["poll_published"] for name, one in told.items() if _is_out(one)}
    paths = bundle.paths("polls/")
    if sorted(f"polls/{name}.json" for name in published) != paths:
        raise broken("polls/ does not hold the votes that were published")
    for path in paths:
        data, name = bundle.read(path), Path(path).stem
        if hashlib.sha256(data).hexdigest() != published[name]["sha256"]:
            raise broken("{path} is not the result that was published", path=path)
        record = bundle.json(path)
        try:
            if different := _unlike(bundle, record, told[name]):
                raise broken(
                    "{path}: {different} is not what the register says",
                    path=path,
                    different=different,
                )
            _recount(record, published[name])
        except VotingFault as fault:
            raise BundleBroken(f"{path}: {fault.sentence(language=spoken())}") from fault
        _check_settlement(record, told[name], published)
    _check_methods(bundle, told)
    _check_rounds(bundle, told)
    _check_decisions(bundle, published)
    said = say(
        "{count} votes counted again to the same results, on the terms of their rules",
        count=len(paths),
    )
    if not paths:
        return said
    unproven = say(
        "files cannot prove who was present, nor what each count found before the result was "
        "published"
    )
    return joined([said, unproven])


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
        if kind == "poll_drafted":
            one.drafted_under = in_force
        elif kind == "poll_opened":
            one.rules, one.entitled = in_force, act["entitled"]
        elif kind == "roll_extended":
            one.extend_roll(act, number=number)
        else:
            one.enter(kind, act)
        if kind == "poll_published" and act["outcome"] == "tied":
            one.state = "tied"
    return told


def _is_out(one: Told) -> bool:
    return "poll_published" in one.acts


def _unlike(bundle: Bundle, record: dict[str, Any], told: Told) -> str:
    """The first thing in a vote's file that its acts or its rules say otherwise; empty if none."""
    terms, drafted, opened = record["terms"], told.acts["poll_drafted"], told.acts["poll_opened"]
    options = [option["text"] for option in record["options"]]
    rules = _rules(bundle, told.rules)
    rule = rules["poll"][drafted["kind"]]
    sheets, roll_call = record["sheets"], record["roll_call"]
    said = {
        "poll": (record["poll"], opened["poll"]),
        "edition": (record["edition"], bundle.edition),
        "kind": (record["kind"], drafted["kind"]),
        "question": (record["question"], opened["question"]),
        "options": (options, opened.get("options", drafted["options"])),
        "terms.method": (terms["method"], drafted["method"]),
        "terms.places": (terms["places"], drafted["places"]),
        "terms.channel": (terms["channel"], opened["channel"]),
        "terms.entitled": (terms["entitled"], told.entitled),
        "terms.secret": (terms["secret"], opened["secret"]),
        "secret, in the rules": (opened["secret"], rule["secret"]),
        "terms.budget": (
            (
                terms.get("budget"),
                [terms["costs"][one["key"]] for one in record["options"] if "costs" in terms],
            ),
            _budget_of(told.acts.get("poll_budgeted")),
        ),
        "terms.article": (terms["article"], rule["article"]),
        "terms.tie": (terms["tie"], rule["tie"]),
        "terms.majority": (_share(terms["majority"]), _share(rule.get("majority"))),
        "terms.double_majority": (
            [(one["group"], one["colleges"]) for one in terms.get("double_majority", [])],
            _groups_of(rules, rule),
        ),
        "terms.quorum": (_quorum(terms), _quorum_of(rules, rule, entitled=told.entitled)),
        "terms.minimum_cell": (
            terms.get("minimum_cell", rules["privacy"]["minimum_cell"]),
            rules["privacy"]["minimum_cell"],
        ),
        "sheets": (
            Counter((sheet["sector"], sheet["round"]) for sheet in sheets),
            _entered(told, {sheet["sector"] for sheet in sheets}),
        ),
        "objections": (record.get("objections", []), told.arguments),
        "roll_call": (sorted(answer["token"] for answer in roll_call), sorted(told.tokens)),
    }
    return next((name for name, (held, proven) in said.items() if held != proven), "")


def _budget_of(act: dict[str, Any] | None) -> tuple[int | None, list[int]]:
    return (None, []) if act is None else (act["budget"], act["costs"])


def _rules(bundle: Bundle, digest: str) -> dict[str, Any]:
    for path in bundle.paths("rules/"):
        data = bundle.read(path)
        if hashlib.sha256(data).hexdigest() == digest:
            return tomllib.loads(data.decode())
    raise broken("rules/ does not hold the rules on which a vote was opened")


def _check_methods(bundle: Bundle, told: dict[str, Told]) -> None:
    """Every vote that decides is counted as the rules under which it was drafted say, or a
    derogation says why not, and never by a method that only consults."""
    departing = 0
    for name, one in told.items():
        if not _is_out(one):
            continue
        drafted = one.acts["poll_drafted"]
        rule, held = (
            _rules(bundle, rules)["poll"][drafted["kind"]]
            for rules in (one.drafted_under, one.rules)
        )
        decides = rule["decisive"] or held["decisive"]
        if decides and not way_of(drafted["method"]).decides:
            raise broken("the vote {poll} decides by a method that only consults", poll=name)
        if not rule["decisive"]:
            continue
        departing += drafted["method"] not in methods_for(rule["method"])
    if departing > sum(
        act["breach"] == "method_not_of_the_rules" for act in bundle.acts("derogated/1")
    ):
        raise broken("{count} votes are counted otherwise than their rules say", count=departing)


def _check_rounds(bundle: Bundle, told: dict[str, Told]) -> None:
    """Each round of a chain that opened keeps as many options as was said; one that follows another
    has the options that it kept, and the rounds that were left."""
    for name, one in told.items():
        act = one.acts.get("poll_chained")
        if act is None or "poll_opened" not in one.acts:
            continue
        holds = act["keeps"][:1] == [one.acts["poll_drafted"]["places"]]
        if act["follows"]:
            before = told.get(act["follows"], Told())
            left = before.acts.get("poll_chained", {"keeps": []})["keeps"][1:]
            kept = _kept_texts(bundle, act["follows"]) if _is_out(before) else set()
            holds &= kept == set(one.acts["poll_opened"]["options"])
            holds &= len(left) == len(act["keeps"])
        if not holds:
            raise broken("the vote {poll} does not follow from the round before", poll=name)


def _kept_texts(bundle: Bundle, poll: str) -> set[str]:
    """The digests of the options that a published vote kept."""
    record = bundle.json(f"polls/{poll}.json")
    kept = record["result"]["chosen"]
    return {option["text"] for option in record["options"] if option["key"] in kept}


def _share(majority: dict[str, Any] | None) -> object:
    if majority is None:
        return None
    return fraction_of(majority["fraction"]), majority["strict"], majority["base"]


def _quorum(terms: dict[str, Any]) -> object:
    quorum = terms["quorum"]
    return quorum and (fraction_of(quorum["fraction"]), quorum["of"], quorum["total"])


def _quorum_of(rules: dict[str, Any], rule: dict[str, Any], *, entitled: int) -> object:
    """The quorum of the rules: a share of the people entitled, or of the seats of the body."""
    quorum = rule.get("quorum")
    if quorum is None:
        return None
    total, of = entitled, quorum["of"]
    if of != "entitled":
        seats = rules["body"][rule["body"]]["seats"]
        total = sum(
            line.get("count", 0) for line in seats if of == "seats" or of in line["colleges"]
        )
    return fraction_of(quorum["fraction"]), of, total


def _groups_of(rules: dict[str, Any], rule: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """The groups in each of which the rules ask for the majority too, with their colleges."""
    return [
        (
            group,
            [code for code, one in rules["college"].items() if group in (code, one["part"])],
        )
        for group in rule.get("double_majority", [])
    ]


def _entered(told: Told, sectors: Iterable[str]) -> Counter[tuple[str, int]]:
    """The counts that were entered as the file gives them: small sectors are added together there
    ("A + B"), and one that was counted fewer times keeps its last count."""
    rounds: dict[str, int] = {}
    for sector, number in told.counts:
        rounds[sector] = max(number, rounds.get(sector, 0))
    left, entered = set(rounds), Counter[tuple[str, int]]()
    for name in sectors:
        parts = {name} if name in left else set(name.split(" + "))
        if not parts <= left:
            raise broken("nobody entered a count of {name}", name=name)
        left -= parts
        entered.update({(name, n + 1): 2 for n in range(max(rounds[part] for part in parts))})
    whole = {(sector, n + 1): 2 for sector, last in rounds.items() for n in range(last)}
    if left or told.counts != whole:
        raise broken("a count that was entered is left out, or was not made twice")
    return entered


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


def _recount(record: dict[str, Any], act: dict[str, Any]) -> None:
    options = [option["key"] for option in record["options"]]
    given = [choice["answer"] for choice in record["roll_call"]]
    if record["terms"]["channel"] == "roll_call":
        tally = count_answers(given)
        counts = {"yes": tally.yes, "no": tally.no, "abstain": tally.abstain}
    elif record["terms"]["channel"] == "electronic_open":
        counts = count_ballots(record["terms"]["method"], given, options=options)
    else:
        sheets = [Sheet(college="", **sheet) for sheet in record["sheets"]]
        counts = add_up(standing_counts(sheets))
    said = summary_of(record["terms"]["method"], counts, options=options)
    if record["terms"].get("double_majority"):
        groups = record["result"].get("by_group", {})
        outcome = outcome_by_groups(record["terms"], counts, groups)
        found = {"counts": said, "outcome": outcome, "chosen": []}
    else:
        result = result_of(
            record["terms"],
            counts,
            options=options,
            settlement=record["settlement"],
            arguments=record.get("objections", []),
        )
        found = {"counts": said, "outcome": outcome_of(result), "chosen": chosen_of(result)}
    if any(held[name] != found[name] for held in (act, record["result"]) for name in found):
        raise broken("polls/{poll}.json does not count to its result", poll=record["poll"])


def _check_settlement(
    record: dict[str, Any], told: Told, published: dict[str, dict[str, Any]]
) -> None:
    """A tie is settled by the protocol of the rules, as the register says; one that was voted
    again, as the new vote fell."""
    path, settlement = f"polls/{record['poll']}.json", record["settlement"]
    settled = told.acts.get("tie_settled")
    if (settlement is None) != (settled is None):
        raise broken("{path} and the register do not both settle a tie", path=path)
    if settlement is None or settled is None:
        return
    held = (settlement["protocol"], settlement["picked"])
    if held != (settled["protocol"], settled["picked"]) or held[0] != record["terms"]["tie"]:
        raise broken("{path} is not settled as the register says", path=path)
    if settlement["protocol"] != "revote":
        return
    again = published.get(settlement["revote"])
    if again is None:
        raise broken("{path} is settled by a vote that is not published", path=path)
    picked = ["adopted"] if again["outcome"] == "adopted" else again["chosen"]
    if settlement["picked"] != picked:
        raise broken("{path} is not settled as its new vote fell", path=path)


def _check_decisions(bundle: Bundle, published: dict[str, dict[str, Any]]) -> None:
    """What a vote decided is decided once, and as its result says."""
    decided: set[tuple[str, str]] = set()
    used: set[str] = set()
    for number, entry in enumerate(bundle.entries):
        kind, act = entry["type"].partition("/")[0], entry["act"]
        if kind not in DECIDED.keys() | CHOSEN.keys() or entry.get("edition") != bundle.edition:
            continue
        result = published.get(act["poll"], {"outcome": None, "chosen": []})
        if kind in CHOSEN:
            said = act[CHOSEN[kind]]
            holds = sorted([said] if isinstance(said, str) else said) == sorted(result["chosen"])
        else:
            about = (kind, act[DECIDED[kind]])
            rounds = _rounds_of(bundle, act["poll"]) if result["outcome"] == "chosen" else 0
            if rounds and kind == "proposal_decided":
                holds = act["outcome"] == _outcome_in_round(bundle, act, rounds)
            else:
                holds = act["outcome"] == result["outcome"] and act["poll"] not in used
            holds &= about not in decided
            decided.add(about)
            used.add(act["poll"])
        if not holds:
            raise broken(
                "entry {number}: {kind} is not what its vote decided, once",
                number=number,
                kind=kind,
            )
