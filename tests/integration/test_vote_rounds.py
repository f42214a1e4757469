"""Chains of votes: the funnel of topics and the choice among proposals, round after round."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration import test_polls
from tests.integration.test_methods_of_vote import checked
from tests.integration.test_polls import RESIDENTS, TIE, Desk

from alienor.platform.errors import Invalid, NotAllowed, NotYet, RuleForbids, WrongState
from alienor.platform.people.actions import give_role
from alienor.procedures import rounds
from alienor.procedures.votes import draft_option_vote, publish_vote
from alienor.stages.founding.actions import complete_step, start_step
from alienor.stages.polls import conducting
from alienor.stages.polls.models import Poll
from alienor.stages.polls.queries import round_after
from alienor.stages.proposals import writing
from alienor.stages.proposals.models import Proposal
from alienor.stages.topics.actions import screen_topic, submit_topic
from alienor.stages.topics.models import Topic
from alienor.stages.topics.queries import subject_of, topics_of

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

desk = test_polls.desk


def topics(world: Any, count: int = 5) -> list[str]:
    """So many topics that the jury found admissible, the call closed, session 1 open."""
    facts = world.by("helene")
    about = {"edition_id": world.edition.pk, **facts}
    for code in ("founding", "call_for_topics"):
        start_step(step=code, derogation="Pour l'essai.", **about)
    criteria = ("general_interest", "municipal_competence", "budget_balance")
    for number in range(count):
        topic = submit_topic(
            title=f"Sujet {number} ?", description="Des mots.", channel="web", **about
        )
        screen_topic(topic_id=topic.pk, findings=dict.fromkeys(criteria, (True, "Oui.")), **facts)
    complete_step(step="call_for_topics", **about)
    world.open_day("session_1", *RESIDENTS)
    return [topic.public_id for topic in topics_of(world.edition).order_by("pk")]


def proposals(world: Any, count: int = 3) -> list[str]:
    """So many proposals that the group submitted; session 2 is open."""
    made = []
    for number in range(count):
        row = writing.draft_proposal(
            edition_id=world.edition.pk,
            title=f"Option {number}",
            summary="En bref.",
            paragraphs=[("a", "Un paragraphe.")],
            **world.by("ines"),
        )
        writing.freeze_proposal(proposal_id=row.pk, **world.by("ines"))
        made.append(row.public_id)
    world.open_day("session_2", *RESIDENTS, number=2)
    return made


def states(world: Any) -> list[str]:
    rows = Proposal.objects.filter(edition=world.edition).order_by("number")
    return list(rows.values_list("state", flat=True))


def next_of(poll: Poll) -> Poll:
    found = round_after(poll)
    assert found is not None
    return found


# --- the funnel of topics -------------------------------------------------------------------------


def test_one_click_prepares_the_funnel_and_each_result_the_next_round(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    names = topics(world)
    page = unescape(desk.get("office:begin_topic_rounds"))
    assert "On garde 3 choix" in page
    assert "Quel sera le sujet de l'assemblée ?" in page
    assert "Préparer l’entonnoir" in desk.get("office:topics")
    first = desk.done("office:begin_topic_rounds")
    assert first is not None
    assert (first.places, first.matter, first.step) == (3, "topics:1", "session_1")
    assert str(first.question) == "Parmi ces sujets, lesquels voulez-vous garder ?"
    assert "qui garde 3, puis 1 choix" in desk.get("office:poll", first.public_id)
    desk.hold(first, ballots=5, **dict(zip(names, (5, 4, 3, 1, 0), strict=True)))
    kept = topics_of(world.edition).filter(state=Topic.State.SHORTLISTED)
    assert {topic.public_id for topic in kept} == set(names[:3])
    second = next_of(first)
    assert (second.state, second.places, second.step) == ("drafted", 1, "session_1")
    assert {option.key for option in second.options.all()} == set(names[:3])
    assert "Préparer le tour suivant" not in desk.get("office:poll", first.public_id)
    public = reverse("public:poll", args=["essai", first.public_id])
    assert "Le tour suivant" not in Client().get(public).content.decode(), "not public yet"
    desk.hold(second, ballots=5, **dict(zip(names[:3], (1, 4, 0), strict=True)))
    assert "Le tour suivant" in Client().get(public).content.decode()
    subject = subject_of(world.edition)
    assert subject is not None and subject.public_id == names[1]
    assert round_after(second) is None
    assert "votes counted again" in checked(world, tmp_path / "bundle")


@pytest.mark.parametrize("ticked", [0, 4])
def test_a_vote_that_keeps_no_topic_is_annulled_and_held_again(
    world: Any, desk: Desk, ticked: int
) -> None:
    """Nobody ticked one; or all are tied, and the rules keep nothing of a tie."""
    world.change_rules(('tie = "revote"', TIE), after="[poll.choose_subject]")
    names = topics(world)
    first = desk.done("office:begin_topic_rounds")
    assert first is not None
    desk.hold(first, ballots=5, **dict(zip(names, (5, 4, 3, 1, 0), strict=True)))
    second = next_of(first).public_id
    desk.done("office:open_poll", second, channel="hands")
    desk.done("office:move_poll", second, "clore")
    desk.count(next_of(first), ballots=5, **dict.fromkeys(names[:3], ticked))
    assert "ne garde aucun sujet" in unescape(
        desk.refused("office:move_poll", second, "publier", status=409)
    )
    conducting.annul_poll(poll_id=next_of(first).pk, reason="Égalité.", **world.by("helene"))
    assert rounds.draft_round_after(poll_id=first.pk, **world.by("helene")).state == "drafted"


def test_a_tie_is_settled_before_the_next_round_is_prepared(world: Any, desk: Desk) -> None:
    world.change_rules(('tie = "revote"', 'tie = "draw"'), after="[poll.shortlist]")
    names = topics(world)
    first = desk.done("office:begin_topic_rounds")
    assert first is not None
    desk.hold(first, ballots=5, **dict(zip(names, (5, 4, 2, 2, 0), strict=True)))
    assert first.is_tied and round_after(first) is None
    desk.done("office:settle_tie", first.public_id, picked_1=names[3])
    second = next_of(first)
    assert {one.key for one in second.options.all()} == {names[0], names[1], names[3]}


def test_a_tie_that_is_voted_again_prepares_the_next_round_once(world: Any, desk: Desk) -> None:
    names = topics(world)
    first = desk.done("office:begin_topic_rounds")
    assert first is not None
    desk.hold(first, ballots=5, **dict(zip(names, (5, 4, 2, 2, 0), strict=True)))
    again = desk.done("office:draft_revote", first.public_id, question="Lequel des deux ?")
    assert again is not None
    desk.hold(again, ballots=5, **{names[2]: 4, names[3]: 1})
    assert round_after(again) is None
    assert {one.key for one in next_of(first).options.all()} == set(names[:3])


def test_whoever_publishes_and_may_not_word_votes_leaves_the_next_round_to_the_desk(
    world: Any, desk: Desk
) -> None:
    names = topics(world)
    first = desk.done("office:begin_topic_rounds")
    assert first is not None
    give_role(person_id=world.people["joel"], role="organiser", **world.by("helene"))
    desk.done("office:open_poll", first.public_id, channel="hands")
    desk.done("office:move_poll", first.public_id, "clore")
    desk.count(first, ballots=5, **dict(zip(names, (5, 4, 3, 1, 0), strict=True)))
    publish_vote(poll_id=first.pk, **world.by("joel"))
    assert round_after(first) is None, "who sits on the committee words nothing of substance"
    with pytest.raises(RuleForbids):
        rounds.draft_round_after(poll_id=first.pk, **world.by("joel"))
    assert "Préparer le tour suivant" in desk.get("office:poll", first.public_id)
    desk.done("office:next_round", first.public_id)
    assert next_of(first).places == 1
    with pytest.raises(NotYet, match="at_vote_already"):
        rounds.draft_round_after(poll_id=first.pk, **world.by("helene"))


def test_a_round_that_was_annulled_is_prepared_again(world: Any, desk: Desk) -> None:
    names = topics(world)
    first = desk.done("office:begin_topic_rounds")
    assert first is not None
    desk.hold(first, ballots=5, **dict(zip(names, (5, 4, 3, 1, 0), strict=True)))
    lost = next_of(first)
    desk.done("office:annul_poll", lost.public_id, reason="La question était mal lue.")
    desk.done("office:next_round", first.public_id)
    assert next_of(first).pk != lost.pk


# --- the choice among proposals -------------------------------------------------------------------


def test_rounds_leave_one_proposal_adopted_and_the_others_rejected(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    keys = proposals(world)
    page = unescape(desk.get("office:begin_rounds"))
    assert "Option 2" in page
    assert "Parmi ces propositions" in page
    assert "Départager des propositions" in desk.get("office:proposals")
    first = desk.done("office:begin_rounds", proposals=keys, step="session_2")
    assert first is not None
    assert (first.kind, first.places) == ("options_kept", 2)
    desk.hold(first, ballots=5, **dict(zip(keys, (4, 1, 3), strict=True)))
    assert states(world) == ["frozen", "rejected", "frozen"]
    last = next_of(first)
    assert (last.kind, last.places, str(last.question)) == (
        "option_chosen",
        1,
        "Quelle proposition l'assemblée adopte-t-elle ?",
    )
    desk.hold(last, ballots=5, **{keys[0]: 2, keys[2]: 3})
    assert states(world) == ["rejected", "rejected", "adopted"]
    assert "votes counted again" in checked(world, tmp_path / "bundle")


def test_a_round_that_would_keep_them_all_is_passed_over(world: Any, desk: Desk) -> None:
    keys = proposals(world, count=2)
    poll = desk.done("office:begin_rounds", proposals=keys, step="session_2")
    assert poll is not None
    assert (poll.kind, poll.places, poll.rounds) == ("option_chosen", 1, [[1, "option_chosen"]])
    desk.hold(poll, ballots=5, **{keys[0]: 3, keys[1]: 2})
    assert states(world) == ["adopted", "rejected"]


def test_what_may_not_enter_a_chain(world: Any, desk: Desk) -> None:
    page = desk.clients["helene"].get(reverse("office:begin_rounds", args=["essai"]))
    assert page.status_code == 409
    assert "au moins deux propositions que le groupe a soumises" in page.content.decode()
    *keys, alone = proposals(world, count=4)
    facts = {"edition_id": world.edition.pk, "step": "session_2"}
    with pytest.raises(NotAllowed):
        rounds.begin_proposal_rounds(proposals=keys, **facts, **world.by("aicha"))
    with pytest.raises(RuleForbids):
        rounds.begin_proposal_rounds(proposals=keys, **facts, **world.by("joel"))
    with pytest.raises(Invalid, match="options_needed"):
        rounds.begin_proposal_rounds(proposals=keys[:1], **facts, **world.by("helene"))
    own = draft_option_vote(
        proposal_id=Proposal.objects.get(public_id=keys[0]).pk,
        question="Oui ?",
        step="session_2",
        **world.by("helene"),
    )
    with pytest.raises(NotYet, match="at_vote_already"):
        rounds.begin_proposal_rounds(proposals=keys, **facts, **world.by("helene"))
    conducting.annul_poll(poll_id=own.pk, reason="Plutôt par tours.", **world.by("helene"))
    first = rounds.begin_proposal_rounds(proposals=keys, **facts, **world.by("helene"))
    with pytest.raises(NotYet, match="at_vote_already"):
        draft_option_vote(
            proposal_id=Proposal.objects.get(public_id=keys[0]).pk,
            question="Oui ?",
            step="session_2",
            **world.by("helene"),
        )
    with pytest.raises(WrongState):
        rounds.draft_round_after(poll_id=first.pk, **world.by("helene"))
    draft = writing.draft_proposal(
        edition_id=world.edition.pk,
        title="Pas encore soumise",
        summary="En bref.",
        paragraphs=[("a", "Un paragraphe.")],
        **world.by("ines"),
    )
    with pytest.raises(WrongState):
        rounds.begin_proposal_rounds(
            proposals=[alone, draft.public_id], **facts, **world.by("helene")
        )


def test_rules_without_a_chain_say_so(world: Any, desk: Desk) -> None:
    source = world.edition.rules.source
    begins = source.index("# Plusieurs propositions répondent")
    chain = source[begins : source.index("[poll.", begins)]
    world.change_rules((chain, ""))
    keys = proposals(world)
    with pytest.raises(Invalid, match="no_chain"):
        rounds.begin_proposal_rounds(
            edition_id=world.edition.pk, proposals=keys, **world.by("helene")
        )
    assert "Départager des propositions" not in desk.get("office:proposals")
    page = desk.clients["helene"].get(reverse("office:begin_rounds", args=["essai"]))
    assert page.status_code == 404
    assert "ne prévoient pas de départager" in unescape(page.content.decode())


def test_where_a_round_keeps_one_alone_it_waits_for_its_own_vote(world: Any, desk: Desk) -> None:
    world.change_rules(('tie = "revote"', TIE), after="[poll.options_kept]")
    keys = proposals(world)
    first = desk.done("office:begin_rounds", proposals=keys, step="session_2")
    assert first is not None
    desk.hold(first, ballots=5, **dict(zip(keys, (4, 2, 2), strict=True)))
    assert states(world) == ["frozen", "rejected", "rejected"]
    assert round_after(first) is None
    draft_option_vote(
        proposal_id=Proposal.objects.get(public_id=keys[0]).pk,
        question="Oui ?",
        step="session_2",
        **world.by("helene"),
    )
