"""What each stage's public files claim, checked against the register."""

from __future__ import annotations

import hashlib
from pathlib import Path

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


def check_annulled(bundle: Bundle) -> str:
    """What was counted in every vote that was annulled is what it was then."""
    digests = {act["poll"]: act["sha256"] for act in bundle.acts("poll_annulled/2")}
    found = {Path(path).stem: bundle.read(path) for path in bundle.paths("annulled/")}
    for poll, digest in digests.items():
        if digest != (hashlib.sha256(found[poll]).hexdigest() if poll in found else ""):
            raise BundleBroken(f"annulled/{poll}.json is not what was counted before")
    if alone := set(found) - set(digests) - {act["poll"] for act in bundle.acts("poll_annulled/1")}:
        raise BundleBroken(f"annulled/{min(alone)}.json is of no vote that was annulled")
    return f"{len(found)} annulled vote(s), as they had been counted"


STAGE_CHECKS: list[tuple[str, BundleCheck]] = [
    ("rules", check_rules),
    ("polls", check_polls),
    ("annulled", check_annulled),
    ("draws", check_draws),
    ("data", check_data),
]
