"""Earlier versions of the acts of a draw: old registers hold them, nothing records them now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import Act, Words, act_type


@act_type(
    "draw_frozen",
    says=_(
        "Tirage au sort : tout est fixé avant les boules ({pool} personnes pour {seats} places)."
    ),
)
@dataclass(frozen=True, kw_only=True)
class DrawFrozenWithoutAlternates(Act):
    """Pool, quotas and panels are closed: until version 2 there were neither alternates nor a
    beacon."""

    draw: Annotated[str, "the draw"]
    number: Annotated[int, "its number in the edition: its files are under draws/<number>/"]
    body: Annotated[str, "the body whose seats are drawn"]
    seats: Annotated[int, "people on each panel"]
    pool: Annotated[int, "people in the pool"]
    everyone_kept: Annotated[bool, "the pool is so small that the lot leaves nobody else aside"]
    quotas: Annotated[str, "SHA-256 of quotas.csv"]
    commitments: Annotated[str, "SHA-256 of commitments.csv: one salted commitment a person"]
    panels: Annotated[str, "SHA-256 of panels.txt"]
    panel_count: Annotated[int, "how many numbered panels"]
    balls: Annotated[int, "how many balls, each numbered from 0 to 9, will be drawn in public"]
    method: Annotated[str, "how chances were made fair: leximin, maximin or stratified"]
    code: Annotated[str, "name and version of the program"]
    announced: Annotated[Words, "where, when and how the balls will be drawn"]


@act_type("draw_held", says=_("Les boules sont tirées : équipe numéro {panel_number}."))
@dataclass(frozen=True, kw_only=True)
class DrawHeldByBallsAlone(Act):
    """The balls have fallen, in public: until version 2 no beacon could be mixed in."""

    draw: Annotated[str, "the draw"]
    balls: Annotated[list[int], "the balls, in the order in which they fell"]
    panel_number: Annotated[int, "the number that they write"]
    panel: Annotated[str, "SHA-256 of the panel's tokens, sorted, one a line"]
    reserve: Annotated[str, "SHA-256 of the reserve's tokens, in order, one a line"]
    witnesses: Annotated[list[str], "functions of the two witnesses"]


@act_type("balls_cleared", says=_("La lecture des boules est à refaire, et la raison publiée."))
@dataclass(frozen=True, kw_only=True)
class BallsClearedWithoutSayingHow(Act):
    """The balls read so far count for nothing: their reading begins again with the first. Until
    version 2 nothing said whether other balls fell."""

    draw: Annotated[str, "the draw"]
    reason: Annotated[Words, "why"]
