"""An audit, continued: the quotas of a group are its volunteers' own shares, computed again."""

from __future__ import annotations

from alienor.auditing.bundles import broken
from alienor.auditing.opened import Audit
from alienor.auditing.quoted import ASSEMBLY
from alienor.auditing.saying import say
from alienor.cores.sortition import (
    Instance,
    Respondent,
    is_feasible,
    proportional_quotas,
    relaxed,
    smallest_relaxations,
)

Bounds = dict[tuple[str, str], tuple[int, int]]


def check_mirrored(audit: Audit) -> tuple[bool | None, str]:
    """A group that is to look like those who volunteer has their shares for quotas, and no other:
    nobody proposes them and nobody sees them move. Where no panel keeps them, the smallest
    loosenings apply, of which there may be several."""
    features = tuple(dict.fromkeys(quota.feature for quota in audit.quotas))
    if audit.life.body == ASSEMBLY or not features or audit.frozen["everyone_kept"]:
        return True, say("quotas come from no shares of volunteers")
    if audit.missing or audit.life.changes:
        return None, say("shares of volunteers cannot be counted again: some are erased, or moved")
    people = tuple(
        Respondent(id=one.token, values={name: one.values.get(name, "") for name in features})
        for one in audit.openings.values()
    )
    seats = audit.frozen["seats"]
    shares = proportional_quotas(people=people, seats=seats, balance=features)
    whole = Instance(quotas=shares, respondents=people, seats=seats)
    found = {(one.feature, one.value): (one.minimum, one.maximum) for one in audit.quotas}
    wanted = _bounds(whole)
    answered = all(pair in wanted for one in people for pair in one.values.items())
    if found != wanted and answered and not is_feasible(whole):
        wanted = _bounds(relaxed(whole, smallest_relaxations(whole)))
        if found != wanted:
            return None, say("no panel has the volunteers' shares: others loosen them otherwise")
    for feature, value in sorted(found.keys() | wanted.keys()):
        if found.get((feature, value)) != wanted.get((feature, value)):
            raise broken(
                "{feature} {value}: quotas.csv does not ask for the share that volunteers have",
                feature=feature,
                value=value,
            )
    return True, say("the quotas are the shares of those who volunteered")


def _bounds(instance: Instance) -> Bounds:
    return {(one.feature, one.value): (one.minimum, one.maximum) for one in instance.quotas}
