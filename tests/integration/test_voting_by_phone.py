"""An open vote by telephone: once for each person, whatever it is given through, and verifiable."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from tests.integration import test_sessions
from tests.integration.test_badges import made, phone, shown
from tests.integration.test_methods_of_vote import checked, page_of
from tests.integration.test_running import desk, read

from alienor.platform.errors import Invalid, NotAllowed, RuleForbids, WrongState
from alienor.platform.people.actions import give_role
from alienor.procedures.sessions import open_vote
from alienor.stages.founding.queries import rules_of
from alienor.stages.polls import conducting, counting
from alienor.stages.polls.answering import answer_own_roll_call
from alienor.stages.polls.models import OpenChoice, Poll
from alienor.stages.polls.wording import announce_poll, draft_poll
from alienor.stages.sessions import attending

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

day, opened = test_sessions.day, test_sessions.opened
HERE = ("aicha", "bruno", "ines", "joel", "karim")
CHOICES = [("o1", "Un parc"), ("o2", "Un bus"), ("o3", "Une école")]


def by_phone(world: Any, session: Any, method: str, **facts: Any) -> Poll:
    """A vote that is open by telephone, with five people there."""
    for name in HERE:
        attending.check_in(
            session_id=session.pk, person_id=world.people[name], **world.by("helene")
        )
    if method not in ("yes_no_abstain", "gradient_of_agreement"):
        facts |= {"options": CHOICES, "places": 1}
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="indicative",
        question="Par quoi commencer ?",
        method=method,
        **facts,
        **world.by("helene"),
    )
    announce_poll(poll_id=poll.pk, **world.by("helene"))
    open_vote(poll_id=poll.pk, channel="electronic_open", **world.by("helene"))
    poll.refresh_from_db()
    return poll


def published(world: Any, poll: Poll) -> Poll:
    conducting.close_poll(poll_id=poll.pk, **world.by("helene"))
    counting.publish_result(poll_id=poll.pk, **world.by("helene"))
    poll.refresh_from_db()
    return poll


@pytest.mark.parametrize(
    ("method", "sent", "counts", "said"),
    [
        (
            "approval",
            {"mark_o1": "1", "mark_o3": "1"},
            {"o1": 1, "o2": 0, "o3": 1, "ballots": 1, "invalid": 0},
            "Un parc, Une école",
        ),
        (
            "schulze",
            {"mark_o1": "2", "mark_o2": "1", "mark_o3": "2"},
            {"o1": 0, "o2": 1, "o3": 0, "ballots": 1, "blank": 0, "invalid": 0},
            "Un bus > Un parc = Une école",
        ),
        ("gradient_of_agreement", {"answer": "whole_support"}, None, "Tout à fait d'accord"),
    ],
)
def test_each_method_is_voted_with_a_badge_counted_and_verified(
    world: Any,
    opened: Any,
    tmp_path: Path,
    method: str,
    sent: dict[str, str],
    counts: dict[str, int] | None,
    said: str,
) -> None:
    badge = made(world, opened)["aicha"]
    poll = by_phone(world, opened, method)
    client = phone(badge)
    assert "n'est pas secret" in shown(client)
    client.post(reverse("room:answer", args=[poll.public_id]), sent)
    assert f"Vous avez répondu : {said}." in shown(client)
    assert "Résultats des votes" not in shown(client)
    published(world, poll)
    assert "Résultats des votes" in shown(client)
    assert poll.result is not None
    if counts is not None:
        assert poll.result["counts"] == counts
    assert "votes counted again" in checked(world, tmp_path / "bundle")
    assert "par téléphone, vote public" in page_of(poll)


def test_a_group_answers_for_or_against_by_telephone(world: Any, day: Any, tmp_path: Path) -> None:
    world.seat("claire", "proposition_group", "elected_majority")
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="group_indicative",
        question="Faut-il entendre les écoles ?",
        **world.by("helene"),
    )
    announce_poll(poll_id=poll.pk, **world.by("helene"))
    open_vote(poll_id=poll.pk, channel="electronic_open", **world.by("helene"))
    for name, said in (("ines", "yes"), ("claire", "yes")):
        answer_own_roll_call(poll_id=poll.pk, answer=said, **world.by(name))
    poll.refresh_from_db()
    published(world, poll)
    assert poll.result is not None
    assert poll.result["counts"] == {"yes": 2, "no": 0, "abstain": 0, "invalid": 0}
    assert "votes counted again" in checked(world, tmp_path / "bundle")


def test_those_who_have_a_seat_vote_from_afar_while_few_are_noted_there(
    world: Any, day: Any, tmp_path: Path
) -> None:
    world.seat("claire", "proposition_group", "elected_majority")
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="group_indicative",
        question="Faut-il entendre les écoles ?",
        **world.by("helene"),
    )
    conducting.open_poll(
        poll_id=poll.pk,
        channel="electronic_open",
        present={world.people["ines"]},
        **world.by("helene"),
    )
    for name in ("ines", "claire"):
        answer_own_roll_call(poll_id=poll.pk, answer="yes", **world.by(name))
    poll.refresh_from_db()
    assert (poll.present, poll.entitled) == (1, 2)
    published(world, poll)
    assert poll.result is not None and poll.result["outcome"] == "adopted"
    assert "votes counted again" in checked(world, tmp_path / "bundle")


def test_grades_by_telephone_want_one_for_each_option(world: Any, opened: Any) -> None:
    badge = made(world, opened)["aicha"]
    poll = by_phone(world, opened, "majority_judgment")
    client = phone(badge)
    grades = {"mark_o1": "good", "mark_o2": "poor"}
    answer = client.post(reverse("room:answer", args=[poll.public_id]), grades)
    assert answer.status_code == 422
    assert "ne donne pas de mention à « Une école »" in unescape(answer.content.decode()).replace(
        "\u00a0", " "
    )
    assert not OpenChoice.objects.filter(poll=poll).exists()
    client.post(reverse("room:answer", args=[poll.public_id]), {**grades, "mark_o3": "fair"})
    assert OpenChoice.objects.get(poll=poll).answer == "o1/good+o2/poor+o3/fair"


def test_a_blank_ballot_is_a_ballot(world: Any, opened: Any) -> None:
    badge = made(world, opened)["aicha"]
    poll = by_phone(world, opened, "approval")
    client = phone(badge)
    client.post(reverse("room:answer", args=[poll.public_id]), {"blank": "1"})
    assert "Vous avez voté blanc." in shown(client)
    published(world, poll)
    assert poll.result is not None and poll.result["counts"]["ballots"] == 1


@pytest.mark.parametrize(
    ("method", "sent", "why"),
    [
        ("gradient_of_agreement", {}, "Aucune réponse n'est choisie"),
        ("approval", {}, "Ce bulletin est vide"),
        ("schulze", {"mark_o1": ""}, "Ce bulletin est vide"),
        ("approval", {"mark_o1": "1", "blank": "1"}, "blanc et marqué à la fois"),
    ],
)
def test_a_press_too_early_is_no_vote(
    world: Any, opened: Any, method: str, sent: dict[str, str], why: str
) -> None:
    badge = made(world, opened)["aicha"]
    poll = by_phone(world, opened, method)
    client = phone(badge)
    answer = client.post(reverse("room:answer", args=[poll.public_id]), sent)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422 and why in page
    assert "Par quoi commencer" in page and "corrigez votre bulletin" in page
    for name in sent:
        marked = page.partition(f'name="{name}"')[2].partition(">")[0]
        assert ("checked" in marked) is bool(sent[name])
    assert not OpenChoice.objects.filter(poll=poll).exists()
    assert "Le vote est ouvert" in shown(client)


def test_a_ballot_that_is_refused_comes_back_as_it_was_marked(world: Any, opened: Any) -> None:
    badge = made(world, opened)["aicha"]
    poll = by_phone(world, opened, "majority_judgment")
    client, grades = phone(badge), {"mark_o1": "good", "mark_o2": "poor"}
    page = client.post(reverse("room:answer", args=[poll.public_id]), grades).content.decode()
    assert page.count(" selected") == 2
    assert '<option value="good" selected>' in page and '<option value="poor" selected>' in page
    entry = poll.roll.get(person_id=world.people["bruno"])
    page = (
        desk(world)
        .post(
            reverse("office:answer_roll_call", args=["essai", poll.public_id]),
            {"token": entry.token, **grades},
        )
        .content.decode()
    )
    assert page.count(" selected") == 2 and f'value="{entry.token}"' in page


def test_who_closes_a_vote_is_told_how_many_have_not_answered(world: Any, opened: Any) -> None:
    poll = by_phone(world, opened, "gradient_of_agreement")
    place = reverse("office:poll", args=["essai", poll.public_id])
    assert "5 personnes n’ont pas répondu." in desk(world).get(place).content.decode()
    for name in HERE:
        answer_own_roll_call(poll_id=poll.pk, answer="whole_support", **world.by(name))
    page = desk(world).get(place).content.decode()
    assert "pas répondu" not in page and "<button>Clore le vote" in page


def test_an_answer_is_chosen_then_sent_and_the_page_says_what_was_kept(
    world: Any, opened: Any
) -> None:
    """A tap chooses and can be put right; only « Voter » sends."""
    badge = made(world, opened)["aicha"]
    poll = by_phone(world, opened, "gradient_of_agreement")
    client = phone(badge)
    page = client.get(reverse("room:today")).content.decode()
    assert '<input type="radio" name="answer" value="opposed"' in page
    assert '<button name="answer"' not in page
    assert "vous pouvez changer de réponse" in page
    client.post(reverse("room:answer", args=[poll.public_id]), {"answer": "opposed"})
    page = client.get(reverse("room:today")).content.decode()
    assert "Vous avez voté" in page and "Le vote est ouvert" not in page
    assert "Vous avez répondu : " in page and "cela ne peut plus être changé" in page
    assert 'name="answer"' not in page


def test_whatever_it_is_given_through_a_voice_is_counted_once(world: Any, opened: Any) -> None:
    """A telephone that heard no receipt sends again; the desk notes what was cast already."""
    badge = made(world, opened)["aicha"]
    poll = by_phone(world, opened, "gradient_of_agreement")
    client, organiser = phone(badge), desk(world)
    address = reverse("room:answer", args=[poll.public_id])
    assert client.post(address, {"answer": "whole_support"}).status_code == 302
    assert client.post(address, {"answer": "whole_support"}).status_code == 302, (
        "sent again, no fault"
    )
    assert client.post(address, {"answer": "opposed"}).status_code == 422
    entry = poll.roll.get(person_id=world.people["aicha"])
    noted = organiser.post(
        reverse("office:answer_roll_call", args=["essai", poll.public_id]),
        {"token": entry.token, "answer": "opposed"},
    )
    assert noted.status_code == 422
    assert [one.answer for one in OpenChoice.objects.filter(poll=poll)] == ["whole_support"]
    assert "Ont voté : 1 sur 5" in unescape(
        organiser.get(reverse("office:poll", args=["essai", poll.public_id])).content.decode()
    )
    assert "1 a voté" in read(organiser, "projector", opened)


def test_somebody_without_a_telephone_votes_at_the_desk(world: Any, opened: Any) -> None:
    poll = by_phone(world, opened, "approval")
    client, entry = desk(world), poll.roll.get(person_id=world.people["bruno"])
    page = unescape(
        client.get(
            reverse("office:vote_for", args=["essai", poll.public_id, entry.token])
        ).content.decode()
    )
    assert "La voix de Bruno Exemple" in page and "Un bus" in page
    noted = client.post(
        reverse("office:answer_roll_call", args=["essai", poll.public_id]),
        {"token": entry.token, "mark_o2": "1"},
        follow=True,
    ).content.decode()
    assert OpenChoice.objects.get(poll=poll).entry_id == entry.pk
    assert "La voix de Bruno Exemple est notée." in noted and "Un bus" not in noted
    aicha = desk(world, "aicha").get(
        reverse("office:vote_for", args=["essai", poll.public_id, entry.token])
    )
    assert aicha.status_code == 403


def test_whoever_has_no_telephone_is_found_by_name_among_those_who_have_not_voted(
    world: Any, opened: Any
) -> None:
    poll = by_phone(world, opened, "gradient_of_agreement")
    where, client = ["essai", poll.public_id], desk(world)
    page = reverse("office:voices", args=where)
    assert page in client.get(reverse("office:poll", args=where)).content.decode()
    found = client.post(page, {"q": "BRUNO"}).content.decode()
    bruno = poll.roll.get(person_id=world.people["bruno"])
    assert reverse("office:vote_for", args=[*where, bruno.token]) in found
    assert found.count("Noter sa voix") == 1 and "Aïcha" not in found
    answer_own_roll_call(poll_id=poll.pk, answer="opposed", **world.by("bruno"))
    assert "elle a déjà voté" in client.post(page, {"q": "bruno"}).content.decode()
    assert desk(world, "aicha").get(page).status_code == 403
    conducting.close_poll(poll_id=poll.pk, **world.by("helene"))
    assert "aucune voix ne se note" in client.get(page).content.decode()


def test_the_telephone_and_the_reception_say_where_one_votes_without_one(
    world: Any, opened: Any
) -> None:
    badge = made(world, opened)["aicha"]
    assert "Un vote par téléphone" not in read(desk(world), "welcome", opened)
    poll = by_phone(world, opened, "gradient_of_agreement")
    assert "sans téléphone, à la table de l'animation" in shown(phone(badge))
    voices = reverse("office:voices", args=["essai", poll.public_id])
    welcome = reverse("office:welcome", args=["essai", opened.public_id])
    assert voices in desk(world).get(welcome).content.decode()
    give_role(person_id=world.people["joel"], role="reception", **world.by("helene"))
    said = desk(world, "joel").get(welcome).content.decode()
    assert "Un vote par téléphone est ouvert. Sans téléphone, on vote à la table" in said
    assert voices not in said, "the reception does not conduct votes"


def test_a_vote_by_telephone_closes_and_says_so(world: Any, opened: Any) -> None:
    badge = made(world, opened)["aicha"]
    poll = by_phone(world, opened, "gradient_of_agreement")
    client = phone(badge)
    conducting.close_poll(poll_id=poll.pk, **world.by("helene"))
    late = client.post(reverse("room:answer", args=[poll.public_id]), {"answer": "whole_support"})
    assert late.status_code == 409
    assert not OpenChoice.objects.filter(poll=poll).exists()
    with pytest.raises(WrongState):
        answer_own_roll_call(poll_id=poll.pk, answer="whole_support", **world.by("aicha"))


def test_who_is_not_on_the_roll_does_not_vote(world: Any, opened: Any) -> None:
    badges = made(world, opened)
    poll = by_phone(world, opened, "gradient_of_agreement")
    with pytest.raises(Invalid, match="not_on_own_roll"):
        answer_own_roll_call(poll_id=poll.pk, answer="whole_support", **world.by("driss"))
    with pytest.raises(NotAllowed):
        answer_own_roll_call(poll_id=poll.pk, answer="whole_support", **world.by("gwenaelle"))
    phone(badges["driss"]).post(
        reverse("room:answer", args=[poll.public_id]), {"answer": "whole_support"}
    )
    assert not OpenChoice.objects.filter(poll=poll).exists()


def test_a_yes_or_no_whose_majority_no_rule_says_is_not_worded(world: Any, opened: Any) -> None:
    with pytest.raises(Invalid, match="majority_unknown"):
        by_phone(world, opened, "yes_no_abstain")
    assert not Poll.objects.exists()


def test_a_secret_vote_never_goes_by_telephone(world: Any) -> None:
    rule = rules_of(world.edition).poll_kind("final_vote")
    assert conducting.channels_of(rule, "yes_no_abstain") == ["paper"]


def test_rules_that_do_not_name_it_ask_for_a_derogation(world: Any, opened: Any) -> None:
    world.change_rules(('"hands", "paper", "electronic_open"', '"hands", "paper"'))
    with pytest.raises(RuleForbids, match="channel_not_allowed"):
        by_phone(world, opened, "gradient_of_agreement")
