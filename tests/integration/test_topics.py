"""Topics: anyone proposes, the jury judges in public, the assembly alone chooses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alienor.cores import rules
from alienor.platform.access.roles import roles_of
from alienor.platform.accounts.open import open_account
from alienor.platform.actors import Actor
from alienor.platform.errors import Invalid, NotAllowed, NotFound, NotYet, RuleForbids, WrongState
from alienor.procedures.subject import draft_topic_vote
from alienor.procedures.votes import publish_vote
from alienor.stages.founding.actions import adopt_rules, complete_step, plan_step, start_step
from alienor.stages.polls import conducting, counting
from alienor.stages.topics import actions
from alienor.stages.topics.models import Topic
from alienor.stages.topics.queries import likely_duplicates, subject_of, topic_named, topics_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

MET = {
    "general_interest": (True, "Tous les quartiers sont concernés."),
    "municipal_competence": (True, "La voirie relève de la Ville."),
    "budget_balance": (True, "On peut agir par étapes."),
}


@pytest.fixture
def call(world: Any, clock: Any) -> Any:
    """The world, with its call for topics open."""
    facts = {"edition_id": world.edition.pk, "actor": world.organiser, "clock": clock}
    start_step(step="founding", **facts)
    complete_step(step="founding", **facts)
    start_step(step="call_for_topics", **facts)
    return world


def submit(world: Any, title: str, **facts: Any) -> Topic:
    return actions.submit_topic(
        edition_id=world.edition.pk,
        title=title,
        description=facts.pop("description", f"{title} Voici pourquoi, en quelques mots."),
        actor=facts.pop("actor", Actor()),
        clock=world.clock,
        **facts,
    )


def test_anyone_proposes_a_subject_while_the_call_is_open(call: Any) -> None:
    topic = submit(
        call, "Comment rendre nos rues plus calmes ?", author_label="Habitante, Beaulieu"
    )
    assert topic_named(call.edition, topic.public_id).state == "submitted"
    for faulty in ({"title": " "}, {"title": "T", "description": ""}):
        with pytest.raises(Invalid, match="required"):
            submit(call, **faulty)
    with pytest.raises(Invalid, match="too_many_words"):
        submit(call, "Trop long", description="mot " * 400)
    with pytest.raises(NotFound):
        topic_named(call.edition, "inconnu")


def test_nobody_proposes_before_the_call_opens(world: Any) -> None:
    with pytest.raises(RuleForbids) as refusal:
        submit(world, "Trop tôt ?")
    assert refusal.value.article == "8"
    with pytest.raises(NotAllowed):
        submit(world, "Trop tôt ?", derogation="J'insiste")


def test_what_comes_on_paper_is_entered_by_the_desk(call: Any) -> None:
    assert submit(call, "Sur papier ?", channel="paper", actor=call.organiser).channel == "paper"
    with pytest.raises(NotAllowed):
        submit(call, "Sur papier ?", channel="paper")
    with pytest.raises(Invalid, match="unknown_code"):
        submit(call, "Par pigeon ?", channel="pigeon", actor=call.organiser)


def test_the_committee_neither_proposes_nor_judges_nor_merges(call: Any, clock: Any) -> None:
    topic = submit(call, "Un sujet ?")
    joel = call.actor("joel")
    attempts = (
        lambda: submit(call, "Le mien ?", actor=joel),
        lambda: actions.screen_topic(topic_id=topic.pk, findings=MET, actor=joel, clock=clock),
        lambda: actions.merge_topics(
            topic_id=topic.pk, into_id=topic.pk, reason="x", actor=joel, clock=clock
        ),
    )
    for attempt in attempts:
        with pytest.raises(RuleForbids) as refusal:
            attempt()
        assert refusal.value.absolute
        assert refusal.value.article == "6"


def test_a_finding_says_why_on_every_criterion(call: Any, clock: Any) -> None:
    topic = submit(call, "Un sujet ?")
    facts = {"topic_id": topic.pk, "actor": call.organiser, "clock": clock}
    with pytest.raises(Invalid, match="finding_required"):
        actions.screen_topic(findings=MET | {"budget_balance": (True, "  ")}, **facts)
    assert actions.screen_topic(findings=MET, **facts).state == "admitted"
    with pytest.raises(WrongState):
        actions.screen_topic(findings=MET, **facts)
    with pytest.raises(NotAllowed):
        actions.screen_topic(
            topic_id=topic.pk, findings=MET, actor=call.actor("aicha"), clock=clock
        )


def test_a_refused_topic_comes_back_in_other_words(call: Any, clock: Any) -> None:
    topic = submit(call, "Supprimer la taxe foncière ?")
    findings = MET | {"municipal_competence": (False, "Cela relève de la loi.")}
    refused = actions.screen_topic(
        topic_id=topic.pk, findings=findings, actor=call.organiser, clock=clock
    )
    assert refused.state == "refused"
    other = submit(call, "Mieux dire à quoi sert la taxe foncière ?", rewords_id=topic.pk)
    assert other.rewords == refused
    with pytest.raises(WrongState):
        submit(call, "Encore ?", rewords_id=other.pk)
    with pytest.raises(NotFound):
        submit(call, "Encore ?", rewords_id=10**9)


def test_topics_that_say_the_same_join_in_the_open(call: Any, clock: Any) -> None:
    words = "Planter des jardins partagés au pied des immeubles du quartier, avec les habitants."
    one = submit(call, "Des jardins partagés au pied des immeubles ?", description=words)
    two = submit(
        call, "Des jardins partagés au pied des immeubles du quartier ?", description=words
    )
    submit(call, "Plus de bus le dimanche ?", description="Les lignes s'arrêtent trop tôt.")
    assert likely_duplicates(call.edition)[0] == (one, two)
    facts = {"topic_id": two.pk, "actor": call.organiser, "clock": clock}
    for into, reason in ((two.pk, "x"), (one.pk, " ")):
        with pytest.raises(Invalid):
            actions.merge_topics(into_id=into, reason=reason, **facts)
    actions.merge_topics(into_id=one.pk, reason="Les deux parlent de jardins.", **facts)
    assert topics_of(call.edition).get(pk=two.pk).merged_into == one
    with pytest.raises(WrongState):
        actions.merge_topics(into_id=one.pk, reason="x", **facts)


@pytest.mark.usefixtures("second_factor")
def test_no_topic_goes_with_a_refused_one(call: Any, client: Client) -> None:
    refused, topic, admitted = (submit(call, f"Sujet {number} ?") for number in range(3))
    findings = MET | {"budget_balance": (False, "Trop cher.")}
    for one, found in ((refused, findings), (admitted, MET)):
        actions.screen_topic(topic_id=one.pk, findings=found, **call.by("helene"))
    facts = {"topic_id": topic.pk, "reason": "Pareil.", **call.by("helene")}
    with pytest.raises(Invalid, match="merge_into_refused"):
        actions.merge_topics(into_id=refused.pk, **facts)
    client.force_login(open_account(call.people["helene"]))
    page = client.get(reverse("office:merge_topic", args=["essai", topic.public_id]))
    offered = page.context["form"].fields["into"].choices
    assert [name for name, _title in offered] == ["", admitted.public_id]
    assert actions.merge_topics(into_id=admitted.pk, **facts).state == "merged"


def hold(world: Any, poll: Any, counts: dict[str, int]) -> Any:
    """A vote by hands, counted twice and alike."""
    facts = {"poll_id": poll.pk, "actor": world.organiser, "clock": world.clock}
    conducting.open_poll(
        channel="hands",
        present=set(world.people.values()),
        **facts,
    )
    for teller in ("helene", "second"):
        counting.enter_count(
            poll_id=poll.pk,
            sector="salle",
            counts=counts,
            actor=world.actor(teller),
            clock=world.clock,
        )
    conducting.close_poll(**facts)
    return publish_vote(**facts)


def test_the_assembly_keeps_some_topics_then_chooses_one_subject(call: Any, clock: Any) -> None:
    from alienor.platform.people.actions import give_role

    call.newcomer("second")
    give_role(person_id=call.people["second"], role="organiser", actor=call.organiser, clock=clock)
    names = []
    for number in range(5):
        topic = submit(call, f"Sujet {number} ?")
        actions.screen_topic(topic_id=topic.pk, findings=MET, actor=call.organiser, clock=clock)
        names.append(topic.public_id)
    facts = {"edition_id": call.edition.pk, "actor": call.organiser, "clock": clock}
    with pytest.raises(NotYet, match="call_open"):
        draft_topic_vote(question="Lesquels garder ?", **facts)
    complete_step(step="call_for_topics", **facts)
    first = draft_topic_vote(question="Lesquels garder ?", **facts)
    assert (first.kind, first.step, first.places) == ("shortlist", "session_1", 3)
    with pytest.raises(NotYet, match="topics_at_vote"):
        draft_topic_vote(question="Lesquels garder ?", **facts)
    call.open_day("session_1", "aicha")
    voters = 5
    counts = dict(zip(names, (5, 4, 3, 1, 0), strict=True)) | {"ballots": voters}
    hold(call, first, counts)
    kept = [topic.public_id for topic in topics_of(call.edition).filter(state="shortlisted")]
    assert sorted(kept) == sorted(names[:3])
    second = draft_topic_vote(question="Lequel choisir ?", **facts)
    hold(call, second, dict(zip(names[:3], (1, 4, 0), strict=True)) | {"ballots": voters})
    subject = subject_of(call.edition)
    assert subject is not None
    assert subject.public_id == names[1]
    with pytest.raises(RuleForbids, match="one_subject_an_edition"):
        actions.choose_subject(
            edition_id=call.edition.pk,
            poll="x",
            chosen=names[0],
            actor=call.organiser,
            clock=clock,
        )


def seat_in_the_jury(world: Any) -> None:
    world.newcomer("jury")
    world.seat("jury", "screening_jury", "elected_minority")


def entered(world: Any, name: str) -> Client:
    client = Client()
    client.force_login(open_account(world.people[name]))
    return client


def screening(world: Any, body: str) -> None:
    """New rules: this body screens, beside those that do already."""
    source = rules.template_text("poitiers-2022")
    line = 'screening_bodies = ["screening_jury"]'
    assert line in source
    adopt_rules(
        edition_id=world.edition.pk,
        rules=source.replace(line, f'screening_bodies = ["screening_jury", "{body}"]'),
        reason="Pour l'essai.",
        actor=world.organiser,
        clock=world.clock,
    )


def test_the_rules_say_who_screens(call: Any) -> None:
    first, second = submit(call, "Une rue calme ?"), submit(call, "Un parc ouvert ?")
    findings = {"findings": MET, "clock": call.clock}
    seat_in_the_jury(call)
    assert "screener" in roles_of(call.actor("jury"), call.edition)
    assert "screener" not in roles_of(call.actor("karim"), call.edition)
    with pytest.raises(NotAllowed):
        actions.screen_topic(topic_id=first.pk, actor=call.actor("karim"), **findings)
    actions.screen_topic(topic_id=first.pk, actor=call.actor("jury"), **findings)
    screening(call, "followup_group")
    assert "screener" in roles_of(call.actor("karim"), call.edition)
    actions.screen_topic(topic_id=second.pk, actor=call.actor("karim"), **findings)


def test_the_committee_screens_nothing_even_where_the_rules_name_it(call: Any) -> None:
    topic = submit(call, "Une rue calme ?")
    screening(call, "methodology_committee")
    with pytest.raises(RuleForbids) as refusal:
        actions.screen_topic(
            topic_id=topic.pk, findings=MET, actor=call.actor("joel"), clock=call.clock
        )
    assert refusal.value.absolute
    page = entered(call, "joel").post(
        reverse("office:screen_topic", args=["essai", topic.public_id]),
        {f"{code}_met": "yes" for code in MET} | dict.fromkeys(MET, "Oui."),
    )
    assert page.status_code == 403
    alone = rules.template_text("poitiers-2022").replace(
        'screening_bodies = ["screening_jury"]', 'screening_bodies = ["methodology_committee"]'
    )
    with pytest.raises(Invalid, match="rules_invalid"):
        adopt_rules(
            edition_id=call.edition.pk,
            rules=alone,
            reason="Pour l'essai.",
            actor=call.organiser,
            clock=call.clock,
        )


def test_the_jury_screens_and_merges_from_its_own_page(call: Any) -> None:
    seat_in_the_jury(call)
    topic = submit(call, "Comment rendre nos rues plus calmes le soir ?")
    twin = submit(call, "Comment rendre nos rues plus calmes la nuit ?")
    page = entered(call, "jury")
    home = page.get("/moi/").content.decode()
    topics = reverse("office:topics", args=["essai"])
    merge = reverse("office:merge_topic", args=["essai", twin.public_id])
    assert "2 sujets attendent" in home and topics in home and merge in home
    listed = page.get(topics).content.decode()
    assert "Donner l’avis du jury" in listed
    assert reverse("office:enter_topic", args=["essai"]) not in listed
    assert page.get(reverse("office:enter_topic", args=["essai"])).status_code == 403
    answer = page.post(merge, {"into": topic.public_id, "reason": "La même question."})
    assert answer.status_code == 302
    address = reverse("office:screen_topic", args=["essai", topic.public_id])
    assert "de l&#x27;instance qui examine" in page.get(address).content.decode()
    sent = {f"{code}_met": "yes" for code in MET} | {code: MET[code][1] for code in MET}
    assert page.post(address, sent).status_code == 302
    public = Client().get(reverse("public:topic", args=["essai", topic.public_id]))
    assert "Saisi par l’équipe d’organisation" not in public.content.decode()
    assert entered(call, "aicha").get(topics).status_code == 403


def test_what_an_organiser_enters_for_the_jury_says_so(call: Any, second_factor: None) -> None:
    topic = submit(call, "Une rue calme ?")
    page = entered(call, "helene")
    address = reverse("office:screen_topic", args=["essai", topic.public_id])
    assert "équipe d&#x27;organisation l&#x27;a saisi" in page.get(address).content.decode()
    sent = {f"{code}_met": "yes" for code in MET} | {code: MET[code][1] for code in MET}
    assert page.post(address, sent).status_code == 302
    public = Client().get(reverse("public:topic", args=["essai", topic.public_id]))
    assert "Saisi par l’équipe d’organisation, au nom du jury." in public.content.decode()


def test_a_topic_joins_none_that_was_refused_and_none_is_chosen_beforehand(call: Any) -> None:
    seat_in_the_jury(call)
    refused, topic = submit(call, "Supprimer la taxe foncière ?"), submit(call, "La taxe ?")
    actions.screen_topic(
        topic_id=refused.pk,
        findings=MET | {"municipal_competence": (False, "Cela relève de la loi.")},
        **call.by("helene"),
    )
    with pytest.raises(Invalid, match="merge_into_refused"):
        actions.merge_topics(
            topic_id=topic.pk, into_id=refused.pk, reason="La taxe.", **call.by("helene")
        )
    page = entered(call, "jury").get(reverse("office:merge_topic", args=["essai", topic.public_id]))
    assert page.context["form"].fields["into"].choices == [("", "—")]


def test_a_resident_who_comes_before_the_call_reads_what_to_do(world: Any, client: Client) -> None:
    address = reverse("public:submit_topic", args=["essai"])
    assert "pas encore ouvert" in client.get(address).content.decode()
    plan_step(
        edition_id=world.edition.pk,
        step="call_for_topics",
        planned_on=date(2026, 5, 4),
        **world.by("helene"),
    )
    assert "il est prévu le 4 mai 2026" in client.get(address).content.decode()
    words = {"title": "Des bancs ?", "description": "Partout."}
    refused = client.post(address, words)
    said = refused.content.decode()
    assert refused.status_code == 409
    assert "suivez l&#x27;édition" in said and "Des bancs ?" in said
    assert "dérogez" not in said
