"""Canonical JSON: equal values, equal bytes; anything else is refused by its path."""

from __future__ import annotations

import enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alienor.cores.transparency.canonical import canonical_json, parse_canonical
from alienor.cores.transparency.errors import NotCanonical

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)


class Channel(enum.IntEnum):
    PAPER = 2


class Kind(enum.StrEnum):
    SECRET = "secret"


def test_keys_are_sorted_by_utf_16_units_as_the_rfc_shows() -> None:
    value = {
        "€": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "😀": "Emoji: Grinning Face",
        "\u0080": "Control",
        "ö": "Latin Small Letter O With Diaeresis",
    }
    assert list(parse_canonical(canonical_json(value))) == [
        "\r",
        "1",
        "\u0080",
        "ö",
        "€",
        "😀",
        "\ufb33",
    ]


def test_text_is_written_as_utf_8_with_the_shortest_escapes() -> None:
    assert canonical_json({"é": '\u20ac$\u000f\nA\'B"\\"/'}) == (
        '{"é":"€$\\u000f\\nA\'B\\"\\\\\\"/"}'.encode()
    )


@given(VALUES)
def test_what_is_written_is_read_back(value: object) -> None:
    assert parse_canonical(canonical_json(value)) == value


def test_an_enumeration_is_written_as_its_value() -> None:
    assert canonical_json({Kind.SECRET: Channel.PAPER}) == b'{"secret":2}'


def test_a_tuple_is_written_as_a_list() -> None:
    assert canonical_json((1, (2,))) == b"[1,[2]]"


@pytest.mark.parametrize(
    ("value", "code", "path"),
    [
        ({"a": [1, {"b": 0.5}]}, "float", "$.a[1].b"),
        ([float("nan")], "float", "$[0]"),
        ({"n": 2**53}, "integer_out_of_range", "$.n"),
        ({"n": -(2**53)}, "integer_out_of_range", "$.n"),
        ({"o": {1: "one"}}, "key_not_text", "$.o"),
        ({"t": "\ud800"}, "invalid_text", "$.t"),
        ({"b": b"bytes"}, "unsupported_type", "$.b"),
        ({"s": {1, 2}}, "unsupported_type", "$.s"),
        ({Kind.SECRET: 1, "secret ": 2, "x": object()}, "unsupported_type", "$.x"),
    ],
)
def test_a_value_without_canonical_form_is_refused_at_its_path(
    value: object, code: str, path: str
) -> None:
    with pytest.raises(NotCanonical) as refusal:
        canonical_json(value)
    assert (refusal.value.code, refusal.value.path) == (code, path)


def test_the_largest_safe_integers_are_accepted() -> None:
    assert canonical_json([2**53 - 1, -(2**53) + 1]) == b"[9007199254740991,-9007199254740991]"


def test_a_value_nested_too_deep_is_refused() -> None:
    value: list[object] = []
    for _ in range(100):
        value = [value]
    with pytest.raises(NotCanonical, match="too_deep"):
        canonical_json(value)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a": 1}', "not_in_canonical_form"),
        (b'{"b":1,"a":2}', "not_in_canonical_form"),
        (b'"\\u00e9"', "not_in_canonical_form"),
        (b"-0", "not_in_canonical_form"),
        (b"1\n", "not_in_canonical_form"),
        (b'{"a":1,"a":1}', "duplicate_key"),
        (b"1.0", "float"),
        (b"1e3", "float"),
        (b"NaN", "float"),
        (b"9007199254740992", "integer_out_of_range"),
        (b"9" * 5000, "invalid_json"),
        (b"[" * 100_000, "invalid_json"),
        (b"\xff", "invalid_json"),
        (b"\xef\xbb\xbf1", "invalid_json"),
        (b"", "invalid_json"),
        (b'"\\ud800"', "invalid_text"),
    ],
)
def test_bytes_that_are_not_canonical_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(NotCanonical) as refusal:
        parse_canonical(data)
    assert refusal.value.code == code
