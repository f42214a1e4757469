"""The tally sheets of the votes of a day, as a part of the form of a paper day.

Who reads them enters one of the two counts; somebody else enters the other one from this page too.
Figures of a count that stands alone are shown to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import ngettext

from alienor.cores.voting.cells import BALLOTS, INVALID, checked_counts
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.recount import count_faults
from alienor.cores.voting.ways import way_of
from alienor.platform.acts import SystemClock
from alienor.platform.errors import Invalid
from alienor.procedures.afterwards import PaperCount, PaperVote
from alienor.procedures.day_votes import votes_of_day
from alienor.stages.polls.counting import COUNTED
from alienor.stages.polls.queries import rules_of_poll, sheets_of
from alienor.stages.sessions.queries import moments_of
from alienor.surfaces.fields import Count
from alienor.surfaces.office.paper_presences import PresenceLists
from alienor.surfaces.office.paper_sheets import Group, PaperSheet, Row, moment_field
from alienor.surfaces.office.vote_counts import faults_of_counts, piles_help, piles_typed
from alienor.surfaces.papers.paper_file import SECTORS, channels_on_paper
from alienor.surfaces.polls import cell_labels
from alienor.surfaces.sentences import count_fault, sentence
from alienor.surfaces.words import NUMBERED_SECTOR, URN


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a tally sheet: what the record calls it (`sector`), what the reader reads
    (`words`), and how its fields begin."""

    channel: str
    sector: str
    words: str
    prefix: str


class TallySheets(PaperSheet):
    """One count of each vote: hands by sector, or an urn; among those who were there, says the
    sheet of the presence lists."""

    def __init__(self, session: Any, lists: PresenceLists, *, reader: int | None) -> None:
        super().__init__(title=now("Les feuilles de comptage des votes"))
        self.lists = lists
        self.session = session
        self.polls: dict[str, Any] = {}
        self.counted: list[Any] = []
        """The votes of which this reader entered a count, or of which the result is published."""
        there = session.presences.count()
        self.present = ngettext(
            "%(count)s personne notée présente", "%(count)s personnes notées présentes", there
        ) % {"count": there}
        votes = [one for one in votes_of_day(session) if one.state != "annulled"]
        done = sum(1 for one in votes if one.state == "published")
        self.said = now("résultats publiés : %(done)s sur %(all)s") % {
            "done": done,
            "all": len(votes),
        }
        for poll in votes:
            if poll.state == "published" or poll.sheets.filter(entered_by=reader).exists():
                self.counted.append(poll)
            if poll.state == "published":
                said, notes, rows = now("résultat publié"), [], []
            else:
                said, notes, rows = self._vote(poll, reader)
            page = reverse("office:poll", args=[session.edition.slug, poll.public_id])
            self.groups.append(
                Group(
                    title=str(poll.question),
                    said=said,
                    folded=True,
                    notes=tuple(notes),
                    rows=tuple(rows),
                    links=((page, now("La page du vote")),),
                )
            )
        if not votes:
            self.said = ""
            self.groups = [Group(notes=(now("Aucun vote n'est préparé pour cette journée."),))]

    def _vote(self, poll: Any, reader: int | None) -> tuple[str, list[str], list[Row]]:
        """What is in of a vote, what to know, and the fields of one count where it is due."""
        sheets = sheets_of(poll)
        if nothing_due := self._nothing_due(poll, sheets, reader):
            said, note = nothing_due
            return said, [note], []
        said = now("premier comptage saisi, il manque le vôtre") if sheets else now("à compter")
        notes = [
            now(
                "Recopiez une seule des deux feuilles : une autre personne saisit l'autre depuis "
                "son compte."
            )
        ]
        if len({column.channel for column in columns_of(poll)}) > 1:
            notes.append(now("Remplissez les secteurs, ou l'urne : comme le vote s'est tenu."))
        if poll.state == "opened" and poll.channel == "paper":
            notes.append(now("Ce vote est encore ouvert : votre saisie le clôt."))
        if poll.state not in ("opened", "closed"):
            notes.append(
                now(
                    "Le vote s'ouvre et se clôt avec votre saisie : les personnes notées présentes "
                    "pouvaient voter (%(present)s). Saisissez donc d'abord toutes les listes de "
                    "présence : ensuite, cette liste est fixée."
                )
                % {"present": self.present}
            )
        return said, notes, self._fields(poll)

    def _nothing_due(
        self, poll: Any, sheets: Sequence[Any], reader: int | None
    ) -> tuple[str, str] | None:
        """Where no count of a vote is to be entered here: how it stands, and what to do."""
        faults, ours = count_faults(sheets), {column.sector for column in columns_of(poll)}
        apart = bool(rules_of_poll(poll).poll_kind(poll.kind).double_majority)
        differ = any(one.code == "recount_needed" for one in faults.values())
        agree = bool(sheets) and not faults
        beyond = faults_of_counts(poll) if agree else []
        states = (
            (
                poll.channel not in ("", *COUNTED),
                now("en cours"),
                now("Il ne se compte pas sur papier."),
            ),
            (
                apart or any(one.sector not in ours for one in sheets),
                now("à compter"),
                now("Chaque comptage se saisit sur la page du vote."),
            ),
            (
                differ,
                now("les deux comptages diffèrent"),
                now("Recomptez, chacune ou chacun à part, et saisissez sur la page du vote."),
            ),
            (bool(beyond), now("plus de voix que de personnes"), " ".join(beyond)),
            (
                agree,
                now("les deux comptages s'accordent"),
                now("Publiez le résultat sur la page du vote."),
            ),
            (
                poll.sheets.filter(entered_by=reader).exists(),
                now("votre comptage est saisi"),
                now("Une autre personne saisit le second, depuis son compte, sur cette page."),
            ),
        )
        return next(((said, how) for holds, said, how in states if holds), None)

    def _fields(self, poll: Any) -> list[Row]:
        prefix, rows = f"v{poll.public_id}_", []
        self.polls[prefix] = poll
        if poll.state not in ("opened", "closed"):
            self.fields[f"{prefix}at"] = moment_field(
                self.session,
                now("Heure de ce vote"),
                now(
                    "Nécessaire si quelqu'un est arrivé en retard ou parti avant la fin : seules "
                    "les personnes présentes à cette heure pouvaient voter."
                ),
            )
            rows.append(Row(names=(f"{prefix}at",)))
        for column in columns_of(poll):
            names = []
            if way_of(poll.method).in_words:
                self.fields[f"{column.prefix}piles"] = forms.CharField(
                    label=now("Les bulletins, une ligne par pile"),
                    help_text=piles_help(poll),
                    widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
                    required=False,
                    strip=False,
                )
                rows.append(Row(names=(f"{column.prefix}piles",)))
            for place, label in enumerate(labels_of(poll, column.channel).values()):
                self.fields[f"{column.prefix}{place}"] = Count(label=label, required=False)
                names.append(f"{column.prefix}{place}")
            rows.append(Row(legend=column.words, names=tuple(names)))
        return rows

    def check(self, form: forms.Form, facts: dict[str, Any]) -> None:
        for prefix, poll in self.polls.items():
            begun = self._begun(poll, facts)
            for column in columns_of(poll):
                name = f"{column.prefix}piles"
                try:
                    piles_typed(poll, facts.get(name) or "")
                except Invalid as error:
                    form.add_error(name, sentence(error))
                if column in begun:
                    self._check_column(poll, column, form, facts)
            if len({column.channel for column in begun}) > 1:
                said = now("À main levée, ou dans une urne : pas les deux. Effacez l'un des deux.")
                form.add_error(f"{begun[-1].prefix}0", said)
            self._check_hour(f"{prefix}at", form, facts, counted=bool(begun))

    def _check_hour(
        self, name: str, form: forms.Form, facts: Mapping[str, Any], *, counted: bool
    ) -> None:
        """Who could vote depends on the hour where somebody came late, or left."""
        if name not in self.fields:
            return
        at = facts[name]
        if at is None and counted and self.lists.hours_matter(facts):
            said = now(
                "Des personnes sont arrivées en retard ou parties avant la fin : écrivez l'heure "
                "de ce vote, même à peu près."
            )
            form.add_error(name, said)
        elif at is not None and self._moment(at) is None:
            form.add_error(name, sentence(Invalid("hour_not_of_day")))
        elif at is not None and not counted:
            form.add_error(name, now("Écrivez aussi le comptage de ce vote, ou effacez son heure."))

    def _moment(self, at: Any) -> datetime | None:
        """When it was this hour; nothing where it is not of the day, or to come."""
        moment = next(iter(moments_of(self.session, at)), None) if isinstance(at, time) else at
        return moment if moment is not None and moment <= SystemClock().now() else None

    def _check_column(
        self, poll: Any, column: Column, form: forms.Form, facts: Mapping[str, Any]
    ) -> None:
        """A sheet says how many ballots there were; no option has more of them."""
        cells, prefix = list(labels_of(poll, column.channel)), column.prefix
        if f"{prefix}piles" in self.fields:
            return
        counts = self._counts(poll, column, facts)
        asked = f"{prefix}{cells.index(BALLOTS)}" if BALLOTS in cells else ""
        if asked and facts[asked] is None and any(counts.values()):
            said = now("Écrivez aussi ce nombre : il dit combien de personnes ont voté ici.")
            form.add_error(asked, said)
            return
        try:
            checked_counts(
                poll.method,
                counts,
                options=[one.key for one in poll.options.all()],
                labels={one.key: str(one.text) for one in poll.options.all()},
            )
        except VotingFault as fault:
            form.add_error(f"{prefix}0", count_fault(fault))

    def too_late(self, lost: Mapping[str, list[str]]) -> dict[str, str]:
        said = now(
            "Votre comptage de « %(question)s » est déjà saisi, depuis une autre page : ce que "
            "vous avez tapé ici n'est pas pris. S'il est différent, voyez la page du vote."
        )
        return {
            name: said % {"question": poll.question}
            for poll in self.counted
            for name in lost
            if name.startswith(f"v{poll.public_id}_")
        }

    def _begun(self, poll: Any, facts: Mapping[str, Any]) -> list[Column]:
        """The columns in which something is typed."""
        return [
            column
            for column in columns_of(poll)
            if any(
                facts.get(name) not in (None, "")
                for name in self.fields
                if name.startswith(column.prefix)
            )
        ]

    def typed(self, facts: dict[str, Any]) -> dict[str, Any]:
        votes = []
        for prefix, poll in self.polls.items():
            if begun := self._begun(poll, facts):
                at = facts.get(f"{prefix}at")
                votes.append(
                    PaperVote(
                        place=begun[0].prefix,
                        poll_id=poll.pk,
                        channel=begun[0].channel,
                        sheets=[
                            PaperCount(
                                place=one.prefix,
                                sector=one.sector,
                                counts=self._counts(poll, one, facts),
                            )
                            for one in begun
                        ],
                        at=None if at is None else self._moment(at),
                    )
                )
        return {"votes": votes}

    def _counts(self, poll: Any, column: Column, facts: Mapping[str, Any]) -> dict[str, int]:
        cells = labels_of(poll, column.channel)
        counts = {cell: facts[f"{column.prefix}{place}"] or 0 for place, cell in enumerate(cells)}
        return counts | piles_typed(poll, facts.get(f"{column.prefix}piles") or "")


def labels_of(poll: Any, channel: str) -> dict[str, str]:
    """What is counted, in words; a hand is never invalid."""
    labels = cell_labels(poll)
    return {cell: label for cell, label in labels.items() if channel != "hands" or cell != INVALID}


def columns_of(poll: Any) -> list[Column]:
    """The columns of a vote's tally sheet: its sectors where hands may be counted, and an urn; once
    it is open, those of its channel."""
    prefix, allowed = f"v{poll.public_id}_", channels_on_paper(poll)
    columns = []
    if "hands" in allowed:
        columns = [
            Column(
                channel="hands",
                sector=NUMBERED_SECTOR % number,
                words=now("Secteur %(number)s") % {"number": number},
                prefix=f"{prefix}{number}_",
            )
            for number in range(1, SECTORS + 1)
        ]
    if "paper" in allowed or not poll.channel:
        words = now("Ou dans une urne") if columns else now("Nombres")
        columns.append(Column(channel="paper", sector=URN, words=words, prefix=f"{prefix}urn_"))
    return columns
