"""The record of a vote, to print and sign in the hall: the same document for everybody, from what
the register and the vote's public file say. `polls/<poll>.json` says the same to programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alienor.cores.voting.methods import how_it_counts, how_ties_end
from alienor.cores.voting.quorum import people_needed
from alienor.cores.voting.recount import Sheet, fraction_of
from alienor.cores.voting.words import fraction_name, listed
from alienor.platform.errors import NotFound
from alienor.platform.register import reading
from alienor.stages.founding.queries import rules_of
from alienor.stages.polls.queries import published_sheets_of, rules_of_poll, was_counted
from alienor.surfaces.draw_record import Row
from alienor.surfaces.papers.draws import parts_of
from alienor.surfaces.polls import (
    ENDED,
    CollegeTable,
    poll_view,
    result_details_of,
    sheet_views,
    ties_of,
)
from alienor.surfaces.public import journal
from alienor.surfaces.words import (
    BODIES,
    CHANNELS,
    COLLEGES,
    day_and_hour,
    group_label,
    reader_language,
    sector_words,
)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the record: what is said first, options in their order, facts, then a table, each
    of whose lines has a cell a column."""

    title: str
    said: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    columns: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class VoteRecord:
    """The record of a vote: its question, what came out in a sentence or two, then its parts."""

    title: str
    question: str
    outcome: tuple[str, ...]
    parts: tuple[Part, ...]


def vote_record(poll: Any) -> VoteRecord:
    """The record of a vote whose result is public, or that was annulled. Errors: NotFound before.

    Nothing in it is private: counts are those of the public file, where small sectors are added
    together, and no teller, voter or chair is named. Whoever signs writes their own name.
    """
    if poll.state not in ENDED:
        raise NotFound("poll")
    lines = journal.history(reading.history_of(poll.public_id))
    parts = [_words(poll), _rules(poll)]
    if poll.opened_at is not None:
        parts.append(_electorate(poll, lines))
    parts.append(_times(lines, counted=was_counted(poll) and not poll.is_one_by_one))
    if was_counted(poll):
        parts.append(_counts(poll))
    parts += [*_result(poll, lines), *_derogations(poll, lines), _entries(lines)]
    return VoteRecord(
        title=_("Procès-verbal du vote"),
        question=str(poll.question),
        outcome=_outcome(poll),
        parts=tuple(parts),
    )


def signatures() -> dict[str, Any]:
    """The places to sign: whoever chaired, and the two who counted."""
    return {
        "title": _("Signatures"),
        "said": _(
            "Chaque personne écrit elle-même sa fonction et son nom. Ils ne sont nulle part "
            "ailleurs dans ce document, qui est public."
        ),
        "columns": ["", _("Fonction"), _("Nom"), _("Signature")],
        "signers": [
            _("Présidence de la séance"),
            _("Premier comptage"),
            _("Second comptage"),
        ],
    }


def _outcome(poll: Any) -> tuple[str, ...]:
    if poll.state == "annulled":
        return (
            _("Ce vote a été annulé : il ne décide rien."),
            _("La raison : %(reason)s") % {"reason": poll.annulled_reason},
        )
    return (poll_view(poll).sentence,)


def _words(poll: Any) -> Part:
    view = poll_view(poll)
    options = tuple(
        f"{option.text} ({option.cost})" if option.cost else option.text for option in view.options
    )
    rows = [
        Row(label=_("Nature du vote"), text=view.label),
        Row(label=_("Instance"), text=str(BODIES.get(poll.body, poll.body))),
    ]
    steps = {one.code: one.label for one in rules_of(poll.edition).steps}
    if poll.step in steps:
        said = steps[poll.step].in_language(reader_language())
        rows.append(Row(label=_("Étape"), text=said))
    if poll.places:
        rows.append(Row(label=_("Choix gardés"), text=str(poll.places)))
    if poll.budget:
        rows.append(Row(label=_("Budget partagé"), text=str(poll.budget)))
    return Part(title=_("La question"), options=options, rows=tuple(rows))


def _rules(poll: Any) -> Part:
    """On what terms: how it counts, what was needed, what becomes of a tie."""
    language, rule = reader_language(), rules_of_poll(poll).poll_kind(poll.kind)
    rows = [Row(label=_("Article des règles"), text=rule.article)]
    if poll.channel:
        rows.append(Row(label=_("Comment l’on vote"), text=str(CHANNELS[poll.channel])))
    secret = _("oui") if rule.secret else _("non")
    rows.append(Row(label=_("Vote secret"), text=secret))
    if poll.terms.get("majority"):
        rows.append(Row(label=_("Majorité"), text=_majority(poll.terms["majority"])))
    if poll.terms.get("double_majority"):
        groups = [group_label(one["group"]) for one in poll.terms["double_majority"]]
        rows.append(
            Row(label=_("Et la même dans chaque collège"), text=listed(groups, language=language))
        )
    if poll.terms.get("quorum"):
        rows.append(Row(label=_("Quorum"), text=_quorum(poll.terms["quorum"])))
    elif poll.terms:
        rows.append(Row(label=_("Quorum"), text=_("aucun")))
    said = [how_it_counts(poll.method, language=language)]
    if poll.terms.get("tie"):
        said.append(how_ties_end(poll.terms["tie"], language=language))
    return Part(title=_("Les règles de ce vote"), said=tuple(said), rows=tuple(rows))


def _majority(majority: dict[str, Any]) -> str:
    share = fraction_name(
        fraction_of(majority["fraction"]), strict=majority["strict"], language=reader_language()
    )
    bases = {
        "expressed": _("%(share)s, sur les voix pour ou contre"),
        "cast": _("%(share)s, sur tous les bulletins"),
        "present": _("%(share)s, sur les personnes présentes"),
        "seats": _("%(share)s, sur les places pourvues"),
    }
    return bases[majority["base"]] % {"share": share}


def _quorum(quorum: dict[str, Any]) -> str:
    needed = people_needed(fraction_of(quorum["fraction"]), strict=False, of=quorum["total"])
    facts = {
        "needed": needed,
        "total": quorum["total"],
        "attending": quorum["attending"],
        "college": COLLEGES.get(quorum["of"], quorum["of"]),
    }
    if quorum["of"] == "seats":
        return _("%(needed)s personnes pour %(total)s places ; %(attending)s étaient là") % facts
    if quorum["of"] == "entitled":
        said = _("%(needed)s des %(total)s personnes appelées à voter ; %(attending)s étaient là")
        return said % facts
    said = _("%(needed)s personnes pour %(total)s places (%(college)s) ; %(attending)s étaient là")
    return said % facts


def _electorate(poll: Any, lines: list[journal.Line]) -> Part:
    """Who could vote, as it was fixed at the opening, and who was added while it was open."""
    opened = _of_kind(lines, "poll_opened")[0]
    told = opened.content["act"]
    rows = [
        Row(label=capfirst(str(COLLEGES.get(code, code))), text=str(count))
        for code, count in told["by_college"].items()
    ]
    others = told["entitled"] - sum(told["by_college"].values())
    if others:
        rows.append(
            Row(
                label=_("Autres collèges, ensemble"),
                text=_("%(count)s (trop peu pour être dits un par un)") % {"count": others},
            )
        )
    rows.append(Row(label=_("En tout, à l’ouverture"), text=str(told["entitled"])))
    rows += [
        Row(
            label=_("Arrivées depuis, le %(when)s") % {"when": day_and_hour(line.at)},
            text=_("%(added)s de plus, soit %(entitled)s") % line.content["act"],
        )
        for line in _of_kind(lines, "roll_extended")
    ]
    rows.append(Row(label=_("Présentes et présents"), text=str(poll.present)))
    rows.append(
        Row(
            label=_("Empreinte de la liste"),
            text=" ".join(parts_of(poll.roll_commitment)),
            exact=True,
        )
    )
    said = _(
        "La liste des personnes qui peuvent voter a été fixée à l’ouverture, le %(when)s. Elle "
        "n’est pas publiée ; son empreinte l’est."
    ) % {"when": day_and_hour(opened.at)}
    return Part(title=_("Qui pouvait voter"), said=(said,), rows=tuple(rows))


def _times(lines: list[journal.Line], *, counted: bool) -> Part:
    """`counted`: whether it was counted by hands or in an urn, so maybe entered afterwards."""
    wanted = (
        ("poll_announced", _("Annoncé")),
        ("poll_opened", _("Ouvert")),
        ("poll_closed", _("Clos")),
        ("tie_settled", _("Égalité départagée")),
        ("poll_published", _("Résultat publié")),
        ("poll_annulled", _("Annulé")),
    )
    rows = [
        Row(label=label, text=day_and_hour(line.at))
        for kind, label in wanted
        for line in _of_kind(lines, kind)
    ]
    rows += [
        Row(
            label=_("Tenu sur papier"),
            text=day_and_hour(datetime.fromisoformat(line.content["act"]["held"])),
        )
        for line in _of_kind(lines, "poll_held_on_paper")
    ]
    hours = (
        ("closing_announced", _("Annoncé ouvert au moins jusqu’au")),
        ("poll_extended", _("Prolongé jusqu’au")),
    )
    rows += [
        Row(
            label=label,
            text=" : ".join(
                [
                    day_and_hour(datetime.fromisoformat(line.content["act"]["closes"])),
                    *map(str, line.words),
                ]
            ),
        )
        for kind, label in hours
        for line in _of_kind(lines, kind)
    ]
    rows += [
        Row(label=_("Clos avant l’heure"), text=" ".join(map(str, line.words)), french=True)
        for line in _of_kind(lines, "poll_closed_early")
    ]
    said = _(
        "Ces heures sont celles du journal public. Un vote tenu sur papier et saisi plus tard y "
        "est ouvert et clos à l'heure de sa saisie."
    )
    return Part(title=_("Les heures"), said=(said,) if counted else (), rows=tuple(rows))


def _counts(poll: Any) -> Part:
    """Every count of every sector or urn, round after round; voices given one by one in sum."""
    title = _("Les comptages")
    if poll.is_one_by_one:
        said = ngettext(
            "%(count)s personne a voté. Sa voix est au fichier de résultat, sous un code propre à "
            "ce vote.",
            "%(count)s personnes ont voté. Chaque voix est au fichier de résultat, sous un code "
            "propre à ce vote.",
            poll.open_choices.count(),
        )
        return Part(title=title, said=(said % {"count": poll.open_choices.count()},))
    sheets = published_sheets_of(poll)
    said = _(
        "Deux personnes comptent chaque secteur ou chaque urne, sans se concerter ; si leurs "
        "nombres diffèrent, on recompte, et tous les comptages sont gardés. Les secteurs de peu de "
        "personnes sont réunis."
    )
    return Part(
        title=title,
        said=(said, *_differences(sheets)),
        columns=(
            _("Secteur ou urne"),
            _("Tour"),
            _("Comptage"),
            _("Ce qui a été compté"),
        ),
        lines=tuple(
            (
                view.sector,
                str(view.sheet.round),
                _("premier") if view.sheet.teller == "A" else _("second"),
                " ; ".join(f"{label} : {count}" for label, count in view.cells or ()),
            )
            for view in sheet_views(poll, sheets)
        ),
    )


def _differences(sheets: Sequence[Sheet]) -> list[str]:
    """Where two counts of a round differ."""
    return [
        _("%(sector)s, tour %(round)s : les deux comptages diffèrent.")
        % {"sector": sector_words(first.sector), "round": first.round}
        for first, second in pairwise(sheets)
        if (first.sector, first.round) == (second.sector, second.round)
        and first.counts != second.counts
    ]


def _result(poll: Any, lines: list[journal.Line]) -> list[Part]:
    if poll.state != "published":
        return []
    details = result_details_of(poll)
    view = poll_view(poll)
    rows = [
        Row(label=option.text, text=str(option.count), french=True)
        for option in view.options
        if option.count is not None
    ]
    chosen = [option.text for option in view.options if option.chosen]
    if chosen:
        kept = listed(chosen, language=reader_language())
        rows.append(Row(label=_("Gardé"), text=kept, french=True))
    rows += _tie(poll, lines)
    said = (view.sentence, *details["steps"], *details["objections"])
    parts = [Part(title=_("Le résultat"), said=said, rows=tuple(rows))]
    if details["by_college"] is not None:
        parts.append(_by_college(details["by_college"]))
    return parts


def _tie(poll: Any, lines: list[journal.Line]) -> list[Row]:
    """How a tie was settled, or will be."""
    if poll.is_tied:
        ends = how_ties_end(poll.terms["tie"], language=reader_language())
        return [Row(label=_("Égalité à départager"), text=ends)]
    if not poll.settlement:
        return []
    texts = {option.key: str(option.text) for option in poll.options.all()}
    words = {"adopted": _("Pour : adopté")}
    picked = [texts.get(key) or words.get(key, key) for key in poll.settlement["picked"]]
    said = {
        "chair": _("par l’animatrice ou l’animateur"),
        "draw": _("par un tirage au sort public"),
        "revote": _("par un nouveau vote"),
    }[poll.settlement["protocol"]]
    rows = [
        Row(
            label=_("Égalité départagée"),
            text=f"{said}, {day_and_hour(line.at)}",
        )
        for line in _of_kind(lines, "tie_settled")
    ]
    kept = listed(picked, language=reader_language()) or _("Contre : rejeté")
    rows.append(Row(label=_("Ce qui l’emporte"), text=kept))
    again = ties_of(poll, public=True)["revote"]
    if again is not None:
        rows.append(Row(label=_("Nouveau vote"), text=str(again.question), french=True))
    return rows


def _by_college(table: CollegeTable) -> Part:
    return Part(
        title=_("Par collège"),
        columns=(_("Collège"), _("Votes"), _("Ce qui a été compté")),
        lines=tuple(
            (
                str(row.label),
                "–" if row.voters is None else str(row.voters),
                row.why
                or " ; ".join(
                    f"{label} : {count}"
                    for label, count in zip(table.labels, row.counts, strict=True)
                ),
            )
            for row in table.rows
        ),
    )


def _derogations(poll: Any, lines: list[journal.Line]) -> list[Part]:
    """The rules departed from to word or to open it, each with its reason."""
    rows = tuple(
        Row(
            label=_("Article %(article)s") % line.content["act"],
            text=" ".join(str(words) for words in line.words),
            french=True,
        )
        for line in departures(lines)
    )
    if not rows:
        return [Part(title=_("Les dérogations"), said=(_("Aucune."),))]
    return [Part(title=_("Les dérogations"), rows=rows)]


def departures(lines: list[journal.Line]) -> list[journal.Line]:
    """The derogations of a vote, told by its history: to word it, to open it."""
    return [
        line
        for act in (*_of_kind(lines, "poll_drafted"), *_of_kind(lines, "poll_opened"))
        for line in _departures(act)
    ]


def _departures(act: journal.Line) -> list[journal.Line]:
    """The derogations of the same transaction, which the register holds just before the act."""
    entries = []
    before = reading.entry_number(act.index - 1)
    while before is not None and before.kind.startswith("derogated/") and before.at == act.at:
        entries.insert(0, before)
        before = reading.entry_number(before.index - 1)
    return journal.lines(entries)


def _entries(lines: list[journal.Line]) -> Part:
    """The entries of the register that make the vote, and the digest of its file."""
    kinds = (
        "poll_drafted",
        "poll_budgeted",
        "poll_announced",
        "poll_opened",
        "poll_held_on_paper",
        "closing_announced",
        "poll_extended",
        "roll_extended",
        "poll_closed_early",
        "poll_closed",
        "tie_settled",
        "poll_published",
        "poll_annulled",
    )
    rows = [
        Row(
            label=_("Acte n° %(number)s") % {"number": line.index},
            text=line.sentence,
        )
        for line in lines
        if line.kind.partition("/")[0] in kinds
    ]
    digests = [
        line.content["act"]["sha256"]
        for line in lines
        if line.kind.partition("/")[0] in ("poll_published", "poll_annulled")
        and line.content["act"].get("sha256")
    ]
    if digests:
        rows.append(
            Row(
                label=_("Empreinte du fichier de résultat"),
                text=" ".join(parts_of(digests[-1])),
                exact=True,
            )
        )
    said = _(
        "L’empreinte d’un fichier change dès qu’un seul de ses signes change : qui garde ce papier "
        "peut vérifier plus tard que rien n’a été changé."
    )
    return Part(title=_("Au journal public"), said=(said,), rows=tuple(rows))


def _of_kind(lines: list[journal.Line], kind: str) -> list[journal.Line]:
    return [line for line in lines if line.kind.startswith(f"{kind}/")]
