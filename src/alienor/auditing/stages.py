"""What each stage's public files claim, checked against the register."""

from __future__ import annotations

import hashlib

from alienor.auditing.data import check_data
from alienor.auditing.draws import check_draws
from alienor.auditing.polls import check_polls
from alienor.auditing.verify import Bundle, BundleBroken, BundleCheck


def check_rules(bundle: Bundle) -> str:
    """Every version of the rules is the file that was adopted."""
    adopted = bundle.acts("rules_adopted/1")
    if len(adopted) != len(bundle.paths("rules/")):
        raise BundleBroken("rules/ does not hold the versions that were adopted")
    for act in adopted:
        path = f"rules/{act['version']}.toml"
        if hashlib.sha256(bundle.read(path)).hexdigest() != act["sha256"]:
            raise BundleBroken(f"{path} is not the version that was adopted")
    return f"{len(adopted)} version(s) of the rules, as adopted"


STAGE_CHECKS: list[tuple[str, BundleCheck]] = [
    ("rules", check_rules),
    ("polls", check_polls),
    ("draws", check_draws),
    ("data", check_data),
]
