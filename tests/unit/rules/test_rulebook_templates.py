"""The rulebooks that come with the software say what the founding text says."""

from __future__ import annotations

import json

import pytest

from alienor.cores.rules import (
    Rulebook,
    UnknownCode,
    UnknownTemplate,
    load_template,
    parse_rulebook,
    template_names,
    template_text,
)

NOTICE = "Texte reconstitué pour la démonstration ; il ne remplace pas les textes adoptés."


@pytest.fixture(scope="module")
def founding() -> Rulebook:
    return load_template("poitiers-2022")


def counts(rulebook: Rulebook, body: str) -> list[tuple[tuple[str, ...], int | None]]:
    return [(line.colleges, line.count) for line in rulebook.body(body).seats]


ELECTED = ("elected_majority", "elected_minority")


@pytest.mark.parametrize("name", template_names())
def test_every_template_is_read_without_a_fault(name: str) -> None:
    assert load_template(name).name == name


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(UnknownTemplate):
        template_text("poitiers-1199")


@pytest.mark.parametrize("name", template_names())
def test_a_rulebook_keeps_the_text_it_was_read_from(name: str) -> None:
    assert load_template(name).source == template_text(name)


def test_the_assembly_is_a_hundred_drawn_residents_and_every_volunteer(founding: Rulebook) -> None:
    assert counts(founding, "assembly") == [
        (("drawn",), 100),
        (("volunteer",), None),
        (ELECTED, None),
        (("agent",), None),
    ]
    assert founding.draw.seats == 100


def test_the_proposition_group_is_twenty_citizens_six_elected_four_agents(
    founding: Rulebook,
) -> None:
    assert counts(founding, "proposition_group") == [
        (("drawn",), 20),
        (ELECTED, 6),
        (("agent",), 4),
    ]
    citizens, elected, _ = founding.body("proposition_group").seats
    assert citizens.source == "volunteers_among_drawn"
    assert [(quota.college, quota.count) for quota in elected.at_least] == [("elected_minority", 2)]


def test_the_methodology_committee_is_three_three_three(founding: Rulebook) -> None:
    assert counts(founding, "methodology_committee") == [
        (("drawn",), 3),
        (ELECTED, 3),
        (("agent",), 3),
    ]


@pytest.mark.parametrize("name", template_names())
def test_the_group_decides_nothing_and_the_committee_touches_no_substance(name: str) -> None:
    rulebook = load_template(name)
    group, committee = rulebook.body("proposition_group"), rulebook.body("methodology_committee")
    assert not group.takes_decisions
    assert group.absolute == ("takes_decisions",)
    assert not committee.touches_substance
    assert committee.absolute == ("touches_substance",)


@pytest.mark.parametrize("name", template_names())
def test_nobody_sits_in_the_group_and_the_committee_by_default(name: str) -> None:
    (rule,) = load_template(name).incompatibilities
    assert set(rule.bodies) == {"proposition_group", "methodology_committee"}


def test_four_sessions_of_which_the_first_chooses_the_subject(founding: Rulebook) -> None:
    assert [session.number for session in founding.sessions] == [1, 2, 3, 4]
    assert [session.purposes for session in founding.sessions] == [
        ("chooses_subject",),
        *[("deliberates", "decides")] * 3,
    ]
    assert founding.poll_kind("final_vote").required_sessions == 4


@pytest.mark.parametrize("name", template_names())
def test_every_session_has_a_convivial_moment(name: str) -> None:
    assert all(session.convivial for session in load_template(name).sessions)


def test_eighteen_subjects_become_three_then_one(founding: Rulebook) -> None:
    topics = founding.topics
    assert [topics.entering, *(line.keep for line in topics.funnel)] == [18, 3, 1]
    assert [line.method for line in topics.funnel] == ["approval", "approval"]


@pytest.mark.parametrize("name", template_names())
def test_every_citizen_present_votes_not_only_the_drawn(name: str) -> None:
    rulebook = load_template(name)
    for poll in rulebook.polls:
        if poll.decisive:
            rules = {line.college: line.rule for line in poll.electorate}
            assert rules["drawn"] == rules["volunteer"] == "present"
            assert len(rules) == 5


@pytest.mark.parametrize("name", template_names())
def test_only_the_assembly_may_change_its_subject(name: str) -> None:
    assert load_template(name).topics.subject_held_by == "assembly"


def test_the_second_edition_draws_fifty_and_chooses_after_a_welcome_weekend() -> None:
    second = load_template("poitiers-2024")
    assert second.draw.seats == 50
    assert "welcome" in second.step("session_1").after
    assert [second.topics.entering, *(line.keep for line in second.topics.funnel)] == [10, 1]
    assert second.proposals is not None
    assert len(second.proposals.criteria) == 5


@pytest.mark.parametrize("name", ["poitiers-2022", "poitiers-2024"])
def test_reconstructed_articles_say_so(name: str) -> None:
    rulebook = load_template(name)
    assert rulebook.notice.fr == NOTICE
    assert all(article.reconstructed and article.sources for article in rulebook.articles)


def test_the_neutral_template_names_no_city_but_its_own_readers() -> None:
    assert "Poitiers" not in template_text("neutral")


def test_invented_shares_are_labelled(founding: Rulebook) -> None:
    assert [feature.code for feature in founding.draw.feature if feature.invented] == ["district"]


@pytest.mark.parametrize("name", template_names())
def test_parameters_are_plain_data_without_a_float(name: str) -> None:
    def refuse(text: str) -> None:
        raise AssertionError(f"a float: {text}")

    written = json.dumps(load_template(name).parameters())
    json.loads(written, parse_float=refuse)


def test_parameters_use_the_words_of_the_text(founding: Rulebook) -> None:
    parameters = json.loads(json.dumps(founding.parameters()))
    assert parameters["poll"]["final_vote"]["electorate"]["drawn"] == "present"
    assert parameters["poll"]["final_vote"]["majority"]["fraction"] == "1/2"
    assert parameters["body"]["proposition_group"]["seats"][1]["at_least"] == {
        "elected_minority": 2
    }
    assert parameters["draw"]["feature"]["age"]["value"]["from_75"]["share"] == "10.4"


def test_what_is_not_in_the_rulebook_is_an_unknown_code(founding: Rulebook) -> None:
    assert founding.article("5").title == "Le groupe de proposition"
    assert founding.college("agent").part == "agents"
    for lookup in (
        founding.article,
        founding.body,
        founding.college,
        founding.step,
        founding.poll_kind,
    ):
        with pytest.raises(UnknownCode):
            lookup("nowhere")


def test_the_same_text_reads_the_same_whatever_its_line_ends() -> None:
    text = template_text("neutral")
    read = parse_rulebook(text.replace("\n", "\r\n"), name="neutral")
    assert read.parameters() == load_template("neutral").parameters()
    assert read.source != text
