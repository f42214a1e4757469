"""Seats shared out among frames, and seats reserved: both are quotas of a column of their own.

A frame is where people were found (an electoral roll, doors, a volunteers' list); each has a share
of the seats. Seats are reserved for people of one value: at least so many, whoever has the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from alienor.cores.sortition.faults import refuse
from alienor.cores.sortition.model import Quota


def frame_quotas(feature: str, shares: Mapping[str, Fraction], *, seats: int) -> tuple[Quota, ...]:
    """Exactly the seats that each frame's share (in percent) gives it, by largest remainders; of
    equal remainders, the first name by code point.

    Errors: SortitionInvalid (`shares_not_100`, `negative_share`).
    """
    if min(shares.values(), default=Fraction(0)) < 0:
        raise refuse("negative_share", feature=feature)
    if sum(shares.values()) != 100:
        raise refuse("shares_not_100", feature=feature, total=_plain(sum(shares.values())))
    exact = {frame: share * seats / 100 for frame, share in shares.items()}
    given = {frame: int(one) for frame, one in exact.items()}
    order = sorted(exact, key=lambda frame: (given[frame] - exact[frame], frame))
    for frame in order[: seats - sum(given.values())]:
        given[frame] += 1
    return tuple(
        Quota(feature=feature, value=frame, minimum=count, maximum=count)
        for frame, count in sorted(given.items())
    )


def reserved_quotas(
    feature: str, reserved: Mapping[str, int], *, present: Iterable[str], seats: int
) -> tuple[Quota, ...]:
    """At least `reserved` seats for these values of `feature`; no bound for the other values
    that people have (`present`)."""
    values = sorted({*reserved, *(value for value in present if value)})
    return tuple(
        Quota(feature=feature, value=value, minimum=reserved.get(value, 0), maximum=seats)
        for value in values
    )


def _plain(number: Fraction | int) -> str:
    return f"{float(number):g}"
