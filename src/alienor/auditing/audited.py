"""What an audit checks of chances: everybody's, the bound on the lowest, the reserve."""

from __future__ import annotations

from collections import Counter
from typing import Any

from alienor.auditing.bundles import broken
from alienor.auditing.certified import EXACT, Certified, certified_of
from alienor.auditing.draws import replayed
from alienor.auditing.opened import Audit
from alienor.auditing.recertified import ALIKE
from alienor.auditing.saying import say
from alienor.cores.sortition import (
    Instance,
    Respondent,
    chance_written,
    check_instance,
    replacement,
)
from alienor.cores.sortition.profiles import merge

REPLACED = "panel_replaced/1"


def check_chances(audit: Audit) -> tuple[bool | None, str]:
    """Everyone's chance is the one said, and the same for people whom no rule tells apart."""
    on = Counter(token for panel in audit.panels for token in panel)
    said = {row["token"]: row["chance"] for row in audit.bundle.rows(f"{audit.folder}/chances.csv")}
    count = len(audit.panels)
    for token in audit.commitments:
        if said.get(token) != chance_written(on[token], count):
            raise broken(
                "{token} is on {on} of {count} panels, and chances.csv says {said}",
                token=token,
                on=on[token],
                count=count,
                said=said.get(token, say("nothing")),
            )
    shared, alone = _by_type(audit.instance, on)
    apart = max((max(each) - min(each) for each in (*shared, *alone)), default=0)
    turns = max((max(each) - min(each) for each in alone), default=0)
    if turns > 1 and not audit.missing:
        raise broken(
            "two people whom no rule tells apart, and who live with nobody of the pool, are on "
            "{apart} panels more or less than each other: in turns, that is one at most",
            apart=turns,
        )
    allowed = _allowed(audit)
    if allowed is not None and apart > allowed * count + EXACT * count:
        raise broken(
            "two people whom no rule tells apart are on {apart} panels more or less "
            "than each other, and the certificate allows {allowed:.3f} of {count}",
            apart=apart,
            allowed=allowed,
            count=count,
        )
    low, high = (
        chance_written(times, count)
        for times in (min(on[one] for one in audit.commitments), max(on.values()))
    )
    return True, (
        say(
            "chances from {low} to {high}, as said; people whom no rule tells apart "
            "differ by {apart} of {count} panels at most",
            low=low,
            high=high,
            apart=apart,
            count=count,
        )
    )


def _by_type(instance: Instance, on: Counter[str]) -> tuple[list[list[int]], list[list[int]]]:
    """How many panels each is on, among people of the same answers and a like household: first
    those who share one, whose turns can be skipped, then the others."""
    profiles = merge(instance)
    inhabited = Counter(profiles.homes.values())
    found: tuple[list[list[int]], list[list[int]]] = ([], [])
    for type_ in profiles.types:
        alone = all(inhabited[profiles.homes[one]] == 1 for one in type_.ids)
        found[alone].append([on[one] for one in type_.ids])
    return found


def _allowed(audit: Audit) -> float | None:
    """How far two people of one type may lie apart: twice what numbering may change. None where
    that cannot be told: before the record, or where an erased housemate hides a type."""
    certificate = None if audit.missing else certified_of(audit.bundle, audit.life)
    return 2 * certificate.rounding_loss if certificate else None


def check_bound(audit: Audit) -> tuple[bool | None, str]:
    """The lowest chance, beside the highest that any method could give everyone."""
    if audit.missing:
        return None, (
            say(
                "the bound on the lowest chance rests on everybody's answers: {count} of "
                "them can no longer be opened",
                count=len(audit.missing),
            )
        )
    if audit.frozen["everyone_kept"] and audit.frozen["seats"] == audit.frozen["pool"]:
        return True, say("everybody is on every panel: no chance could be higher")
    bound, unreachable = highest_floor(audit.instance)
    on = Counter(token for panel in audit.panels for token in panel)
    lowest = min(
        (on[token] / len(audit.panels) for token in audit.commitments if token not in unreachable),
        default=1.0,
    )
    said = say(
        "no method gives everyone a chance above {bound:.4f}; the lowest on this "
        "list is {lowest:.4f}",
        bound=bound,
        lowest=lowest,
    )
    if unreachable:
        said += say("; {count} that no panel can hold are left aside", count=len(unreachable))
    certificate = certified_of(audit.bundle, audit.life)
    if certificate is None:
        return True, say("{said}; the certificate comes with the record", said=said)
    _check_bound(certificate, bound=bound, lowest=lowest)
    return True, say(
        "{said}, and the certificate says so ({upper_bound:.6f})",
        said=said,
        upper_bound=certificate.upper_bound,
    )


def _check_bound(certificate: Certified, *, bound: float, lowest: float) -> None:
    """The certificate claims no more than the linear program allows; the list gives no less than it
    claims, but for numbering. What it says of itself was checked in public."""
    if certificate.upper_bound > bound + EXACT:
        raise broken(
            "the certificate says that no method gives more than {upper_bound:.6f}: "
            "the linear program gives {bound:.6f}",
            upper_bound=certificate.upper_bound,
            bound=bound,
        )
    if certificate.proof == "relaxation" and certificate.upper_bound < bound - ALIKE:
        raise broken(
            "the certificate says that no method gives more than {upper_bound:.6f} by "
            "the linear program alone, which gives {bound:.6f}",
            upper_bound=certificate.upper_bound,
            bound=bound,
        )
    if lowest < certificate.lowest - certificate.rounding_loss - EXACT:
        raise broken(
            "the lowest chance of the list, {lowest:.4f}, is below that of the "
            "certificate, {said:.6f}, by more than numbering costs "
            "({rounding_loss:.6f})",
            lowest=lowest,
            said=certificate.lowest,
            rounding_loss=certificate.rounding_loss,
        )


def highest_floor(instance: Instance) -> tuple[float, frozenset[str]]:
    """The highest chance that any method could give everyone at once, and whom no panel can hold
    (they are left aside)."""
    from alienor.cores.sortition.columns import Columns
    from alienor.cores.sortition.fair import cover
    from alienor.cores.sortition.pricing import PanelOracle
    from alienor.cores.sortition.relaxation import LinearChances

    check_instance(instance)
    profiles = merge(instance)
    oracle = PanelOracle(profiles)
    reachable = cover(profiles, oracle, Columns(profiles, oracle))
    out = [one.ids for one, held in zip(profiles.types, reachable, strict=True) if not held]
    floor = LinearChances(profiles, reachable=reachable).highest_floor()
    return floor, frozenset(token for ids in out for token in ids)


def check_reserve(audit: Audit) -> tuple[bool | None, str]:
    """The reserve follows from the balls, and each seat left went to the first of it who keeps the
    quotas. A replacement that rests on people erased since is counted apart."""
    if audit.held is None:
        return None, say("the balls have not fallen yet: no panel, no reserve")
    drawn = replayed(
        audit.bundle,
        audit.folder,
        audit.frozen,
        audit.held,
        audit.commitments,
        round_=audit.life.round,
    )
    if drawn is None:
        return None, say("the draw is void and its list withdrawn: no panel, no reserve")
    panel, left = set(drawn.panel), set[str]()
    acts = [act for act in audit.bundle.acts(REPLACED) if act["draw"] == audit.frozen["draw"]]
    untold = 0
    for turn, act in enumerate(acts, start=1):
        leaving, arriving = act["leaving"], act.get("arriving")
        if leaving not in panel:
            raise broken(
                "replacement {turn}: {leaving} was not on the panel", turn=turn, leaving=leaving
            )
        if arriving is not None and (arriving not in drawn.reserve or arriving in panel | left):
            raise broken(
                "replacement {turn}: {arriving} does not wait on the reserve",
                turn=turn,
                arriving=arriving,
            )
        if audit.missing & _concerned(act, panel, drawn.reserve):
            untold += 1
        else:
            _check_replacement(audit, turn, act, panel=panel, left=left, reserve=drawn.reserve)
        panel.remove(leaving)
        left.add(leaving)
        if arriving is not None:
            panel.add(arriving)
    said = say(
        "panel {panel}, a reserve of {count}, {replacements} replacement(s)",
        panel=audit.name(drawn.number),
        count=len(drawn.reserve),
        replacements=len(acts),
    )
    if untold:
        return (
            None,
            say(
                "{said}, of which {untold} rest on people erased since; the others by the rules",
                said=said,
                untold=untold,
            ),
        )
    return True, say("{said}, each by the rules", said=said) if acts else said


def _concerned(act: dict[str, Any], panel: set[str], reserve: tuple[str, ...]) -> set[str]:
    """Whose answers decided: those who stay, and the reserve down to whoever was called first of
    all who keep the quotas; all of it where nobody did."""
    first = act["code"] == "keeps_quotas"
    asked = reserve[: act["rank"]] if first else reserve
    return (panel - {act["leaving"]}) | set(asked)


def _check_replacement(
    audit: Audit,
    turn: int,
    act: dict[str, Any],
    *,
    panel: set[str],
    left: set[str],
    reserve: tuple[str, ...],
) -> None:
    instance = _with(audit.instance, act["leaving"])
    known = set(instance.by_id())
    found = replacement(
        instance=instance,
        panel=panel & known,
        leaving=act["leaving"],
        reserve=[one for one in reserve if one in known],
        declined=left & known,
    )
    rank = reserve.index(found.person) + 1 if found.person else None
    followed = {
        "arriving": found.person,
        "rank": rank,
        "code": found.code,
        "passed": sum(one.why != "declined" for one in found.passed),
        "beyond": len(found.breaches),
    }
    for name, value in followed.items():
        if act.get(name) != value:
            raise broken(
                "replacement {turn} ({leaving} leaves): the register says {name} {said}, "
                "the rules give {value}",
                turn=turn,
                leaving=act["leaving"],
                name=name,
                said=act.get(name),
                value=value,
            )


def _with(instance: Instance, leaving: str) -> Instance:
    """The instance with whoever leaves, where they were erased: their answers count no more."""
    if leaving in instance.by_id():
        return instance
    anybody = {quota.feature: quota.value for quota in instance.quotas}
    people = (*instance.respondents, Respondent(id=leaving, values=anybody))
    return Instance(quotas=instance.quotas, respondents=people, seats=instance.seats)
