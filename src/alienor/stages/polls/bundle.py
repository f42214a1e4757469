"""The votes' share of the public bundle."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from alienor.platform.bundle import Contribution, Field, json_file, table
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.polls.models import Poll
from alienor.stages.polls.queries import annulled_record, public_record, was_counted

POLLS = (
    Field(
        name="poll",
        fr="Référence du vote : son compte est dans polls/<référence>.json",
        en="Reference of the vote: its count is in polls/<reference>.json",
    ),
    Field(
        name="kind", fr="Nature, telle que les règles la nomment", en="Kind, as the rules name it"
    ),
    Field(name="question", fr="Question", en="Question"),
    Field(
        name="channel",
        fr="Comment l'on a voté : hands, roll_call, paper, electronic_open",
        en="How people voted: hands, roll_call, paper, electronic_open",
    ),
    Field(
        name="entitled", type="integer", fr="Personnes qui pouvaient voter", en="People entitled"
    ),
    Field(
        name="outcome",
        empty=True,
        fr="Résultat : adopted, rejected, tied, chosen, heard (rien n'est décidé), ou annulled",
        en="Outcome: adopted, rejected, tied, chosen, heard (nothing is decided), or annulled",
    ),
    Field(name="opened", type="datetime", empty=True, fr="Ouvert", en="Opened"),
    Field(name="closed", type="datetime", empty=True, fr="Clos", en="Closed"),
    Field(
        name="annulled_reason",
        empty=True,
        fr="Pourquoi il a été annulé : ce qui avait été compté est dans annulled/<référence>.json",
        en="Why it was annulled: what had been counted is in annulled/<reference>.json",
    ),
)


def contribute(edition: BundledEdition) -> Contribution:
    """`polls/<poll>.json` for each published vote, `annulled/<poll>.json` for each one that was
    counted and annulled, and `data/polls.csv` for all that opened and ended."""
    ended = list(
        Poll.objects.filter(
            edition_id=edition.pk,
            state__in=(Poll.State.PUBLISHED, Poll.State.ANNULLED),
            opened_at__isnull=False,
        )
        .select_related("edition", "question", "annulled_reason")
        .order_by("pk")
    )
    files = table(
        "polls",
        fr="Les votes dont le résultat est publié, et ceux qui ont été annulés une fois ouverts",
        en="The votes whose result is published, and those annulled once they were open",
        fields=POLLS,
        rows=lambda: _polls(ended),
    )
    for poll in ended:
        if poll.state == Poll.State.PUBLISHED:
            files[f"polls/{poll.public_id}.json"] = partial(_file, public_record, poll)
        elif was_counted(poll):
            files[f"annulled/{poll.public_id}.json"] = partial(_file, annulled_record, poll)
    return files


def _file(content: Callable[[Poll], dict[str, Any]], poll: Poll) -> bytes:
    return json_file(content(poll))


def _polls(polls: list[Poll]) -> list[list[object]]:
    return [
        [
            poll.public_id,
            poll.kind,
            poll.question,
            poll.channel,
            poll.entitled,
            "annulled" if poll.annulled_reason else (poll.result or {}).get("outcome"),
            poll.opened_at,
            poll.closed_at,
            poll.annulled_reason or "",
        ]
        for poll in polls
    ]
