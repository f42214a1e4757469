"""Proposals: the group writes, the services test, anyone of the assembly argues, votes decide."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration.conftest import SESSIONS

from alienor.platform.accounts.open import open_account
from alienor.platform.acts import version_of
from alienor.platform.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    NotYet,
    RuleForbids,
    WrongState,
)
from alienor.platform.people.actions import give_role
from alienor.procedures.votes import (
    draft_amendment_vote,
    draft_final_vote,
    draft_option_vote,
    publish_vote,
)
from alienor.stages.polls import conducting, counting, wording
from alienor.stages.proposals import deliberating, testing, writing
from alienor.stages.proposals.queries import (
    amendment_named,
    changes_between,
    clauses_of,
    final_text_of,
    late_tests,
    minority_opinions_of,
    proposal_named,
    recorded_version,
    test_named,
    versions_of,
    waiting_tests,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

FIRST = [("a", "Quatre médiateurs le soir."), ("b", "Un bilan au bout d'un an.")]


@pytest.fixture
def proposal(world: Any) -> Any:
    return writing.draft_proposal(
        edition_id=world.edition.pk,
        title="La médiation",
        summary="Des médiateurs, le soir.",
        paragraphs=FIRST,
        who_loses="Les autres quartiers attendront.",
        cost_euros=6000,
        **world.by("ines"),
    )


def decide(world: Any, poll: Any, *, yes: int, no: int) -> Any:
    """A show of hands, counted by Hélène and Maëlle."""
    if "maelle" not in world.people:
        world.newcomer("maelle")
        give_role(person_id=world.people["maelle"], role="organiser", **world.by("helene"))
    facts = {"poll_id": poll.pk, **world.by("helene")}
    channel = "paper" if poll.kind == "final_vote" else "hands"
    conducting.open_poll(
        channel=channel,
        present=set(world.people.values()),
        derogation="Pour l'essai.",
        **facts,
    )
    conducting.close_poll(**facts)
    for teller in ("helene", "maelle"):
        counting.enter_count(
            poll_id=poll.pk, sector="Salle", counts={"yes": yes, "no": no}, **world.by(teller)
        )
    return publish_vote(**facts)


def test_the_group_writes_and_the_committee_never_does(world: Any, proposal: Any) -> None:
    assert [str(one.text) for one in versions_of(proposal)[0].paragraphs.all()] == [
        words for _key, words in FIRST
    ]
    facts = {"proposal_id": proposal.pk}
    attempts = (
        lambda: writing.draft_proposal(
            edition_id=world.edition.pk,
            title="T",
            summary="S",
            paragraphs=FIRST,
            **world.by("joel"),
        ),
        lambda: writing.write_version(paragraphs=FIRST, **facts, **world.by("joel")),
        lambda: writing.freeze_proposal(**facts, **world.by("joel")),
        lambda: deliberating.give_argument(side="for", text="Oui", **facts, **world.by("joel")),
        lambda: deliberating.submit_amendment(
            paragraph="a", text="Deux", reason="Moins cher", **facts, **world.by("joel")
        ),
        lambda: testing.request_test(axis="legal", service="x", **facts, **world.by("joel")),
    )
    for attempt in attempts:
        with pytest.raises(RuleForbids) as refusal:
            attempt()
        assert refusal.value.absolute
        assert refusal.value.article == "6"


@pytest.mark.parametrize("name", ["aicha", "bruno", "claire", "farid", "karim", "gwenaelle"])
def test_nobody_else_writes_for_the_group(world: Any, proposal: Any, name: str) -> None:
    with pytest.raises(NotAllowed):
        writing.write_version(
            proposal_id=proposal.pk, paragraphs=[("a", "Autre chose.")], **world.by(name)
        )


def test_a_proposal_needs_its_words(world: Any) -> None:
    for faulty, field in (
        ({"title": " "}, "title"),
        ({"summary": ""}, "summary"),
        ({"paragraphs": [("a", " ")]}, "paragraphs"),
    ):
        with pytest.raises(Invalid) as refusal:
            writing.draft_proposal(
                edition_id=world.edition.pk,
                **{"title": "T", "summary": "S", "paragraphs": FIRST, **faulty},
                **world.by("ines"),
            )
        assert refusal.value.field == field
    with pytest.raises(Invalid, match="paragraph_twice"):
        writing.draft_proposal(
            edition_id=world.edition.pk,
            title="T",
            summary="S",
            paragraphs=[("a", "Un."), ("a", "Deux.")],
            **world.by("ines"),
        )


def test_the_group_says_again_what_it_costs_until_it_submits(world: Any, proposal: Any) -> None:
    said = {"summary": "Moins cher.", "who_loses": "Les terrasses.", "cost_euros": 900}
    writing.summarise_proposal(proposal_id=proposal.pk, **said, **world.by("ines"))
    proposal.refresh_from_db()
    assert (str(proposal.summary), proposal.cost_euros) == ("Moins cher.", 900)
    with pytest.raises(Invalid, match="nothing_changed"):
        writing.summarise_proposal(proposal_id=proposal.pk, **said, **world.by("ines"))
    with pytest.raises(NotAllowed):
        writing.summarise_proposal(proposal_id=proposal.pk, summary="Autre.", **world.by("aicha"))
    with pytest.raises(RuleForbids):
        writing.summarise_proposal(proposal_id=proposal.pk, summary="Autre.", **world.by("joel"))
    writing.freeze_proposal(proposal_id=proposal.pk, **world.by("ines"))
    with pytest.raises(WrongState):
        writing.summarise_proposal(
            proposal_id=proposal.pk, summary="Trop tard.", **world.by("ines")
        )


def test_versions_stay_readable_and_say_what_changed(world: Any, proposal: Any) -> None:
    facts = {"proposal_id": proposal.pk, **world.by("ines")}
    with pytest.raises(Invalid, match="nothing_changed"):
        writing.write_version(paragraphs=FIRST, **facts)
    seen = version_of(recorded_version(proposal))
    writing.write_version(
        paragraphs=[("a", "Deux médiateurs le soir."), FIRST[1], ("", "Deux quartiers.")],
        note="Après les tables.",
        seen=seen,
        **facts,
    )
    with pytest.raises(Conflict) as conflict:
        writing.write_version(paragraphs=[("a", "Trois.")], seen=seen, **facts)
    assert ["p3", "Deux quartiers."] in conflict.value.theirs["paragraphs"]
    first, second = versions_of(proposal)
    assert [one.key for one in second.paragraphs.all()] == ["a", "b", "p3"]
    assert [one.kind for one in changes_between(first, second)] == ["changed", "kept", "added"]


def test_once_submitted_only_the_assembly_changes_its_words(world: Any, proposal: Any) -> None:
    facts = {"proposal_id": proposal.pk, **world.by("ines")}
    amendment = deliberating.submit_amendment(
        proposal_id=proposal.pk,
        paragraph="a",
        text="Deux médiateurs.",
        reason="Moins cher.",
        **world.by("aicha"),
    )
    writing.freeze_proposal(**facts)
    with pytest.raises(WrongState):
        writing.freeze_proposal(**facts)
    changed = [("a", "Deux médiateurs."), FIRST[1]]
    with pytest.raises(WrongState):
        writing.write_version(paragraphs=changed, **facts)
    poll = draft_amendment_vote(
        amendment_id=amendment.pk, question="L'adopter ?", step="session_2", **world.by("helene")
    )
    decide(world, poll, yes=2, no=0)
    amendment.refresh_from_db()
    assert (amendment.state, amendment.poll) == ("adopted", poll.public_id)
    for paragraphs, code in (
        ([("a", "Six médiateurs."), FIRST[1]], "amended_words"),
        ([FIRST[1]], "amended_words"),
        ([("a", "Deux médiateurs."), ("b", "Aucun bilan.")], "submitted_words"),
        ([*changed, ("", "Et autre chose.")], "submitted_words"),
        ([("a", "Deux médiateurs. Ou pas."), FIRST[1]], "submitted_words"),
    ):
        with pytest.raises(Invalid, match=code):
            writing.write_version(paragraphs=paragraphs, **facts)
    writing.write_version(paragraphs=changed, **facts)
    amendment.refresh_from_db()
    assert amendment.written_in == 2
    with pytest.raises(WrongState):
        draft_amendment_vote(
            amendment_id=amendment.pk, question="Encore ?", step="session_2", **world.by("helene")
        )


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"paragraph": "z"}, "unknown_code"),
        ({"text": " "}, "required"),
        ({"reason": ""}, "required"),
        ({"text": FIRST[0][1]}, "nothing_changed"),
    ],
)
def test_an_amendment_says_where_what_and_why(
    world: Any, proposal: Any, facts: dict[str, str], code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        deliberating.submit_amendment(
            proposal_id=proposal.pk,
            **{"paragraph": "a", "text": "Deux.", "reason": "Moins cher.", **facts},
            **world.by("bruno"),
        )


def test_a_service_answers_what_it_was_asked_before_its_deadline(world: Any, proposal: Any) -> None:
    ask = {"proposal_id": proposal.pk, **world.by("ines")}
    for facts, code in (
        ({"axis": "weather", "service": "x"}, "unknown_code"),
        ({"axis": "legal", "service": " "}, "required"),
    ):
        with pytest.raises(Invalid, match=code):
            testing.request_test(**facts, **ask)
    sheet = testing.request_test(axis="technical", service="Espaces publics", **ask)
    with pytest.raises(Invalid, match="test_asked_already"):
        testing.request_test(axis="technical", service="Espaces publics", **ask)
    assert sheet.due_on == (world.clock.now() + timedelta(days=30)).date()
    assert list(waiting_tests(world.edition, service="Espaces publics")) == [sheet]
    assert not late_tests(world.edition, today=sheet.due_on)
    assert late_tests(world.edition, today=sheet.due_on + timedelta(days=1))
    answer = {"test_id": sheet.pk, "verdict": "feasible", "reason": "Oui, avec deux locaux."}
    with pytest.raises(NotAllowed):
        testing.answer_test(**answer, **world.by("aicha"))
    for facts, code in (
        ({"verdict": "maybe"}, "unknown_code"),
        ({"reason": " "}, "reason_required"),
        ({"verdict": "on_conditions"}, "conditions_needed"),
    ):
        with pytest.raises(Invalid, match=code):
            testing.answer_test(**{**answer, **facts}, **world.by("farid"))
    testing.answer_test(**answer, **world.by("farid"))
    with pytest.raises(WrongState):
        testing.answer_test(**answer, **world.by("farid"))
    testing.reply_to_test(test_id=sheet.pk, reply="Merci, c'est écrit.", **world.by("ines"))
    with pytest.raises(WrongState):
        testing.reply_to_test(test_id=sheet.pk, reply="Encore.", **world.by("ines"))
    assert str(test_named(world.edition, sheet.public_id).reply) == "Merci, c'est écrit."


def test_a_service_does_not_answer_for_another(world: Any, proposal: Any) -> None:
    sheet = testing.request_test(
        proposal_id=proposal.pk, axis="legal", service="juridique", **world.by("ines")
    )
    with pytest.raises(RuleForbids) as refusal:
        testing.answer_test(
            test_id=sheet.pk, verdict="feasible", reason="Oui.", **world.by("farid")
        )
    assert refusal.value.code == "other_service"
    with pytest.raises(WrongState):
        testing.reply_to_test(test_id=sheet.pk, reply="Trop tôt.", **world.by("ines"))


def test_a_disagreement_keeps_two_positions_at_least(world: Any, proposal: Any) -> None:
    facts = {"proposal_id": proposal.pk, "question": "Deux ou quatre ?", **world.by("ines")}
    with pytest.raises(Invalid, match="two_positions"):
        writing.note_disagreement(positions=[("Deux.", "onze")], **facts)
    made = writing.note_disagreement(positions=[("Deux.", "onze"), ("Quatre.", "")], **facts)
    assert made.positions.count() == 2
    with pytest.raises(Invalid, match="required"):
        writing.note_disagreement(
            positions=[("Deux.", ""), ("Quatre.", "")], **{**facts, "question": " "}
        )


def test_any_member_gives_an_argument_and_nobody_outside(world: Any, proposal: Any) -> None:
    facts = {"proposal_id": proposal.pk, "side": "for", "text": "Parce que."}
    for name in ("aicha", "bruno", "claire", "driss", "elodie"):
        deliberating.give_argument(**facts, **world.by(name))
    for name in ("gwenaelle", "farid"):
        with pytest.raises(NotAllowed):
            deliberating.give_argument(**facts, **world.by(name))
    for faulty, code in (({"side": "maybe"}, "unknown_code"), ({"text": " "}, "required")):
        with pytest.raises(Invalid, match=code):
            deliberating.give_argument(**{**facts, **faulty}, **world.by("aicha"))


def test_the_assembly_adopts_or_rejects_and_the_text_is_made_of_what_it_adopted(
    world: Any, proposal: Any
) -> None:
    organiser = world.by("helene")
    lost = writing.draft_proposal(
        edition_id=world.edition.pk,
        title="Des caméras",
        summary="Cinq points.",
        paragraphs=[("c", "Cinq caméras.")],
        **world.by("ines"),
    )
    with pytest.raises(WrongState):
        draft_option_vote(proposal_id=proposal.pk, question="?", step="session_2", **organiser)
    for row, yes, no in ((proposal, 2, 0), (lost, 0, 2)):
        writing.freeze_proposal(proposal_id=row.pk, **world.by("ines"))
        poll = draft_option_vote(
            proposal_id=row.pk, question="L'adoptez-vous ?", step="session_2", **organiser
        )
        decide(world, poll, yes=yes, no=no)
    assert proposal_named(world.edition, proposal.public_id).state == "adopted"
    assert proposal_named(world.edition, lost.public_id).state == "rejected"
    point = deliberating.Point(
        key="c1", title="Médiation", text="La Ville crée.", proposal_id=proposal.pk
    )
    compose = {"edition_id": world.edition.pk, "title": "Le texte", **world.by("ines")}
    with pytest.raises(WrongState):
        deliberating.compose_final_text(
            points=[deliberating.Point(key="c2", title="Non", text="Non.", proposal_id=lost.pk)],
            **compose,
        )
    with pytest.raises(Invalid, match="required"):
        deliberating.compose_final_text(points=[], **compose)
    with pytest.raises(Invalid, match="paragraph_twice"):
        deliberating.compose_final_text(points=[point, point], **compose)
    final = deliberating.compose_final_text(points=[point], preamble="Nous.", **compose)
    with pytest.raises(WrongState):
        deliberating.compose_final_text(points=[point], **compose)
    world.hold_days(*SESSIONS)
    poll = draft_final_vote(final_id=final.pk, question="Adoptez-vous le texte ?", **organiser)
    decide(world, poll, yes=2, no=0)
    found = final_text_of(world.edition)
    assert found is not None
    # The quorum of the final vote is a third of a hundred seats: two people do not reach it.
    assert found.state == "rejected"
    assert [str(clause.title) for clause in clauses_of(found)] == ["Médiation"]


def test_what_is_at_the_vote_is_not_put_to_it_again(
    world: Any, proposal: Any, client: Client, second_factor: None
) -> None:
    amendment = deliberating.submit_amendment(
        proposal_id=proposal.pk,
        paragraph="a",
        text="Six médiateurs.",
        reason="Quatre, c'est peu.",
        **world.by("aicha"),
    )
    facts = {"amendment_id": amendment.pk, "question": "Oui ?", "step": "session_3"}
    client.force_login(open_account(world.people["helene"]))
    desk = reverse("office:proposals", args=["essai"])
    again = reverse("office:draft_amendment_vote", args=["essai", amendment.public_id])
    assert again in client.get(desk).content.decode()
    poll = draft_amendment_vote(**facts, **world.by("helene"))
    page = client.get(desk).content.decode()
    assert again not in page
    assert reverse("office:poll", args=["essai", poll.public_id]) in page
    with pytest.raises(NotYet, match="at_vote_already"):
        draft_amendment_vote(**facts, **world.by("helene"))
    said = client.post(again, {"question": "Oui ?", "step": "session_3"})
    assert said.status_code == 409 and "déjà préparé" in said.content.decode()
    conducting.annul_poll(poll_id=poll.pk, reason="Mal posé.", **world.by("helene"))
    assert again in client.get(desk).content.decode()
    draft_amendment_vote(**facts, **world.by("helene"))


def test_those_who_lost_are_read_beside_the_result(world: Any, proposal: Any) -> None:
    writing.freeze_proposal(proposal_id=proposal.pk, **world.by("ines"))
    facts = {"question": "L'adoptez-vous ?", "step": "session_2", **world.by("helene")}
    poll = draft_option_vote(proposal_id=proposal.pk, **facts)
    opinion = {"edition_id": world.edition.pk, "title": "Non", "text": "Voici.", "signatures": 2}
    opinion |= world.by("aicha")
    for name in ("abc", poll.public_id):
        with pytest.raises(NotFound):
            deliberating.attach_minority_opinion(poll=name, **opinion)
    decide(world, poll, yes=3, no=2)
    for faulty, code in (
        ({"signatures": 0}, "negative"),
        ({"signatures": 30_000}, "more_than_voters"),
        ({"text": " "}, "required"),
    ):
        with pytest.raises(Invalid, match=code):
            deliberating.attach_minority_opinion(poll=poll.public_id, **{**opinion, **faulty})
    deliberating.attach_minority_opinion(poll=poll.public_id, **opinion)
    assert [one.signatures for one in minority_opinions_of(world.edition)] == [2]


def test_what_is_not_there_is_not_found(world: Any) -> None:
    for query in (proposal_named, test_named, amendment_named):
        with pytest.raises(NotFound):
            query(world.edition, "inconnu")
    with pytest.raises(NotFound):
        writing.freeze_proposal(proposal_id=0, **world.by("ines"))
    with pytest.raises(NotFound):
        draft_final_vote(final_id=0, question="?", **world.by("helene"))


def test_the_group_works_through_its_pages(world: Any, client: Client) -> None:
    client.force_login(open_account(world.people["ines"]))
    page = reverse("public:draft_proposal", args=["essai"])
    assert client.get(page).status_code == 200
    answer = client.post(
        page, {"title": "Des bancs", "summary": "Partout.", "text": "Un banc.\r\n\r\nDeux bancs."}
    )
    assert answer.status_code == 302
    where = answer["Location"]
    assert b"Deux bancs." in client.get(where).content
    version = client.post(where + "version/", {"p1-p1": "Un banc.", "p2-p2": "Trois bancs."})
    assert version.status_code == 302
    assert "<ins>" in client.get(where + "comparer/1/2/").content.decode()
    assert client.get(where + "comparer/1/9/").status_code == 404
    test = client.post(where + "avis/", {"axis": "legal", "service": "Espaces publics"})
    assert test.status_code == 302
    disagreement = {"question": "Combien ?", "first": "Deux.", "second": "Trois."}
    assert client.post(where + "desaccord/", disagreement).status_code == 302
    assert (
        client.post(where + "argument/", {"side": "for", "text": "On s'assoit."}).status_code == 302
    )
    sheet = waiting_tests(world.edition)[0]
    client.force_login(open_account(world.people["farid"]))
    home = client.get(reverse("member:home")).content.decode()
    assert "« Des bancs », avis attendu avant le" in home
    assert reverse("public:answer_test", args=["essai", sheet.public_id]) in home
    answer = client.post(
        reverse("public:answer_test", args=["essai", sheet.public_id]),
        {"verdict": "feasible", "reason": "Rien ne s'y oppose."},
    )
    assert answer.status_code == 302
    client.force_login(open_account(world.people["aicha"]))
    amended = client.post(
        where + "amendement/", {"paragraph": "p1", "text": "Dix bancs.", "reason": "Plus."}
    )
    assert amended.status_code == 302
    assert client.post(where + "soumettre/").status_code == 403
    for name in ("proposals", "final_text"):
        assert client.get(reverse(f"public:{name}", args=["essai"])).status_code == 200


def test_an_indicative_vote_of_a_group_or_the_committee_changes_nothing(
    world: Any, proposal: Any
) -> None:
    writing.freeze_proposal(proposal_id=proposal.pk, **world.by("ines"))
    for kind, author in (("committee_indicative", "joel"), ("group_indicative", "ines")):
        poll = wording.draft_poll(
            edition_id=world.edition.pk,
            kind=kind,
            question="Garder cette option ?",
            matter=f"proposal:{proposal.public_id}",
            **world.by(author),
        )
        with pytest.raises(RuleForbids, match="poll_decides_nothing") as refusal:
            decide(world, poll, yes=1, no=0)
        assert refusal.value.absolute
        poll.refresh_from_db()
        assert poll.state == "closed"
        with pytest.raises(WrongState):
            deliberating.decide_proposal(
                proposal=proposal.public_id,
                outcome="adopted",
                poll=poll.public_id,
                **world.by("helene"),
            )
    proposal.refresh_from_db()
    assert proposal.state == "frozen"
    with pytest.raises(NotFound):
        deliberating.decide_proposal(
            proposal=proposal.public_id, outcome="adopted", poll="none", **world.by("helene")
        )
