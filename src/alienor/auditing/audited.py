"""An audit, continued: everybody's chance, the bound on the lowest, the reserve."""

from __future__ import annotations

from collections import Counter
from typing import Any

from alienor.auditing.audit import (
    Audit,
    AuditCheck,
    check_commitments,
    check_panels,
    check_quotas,
)
from alienor.auditing.bundles import BundleBroken
from alienor.auditing.certified import EXACT, Certified, certified_of
from alienor.auditing.draws import replayed
from alienor.auditing.recertified import ALIKE, check_certificate, check_portrait
from alienor.auditing.redealt import check_alternates, check_dealing
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
            raise BundleBroken(
                f"{token} is on {on[token]} of {count} panels, and chances.csv says "
                f"{said.get(token, 'nothing')}"
            )
    apart = max(
        (max(each) - min(each) for each in _by_type(audit.instance, on)),
        default=0,
    )
    allowed = _allowed(audit)
    if allowed is not None and apart > allowed * count + EXACT * count:
        raise BundleBroken(
            f"two people whom no rule tells apart are on {apart} panels more or less than each "
            f"other, and the certificate allows {allowed:.3f} of {count}"
        )
    low, high = (
        chance_written(times, count)
        for times in (min(on[one] for one in audit.commitments), max(on.values()))
    )
    return True, (
        f"chances from {low} to {high}, "
        f"as said; people whom no rule tells apart differ by {apart} of {count} panels at most"
    )


def _by_type(instance: Instance, on: Counter[str]) -> list[list[int]]:
    """How many panels each is on, among people of the same answers and a like household."""
    return [[on[one] for one in type_.ids] for type_ in merge(instance).types]


def _allowed(audit: Audit) -> float | None:
    """How far two people of one type may lie apart: twice what numbering may change. None where
    that cannot be told: before the record, or where an erased housemate hides a type."""
    certificate = None if audit.missing else certified_of(audit.bundle, audit.life)
    return 2 * certificate.rounding_loss if certificate else None


def check_bound(audit: Audit) -> tuple[bool | None, str]:
    """The lowest chance, beside the highest that any method could give everyone."""
    if audit.missing:
        return None, (
            f"the bound on the lowest chance rests on everybody's answers: "
            f"{len(audit.missing)} of them can no longer be opened"
        )
    if audit.frozen["everyone_kept"] and audit.frozen["seats"] == audit.frozen["pool"]:
        return True, "everybody is on every panel: no chance could be higher"
    bound, unreachable = highest_floor(audit.instance)
    on = Counter(token for panel in audit.panels for token in panel)
    lowest = min(
        (on[token] / len(audit.panels) for token in audit.commitments if token not in unreachable),
        default=1.0,
    )
    said = (
        f"no method gives everyone a chance above {bound:.4f}; the lowest on this list is "
        f"{lowest:.4f}"
    )
    if unreachable:
        said += f"; {len(unreachable)} that no panel can hold are left aside"
    certificate = certified_of(audit.bundle, audit.life)
    if certificate is None:
        return True, f"{said}; the certificate comes with the record"
    _check_bound(certificate, bound=bound, lowest=lowest)
    return True, f"{said}, and the certificate says so ({certificate.upper_bound:.6f})"


def _check_bound(certificate: Certified, *, bound: float, lowest: float) -> None:
    """The certificate claims no more than the linear program allows; the list gives no less than it
    claims, but for numbering. What it says of itself was checked in public."""
    if certificate.upper_bound > bound + EXACT:
        raise BundleBroken(
            f"the certificate says that no method gives more than {certificate.upper_bound:.6f}: "
            f"the linear program gives {bound:.6f}"
        )
    if certificate.proof == "relaxation" and certificate.upper_bound < bound - ALIKE:
        raise BundleBroken(
            f"the certificate says that no method gives more than {certificate.upper_bound:.6f} by "
            f"the linear program alone, which gives {bound:.6f}"
        )
    if lowest < certificate.lowest - certificate.rounding_loss - EXACT:
        raise BundleBroken(
            f"the lowest chance of the list, {lowest:.4f}, is below that of the certificate, "
            f"{certificate.lowest:.6f}, by more than numbering costs "
            f"({certificate.rounding_loss:.6f})"
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
        return None, "the balls have not fallen yet: no panel, no reserve"
    drawn = replayed(
        audit.bundle,
        audit.folder,
        audit.frozen,
        audit.held,
        audit.commitments,
        round_=audit.life.round,
    )
    if drawn is None:
        return None, "the draw is void and its list withdrawn: no panel, no reserve"
    panel, left = set(drawn.panel), set[str]()
    acts = [act for act in audit.bundle.acts(REPLACED) if act["draw"] == audit.frozen["draw"]]
    untold = 0
    for turn, act in enumerate(acts, start=1):
        leaving, arriving = act["leaving"], act.get("arriving")
        if leaving not in panel:
            raise BundleBroken(f"replacement {turn}: {leaving} was not on the panel")
        if arriving is not None and (arriving not in drawn.reserve or arriving in panel | left):
            raise BundleBroken(f"replacement {turn}: {arriving} does not wait on the reserve")
        if audit.missing & _concerned(act, panel, drawn.reserve):
            untold += 1
        else:
            _check_replacement(audit, turn, act, panel=panel, left=left, reserve=drawn.reserve)
        panel.remove(leaving)
        left.add(leaving)
        if arriving is not None:
            panel.add(arriving)
    said = (
        f"panel {audit.name(drawn.number)}, a reserve of {len(drawn.reserve)}, "
        f"{len(acts)} replacement(s)"
    )
    if untold:
        return (
            None,
            f"{said}, of which {untold} rest on people erased since; the others by the rules",
        )
    return True, f"{said}, each by the rules" if acts else said


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
            raise BundleBroken(
                f"replacement {turn} ({act['leaving']} leaves): the register says {name} "
                f"{act.get(name)}, the rules give {value}"
            )


def _with(instance: Instance, leaving: str) -> Instance:
    """The instance with whoever leaves, where they were erased: their answers count no more."""
    if leaving in instance.by_id():
        return instance
    anybody = {quota.feature: quota.value for quota in instance.quotas}
    people = (*instance.respondents, Respondent(id=leaving, values=anybody))
    return Instance(quotas=instance.quotas, respondents=people, seats=instance.seats)


AUDIT_CHECKS: tuple[tuple[str, AuditCheck], ...] = (
    ("commitments", check_commitments),
    ("panels", check_panels),
    ("quotas", check_quotas),
    ("chances", check_chances),
    ("bound", check_bound),
    ("certificate", check_certificate),
    ("alternates", check_alternates),
    ("dealing", check_dealing),
    ("reserve", check_reserve),
    ("portrait", check_portrait),
)
