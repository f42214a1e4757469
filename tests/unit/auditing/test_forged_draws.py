"""A city that holds its own key bends a draw, signs again, and `verify` says where."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.unit.auditing.forging import KEPT, Forgery

from alienor.cores.beacon import QUICKNET
from alienor.cores.transparency.canonical import canonical_json

Bend = Callable[[Forgery], Any]


@pytest.fixture
def forgery(tmp_path: Path) -> Forgery:
    """Three draws: one annulled after its balls, one with a beacon, one of a group."""
    return Forgery(tmp_path / "bundle", KEPT / "bundle-3.zip")


def draws(forgery: Forgery) -> list[str]:
    """Their references, in order."""
    return [one["act"]["draw"] for one in forgery.all("draw_prepared")]


def bent(draw: int, kind: str, /, **changes: Any) -> Bend:
    """The first act of a type, of one draw, says something else."""

    def bend(forgery: Forgery) -> None:
        forgery.entry(kind, draws(forgery)[draw - 1])["act"].update(changes)

    return bend


def without(number: int, kind: str) -> Bend:
    return lambda forgery: forgery.withdraw(kind, draws(forgery)[number - 1])


def moved(number: int, kind: str, before: str) -> Bend:
    """An act stands before another one of its draw."""

    def bend(forgery: Forgery) -> None:
        draw = draws(forgery)[number - 1]
        entry = forgery.entry(kind, draw)
        forgery.entries.pop(forgery.place(entry))
        place = forgery.place(forgery.entry(before, draw))
        entry["at"] = forgery.entries[place]["at"]
        forgery.entries.insert(place, entry)

    return bend


def again(number: int, kind: str, /, **changes: Any) -> Bend:
    """An act comes a second time, right after the first."""

    def bend(forgery: Forgery) -> None:
        entry = forgery.entry(kind, draws(forgery)[number - 1])
        copy = json.loads(json.dumps(entry))
        copy["act"] |= changes
        forgery.entries.insert(forgery.place(entry) + 1, copy)

    return bend


def dated(number: int, kind: str, at: str) -> Bend:
    def bend(forgery: Forgery) -> None:
        forgery.entry(kind, draws(forgery)[number - 1])["at"] = at

    return bend


def replaced(path: str, before: str, after: str) -> Bend:
    """A file says something else; whatever names it by its hash follows."""

    def bend(forgery: Forgery) -> None:
        text = forgery.files[path].decode()
        assert before in text
        forgery.files[path] = text.replace(before, after, 1).encode()

    return bend


def certified(number: int, /, **changes: Any) -> Bend:
    """The certificate says something else, in its file and in the record."""

    def bend(forgery: Forgery) -> None:
        said = forgery.json(f"draws/{number}/certificate.json", **changes)
        path = f"draws/{number}/transcript.json"
        if path in forgery.files:
            forgery.json(path, certificate=said)

    return bend


def test_what_was_not_bent_holds_and_says_what_happened(forgery: Forgery) -> None:
    assert forgery.failures() == []
    said = forgery.said("draws")
    for words in (
        "3 draw(s) frozen, 3 made again from the balls",
        "draw 1: balls 1 2 drawn again, reason: Une boule est tombée.",
        "draw 1 annulled after its balls, reason: L'urne était restée ouverte.",
        "draw 2: a later beacon announced, reason: La séance a du retard.",
        "draw 2: quotas as the rules give them, 1 moved in public",
        "draw 2: the pool is as many as agreed, 30",
        "draw 2: chances from 0.4000 to 0.4000, as certified",
        "draw 3: the pool is as many as agreed, 9",
        "that two people read the balls",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("bend", "said"),
    [
        (without(2, "draw_prepared"), "is of a draw that was never prepared"),
        (again(2, "draw_prepared"), "draw_prepared comes a second time"),
        (again(2, "draw_frozen"), "draw_frozen comes a second time"),
        (again(2, "draw_held"), "draw_held comes a second time"),
        (moved(2, "draw_held", "draw_frozen"), "draw_held comes out of its time: before the freeze"),
        (moved(2, "ball_drawn", "draw_frozen"), "out of its time: before the freeze"),
        (moved(2, "draw_published", "draw_held"), "out of its time: before the balls"),
        (moved(2, "panel_replaced", "draw_held"), "out of its time: before the balls"),
        (moved(2, "quota_changed", "ball_drawn"), "quota_changed comes out of its time"),
        (again(2, "draw_published"), "out of its time: after the end"),
        (dated(2, "draw_held", "2023-09-01T00:00:00Z"), "is dated before the act that it follows"),
        (bent(2, "draw_prepared", number=7), "draw 7 is prepared where draw 2 comes next"),
        (bent(2, "draw_frozen", number=3), "not frozen with the number and the body"),
        (bent(2, "draw_frozen", body="followup_group"), "not frozen with the number and the body"),
        (bent(2, "draw_prepared", seats=11), "prepared for 11 seats and frozen with 12"),
    ],
)  # fmt: skip
def test_the_acts_of_a_draw_come_in_their_order(forgery: Forgery, bend: Bend, said: str) -> None:
    bend(forgery)
    assert said in forgery.failures()[0]


@pytest.mark.parametrize(
    ("bend", "said"),
    [
        (moved(2, "beacon_postponed", "draw_held"), "a ball fell after the beacon was known"),
        (bent(2, "beacon_postponed", beacon_round_before=1), "the beacon was changed out of its"),
        (again(2, "beacon_postponed", beacon_round_before=657_413), "a round that is no later"),
        (bent(2, "draw_frozen", beacon_round=1), "round 1 of the beacon was known when"),
        (bent(2, "draw_frozen", beacon_round=0), "0"),
        (bent(2, "draw_frozen", beacon_round=2**53 - 1), "cannot exist"),
        (bent(2, "draw_frozen", beacon="0" * 64), "not a round of a chain that is known"),
        (bent(2, "beacon_postponed", beacon_round=658_613), "beacon was mixed in before it"),
        (without(2, "beacon_postponed"), "a ball fell after the beacon was known"),
        (bent(2, "draw_held", beacon_signature="ab"), "the beacon of draw 2"),
        (bent(2, "draw_held", shift=1), "the balls do not give this panel"),
        (bent(3, "draw_held", beacon_signature="ab"), "not the one that was announced"),
        (dated(2, "ball_drawn", "2023-09-15T14:06:50Z"), "a ball fell after the beacon was known"),
    ],
)
def test_a_beacon_is_announced_before_the_balls_and_nobody_knows_it_then(
    forgery: Forgery, bend: Bend, said: str
) -> None:
    bend(forgery)
    assert said in forgery.failures()[0]


def test_a_beacon_announced_after_the_balls_is_found(forgery: Forgery) -> None:
    """The freeze announced none; once balls have fallen, one is chosen that suits them."""
    act = forgery.entry("draw_frozen", draws(forgery)[1])["act"]
    del act["beacon"], act["beacon_round"]
    moved(2, "beacon_postponed", "draw_held")(forgery)
    assert "the beacon was changed out of its time" in forgery.failures()[0]


def test_balls_that_fall_once_the_beacon_is_known_are_found(forgery: Forgery) -> None:
    moment = QUICKNET.time_of(657_413).strftime("%Y-%m-%dT%H:%M:%SZ")
    for ball in forgery.all("ball_drawn", draws(forgery)[1]):
        ball["at"] = moment
    assert "a ball fell after the beacon was known" in forgery.failures()[0]
    for ball in forgery.all("ball_drawn", draws(forgery)[1]):
        ball["edition"] = "autre"  # all at once, then
    assert "were entered all at once, when the beacon was known" in forgery.failures()[0]


@pytest.mark.parametrize(
    ("bend", "said"),
    [
        (bent(2, "ball_drawn", digit=10), "digit of ball_drawn is not what such an act holds"),
        (bent(2, "ball_drawn", digit=True), "digit of ball_drawn is not what such an act holds"),
        (bent(2, "ball_drawn", digit="4"), "digit of ball_drawn is not what such an act holds"),
        (bent(2, "ball_drawn", digit=5), "the balls held are not the last ones read"),
        (again(2, "ball_drawn", digit=5), "not read in order, or one was entered again in silence"),
        (without(2, "ball_drawn"), "not read in order"),
        (without(1, "balls_cleared"), "not read in order"),
        (again(1, "balls_cleared"), "balls were cleared where none counted"),
        (bent(1, "balls_cleared", then="otherwise"), "then of balls_cleared is not what"),
        (bent(2, "draw_held", balls=[4, 0, 8]), "the balls held are not the last ones read"),
        (bent(2, "draw_held", balls=[4, 0]), "not as many balls as were announced"),
        (bent(2, "draw_held", balls=[4, 0, -7]), "balls of draw_held is not what such an act"),
        (bent(2, "draw_frozen", balls=4), "4 balls do not write the number of 1000 panels"),
        (bent(2, "draw_frozen", balls=9), "9 balls do not write the number of 1000 panels"),
        (bent(2, "draw_held", witnesses=["huissière"]), "witnesses of draw_held is not what"),
        (bent(2, "draw_held", witnesses=["huissière", " "]), "witnesses of draw_held is not what"),
        (bent(3, "draw_held_on_paper", held_at="2023-09-14T00:00:00+00:00"), "hour on paper"),
        (bent(3, "draw_held_on_paper", held_at="2023-09-15T16:00:00"), "hour on paper"),
        (bent(3, "draw_held_on_paper", held_at="hier"), "hour on paper"),
        (again(3, "draw_held_on_paper"), "the hour on paper does not follow the balls"),
    ],
)
def test_balls_are_those_announced_read_in_order_and_corrected_aloud(
    forgery: Forgery, bend: Bend, said: str
) -> None:
    bend(forgery)
    assert said in forgery.failures()[0]


@pytest.mark.parametrize(
    ("bend", "said"),
    [
        (bent(2, "draw_frozen", panel_count=999), "3 balls do not write the number of 999"),
        (bent(2, "draw_frozen", code="tirage maison"), "code of draw_frozen is not what"),
        (bent(2, "draw_frozen", code="alienor"), "code of draw_frozen is not what"),
        (bent(2, "draw_frozen", method="magic"), "there is no method of drawing magic"),
        (bent(2, "draw_frozen", pool=11), "frozen with more seats than people"),
        (bent(2, "draw_frozen", seats=13), "prepared for 12 seats and frozen with 13"),
        (bent(2, "draw_frozen", everyone_kept="no"), "everyone_kept of draw_frozen is not"),
        (bent(2, "draw_frozen", hidden=1), "hidden of draw_frozen is not what such an act holds"),
        (lambda one: one.entry("draw_frozen")["act"].pop("certificate"), "certificate of draw_"),
        (
            lambda one: one.entry("draw_held").update(type="draw_held/9"),
            "does not know, draw_held/9",
        ),
    ],
)
def test_an_act_of_a_draw_holds_what_such_an_act_holds(
    forgery: Forgery, bend: Bend, said: str
) -> None:
    bend(forgery)
    assert said in forgery.failures()[0]


@pytest.mark.parametrize(
    ("bend", "said"),
    [
        (certified(2, upper_bound="0.900000", exact=False, proof="none"), "above everybody's"),
        (certified(2, lowest="0.390000", exact=False, proof="none"), "says that the lowest chance"),
        (certified(2, lowest="0.390000"), "as equal as can be, and its lowest"),
        (certified(2, upper_bound="0.390000"), "is above its bound"),
        (certified(2, highest="0.700000"), "says that the highest chance is 0.700000"),
        (certified(2, highest="0.300000"), "lowest chance is above its highest"),
        (certified(2, gini="0.200000"), "inequality of chances (Gini) is 0.200000"),
        (certified(2, method="maximin"), "its method, maximin, is not the one frozen"),
        (certified(2, exact=False), "a proof that it does not name"),
        (certified(2, proof="none"), "a proof that it does not name"),
        (certified(2, proof="faith"), "holds no certificate"),
        (certified(2, types=31), "more kinds of people than there are people"),
        (certified(2, panels=0), "holds no certificate"),
        (certified(2, lowest="1e999"), "holds no certificate"),
        (certified(2, lowest="nan"), "holds no certificate"),
        (certified(2, gini="-0.000001"), "holds no certificate"),
        (certified(2, rounding_loss="9.000000"), "holds no certificate"),
        (certified(2, extra=1), "holds no certificate"),
        (certified(1, highest="0.700000"), "says that the highest chance is 0.700000"),
        (replaced("draws/2/chances.csv", ",0.400", ",0.401"), "does not follow from the panels"),
    ],
)
def test_a_certificate_says_what_the_chances_are(forgery: Forgery, bend: Bend, said: str) -> None:
    bend(forgery)
    assert said in forgery.failures()[0]


def test_a_chance_is_not_said_twice(forgery: Forgery) -> None:
    """Whoever reads the first line believes it; a program kept the last."""
    path = "draws/2/chances.csv"
    head, first, *rest = forgery.files[path].decode().split("\r\n")
    token = first.partition(",")[0]
    forgery.files[path] = "\r\n".join([head, f"{token},0.900", first, *rest]).encode()
    assert "chances.csv does not follow from the panels" in forgery.failures()[0]


@pytest.mark.parametrize(
    ("bend", "said"),
    [
        (replaced("draws/2/quotas.csv", ",5,8", ",0,12"), "sex woman is not what the rules give"),
        (replaced("draws/2/quotas.csv", "52.1", "50.0"), "values and census shares of the rules"),
        (replaced("draws/2/quotas.csv", "52.1,5,8", "52.1,8,5"), "line 5: this is no quota"),
        (replaced("draws/2/quotas.csv", "52.1,5,8", "52.1,5,1e9"), "line 5: this is no quota"),
        (replaced("draws/2/quotas.csv", "under_30", "under_31"), "values and census shares"),
        (replaced("draws/2/quotas.csv", "sex,man", "sex,woman"), "line 6: this is no quota"),
        (replaced("draws/2/quotas.csv", "minimum,maximum", "maximum,minimum"), "the columns are"),
        (without(2, "quota_changed"), "age under_30 is not what the rules give and the register"),
        (bent(2, "quota_changed", minimum_before=4), "did not have the bounds from which"),
        (bent(2, "quota_changed", value="over_90"), "did not have the bounds from which"),
        (bent(2, "draw_prepared", quotas=4), "holds 5 quotas, and 4 were prepared"),
        (lambda one: one.all("derogated")[-1].update(edition="autre"), ""),
    ],
)
def test_quotas_are_those_of_the_rules_moved_by_acts(
    forgery: Forgery, bend: Bend, said: str
) -> None:
    bend(forgery)
    assert said in forgery.failures()[0]


def test_a_quota_beyond_the_slack_has_its_derogation(forgery: Forgery) -> None:
    for entry in forgery.all("derogated"):
        if entry["act"]["breach"] == "quota_beyond_slack":
            entry["act"]["breach"] = "step_not_open"
    said = json.loads(forgery.files["data/edition.json"])
    for one in said["derogations"]:
        one["breach"] = one["breach"].replace("quota_beyond_slack", "step_not_open")
    forgery.files["data/edition.json"] = canonical_json(said) + b"\n"
    assert "a quota is moved beyond the slack of the rules" in forgery.failures()[0]


def test_seats_are_those_of_the_rules(forgery: Forgery) -> None:
    """Two seats fewer, in the rules that the draw cites: the forger wrote them anew."""
    text = forgery.files["rules/1.toml"].decode()
    start = text.index("[draw]\n")
    forgery.files["rules/1.toml"] = (
        text[:start] + text[start:].replace("seats = 12", "seats = 10", 1)
    ).encode()
    from tests.unit.auditing.forging import digest

    new = digest(forgery.files["rules/1.toml"])
    old = forgery.entry("rules_adopted")["act"]["sha256"]
    forgery.entries = json.loads(json.dumps(forgery.entries).replace(old, new))
    said = forgery.files["data/edition.json"].decode().replace(old, new)
    forgery.files["data/edition.json"] = said.encode()
    assert "prepared for 12 seats, and the rules in force say 10" in forgery.failures()[0]


def test_a_draw_cites_the_rules_in_force(forgery: Forgery) -> None:
    forgery.entry("draw_prepared")["rules"] = "0" * 64
    assert "does not cite the rules in force" in forgery.failures()[0]


def test_nobody_is_in_the_pool_who_did_not_agree(forgery: Forgery) -> None:
    forgery.withdraw("agreement_given")
    assert "a pool of 30 people, and the register tells of 29 who agreed" in forgery.failures()[0]


def test_who_agreed_and_is_not_in_the_pool_is_said(forgery: Forgery) -> None:
    forgery.withdraw("agreement_withdrawn")
    assert "draw 1: 31 agreed and 30 are in the pool" in forgery.said("draws")
    for entry in forgery.all("agreement_given"):
        entry["edition"] = "autre"
    assert "draw 1: no act tells who agreed to be among its 30 people" in forgery.said("draws")


def test_a_draw_that_does_not_please_is_annulled_before_the_next(forgery: Forgery) -> None:
    first, second, _ = draws(forgery)
    annulled = forgery.entry("draw_annulled", first)
    forgery.entries.pop(forgery.place(annulled))
    prepared = forgery.place(forgery.entry("draw_prepared", second))
    forgery.entries.insert(prepared + 1, annulled)
    assert (
        "draw 2 was prepared while draw 1, for the same seats, was neither published nor"
        in (forgery.failures()[0])
    )


def seats_of_the_first(forgery: Forgery, place: int) -> list[dict[str, Any]]:
    """Two seats offered after the balls of the first draw."""
    return [
        forgery.insert(place, "seat_offered", seat=f"forged{number}", body="assembly")
        for number in range(2)
    ]


def test_nobody_sits_by_a_draw_that_was_annulled(forgery: Forgery) -> None:
    first, second, _ = draws(forgery)
    place = forgery.place(forgery.entry("draw_annulled", first))
    offered = seats_of_the_first(forgery, place)
    assert "2 seat(s) offered by its balls still stood when another draw" in forgery.failures()[0]
    frozen = forgery.place(forgery.entry("draw_frozen", second))
    for one in offered:  # withdrawn in time, they are nobody's
        copy = json.loads(json.dumps(one)) | {"type": "mandate_ended/1"}
        copy["act"] = {
            "seat": one["act"]["seat"],
            "body": "assembly",
            "college": "drawn",
            "reason": forgery.entry("draw_annulled")["act"]["reason"],
        }
        forgery.entries.insert(frozen, copy)
    assert forgery.failures() == []


def test_nobody_is_seated_between_two_draws(forgery: Forgery) -> None:
    first, _, _ = draws(forgery)
    seats_of_the_first(forgery, forgery.place(forgery.entry("draw_annulled", first)) + 1)
    assert (
        "2 seat(s) were offered after it was annulled and before other balls"
        in (forgery.failures()[0])
    )


def test_more_seats_are_not_offered_than_the_lot_gave(forgery: Forgery) -> None:
    place = forgery.place(forgery.all("seat_offered")[-1])
    forgery.insert(place, "seat_offered", seat="forged", body="assembly", college="drawn")
    assert "1 seat(s) were offered to people whom neither the lot" in forgery.failures()[0]


@pytest.mark.parametrize(
    ("bend", "said"),
    [
        (bent(2, "panel_replaced", leaving="x"), "x was not on the panel"),
        (bent(2, "panel_replaced", arriving="x"), "x does not wait on the reserve"),
        (bent(2, "panel_replaced", rank=18), "does not have the rank that is said"),
        (again(2, "panel_replaced"), "was not on the panel"),
    ],
)
def test_whoever_is_called_waits_on_the_reserve(forgery: Forgery, bend: Bend, said: str) -> None:
    bend(forgery)
    assert said in forgery.failures()[0]


TRANSCRIPT = {
    "alternates": [],
    "announced": "0" * 64,
    "balls": [4, 0, 8],
    "beacon": None,
    "body": "conseil",
    "certificate": {},
    "code": "alienor 9.9.9",
    "draw": "x",
    "drawn_at": "2023-09-16T14:11:33+00:00",
    "everyone_kept": True,
    "format": "alienor-draw/1",
    "frozen_at": "2023-09-15T01:11:33+00:00",
    "method": "maximin",
    "number": 1,
    "panel": [],
    "panel_number": 407,
    "pool": 31,
    "reserve": [],
    "seats": 13,
    "shift": 0,
    "witnesses": ["maire", "adjointe"],
    "extra": 1,
}


@pytest.mark.parametrize("name", TRANSCRIPT)
def test_every_field_of_the_record_is_what_acts_and_files_say(forgery: Forgery, name: str) -> None:
    held = forgery.json("draws/2/transcript.json", **{name: TRANSCRIPT[name]})
    (said,) = forgery.failures()
    assert name in said or "does not hold the fields of a record" in said
    del held[name]
    forgery.files["draws/2/transcript.json"] = canonical_json(held) + b"\n"
    assert bool(forgery.failures()) == (name != "extra")


def test_every_field_of_the_record_is_tried(forgery: Forgery) -> None:
    held = json.loads(forgery.files["draws/2/transcript.json"])
    assert set(held) - set(TRANSCRIPT) == {"sha256"}


@pytest.mark.parametrize(
    "path",
    [
        "draws/1/transcript.json",
        "draws/2/note.txt",
        "draws/4/panels.txt",
        "draws/x",
        "draws/2/panels.txt.bak",
    ],
)
def test_a_file_that_no_act_is_about_is_refused(forgery: Forgery, path: str) -> None:
    forgery.files[path] = forgery.files["draws/2/transcript.json"]
    assert f"{path} does not stand where the register says" in forgery.failures()[0]


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize(
    "file",
    [
        "quotas.csv", "commitments.csv", "panels.txt", "alternates.txt", "certificate.json",
        "chances.csv", "transcript.json",
    ],
)  # fmt: skip
def test_no_file_of_a_draw_is_left_out(forgery: Forgery, number: int, file: str) -> None:
    if forgery.files.pop(f"draws/{number}/{file}", None) is not None:
        assert f"draws/{number}/{file} is missing" in forgery.failures()[0]


@pytest.mark.parametrize(
    ("bend", "said"),
    [
        (replaced("draws/2/commitments.csv", "token,", "Token,"), "the columns are not those"),
        (lambda one: twice(one), "commitments.csv does not hold the pool"),
    ],
)
def test_everybody_has_one_commitment_of_their_own(forgery: Forgery, bend: Bend, said: str) -> None:
    bend(forgery)
    assert said in forgery.failures()[0]


def twice(forgery: Forgery) -> None:
    """Two people with one commitment."""
    path = "draws/2/commitments.csv"
    head, first, second, *rest = forgery.files[path].decode().split("\r\n")
    second = f"{second.partition(',')[0]},{first.partition(',')[2]}"
    forgery.files[path] = "\r\n".join([head, first, second, *rest]).encode()


def test_alternates_that_are_on_the_panel_are_found(forgery: Forgery) -> None:
    panel = forgery.files["draws/2/panels.txt"].decode().split("\n")[0].split(" ")
    text = forgery.files["draws/2/alternates.txt"].decode().split("\n")
    forgery.files["draws/2/alternates.txt"] = "\n".join([f"000 {panel[1]}", *text[1:]]).encode()
    assert "alternates.txt does not hold alternates of these panels" in forgery.failures()[0]
