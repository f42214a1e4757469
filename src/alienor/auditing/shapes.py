"""What the acts of a draw hold: the fields of each version, and what each field may be.

Written again here from `docs/acts.md`, on purpose: a verifier believes no code of the site.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from alienor.auditing.bundles import broken

Shape = Callable[[object], bool]
SHA256 = re.compile(r"[0-9a-f]{64}")
CODE = re.compile(r"alienor [0-9][a-z0-9]*([-+.][a-z0-9]+)*")
"""Name and version of the program, as packages of Python are numbered. There is one way to read a
text by it, however long: with several, a forged version would keep whoever checks it for years."""


def is_count(value: object) -> bool:
    """Whether it is a whole number from 0 on; true and false are none."""
    return type(value) is int and value >= 0


def is_digit(value: object) -> bool:
    """Whether it is the number of a ball."""
    return type(value) is int and 0 <= value <= 9


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def is_digest(value: object) -> bool:
    """Whether it is a SHA-256 in small hexadecimal digits."""
    return isinstance(value, str) and SHA256.fullmatch(value) is not None


def _is_code(value: object) -> bool:
    return isinstance(value, str) and CODE.fullmatch(value) is not None


def _are_digits(value: object) -> bool:
    return isinstance(value, list) and all(is_digit(one) for one in value)


def _is_reading(value: object) -> bool:
    """Balls as they were read, a digit each."""
    return isinstance(value, str) and value.isascii() and value.isdigit()


def _are_two(value: object) -> bool:
    """Two witnesses, by what they are."""
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(one, str) and one.strip() for one in value)
    )


def _is_how(value: object) -> bool:
    return value in ("drawn_again", "read_again")


_DRAW: dict[str, Shape] = {"draw": _is_name}
_FROZEN_FIRST: dict[str, Shape] = {
    **_DRAW,
    "number": is_count,
    "body": _is_name,
    "seats": is_count,
    "pool": is_count,
    "everyone_kept": _is_flag,
    "quotas": is_digest,
    "commitments": is_digest,
    "panels": is_digest,
    "panel_count": is_count,
    "balls": is_count,
    "method": _is_name,
    "code": _is_code,
    "announced": is_digest,
}
_HELD_FIRST: dict[str, Shape] = {
    **_DRAW,
    "balls": _are_digits,
    "panel_number": is_count,
    "panel": is_digest,
    "reserve": is_digest,
    "witnesses": _are_two,
}
_BOUNDS = ("minimum_before", "maximum_before", "minimum", "maximum")
SHAPES: Mapping[str, Mapping[str, Shape]] = {
    "draw_prepared/1": {
        **_DRAW,
        "number": is_count,
        "body": _is_name,
        "seats": is_count,
        "quotas": is_count,
    },
    "quota_changed/1": {
        **_DRAW,
        "feature": _is_name,
        "value": _is_name,
        **dict.fromkeys(_BOUNDS, is_count),
        "reason": is_digest,
    },
    "draw_frozen/1": _FROZEN_FIRST,
    "draw_frozen/2": {
        **_FROZEN_FIRST,
        "alternates": is_digest,
        "certificate": is_digest,
        "beacon": _is_name,
        "beacon_round": is_count,
    },
    "ball_drawn/1": {**_DRAW, "place": is_count, "digit": is_digit},
    "readings_differ/1": {**_DRAW, "first": _is_reading, "second": _is_reading},
    "balls_cleared/1": {**_DRAW, "reason": is_digest},
    "balls_cleared/2": {**_DRAW, "then": _is_how, "reason": is_digest},
    "beacon_postponed/1": {
        **_DRAW,
        "beacon_round_before": is_count,
        "beacon_round": is_count,
        "reason": is_digest,
    },
    "draw_held/1": _HELD_FIRST,
    "draw_held/2": {**_HELD_FIRST, "beacon_signature": _is_name, "shift": is_count},
    "draw_held_on_paper/1": {**_DRAW, "held_at": _is_name},
    "draw_published/1": {**_DRAW, "sha256": is_digest},
    "draw_annulled/1": {**_DRAW, "reason": is_digest},
    "panel_replaced/1": {
        **_DRAW,
        "leaving": _is_name,
        "arriving": _is_name,
        "rank": is_count,
        "passed": is_count,
        "code": _is_name,
        "beyond": is_count,
    },
    "draw_opened_to_auditor/1": {
        **_DRAW,
        "function": _is_text,
        "reason": is_digest,
        "people": is_count,
        "sha256": is_digest,
    },
    "draw_list_withdrawn/1": {**_DRAW, "panels": is_digest},
}
MAY_BE_ABSENT = {
    "draw_frozen/2": {"beacon", "beacon_round"},
    "draw_held/2": {"beacon_signature"},
    "panel_replaced/1": {"arriving", "rank"},
}


def check_shape(number: int, kind: str, act: Mapping[str, Any]) -> None:
    """An act of a draw has its fields, each what it may be, and no other. Errors: BundleBroken."""
    if kind not in SHAPES:
        raise broken(
            "entry {entry} is of a type that this version does not know, {kind}: take a newer one",
            entry=number,
            kind=kind,
        )
    fields = SHAPES[kind]
    wanted = set(fields) - MAY_BE_ABSENT.get(kind, set())
    wrong = sorted((wanted - set(act)) | (set(act) - set(fields)))
    wrong = wrong or [name for name, value in act.items() if not fields[name](value)]
    if wrong:
        raise broken(
            "entry {entry}: {field} of {kind} is not what such an act holds",
            entry=number,
            field=wrong[0],
            kind=kind.partition("/")[0],
        )
