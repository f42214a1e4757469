"""The ranked reserve and replacements."""

import hashlib
from collections.abc import Sequence

import pytest
from sortition_cases import town

from alienor.cores.sortition import (
    Instance,
    Quota,
    Respondent,
    SortitionInvalid,
    breaches,
    deal,
    panels_text,
    rank_reserve,
    ranked,
    read_panels,
    replacement,
    replay,
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


def test_alternates_are_neither_on_the_panel_nor_housemates_and_come_first() -> None:
    instance = town(people=140, seats=60)
    dealt = deal(instance, method="leximin", seed=SEED, panels=100)
    again = deal(instance, method="leximin", seed=SEED, panels=100)
    assert dealt.alternates == again.alternates
    people = instance.by_id()
    for panel, ready in zip(dealt.lottery.panels, dealt.alternates, strict=True):
        assert len(ready) == 12
        homes = [people[one].household for one in (*panel, *ready) if people[one].household]
        assert len(set(homes)) == len(homes)
        assert not set(panel) & set(ready)
    found = replay(
        panels=dealt.lottery.text,
        balls=(4, 2),
        pool=people,
        alternates=panels_text(dealt.alternates),
    )
    assert set(found.reserve[:12]) == set(dealt.alternates[42])
    assert sorted((*found.panel, *found.reserve)) == sorted(people)


def test_alternates_keep_more_quotas_than_as_many_people_by_lot() -> None:
    instance = town(people=300, seats=60, slack=1)
    dealt = deal(instance, method="leximin", seed=SEED, panels=100)
    people = instance.by_id()

    def beyond(number: int, ready: Sequence[str]) -> int:
        panel = set(dealt.lottery.panels[number])
        left = list(ready)
        for one in sorted(panel)[number % 7 :: 7]:
            found = replacement(instance=instance, panel=panel, leaving=one, reserve=left)
            panel.discard(one)
            if found.person:
                panel.add(found.person)
                left.remove(found.person)
        return sum(one.amount for one in breaches(instance, [people[one] for one in panel]))

    chosen = by_lot = 0
    for number in range(0, 100, 4):
        others = set(people) - set(dealt.lottery.panels[number])
        chosen += beyond(number, dealt.alternates[number])
        by_lot += beyond(number, ranked(others, seed=SEED)[:12])
    assert chosen < by_lot / 2


def test_where_nobody_is_left_there_are_no_alternates() -> None:
    dealt = deal(
        Instance(quotas=(), respondents=PEOPLE[:3], seats=4), method="leximin", seed=SEED, panels=10
    )
    assert set(dealt.alternates) == {()}
    text = panels_text(dealt.alternates)
    assert text.startswith("0\n1\n")
    assert read_panels(text, empty=True) == dealt.alternates
    with pytest.raises(SortitionInvalid):
        read_panels(text)
