"""Somebody's own lines in the draws that they were in, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from alienor.stages.bodies.queries import past_seats_of, seats_of_person
from alienor.stages.draw.queries import OwnChance, own_draws
from alienor.stages.founding.queries import rules_of
from alienor.surfaces.draws.numbering import grouped, numbering
from alienor.surfaces.draws.quotas import feature_label, value_label


def own_draw_views(person_id: int) -> list[dict[str, Any]]:
    """Somebody's own lines in the draws that they were in, in words."""
    views = []
    seats = [*seats_of_person(person_id), *past_seats_of(person_id)]
    for own in own_draws(person_id):
        rulebook = rules_of(own.draw.edition)
        values = own.opening["content"]["values"] if own.opening else {}
        views.append(
            {
                "own": own,
                "chance": chance_in_words(own),
                "carried": carried_to_check(own),
                "standing": standing_in_words(own, seat=_seat_since(own.draw, seats)),
                "answers": [
                    (feature_label(rulebook, feature), value_label(rulebook, feature, value))
                    for feature, value in values.items()
                ],
            }
        )
    return views


def carried_to_check(own: OwnChance) -> str:
    """What the page that checks a draw wants of a person: their own page leaves it in their tab
    (`carry.js`), and it is never sent."""
    opening = {"opening": own.opening_text} if own.opening else {}
    return urlencode({"code": own.token} | opening, quote_via=quote)


def _seat_since(draw: Any, seats: Sequence[Any]) -> str:
    """The state of the seat that followed a draw, among one person's; empty where none did."""
    if draw.drawn_at is None:
        return ""
    here = (seat for seat in seats if (seat.edition_id, seat.body) == (draw.edition_id, draw.body))
    return next((seat.state for seat in here if seat.offered_at >= draw.drawn_at), "")


def chance_in_words(own: OwnChance) -> str:
    """One's chance as one says it, and why where it was no chance at all."""
    waiting = own.standing == "pool"
    if own.chance >= 1:
        certain = (
            _("Vous êtes dans toutes les équipes possibles : votre place est certaine.")
            if waiting
            else _("Vous étiez dans toutes les équipes possibles : votre place était certaine.")
        )
        return f"{certain} {_why_certain(own)}"
    said = (
        _(
            "Vous êtes dans %(count)s des %(panels)s équipes numérotées. Votre chance d'être tirée "
            "ou tiré au sort est donc d'environ %(hundred)s sur 100."
        )
        if waiting
        else _(
            "Vous étiez dans %(count)s des %(panels)s équipes numérotées. Votre chance d'être "
            "tirée ou tiré au sort était donc d'environ %(hundred)s sur 100."
        )
    )
    return said % {
        "panels": numbering(own.draw).written,
        "count": grouped(round(own.chance * own.draw.panels)),
        "hundred": own.in_a_hundred,
    }


def _why_certain(own: OwnChance) -> str:
    """Why every panel held this person. Groups are named, never counted: they may be small."""
    if own.draw.everyone_kept:
        return _(
            "Il n'y avait pas plus de foyers que de places : une personne de chacun est gardée."
        )
    values = own.opening["content"]["values"] if own.opening else {}
    rulebook = rules_of(own.draw.edition)
    wanted = [
        value_label(rulebook, row["feature"], row["value"])
        for row in own.draw.quotas
        if values.get(row["feature"]) == row["value"]
        and own.draw.pool_counts.get(row["feature"], {}).get(row["value"], 0) <= row["minimum"]
    ]
    if wanted:
        return _(
            "Dans votre groupe (%(group)s), les personnes ayant donné leur accord n'étaient pas "
            "plus nombreuses que les places à pourvoir : toutes étaient nécessaires."
        ) % {"group": wanted[0]}
    return _(
        "Peu de personnes de votre profil avaient donné leur accord : les équipes qui rendent les "
        "chances les plus égales vous comptaient toutes."
    )


def standing_in_words(own: OwnChance, *, seat: str = "") -> str:
    """Where the draw has put this person, and what became of the `seat` that followed (its
    state)."""
    said = {
        "pool": _("Le tirage n'a pas encore eu lieu : personne n'est désigné."),
        "panel": _("Vous avez été tirée ou tiré au sort."),
        "called": _("Vous avez été appelée ou appelé depuis la liste complémentaire."),
        "left": _("Votre place a été transmise à la liste complémentaire."),
        "reserve": _(
            "Vous êtes sur la liste complémentaire, au rang %(rank)s. Si une place se libère, on "
            "peut vous appeler."
        )
        % {"rank": own.reserve_rank},
    }[own.standing]
    if own.standing not in ("panel", "called"):
        return said
    then = {
        "": _("Une place va vous être proposée ici."),
        "offered": _("Une place vous est proposée : répondez en haut de cette page."),
        "declined": _("Vous avez décliné votre place : elle ira à une autre personne."),
        "ended": _("Votre mandat est terminé."),
    }
    return f"{said} {then[seat]}" if seat in then else said
