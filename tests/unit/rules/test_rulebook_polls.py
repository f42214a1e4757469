"""Who votes, how many must be there, and what no rulebook and no derogation may allow."""

from __future__ import annotations

from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alienor.cores.rules import (
    Breach,
    Rulebook,
    breach_sentence,
    electorate_of,
    load_template,
    matter_of,
    parse_rulebook,
    poll_breaches,
    quorum_of,
    rests_on_presence,
    step_of_poll,
    substance_breach,
    template_names,
    template_text,
)
from alienor.cores.rules.breaches import breach_codes

RULES = load_template("poitiers-2022")
ENTITLED = parse_rulebook(
    template_text("poitiers-2022").replace('of = "seats"', 'of = "entitled"', 1), name="entitled"
)


FINAL = {
    "kind": "final_vote",
    "body": "assembly",
    "channels": ["paper"],
    "sessions_held": 4,
    "step": "final_vote",
    "under_way": ["final_vote"],
    "day_open": True,
}


def breaches(rulebook: Rulebook = RULES, **changed: Any) -> tuple[Breach, ...]:
    """What stands against a final vote held as the rules ask, but for what is `changed`."""
    return poll_breaches(rulebook, **(FINAL | changed))


def final_vote(**changed: Any) -> Breach | None:
    found = breaches(**changed)
    return found[0] if found else None


def test_residents_present_vote_and_the_rules_say_so_for_each_college() -> None:
    electorate = electorate_of(RULES, kind="final_vote")
    assert electorate.colleges == ("drawn", "volunteer")
    assert set(electorate.by_college) == {college.code for college in RULES.colleges}
    assert "Poitiers" in electorate.source


def test_the_final_vote_needs_a_third_of_the_fixed_seats() -> None:
    need = quorum_of(RULES, kind="final_vote", entitled=150)
    assert need is not None
    assert (need.people, need.base, need.of) == (34, 100, "seats")


def test_where_the_rules_ask_for_no_quorum_there_is_none() -> None:
    assert quorum_of(RULES, kind="amendment", entitled=150) is None


@given(entitled=st.integers(min_value=0, max_value=10_000))
def test_a_quorum_of_the_entitled_is_rounded_up(entitled: int) -> None:
    need = quorum_of(ENTITLED, kind="final_vote", entitled=entitled)
    assert need is not None
    assert need.people == ceil(entitled / 3)


def test_a_final_vote_after_four_sessions_on_paper_may_open() -> None:
    assert final_vote() is None


def test_a_final_vote_waits_for_the_four_sessions() -> None:
    breach = final_vote(sessions_held=3)
    assert breach is not None
    assert breach.code == "sessions_missing"
    assert breach.absolute


def test_a_secret_vote_is_never_held_on_an_open_channel() -> None:
    breach = final_vote(channels=["paper", "electronic_open"])
    assert breach is not None
    assert breach.code == "secret_on_open_channel"


def test_a_channel_that_the_rules_do_not_allow_is_a_breach() -> None:
    breach = final_vote(
        kind="amendment", channels=["roll_call"], step="session_2", under_way=["session_2"]
    )
    assert breach is not None
    assert breach.code == "channel_not_allowed"


def test_a_poll_belongs_to_its_step() -> None:
    breach = final_vote(step="session_4", under_way=["session_4"])
    assert breach is not None
    assert breach.code == "wrong_step"


def test_a_poll_waits_for_one_of_its_steps_to_be_open() -> None:
    breach = final_vote(under_way=["council"])
    assert breach is not None
    assert (breach.code, breach.absolute) == ("step_not_open", False)
    undated = final_vote(kind="amendment", channels=["hands"], step="", under_way=[])
    assert undated is not None
    assert undated.params["step"] == ("session_2", "session_3", "session_4")


def test_a_poll_is_held_at_the_step_under_way_that_its_rules_name() -> None:
    def step(drafted: str, *under_way: str) -> str:
        return step_of_poll(RULES, kind="amendment", drafted=drafted, under_way=under_way)

    assert step("session_2", "session_2", "testing") == "session_2"
    assert step("session_2", "session_3", "testing") == "session_3"
    assert step("session_2", "testing") == "session_2"
    assert step("testing", "testing") == "testing"


def test_what_counts_on_presence_waits_for_an_open_day() -> None:
    assert rests_on_presence(RULES, kind="final_vote")
    assert not rests_on_presence(RULES, kind="group_indicative")
    breach = final_vote(day_open=False)
    assert breach is not None
    assert (breach.code, breach.absolute) == ("no_open_day", False)


@pytest.mark.parametrize(
    ("given", "then"),
    [
        ('quorum = { fraction = "1/3", of = "seats" }', ""),
        ('majority = { fraction = "1/2", strict = true, base = "present" }', "majority"),
    ],
)
def test_a_quorum_or_a_majority_of_those_present_rests_on_presence(given: str, then: str) -> None:
    text = template_text("poitiers-2022")
    head, _kind, kind = text.partition("[poll.committee_indicative]")
    if then:
        kind = kind.replace(
            'majority = { fraction = "1/2", strict = true, base = "expressed" }', given, 1
        )
    else:
        kind = kind.replace('tie = "rejected"', f'{given}\ntie = "rejected"', 1)
    changed = parse_rulebook(f"{head}[poll.committee_indicative]{kind}", name="essai")
    assert rests_on_presence(changed, kind="committee_indicative")


def test_a_kind_of_poll_says_what_its_result_changes() -> None:
    assert {poll.code: matter_of(RULES, kind=poll.code) for poll in RULES.polls} == {
        "shortlist": "topics",
        "choose_subject": "topics",
        "arbitration": "proposal",
        "options_kept": "proposals",
        "option_chosen": "proposals",
        "amendment": "amendment",
        "final_vote": "final_text",
        "indicative": None,
        "group_indicative": None,
        "committee_indicative": None,
    }


def test_a_poll_belongs_to_its_body() -> None:
    breach = final_vote(kind="indicative", body="proposition_group", channels=["hands"])
    assert breach is not None
    assert (breach.code, breach.absolute) == ("wrong_body", False)


@pytest.mark.parametrize("name", template_names())
def test_a_proposition_group_cannot_hold_a_decisive_poll(name: str) -> None:
    rulebook = load_template(name)
    for poll in rulebook.polls:
        found = breaches(rulebook, kind=poll.code, body="proposition_group", channels=poll.channels)
        if poll.decisive:
            breach = found[0]
            assert (breach.code, breach.absolute) == ("body_takes_no_decision", True)
            assert breach.article == "5"


@pytest.mark.parametrize("kind", ["shortlist", "choose_subject"])
def test_the_subject_is_chosen_at_its_session_and_nowhere_else(kind: str) -> None:
    facts = {"kind": kind, "channels": ["hands"], "sessions_held": 0}
    for step, under_way in (("session_2", "session_2"), ("session_1", "session_2")):
        found = breaches(**facts, step=step, under_way=[under_way])
        assert [breach.absolute for breach in found] == [True]
    assert not breaches(**facts, step="session_1", under_way=["session_1"])


@pytest.mark.parametrize("name", template_names())
def test_the_methodology_committee_touches_no_substance(name: str) -> None:
    breach = substance_breach(load_template(name), body="methodology_committee")
    assert breach is not None
    assert breach.absolute
    said = breach_sentence(load_template(name), breach, language="fr")
    assert said.endswith("Aucune dérogation n'est possible.")


def test_the_proposition_group_works_on_the_substance() -> None:
    assert substance_breach(RULES, body="proposition_group") is None


def test_the_committee_may_poll_itself_on_method_alone() -> None:
    held = {"channels": ["hands"], "sessions_held": 0, "body": "methodology_committee"}
    assert not breaches(kind="committee_indicative", **held, day_open=False)
    found = breaches(kind="indicative", **held)
    assert [breach.code for breach in found] == ["body_touches_no_substance", "wrong_body"]
    assert found[0].absolute


def test_an_absolute_refusal_is_told_before_all_others() -> None:
    found = breaches(
        body="proposition_group",
        channels=["hands"],
        sessions_held=0,
        step="session_1",
        day_open=False,
    )
    assert [breach.absolute for breach in found] == [True, True, False, False, False, False]
    assert {breach.code for breach in found} < set(breach_codes())
    for breach in found:
        french = breach_sentence(RULES, breach, language="fr")
        english = breach_sentence(RULES, breach, language="en")
        assert "{" not in french + english
        assert f"article {breach.article}" in french
        assert f"article {breach.article}" in english


def test_a_quorum_may_be_counted_on_one_college() -> None:
    text = template_text("poitiers-2022").replace('of = "seats"', 'of = "drawn"', 1)
    need = quorum_of(parse_rulebook(text, name="drawn"), kind="final_vote", entitled=10)
    assert need is not None
    assert (need.people, need.of) == (34, "drawn")


@pytest.mark.parametrize("name", template_names())
def test_every_group_poll_is_open_to_the_members_seated(name: str) -> None:
    rulebook = load_template(name)
    for kind in ("group_indicative", "committee_indicative"):
        by_college = electorate_of(rulebook, kind=kind).by_college
        assert set(by_college.values()) == {"seated", "none"}
