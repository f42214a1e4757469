"""What each stage's public files claim, checked against the register."""

from __future__ import annotations

import hashlib

from alienor.auditing.annulled_votes import check_annulled
from alienor.auditing.bundles import Bundle, BundleCheck, broken
from alienor.auditing.data import check_data
from alienor.auditing.draws import check_draws
from alienor.auditing.minutes import check_minutes
from alienor.auditing.polls import check_polls
from alienor.auditing.saying import say


def check_rules(bundle: Bundle) -> str:
    """Every version of the rules is the file that was adopted."""
    adopted = bundle.acts("rules_adopted/1")
    versions = [act["version"] for act in adopted]
    if versions != list(range(1, len(adopted) + 1)) or bundle.paths("rules/") != sorted(
        f"rules/{version}.toml" for version in versions
    ):
        raise broken("rules/ does not hold the versions that were adopted")
    for act in adopted:
        path = f"rules/{act['version']}.toml"
        if hashlib.sha256(bundle.read(path)).hexdigest() != act["sha256"]:
            raise broken("{path} is not the version that was adopted", path=path)
    return say("{count} version(s) of the rules, as adopted", count=len(adopted))


STAGE_CHECKS: list[tuple[str, BundleCheck]] = [
    ("rules", check_rules),
    ("polls", check_polls),
    ("annulled", check_annulled),
    ("draws", check_draws),
    ("minutes", check_minutes),
    ("data", check_data),
]
