"""Who sits where: the seats of a body against its rules, and bodies that exclude one another."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from alienor.cores.rules.breaches import Breach
from alienor.cores.rules.model import Body, Rulebook, SeatLine


@dataclass(frozen=True, kw_only=True)
class SubQuotaCount:
    """Seats reserved to `college` on a line. `out_of_reach`: the others took its seats."""

    college: str
    required: int
    filled: int
    missing: int
    out_of_reach: bool


@dataclass(frozen=True, kw_only=True)
class SeatLineCount:
    """One line of seats. `required` is None, and nothing is missing, where anyone may come.

    `by_college`: (college, filled seats) for each college of the line, in its order.
    """

    line: SeatLine
    by_college: tuple[tuple[str, int], ...]
    required: int | None
    filled: int
    missing: int
    excess: int
    subquotas: tuple[SubQuotaCount, ...]


@dataclass(frozen=True, kw_only=True)
class Composition:
    """The seats of `body` as they are filled, and every breach: all may be derogated from."""

    body: str
    lines: tuple[SeatLineCount, ...]
    breaches: tuple[Breach, ...]

    @property
    def complete(self) -> bool:
        """Whether the body is composed as the rules say."""
        return not self.breaches


def composition(rulebook: Rulebook, *, body: str, seats: Iterable[str]) -> Composition:
    """Count the filled seats of `body` against its rules.

    `seats`: the college of each filled seat, one item a seat. Raises UnknownCode where `body` or
    one of the colleges is not in the rulebook.
    """
    rules = rulebook.body(body)
    filled = Counter(rulebook.college(college).code for college in seats)
    lines = tuple(_count(line, filled) for line in rules.seats)
    breaches = [breach for count in lines for breach in _line_breaches(rules, count)]
    breaches += [
        _breach(rules, "college_without_seat", college=college, filled=number)
        for college, number in sorted(filled.items())
        if rules.line_of(college) is None
    ]
    return Composition(body=body, lines=lines, breaches=tuple(breaches))


def incompatible_bodies(
    rulebook: Rulebook, *, held: Iterable[str], wanted: str
) -> tuple[Breach, ...]:
    """What stands against giving a seat in `wanted` to a person who sits in `held`.

    One breach for each body that excludes it; none where the rules allow both.
    """
    found = []
    for other in sorted(set(held) - {wanted}):
        for rule in rulebook.incompatibilities:
            if wanted in rule.bodies and other in rule.bodies:
                found.append(
                    Breach(
                        code="incompatible_bodies",
                        params={"body": wanted, "held": other},
                        article=rule.article,
                    )
                )
                break
    return tuple(found)


def _count(line: SeatLine, filled: Counter[str]) -> SeatLineCount:
    number = sum(filled[college] for college in line.colleges)
    missing = excess = 0
    if line.count is not None:
        missing, excess = max(0, line.count - number), max(0, number - line.count)
    return SeatLineCount(
        line=line,
        by_college=tuple((college, filled[college]) for college in line.colleges),
        required=line.count,
        filled=number,
        missing=missing,
        excess=excess,
        subquotas=tuple(
            SubQuotaCount(
                college=quota.college,
                required=quota.count,
                filled=filled[quota.college],
                missing=max(0, quota.count - filled[quota.college]),
                out_of_reach=(
                    line.count is not None and quota.count - filled[quota.college] > missing
                ),
            )
            for quota in line.at_least
        ),
    )


def _line_breaches(body: Body, count: SeatLineCount) -> Iterable[Breach]:
    colleges = count.line.colleges
    required = count.required or 0
    if count.missing:
        yield _breach(
            body, "seats_missing", colleges=colleges, filled=count.filled, required=required
        )
    if count.excess:
        yield _breach(
            body, "seats_in_excess", colleges=colleges, filled=count.filled, required=required
        )
    for quota in count.subquotas:
        if quota.missing:
            yield _breach(
                body,
                "subquota_missing",
                college=quota.college,
                filled=quota.filled,
                required=quota.required,
            )


def _breach(body: Body, code: str, **params: str | int | tuple[str, ...]) -> Breach:
    return Breach(code=code, params={"body": body.code, **params}, article=body.article)
