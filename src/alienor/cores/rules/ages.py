"""Features whose values are ages, by their codes: what a year of birth says of them."""

from __future__ import annotations

import re

from alienor.cores.rules.blocks import Feature, FeatureValue

OLDEST = 150
_AGES = re.compile(r"under_(?P<end>\d{1,3})|from_(?P<low>\d{1,3})(?:_to_(?P<high>\d{1,3}))?")


def is_age(feature: Feature) -> bool:
    """Whether every value of a feature is a range of ages, by its code: `under_30`,
    `from_30_to_44`, `from_75`."""
    return all(_ages(value) for value in feature.value)


def value_at_age(feature: Feature, age: int) -> FeatureValue | None:
    """The value of a feature of ages that somebody of this age has; None where there is none."""
    if not is_age(feature):
        return None
    return next((value for value in feature.value if age in _ages(value)), None)


def values_at_birth(feature: Feature, *, birth_year: int, year: int) -> list[FeatureValue]:
    """The values that somebody born in `birth_year` may have in `year`: first that of the age which
    they reach in it, then that of the age before. None where the feature is no age."""
    reached = year - birth_year
    found = [value_at_age(feature, age) for age in (reached, reached - 1)]
    return [value for value in dict.fromkeys(found) if value is not None]


def _ages(value: FeatureValue) -> range:
    """The ages of a value; none where its code says none."""
    found = _AGES.fullmatch(value.code)
    if found is None:
        return range(0)
    low, high, end = (found[name] for name in ("low", "high", "end"))
    return range(int(low or 0), int(end or (int(high) + 1 if high else OLDEST)))
