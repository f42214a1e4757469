"""The life of a vote, at its desk page: worded, opened, counted, published, settled, annulled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from tests.integration.conftest import SESSIONS, set_second_factor

from alienor.auditing import verify_bundle
from alienor.platform.accounts.open import open_account
from alienor.platform.actors import OPERATOR
from alienor.platform.acts import SystemClock
from alienor.platform.acts.guard import WrittenOutsideAction
from alienor.platform.bundle import write_bundle
from alienor.platform.errors import ActError, Invalid, NotAllowed, NotYet, RuleForbids, WrongState
from alienor.platform.people.actions import give_role
from alienor.platform.register.models import Entry
from alienor.procedures.sessions import add_late_arrivals, end_day, open_vote
from alienor.procedures.votes import draft_option_vote, settle_vote
from alienor.stages.bodies.actions import take_open_seat
from alienor.stages.dialogue.moderating import hide_contribution
from alienor.stages.founding.actions import adopt_rules, complete_step, start_step
from alienor.stages.founding.queries import derogations_of, rules_of
from alienor.stages.polls import conducting, counting, wording
from alienor.stages.polls.models import Poll
from alienor.stages.polls.queries import public_record, result_sentence, sheets_of
from alienor.stages.proposals import deliberating, writing
from alienor.stages.proposals.queries import proposal_named
from alienor.stages.sessions import attending
from alienor.stages.sessions.attending import enter_presences
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.queries import sessions_held
from alienor.stages.topics.actions import screen_topic, submit_topic
from alienor.stages.topics.models import Topic
from alienor.stages.topics.queries import subject_of, topics_of
from alienor.surfaces.office.polls import poll_groups

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

RESIDENTS = ("aicha", "bruno", "ines", "joel", "karim")
EVERYBODY = (*RESIDENTS, "claire", "driss", "elodie")
TIE = 'tie = "rejected"'


def cells_of(poll: Poll) -> list[str]:
    """What a sheet of this vote counts."""
    options = [option.key for option in poll.options.all()]
    return [*options, "ballots", "invalid"] if options else ["yes", "no", "abstain", "invalid"]


class Desk:
    """The desk in two browsers, Hélène's and Maëlle's."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.clients = {}
        set_second_factor(world.people[world.second_teller()])
        for name in ("helene", "maelle"):
            self.clients[name] = Client()
            self.clients[name].force_login(open_account(world.people[name]))

    def get(self, page: str, *where: str) -> str:
        answer = self.clients["helene"].get(reverse(page, args=["essai", *where]))
        assert answer.status_code == 200, (page, answer.status_code)
        return answer.content.decode()

    def post(self, page: str, *where: str, name: str = "helene", **sent: Any) -> Any:
        return self.clients[name].post(reverse(page, args=["essai", *where]), sent)

    def refused(self, page: str, *where: str, status: int, **sent: Any) -> str:
        """What is said of a refusal, which leaves nothing in the register."""
        before = Entry.objects.count()
        answer = self.post(page, *where, **sent)
        assert answer.status_code == status, answer.content.decode()[:2000]
        assert Entry.objects.count() == before
        return answer.content.decode()

    def done(self, page: str, *where: str, **sent: Any) -> Poll | None:
        """Send, and return the vote to whose page one is led."""
        answer = self.post(page, *where, **sent)
        assert answer.status_code == 302, answer.content.decode()[-3000:]
        assert "/compte/" not in answer.url, answer.url
        return Poll.objects.filter(public_id=answer.url.rstrip("/").rpartition("/")[2]).first()

    def hold(self, poll: Any, channel: str = "hands", **counts: int) -> Poll:
        """Open, count twice and alike, close, publish."""
        vote = poll.public_id
        self.done("office:open_poll", vote, channel=channel)
        self.done("office:move_poll", vote, "clore")
        self.count(poll, **counts)
        self.done("office:move_poll", vote, "publier")
        poll.refresh_from_db()
        return poll

    def count(self, poll: Any, sector: str = "Salle", college: str = "", **counts: int) -> None:
        """Both tellers enter the same counts of a sector."""
        cells = dict.fromkeys(cells_of(poll), 0) | counts
        sent = {f"count_{cell}": count for cell, count in cells.items()}
        for name in self.clients:
            self.done(
                "office:enter_count",
                poll.public_id,
                name=name,
                sector=sector,
                college=college,
                **sent,
            )


@pytest.fixture
def desk(world: Any, second_factor: None) -> Desk:
    return Desk(world)


def draft(world: Any, kind: str = "indicative", **facts: Any) -> Poll:
    """A vote drafted by Hélène: two options where its kind wants some."""
    chooses = kind in ("indicative", "shortlist", "choose_subject")
    options = [("o1", "Le matin"), ("o2", "Le soir")] if chooses else []
    return wording.draft_poll(
        edition_id=world.edition.pk,
        kind=kind,
        question="Que préférez-vous ?",
        **{"options": options, **facts},
        **world.by("helene"),
    )


# --- the choice of the subject --------------------------------------------------------------------


def test_from_submitted_topics_to_the_chosen_subject_by_the_desks_pages(
    world: Any, desk: Desk, client: Client
) -> None:
    facts = {"edition_id": world.edition.pk, **world.by("helene")}
    for code in ("founding", "call_for_topics"):
        start_step(step=code, derogation="Pour l'essai.", **facts)
    for number in range(5):
        client.post(
            reverse("public:submit_topic", args=["essai"]),
            {"title": f"Sujet {number} ?", "description": "Des mots."},
        )
    assert "est encore ouvert" in desk.get("office:topics")
    complete_step(step="call_for_topics", **facts)
    assert "attendent encore l&#x27;avis du jury" in desk.get("office:topics")
    assert "Choix du sujet" not in desk.get("office:edition")
    for topic in topics_of(world.edition):
        sent = {}
        for criterion in ("general_interest", "municipal_competence", "budget_balance"):
            sent |= {f"{criterion}_met": "yes", criterion: "Oui."}
        desk.done("office:screen_topic", topic.public_id, **sent)
    assert "Mettre les sujets aux voix" in desk.get("office:topics")
    assert "Tour 1 sur 2 : garder 3 sujets sur 5" in desk.get("office:edition")
    page = desk.get("office:draft_topic_vote")
    assert "Sujet 4 ?" in page
    assert "Session 1" in page
    world.open_day("session_1", *RESIDENTS)
    first = desk.done("office:draft_topic_vote", question="Lesquels garder ?")
    assert first is not None
    assert (first.step, first.places, first.matter) == ("session_1", 3, "topics:1")
    assert "tour précédent" in desk.refused("office:draft_topic_vote", status=409, question="?")
    names = [topic.public_id for topic in topics_of(world.edition)]
    desk.hold(first, ballots=5, **dict(zip(names, (5, 4, 3, 1, 0), strict=True)))
    kept = topics_of(world.edition).filter(state=Topic.State.SHORTLISTED)
    assert {topic.public_id for topic in kept} == set(names[:3])
    second = desk.done("office:draft_topic_vote", question="Lequel choisir ?")
    assert second is not None
    desk.hold(second, ballots=5, **dict(zip(names[:3], (1, 4, 0), strict=True)))
    subject = subject_of(world.edition)
    assert subject is not None
    assert subject.public_id == names[1]
    said = desk.refused("office:draft_topic_vote", status=403, question="Encore ?")
    assert "déjà choisi son sujet" in said


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        ("shortlist", "topics"),
        ("choose_subject", "topics"),
        ("arbitration", "proposal"),
        ("amendment", "amendment"),
        ("final_vote", "final_text"),
    ],
)
def test_what_is_about_something_is_put_to_the_vote_from_its_own_page(
    world: Any, desk: Desk, kind: str, about: str
) -> None:
    page = desk.clients["helene"].get(reverse("office:draft_poll", args=["essai"]))
    offered = {code for code, _label in page.context["form"].fields["kind"].choices}
    assert offered == {"indicative", "group_indicative", "committee_indicative"}
    desk.refused("office:draft_poll", status=422, kind=kind, question="?", places=1)
    with pytest.raises(Invalid, match=f"drafted_with_{about}"):
        draft(world, kind)


def test_a_vote_is_worded_at_the_desk_with_its_question_and_options(world: Any, desk: Desk) -> None:
    sent = {"kind": "indicative", "places": 1, "question": "Quand ?"}
    assert "au moins deux options" in desk.refused(
        "office:draft_poll", status=422, options="Le matin", **sent
    )
    desk.refused("office:draft_poll", status=422, options="A\nB", **sent | {"question": " "})
    said = desk.refused(
        "office:draft_poll", status=422, options="A\nB", **sent | {"kind": "committee_indicative"}
    )
    assert "pas d&#x27;options" in said
    poll = desk.done("office:draft_poll", options="Le matin\nLe soir", **sent)
    assert poll is not None
    assert [str(option.text) for option in poll.options.all()] == ["Le matin", "Le soir"]
    public = reverse("public:poll", args=["essai", poll.public_id])
    assert Client().get(public).status_code == 404
    desk.done("office:move_poll", poll.public_id, "annoncer")
    assert Client().get(public).status_code == 200


def test_a_step_is_asked_where_the_rules_name_several_and_must_be_one_of_theirs(
    world: Any,
) -> None:
    about = {"kind": "arbitration", "matter": "proposal:essai"}
    with pytest.raises(Invalid, match="step_needed"):
        draft(world, **about)
    with pytest.raises(Invalid, match="unknown_step"):
        draft(world, **about, step="session_9")
    assert draft(world, "final_vote", matter="final:essai").step == "final_vote"


# --- who may word and hold a vote -----------------------------------------------------------------


def test_the_proposition_group_cannot_hold_a_decisive_poll(world: Any, desk: Desk) -> None:
    """Neither by a vote that is given to it, nor by rules that would."""
    with pytest.raises(RuleForbids, match="body_takes_no_decision") as refusal:
        draft(
            world,
            "arbitration",
            body="proposition_group",
            step="session_2",
            matter="proposal:essai",
        )
    assert refusal.value.absolute
    source = world.edition.rules.source
    _head, _mark, kind = source.partition("[poll.group_indicative]")
    changed = source.replace(kind, kind.replace("decisive = false", "decisive = true", 1))
    said = desk.refused(
        "office:adopt_rules", status=422, rules=changed, reason="Pour voir.", seen_version=1
    )
    assert "group_indicative" in said
    desk.clients["ines"] = Client()
    desk.clients["ines"].force_login(open_account(world.people["ines"]))
    desk.refused("office:draft_poll", status=403, name="ines", kind="indicative", question="?")


def test_the_committee_words_no_vote_about_substance_and_one_about_method(world: Any) -> None:
    facts = {"edition_id": world.edition.pk, "question": "?", **world.by("joel")}
    with pytest.raises(RuleForbids) as refusal:
        wording.draft_poll(kind="indicative", options=[("a", "A"), ("b", "B")], **facts)
    assert (refusal.value.absolute, refusal.value.article) == (True, "6")
    assert wording.draft_poll(kind="committee_indicative", **facts).state == "drafted"


@pytest.mark.parametrize("name", ["gwenaelle", "aicha", "bruno", "claire", "ines", "joel"])
def test_nobody_but_the_desk_conducts_a_vote(world: Any, name: str) -> None:
    poll = draft(world, "committee_indicative")
    facts = {"poll_id": poll.pk, **world.by(name)}
    attempts = (
        lambda: wording.announce_poll(**facts),
        lambda: conducting.open_poll(channel="hands", **facts),
        lambda: conducting.close_poll(**facts),
        lambda: counting.enter_count(sector="Salle", counts={}, **facts),
        lambda: counting.answer_roll_call(person_id=1, answer="yes", **facts),
        lambda: counting.publish_result(**facts),
        lambda: conducting.annul_poll(reason="Non.", **facts),
        lambda: settle_vote(picked=[], **facts),
    )
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


# --- opening --------------------------------------------------------------------------------------


def test_a_decisive_vote_needs_an_open_day_its_step_and_the_people_there(
    world: Any, desk: Desk
) -> None:
    poll = draft(world, "amendment", step="session_2", matter="amendment:essai")
    sent = {"channel": "hands"}
    said = desk.refused("office:open_poll", poll.public_id, status=409, **sent)
    assert "n&#x27;est ouverte pour : assemblée" in said.replace("\xa0", " ")
    assert "« Session 2 » n&#x27;est pas ouverte" in said.replace("\xa0", " ")
    assert "Déroger et dire pourquoi" in said
    said = desk.refused(
        "office:open_poll", poll.public_id, status=422, derogation="Il pleut.", **sent
    )
    assert "notez d&#x27;abord les présences" in said
    assert not derogations_of(world.edition)
    world.open_day("session_2", "aicha", "bruno", "claire", "elodie", number=2)
    desk.done("office:open_poll", poll.public_id, **sent)
    poll.refresh_from_db()
    assert (poll.entitled, poll.present) == (2, 4)


def test_a_vote_without_a_day_is_held_by_derogation_and_counts_nobody_as_present(
    world: Any, desk: Desk
) -> None:
    world.change_rules(
        ('elected_majority = "none"', 'elected_majority = "seated"'),
        after="[poll.final_vote]",
    )
    world.hold_days(*SESSIONS)
    poll = draft(world, "final_vote", matter="final:essai")
    vote = poll.public_id
    said = desk.refused("office:open_poll", vote, status=409, channel="paper")
    for words in ("est pas ouverte", "compte les personnes présentes"):
        assert words in said.replace("\xa0", " ")
    desk.done("office:open_poll", vote, channel="paper", derogation="La halle est fermée.")
    poll.refresh_from_db()
    assert (poll.entitled, poll.present) == (1, 0)
    broken = {one.breach: str(one.reason) for one in derogations_of(world.edition)}
    assert broken["step_not_open"] == broken["no_open_day"] == "La halle est fermée."
    assert poll.terms["quorum"]["attending"] == 0


def test_no_final_vote_comes_before_days_that_were_held(world: Any, desk: Desk) -> None:
    """Neither by steps completed without their day, nor by a derogation, nor by new rules."""
    world.hold_days(*SESSIONS[:2])
    for step in SESSIONS[2:]:
        facts = {"edition_id": world.edition.pk, "step": step, **world.by("helene")}
        start_step(derogation="Pour voir.", **facts)
        complete_step(**facts)
    world.open_day("final_vote", *RESIDENTS)
    vote = draft(world, "final_vote", matter="final:essai").public_id
    said = desk.refused("office:open_poll", vote, status=403, channel="paper", derogation="Si.")
    assert "vient après 4 sessions et il s&#x27;en est tenu 2" in said.replace("\xa0", " ")
    with pytest.raises(RuleForbids, match="sessions_lowered") as refusal:
        world.change_rules(("required_sessions = 4", "required_sessions = 2"))
    assert refusal.value.absolute


def test_a_day_at_which_nobody_was_is_no_session(world: Any) -> None:
    world.hold_days(*SESSIONS[:1])
    day = world.open_day(SESSIONS[1])
    end_day(session_id=day.pk, sentences=["Rien."], **world.by("helene"))
    assert sessions_held(world.edition) == 1


def test_steps_that_began_stay_in_the_rules_and_the_subject_stays_in_its_session(
    world: Any,
) -> None:
    world.change_rules(('steps = ["session_1"]', 'steps = ["session_2"]'), after="[poll.shortlist]")
    world.change_rules(('steps = ["session_2"]', 'steps = ["session_1"]'), after="[poll.shortlist]")
    world.open_day("session_1")
    source = rules_of(world.edition).source
    for changed, code in (
        (source.replace("session_1", "journee_1"), "begun_step_removed"),
        (
            source.replace('steps = ["session_1"]', 'steps = ["session_2"]'),
            "subject_vote_moved",
        ),
    ):
        with pytest.raises(RuleForbids, match=code) as refusal:
            adopt_rules(
                edition_id=world.edition.pk, rules=changed, reason="Essai.", **world.by("helene")
            )
        assert refusal.value.absolute


def test_rules_ask_for_fewer_sessions_until_the_first_begins(world: Any) -> None:
    world.change_rules(("required_sessions = 4", "required_sessions = 3"))
    world.open_day("session_1")
    with pytest.raises(RuleForbids, match="sessions_lowered"):
        world.change_rules(("required_sessions = 3", ""))
    world.change_rules(("required_sessions = 3", "required_sessions = 4"))


def test_no_derogation_chooses_the_subject_outside_its_session(world: Any, desk: Desk) -> None:
    world.open_day("session_2", *RESIDENTS, number=2)
    for step, code in (("session_1", "step_not_open"), ("session_2", "wrong_step")):
        for kind in ("shortlist", "choose_subject"):
            poll = draft(world, kind, step=step, matter="topics:1")
            with pytest.raises(RuleForbids, match=code) as refusal:
                conducting.open_poll(
                    poll_id=poll.pk, channel="hands", derogation="Vite.", **world.by("helene")
                )
            assert refusal.value.absolute


def test_one_vote_at_a_time_decides_on_a_matter(world: Any, desk: Desk) -> None:
    world.open_day("session_2", *RESIDENTS, number=2)
    proposal = submitted_proposal(world)
    first, second, third = (drafted_on(world, proposal) for _number in range(3))
    open_second = {"status": 409, "channel": "hands"}
    desk.done("office:open_poll", first.public_id, channel="hands")
    assert "Un autre vote" in desk.refused("office:open_poll", second.public_id, **open_second)
    desk.done("office:move_poll", first.public_id, "clore")
    desk.refused("office:open_poll", second.public_id, **open_second)
    desk.done("office:annul_poll", first.public_id, reason="Mal compté.")
    desk.hold(second, yes=3, no=1)
    desk.refused("office:open_poll", third.public_id, **open_second)
    with pytest.raises(WrongState):
        deliberating.decide_proposal(
            proposal=proposal.public_id,
            outcome="rejected",
            poll=second.public_id,
            **world.by("helene"),
        )


def test_a_vote_held_at_a_later_step_of_its_rules_belongs_to_that_step(
    world: Any, desk: Desk
) -> None:
    poll = draft(world, "amendment", step="session_2", matter="amendment:essai")
    world.open_day("session_3", *RESIDENTS, number=3)
    desk.done("office:open_poll", poll.public_id, channel="hands")
    poll.refresh_from_db()
    assert poll.step == "session_3"


def test_a_vote_at_the_wrong_step_or_of_the_wrong_body_is_told(world: Any, desk: Desk) -> None:
    world.open_day("session_1", *EVERYBODY)
    wrong = draft(world, "amendment", step="session_1", matter="amendment:essai")
    said = desk.refused("office:open_poll", wrong.public_id, status=409, channel="hands")
    assert "et non à l&#x27;étape : Session 1" in said.replace("\xa0", " ")
    other = draft(world, body="proposition_group")
    said = desk.refused("office:open_poll", other.public_id, status=409, channel="hands")
    assert "et non à : groupe de proposition" in said.replace("\xa0", " ")
    roll = draft(world, "amendment", step="session_2", matter="amendment:essai")
    said = desk.refused("office:open_poll", roll.public_id, status=409, channel="roll_call")
    assert "et non par appel nominal" in said.replace("\xa0", " ")


def test_a_secret_vote_is_held_on_paper_or_not_at_all(world: Any, desk: Desk) -> None:
    poll = draft(world, "final_vote", matter="final:essai")
    world.open_day("final_vote", *RESIDENTS)
    for channel in ("hands", "roll_call"):
        said = desk.refused(
            "office:open_poll", poll.public_id, status=422, channel=channel, derogation="Si."
        )
        assert "Ce vote est secret" in said


def test_channels_are_offered_as_the_rules_allow_them(world: Any, desk: Desk) -> None:
    def offered(poll: Poll) -> list[str]:
        address = reverse("office:open_poll", args=["essai", poll.public_id])
        form = desk.clients["helene"].get(address).context["form"]
        return [
            code + " by derogation" * ("dérogation" in str(label))
            for code, label in form.fields["channel"].widget.choices
        ]

    assert offered(draft(world, "final_vote", matter="final:essai")) == ["paper"]
    assert offered(draft(world, "indicative")) == ["hands", "paper", "electronic_open"]
    amendment = draft(world, "amendment", step="session_2", matter="amendment:essai")
    derogating = ["roll_call by derogation", "electronic_open by derogation"]
    assert offered(amendment) == ["hands", "paper", *derogating]


def test_whoever_opens_a_vote_reads_first_who_may_vote(world: Any, desk: Desk) -> None:
    poll = draft(world, "amendment", step="session_2", matter="amendment:essai")
    page = desk.get("office:open_poll", poll.public_id)
    assert "personne ne pourra voter" in page and "ouvrez d’abord la séance" in page
    world.open_day("session_2", "aicha", number=2)
    page = desk.get("office:open_poll", poll.public_id)
    assert "1 personne pourra voter" in page
    assert "Présentes à l’accueil : 1. Attendues : 8." in page.replace("\xa0", " ")
    day = Session.objects.get()
    enter_presences(
        session_id=day.pk,
        person_ids=[world.people[name] for name in RESIDENTS],
        **world.by("helene"),
    )
    page = desk.get("office:open_poll", poll.public_id)
    assert "5 personnes pourront voter" in page and "Attendues" not in page
    colleges = dict(
        desk.clients["helene"]
        .get(reverse("office:open_poll", args=["essai", poll.public_id]))
        .context["who"]
        .colleges
    )
    assert sorted(colleges.values()) == [1, 4]


def test_a_show_of_hands_asks_for_two_counts_before_its_close_and_leads_back_to_the_day(
    world: Any, desk: Desk
) -> None:
    day = world.open_day("session_2", *RESIDENTS, number=2)
    vote = draft(world, "amendment", step="session_2", matter="amendment:essai").public_id
    desk.done("office:open_poll", vote, channel="hands")
    back = reverse("office:conduct", args=["essai", day.public_id])
    count = reverse("office:enter_count", args=["essai", vote])
    page = desk.get("office:poll", vote)
    assert back in page
    assert f'<a class="button" href="{count}">' in page
    assert '<summary class="button second">Clore le vote' in page and "Aucune main" in page
    form = desk.get("office:enter_count", vote)
    assert back in form
    assert "count_yes" in form
    assert "count_invalid" not in form  # a hand is never invalid
    sent = {"sector": "Salle", "count_yes": 3, "count_no": 1, "count_abstain": 0}
    for name in desk.clients:
        desk.done("office:enter_count", vote, name=name, **sent)
    page = desk.get("office:poll", vote)
    assert f'<a class="button second" href="{count}">' in page
    assert "<button>Clore le vote" in page


def test_the_votes_to_come_stand_in_the_order_in_which_they_were_prepared(world: Any) -> None:
    first, second = (draft(world, "amendment", step="session_2", matter=one) for one in "xy")
    [coming] = poll_groups(world.edition, [second, first])
    assert [line.poll for line in coming.lines] == [first, second]


def test_those_who_come_late_are_added_to_the_roll_while_a_vote_is_open_and_not_counted(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    day = world.open_day("session_2", "aicha", "bruno", number=2)
    poll = draft(world, "amendment", step="session_2", matter="essai")
    vote = poll.public_id
    desk.done("office:open_poll", vote, channel="hands")
    poll.refresh_from_db()
    first = dict(poll.roll.values_list("person_id", "token"))
    before = poll.roll_commitment
    assert "Les ajouter à la liste" not in desk.get("office:poll", vote)
    said = desk.refused("office:move_poll", vote, "completer", status=422)
    assert "notez d&#x27;abord les arrivées" in said
    attending.check_out(
        session_id=day.pk,
        person_id=world.people["bruno"],
        actor=world.organiser,
        clock=SystemClock(),
    )
    late = [world.people[name] for name in ("ines", "joel", "claire")]
    enter_presences(session_id=day.pk, person_ids=late, **world.by("helene"))
    page = desk.get("office:poll", vote)
    assert "2 personnes notées présentes depuis l’ouverture ne sont pas sur la liste" in page
    with pytest.raises(NotAllowed):
        add_late_arrivals(poll_id=poll.pk, **world.by("aicha"))
    desk.done("office:move_poll", vote, "completer")
    poll.refresh_from_db()
    assert (poll.entitled, poll.present, poll.terms["entitled"]) == (4, 5, 4)
    assert poll.roll_commitment != before
    assert first.items() <= dict(poll.roll.values_list("person_id", "token")).items()
    act = Entry.objects.order_by("-index").first()
    assert act is not None and act.kind == "roll_extended/2"
    desk.count(poll, yes=3, no=1)
    enter_presences(session_id=day.pk, person_ids=[world.people["karim"]], **world.by("helene"))
    assert "Les ajouter à la liste" not in desk.get("office:poll", vote)
    said = desk.refused("office:move_poll", vote, "completer", status=422)
    assert "Le comptage a commencé" in said
    desk.done("office:move_poll", vote, "clore")
    desk.refused("office:move_poll", vote, "completer", status=409)
    counting.publish_result(poll_id=poll.pk, **world.by("helene"))
    verified(world, tmp_path)


def test_each_college_votes_as_the_template_says(world: Any) -> None:
    seated = set(world.people.values())
    by_kind = {}
    for kind, facts in (
        ("amendment", {"step": "session_2", "matter": "amendment:essai"}),
        ("indicative", {}),
        ("group_indicative", {}),
        ("committee_indicative", {}),
    ):
        poll = conducting.open_poll(
            poll_id=draft(world, kind, **facts).pk,
            channel="hands",
            present=seated,
            derogation="Pour l'essai.",
            **world.by("helene"),
        )
        by_kind[kind] = sorted(entry.college for entry in poll.roll.all())
    drawn = ["drawn"] * 4
    assert by_kind == {
        "amendment": [*drawn, "volunteer"],
        "indicative": sorted(
            ["agent", *drawn, "elected_majority", "elected_minority", "volunteer"]
        ),
        "group_indicative": ["drawn"],
        "committee_indicative": ["drawn"],
    }


def test_an_open_vote_changes_no_more(world: Any, desk: Desk) -> None:
    world.open_day("session_1", *RESIDENTS)
    poll = draft(world)
    desk.done("office:open_poll", poll.public_id, channel="hands")
    acts = Entry.objects.order_by("index")
    drafted = acts.filter(kind="poll_drafted/2").last()
    opened = acts.filter(kind="poll_opened/3").last()
    assert drafted is not None
    assert opened is not None
    assert poll.question.digest.encode() in bytes(drafted.leaf)
    assert poll.question.digest.encode() in bytes(opened.leaf)
    desk.refused("office:move_poll", poll.public_id, "annoncer", status=409)
    desk.refused("office:open_poll", poll.public_id, status=409, channel="paper")
    with pytest.raises(WrittenOutsideAction):
        poll.options.update(key="o9")
    with pytest.raises(WrittenOutsideAction):
        Poll.objects.filter(pk=poll.pk).update(method="yes_no_abstain")


# --- counting -------------------------------------------------------------------------------------


def test_two_tellers_count_and_differences_are_counted_again(world: Any, desk: Desk) -> None:
    world.open_day("session_2", *RESIDENTS, number=2)
    poll = draft(world, "amendment", step="session_2", matter="x")
    vote = poll.public_id
    desk.done("office:open_poll", vote, channel="hands")
    sent = {
        "sector": "Salle",
        "count_yes": 3,
        "count_no": 1,
        "count_abstain": 0,
        "count_invalid": 0,
    }
    desk.refused("office:enter_count", vote, status=422, **sent | {"count_yes": -1})
    said = desk.refused("office:enter_count", vote, status=422, **sent | {"count_yes": 8})
    assert "9 voix, pour 5 personnes sur la liste du vote" in said.replace("\xa0", " ")
    desk.done("office:enter_count", vote, **sent)
    assert "revient à une autre personne" in desk.refused(
        "office:enter_count", vote, status=422, **sent
    )
    desk.done("office:enter_count", vote, name="maelle", **sent | {"count_yes": 4})
    page = desk.get("office:poll", vote)
    assert "Les deux comptages de « Salle » diffèrent" in page.replace("\xa0", " ")
    give_role(
        person_id=world.people["bruno"], role="chair", edition=world.edition, **world.by("helene")
    )
    for facts, code in (
        ({"sector": "Salle", "counts": {}}, "two_sheets_already"),
        ({"sector": "Balcon", "counts": {"maybe": 1}}, "unknown_code"),
    ):
        with pytest.raises(Invalid, match=code):
            counting.enter_count(poll_id=poll.pk, **facts, **world.by("bruno"))
    desk.done("office:move_poll", vote, "clore")
    assert "recomptez" in desk.refused("office:move_poll", vote, "publier", status=422)
    publish = reverse("office:move_poll", args=["essai", vote, "publier"])
    assert publish not in desk.get("office:poll", vote)
    form = desk.clients["helene"].get(reverse("office:enter_count", args=["essai", vote]))
    assert form.context["form"].initial == {"sector": "Salle", "recount": True}
    for name in desk.clients:
        desk.done("office:enter_count", vote, name=name, recount="on", **sent)
    assert publish in desk.get("office:poll", vote)
    desk.done("office:move_poll", vote, "publier")
    poll.refresh_from_db()
    assert (poll.result["outcome"], poll.result["counts"]["yes"]) == ("adopted", 3)
    assert [(sheet.round, sheet.counts["yes"]) for sheet in sheets_of(poll)] == [
        (1, 3),
        (1, 4),
        (2, 3),
        (2, 3),
    ]


def test_nothing_is_published_before_it_is_counted_and_paper_waits_for_the_close(
    world: Any, desk: Desk
) -> None:
    world.open_day("session_1", *RESIDENTS)
    poll = draft(world)
    vote = poll.public_id
    desk.done("office:open_poll", vote, channel="paper")
    sent = {"sector": "Urne", "count_o1": 1, "count_o2": 2, "count_ballots": 3, "count_invalid": 0}
    desk.refused("office:enter_count", vote, status=409, **sent)
    page = Client().get(reverse("public:poll", args=["essai", vote]))
    assert page.context["poll"].counts == {}
    desk.done("office:move_poll", vote, "clore")
    assert "n&#x27;a encore compté" in desk.refused("office:move_poll", vote, "publier", status=409)
    said = desk.refused("office:enter_count", vote, status=422, **sent | {"count_o1": 4})
    assert "« Le matin » reçoit 4 approbations pour 3 bulletins" in said.replace("\xa0", " ")


def test_a_refused_button_leads_back_to_its_page_and_nowhere_else(world: Any, desk: Desk) -> None:
    address = reverse("office:move_poll", args=["essai", draft(world).public_id, "publier"])
    before = "http://testserver/bureau/essai/votes/x/"
    for referer, back in ((before, True), ("https://ailleurs.invalid/", False), ("", False)):
        answer = desk.clients["helene"].post(address, headers={"referer": referer})
        assert answer.status_code == 409
        page = answer.content.decode()
        assert (f'href="{referer}"' in page) is back
        assert page.count("Rien n’a été changé") == 1


def test_a_roll_call_is_answered_once_by_those_on_the_roll(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    for name in ("claire", "elodie"):
        world.seat(name, "proposition_group", "agent" if name == "elodie" else "elected_majority")
    poll = draft(world, "group_indicative")
    vote = poll.public_id
    desk.done("office:open_poll", vote, channel="roll_call")
    tokens = {entry.person_id: entry.token for entry in poll.roll.all()}
    assert "Inès" in desk.get("office:poll", vote)
    sent = {"token": tokens[world.people["ines"]], "answer": "yes"}
    desk.refused("office:answer_roll_call", vote, status=404, **sent | {"token": "personne"})
    desk.refused("office:answer_roll_call", vote, status=422, **sent | {"answer": "maybe"})
    desk.done("office:answer_roll_call", vote, **sent)
    desk.done("office:answer_roll_call", vote, **sent)  # pressed twice: noted once
    other = sent | {"answer": "no"}
    assert "déjà répondu" in desk.refused("office:answer_roll_call", vote, status=422, **other)
    with pytest.raises(Invalid, match="not_on_roll"):
        counting.answer_roll_call(
            poll_id=poll.pk, person_id=world.people["aicha"], answer="yes", **world.by("helene")
        )
    with pytest.raises(WrongState):
        counting.enter_count(poll_id=poll.pk, sector="S", counts={}, **world.by("helene"))
    for name, answer in (("claire", "no"), ("elodie", "yes")):
        desk.done("office:answer_roll_call", vote, token=tokens[world.people[name]], answer=answer)
    desk.done("office:move_poll", vote, "clore")
    desk.done("office:move_poll", vote, "publier")
    poll.refresh_from_db()
    record = public_record(poll)
    assert sorted(record["roll_call"][0]) == ["answer", "salt", "token"]
    assert sorted(one["answer"] for one in record["roll_call"]) == ["no", "yes", "yes"]
    page = Client().get(reverse("public:poll", args=["essai", vote])).content.decode()
    assert page.count("Non publié : moins de 10 personnes.") == 3
    verified(world, tmp_path)


def verified(world: Any, tmp_path: Path) -> None:
    """The bundle counts every vote again to its result."""
    folder = tmp_path / "bundle"
    write_bundle(edition=world.edition, out=folder, actor=OPERATOR, clock=SystemClock())
    checks = list(verify_bundle(folder))
    assert not [check.detail for check in checks if check.holds is False]
    assert any(check.name == "polls" for check in checks)


# --- what is published ----------------------------------------------------------------------------


def test_six_elected_members_are_read_neither_on_the_page_nor_in_the_file(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    """Nor by subtraction: whatever is shown counts ten people, or everybody."""
    here = list(EVERYBODY)
    for number in range(21):
        name = f"venue{number}"
        world.newcomer(name)
        take_open_seat(
            edition_id=world.edition.pk,
            body="assembly",
            college="volunteer",
            person_id=world.people[name],
            **world.by("helene"),
        )
        here.append(name)
    world.open_day("session_1", *here)
    poll = draft(world)
    vote = poll.public_id
    desk.done("office:open_poll", vote, channel="hands")
    desk.count(poll, "Gauche", "volunteer", o1=4, o2=7, ballots=11)
    desk.count(poll, "Droite", "volunteer", o1=5, o2=6, ballots=11)
    desk.count(poll, "Élus", "elected_minority", o1=6, o2=1, ballots=6)
    desk.done("office:move_poll", vote, "clore")
    desk.done("office:move_poll", vote, "publier")
    poll.refresh_from_db()
    sheets = public_record(poll)["sheets"]
    assert {sheet["sector"] for sheet in sheets} == {"Gauche + Droite + Élus"}
    assert [sheet["counts"]["ballots"] for sheet in sheets] == [28, 28]
    page = Client().get(reverse("public:poll", args=["essai", vote]))
    html = page.content.decode()
    assert "Non publié : moins de 10 personnes." in html
    assert "on ne puisse pas en déduire un autre collège" in html
    rows = page.context["by_college"].rows
    assert [row.counts for row in rows] == [[], [], [15, 14, 28]]
    verified(world, tmp_path)


def test_large_colleges_are_shown_and_a_common_urn_says_why_not(world: Any, desk: Desk) -> None:
    here = list(RESIDENTS)
    for number in range(10):
        world.newcomer(f"venue{number}")
        world.seat(f"venue{number}", "assembly", "volunteer")
        here.append(f"venue{number}")
    world.open_day("session_1", *here)
    poll = draft(world)
    desk.done("office:open_poll", poll.public_id, channel="hands")
    desk.count(poll, "Volontaires", "volunteer", o1=4, o2=7, ballots=11)
    desk.done("office:move_poll", poll.public_id, "clore")
    desk.done("office:move_poll", poll.public_id, "publier")
    page = Client().get(reverse("public:poll", args=["essai", poll.public_id]))
    assert [row.counts for row in page.context["by_college"].rows] == [[4, 7, 11]]
    common = desk.hold(draft(world), o1=9, o2=3, ballots=12)
    page = Client().get(reverse("public:poll", args=["essai", common.public_id]))
    assert "tous collèges ensemble" in page.content.decode()


# --- ties -----------------------------------------------------------------------------------------


def test_the_chair_settles_a_yes_or_no_and_the_matter_follows(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    world.change_rules((TIE, 'tie = "chair"'), after="[poll.arbitration]")
    proposal = submitted_proposal(world)
    world.open_day("session_2", *RESIDENTS, number=2)
    poll = draft_option_vote(
        proposal_id=proposal.pk, question="L'adopter ?", step="session_2", **world.by("helene")
    )
    vote = desk.hold(poll, yes=2, no=2).public_id
    assert proposal_named(world.edition, proposal.public_id).state == "frozen"
    assert "Vote à égalité" in desk.get("office:edition")
    page = desk.get("office:settle_tie", vote)
    assert page.count('name="picked"') == 2
    desk.refused("office:settle_tie", vote, status=422, picked="draw")
    desk.done("office:settle_tie", vote, picked="adopted")
    assert proposal_named(world.edition, proposal.public_id).state == "adopted"
    public = Client().get(reverse("public:poll", args=["essai", vote])).content.decode()
    assert "départagée par la voix de" in public
    desk.refused("office:settle_tie", vote, status=409, picked="rejected")
    verified(world, tmp_path)


def test_whoever_sits_on_the_committee_settles_nothing_of_substance(world: Any, desk: Desk) -> None:
    give_role(
        person_id=world.people["joel"], role="chair", edition=world.edition, **world.by("helene")
    )
    world.change_rules((TIE, 'tie = "chair"'), after="[poll.committee_indicative]")
    world.change_rules((TIE, 'tie = "chair"'), after="[poll.indicative]")
    world.open_day("session_1", *RESIDENTS)
    poll = desk.hold(draft(world), ballots=4, o1=2, o2=2)
    with pytest.raises(RuleForbids) as refusal:
        settle_vote(poll_id=poll.pk, picked=["o1"], **world.by("joel"))
    assert (refusal.value.absolute, refusal.value.article) == (True, "6")
    world.seat("claire", "methodology_committee", "elected_majority")
    method = desk.hold(draft(world, "committee_indicative"), yes=1, no=1)
    assert method.is_tied
    settle_vote(poll_id=method.pk, picked=[], **world.by("joel"))


def test_a_public_draw_settles_an_approval_among_the_tied_options_alone(
    world: Any, desk: Desk
) -> None:
    world.change_rules((TIE, 'tie = "draw"'), after="[poll.indicative]")
    world.open_day("session_1", *RESIDENTS)
    poll = draft(
        world,
        options=[("o1", "Le matin"), ("o2", "Midi"), ("o3", "Le soir"), ("o4", "La nuit")],
        places=2,
    )
    vote = desk.hold(poll, ballots=5, o1=4, o2=3, o3=3, o4=1).public_id
    page = desk.get("office:settle_tie", vote)
    assert 'value="o2"' in page
    assert 'value="o3"' in page
    assert 'value="o1"' not in page
    assert 'value="o4"' not in page
    desk.refused("office:settle_tie", vote, status=422, picked_1="o1")
    desk.done("office:settle_tie", vote, picked_1="o3")
    poll.refresh_from_db()
    assert poll.result["chosen"] == ["o1", "o3"]
    assert "tirage au sort public" in result_sentence(poll, language="fr")
    assert "Égalité" not in desk.get("office:poll", vote)


def three_topics(world: Any) -> list[str]:
    """Three topics that may be put to the vote, by their public ids."""
    facts = {"edition_id": world.edition.pk, **world.by("helene")}
    names = []
    for number in range(3):
        topic = submit_topic(
            title=f"Sujet {number}", description="Des mots.", derogation="Essai.", **facts
        )
        criteria = ("general_interest", "municipal_competence", "budget_balance")
        screen_topic(
            topic_id=topic.pk,
            findings=dict.fromkeys(criteria, (True, "Oui.")),
            **world.by("helene"),
        )
        names.append(topic.public_id)
    return names


def test_a_topic_that_moderation_hides_is_hidden_in_the_votes_about_it(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    world.open_day("session_1", *RESIDENTS)
    names = three_topics(world)
    poll = desk.done("office:draft_topic_vote", question="Lesquels garder ?")
    desk.hold(poll, ballots=5, **dict(zip(names, (3, 2, 1), strict=True)))
    pages = [
        reverse("public:poll", args=["essai", poll.public_id]),
        reverse("public:polls", args=["essai"]),
        *(
            reverse("public:entry", args=[entry.index])
            for entry in Entry.objects.filter(subject=poll.public_id)
        ),
    ]
    assert "Sujet 0" in Client().get(pages[0]).content.decode()
    hide_contribution(
        edition_id=world.edition.pk,
        digest=topics_of(world.edition)[0].title.digest,
        reason="Vise quelqu'un.",
        **world.by("helene"),
    )
    for page in pages:
        assert "Sujet 0" not in Client().get(page).content.decode(), page
    assert "masqué par la modération" in Client().get(pages[0]).content.decode()
    verified(world, tmp_path)
    for path in tmp_path.rglob("*.*"):
        assert path.is_dir() or b"Sujet 0" not in path.read_bytes(), path


def test_tied_topics_are_voted_again_and_the_new_vote_chooses_the_subject(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    world.open_day("session_1", *RESIDENTS)
    names = three_topics(world)
    first = desk.done("office:draft_topic_vote", question="Lesquels garder ?")
    desk.hold(first, ballots=5, **dict.fromkeys(names, 2))
    second = desk.done("office:draft_topic_vote", question="Lequel choisir ?")
    assert second is not None
    desk.hold(second, ballots=5, **dict(zip(names, (3, 3, 1), strict=True)))
    assert subject_of(world.edition) is None
    vote = second.public_id
    assert "Remettre aux voix" in desk.get("office:poll", vote)
    desk.refused("office:draft_topic_vote", status=409, question="?")
    desk.refused("office:settle_tie", vote, status=409, picked_1=names[0])
    with pytest.raises(NotYet, match="revote_needed"):
        settle_vote(poll_id=second.pk, picked=[names[0]], **world.by("helene"))
    page = desk.get("office:draft_revote", vote)
    assert "Sujet 0" in page
    assert "Sujet 2" not in page
    again = desk.done("office:draft_revote", vote, question="Lequel des deux ?")
    assert again is not None
    assert {option.key for option in again.options.all()} == set(names[:2])
    desk.refused("office:draft_revote", vote, status=409, question="Encore ?")
    assert "Vote à égalité" not in desk.get("office:edition")
    desk.hold(again, ballots=5, **dict(zip(names[:2], (1, 4), strict=True)))
    subject = subject_of(world.edition)
    assert subject is not None
    assert subject.public_id == names[1]
    second.refresh_from_db()
    assert second.settlement["revote"] == again.public_id
    public = Client().get(reverse("public:poll", args=["essai", vote])).content.decode()
    assert "départagée par un nouveau vote" in public
    assert again.public_id in public
    verified(world, tmp_path)


# --- annulling ------------------------------------------------------------------------------------


def test_a_vote_is_annulled_with_a_reason_until_its_result_is_public(
    world: Any, desk: Desk
) -> None:
    world.open_day("session_1", *RESIDENTS)
    moves = [
        [],
        [("office:move_poll", ["annoncer"], {})],
        [("office:open_poll", [], {"channel": "hands"})],
        [("office:open_poll", [], {"channel": "hands"}), ("office:move_poll", ["clore"], {})],
    ]
    for before in moves:
        poll = draft(world)
        for page, more, sent in before:
            desk.done(page, poll.public_id, *more, **sent)
        desk.refused("office:annul_poll", poll.public_id, status=422, reason="  ")
        desk.done("office:annul_poll", poll.public_id, reason="La question était mal posée.")
        public = Client().get(reverse("public:poll", args=["essai", poll.public_id]))
        assert "La question était mal posée." in public.content.decode()
        desk.refused("office:open_poll", poll.public_id, status=409, channel="hands")
    held = desk.hold(draft(world), o1=3, o2=1, ballots=4)
    desk.refused("office:annul_poll", held.public_id, status=409, reason="Trop tard.")


def test_what_was_counted_before_a_vote_was_annulled_stays_public(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    world.open_day("session_1", *EVERYBODY)
    agreed, begun = draft(world), draft(world)
    for poll in (agreed, begun):
        desk.done("office:open_poll", poll.public_id, channel="hands")
    desk.count(agreed, o1=3, o2=1, ballots=4)
    for sector, o1 in (("Gauche", 2), ("Droite", 3)):
        sent = {"count_o1": o1, "count_o2": 0, "count_ballots": o1, "count_invalid": 0}
        desk.done("office:enter_count", begun.public_id, sector=sector, college="", **sent)
    for poll in (agreed, begun):
        desk.done("office:annul_poll", poll.public_id, reason="Une urne était ouverte.")
    page = Client().get(reverse("public:poll", args=["essai", agreed.public_id]))
    said = page.content.decode()
    assert "Une urne était ouverte." in said and "Le matin</span> : 3" in said
    address = reverse("public:file", args=["essai", f"annulled/{agreed.public_id}.json"])
    assert address in said
    sheets = Client().get(address).json()["sheets"]
    assert [sheet["counts"]["o1"] for sheet in sheets] == [3, 3]
    address = reverse("public:file", args=["essai", f"annulled/{begun.public_id}.json"])
    (sheet,) = Client().get(address).json()["sheets"]
    assert (sheet["sector"], sheet["counts"]["o1"]) == ("Gauche + Droite", 5)
    verified(world, tmp_path)
    rows = (tmp_path / "bundle" / "data" / "polls.csv").read_text().splitlines()
    assert [row.count("annulled") for row in rows[1:]] == [1, 1]
    assert all(row.endswith("Une urne était ouverte.") for row in rows[1:])


def test_the_few_ballots_of_a_secret_vote_that_was_annulled_stay_closed(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    world.open_day("session_1", *EVERYBODY)
    poll = draft(world)
    desk.done("office:open_poll", poll.public_id, channel="paper")
    desk.done("office:move_poll", poll.public_id, "clore")
    sent = {"count_o1": 1, "count_o2": 0, "count_ballots": 1, "count_invalid": 0}
    desk.done("office:enter_count", poll.public_id, sector="À domicile", college="", **sent)
    desk.done("office:annul_poll", poll.public_id, reason="Une urne était ouverte.")
    page = Client().get(reverse("public:poll", args=["essai", poll.public_id])).content.decode()
    assert "Trop peu de bulletins avaient été comptés" in page
    assert "À domicile</span>" not in page
    address = reverse("public:file", args=["essai", f"annulled/{poll.public_id}.json"])
    assert Client().get(address).json()["sheets"] == []
    verified(world, tmp_path)
    said = [str(check.detail) for check in verify_bundle(tmp_path / "bundle")]
    assert any("1 counts of few ballots stay closed" in one for one in said)


def test_two_votes_on_one_matter_never_open_nor_decide_together(world: Any, desk: Desk) -> None:
    world.open_day("session_2", *RESIDENTS, number=2)
    proposal = submitted_proposal(world)
    polls = [drafted_on(world, proposal) for _number in range(2)]
    together(
        *(
            partial(open_vote, poll_id=poll.pk, channel="hands", **world.by("helene"))
            for poll in polls
        )
    )
    assert sorted(Poll.objects.values_list("state", flat=True)) == ["drafted", "opened"]
    poll = Poll.objects.get(state="opened")
    desk.done("office:move_poll", poll.public_id, "clore")
    desk.count(poll, yes=3)
    counting.publish_result(poll_id=poll.pk, **world.by("helene"))
    decides = partial(
        deliberating.decide_proposal,
        proposal=proposal.public_id,
        poll=poll.public_id,
        **world.by("helene"),
    )
    together(*(partial(decides, outcome=outcome) for outcome in ("adopted", "rejected")))
    assert Entry.objects.filter(kind="proposal_decided/1").count() == 1


def submitted_proposal(world: Any) -> Any:
    proposal = writing.draft_proposal(
        edition_id=world.edition.pk,
        title="La médiation",
        summary="Le soir.",
        paragraphs=[("a", "Quatre médiateurs.")],
        **world.by("ines"),
    )
    writing.freeze_proposal(proposal_id=proposal.pk, **world.by("ines"))
    return proposal


def drafted_on(world: Any, proposal: Any) -> Poll:
    """A vote on a proposal, drafted as its page would not let a second one be."""
    return wording.draft_poll(
        edition_id=world.edition.pk,
        kind="arbitration",
        question="Oui ?",
        step="session_2",
        matter=f"proposal:{proposal.public_id}",
        **world.by("helene"),
    )


def together(*acts: Callable[[], Any]) -> None:
    """Run acts at the same time, each on its own connection; what one refuses is left aside."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        connection.ensure_connection()
        start.wait()
        with suppress(ActError, OperationalError):  # SQLite is locked by the other one
            act()
        connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


# --- other rules ----------------------------------------------------------------------------------


def test_a_vote_is_read_by_the_rules_under_which_it_was_held(
    world: Any, desk: Desk, client: Client
) -> None:
    world.open_day("session_1", *RESIDENTS)
    opened, announced = draft(world, "committee_indicative"), draft(world, "committee_indicative")
    desk.done("office:open_poll", opened.public_id, channel="hands")
    desk.done("office:move_poll", announced.public_id, "annoncer")
    source = world.edition.rules.source
    begins = source.index("[poll.committee_indicative]")
    rules = source[:begins] + source[source.index("[draw]") :]
    adopt_rules(edition_id=world.edition.pk, rules=rules, reason="Pour voir.", **world.by("helene"))
    client.force_login(open_account(world.people["joel"]))
    for address in (
        reverse("public:polls", args=["essai"]),
        reverse("public:poll", args=["essai", opened.public_id]),
        reverse("member:home"),
        reverse("member:votes"),
    ):
        assert "Que préférez-vous ?" in client.get(address).content.decode(), address
    desk.get("office:poll", announced.public_id)
    desk.refused("office:open_poll", announced.public_id, status=422, channel="hands")
    desk.done("office:move_poll", opened.public_id, "clore")
    desk.count(opened, yes=1)
    desk.done("office:move_poll", opened.public_id, "publier")


def test_whoever_opens_a_vote_reads_who_may_not_vote_why_and_the_quorum(
    world: Any, desk: Desk
) -> None:
    poll = draft(world, "final_vote", matter="final:essai")
    day = world.open_day("final_vote", "aicha", "bruno", "claire")
    attending.check_out(session_id=day.pk, person_id=world.people["bruno"], **world.by("helene"))
    page = unescape(desk.get("office:open_poll", poll.public_id)).replace("\xa0", " ")
    assert "Qui ne pourra pas voter, et pourquoi" in page
    assert "1 notée partie" in page and "pas encore notée" in page
    assert "les règles ne font pas voter ce collège (article " in page
    assert "1 personne, dont 1 présente : les règles" in page
    assert "personnes présentes pour" in page and "Présentes : 2." in page
    assert "Il n'est pas atteint" in page
    assert page.index("Il n'est pas atteint") < page.index("Ouvrir le vote maintenant")
    indicative = draft(world, "indicative")
    assert "Quorum" not in desk.get("office:open_poll", indicative.public_id)


def test_the_whole_hall_is_one_sector_in_every_language(world: Any, desk: Desk) -> None:
    """Two tellers, one in English: their counts meet, and each reads them in their language."""
    world.open_day("session_2", *RESIDENTS, number=2)
    poll = draft(world, "amendment", step="session_2", matter="amendment:essai")
    vote = poll.public_id
    desk.done("office:open_poll", vote, channel="hands")
    sent = {"college": "", "count_yes": 3, "count_no": 1, "count_abstain": 0, "count_invalid": 0}
    french = desk.clients["helene"].get(reverse("office:enter_count", args=["essai", vote]))
    assert french.context["form"].initial["sector"] == "Salle entière"
    desk.done("office:enter_count", vote, sector="Salle entière", **sent)
    with override("en"):
        english = reverse("office:enter_count", args=["essai", vote])
        page = reverse("office:poll", args=["essai", vote])
    form = desk.clients["maelle"].get(english)
    assert form.context["form"].initial["sector"] == "Whole hall"
    answer = desk.clients["maelle"].post(english, {"sector": "Whole hall", **sent, "count_yes": 2})
    assert answer.status_code == 302
    assert {sheet.sector for sheet in sheets_of(poll)} == {"Salle entière"}
    said = unescape(desk.clients["maelle"].get(page).content.decode())
    assert "The two counts of “Whole hall” differ" in said and "Salle entière" not in said
    assert "A count is recorded (Whole hall)" in unescape(
        Client().get("/en/journal/").content.decode()
    )


def test_a_count_names_the_colleges_that_vote_and_no_other(world: Any, desk: Desk) -> None:
    world.open_day("session_2", *EVERYBODY, number=2)
    poll = draft(world, "amendment", step="session_2", matter="amendment:essai")
    desk.done("office:open_poll", poll.public_id, channel="hands")
    page = desk.clients["helene"].get(reverse("office:enter_count", args=["essai", poll.public_id]))
    offered = [code for code, _label in page.context["form"].fields["college"].choices]
    assert offered == ["", "drawn", "volunteer"]


def test_a_vote_that_never_opened_says_what_can_still_be_done(world: Any, desk: Desk) -> None:
    """Its step is over: the rules let it wait for another one, or a derogation, or not at all."""
    day = world.open_day("session_2", *EVERYBODY, number=2)
    poll = draft(world, "amendment", step="session_2", matter="amendment:essai")
    desk.done("office:move_poll", poll.public_id, "annoncer")
    assert "Ouvrir le vote</a>" in desk.get("office:poll", poll.public_id)
    end_day(session_id=day.pk, sentences=["Rien."], **world.by("helene"))
    page = desk.get("office:poll", poll.public_id).replace("\xa0", " ")
    assert "Ce vote n’a pas été ouvert, et son étape est achevée" in page
    assert "Les règles le permettent encore (article 9) : Session 3" in page
    assert "Ouvrir le vote</a>" not in page and "La raison est publiée." in page
    world.open_day("session_3", *EVERYBODY, number=3)
    page = desk.get("office:poll", poll.public_id)
    assert "Ouvrir le vote</a>" in page and "son étape est achevée" not in page
    for number, step in ((3, "session_3"), (4, "session_4")):
        if number == 4:
            world.open_day(step, *EVERYBODY, number=number)
        there = Session.objects.get(step=step)
        end_day(session_id=there.pk, sentences=["Rien."], **world.by("helene"))
    page = desk.get("office:poll", poll.public_id)
    assert "Les règles ne lui laissent plus d’étape" in page
    assert "L’ouvrir par dérogation" not in page, "no day is open"
    world.open_day("final_vote", *EVERYBODY)
    assert "L’ouvrir par dérogation" in desk.get("office:poll", poll.public_id)
    desk.done("office:open_poll", poll.public_id, channel="hands", derogation="Oublié.")
    assert Poll.objects.get().state == "opened"


@pytest.mark.parametrize(
    "sectors", [("Centre + balcon", "Gauche"), ("A", "B", "A + B"), ("A + B", "C", "B + C")]
)
def test_sectors_are_counted_again_whatever_they_are_called(
    world: Any, desk: Desk, tmp_path: Path, sectors: tuple[str, ...]
) -> None:
    world.open_day("session_1", *RESIDENTS)
    poll = draft(world)
    desk.done("office:open_poll", poll.public_id, channel="hands")
    desk.done("office:move_poll", poll.public_id, "clore")
    for sector in sectors:  # so few that they are published in sum
        desk.count(poll, sector, ballots=1, o1=1, o2=0)
    desk.done("office:move_poll", poll.public_id, "publier")
    folder = tmp_path / "bundle"
    write_bundle(edition=world.edition, out=folder, actor=OPERATOR, clock=SystemClock())
    assert [one.detail for one in verify_bundle(folder) if one.holds is False] == []


def test_a_sector_is_the_same_however_it_is_written(world: Any, desk: Desk) -> None:
    """Counted as two, its hands would count twice."""
    world.open_day("session_1", *RESIDENTS)
    poll = draft(world)
    desk.done("office:open_poll", poll.public_id, channel="hands")
    facts = {"poll_id": poll.pk, "counts": {"ballots": 2, "o1": 2, "o2": 0}}
    counting.enter_count(sector="Secteur à gauche", **facts, **world.by("helene"))
    other = {**facts, **world.by(world.second_teller())}
    counting.enter_count(sector=" secteur\u00a0 A GAUCHE ", **other)
    assert set(poll.sheets.values_list("sector", flat=True)) == {"Secteur à gauche"}
