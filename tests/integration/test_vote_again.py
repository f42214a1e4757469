"""A vote that went wrong: sectors that make too many voices are recounted, and one that was annulled
is held again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration import test_paper_sheets, test_polls
from tests.integration.conftest import set_second_factor
from tests.integration.test_paper_presences import seated
from tests.integration.test_paper_sheets import approval_vote, send, words
from tests.integration.test_polls import RESIDENTS, Desk, draft
from tests.integration.test_vote_rounds import proposals, topics

from alienor.platform.errors import Invalid, NotAllowed, NotYet, WrongState
from alienor.procedures import rounds
from alienor.procedures.sessions import open_vote
from alienor.procedures.votes import draft_again, draft_amendment_vote, draft_option_vote
from alienor.stages.polls import conducting, counting
from alienor.stages.polls.models import Poll
from alienor.stages.polls.queries import option_digests
from alienor.stages.proposals import deliberating, writing
from alienor.stages.proposals.models import Proposal
from alienor.stages.sessions.models import Session

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

desk = test_polls.desk
held = test_paper_sheets.held
REASON = "Deux secteurs avaient été mal comptés."


def annulled(world: Any, poll: Poll) -> Poll:
    return conducting.annul_poll(poll_id=poll.pk, reason=REASON, **world.by("helene"))


def count(desk: Desk, vote: str, sector: str, yes: int, *names: str, **facts: str) -> None:
    sent = {"count_yes": yes, "count_no": 0, "count_abstain": 0, "sector": sector, **facts}
    for name in names or desk.clients:
        desk.done("office:enter_count", vote, name=name, **sent)


def test_sectors_that_make_more_voices_than_people_are_counted_again(
    world: Any, desk: Desk
) -> None:
    world.open_day("session_2", *RESIDENTS, number=2)
    poll = draft(world, "amendment", step="session_2", matter="x")
    vote = poll.public_id
    desk.done("office:open_poll", vote, channel="hands")
    count(desk, vote, "Gauche", 3)
    count(desk, vote, "Droite", 4)
    page = desk.get("office:poll", vote).replace("\xa0", " ").replace("\u202f", " ")
    assert "font 7 voix, et 5 personnes pouvaient voter : recomptez" in page
    desk.done("office:move_poll", vote, "clore")
    publish = reverse("office:move_poll", args=["essai", vote, "publier"])
    assert publish not in desk.get("office:poll", vote), "no way into a refusal"
    form = desk.clients["helene"].get(reverse("office:enter_count", args=["essai", vote]))
    assert form.context["form"].initial == {"recount": True}
    count(desk, vote, "Droite", 2, recount="on")
    assert publish in desk.get("office:poll", vote)
    with pytest.raises(Invalid, match="counts_agree"):
        counting.enter_count(
            poll_id=poll.pk, sector="Gauche", counts={"yes": 1}, recount=True, **world.by("helene")
        )
    desk.done("office:move_poll", vote, "publier")
    poll.refresh_from_db()
    assert poll.result["counts"]["yes"] == 5


def test_a_paper_sheet_of_too_many_voices_is_said_at_the_sector_that_has_them(
    world: Any, held: Session
) -> None:
    people = seated(world, held)
    poll = approval_vote(world)
    v = f"v{poll.public_id}_"
    one = {f"{v}1_0": "1", f"{v}1_2": "2"}
    page = words(send(world, held, **one, **{f"{v}2_0": "3", f"{v}2_2": "9"}))
    assert "Que garder ? · Secteur 2" in page and "Secteur 1 ·" not in page
    page = words(send(world, held, **one, **{f"{v}2_0": "3", f"{v}2_2": "4"}))
    assert "6 voix, pour 4 personnes" in page.replace("\xa0", " "), len(people)
    poll.refresh_from_db()
    assert poll.state == "drafted"
    send(world, held, **one)
    other = world.second_teller()
    set_second_factor(world.people[other])
    send(world, held, other, **one)
    for teller in ("helene", other):
        counting.enter_count(
            poll_id=poll.pk, sector="Secteur 2", counts={"a": 3, "ballots": 3}, **world.by(teller)
        )
    page = words(send(world, held))
    assert "plus de voix que de personnes" in page and "recomptez le secteur" in page


def option_vote(world: Any) -> Poll:
    row = Proposal.objects.get(public_id=proposals(world, 1)[0])
    facts = {"question": "La garder ?", "step": "session_2", **world.by("helene")}
    return draft_option_vote(proposal_id=row.pk, **facts)


def amendment_vote(world: Any) -> Poll:
    row = writing.draft_proposal(
        edition_id=world.edition.pk,
        title="Option",
        summary="En bref.",
        paragraphs=[("a", "Un paragraphe.")],
        **world.by("ines"),
    )
    amendment = deliberating.submit_amendment(
        proposal_id=row.pk,
        paragraph="a",
        text="Deux.",
        reason="Moins cher.",
        **world.by("aicha"),
    )
    facts = {"question": "L'adopter ?", "step": "session_2", **world.by("helene")}
    return draft_amendment_vote(amendment_id=amendment.pk, **facts)


def topic_round(world: Any) -> Poll:
    topics(world)
    return rounds.begin_topic_rounds(edition_id=world.edition.pk, **world.by("helene"))


def proposal_round(world: Any) -> Poll:
    return rounds.begin_proposal_rounds(
        edition_id=world.edition.pk,
        proposals=proposals(world, 4),
        step="session_2",
        **world.by("helene"),
    )


def procedural_vote(world: Any) -> Poll:
    return draft(world, options=[("a", "La joie"), ("b", "Le prix")])


@pytest.mark.parametrize(
    "made", [option_vote, amendment_vote, topic_round, proposal_round, procedural_vote]
)
def test_an_annulled_vote_says_why_and_is_drafted_again_as_it_was(
    world: Any, desk: Desk, made: Callable[[Any], Poll]
) -> None:
    poll = made(world)
    with pytest.raises(WrongState):
        draft_again(poll_id=poll.pk, **world.by("helene"))
    annulled(world, poll)
    page = desk.get("office:poll", poll.public_id)
    assert REASON in page and "Refaire ce vote" in page
    again = desk.done("office:move_poll", poll.public_id, "refaire")
    assert again is not None and again.pk != poll.pk and again.state == "drafted"
    for fact in ("kind", "body", "step", "matter", "method", "places", "budget", "rounds"):
        assert getattr(again, fact) == getattr(poll, fact), fact
    assert str(again.question) == str(poll.question)
    assert option_digests(again) == option_digests(poll)
    page = desk.get("office:poll", poll.public_id)
    assert "Refaire ce vote" not in page and again.public_id in page
    with pytest.raises(NotYet):
        draft_again(poll_id=poll.pk, **world.by("helene"))
    annulled(world, again)
    with pytest.raises(NotAllowed):
        draft_again(poll_id=again.pk, **world.by("aicha"))
    assert draft_again(poll_id=poll.pk, **world.by("helene")).state == "drafted"


def test_a_later_round_of_a_chain_is_drafted_again_from_the_round_before(
    world: Any, desk: Desk
) -> None:
    first = proposal_round(world)
    best = [one.key for one in first.options.all()][:2]
    desk.hold(first, **dict.fromkeys(best, 3), ballots=3)
    second = first.followed_by.get()
    again = draft_again(poll_id=annulled(world, second).pk, **world.by("helene"))
    assert again.follows == first and option_digests(again) == option_digests(second)


def test_a_vote_on_something_that_is_decided_is_not_drafted_again(world: Any, desk: Desk) -> None:
    poll = annulled(world, option_vote(world))
    row = Proposal.objects.get()
    facts = {"question": "Autrement ?", "step": "session_2", **world.by("helene")}
    desk.hold(draft_option_vote(proposal_id=row.pk, **facts), yes=3)
    page = desk.get("office:poll", poll.public_id)
    assert "Refaire ce vote" not in page and "Le vote préparé à sa place" in page
    with pytest.raises(NotYet):
        draft_again(poll_id=poll.pk, **world.by("helene"))


def test_what_refuses_a_vote_is_said_at_the_top_of_the_page(world: Any, desk: Desk) -> None:
    world.open_day("session_2", *RESIDENTS, number=2)
    poll = draft(world, "amendment", step="session_2", matter="x")
    said = desk.refused("office:open_poll", poll.public_id, status=409, channel="roll_call")
    assert said.index('id="errors"') < said.index("Qui pourra voter")
    assert said.count('id="errors"') == 1


def test_the_public_page_says_each_derogation_and_tells_one_act_once(
    world: Any, desk: Desk
) -> None:
    day = world.open_day("session_2", *RESIDENTS, number=2)
    poll = draft(world, "amendment", step="session_2", matter="x")
    vote = poll.public_id
    open_vote(
        poll_id=poll.pk,
        channel="electronic_open",
        derogation="Le gymnase est plongé dans le noir.",
        **world.by("helene"),
    )
    for name in RESIDENTS[:3]:
        counting.answer_roll_call(
            poll_id=poll.pk, person_id=world.people[name], answer="yes", **world.by("helene")
        )
    page = words(Client().get(reverse("public:poll", args=["essai", vote])))
    assert "Dérogations" in page and "Le gymnase est plongé dans le noir." in page, day.pk
    assert page.count("vote par téléphone") == 1 and "3 fois :" in page.replace("\xa0", " ")


def test_the_whole_hall_and_a_sector_are_not_counted_both(world: Any, desk: Desk) -> None:
    world.open_day("session_2", *RESIDENTS, number=2)
    poll = draft(world, "amendment", step="session_2", matter="x")
    vote = poll.public_id
    desk.done("office:open_poll", vote, channel="hands")
    assert "Clore maintenant" in desk.get("office:poll", vote), "no hand is counted yet"
    count(desk, vote, "Gauche", 2)
    assert "Clore maintenant" not in desk.get("office:poll", vote)
    form = desk.clients["helene"].get(reverse("office:enter_count", args=["essai", vote]))
    assert not form.context["form"].initial, "the next sector has its own name"
    sent = {"count_yes": 2, "count_no": 0, "count_abstain": 0, "sector": "Salle entière"}
    said = desk.refused("office:enter_count", vote, status=422, **sent)
    assert "deux fois les mêmes mains" in said
