"""What a draw is about: quotas, respondents, seats; and what contradicts itself among them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from alienor.cores.sortition.faults import Fault, SortitionInvalid, nearest

SUGGESTED, LONGEST = 20, 100
"""Wrong values of a feature for which the one meant is looked for; characters of a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How many panel members may have `value` for `feature`, both bounds included.

    `min_flex` and `max_flex`: how far the bounds may be loosened if no panel keeps them; None
    leaves that open (0 and the number of seats).
    """

    feature: str
    value: str
    minimum: int
    maximum: int
    min_flex: int | None = None
    max_flex: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Respondent:
    """Someone who accepted to be drawn.

    `id`: no white space, since ids are published one after the other on a line. `household`: the
    same text for people of one household; None or empty for a person who shares it with nobody.
    """

    id: str
    values: Mapping[str, str]
    household: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One draw to make: `seats` people among `respondents`, within `quotas`.

    `already_selected`: ids of respondents who hold one of the seats whatever the lot says; they
    count in the quotas, and nobody else of their household can be drawn.
    """

    quotas: tuple[Quota, ...]
    respondents: tuple[Respondent, ...]
    seats: int
    already_selected: tuple[str, ...] = field(default=())

    @property
    def features(self) -> tuple[str, ...]:
        """Features with quotas, sorted."""
        return tuple(sorted({quota.feature for quota in self.quotas}))

    def by_id(self) -> dict[str, Respondent]:
        """Respondents by id."""
        return {person.id: person for person in self.respondents}


@dataclass(frozen=True, slots=True)
class Lines:
    """Where quotas and respondents stand in the files they were read from (line from 1)."""

    quotas: Mapping[tuple[str, str], int] = field(default_factory=dict)
    respondents: Sequence[int] = ()
    columns: Mapping[str, int] = field(default_factory=dict)


def check_instance(instance: Instance) -> None:
    """Nothing, if the instance can be worked on.

    Errors: SortitionInvalid, with everything found.
    """
    if faults := instance_faults(instance):
        raise SortitionInvalid(faults)


def instance_faults(instance: Instance, *, lines: Lines | None = None) -> tuple[Fault, ...]:
    """Everything that contradicts itself in an instance: quotas first, then respondents."""
    lines = lines or Lines()
    return (
        *quota_faults(instance.quotas, seats=instance.seats, lines=lines),
        *_respondent_faults(instance, lines),
        *_selected_faults(instance),
    )


def quota_faults(
    quotas: Sequence[Quota], *, seats: int, lines: Lines | None = None
) -> tuple[Fault, ...]:
    """Contradictions among quotas, for a panel of `seats`."""
    known = (lines or Lines()).quotas
    faults: list[Fault] = []
    if seats < 1:
        faults.append(Fault.of("no_seats", seats=seats))
    seen: set[tuple[str, str]] = set()
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for quota in quotas:
        key = (quota.feature, quota.value)
        here = partial(Fault.of, line=known.get(key), feature=quota.feature, value=quota.value)
        if key in seen:
            faults.append(here("quota_twice"))
        seen.add(key)
        if quota.minimum < 0 or quota.maximum < 0:
            faults.append(here("negative_bound"))
        if quota.minimum > quota.maximum:
            faults.append(here("min_above_max", minimum=quota.minimum, maximum=quota.maximum))
        if (quota.min_flex is not None and not 0 <= quota.min_flex <= quota.minimum) or (
            quota.max_flex is not None and quota.max_flex < quota.maximum
        ):
            faults.append(here("flex_inside_bounds"))
        totals[quota.feature][0] += quota.minimum
        totals[quota.feature][1] += quota.maximum
    for feature, (least, most) in totals.items():
        if least > seats:
            faults.append(
                Fault.of("minimums_exceed_seats", feature=feature, total=least, seats=seats)
            )
        if most < seats:
            faults.append(
                Fault.of("maximums_below_seats", feature=feature, total=most, seats=seats)
            )
    return tuple(faults)


def _respondent_faults(instance: Instance, lines: Lines) -> list[Fault]:
    values: dict[str, set[str]] = defaultdict(set)
    for quota in instance.quotas:
        values[quota.feature].add(quota.value)
    faults: list[Fault] = []
    seen: set[str] = set()
    meant: dict[str, dict[str, str]] = defaultdict(dict)
    for position, person in enumerate(instance.respondents):
        line = lines.respondents[position] if position < len(lines.respondents) else None
        column = lines.columns.get("")
        if not person.id:
            faults.append(Fault.of("empty_id", line=line, column=column))
        elif any(letter.isspace() or not letter.isprintable() for letter in person.id):
            faults.append(Fault.of("id_not_plain", line=line, column=column, id=person.id))
        elif person.id in seen:
            faults.append(Fault.of("duplicate_id", line=line, column=column, id=person.id))
        seen.add(person.id)
        for feature in sorted(values):
            value = person.values.get(feature, "")
            column = lines.columns.get(feature)
            if not value:
                faults.append(
                    Fault.of("empty_value", line=line, column=column, id=person.id, feature=feature)
                )
            elif value not in values[feature]:
                faults.append(
                    Fault.of(
                        "unknown_value",
                        line=line,
                        column=column,
                        id=person.id,
                        feature=feature,
                        value=value,
                        suggestion=_meant(value, values[feature], known=meant[feature]),
                    )
                )
    return faults


def _meant(value: str, among: set[str], *, known: dict[str, str]) -> str:
    """The value that was probably meant, looked for once for each wrong one: empty where there are
    many of those, or long ones, which no slip of the pen explains."""
    if value not in known:
        looked_for = len(known) < SUGGESTED and len(value) <= LONGEST
        known[value] = nearest(value, sorted(among)) if looked_for else ""
    return known[value]


def _selected_faults(instance: Instance) -> list[Fault]:
    people = instance.by_id()
    faults = [
        Fault.of("selected_unknown", id=one)
        for one in sorted(set(instance.already_selected))
        if one not in people
    ]
    selected = sorted(set(instance.already_selected) & set(people))
    if len(selected) > instance.seats:
        faults.append(Fault.of("selected_exceed_seats", count=len(selected), seats=instance.seats))
    homes = Counter(people[one].household for one in selected if people[one].household)
    faults += [
        Fault.of("selected_share_household", household=str(home))
        for home, count in sorted(homes.items(), key=str)
        if count > 1
    ]
    return faults


def with_bounds(quota: Quota, *, minimum: int, maximum: int) -> Quota:
    """The quota with other bounds, its flexibility widened to contain them."""
    return replace(
        quota,
        minimum=minimum,
        maximum=maximum,
        min_flex=None if quota.min_flex is None else min(quota.min_flex, minimum),
        max_flex=None if quota.max_flex is None else max(quota.max_flex, maximum),
    )
