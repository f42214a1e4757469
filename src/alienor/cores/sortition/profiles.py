"""Identical people merged into types, so that the optimiser sees types instead of people.

Two people are of one type when nothing a panel must respect tells them apart: the same values for
every feature with a quota, and households that look the same. A household class is the multiset of
its members' values; in a class of H households a panel may take at most H people, whatever their
type, and any such numbers can be served by distinct households because each household of the class
has every type. People who live alone form classes of one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from alienor.cores.sortition.model import Instance, Quota, Respondent

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileType:
    """People whom no rule tells apart. `ids` sorted; `most`: how many a panel can take at once;
    `fixed`: they hold their seats already."""

    values: tuple[str, ...]
    ids: tuple[str, ...]
    most: int
    fixed: bool = False


@dataclass(frozen=True, kw_only=True)
class Profiles:
    """The instance in types. `households`: groups of types with the number of households they
    share; `homes`: each person's household, a name of its own for a person without one;
    `shut_out`: people who cannot be drawn because a housemate already holds a seat."""

    features: tuple[str, ...]
    quotas: tuple[Quota, ...]
    types: tuple[ProfileType, ...]
    households: tuple[tuple[tuple[int, ...], int], ...]
    homes: dict[str, str]
    shut_out: tuple[str, ...]
    seats: int

    @cached_property
    def sizes(self) -> Floats:
        """People in each type: (n_types,)."""
        return np.array([len(one.ids) for one in self.types], dtype=float)

    @cached_property
    def most(self) -> Floats:
        """How many of each type a panel can take: (n_types,)."""
        return np.array([one.most for one in self.types], dtype=float)

    @cached_property
    def least(self) -> Floats:
        """How many of each type every panel takes, above 0 for seats already held: (n_types,)."""
        return np.array([one.most if one.fixed else 0 for one in self.types], dtype=float)

    @cached_property
    def drawn(self) -> NDArray[np.bool_]:
        """Whether the lot decides about a type: (n_types,)."""
        return np.array([not one.fixed for one in self.types], dtype=bool)

    @cached_property
    def incidence(self) -> Floats:
        """1 where a type counts in a quota: (n_quotas, n_types)."""
        matrix = np.zeros((len(self.quotas), len(self.types)))
        place = {feature: index for index, feature in enumerate(self.features)}
        for row, quota in enumerate(self.quotas):
            for column, one in enumerate(self.types):
                matrix[row, column] = one.values[place[quota.feature]] == quota.value
        return matrix

    @cached_property
    def type_of(self) -> dict[str, int]:
        """The type of each person who can be drawn or holds a seat."""
        return {person: index for index, one in enumerate(self.types) for person in one.ids}

    def counts(self, panel: tuple[str, ...]) -> Counts:
        """A panel as people taken of each type: (n_types,)."""
        taken = np.zeros(len(self.types), dtype=np.int64)
        for person in panel:
            taken[self.type_of[person]] += 1
        return taken


def merge(instance: Instance) -> Profiles:
    """The types of an instance; the order of the respondents changes nothing."""
    features = instance.features
    selected = set(instance.already_selected)
    people = sorted(instance.respondents, key=lambda person: person.id)
    homes = {person.id: home_of(person) for person in people}
    members: dict[str, list[Respondent]] = defaultdict(list)
    for person in people:
        members[homes[person.id]].append(person)

    def values(person: Respondent) -> tuple[str, ...]:
        return tuple(person.values[feature] for feature in features)

    classes: dict[tuple[bool, tuple[tuple[str, ...], ...]], list[list[Respondent]]] = defaultdict(
        list
    )
    shut_out: list[str] = []
    for home in sorted(members):
        group = members[home]
        if held := [person for person in group if person.id in selected]:
            shut_out += [person.id for person in group if person.id not in selected]
            classes[True, (values(held[0]),)].append(held)
        else:
            classes[False, tuple(sorted(values(person) for person in group))].append(group)

    types: list[ProfileType] = []
    households: list[tuple[tuple[int, ...], int]] = []
    for fixed, signature in sorted(classes):
        groups = classes[fixed, signature]
        first = len(types)
        for value in sorted(set(signature)):
            ids = sorted(one.id for group in groups for one in group if values(one) == value)
            types.append(ProfileType(values=value, ids=tuple(ids), most=len(groups), fixed=fixed))
        if len(types) - first > 1:
            households.append((tuple(range(first, len(types))), len(groups)))
    return Profiles(
        features=features,
        quotas=tuple(sorted(instance.quotas, key=lambda quota: (quota.feature, quota.value))),
        types=tuple(types),
        households=tuple(households),
        homes=homes,
        shut_out=tuple(sorted(shut_out)),
        seats=instance.seats,
    )


def home_of(person: Respondent) -> str:
    """The household of a person; for one who shares it with nobody, a name nobody else has."""
    return f"shared {person.household}" if person.household else f"alone {person.id}"
