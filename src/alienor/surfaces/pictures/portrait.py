"""The town, those who agreed and the panel: a bar each, and every figure in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alienor.surfaces.words import NO_BREAK, reader_language


@dataclass(frozen=True, kw_only=True)
class Places:
    """What every panel will hold, before the balls: from `least` to `most` of `seats`, and how many
    on average; None where no panel can be drawn, and the range is what the quotas ask for."""

    least: int
    most: int
    average: float | None
    seats: int

    @property
    def asked(self) -> bool:
        """Whether the range is only asked for."""
        return self.average is None

    @property
    def said(self) -> str:
        """The range in words."""
        if self.least == self.most:
            return ngettext("%(count)s place", "%(count)s places", self.most) % {"count": self.most}
        return _("de %(least)s à %(most)s places") % {"least": self.least, "most": self.most}

    @property
    def average_said(self) -> str:
        """The average, to a tenth; empty where it adds nothing to the range."""
        if self.average is None or self.least == self.most:
            return ""
        return number_format(round(self.average, 1), decimal_pos=1)

    def share(self, people: float) -> float:
        """So many people, in percent of the seats."""
        return 100 * people / self.seats if self.seats else 0.0


@dataclass(frozen=True, kw_only=True)
class PortraitRow:
    """One value: shares in percent, None where unknown or hidden; counts likewise. The panel's are
    known once it is drawn; before that, its `places`."""

    label: str
    census: float | None
    pool: float | None
    pool_count: int | None
    panel: float | None = None
    panel_count: int | None = None
    places: Places | None = None

    @property
    def pool_said(self) -> str:
        """Those who agreed: people, and their share."""
        return _people(self.pool_count, self.pool)

    @property
    def panel_said(self) -> str:
        """Those drawn: people, and their share."""
        return _people(self.panel_count, self.panel)

    @property
    def widest(self) -> float:
        """The greatest share that its bars show."""
        most = self.places.share(self.places.most) if self.places else 0.0
        return max(self.census or 0.0, self.pool or 0.0, self.panel or 0.0, most)


def portrait_bars(rows: Sequence[PortraitRow]) -> SafeString:
    """A list: each value with its share of the town (where any is known), of those who agreed and
    of the panel; bars are decorative."""
    widest = max((row.widest for row in rows), default=0.0) or 1.0
    town = any(row.census is not None for row in rows)
    return format_html(
        '<ul class="portrait">{}</ul>',
        format_html_join(
            "",
            '<li><span class="said">{}</span>{}{}{}</li>',
            (
                (
                    row.label,
                    _line(_("Ville"), _rect("census", row.census, widest), percent(row.census))
                    if town
                    else "",
                    _line(_("Accords"), _rect("pool", row.pool, widest), _share(row.pool)),
                    _panel(row, widest),
                )
                for row in rows
            ),
        ),
    )


def portrait_legend(rows: Sequence[PortraitRow]) -> SafeString:
    """Which bar of these rows is which."""
    places = [row.places for row in rows if row.places]
    known = any(one.average is not None for one in places)
    kinds = [("pool", _("part parmi les personnes qui ont donné leur accord"))]
    if any(row.census is not None for row in rows):
        kinds.insert(0, ("census", _("part dans la population de la ville")))
    if not places:
        kinds.append(("panel", _("part parmi les personnes tirées au sort")))
    elif not known:
        kinds.append(("panel", _("part que les quotas demandent au moins")))
        kinds.append(("open", _("part de plus que les quotas permettent")))
    else:
        kinds.append(("panel", _("part qu’elles auront dans toute équipe tirée")))
        if any(one.average_said for one in places):
            kinds.append(("open", _("part de plus que le sort peut leur donner")))
            kinds.append(("mean", _("part en moyenne, sur toutes les équipes")))
    return format_html(
        '<ul class="legend">{}</ul>',
        format_html_join(
            "",
            '<li><svg viewBox="0 0 10 10" aria-hidden="true">'
            '<rect class="p-{0}" x="{1}" width="{2}" height="10"/></svg>{3}</li>',
            ((kind, *((4, 2) if kind == "mean" else (0, 10)), label) for kind, label in kinds),
        ),
    )


def percent(share: float | None) -> str:
    """A share in words, rounded to a tenth; a dash where it is unknown or hidden."""
    if share is None:
        return "—"
    gap = "" if reader_language() == "en" else NO_BREAK
    return f"{number_format(round(share, 1), decimal_pos=1)}{gap}%"


def _share(share: float | None) -> str:
    return _("non publié") if share is None else percent(share)


def _people(count: int | None, share: float | None) -> str:
    if count is None:
        return _("non publié")
    return str(count) if share is None else f"{count} ({percent(share)})"


def _panel(row: PortraitRow, widest: float) -> SafeString:
    if row.places is None:
        return _line(_("Tirage"), _rect("panel", row.panel, widest), _share(row.panel))
    places = row.places
    least, most = places.share(places.least), places.share(places.most)
    drawn = _rect("panel", least, widest) + _rect("open", most - least, widest, start=least)
    if places.average is not None and places.least < places.most:
        middle = 100 * places.share(places.average) / widest
        drawn += format_html(
            '<rect class="p-mean" x="{}" width="1.2" height="4"/>',
            f"{min(max(middle - 0.6, 0), 98.8):.1f}",
        )
    return _line(_("Quota") if places.asked else _("Tirage"), drawn, _range(least, most))


def _range(least: float, most: float) -> str:
    low, high = round(least), round(most)
    if low == high:
        return percent(least)
    return _("%(least)s à %(most)s %%") % {"least": low, "most": high}


def _rect(kind: str, share: float | None, widest: float, *, start: float = 0.0) -> SafeString:
    return format_html(
        '<rect class="p-{}" x="{}" width="{}" height="4"/>',
        kind,
        f"{100 * start / widest:.1f}",
        f"{100 * (share or 0) / widest:.1f}",
    )


def _line(label: str, drawn: SafeString, figure: str) -> SafeString:
    return format_html(
        '<span class="line"><span class="who">{}</span>'
        '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">{}'
        "</svg><b>{}</b></span>",
        label,
        drawn,
        figure,
    )
