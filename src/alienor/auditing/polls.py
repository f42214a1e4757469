"""Every published vote: its life in the register, the rules it was judged by, its count."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from alienor.auditing.bundles import Bundle, BundleBroken, broken
from alienor.auditing.committed import check_opened, closed_in_words, waiting_in_words
from alienor.auditing.counted import recount
from alienor.auditing.decided import check_decisions, check_rounds, check_settlement
from alienor.auditing.saying import joined, say, spoken
from alienor.auditing.told import Told, polls_told
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.groups import is_anonymous
from alienor.cores.voting.recount import fraction_of
from alienor.cores.voting.ways import methods_for, way_of


def check_polls(bundle: Bundle) -> str:
    """Every published vote was opened, closed and published in order, on the terms of the rules in
    force, and counts again to the result that was published."""
    told = polls_told(bundle)
    published = {name: one.acts["poll_published"] for name, one in told.items() if one.is_out}
    paths, closed = bundle.paths("polls/"), 0
    if sorted(f"polls/{name}.json" for name in published) != paths:
        raise broken("polls/ does not hold the votes that were published")
    for path in paths:
        data, name = bundle.read(path), Path(path).stem
        if hashlib.sha256(data).hexdigest() != published[name]["sha256"]:
            raise broken("{path} is not the result that was published", path=path)
        record = bundle.json(path)
        try:
            if different := unlike(bundle, record, told[name]):
                raise broken(
                    "{path}: {different} is not what the register says",
                    path=path,
                    different=different,
                )
            closed += check_opened(path, record, told[name])
            recount(record, published[name])
        except VotingFault as fault:
            raise BundleBroken(f"{path}: {fault.sentence(language=spoken())}") from fault
        check_settlement(record, told[name], told)
    _check_methods(bundle, told)
    check_rounds(bundle, told)
    check_decisions(bundle, told)
    said = say(
        "{count} votes counted again to the same results, on the terms of their rules",
        count=len(paths),
    )
    if not paths:
        return joined([said, *waiting_in_words(told)])
    unproven = say(
        "files cannot prove who was present, who is on a roll, nor in what college anybody voted"
    )
    return joined([said, *closed_in_words(closed), *waiting_in_words(told), unproven])


def unlike(bundle: Bundle, record: dict[str, Any], told: Told) -> str:
    """The first thing in a vote's file that its acts or its rules say otherwise; empty if none.
    What was counted in a vote that was annulled may not be whole."""
    terms, drafted, opened = record["terms"], told.acts["poll_drafted"], told.acts["poll_opened"]
    options = [option["text"] for option in record["options"]]
    keys = [option["key"] for option in record["options"]]
    rules = _rules(bundle, told.rules)
    rule = rules["poll"][drafted["kind"]]
    sheets, roll_call = record["sheets"], record["roll_call"]
    entered = {sector for sector, _round in told.counts}
    may_be_closed = entered if is_anonymous(terms) else set()  # few ballots of an annulled vote
    said = {
        "poll": (record["poll"], opened["poll"]),
        "edition": (record["edition"], bundle.edition),
        "kind": (record["kind"], drafted["kind"]),
        "question": (record["question"], opened["question"]),
        "options": (options, opened.get("options", drafted["options"])),
        "keys": (keys, opened.get("keys", keys)),
        "by_college": (sum(opened["by_college"].values()) <= opened["entitled"], True),
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
        )
        if told.is_out
        else (_sectors(told, sheets) | may_be_closed, entered),
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
        if not one.is_out:
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


def _sectors(told: Told, sheets: Iterable[dict[str, Any]]) -> set[str]:
    """The sectors that sheets are of, those that are added together one by one."""
    known, found = {sector for sector, _round in told.counts}, set[str]()
    for sheet in sheets:
        name = sheet["sector"]
        found |= {name} if name in known else set(name.split(" + "))
    return found
