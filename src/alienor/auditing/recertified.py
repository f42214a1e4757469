"""An audit, continued: the certificate computed again from the answers, and the published portrait.

Fair chances are mathematics: whatever program computes them, `leximin`, `nash` and `goldilocks`
have one answer for these people and quotas, so another one is a fault and no matter of rounding.
"""

from __future__ import annotations

import tomllib
from collections import Counter

from alienor.auditing.bundles import broken
from alienor.auditing.certified import EQUAL, Certified, certified_of
from alienor.auditing.draws import FROZEN
from alienor.auditing.opened import Audit
from alienor.auditing.saying import joined, say
from alienor.cores.sortition import Distribution
from alienor.cores.sortition.openings import NOT_SAID

UNIQUE = ("leximin", "nash", "goldilocks")
"""Methods that give everybody one chance and no other, where they are exact."""
SUPPRESSED = "suppressed"
MARGIN = 3
"""Panels by which another machine may number otherwise, beyond twice what this one loses."""
ALIKE = 1e-4
"""Chances computed on two machines that are nearer than this are the same: a tenth of a panel."""


def check_certificate(audit: Audit) -> tuple[bool | None, str]:
    """What the certificate says of the chances is what they are, computed again."""
    if audit.missing:
        return None, say(
            "the certificate rests on everybody's answers: {count} of them can no longer be opened",
            count=len(audit.missing),
        )
    certificate = certified_of(audit.bundle, audit.life)
    if certificate is None:
        return None, say("the certificate comes with the record")
    found = audit.dealt.distribution
    _check_types(audit, certificate, found)
    mine = found.certificate
    if mine.min_probability > certificate.upper_bound + ALIKE:
        raise broken(
            "the certificate says that nobody could give everyone more than {claimed:.6f}: a mix "
            "of panels gives {found:.6f}",
            claimed=certificate.upper_bound,
            found=mine.min_probability,
        )
    loss, count = _loss(audit, found), len(audit.panels)
    allowed = 2 * audit.dealt.lottery.rounding_loss + MARGIN / count
    proven = certificate.method in UNIQUE and mine.exact
    unique = proven and certificate.exact
    if mine.exact and certificate.method in EQUAL:
        _check_lowest(certificate, found, allowed=allowed)
    if proven and not unique and loss > allowed:  # a proof that is given up excuses nothing
        raise broken(
            "the certificate proves nothing, and the program proves that {method} gives other "
            "chances: this list moves somebody's by {loss:.4f}, where numbering moves none by more "
            "than {found:.4f}",
            method=certificate.method,
            loss=loss,
            found=audit.dealt.lottery.rounding_loss,
        )
    if unique and loss > allowed:
        raise broken(
            "numbering moved somebody's chance by {loss:.4f} on this list, and the program moves "
            "none by more than {found:.4f}: somebody is favoured",
            loss=loss,
            found=audit.dealt.lottery.rounding_loss,
        )
    pairs = (
        (say("lowest chance"), certificate.lowest, mine.min_probability),
        (say("highest chance"), certificate.highest, mine.max_probability),
        (say("inequality (Gini)"), certificate.gini, mine.gini),
        (say("largest change by numbering"), certificate.rounding_loss, loss),
    )
    unlike = [
        say("{name} {said:.6f}, computed again {found:.6f}", name=name, said=said, found=again)
        for name, said, again in pairs
        if abs(said - again) > ALIKE
    ]
    if unlike and unique:
        raise broken("the certificate is not that of these people: {unlike}", unlike=joined(unlike))
    if unlike and proven:
        return None, say(
            "the certificate proves nothing, and this computer came to another: {unlike}",
            unlike=joined(unlike),
        )
    if unlike:
        return None, say(
            "{method} has several answers, and this computer came to another: {unlike}",
            method=certificate.method,
            unlike=joined(unlike),
        )
    return True, say(
        "computed again from the answers as certified: chances from {low:.6f} to {high:.6f}, "
        "inequality {gini:.6f}, {types} kinds of people, numbering changes {loss:.6f} at most",
        low=certificate.lowest,
        high=certificate.highest,
        gini=certificate.gini,
        types=certificate.types,
        loss=certificate.rounding_loss,
    )


def _check_lowest(certificate: Certified, found: Distribution, *, allowed: float) -> None:
    """Methods that raise the lowest chance raise it as high as the program proves that they can."""
    least = found.certificate.min_probability
    if certificate.lowest < least - max(ALIKE, allowed):
        raise broken(
            "the certificate says that the lowest chance is {said:.6f}: {method} gives everyone "
            "{found:.6f}",
            said=certificate.lowest,
            method=certificate.method,
            found=least,
        )


def _check_types(audit: Audit, certificate: Certified, found: Distribution) -> None:
    """As many kinds of people as the answers make, and no more compositions than were mixed."""
    types = found.certificate.types
    if certificate.types != types:
        raise broken(
            "the certificate counts {said} kinds of people, and the answers make {found}",
            said=certificate.types,
            found=types,
        )
    kinds = found.profiles.type_of
    mixed = {tuple(sorted(kinds[token] for token in panel)) for panel in audit.panels}
    if len(mixed) > certificate.panels:
        raise broken(
            "the list mixes {found} compositions, and the certificate says {said}",
            found=len(mixed),
            said=certificate.panels,
        )


def _loss(audit: Audit, found: Distribution) -> float:
    """How far numbering moved anyone's chance on this list."""
    on = Counter(token for panel in audit.panels for token in panel)
    count = len(audit.panels)
    return max(abs(on[one] / count - chance) for one, chance in found.chances.items())


def check_portrait(audit: Audit) -> tuple[bool | None, str]:
    """What was published of who is in the pool and on the panel is so, by the answers; and the
    census beside it is that of the quotas."""
    path = "data/portraits.csv"
    if path not in audit.bundle.paths("data/"):
        return None, say("no portrait of this draw is published")
    number = str(audit.frozen["number"])
    every = audit.bundle.rows(path)
    drawn = {str(act["number"]) for act in audit.bundle.acts(*FROZEN)}
    if unknown := sorted({row["number"] for row in every} - drawn):
        raise broken("the portrait is of a draw that was never frozen: {number}", number=unknown[0])
    rows = [row for row in every if row["number"] == number]
    if not rows:
        return None, say("no portrait of this draw is published")
    if len(set(pairs := [(row["feature"], row["value"]) for row in rows])) < len(pairs):
        raise broken("the portrait says something twice")
    if audit.missing:
        return None, say(
            "the portrait counts everybody's answers: {count} of them can no longer be opened",
            count=len(audit.missing),
        )
    shares = {
        (row["feature"], row["value"]): row["census_share"]
        for row in audit.bundle.rows(f"{audit.folder}/quotas.csv")
    }
    counts = {"pool": _counted(audit, set(audit.openings)), "panel": _counted(audit, _drawn(audit))}
    said, least = 0, _least_told(audit)
    wanted = {*shares, *counts["pool"], *counts["panel"]}
    if astray := sorted(wanted ^ set(pairs)):
        raise broken(
            "the portrait leaves out {feature} {value}, or made it up",
            feature=astray[0][0],
            value=astray[0][1],
        )
    for row in rows:
        pair = (row["feature"], row["value"])
        for column, count in counts.items():
            if row[column] == SUPPRESSED and _may_hide(count, pair[0], least):
                continue  # too few to be published, or telling of others who are
            said += 1
            if row[column] != str(count[pair]):
                raise broken(
                    "the portrait says {said} for {feature} {value} ({column}), and the answers "
                    "{found}",
                    said=row[column],
                    feature=pair[0],
                    value=pair[1],
                    column=column,
                    found=count[pair],
                )
        census, share = row["census_percent"], shares.get(pair, "")
        if (float(census) if census else None) != (float(share) if share else None):
            raise broken(
                "the portrait sets {feature} {value} beside a census of {said}, the quotas say "
                "{found}",
                feature=pair[0],
                value=pair[1],
                said=census or "-",
                found=share or "-",
            )
    return True, say("{count} figures of the published portrait are so by the answers", count=said)


def _may_hide(count: Counter[tuple[str, str]], feature: str, least: int) -> bool:
    """Whether some figure of a feature is too small: only then are figures of it hidden."""
    return any(0 < some < least for (name, _), some in count.items() if name == feature)


def _least_told(audit: Audit) -> int:
    """The smallest figure that is published: the largest that any version of the rules asks for."""
    rules = [audit.bundle.read(path).decode() for path in audit.bundle.paths("rules/")]
    return max(int(tomllib.loads(one)["privacy"]["minimum_cell"]) for one in rules)


def _drawn(audit: Audit) -> set[str]:
    """The panel as the balls gave it: a portrait is of that day."""
    return set(audit.panels[audit.held["panel_number"]]) if audit.held else set()


def _counted(audit: Audit, tokens: set[str]) -> Counter[tuple[str, str]]:
    features = {quota.feature for quota in audit.quotas}
    return Counter(
        (feature, audit.openings[token].values.get(feature) or NOT_SAID)
        for token in tokens
        for feature in features
    )
