"""The votes' share of the public bundle."""

from __future__ import annotations

from functools import partial

from alienor.platform.bundle import Contribution, Field, json_file, table
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.polls.models import Poll
from alienor.stages.polls.queries import public_record

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
        fr="Comment l'on a voté : hands, roll_call, paper",
        en="How people voted: hands, roll_call, paper",
    ),
    Field(
        name="entitled", type="integer", fr="Personnes qui pouvaient voter", en="People entitled"
    ),
    Field(
        name="outcome",
        empty=True,
        fr="Résultat : adopted, rejected, tied, chosen…",
        en="Outcome: adopted, rejected, tied, chosen…",
    ),
    Field(name="opened", type="datetime", empty=True, fr="Ouvert", en="Opened"),
    Field(name="closed", type="datetime", empty=True, fr="Clos", en="Closed"),
)


def contribute(edition: BundledEdition) -> Contribution:
    """`polls/<poll>.json` for each published vote, and `data/polls.csv` for all of them."""
    published = list(
        Poll.objects.filter(edition_id=edition.pk, state=Poll.State.PUBLISHED)
        .select_related("edition", "question")
        .order_by("pk")
    )
    files = table(
        "polls",
        fr="Les votes dont le résultat est publié",
        en="The votes whose result is published",
        fields=POLLS,
        rows=lambda: _polls(published),
    )
    for poll in published:
        files[f"polls/{poll.public_id}.json"] = partial(_record_file, poll)
    return files


def _record_file(poll: Poll) -> bytes:
    return json_file(public_record(poll))


def _polls(polls: list[Poll]) -> list[list[object]]:
    return [
        [
            poll.public_id,
            poll.kind,
            poll.question,
            poll.channel,
            poll.entitled,
            (poll.result or {}).get("outcome"),
            poll.opened_at,
            poll.closed_at,
        ]
        for poll in polls
    ]
