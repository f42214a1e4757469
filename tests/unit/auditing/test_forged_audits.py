"""What a city that holds its own key makes of a draw so that `verify` holds: the audit finds it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.unit.auditing.forging import KEPT, Forgery, digest
from tests.unit.auditing.test_forged_draws import Bend, bent, certified, draws, replaced

from alienor.auditing import audit_bundle
from alienor.auditing.audit import check_quotas
from alienor.auditing.bundles import BundleBroken, read_bundle
from alienor.auditing.opened import read_audit
from alienor.auditing.recertified import check_certificate
from alienor.cores.beacon import QUICKNET, check_round
from alienor.cores.sortition import gini, panels_text, read_panels, replay
from alienor.cores.sortition.openings import read_openings

OPENINGS = (KEPT / "openings-3.csv").read_bytes()


@pytest.fixture
def forgery(tmp_path: Path) -> Forgery:
    return Forgery(tmp_path / "bundle", KEPT / "bundle-3.zip")


def audited(forgery: Forgery, number: int | None = None) -> dict[str, tuple[bool | None, str]]:
    """What the audit says, `verify` having found nothing."""
    assert forgery.failures() == []
    checks = audit_bundle(forgery.folder, OPENINGS, number=number)
    return {check.name: (check.holds, check.detail) for check in checks}


def test_what_was_not_bent_is_computed_again(forgery: Forgery) -> None:
    checks = audited(forgery)
    assert [name for name, (holds, _) in checks.items() if not holds] == ["profiles"]
    said = checks["certificate"][1]
    assert "chances from 0.400000 to 0.400000, inequality 0.000000, 6 kinds of people" in said
    assert "5 figures of the published portrait" in checks["portrait"][1]


@pytest.mark.parametrize(
    ("bend", "check", "said"),
    [
        (certified(2, types=7), "certificate", "counts 7 kinds of people, and the answers make 6"),
        (certified(2, rounding_loss="0.100000"), "certificate", "largest change by numbering 0.1"),
        (
            certified(2, rounding_loss="0.100000", gini="0.050000"),
            "certificate",
            "inequality (Gini) 0.050000, computed again 0.000000",
        ),
        (
            certified(2, rounding_loss="0.100000", highest="0.500000"),
            "certificate",
            "highest chance 0.500000, computed again 0.400000",
        ),
        (
            certified(
                2, rounding_loss="0.100000", lowest="0.300000", upper_bound="0.300000", proof="cuts"
            ),
            "certificate",
            "nobody could give everyone more than 0.300000: a mix of panels gives 0.400000",
        ),
        (
            certified(2, rounding_loss="0.100000", lowest="0.300000", upper_bound="0.300000"),
            "bound",
            "by the linear program alone, which gives 0.400000",
        ),
        (
            replaced("data/portraits.csv", ",10,suppressed", ",10,6"),
            "portrait",
            "the portrait says 6 for age under_30 (panel)",
        ),
        (
            replaced("data/portraits.csv", ",15,", ",16,"),
            "portrait",
            "says 16 for sex woman (pool)",
        ),
        (
            replaced("data/portraits.csv", ",52.1,", ",60,"),
            "portrait",
            "beside a census of 60, the quotas say 52.1",
        ),
    ],
)
def test_what_only_answers_tell_is_computed_again(
    forgery: Forgery, bend: Bend, check: str, said: str
) -> None:
    bend(forgery)
    holds, detail = audited(forgery)[check]
    assert holds is False
    assert said in detail


def test_a_list_mixes_no_more_compositions_than_were_mixed(forgery: Forgery) -> None:
    forgery.write()
    seen = read_audit(read_bundle(forgery.folder), OPENINGS)
    women = [token for token, one in seen.openings.items() if one.values["sex"] == "woman"]
    other = tuple(sorted(women)[: len(seen.panels[0])])
    with pytest.raises(BundleBroken, match="the list mixes 2 compositions, and the certificate"):
        check_certificate(replace(seen, panels=(other, *seen.panels[1:])))


def favoured(forgery: Forgery) -> None:
    """One man sits in the place of another, of the same age, wherever he is not yet; the list, the
    chances, the certificate, the balls' panel and its reserve all follow."""
    first: dict[tuple[str, ...], str] = {}
    for one in read_openings(OPENINGS):
        other = first.setdefault(tuple(sorted(one.values.items())), one.token)
        if other != one.token:
            friend, loser = other, one.token
            break
    folder, draw = "draws/2", draws(forgery)[1]
    panels = read_panels(forgery.files[f"{folder}/panels.txt"].decode())
    bent_ = tuple(
        tuple(sorted({*panel, friend} - {loser}))
        if loser in panel and friend not in panel
        else panel
        for panel in panels
    )
    on = Counter(token for panel in bent_ for token in panel)
    tokens = sorted({row.split(",")[0] for row in chances_of(forgery)[1:]})
    rows = ["token,chance", *(f"{token},{on[token] / 1000:.3f}" for token in tokens), ""]
    forgery.files[f"{folder}/chances.csv"] = "\r\n".join(rows).encode()
    forgery.files[f"{folder}/panels.txt"] = panels_text(bent_).encode()
    ready = forgery.files[f"{folder}/alternates.txt"].decode().splitlines()
    forgery.files[f"{folder}/alternates.txt"] = "".join(
        " ".join(one for one in line.split(" ") if one not in {friend, loser}) + "\n"
        for line in ready
    ).encode()
    certified(2, rounding_loss="0.400000")(forgery)
    held = forgery.entry("draw_held", draw)["act"]
    found = replay(
        panels=panels_text(bent_),
        balls=held["balls"],
        pool=tokens,
        alternates=forgery.files[f"{folder}/alternates.txt"].decode(),
        beacon=check_round(QUICKNET, 657_413, held["beacon_signature"]),
    )
    held["panel"], held["reserve"] = (
        digest("".join(f"{one}\n" for one in some).encode())
        for some in (found.panel, found.reserve)
    )
    alternates = forgery.files[f"{folder}/alternates.txt"].decode().splitlines()[found.number]
    forgery.json(
        f"{folder}/transcript.json",
        panel=list(found.panel),
        reserve=list(found.reserve),
        alternates=alternates.split(" ")[1:],
    )
    for act in forgery.all("panel_replaced", draw):
        act["edition"] = "autre"
    for act in forgery.all("seat_offered")[12:14]:
        act["edition"] = "autre"


def chances_of(forgery: Forgery) -> list[str]:
    return forgery.files["draws/2/chances.csv"].decode().split("\r\n")[:-1]


def test_a_list_that_favours_somebody_does_not_hide_behind_its_rounding(forgery: Forgery) -> None:
    favoured(forgery)
    checks = audited(forgery)
    assert "give or take the 0.4000 that numbering changes" in forgery.said("draws")
    assert checks["chances"][0] is False
    seen = read_audit(read_bundle(forgery.folder), OPENINGS)
    with pytest.raises(
        BundleBroken, match=r"numbering moved somebody's chance by 0\..*is favoured$"
    ):
        check_certificate(seen)


def test_a_proof_that_is_given_up_excuses_no_list(forgery: Forgery) -> None:
    """Whoever bends the list may have its certificate say what is so, and prove nothing."""
    favoured(forgery)
    chances = np.array([float(row.partition(",")[2]) for row in chances_of(forgery)[1:]])
    told = {"lowest": chances.min(), "highest": chances.max(), "gini": gini(chances)}
    certified(
        2,
        exact=False,
        proof="none",
        upper_bound="0.400000",
        **{name: f"{value:.6f}" for name, value in told.items()},
    )(forgery)
    checks = audited(forgery)
    assert "with no proof that none are fairer" in forgery.said("draws")
    holds, detail = checks["chances"]
    assert holds is False
    assert "582 panels more or less than each other: in turns, that is one at most" in detail
    seen = read_audit(read_bundle(forgery.folder), OPENINGS)
    with pytest.raises(BundleBroken, match=r"that the lowest chance is 0\.109000: leximin gives"):
        check_certificate(seen)
    certified(2, lowest="0.400000", rounding_loss="0.400000")(forgery)
    forgery.write()
    seen = read_audit(read_bundle(forgery.folder), OPENINGS)
    with pytest.raises(BundleBroken, match="the program proves that leximin gives other chances"):
        check_certificate(seen)


def test_fewer_seats_without_quotas_are_those_of_a_pool_kept_whole(forgery: Forgery) -> None:
    forgery.write()
    seen = read_audit(read_bundle(forgery.folder), OPENINGS)
    fewer = replace(seen, frozen=seen.frozen | {"seats": 11}, quotas=())
    with pytest.raises(BundleBroken, match="has 30 households for 12 seats: it was to be drawn"):
        check_quotas(fewer)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (",15,", ",suppressed,", "the portrait says suppressed for sex"),
        (",15,", ",-15,", "the portrait says -15 for sex"),
        (",15,", ",015,", "the portrait says 015 for sex"),
        (",15,", ",15.0,", "the portrait says 15.0 for sex"),
        ("2,sex,woman", "02,sex,woman", "of a draw that was never frozen: 02"),
        ("2,sex,woman", "1,sex,woman", "the portrait leaves out sex woman"),
        ("2,sex,woman", "2,sex,man", "the portrait says something twice"),
        ("2,sex,woman", "2,sex,women", "or made it up"),
    ],
)
def test_a_portrait_says_all_and_hides_what_may_be_hidden(
    forgery: Forgery, before: str, after: str, said: str
) -> None:
    replaced("data/portraits.csv", before, after)(forgery)
    schema = forgery.files["data/portraits.schema.json"].replace(b'"integer"', b'"string"')
    forgery.files["data/portraits.schema.json"] = schema
    holds, detail = audited(forgery)["portrait"]
    assert holds is False
    assert said in detail


def test_an_auditor_is_handed_no_more_people_than_the_pool(forgery: Forgery) -> None:
    bent(2, "draw_opened_to_auditor", people=31)(forgery)
    assert "opened to an auditor with other people than its pool" in forgery.failures()[0]


def test_the_draw_is_found_by_its_people_and_not_by_its_number_alone(forgery: Forgery) -> None:
    holds, detail = list(audited(forgery, number=1).values())[-1]
    assert holds is False
    assert "is in the file of openings and not in commitments.csv" in detail


def test_openings_of_another_draw_open_nothing(forgery: Forgery) -> None:
    said: dict[str, Any] = json.loads(forgery.files["draws/2/transcript.json"])
    other = OPENINGS.replace(said["panel"][0].encode(), b"zzzzzzzzzz")
    assert forgery.failures() == []
    *_, last = audit_bundle(forgery.folder, other)
    assert last.holds is False
