"""An audit, continued: the program deals again from the opened pool, and must come to the same."""

from __future__ import annotations

import hashlib
from importlib.metadata import version

from alienor.auditing.bundles import broken
from alienor.auditing.opened import Audit
from alienor.auditing.saying import say
from alienor.cores.sortition import alternates, panels_text, read_panels
from alienor.cores.sortition.profiles import merge


def check_alternates(audit: Audit) -> tuple[bool | None, str]:
    """Whoever holds themselves ready with each panel was chosen by the program, nobody by hand."""
    if "alternates" not in audit.frozen:
        return None, say("this draw was frozen before there were alternates")
    if (reason := _why_not(audit)) is not None:
        return None, say("alternates cannot be chosen again: {reason}", reason=reason)
    again = panels_text(alternates(merge(audit.instance), audit.panels, seed=audit.seed))
    if hashlib.sha256(again.encode()).hexdigest() != audit.frozen["alternates"]:
        raise broken(
            "the alternates are not those that {code} chooses for these people and "
            "panels{first_line}",
            code=audit.frozen["code"],
            first_line=_first_line(audit, again),
        )
    most = max(len(line) for line in read_panels(again, empty=True))
    return True, say("up to {most} alternates a panel, all as the program chooses them", most=most)


def check_dealing(audit: Audit) -> tuple[bool | None, str]:
    """The program deals the same list again. Other processors and libraries may round otherwise, so
    that another list is no proof of a fraud; what the other checks say holds without this one."""
    if (reason := _why_not(audit)) is not None:
        return None, say("panels cannot be dealt again: {reason}", reason=reason)
    count, again = len(audit.panels), audit.dealt.lottery
    if again.hash == audit.frozen["panels"]:
        return True, say(
            "dealt again from the answers, the {count} panels are the very same", count=count
        )
    known = set(audit.panels)
    same = sum(panel in known for panel in again.panels)
    return None, (
        say(
            "dealt again from the answers on this computer, {same} of {count} panels "
            "are the same: other processors or libraries may round otherwise. Try the "
            "computer of the site, or ask why",
            same=same,
            count=count,
        )
    )


def _why_not(audit: Audit) -> str | None:
    here = f"alienor {version('alienor')}"
    if audit.missing:
        return say("{count} of the pool can no longer be opened", count=len(audit.missing))
    if audit.frozen["code"] != here:
        return say(
            "{code} did it, and this is {here}: take that version",
            code=audit.frozen["code"],
            here=here,
        )
    return None


def _first_line(audit: Audit, again: str) -> str:
    """Where the public file first says something else, while it is there."""
    path = f"{audit.folder}/alternates.txt"
    if path not in audit.bundle.paths(f"{audit.folder}/"):
        return ""
    said = audit.bundle.read(path).decode().splitlines()
    for here, there in zip(said, again.splitlines(), strict=True):
        if here != there:
            return say(": alternates.txt says {here}, they are {there}", here=here, there=there)
    return ""
