"""A hall that moves: statements, positions counted again and again, arguments of nobody."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration import test_sessions
from tests.integration.test_badges import acts
from tests.integration.test_running import begin, desk, read

from alienor.platform.errors import Invalid, NotAllowed, NotFound, NotYet
from alienor.platform.register import reading
from alienor.procedures.sessions import begin_day, end_day
from alienor.stages.sessions import debating, preparing, running
from alienor.stages.sessions.models import Session

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

ITEMS = [
    preparing.Item(
        kind="moving_debate",
        title="Se placer",
        minutes=40,
        prompts=["Mieux vaut planter que construire."],
    ),
    preparing.Item(kind="meal", title="Repas partagé", minutes=80),
]


@pytest.fixture
def held(world: Any) -> Session:
    """A day with a moving debate, open."""
    session = test_sessions.plan(world)
    preparing.set_agenda(session_id=session.pk, items=ITEMS, **world.by("joel"))
    preparing.announce_session(session_id=session.pk, **world.by("joel"))
    return begin_day(session_id=session.pk, derogation="Pour l'essai.", **world.by("helene"))


def facts(world: Any, session: Session, statement: int = 1) -> dict[str, Any]:
    return {"session_id": session.pk, "number": 1, "statement": statement, **world.by("helene")}


def test_the_hall_is_counted_as_often_as_it_moves_and_the_end_of_the_item_records_it_whole(
    world: Any, held: Session
) -> None:
    here = facts(world, held)
    with pytest.raises(NotYet, match="debate_not_on"):
        debating.count_positions(agree=1, between=0, disagree=0, **here)
    begin(world, held, 1)
    before = reading.history_of(held.public_id).count()
    debating.count_positions(agree=40, between=5, disagree=15, **here)
    debating.count_positions(agree=3, between=5, disagree=15, **here)
    debating.take_back_count(**here)
    debating.count_positions(agree=30, between=5, disagree=25, **here)
    debating.note_argument(side="for", words="Un arbre se voit.", **here)
    wrong = debating.note_argument(side="against", words="Mal entendu.", **here)
    debating.remove_argument(argument=wrong.pk, **here)
    debating.note_argument(side="against", words="On manque de toits.", **here)
    assert reading.history_of(held.public_id).count() == before
    assert debating.debates_of(held) == []
    begin(world, held, 2)
    [entry] = acts(held, "debate_held")
    assert (entry["agree"], entry["between"], entry["disagree"]) == ([40, 30], [5, 5], [15, 25])
    assert [len(entry[f"arguments_{side}"]) for side in debating.SIDES] == [1, 0, 1]
    [(item, [debate])] = debating.debates_of(held)
    assert str(item.title) == "Se placer"
    assert [one.people for one in debate.counts] == [60, 60]
    assert str(debate.arguments["against"][0][1]) == "On manque de toits."
    page = Client().get(reverse("public:session", args=["essai", held.public_id]))
    shown = unescape(page.content.decode())
    assert "30 d'accord, 5 entre les deux, 25 pas d'accord" in shown
    assert "Un arbre se voit." in shown


def test_a_debate_that_goes_on_is_recorded_anew_and_only_where_it_changed(
    world: Any, held: Session
) -> None:
    begin(world, held, 1)
    debating.count_positions(agree=4, between=0, disagree=6, **facts(world, held))
    running.end_item(session_id=held.pk, **world.by("helene"))
    begin(world, held, 1)
    running.end_item(session_id=held.pk, **world.by("helene"))
    assert len(acts(held, "debate_held")) == 1
    begin(world, held, 1)
    debating.count_positions(agree=6, between=0, disagree=4, **facts(world, held))
    end_day(session_id=held.pk, sentences=["C'est dit."], **world.by("helene"))
    assert acts(held, "debate_held")[-1]["agree"] == [4, 6]
    [(_item, [debate])] = debating.debates_of(held)
    assert [one.agree for one in debate.counts] == [4, 6]


def test_a_statement_is_worded_on_the_day_and_the_screens_follow(world: Any, held: Session) -> None:
    begin(world, held, 1)
    debating.count_positions(agree=4, between=1, disagree=6, **facts(world, held))
    hall = desk(world)
    shown = hall.get(reverse("office:projector", args=["essai", held.public_id]))
    assert "Mieux vaut planter" in unescape(shown.content.decode())
    assert "4 d'accord, 1 entre les deux, 6 pas d'accord" in unescape(shown.content.decode())
    debating.add_statement(
        session_id=held.pk, number=1, statement="La nuit suffit.", **world.by("helene")
    )
    shown = hall.get(reverse("office:projector", args=["essai", held.public_id]))
    assert "La nuit suffit." in unescape(shown.content.decode())
    debating.put_statement(**facts(world, held))
    assert [one["number"] for one in acts(held, "statement_put")] == [1]
    with pytest.raises(NotFound):
        debating.put_statement(**facts(world, held, 9))
    for _time in range(4):
        debating.add_statement(
            session_id=held.pk, number=1, statement="Encore ?", **world.by("helene")
        )
    with pytest.raises(Invalid, match="too_many_prompts"):
        debating.add_statement(
            session_id=held.pk, number=1, statement="De trop.", **world.by("helene")
        )


@pytest.mark.parametrize(
    ("counts", "wrong"),
    [((0, 0, 0), "nobody_counted"), ((-1, 0, 2), "positions_wrong"), ((0, 99_999, 0), "positions")],
)
def test_a_count_is_of_people(
    world: Any, held: Session, counts: tuple[int, int, int], wrong: str
) -> None:
    begin(world, held, 1)
    agree, between, disagree = counts
    with pytest.raises(Invalid, match=wrong):
        debating.count_positions(
            agree=agree, between=between, disagree=disagree, **facts(world, held)
        )


@pytest.mark.parametrize(
    ("side", "words", "wrong"),
    [
        ("left", "Oui.", "unknown_code"),
        ("for", " ", "required"),
        ("for", "x" * 301, "too_many_characters"),
        ("for", "Un.\nDeux.", "one_line"),
    ],
)
def test_an_argument_is_a_sentence_on_a_side(
    world: Any, held: Session, side: str, words: str, wrong: str
) -> None:
    begin(world, held, 1)
    with pytest.raises(Invalid, match=wrong):
        debating.note_argument(side=side, words=words, **facts(world, held))
    for name in ("aicha", "joel", "gwenaelle"):
        with pytest.raises(NotAllowed):
            debating.note_argument(
                side="for", words="Oui.", **{**facts(world, held), **world.by(name)}
            )


def test_the_desk_counts_and_notes_on_one_page(world: Any, held: Session) -> None:
    address = reverse("office:debate", args=["essai", held.public_id, 1])
    client = desk(world)
    early = client.post(address, {"do": "count", "statement": 1, "agree": "3"})
    assert early.status_code == 409
    assert "n'est pas en cours" in unescape(early.content.decode())
    begin(world, held, 1)
    for sent in (
        {"do": "count", "statement": 1, "agree": "12", "between": "", "disagree": "8"},
        {"do": "for", "statement": 1, "words": "Un arbre se voit."},
        {"do": "add", "words": "La nuit suffit."},
        {"do": "put", "statement": 1},
    ):
        assert client.post(address, sent).status_code == 302, sent
    shown = unescape(client.get(address).content.decode())
    assert "12 d'accord, 0 entre les deux, 8 pas d'accord" in shown
    assert "Un arbre se voit." in shown
    wrong = client.post(address, {"do": "for", "statement": 1, "words": ""})
    assert wrong.status_code == 422
    assert "Compter les positions" in read(client, "conduct", held)
    for absent in (reverse("office:debate", args=["essai", held.public_id, 2]), address + "9/"):
        assert client.get(absent).status_code == 404


def test_more_people_than_the_hall_holds_are_said_while_they_can_be_counted_again(
    world: Any, held: Session
) -> None:
    page = reverse("office:debate", args=["essai", held.public_id, 1])
    begin(world, held, 1)
    client = desk(world)
    sent = {"do": "count", "statement": "1", "agree": "40", "between": "20", "disagree": "9"}
    client.post(page, sent)
    said = client.get(page).content.decode().replace("\xa0", " ")
    assert "69 personnes comptées au débat mouvant, et 0 notées dans la salle" in said
    client.post(page, {"do": "back", "statement": "1"})
    assert "personnes comptées" not in client.get(page).content.decode()
