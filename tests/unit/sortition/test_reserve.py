"""The ranked reserve and replacements."""

import hashlib

import pytest

from alienor.cores.sortition import (
    Instance,
    Quota,
    Respondent,
    SortitionInvalid,
    breaches,
    rank_reserve,
    replacement,
    seed_for,
    sentence,
)

SEED = bytes(32)


def person(name: str, sex: str, home: str | None = None) -> Respondent:
    return Respondent(id=name, values={"sexe": sex}, household=home)


PEOPLE = (
    person("aicha", "f"),
    person("bruno", "h", "rue A"),
    person("claire", "f"),
    person("driss", "h"),
    person("elodie", "f", "rue A"),
    person("farid", "h"),
    person("gwen", "f"),
)
INSTANCE = Instance(
    quotas=(
        Quota(feature="sexe", value="f", minimum=2, maximum=2),
        Quota(feature="sexe", value="h", minimum=2, maximum=2),
    ),
    respondents=PEOPLE,
    seats=4,
)
PANEL = ("aicha", "bruno", "claire", "driss")


def test_the_reserve_is_everyone_else_ranked_by_the_seed() -> None:
    reserve = rank_reserve(pool=[one.id for one in PEOPLE], panel=PANEL, seed=SEED)
    key = seed_for(SEED, "reserve")
    assert list(reserve) == sorted(
        ("elodie", "farid", "gwen"), key=lambda one: hashlib.sha256(key + one.encode()).digest()
    )


def test_the_first_who_keeps_the_quotas_replaces_and_the_others_know_why_not() -> None:
    found = replacement(
        instance=INSTANCE, panel=PANEL, leaving="aicha", reserve=("elodie", "farid", "gwen")
    )
    assert (found.person, found.code, found.breaches, found.before) == (
        "gwen", "keeps_quotas", (), (),
    )  # fmt: skip
    assert [(one.id, one.why) for one in found.passed] == [
        ("elodie", "household"),
        ("farid", "breach"),
    ]
    assert "gwen remplace aicha" in sentence(found, "fr")
    assert "gwen replaces aicha" in sentence(found, "en")
    assert "foyer" in sentence(found.passed[0], "fr")
    assert "would break a quota" in sentence(found.passed[1], "en")


def test_a_housemate_of_the_one_who_leaves_can_come() -> None:
    found = replacement(instance=INSTANCE, panel=PANEL, leaving="bruno", reserve=("elodie",))
    assert (found.person, found.code) == ("elodie", "least_breach")
    assert [(b.value, b.bound, b.limit, b.count, b.amount) for b in found.breaches] == [
        ("f", "maximum", 2, 3, 1),
        ("h", "minimum", 2, 1, 1),
    ]
    assert "« sexe : f » : 3 personnes pour un maximum de 2" in sentence(found, "fr").replace(
        "\u00a0", " "
    )
    assert "departs from them least" in sentence(found, "en")


def test_the_least_breach_is_chosen_where_nobody_keeps_all() -> None:
    found = replacement(
        instance=INSTANCE,
        panel=PANEL,
        leaving="aicha",
        reserve=("farid", "gwen"),
        declined=("gwen",),
    )
    assert (found.person, found.code, found.passed) == ("farid", "least_breach", ())
    other = Quota(feature="sexe", value="f", minimum=1, maximum=2)
    wider = Instance(quotas=(other, INSTANCE.quotas[1]), respondents=PEOPLE, seats=4)
    still = replacement(instance=wider, panel=PANEL, leaving="aicha", reserve=("farid",))
    assert [b.value for b in still.breaches] == ["h"]


def test_an_empty_reserve_leaves_the_seat_empty_and_says_what_is_missing() -> None:
    found = replacement(
        instance=INSTANCE, panel=PANEL, leaving="aicha", reserve=("gwen",), declined=("gwen",)
    )
    assert (found.person, found.code) == (None, "reserve_empty")
    assert [(one.id, one.why) for one in found.passed] == [("gwen", "declined")]
    assert [(b.value, b.count) for b in found.breaches] == [("f", 1)]
    assert "épuisée" in sentence(found, "fr")
    assert "empty" in sentence(found, "en")


def test_seats_still_empty_can_serve_a_minimum() -> None:
    present = [one for one in PEOPLE if one.id in {"bruno", "claire"}]
    assert breaches(INSTANCE, present) == ()
    assert len(breaches(INSTANCE, present, empty_seats=False)) == 2


def test_only_a_panel_member_is_replaced_by_a_respondent() -> None:
    for panel, leaving, reserve, code in (
        (PANEL, "gwen", (), "not_on_panel"),
        (PANEL, "aicha", ("karim",), "not_a_respondent"),
    ):
        with pytest.raises(SortitionInvalid) as refused:
            replacement(instance=INSTANCE, panel=panel, leaving=leaving, reserve=reserve)
        assert refused.value.faults[0].code == code
