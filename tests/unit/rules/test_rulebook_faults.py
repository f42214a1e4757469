"""A rulebook with faults is refused with all of them, each with its place and a way out."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alienor.cores.rules import (
    Fault,
    RulebookInvalid,
    fault_sentence,
    parse_rulebook,
    template_names,
    template_text,
)
from alienor.cores.rules.faults import fault_codes

TEXT = template_text("poitiers-2022")


def faults_in(text: str) -> tuple[Fault, ...]:
    try:
        parse_rulebook(text, name="test")
    except RulebookInvalid as refusal:
        return refusal.faults
    return ()


def edited(old: str, new: str) -> str:
    assert old in TEXT, old
    return TEXT.replace(old, new, 1)


class Case(NamedTuple):
    code: str
    old: str
    new: str
    path: str


CHAIN_LAST = """  { keep = 1, poll = "option_chosen", question = { fr = "Quelle proposition l'assemblée adopte-t-elle ?", en = "Which proposal does the assembly adopt?" } },
"""
GROUP_CITIZENS = '{ colleges = ["drawn"], count = 20, source = "volunteers_among_drawn" }'
GROUP_ELECTED = "at_least = { elected_minority = 2 }"
ARBITRATION = '[poll.arbitration]\narticle = "9"'
INDICATIVE = 'electorate = { drawn = "present", volunteer = "present", elected_majority = "present", elected_minority = "present", agent = "present" }'
FINAL = 'secret = true\nchannels = ["paper"]'
GROUP_POLL = """body = "proposition_group"
decisive = false
about_substance = true
secret = false
channels = ["hands", "roll_call", "electronic_open"]
method = "yes_no_abstain"\
"""
COMMITTEE_POLL = 'body = "methodology_committee"\ndecisive = false\nabout_substance = false'
MAJORITY = 'majority = { fraction = "1/2", strict = true, base = "expressed" }'

CASES = [
    Case("syntax", "[article.1]", "[article.1", ""),
    Case("schema_unknown", '"alienor-rules/1"', '"alienor-rules/9"', "schema"),
    Case("unknown_key", "answer_days = 90", "answer_day = 90", "council.answer_day"),
    Case("missing_key", "answer_days = 90\n", "", "council.answer_days"),
    Case("wrong_type", "answer_days = 90", 'answer_days = "90"', "council.answer_days"),
    Case("empty_text", 'title = "Finalités"', 'title = " "', "article.1.title"),
    Case("bad_code", "[poll.indicative]", "[poll.Indicative]", "poll.Indicative"),
    Case("not_a_choice", 'kind = "draw"', 'kind = "drow"', "step.draw.kind"),
    Case(
        "repeated_value",
        '"consultation", "referendum"]',
        '"consultation", "consultation"]',
        "council.routes[4]",
    ),
    Case("empty_list", '["web", "paper", "meeting"]', "[]", "topics.call.channels"),
    Case("too_small", "minimum_cell = 10", "minimum_cell = 5", "privacy.minimum_cell"),
    Case(
        "bad_fraction",
        'fraction = "1/3"',
        'fraction = "a third"',
        "poll.final_vote.quorum.fraction",
    ),
    Case(
        "bad_percentage",
        'share = "35.3"',
        'share = "lots"',
        "draw.feature.age.value.under_30.share",
    ),
    Case(
        "unknown_article", ARBITRATION, ARBITRATION.replace("9", "99"), "poll.arbitration.article"
    ),
    Case(
        "unknown_step", 'after = ["recruitment"]', 'after = ["recruitmint"]', "step.draw.after[0]"
    ),
    Case("unknown_poll", 'poll = "shortlist"', 'poll = "shortlists"', "topics.funnel[0].poll"),
    Case(
        "absolute_refusal_loosened",
        'absolute = ["takes_decisions"]\n',
        "",
        "body.proposition_group.takes_decisions",
    ),
    Case(
        "absolute_power_granted",
        "takes_decisions = true\n",
        'takes_decisions = true\nabsolute = ["takes_decisions"]\n',
        "body.assembly.takes_decisions",
    ),
    Case(
        "seat_count_missing",
        GROUP_CITIZENS,
        GROUP_CITIZENS.replace("count = 20, ", ""),
        "body.proposition_group.seats[0]",
    ),
    Case(
        "open_seats_counted",
        GROUP_CITIZENS,
        GROUP_CITIZENS.replace("volunteers_among_drawn", "open"),
        "body.proposition_group.seats[0].count",
    ),
    Case(
        "college_on_two_lines",
        GROUP_CITIZENS,
        GROUP_CITIZENS.replace('"drawn"', '"drawn", "agent"'),
        "body.proposition_group.seats[2].colleges",
    ),
    Case(
        "subquota_above_seats",
        GROUP_ELECTED,
        GROUP_ELECTED.replace("2", "7"),
        "body.proposition_group.seats[1].at_least",
    ),
    Case(
        "subquota_of_absent_college",
        GROUP_ELECTED,
        GROUP_ELECTED.replace("elected_minority", "agent"),
        "body.proposition_group.seats[1].at_least.agent",
    ),
    Case(
        "incompatibility_of_one",
        'bodies = ["proposition_group", "methodology_committee"]',
        'bodies = ["proposition_group"]',
        "incompatibility[0].bodies",
    ),
    Case("steps_in_cycle", 'after = ["recruitment"]', 'after = ["recruitment", "council"]', ""),
    Case(
        "session_key_elsewhere",
        'after = ["recruitment"]',
        'after = ["recruitment"]\nnumber = 5',
        "step.draw.number",
    ),
    Case("session_numbers", "number = 3", "number = 2", "step.session_3.number"),
    Case(
        "subject_never_chosen", '["chooses_subject"]', '["deliberates"]', "step.session_1.purposes"
    ),
    Case(
        "committee_screens_alone",
        '["screening_jury"]',
        '["methodology_committee"]',
        "topics.screening_bodies",
    ),
    Case("funnel_grows", "{ keep = 3,", "{ keep = 19,", "topics.funnel[0].keep"),
    Case(
        "double_majority_of_nobody",
        ARBITRATION,
        ARBITRATION + '\ndouble_majority = ["elected"]',
        "poll.arbitration.double_majority[0]",
    ),
    Case(
        "double_majority_twice",
        "[poll.group_indicative]",
        '[poll.group_indicative]\ndouble_majority = ["elected", "elected_minority"]',
        "poll.group_indicative.double_majority[1]",
    ),
    Case(
        "double_majority_without_majority",
        "[poll.shortlist]",
        '[poll.shortlist]\ndouble_majority = ["residents"]',
        "poll.shortlist.double_majority",
    ),
    Case(
        "chain_grows",
        '{ keep = 2, poll = "options_kept"',
        '{ keep = 1, poll = "options_kept"',
        "chain.proposals.rounds[1].keep",
    ),
    Case(
        "chain_open_ended",
        CHAIN_LAST,
        "",
        "chain.proposals.rounds[0].keep",
    ),
    Case(
        "chain_chooses_nothing",
        'poll = "options_kept"',
        'poll = "arbitration"',
        "chain.proposals.rounds[0].poll",
    ),
    Case("funnel_open_ended", "{ keep = 1,", "{ keep = 2,", "topics.funnel[1]"),
    Case(
        "electorate_silent",
        INDICATIVE,
        INDICATIVE.replace(', agent = "present"', ""),
        "poll.indicative.electorate",
    ),
    Case(
        "electorate_without_seat",
        'drawn = "seated", volunteer = "none"',
        'drawn = "seated", volunteer = "seated"',
        "poll.group_indicative.electorate.volunteer",
    ),
    Case(
        "nobody_votes",
        INDICATIVE,
        INDICATIVE.replace('"present"', '"none"'),
        "poll.indicative.electorate",
    ),
    Case(
        "undecided_body_decides",
        GROUP_POLL,
        GROUP_POLL.replace("decisive = false", "decisive = true"),
        "poll.group_indicative.decisive",
    ),
    Case(
        "poll_touches_substance",
        COMMITTEE_POLL,
        COMMITTEE_POLL.replace("about_substance = false", "about_substance = true"),
        "poll.committee_indicative.about_substance",
    ),
    Case(
        "applied_poll_loosened",
        "about_substance = true",
        "about_substance = false",
        "poll.shortlist.about_substance",
    ),
    Case(
        "method_not_decisive",
        'method = "approval"',
        'method = "consent_round"',
        "poll.shortlist.method",
    ),
    Case(
        "secret_on_open_channel",
        FINAL,
        FINAL.replace("paper", "hands"),
        "poll.final_vote.channels[0]",
    ),
    Case("majority_missing", MAJORITY + "\n", "", "poll.arbitration"),
    Case(
        "majority_out_of_reach",
        MAJORITY,
        MAJORITY.replace("1/2", "3/2"),
        "poll.arbitration.majority.fraction",
    ),
    Case(
        "quorum_out_of_reach",
        'fraction = "1/3"',
        'fraction = "4/3"',
        "poll.final_vote.quorum.fraction",
    ),
    Case("quorum_without_seats", 'of = "seats"', 'of = "volunteer"', "poll.final_vote.quorum.of"),
    Case(
        "too_many_required_sessions",
        "required_sessions = 4",
        "required_sessions = 5",
        "poll.final_vote.required_sessions",
    ),
    Case(
        "draw_seats_mismatch",
        'count = 100, source = "draw"',
        'count = 99, source = "draw"',
        "draw.seats",
    ),
    Case(
        "frames_sum", "seats = 100\n\n[allowance]", "seats = 90\n\n[allowance]", "recruitment.frame"
    ),
    Case("shares_sum", 'share = "35.3"', 'share = "39.3"', "draw.feature.age.value"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_one_fault_is_found_alone_in_its_place(case: Case) -> None:
    found = faults_in(edited(case.old, case.new))
    assert [fault.code for fault in found] == [case.code]
    if case.path:
        assert found[0].path == case.path
    assert found[0].line is not None


@pytest.mark.parametrize("share", ["1e-999999999", "0e999999999", "1e1", "NaN", "-1", "100.1"])
def test_a_share_is_a_percentage_that_somebody_can_compute_with(share: str) -> None:
    (fault,) = faults_in(edited('share = "35.3"', f'share = "{share}"'))
    assert (fault.code, fault.params["value"]) == ("bad_percentage", share)


@pytest.mark.parametrize("name", template_names())
@pytest.mark.parametrize("kind", ["choose_subject", "arbitration", "amendment", "final_vote"])
@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("about_substance = true", "about_substance = false", "about_substance"),
        ("decisive = true", "decisive = false", "decisive"),
        ('body = "assembly"', 'body = "proposition_group"', "body"),
    ],
)
def test_no_rules_give_away_what_the_assembly_decides(
    name: str, kind: str, old: str, new: str, key: str
) -> None:
    before, block = template_text(name).split(f"[poll.{kind}]\n")
    assert old in block
    found = faults_in(f"{before}[poll.{kind}]\n{block.replace(old, new, 1)}")
    assert ("applied_poll_loosened", f"poll.{kind}.{key}") in {
        (fault.code, fault.path) for fault in found
    }


def test_every_fault_has_its_case() -> None:
    assert {case.code for case in CASES} == set(fault_codes())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_every_fault_is_said_in_both_languages_with_its_line(case: Case) -> None:
    (fault,) = faults_in(edited(case.old, case.new))
    french, english = fault_sentence(fault, "fr"), fault_sentence(fault, "en")
    assert french.startswith(f"Ligne {fault.line}")
    assert english.startswith(f"Line {fault.line}")
    assert "{" not in french + english
    assert french != english


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("count = 20,", "count = 0,"),
        ("elected_minority = 2 }", "elected_minority = 9 }"),
        ('fraction = "1/3"', 'fraction = "9/3"'),
        ("minimum_cell = 10", "minimum_cell = 1"),
        ('{ keep = 3, poll = "shortlist",', '{ keep = 30, poll = "shortlist",'),
        (
            'under_30 = { label = { fr = "moins de 30 ans", en = "under 30" }, share = "35.3"',
            'under_30 = { label = { fr = "", en = "under 30" }, share = "35.3"',
        ),
    ],
)
def test_a_fault_names_the_line_on_which_the_value_stands(old: str, new: str) -> None:
    text = edited(old, new)
    (fault,) = faults_in(text)
    assert fault.line is not None
    assert new in text.splitlines()[fault.line - 1]


def test_all_faults_are_told_in_one_go_in_the_order_of_the_text() -> None:
    text = edited("answer_days = 90", 'answer_days = "soon"')
    text = text.replace('kind = "draw"', 'kind = "drow"', 1)
    text = text.replace("required_sessions = 4", "required_sessions = 9", 1)
    found = faults_in(text)
    assert [fault.code for fault in found] == [
        "not_a_choice",
        "too_many_required_sessions",
        "wrong_type",
    ]


def test_a_misspelt_key_is_one_fault_with_the_word_meant() -> None:
    (fault,) = faults_in(edited("electorate_source", "electorat_source"))
    assert fault.params["suggestion"] == "electorate_source"
    assert "Vouliez-vous «\u00a0electorate_source\u00a0»\u00a0?" in fault_sentence(fault, "fr")


@pytest.mark.parametrize(
    "college", ["drawn", "volunteer", "elected_majority", "elected_minority", "agent"]
)
def test_no_college_is_left_out_of_an_electorate_in_silence(college: str) -> None:
    whole = next(line for line in TEXT.splitlines() if line.startswith("electorate = "))
    parts = [
        part
        for part in whole.removeprefix("electorate = { ").removesuffix(" }").split(", ")
        if not part.startswith(f"{college} ")
    ]
    (fault,) = faults_in(TEXT.replace(whole, "electorate = { " + ", ".join(parts) + " }", 1))
    assert (fault.code, fault.params["college"]) == ("electorate_silent", college)


@pytest.mark.parametrize("college", ["drawn", "electedmajority"])
def test_a_city_cannot_invent_or_drop_a_college(college: str) -> None:
    text = TEXT.replace("[college.drawn]", f"[college.{college}x]")
    assert {fault.code for fault in faults_in(text)} >= {"unknown_key"}


def test_a_step_cannot_wait_for_itself() -> None:
    (fault,) = faults_in(edited('after = ["recruitment"]', 'after = ["draw"]'))
    assert fault.code == "steps_in_cycle"


def test_an_empty_text_lacks_everything_and_says_so() -> None:
    found = faults_in("")
    assert {fault.code for fault in found} == {"missing_key"}
    assert {"article", "body", "poll", "draw", "privacy"} <= {fault.path for fault in found}


def test_a_broken_text_names_line_and_column() -> None:
    (fault,) = faults_in('schema = "alienor-rules/1"\ntitle = {')
    assert (fault.code, fault.line) == ("syntax", 2)
    assert fault.column is not None


@given(st.text(max_size=200))
@settings(max_examples=60)
def test_any_text_is_refused_with_faults_and_nothing_else(text: str) -> None:
    assert faults_in(text)


LINES = TEXT.splitlines(keepends=True)


@given(st.integers(min_value=0, max_value=len(LINES) - 1))
@settings(max_examples=40)
def test_losing_any_one_line_never_breaks_the_reading(index: int) -> None:
    for fault in faults_in("".join(LINES[:index] + LINES[index + 1 :])):
        assert fault_sentence(fault, "fr")
        assert fault_sentence(fault, "en")
        assert fault.line is None or 1 <= fault.line <= len(LINES)


WORDS = ('"nonsense"', "-1", "true", "[]", "{}", "1.5", '["x"]', "1979-05-27")
VALUES = [i for i, line in enumerate(LINES) if " = " in line and not line.startswith(("{", " "))]


@given(st.sampled_from(VALUES), st.sampled_from(WORDS))
@settings(max_examples=60)
def test_a_value_of_any_other_type_is_a_fault_and_never_a_crash(index: int, word: str) -> None:
    key = LINES[index].split(" = ")[0]
    text = "".join([*LINES[:index], f"{key} = {word}\n", *LINES[index + 1 :]])
    for fault in faults_in(text):
        assert fault_sentence(fault, "fr")
