"""The record of a draw as residents and the council read it: on a page, on paper, and before it is
published. `transcript.json` says the same to programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alienor.platform.register import reading
from alienor.procedures.wording import day_named
from alienor.stages.draw.queries import beacon_time, panel_of, reserve_of
from alienor.surfaces.draws.numbering import grouped
from alienor.surfaces.draws.view import DrawView, draw_view
from alienor.surfaces.papers.draws import hashes_of, parts_of
from alienor.surfaces.public import journal
from alienor.surfaces.words import BODIES, day_and_hour

TRANSCRIPT = "transcript.json"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One fact. `french`: words that somebody wrote; `exact`: signs to be compared; `address`: of
    the page where it can be read."""

    label: str
    text: str
    french: bool = False
    exact: bool = False
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the record: what is said first, facts, then codes."""

    title: str
    said: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    codes: tuple[str, ...] = ()


def record_title(draw: Any) -> str:
    """What the record is called."""
    return _("Compte rendu du tirage au sort : %(body)s") % {
        "body": BODIES.get(draw.body, draw.body)
    }


def record_of(draw: Any) -> list[Part]:
    """Everything that the record of a draw says, once its balls have fallen."""
    lines = journal.history(reading.history_of(draw.public_id))
    return [
        Part(title=_("Ce qui s’est passé"), said=(_what_happened(draw),)),
        _fixed(draw_view(draw)),
        _balls(draw, lines),
        Part(
            title=_("Les personnes tirées au sort"),
            said=(
                _(
                    "Chaque personne est un code, qu’elle trouve dans le message ou la lettre "
                    "qu’elle a reçus, et dans son espace. Aucun nom n’est publié."
                ),
            ),
            codes=tuple(panel_of(draw)),
        ),
        _since(draw, lines),
        Part(
            title=_("Les empreintes"),
            said=(
                _(
                    "L’empreinte d’un fichier change dès qu’un seul de ses signes change. "
                    "Celles-ci sont au journal public : qui garde ce compte rendu peut vérifier "
                    "plus tard que rien n’a été changé."
                ),
            ),
            rows=_hashes(draw, lines),
        ),
        Part(title=_("Au journal public"), rows=_entries(lines)),
    ]


def _what_happened(draw: Any) -> str:
    return _(
        "Le %(day)s, des boules tirées en public ont désigné l’équipe numéro %(number)s : "
        "%(seats)s personnes, parmi les %(pool)s qui étaient sur la liste."
    ) % {
        "day": day_named(draw.drawn_at),
        "number": draw.panel_written,
        "seats": draw.drawn_seats,
        "pool": draw.pool_size,
    }


def _fixed(view: DrawView) -> Part:
    draw, numbered = view.draw, view.numbering
    rows = [
        Row(label=_("Fixé le"), text=day_and_hour(draw.frozen_at)),
        Row(label=_("L’annonce"), text=str(draw.announced), french=True),
        Row(label=_("Personnes sur la liste"), text=str(draw.pool_size)),
        Row(label=_("Places à tirer"), text=_seats(draw)),
        Row(
            label=_("Équipes possibles"),
            text=_("%(panels)s, numérotées de %(first)s à %(last)s")
            % {"panels": numbered.written, "first": numbered.first, "last": numbered.last},
        ),
        Row(label=_("Quotas"), text=_quotas(view)),
    ]
    if view.fairness:
        rows.append(Row(label=_("Chances"), text=_chances(view)))
    if draw.beacon_round is not None:
        rows.append(
            Row(
                label=_("Balise publique annoncée"),
                text=_("drand, tour %(number)s, connu le %(when)s")
                % {"number": draw.beacon_round, "when": _when(beacon_time(draw))},
            )
        )
    rows.append(Row(label=_("Programme"), text=draw.code))
    return Part(title=_("Ce qui était fixé avant les boules"), rows=tuple(rows))


def _seats(draw: Any) -> str:
    if draw.drawn_seats in (None, draw.seats):
        return str(draw.seats)
    return _("%(seats)s sur %(wanted)s prévues") % {
        "seats": draw.drawn_seats,
        "wanted": draw.seats,
    }


def _quotas(view: DrawView) -> str:
    if view.draw.everyone_kept:
        return _("aucun n’a pu être appliqué : une personne de chaque foyer est gardée")
    if not view.quotas:
        return _("aucun")
    if not view.changes:
        return _("%(count)s, sans changement") % {"count": len(view.quotas)}
    return ngettext(
        "%(count)s ; %(changes)s changement, publié avec sa raison",
        "%(count)s ; %(changes)s changements, chacun publié avec sa raison",
        len(view.changes),
    ) % {"count": len(view.quotas), "changes": len(view.changes)}


def _chances(view: DrawView) -> str:
    fair = view.fairness
    if fair is None or fair.lowest == fair.highest:
        return _("%(hundred)s sur 100 pour chaque personne") % {
            "hundred": fair.lowest if fair else 0
        }
    return _("de %(low)s à %(high)s sur 100") % {"low": fair.lowest, "high": fair.highest}


def _balls(draw: Any, lines: list[journal.Line]) -> Part:
    rows = [
        Row(label=_("Tirées le"), text=day_and_hour(draw.drawn_at)),
        Row(label=_("Les boules, dans l’ordre"), text=" ".join(map(str, draw.balls))),
        Row(label=_("Lecture"), text=_("par une personne, puis par une autre : elles concordent")),
    ]
    rows += [
        Row(
            label=_("Lecture reprise le %(when)s") % {"when": day_and_hour(line.at)},
            text=" ".join(map(str, line.words)),
            french=True,
        )
        for line in _of_kind(lines, "balls_cleared")
    ]
    rows += [
        Row(
            label=_("Lectures différentes"),
            text=_("%(first)s, puis %(second)s, le %(when)s ; l’une des deux a été corrigée")
            % {**line.content["act"], "when": day_and_hour(line.at)},
        )
        for line in _of_kind(lines, "readings_differ")
    ]
    rows += [
        Row(
            label=_("Sur papier"),
            text=_("selon un procès-verbal, saisi le %(when)s") % {"when": day_and_hour(line.at)},
        )
        for line in _of_kind(lines, "draw_held_on_paper")
    ]
    if draw.beacon_signature:
        rows.append(
            Row(
                label=_("Balise publique"),
                text=_("le tour %(number)s ajoute %(shift)s au nombre des boules")
                % {"number": draw.beacon_round, "shift": grouped(draw.shift)},
            )
        )
    rows.append(Row(label=_("Équipe tirée"), text=draw.panel_written))
    rows += [
        Row(label=label, text=function, french=True)
        for label, function in zip(
            (_("Premier témoin"), _("Second témoin")), draw.witnesses, strict=True
        )
    ]
    return Part(title=_("Les boules"), rows=tuple(rows))


def _since(draw: Any, lines: list[journal.Line]) -> Part:
    """The reserve, and who was called from it."""
    waiting = reserve_of(draw).count()
    ranked = ngettext(
        "La liste complémentaire compte %(count)s personne.",
        "La liste complémentaire compte %(count)s personnes, rangées par les mêmes boules.",
        waiting,
    ) % {"count": waiting}
    replaced = _of_kind(lines, "panel_replaced")
    if not replaced:
        return Part(
            title=_("La liste complémentaire"), said=(ranked, _("Aucun remplacement à ce jour."))
        )
    beyond = replaced[-1].content["act"]["beyond"]
    kept = (
        ngettext(
            "%(count)s quota n’est plus respecté.",
            "%(count)s quotas ne sont plus respectés.",
            beyond,
        )
        % {"count": beyond}
        if beyond
        else _("Tous les quotas restent respectés.")
    )
    rows = tuple(
        Row(label=day_and_hour(line.at), text=_replacement(line.content["act"]))
        for line in replaced
    )
    return Part(
        title=_("La liste complémentaire, et les remplacements"), said=(ranked, kept), rows=rows
    )


def _replacement(act: dict[str, Any]) -> str:
    if not act.get("arriving"):
        return _("la place de %(leaving)s reste libre : la liste est épuisée") % act
    return _("la place de %(leaving)s passe à %(arriving)s, au rang %(rank)s") % act


def _hashes(draw: Any, lines: list[journal.Line]) -> tuple[Row, ...]:
    rows = [
        Row(label=one["label"], text=" ".join(one["parts"]), exact=True) for one in hashes_of(draw)
    ]
    rows += [
        Row(label=TRANSCRIPT, text=" ".join(parts_of(line.content["act"]["sha256"])), exact=True)
        for line in _of_kind(lines, "draw_published")
    ]
    return tuple(rows)


def _entries(lines: list[journal.Line]) -> tuple[Row, ...]:
    """The entries of the register that close the list, tell the balls and publish the record."""
    wanted = (
        ("draw_frozen", _("Tout est fixé")),
        ("draw_held", _("Les boules sont tirées")),
        ("draw_published", _("Le compte rendu est publié")),
    )
    return tuple(
        Row(
            label=label,
            text=_("acte n° %(number)s, %(when)s")
            % {"number": line.index, "when": day_and_hour(line.at)},
            address=reverse("public:entry", args=[line.index]),
        )
        for kind, label in wanted
        for line in _of_kind(lines, kind)
    )


def _of_kind(lines: list[journal.Line], kind: str) -> list[journal.Line]:
    return [line for line in lines if line.kind.startswith(f"{kind}/")]


def _when(moment: datetime | None) -> str:
    return day_and_hour(moment) if moment else ""
