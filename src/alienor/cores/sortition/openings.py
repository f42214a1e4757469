"""The openings of a draw: what was committed of each person, with the salt that opens it.

One CSV file, as a French spreadsheet opens it: UTF-8 with a mark at the start, semicolons, one
line a person of the pool, by token.

    token;household;salt;age;sex
    4k7m2p9qrs;h3jgkavqdz;9f0c...;under_30;woman
    5h8n3r6tvw;;;;

`household` is the same for people of one household, and empty where nobody is known to share it.
A line without a salt is that of somebody who was erased since: nothing of them can be opened.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from alienor.cores.sortition.model import Instance, Quota, Respondent

TOKEN, HOUSEHOLD, SALT = FIXED = ("token", "household", "salt")
NOT_SAID = "not_said"
"""The value of somebody who did not answer for a feature: no quota holds them back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One line. `salt`: hexadecimal, empty for somebody who was erased."""

    token: str
    household: str
    salt: str
    values: Mapping[str, str]


class OpeningsUnreadable(ValueError):
    """The file is no file of openings; the message says where it departs from one."""


def openings_file(openings: Iterable[Opening], *, features: Sequence[str]) -> bytes:
    """The file, with a column for each of `features`; the same openings give the same bytes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([*FIXED, *features])
    for one in sorted(openings, key=lambda opening: opening.token):
        values = [one.values.get(feature, "") for feature in features]
        writer.writerow([one.token, one.household, one.salt, *values])
    return out.getvalue().encode("utf-8-sig")


def read_openings(data: bytes) -> list[Opening]:
    """The lines of a file, in its order. Errors: OpeningsUnreadable."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OpeningsUnreadable("it is not UTF-8 text") from error
    header, *rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";")) or [[]]
    if tuple(header[: len(FIXED)]) != FIXED:
        raise OpeningsUnreadable(f"its first line does not begin with {';'.join(FIXED)}")
    features = header[len(FIXED) :]
    found = []
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise OpeningsUnreadable(f"line {number} has {len(row)} cells for {len(header)} titles")
        token, household, salt, *values = row
        found.append(
            Opening(
                token=token,
                household=household,
                salt=salt,
                values=dict(zip(features, values, strict=True)),
            )
        )
    return found


def instance_of(
    quotas: Iterable[Quota],
    people: Iterable[tuple[str, Mapping[str, str], str]],
    *,
    seats: int,
) -> Instance:
    """The instance that a draw works on. `people`: (id, values, household).

    A value that no quota names (or none given) counts under a quota that holds nobody back.
    """
    named = tuple(quotas)
    features = list(dict.fromkeys(quota.feature for quota in named))
    known = {(quota.feature, quota.value) for quota in named}
    respondents = [
        Respondent(
            id=one,
            values={feature: values.get(feature) or NOT_SAID for feature in features},
            household=household or None,
        )
        for one, values, household in people
    ]
    free = {
        (feature, value)
        for person in respondents
        for feature, value in person.values.items()
        if (feature, value) not in known
    }
    open_ = [
        Quota(feature=feature, value=value, minimum=0, maximum=seats)
        for feature, value in sorted(free)
    ]
    return Instance(quotas=(*named, *open_), respondents=tuple(respondents), seats=seats)
