"""The certificate of a draw against the chances that were published: how low, high and unequal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from alienor.auditing.bundles import Bundle, BundleBroken, broken
from alienor.auditing.lives import Life
from alienor.auditing.saying import say
from alienor.auditing.shapes import is_count
from alienor.cores.sortition.fair import gini

EXACT = 5e-6
"""The certificate has six decimals, and chances are reached within a millionth."""
NUMBERS = ("lowest", "highest", "upper_bound", "gini", "rounding_loss")
COUNTS = ("types", "panels")
PROOFS = ("relaxation", "cuts", "panels", "none")
EQUAL = ("leximin", "maximin")
"""Methods whose lowest chance is as high as can be, where they are exact."""
_DECIMALS = re.compile(r"[01]\.\d{6}")


@dataclass(frozen=True, kw_only=True)
class Certified:
    """What the certificate claims; chances are floats in [0, 1]."""

    method: str
    lowest: float
    highest: float
    upper_bound: float
    gini: float
    rounding_loss: float
    types: int
    panels: int
    exact: bool
    proof: str


def certified_of(bundle: Bundle, life: Life) -> Certified | None:
    """The certificate of a draw; None while an old draw's, which came with its record, is to come.

    Errors: BundleBroken where it is none.
    """
    folder = f"draws/{life.number}"
    if "certificate" in (life.frozen or {}):
        path = f"{folder}/certificate.json"
        said = bundle.json(path)
    elif "draw_published" in life.acts:
        path = f"{folder}/transcript.json"
        said = bundle.json(path).get("certificate")
    else:
        return None
    if not _is_certificate(said):
        raise broken("{path} holds no certificate of chances", path=path)
    facts: dict[str, Any] = dict(said)
    return Certified(**facts | {name: float(facts[name]) for name in NUMBERS})


def _is_certificate(said: object) -> bool:
    names = {"method", "exact", "proof", *NUMBERS, *COUNTS}
    return (
        isinstance(said, Mapping)
        and set(said) == names
        and all(isinstance(said[name], str) and _is_share(said[name]) for name in NUMBERS)
        and all(is_count(said[name]) and said[name] > 0 for name in COUNTS)
        and isinstance(said["exact"], bool)
        and said["proof"] in PROOFS
    )


def _is_share(text: str) -> bool:
    return _DECIMALS.fullmatch(text) is not None and float(text) <= 1


def check_certified(bundle: Bundle, life: Life) -> list[str]:
    """The certificate contradicts neither itself nor the chances published. Gives what is to be
    said of it. Errors: BundleBroken."""
    certificate = certified_of(bundle, life)
    if certificate is None:
        return []
    frozen = life.frozen or {}
    chances = _chances(bundle, life)
    try:
        _check_itself(certificate, frozen)
        check_alike(certificate, chances)
    except BundleBroken as wrong:
        raise broken(
            "the certificate of draw {draw}: {wrong}", draw=life.number, wrong=wrong
        ) from wrong
    said = say(
        "draw {draw}: chances from {low:.4f} to {high:.4f}, as certified before the balls, give or "
        "take the {loss:.4f} that numbering changes",
        draw=life.number,
        low=min(chances),
        high=max(chances),
        loss=certificate.rounding_loss,
    )
    if not certificate.exact:
        said += say(", with no proof that none are fairer")
    if out := sum(chance == 0 for chance in chances):
        said += say(", {count} people on no panel", count=out)
    return [said]


def _check_itself(certificate: Certified, frozen: Mapping[str, Any]) -> None:
    """It contradicts neither the freeze nor itself. Errors: BundleBroken."""
    if certificate.method != frozen["method"]:
        raise broken("its method, {method}, is not the one frozen", method=certificate.method)
    if certificate.exact != (certificate.proof != "none"):
        raise broken("it claims a proof that it does not name, or names one that it does not claim")
    if not certificate.lowest <= certificate.highest + EXACT:
        raise broken("its lowest chance is above its highest")
    if certificate.types > frozen["pool"]:
        raise broken("it tells more kinds of people than there are people")
    if certificate.lowest > certificate.upper_bound + EXACT:
        raise broken(
            "its lowest chance, {least:.6f}, is above its bound, {bound:.6f}",
            least=certificate.lowest,
            bound=certificate.upper_bound,
        )
    least = certificate.lowest < certificate.upper_bound - EXACT
    if certificate.exact and certificate.method in EQUAL and least:
        raise broken(
            "it calls its chances as equal as can be, and its lowest, {least:.6f}, is below its "
            "bound, {bound:.6f}",
            least=certificate.lowest,
            bound=certificate.upper_bound,
        )


def check_alike(certificate: Certified, chances: list[float]) -> None:
    """The certificate is of these chances, (n_people,) floats in [0, 1]: nobody's may lie further
    from what was certified than numbering changed at most. Errors: BundleBroken."""
    near = certificate.rounding_loss + EXACT
    some = [chance for chance in chances if chance > 0]  # others may be on no panel at all
    lowest = min(some, default=0.0) if certificate.lowest > near else min(chances)
    highest, average = max(chances), sum(chances) / max(1, len(some))
    if certificate.upper_bound > average + EXACT:
        raise broken(
            "its bound, {bound:.6f}, is above everybody's average chance, {average:.6f}",
            bound=certificate.upper_bound,
            average=average,
        )
    for name, said, found in (
        (say("lowest"), certificate.lowest, lowest),
        (say("highest"), certificate.highest, highest),
    ):
        if abs(said - found) > near:
            raise broken(
                "it says that the {which} chance is {said:.6f}, and it is {found:.6f} on the list, "
                "further than numbering changes ({loss:.6f})",
                which=name,
                said=said,
                found=found,
                loss=certificate.rounding_loss,
            )
    found = gini(np.array(some))
    if abs(certificate.gini - found) > near / max(average, near) + EXACT:
        raise broken(
            "it says that the inequality of chances (Gini) is {said:.6f}, and it is {found:.6f} on "
            "the list",
            said=certificate.gini,
            found=found,
        )


def _chances(bundle: Bundle, life: Life) -> list[float]:
    path = f"draws/{life.number}/chances.csv"
    rows = bundle.rows(path, ("token", "chance"))
    form = re.compile(rf"[01]\.\d{{{(life.frozen or {})['balls']}}}")
    if not rows or not all(form.fullmatch(row["chance"]) for row in rows):
        raise broken("{path} does not hold chances", path=path)
    return [float(row["chance"]) for row in rows]
