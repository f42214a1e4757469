"""A draw on paper: the list to post in the hall, and the minutes to sign."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from alienor.platform.errors import NotFound
from alienor.stages.draw.queries import beacon_time
from alienor.surfaces.draws.numbering import numbering
from alienor.surfaces.papers.facts import house
from alienor.surfaces.words import BODIES, day_and_hour

# What fits on a page of `draw_list.typ`, in its type: letters on a line, lines of a page (a panel
# ends with less than half of one).
LETTERS, LINES, BETWEEN = 125, 94, 0.4
SHORTEST = 4
"""Letters of an id that are printed at least."""
GROUP = 8
"""Letters of a hash that are read together."""
VOLUME = 1000
"""Panels in one printed volume: ten thousand in one would take a small machine's memory."""


@dataclass(frozen=True, kw_only=True)
class Volume:
    """A part of the list that is printed by itself: its number from 1, its first and last panel."""

    number: int
    first: str
    last: str


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How the numbered panels stand on paper: how many letters of each id, ids on a line, columns
    and panels on a page, pages with the first one of each volume, and the volumes."""

    letters: int
    ids: int
    columns: int
    panels: int
    pages: int
    volumes: list[Volume]

    @property
    def sheets(self) -> int:
        """Sheets of paper, printed on both sides."""
        return ceil(self.pages / 2)


def list_pages(draw: Any) -> Layout:
    """How long the list of a frozen draw is on paper."""
    count = draw.panels_text.count("\n")
    letters = _letters([line.partition(",")[0] for line in draw.commitments_text.splitlines()[1:]])
    ids = LETTERS // (letters + 1)
    columns = max(1, ids // (draw.drawn_seats + 2))  # beside its ids, a number and some room
    lines = ceil(draw.drawn_seats / ids) + BETWEEN
    panels = int(LINES // lines) * columns
    starts = range(0, count, VOLUME)
    return Layout(
        letters=letters,
        ids=ids,
        columns=columns,
        panels=panels,
        pages=sum(1 + ceil(min(VOLUME, count - first) / panels) for first in starts),
        volumes=[
            Volume(
                number=number,
                first=f"{first:0{draw.ball_count}d}",
                last=f"{min(first + VOLUME, count) - 1:0{draw.ball_count}d}",
            )
            for number, first in enumerate(starts, start=1)
        ],
    )


def draw_list(draw: Any, volume: int = 1) -> dict[str, Any]:
    """The numbered panels of one volume, with what was frozen.

    Errors: NotFound before the freeze, or where there is no such volume.
    """
    if draw.frozen_at is None:
        raise NotFound("draw")
    layout, numbered = list_pages(draw), numbering(draw)
    if not 1 <= volume <= len(layout.volumes):
        raise NotFound("volume")
    part = layout.volumes[volume - 1]
    lines = draw.panels_text.splitlines()[int(part.first) : int(part.last) + 1]
    panels = [_panel(line, layout) for line in lines]
    what = _("la liste fixée avant les boules")
    if len(layout.volumes) > 1:
        what += _(", équipes %(first)s à %(last)s") % {"first": part.first, "last": part.last}
    return {
        **house(_title(draw, what), draw.edition),
        **_frozen(draw),
        "how": [
            _(
                "Voici les %(panels)s équipes possibles, numérotées de %(first)s à %(last)s. Les "
                "boules tirées en public écrivent le numéro de l'une d'elles : elle sera tirée au "
                "sort."
            )
            % {"panels": numbered.written, "first": numbered.first, "last": numbered.last},
            _(
                "Chaque personne y figure par les %(letters)s premiers signes de son code dans ce "
                "tirage, qu'elle trouve dans son message ou sa lettre : ils suffisent à distinguer "
                "tout le monde. Aucun nom n'est écrit nulle part."
            )
            % {"letters": layout.letters},
        ],
        "columns": layout.columns,
        "pages": [
            panels[first : first + layout.panels] for first in range(0, len(panels), layout.panels)
        ],
    }


def draw_minutes(draw: Any) -> dict[str, Any]:
    """The minutes to fill by hand and sign. Errors: NotFound before the freeze."""
    if draw.frozen_at is None:
        raise NotFound("draw")
    return {
        **house(_title(draw, _("procès-verbal")), draw.edition),
        **_frozen(draw),
        "balls": draw.ball_count,
        "labels": {
            "hashes": _("Les empreintes"),
            "place": _("Lieu"),
            "date": _("Date et heure"),
            "chair": _("Présidence de la séance (fonction)"),
            "first": _("Les boules, lues par une première personne"),
            "again": _("Les boules, lues par une seconde personne"),
            "before_back": _(
                "Chaque boule est lue et notée par les deux personnes avant d'être remise dans "
                "l'urne."
            ),
            "number": _("Le numéro que les boules écrivent")
            if draw.beacon_round
            else _("Le numéro de l'équipe tirée au sort"),
            "witnesses": _("Les deux témoins"),
            "function": _("Fonction"),
            "signature": _("Signature"),
            "chair_signature": _("Signature de la présidence"),
            "remarks": _("Remarques"),
        },
    }


def _frozen(draw: Any) -> dict[str, Any]:
    """What both papers say of what was frozen."""
    return {
        "closed": _("Tout a été fixé le %(when)s. Plus rien ne peut changer.")
        % {"when": day_and_hour(draw.frozen_at)},
        "announced": str(draw.announced),
        "beacon": _beacon(draw),
        "counts": _("%(pool)s personnes ont donné leur accord, pour %(seats)s places.")
        % {"pool": draw.pool_size, "seats": draw.seats},
        "hashes_are": _(
            "L'empreinte d'un fichier change dès qu'un seul de ses signes change. Celles-ci sont "
            "inscrites au journal public depuis ce moment."
        ),
        "hashes": [
            {"label": one["label"], "hash": " ".join(one["parts"])} for one in hashes_of(draw)
        ],
    }


def _beacon(draw: Any) -> str:
    """What a public beacon will add to the balls; empty where none is announced."""
    moment = beacon_time(draw)
    if moment is None:
        return ""
    return _(
        "La balise publique drand s'ajoute aux boules : son tour %(number)s, que personne ne "
        "connaît avant le %(when)s, décale le numéro qu'elles écrivent. On le relève ensuite et on "
        "le saisit avec les boules."
    ) % {"number": draw.beacon_round, "when": day_and_hour(moment)}


def hashes_of(draw: Any) -> list[dict[str, Any]]:
    """The hash of every file that a draw froze, each in parts that an eye can compare."""
    return [
        {"label": label, "parts": parts_of(hashed)}
        for label, hashed in (
            (_("Les équipes numérotées"), draw.panels_hash),
            (_("Les suppléances"), draw.alternates_hash),
            (_("Les engagements"), draw.commitments_hash),
            (_("Les quotas"), draw.quotas_hash),
            (_("L’équité des chances"), draw.certificate_hash),
        )
        if hashed
    ]


def parts_of(hashed: str) -> list[str]:
    """A hash in parts that an eye can compare."""
    return [hashed[n : n + GROUP] for n in range(0, len(hashed), GROUP)]


def _title(draw: Any, what: str) -> str:
    return _("Tirage au sort (%(body)s) : %(what)s") % {
        "body": BODIES.get(draw.body, draw.body),
        "what": what,
    }


def _panel(line: str, layout: Layout) -> dict[str, Any]:
    number, *ids = line.split(" ")
    short = [one[: layout.letters] for one in ids]
    return {
        "number": number,
        "ids": "\n".join(
            " ".join(short[n : n + layout.ids]) for n in range(0, len(short), layout.ids)
        ),
    }


def _letters(tokens: list[str]) -> int:
    """How many letters tell all tokens apart."""
    length = SHORTEST
    while len({token[:length] for token in tokens}) < len(tokens):
        length += 1
    return length
