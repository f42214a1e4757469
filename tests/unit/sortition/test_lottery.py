"""The numbered panels, the balls, the replay, and randomness that anyone can write again."""

import hashlib
import struct
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sortition_cases import keeps_rules, town

from alienor.cores.sortition import (
    Instance,
    Lottery,
    Quota,
    Respondent,
    SortitionInvalid,
    Stream,
    balanced_draw,
    beacon_shift,
    chance_written,
    fair_distribution,
    numbered_panels,
    panel_index,
    panels_for,
    panels_text,
    read_panels,
    replay,
    seed_for,
    seed_from,
    simple_draw,
)

SEED = hashlib.sha256(b"pool").digest()


@pytest.fixture(scope="module")
def lottery() -> Lottery:
    return numbered_panels(fair_distribution(town(people=60, seats=30)), seed=SEED)


def code_of(refused: pytest.ExceptionInfo[SortitionInvalid]) -> str:
    return refused.value.faults[0].code


def test_the_chances_of_a_lottery_are_counted_on_its_panels(lottery: Lottery) -> None:
    distribution = fair_distribution(town(people=60, seats=30))
    counts = Counter(one for panel in lottery.panels for one in panel)
    loss = 0.0
    for person, chance in distribution.chances.items():
        assert lottery.chances[person] == counts[person] / 1000
        loss = max(loss, abs(counts[person] / 1000 - chance))
    assert lottery.rounding_loss == loss < 0.01
    assert lottery.lowest >= distribution.lowest - lottery.rounding_loss
    assert list(lottery.panels) == sorted(lottery.panels)


def test_people_of_one_type_share_its_chance() -> None:
    instance = town(people=60, seats=30)
    people = tuple(replace(p, household=None) for p in instance.respondents)
    twins = tuple(replace(p, id=f"{p.id}b") for p in people[:30])
    distribution = fair_distribution(replace(instance, respondents=(*people[:30], *twins)))
    lottery = numbered_panels(distribution, seed=SEED)
    for person in people[:30]:
        gap = abs(lottery.chances[person.id] - lottery.chances[f"{person.id}b"])
        assert gap <= 1 / 1000 + 1e-12


def test_the_seed_decides_whose_turn_it_is_within_a_type() -> None:
    people = tuple(Respondent(id=f"p{k:02}", values={"x": "ab"[k % 2]}) for k in range(30))
    quotas = tuple(Quota(feature="x", value=v, minimum=5, maximum=5) for v in "ab")
    distribution = fair_distribution(Instance(quotas=quotas, respondents=people, seats=10))
    assert distribution.certificate.types == 2
    first = numbered_panels(distribution, seed=SEED)
    assert numbered_panels(distribution, seed=SEED) == first
    assert numbered_panels(distribution, seed=bytes(32)).hash != first.hash
    assert len(set(first.panels)) > 990
    assert first.rounding_loss < 1 / 1000


@given(st.integers(0, 999))
def test_three_balls_number_a_panel(number: int) -> None:
    balls = [int(digit) for digit in f"{number:03}"]
    assert panel_index(balls) == number


def test_a_crowd_asks_for_four_balls() -> None:
    asked = [panels_for(people, seats=100) for people in (0, 76, 10_000, 10_001, 1_000_000)]
    assert asked == [1000, 1000, 1000, 10_000, 10_000]
    assert (chance_written(7, 1000), chance_written(7, 10_000)) == ("0.007", "0.0007")


def test_balls_that_number_nothing_are_refused() -> None:
    for balls, m, code in (
        ((1, 2), 1000, "number_of_balls"),
        ((1, 2, 10), 1000, "ball_not_a_digit"),
        ((1, -2, 1), 1000, "ball_not_a_digit"),
        ((1, 2, 3), 500, "number_of_panels"),
        ((), 1, "number_of_panels"),
    ):
        with pytest.raises(SortitionInvalid) as refused:
            panel_index(balls, m)
        assert code_of(refused) == code


def test_the_published_list_is_read_back_and_replayed(lottery: Lottery) -> None:
    instance = town(people=60, seats=30)
    pool = [person.id for person in instance.respondents]
    text = lottery.text
    assert text.startswith("000 ") and text.endswith("\n") and "\n999 " in text
    assert read_panels(text) == lottery.panels
    assert lottery.hash == hashlib.sha256(text.encode()).hexdigest()
    again = replay(panels=text, balls=(0, 4, 2), pool=pool, committed_hash=lottery.hash)
    assert again.number == 42
    assert again.panel == lottery.panels[42]
    assert keeps_rules(instance, again.panel)
    assert sorted((*again.panel, *again.reserve)) == sorted(pool)
    assert again.seed == seed_from(commitment=bytes.fromhex(lottery.hash), balls=(0, 4, 2))
    other = replay(panels=text, balls=(0, 4, 3), pool=pool)
    assert other.seed != again.seed


def test_a_list_that_was_touched_is_refused(lottery: Lottery) -> None:
    text = lottery.text
    with pytest.raises(SortitionInvalid) as refused:
        replay(panels=text.replace("p0001", "p9999"), balls=(1, 2, 3), committed_hash=lottery.hash)
    assert code_of(refused) == "hash_differs"
    ten = panels_text(lottery.panels[:10])
    for touched, code, line in (
        (ten.replace("\n3 ", "\n7 "), "panel_line", 4),
        (ten.replace(" p", "  p", 1), "panel_line", 1),
        (ten + "\n", "panels_end", 12),
        (ten[:-1], "panels_end", 10),
        (ten + "x", "panels_end", 11),
    ):
        with pytest.raises(SortitionInvalid) as refused:
            read_panels(touched)
        assert (code_of(refused), refused.value.faults[0].line) == (code, line)
    with pytest.raises(SortitionInvalid):
        read_panels("")


def test_randomness_follows_its_written_rules() -> None:
    commitment = bytes(range(32))
    seed = hashlib.sha256(b"alienor draw seed 1\n" + commitment + b"\n042\n").digest()
    assert seed_from(commitment=commitment, balls=(0, 4, 2)) == seed
    assert (
        seed_for(seed, "é")
        == hashlib.sha256(b"alienor draw use 1\n" + seed + "é".encode()).digest()
    )
    blocks = b"".join(hashlib.sha256(seed + struct.pack(">Q", i)).digest() for i in range(2))
    words = struct.unpack(">8Q", blocks)
    stream = Stream(seed)
    assert [stream.below(1000) for _ in range(8)] == [word % 1000 for word in words]
    assert Stream(seed).below(1) == 0
    assert sorted(Stream(seed).shuffled(range(50))) == list(range(50))
    with pytest.raises(ValueError):
        stream.below(0)
    with pytest.raises(SortitionInvalid) as refused:
        seed_from(commitment=b"short", balls=(1, 2, 3))
    assert code_of(refused) == "commitment_length"


BEACON = bytes.fromhex("fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd")


def test_a_beacon_follows_its_written_rules() -> None:
    use = hashlib.sha256(b"alienor draw use 1\n" + BEACON + b"beacon shift").digest()
    first = hashlib.sha256(use + bytes(8)).digest()[:8]
    for m in (10, 100, 1000, 10_000):
        assert beacon_shift(BEACON, m) == int.from_bytes(first, "big") % m
    commitment = bytes(range(32))
    written = b"alienor draw seed 1\n" + commitment + b"\n042\n" + BEACON + b"\n"
    seed = seed_from(commitment=commitment, balls=(0, 4, 2), beacon=BEACON)
    assert seed == hashlib.sha256(written).digest()
    for refused_call in (
        lambda: beacon_shift(BEACON[1:], 1000),
        lambda: seed_from(commitment=commitment, balls=(1, 2, 3), beacon=b""),
    ):
        with pytest.raises(SortitionInvalid) as refused:
            refused_call()
        assert code_of(refused) == "beacon_length"


@given(st.binary(min_size=32, max_size=32), st.sampled_from([10, 100, 1000, 10_000]))
def test_a_shift_moves_every_number_and_no_two_to_the_same(beacon: bytes, m: int) -> None:
    shift = beacon_shift(beacon, m)
    assert 0 <= shift < m
    width = len(str(m)) - 1
    numbers = range(0, m, max(1, m // 100))
    written = [[int(digit) for digit in f"{number:0{width}}"] for number in numbers]
    moved = [panel_index(balls, m, shift=shift) for balls in written]
    assert moved == [(number + shift) % m for number in numbers]
    assert len(set(moved)) == len(moved)


def test_shifts_are_as_likely_as_each_other() -> None:
    rounds = (hashlib.sha256(bytes([k % 256, k // 256])).digest() for k in range(6000))
    counts = Counter(beacon_shift(randomness, 10) for randomness in rounds)
    assert all(500 < counts[shift] < 700 for shift in range(10))


def test_a_draw_with_a_beacon_is_replayed_with_it(lottery: Lottery) -> None:
    facts = {"panels": lottery.text, "balls": (9, 9, 9), "pool": ["p0001", "p0002"]}
    without, with_it = replay(**facts), replay(**facts, beacon=BEACON)
    shift = beacon_shift(BEACON, 1000)
    assert (without.number, without.shift) == (999, 0)
    assert (with_it.number, with_it.shift) == (shift - 1, shift)
    assert with_it.panel == lottery.panels[shift - 1]
    commitment = bytes.fromhex(lottery.hash)
    assert with_it.seed == seed_from(commitment=commitment, balls=(9, 9, 9), beacon=BEACON)
    assert without.seed == seed_from(commitment=commitment, balls=(9, 9, 9))
    assert without.seed != with_it.seed


def test_numbers_are_as_likely_as_each_other() -> None:
    stream = Stream(bytes(32))
    counts = Counter(stream.below(6) for _ in range(6000))
    assert all(850 < counts[face] < 1150 for face in range(6))


def test_a_simple_draw_gives_everyone_the_same_chance() -> None:
    ids = [f"p{k}" for k in range(50)]
    draw = simple_draw(ids=ids, seats=20, seed=SEED)
    assert len(draw.selected) == 20
    assert sorted((*draw.selected, *draw.reserve)) == sorted(ids)
    assert set(draw.chances.values()) == {0.4}
    assert simple_draw(ids=ids[::-1], seats=20, seed=SEED) == draw
    assert simple_draw(ids=ids, seats=20, seed=bytes(32)) != draw
    for wrong, code in ((ids[:3], "too_few_candidates"), (ids + ids[:1], "duplicate_id")):
        with pytest.raises(SortitionInvalid) as refused:
            simple_draw(ids=wrong, seats=20, seed=SEED)
        assert code_of(refused) == code


def test_a_balanced_draw_mirrors_those_who_volunteer() -> None:
    people = [
        Respondent(id=f"p{k}", values={"sexe": "f" if k % 3 else "h", "âge": f"{k % 4}"})
        for k in range(48)
    ]
    draw = balanced_draw(people=people, seats=20, seed=SEED, balance=("sexe", "âge"))
    values = {person.id: person.values for person in people}
    assert len(draw.selected) == 20
    assert draw.relaxations == ()
    assert Counter(values[one]["sexe"] for one in draw.selected)["h"] in {6, 7}
    assert set(Counter(values[one]["âge"] for one in draw.selected).values()) == {5}
    assert set(draw.selected) | set(draw.reserve) == set(values)
    assert balanced_draw(people=people[::-1], seats=20, seed=SEED, balance=("âge", "sexe")) == draw
