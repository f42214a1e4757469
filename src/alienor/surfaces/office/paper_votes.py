"""The tally sheets of the votes of a day, as a part of the form of a paper day.

Who reads them enters one of the two counts; somebody else enters the other one from this page too.
Figures of a count that stands alone are shown to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import ngettext

from alienor.cores.voting.cells import BALLOTS, INVALID, checked_counts
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.recount import count_faults
from alienor.cores.voting.ways import way_of
from alienor.platform.errors import Invalid
from alienor.procedures.afterwards import PaperVote
from alienor.procedures.day_votes import votes_of_day
from alienor.stages.polls.counting import COUNTED
from alienor.stages.polls.queries import rules_of_poll, sheets_of
from alienor.surfaces.fields import Count
from alienor.surfaces.office.paper_sheets import Group, PaperSheet, Row
from alienor.surfaces.office.vote_counts import piles_help, piles_typed
from alienor.surfaces.papers.paper_file import SECTORS, channels_on_paper
from alienor.surfaces.polls import cell_labels
from alienor.surfaces.sentences import count_fault, sentence
from alienor.surfaces.words import NUMBERED_SECTOR, URN


class TallySheets(PaperSheet):
    """One count of each vote: hands by sector, or an urn."""

    def __init__(self, session: Any, *, reader: int | None) -> None:
        super().__init__(title=now("Les feuilles de comptage des votes"))
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
        sheets, faults = sheets_of(poll), count_faults(sheets_of(poll))
        mine = poll.sheets.filter(entered_by=reader).exists()
        channel = channel_of(poll)
        ours = {sector for sector, _words in _sectors(channel)}
        apart = bool(rules_of_poll(poll).poll_kind(poll.kind).double_majority)
        if poll.channel not in ("", *COUNTED):
            return now("en cours"), [now("Il ne se compte pas sur papier.")], []
        if apart or any(one.sector not in ours for one in sheets):
            return now("à compter"), [now("Chaque comptage se saisit sur la page du vote.")], []
        if any(one.code == "recount_needed" for one in faults.values()):
            return (
                now("les deux comptages diffèrent"),
                [now("Recomptez, chacune ou chacun à part, et saisissez sur la page du vote.")],
                [],
            )
        if sheets and not faults:
            return (
                now("les deux comptages s'accordent"),
                [now("Publiez le résultat sur la page du vote.")],
                [],
            )
        if mine:
            return (
                now("votre comptage est saisi"),
                [now("Une autre personne saisit le second, depuis son compte, sur cette page.")],
                [],
            )
        said = now("premier comptage saisi, il manque le vôtre") if sheets else now("à compter")
        notes = [
            now(
                "Recopiez une seule des deux feuilles : une autre personne saisit l'autre depuis "
                "son compte."
            )
        ]
        if poll.state != "closed":
            notes.append(
                now(
                    "Le vote s'ouvre et se clôt avec votre saisie : les personnes notées présentes "
                    "pouvaient voter (%(present)s). Saisissez donc d'abord toutes les listes de "
                    "présence : ensuite, cette liste est fixée."
                )
                % {"present": self.present}
            )
        return said, notes, self._fields(poll, channel)

    def _fields(self, poll: Any, channel: str) -> list[Row]:
        prefix, rows = f"v{poll.public_id}_", []
        self.polls[prefix] = poll
        labels = labels_of(poll, channel)
        for number, (_sector, words) in enumerate(_sectors(channel), start=1):
            names = []
            if way_of(poll.method).in_words:
                self.fields[f"{prefix}{number}_piles"] = forms.CharField(
                    label=now("Les bulletins, une ligne par pile"),
                    help_text=piles_help(poll),
                    widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
                    required=False,
                    strip=False,
                )
                rows.append(Row(names=(f"{prefix}{number}_piles",)))
            for place, label in enumerate(labels.values()):
                self.fields[f"{prefix}{number}_{place}"] = Count(label=label, required=False)
                names.append(f"{prefix}{number}_{place}")
            rows.append(Row(legend=words, names=tuple(names)))
        return rows

    def check(self, form: forms.Form, facts: dict[str, Any]) -> None:
        for prefix, poll in self.polls.items():
            for number, _sector in enumerate(_sectors(channel_of(poll)), start=1):
                name = f"{prefix}{number}_piles"
                try:
                    piles_typed(poll, facts.get(name) or "")
                except Invalid as error:
                    form.add_error(name, sentence(error))
                self._check_sector(poll, f"{prefix}{number}_", form, facts)

    def _check_sector(
        self, poll: Any, prefix: str, form: forms.Form, facts: Mapping[str, Any]
    ) -> None:
        """A sheet says how many ballots there were; no option has more of them."""
        cells = list(labels_of(poll, channel_of(poll)))
        if f"{prefix}piles" in self.fields or not self._begun(prefix, facts):
            return
        counts = self._counts(poll, prefix, facts)
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

    def too_late(self, data: Mapping[str, Any]) -> list[str]:
        said = now(
            "Votre comptage de « %(question)s » est déjà saisi, depuis une autre page : ce que "
            "vous avez tapé ici n'est pas pris. S'il est différent, voyez la page du vote."
        )
        return [
            said % {"question": poll.question}
            for poll in self.counted
            if any(
                value not in ("", None)
                for name, value in data.items()
                if name.startswith(f"v{poll.public_id}_")
            )
        ]

    def _begun(self, prefix: str, facts: Mapping[str, Any]) -> bool:
        """Whether something is typed for a sector."""
        return any(facts[name] not in (None, "") for name in self.fields if name.startswith(prefix))

    def typed(self, facts: dict[str, Any]) -> dict[str, Any]:
        votes = []
        for prefix, poll in self.polls.items():
            channel = channel_of(poll)
            counted = {
                sector: self._counts(poll, f"{prefix}{number}_", facts)
                for number, (sector, _words) in enumerate(_sectors(channel), start=1)
                if self._begun(f"{prefix}{number}_", facts)
            }
            if counted:
                votes.append(
                    PaperVote(place=prefix, poll_id=poll.pk, channel=channel, sectors=counted)
                )
        return {"votes": votes}

    def _counts(self, poll: Any, prefix: str, facts: Mapping[str, Any]) -> dict[str, int]:
        cells = labels_of(poll, channel_of(poll))
        counts = {cell: facts[f"{prefix}{place}"] or 0 for place, cell in enumerate(cells)}
        return counts | piles_typed(poll, facts.get(f"{prefix}piles") or "")


def channel_of(poll: Any) -> str:
    """How a vote was held on paper, as its sheet in the paper file has it."""
    return "hands" if "hands" in channels_on_paper(poll) else "paper"


def labels_of(poll: Any, channel: str) -> dict[str, str]:
    """What is counted, in words; a hand is never invalid."""
    labels = cell_labels(poll)
    return {cell: label for cell, label in labels.items() if channel != "hands" or cell != INVALID}


def _sectors(channel: str) -> list[tuple[str, str]]:
    """The columns of a tally sheet: what the record calls each, and what the reader reads."""
    if channel != "hands":
        return [(URN, now("Nombres"))]
    return [
        (NUMBERED_SECTOR % number, now("Secteur %(number)s") % {"number": number})
        for number in range(1, SECTORS + 1)
    ]
