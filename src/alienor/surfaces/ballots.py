"""A ballot on a telephone: what it offers, and what somebody marked on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from alienor.cores.voting.cells import GRADES, OF, WITH
from alienor.cores.voting.ways import way_of
from alienor.platform.errors import ActError, Invalid
from alienor.surfaces.fields import number_in
from alienor.surfaces.polls import answer_words, ballot_in_words
from alienor.surfaces.sentences import sentence
from alienor.surfaces.words import GRADES as GRADE_WORDS

MARK = "mark_"
BLANKS = frozenset({"approval", "approved_set", "ranking"})


@dataclass(frozen=True, kw_only=True)
class BallotForm:
    """What a ballot offers: `kind` as `cores.voting.ways` names it; `answers` (code, words) where
    one is pressed; `options` (key, words, what is marked there), and `grades` or `places` for each
    of them; `answer` and `blank`: what else is marked."""

    kind: str
    answers: list[tuple[str, Any]]
    options: list[tuple[str, str, str]]
    grades: list[tuple[str, Any]]
    places: list[str]
    answer: str = ""
    blank: bool = False

    @property
    def may_be_blank(self) -> bool:
        """Whether one may mark nothing, and says so."""
        return self.kind in BLANKS


def ballot_form(poll: Any, sent: QueryDict | None = None) -> BallotForm:
    """The ballot of an open vote, as it was `sent` or with nothing on it yet."""
    way, marks = way_of(poll.method), sent or QueryDict()
    options = [
        (option.key, str(option.text), marks.get(MARK + option.key, ""))
        for option in poll.options.all()
    ]
    return BallotForm(
        kind=way.ballot,
        answers=[]
        if way.has_options
        else [(code, label) for code, label in answer_words(poll).items() if code != "invalid"],
        options=options,
        grades=[(grade, GRADE_WORDS[grade]) for grade in reversed(GRADES)],
        places=[str(place) for place in range(1, len(options) + 1)],
        answer=marks.get("answer", ""),
        blank=bool(marks.get("blank")),
    )


@dataclass(frozen=True, kw_only=True)
class SentBallot:
    """A ballot that was refused, as it was marked."""

    poll: Any
    form: BallotForm


def ballot_again(
    request: HttpRequest, poll: Any, error: ActError, *, address: str, token: str = ""
) -> HttpResponse:
    """The ballot that was sent, as it was marked, and what is wrong with it. `address`: where it is
    sent again; `token`: the voter's, where somebody else sends it."""
    return render(
        request,
        "alienor/ballot_again.html",
        {
            "view": SentBallot(poll=poll, form=ballot_form(poll, request.POST)),
            "sentence": sentence(error),
            "address": address,
            "token": token,
        },
        status=error.status,
    )


def marked(poll: Any, sent: QueryDict) -> str:
    """The ballot that somebody sent, as `cores.voting.open_ballots` reads it. Two options with the
    same number share a place; those without one are not ranked. A press too early is no vote: who
    votes blank says so. Errors: Invalid (`no_answer`, `nothing_marked`, `blank_and_marked`)."""
    kind = way_of(poll.method).ballot
    ballot = _marked(poll, kind, sent)
    if kind not in BLANKS:
        if not ballot:
            raise Invalid("no_answer", field="answer")
        return ballot
    if bool(ballot) == bool(sent.get("blank")):
        raise Invalid("blank_and_marked" if ballot else "nothing_marked", field="answer")
    return ballot


def _marked(poll: Any, kind: str, sent: QueryDict) -> str:
    keys = [option.key for option in poll.options.all()]
    marks = {key: sent.get(MARK + key, "") for key in keys}
    if kind in ("approval", "approved_set"):
        return WITH.join(key for key in keys if marks[key])
    if kind == "grades":
        return WITH.join(f"{key}{OF}{mark}" for key, mark in marks.items() if mark)
    if kind == "ranking":
        places = {key: number_in(mark) for key, mark in marks.items()}
        placed = sorted({place for place in places.values() if place is not None})
        levels = [[key for key, place in places.items() if place == n] for n in placed]
        return ">".join("=".join(level) for level in levels)
    return sent.get("answer", "")


def said_of(poll: Any, answer: str) -> str:
    """A ballot in words, for whoever gave it; a blank one is said so by the page."""
    options = {option.key: str(option.text) for option in poll.options.all()}
    kind = way_of(poll.method).ballot
    if kind == "grades":
        pairs = [part.partition(OF) for part in answer.split(WITH) if part]
        return ", ".join(f"{options.get(key, key)} : {GRADE_WORDS[g]}" for key, _of, g in pairs)
    if kind in ("approval", "approved_set"):
        return ", ".join(options.get(key, key) for key in answer.split(WITH) if key)
    if kind == "ranking":
        return ballot_in_words(answer, options) if answer else ""
    return str(answer_words(poll).get(answer, answer))
