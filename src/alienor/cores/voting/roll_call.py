"""Roll call: an open vote in which each seat answers aloud, and the list is public."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from alienor.cores.voting.answers import ANSWERS, Answer, AnswerTally, count_answers
from alienor.cores.voting.faults import VotingFault


@dataclass(frozen=True, slots=True)
class Choice:
    """What one seat answered; `seat` is its public pseudonym."""

    seat: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class RollCall:
    """`choices`: sorted by seat; `silent`: seats called that did not answer; `tally`."""

    choices: tuple[Choice, ...]
    silent: tuple[str, ...]
    tally: AnswerTally


def count_roll_call(choices: Iterable[Choice], *, electorate: Collection[str]) -> RollCall:
    """The public list and the tally of a roll call. `electorate`: the seats called.

    Errors: VotingFault (`not_entitled`, `voted_twice`, `unknown_answer`).
    """
    called = set(electorate)
    heard: dict[str, Choice] = {}
    for choice in choices:
        if choice.seat not in called:
            raise VotingFault("not_entitled", seat=choice.seat)
        if choice.seat in heard:
            raise VotingFault("voted_twice", seat=choice.seat)
        if choice.answer not in ANSWERS:
            raise VotingFault("unknown_answer", answer=choice.answer)
        heard[choice.seat] = choice
    return RollCall(
        choices=tuple(heard[seat] for seat in sorted(heard)),
        silent=tuple(sorted(called - heard.keys())),
        tally=count_answers(choice.answer for choice in heard.values()),
    )
