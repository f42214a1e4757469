"""Draws that were annulled and balls that were drawn again: said, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable

from alienor.auditing.bundles import Bundle
from alienor.auditing.lives import Life
from alienor.auditing.saying import say

LONGEST = 200
"""Characters of a reason that are said; the rest is in its file."""


def annulled_in_words(bundle: Bundle, lives: Iterable[Life]) -> list[str]:
    """A sentence for each draw that was annulled, and for each time that balls which had fallen
    counted for nothing: whoever looks at the result must know that there was another before."""
    return [said for life in lives for said in (*_cleared(bundle, life), *_annulled(bundle, life))]


def _annulled(bundle: Bundle, life: Life) -> list[str]:
    act = life.acts.get("draw_annulled")
    if act is None:
        return []
    facts = {"draw": life.number, "reason": reason_of(bundle, act["reason"])}
    if life.held:
        return [say("draw {draw} annulled after its balls, reason: {reason}", **facts)]
    if life.begun:
        return [say("draw {draw} annulled after balls had fallen, reason: {reason}", **facts)]
    return [say("draw {draw} annulled before its balls, reason: {reason}", **facts)]


def _cleared(bundle: Bundle, life: Life) -> list[str]:
    said = []
    for balls, act in life.cleared:
        facts = {
            "draw": life.number,
            "balls": " ".join(map(str, balls)),
            "reason": reason_of(bundle, act["reason"]),
        }
        if act.get("then") == "read_again":
            words = say("draw {draw}: balls {balls} entered again, reason: {reason}", **facts)
        else:
            words = say("draw {draw}: balls {balls} drawn again, reason: {reason}", **facts)
        said.append(words)
    for act in life.postponed:
        reason = reason_of(bundle, act["reason"])
        said.append(
            say(
                "draw {draw}: a later beacon announced, reason: {reason}",
                draw=life.number,
                reason=reason,
            )
        )
    return said


def reason_of(bundle: Bundle, digest: str) -> str:
    """The words of a reason, on one line; that moderation hides them, where it does."""
    opened = bundle.json(f"texts/{digest}.json")
    if "hidden" in opened:
        return say("(hidden by moderation)")
    line = " ".join(str(opened["text"]).split())
    return f"{line[:LONGEST]}..." if len(line) > LONGEST else line
