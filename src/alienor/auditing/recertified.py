"""An audit, continued: the certificate computed again from the answers, and the published portrait.

Fair chances are mathematics: whatever program computes them, `leximin`, `nash` and `goldilocks`
have one answer for these people and quotas, so another one is a fault and no matter of rounding.
"""

from __future__ import annotations

from collections import Counter

from alienor.auditing.audit import Audit
from alienor.auditing.bundles import broken
from alienor.auditing.certified import Certified, certified_of
from alienor.auditing.saying import joined, say
from alienor.cores.sortition import Distribution
from alienor.cores.sortition.openings import NOT_SAID

UNIQUE = ("leximin", "nash", "goldilocks")
"""Methods that give everybody one chance and no other, where they are exact."""
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
    unique = certificate.method in UNIQUE and certificate.exact and mine.exact
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
    rows = [row for row in audit.bundle.rows(path) if row["number"] == number]
    if not rows:
        return None, say("no portrait of this draw is published")
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
    said = 0
    for row in rows:
        pair = (row["feature"], row["value"])
        for column, count in counts.items():
            if not row[column].isdigit():
                continue  # too few to be published
            said += 1
            if int(row[column]) != count[pair]:
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
