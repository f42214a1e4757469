"""Who could vote if a vote opened now, who could not and why, and the quorum that it needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alienor.cores.rules import electorate_of, quorum_of, rests_on_presence
from alienor.stages.founding.queries import rules_of
from alienor.stages.polls.queries import Electorate, electorate_for
from alienor.stages.sessions.queries import answers_of, gone_from, open_session_of, present_in
from alienor.surfaces.words import COLLEGES


@dataclass(frozen=True, kw_only=True)
class Quorum:
    """What a quorum asks for and what there is of it, in a sentence."""

    sentence: str
    reached: bool


@dataclass(frozen=True, kw_only=True)
class WhoVotes:
    """Who could vote if a vote opened now, by college; `left_out`: for each college of which some
    could not, how many and why; `few`: far fewer came than are expected."""

    entitled: int
    colleges: list[tuple[Any, int]]
    left_out: list[tuple[Any, list[str]]]
    quorum: Quorum | None
    counts_presence: bool
    day: Any
    present: int
    expected: int

    @property
    def few(self) -> bool:
        """Whether less than half of those expected are noted present."""
        return 2 * self.present < self.expected


def who_votes(poll: Any) -> WhoVotes:
    """Who could vote if this vote opened now."""
    day = open_session_of(poll.edition, poll.body, step=poll.step)
    electorate = electorate_for(poll, present_in(day) if day else None)
    by_college = Counter(college for _person, college in electorate.voters)
    coming = answers_of(day)["yes"] if day else 0
    return WhoVotes(
        entitled=len(electorate.voters),
        colleges=[(COLLEGES.get(code, code), count) for code, count in by_college.items()],
        left_out=list(_left_out(poll, day, electorate, by_college)) if day else [],
        quorum=_quorum(poll, electorate),
        counts_presence=rests_on_presence(rules_of(poll.edition), kind=poll.kind),
        day=day,
        present=electorate.present,
        expected=coming or electorate.seats,
    )


def _left_out(
    poll: Any, day: Any, electorate: Electorate, voters: Counter[str]
) -> Iterator[tuple[Any, list[str]]]:
    """Those of a body who are not among the voters, college by college, each with why."""
    rules = electorate_of(rules_of(poll.edition), kind=poll.kind)
    gone = gone_from(day)
    for college, seated in electorate.seated.items():
        out = seated - voters[college]
        if not out:
            continue
        if college not in rules.colleges:
            people = ngettext("%(count)s personne", "%(count)s personnes", out) % {"count": out}
            if there := electorate.attending.get(college):
                here = ngettext("dont %(count)s présente", "dont %(count)s présentes", there)
                people = f"{people}, {here % {'count': there}}"
            why = _("%(people)s : les règles ne font pas voter ce collège (article %(article)s)")
            said = [why % {"people": people, "article": rules.article}]
            yield COLLEGES.get(college, college), said
            continue
        left = min(gone[college], out)
        absent = ngettext(
            "%(count)s pas encore notée présente",
            "%(count)s pas encore notées présentes",
            out - left,
        )
        away = ngettext("%(count)s notée partie", "%(count)s notées parties", left)
        said = [absent % {"count": out - left}] if out > left else []
        yield COLLEGES.get(college, college), [*said, *([away % {"count": left}] if left else [])]


def _quorum(poll: Any, electorate: Electorate) -> Quorum | None:
    need = quorum_of(rules_of(poll.edition), kind=poll.kind, entitled=len(electorate.voters))
    if need is None:
        return None
    there = electorate.attending_of(need.of)
    facts = {
        "needed": need.people,
        "total": need.base,
        "there": there,
        "article": need.article,
        "college": COLLEGES.get(need.of, need.of),
    }
    if need.of == "seats":
        said = _(
            "Quorum (article %(article)s) : %(needed)s personnes présentes pour %(total)s places. "
            "Présentes : %(there)s."
        )
    elif need.of == "entitled":
        said = _(
            "Quorum (article %(article)s) : %(needed)s des %(total)s personnes appelées à voter. "
            "Présentes : %(there)s."
        )
    else:
        said = _(
            "Quorum (article %(article)s) : %(needed)s personnes présentes pour %(total)s places "
            "(%(college)s). Présentes : %(there)s."
        )
    reached = there >= need.people
    then = (
        _("Il est atteint.")
        if reached
        else _("Il n'est pas atteint : ouvert maintenant, ce vote ne pourrait rien adopter.")
    )
    return Quorum(sentence=f"{said % facts} {then}", reached=reached)
