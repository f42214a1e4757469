"""What tables write: typed on several devices, offline, handed in, late; and who reads it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.integration import test_sessions
from tests.integration.test_badges import acts
from tests.integration.test_running import begin

from alienor.platform.acts import guard
from alienor.platform.acts.guard import WrittenOutsideAction
from alienor.platform.errors import Invalid, NotAllowed, NotFound, NotYet, WrongState
from alienor.platform.register import reading
from alienor.procedures.minutes import draft_from_day
from alienor.procedures.sessions import begin_day, end_day
from alienor.stages.sessions import preparing, running, signs, table_notes
from alienor.stages.sessions.day_notes import notes_of_day
from alienor.stages.sessions.models import Session, TableDraft, TableNotes
from alienor.stages.sessions.queries import recorded_agenda
from alienor.stages.sessions.sheets import Disagreement, Sheet
from alienor.stages.sessions.table_notes import Typed
from alienor.stages.sessions.typical_days import typical_days

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

QUESTIONS = ("Que garder ?", "Que changer ?")
ITEMS = [
    preparing.Item(kind="tables", title="Les pistes", minutes=60, prompts=QUESTIONS),
    preparing.Item(kind="meal", title="Repas partagé", minutes=80),
    preparing.Item(kind="tables", title="Sans question", minutes=60),
]
SHEET = Sheet(
    notes="Beaucoup d'envie.",
    agreements=("Ouvrir le soir.",),
    disagreements=(Disagreement(about="Le prix", positions=("Gratuit.", "Un euro.")),),
    ready=4,
    almost=2,
    not_yet=6,
)


@pytest.fixture
def held(world: Any) -> Session:
    """A day with tables, open, each with its sign."""
    session = test_sessions.plan(world)
    preparing.set_agenda(session_id=session.pk, items=ITEMS, **world.by("joel"))
    preparing.announce_session(session_id=session.pk, **world.by("joel"))
    signs.make_table_signs(session_id=session.pk, tables=3, **world.by("helene"))
    return begin_day(session_id=session.pk, derogation="Pour l'essai.", **world.by("helene"))


def code(session: Session, table: int = 1) -> str:
    return next(signs.code_of(one) for one in signs.signs_of(session) if one.table == table)


def keep(
    world: Any,
    session: Session,
    sheet: Sheet | None = SHEET,
    *,
    client: str = "a",
    seq: int = 1,
    seen: dict[str, int] | None = None,
    table: int = 1,
    question: int = 1,
    number: int = 1,
    people: int | None = None,
) -> list[Any]:
    """As a device of a table sends what it has."""
    return table_notes.keep_table_draft(
        code=code(session, table),
        number=number,
        typed=Typed(
            question=question,
            client=client,
            seq=seq,
            seen=seen or {},
            sheet=sheet,
            people=people,
        ),
        **world.by("gwenaelle"),
    )


def hand_in(world: Any, session: Session, table: int = 1, number: int = 1) -> bool:
    return table_notes.hand_in_notes(
        code=code(session, table), number=number, **world.by("gwenaelle")
    )


def said(session: Session, **how: Any) -> list[tuple[int, str]]:
    """(table, notes) of the first question of the first item."""
    return [
        (one.table, one.sheet.notes) for one in notes_of_day(session, **how)[0].questions[0].sheets
    ]


def test_questions_are_written_with_the_agenda_and_are_in_the_register(
    world: Any, held: Session
) -> None:
    assert [one["prompts"] for one in recorded_agenda(held)["items"]] == [[*QUESTIONS], [], []]
    [entry] = acts(held, "agenda_set")
    assert (entry["prompts_of"], len(entry["prompts"])) == ([2, 0, 0], 2)
    assert all(item["prompts"] for day in typical_days() for item in day.items
               if item["kind"] in preparing.PROMPTED)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"kind": "meal", "prompts": ["Bon ?"]}, "prompts_misplaced"),
        ({"kind": "tables", "prompts": ["Et ?"] * 7}, "too_many_prompts"),
        ({"kind": "tables", "prompts": ["x" * 301]}, "too_many_characters"),
    ],
)
def test_an_agenda_refuses_questions_that_nobody_could_answer(
    world: Any, facts: dict[str, Any], wrong: str
) -> None:
    session = test_sessions.plan(world)
    items = [preparing.Item(title="Point", minutes=10, **facts)]
    with pytest.raises(Invalid, match=wrong):
        preparing.set_agenda(session_id=session.pk, items=items, **world.by("joel"))


def test_each_table_has_a_sign_and_a_renewed_code_opens_what_the_old_one_no_longer_does(
    world: Any, held: Session
) -> None:
    assert [one.table for one in signs.signs_of(held)] == [1, 2, 3]
    assert signs.make_table_signs(session_id=held.pk, tables=2, **world.by("helene")) == 3
    old = code(held, 2)
    assert old not in json.dumps(list(held.table_signs.values("digest", "serial", "table")))
    signs.renew_table_sign(session_id=held.pk, table=2, **world.by("joel"))
    assert signs.sign_with(old) is None
    found = signs.sign_with(f"https://exemple.invalid/t/{code(held, 2)}")
    assert found is not None
    assert found.table == 2
    with pytest.raises(NotFound):
        signs.renew_table_sign(session_id=held.pk, table=9, **world.by("helene"))
    for tables in (0, signs.TABLES_AT_MOST + 1):
        with pytest.raises(Invalid, match="signs_wrong"):
            signs.make_table_signs(session_id=held.pk, tables=tables, **world.by("helene"))
    with pytest.raises(NotAllowed):
        signs.make_table_signs(session_id=held.pk, tables=3, **world.by("aicha"))


def test_what_is_typed_is_kept_and_enters_no_register_before_it_is_handed_in(
    world: Any, held: Session
) -> None:
    with pytest.raises(NotYet, match="tables_not_begun"):
        keep(world, held)
    begin(world, held, 1)
    before = reading.history_of(held.public_id).count()
    keep(world, held)
    keep(world, held, Sheet(notes="Encore plus."), seq=2)
    assert reading.history_of(held.public_id).count() == before
    assert said(held) == []
    assert said(held, drafts=True) == [(1, "Encore plus.")]
    assert hand_in(world, held)
    assert not hand_in(world, held), "nothing changed since"
    [entry] = acts(held, "table_notes_given")
    assert (entry["item"], entry["table"], entry["late"]) == (1, 1, False)
    assert said(held) == [(1, "Encore plus.")]


def test_what_is_sent_twice_or_too_late_changes_nothing(world: Any, held: Session) -> None:
    begin(world, held, 1)
    keep(world, held, Sheet(notes="Un."), seq=1)
    keep(world, held, Sheet(notes="Trois."), seq=3)
    keep(world, held, Sheet(notes="Deux, en retard."), seq=2)
    keep(world, held, Sheet(notes="Trois, redite."), seq=3)
    assert said(held, drafts=True) == [(1, "Trois.")]
    assert TableDraft.objects.count() == 1


def test_two_devices_that_wrote_apart_are_both_kept_until_one_has_read_the_other(
    world: Any, held: Session
) -> None:
    begin(world, held, 1)
    keep(world, held, Sheet(notes="Du portable."), client="a", seq=4)
    heads = keep(world, held, Sheet(notes="Du téléphone."), client="b", seq=1)
    assert [one.client for one in heads] == ["a", "b"]
    [first, second] = notes_of_day(held, drafts=True)[0].questions[0].sheets
    assert first.apart and second.apart
    hand_in(world, held)
    assert said(held) == [(1, "Du portable."), (1, "Du téléphone.")]
    together = Sheet(notes="Du portable.\n\nDu téléphone.")
    heads = keep(world, held, together, client="b", seq=2, seen={"a": 4})
    assert [one.client for one in heads] == ["b"]
    again = keep(world, held, Sheet(notes="Du portable."), client="a", seq=4)
    assert [one.client for one in again] == ["b"], "an answer that was lost is asked again"
    hand_in(world, held)
    assert said(held) == [(1, together.notes)]
    assert TableNotes.objects.filter(replaced_at=None).count() == 1


def test_when_the_item_ends_every_table_is_handed_in_and_readiness_is_of_the_hall(
    world: Any, held: Session
) -> None:
    begin(world, held, 1)
    keep(world, held, people=None)
    keep(world, held, None, question=0, people=8)
    keep(world, held, Sheet(notes="Oui.", ready=1, almost=0, not_yet=0), table=2, question=2)
    begin(world, held, 2)
    given = {one["table"]: one for one in acts(held, "table_notes_given")}
    assert given.keys() == {1, 2}
    assert (given[1]["people"], given[1]["agreements"], given[1]["disagreements"]) == (8, 1, 1)
    [told] = acts(held, "tables_told")
    assert (told["tables"], told["ready"], told["almost"]) == (2, [4, 0], [2, 0]), (
        "one hand alone is nobody's business"
    )
    first, _without = notes_of_day(held)[0].questions
    assert first.readiness == {"ready": 4, "almost": 2, "not_yet": 6}
    assert first.sheets[0].sheet.disagreements[0].positions == ("Gratuit.", "Un euro.")


def test_what_arrives_after_the_end_enters_as_late_until_the_minutes_are_public(
    world: Any, held: Session
) -> None:
    begin(world, held, 1)
    keep(world, held, Sheet(notes="À temps."), seq=1)
    end_day(session_id=held.pk, sentences=["C'est dit."], **world.by("helene"))
    assert said(held) == [(1, "À temps.")]
    keep(world, held, Sheet(notes="À temps. Et ceci, écrit sans réseau."), seq=2)
    assert hand_in(world, held)
    assert [one["late"] for one in acts(held, "table_notes_given")] == [False, True]
    [late] = notes_of_day(held)[0].questions[0].sheets
    assert (late.late, late.given) == (True, True)
    draft_from_day(session_id=held.pk, **world.by("joel"))
    keep(world, held, Sheet(notes="Encore, avant que ce soit public."), seq=3)
    with guard.lifted():
        held.minutes.update(state="published")
    with pytest.raises(Invalid, match="minutes_are_public"):
        keep(world, held, seq=4)


def test_an_item_without_a_question_has_one_sheet(world: Any, held: Session) -> None:
    begin(world, held, 3)
    keep(world, held, number=3)
    with pytest.raises(NotFound):
        keep(world, held, number=3, question=2)
    running.end_item(session_id=held.pk, **world.by("helene"))
    [question] = notes_of_day(held)[0].questions
    assert (question.words, len(question.sheets)) == ("Sans question", 1)


@pytest.mark.parametrize(
    ("sheet", "wrong"),
    [
        (Sheet(notes="x" * 20_001), "table_notes_long"),
        (Sheet(agreements=("x" * 301,)), "table_sentence_long"),
        (Sheet(agreements=("Oui.",) * 31), "table_too_many"),
        (Sheet(disagreements=(Disagreement(about="?", positions=("Non.",) * 9),)), "too_many"),
        (Sheet(ready=-1), "hands_wrong"),
        (Sheet(notes="\x07"), "unreadable"),
    ],
)
def test_a_sheet_keeps_to_what_can_be_read_aloud(
    world: Any, held: Session, sheet: Sheet, wrong: str
) -> None:
    begin(world, held, 1)
    with pytest.raises(Invalid, match=wrong):
        keep(world, held, sheet)
    assert not TableDraft.objects.exists()


def test_a_code_opens_its_own_table_alone_and_only_on_its_day(world: Any, held: Session) -> None:
    begin(world, held, 1)
    facts = {"number": 1, "typed": Typed(question=1, client="a", seq=1, seen={}, sheet=SHEET)}
    with pytest.raises(NotFound):
        table_notes.keep_table_draft(code="2222222222", **facts, **world.by("gwenaelle"))
    for client, seq in (("", 1), ("x y", 1), (table_notes.DESK, 1), ("a" * 33, 1), ("a", 0)):
        with pytest.raises(Invalid):
            keep(world, held, client=client, seq=seq)
    for number in (2, 9):
        with pytest.raises(NotFound):
            keep(world, held, number=number)
    with guard.lifted():
        Session.objects.filter(pk=held.pk).update(state="announced")
    with pytest.raises(WrongState):
        keep(world, held)


def test_a_device_that_says_it_has_read_what_was_never_sent_silences_nobody(
    world: Any, held: Session
) -> None:
    begin(world, held, 1)
    keep(world, held, Sheet(notes="Un."), client="a", seq=1)
    lies = dict.fromkeys(("a", *(f"x{n}" for n in range(5000))), 2_000_000_000)
    keep(world, held, Sheet(notes="Rien."), client="b", seq=1, seen=lies)
    assert TableDraft.objects.get().seen == {"a": 1}, "what is kept holds devices that wrote"
    keep(world, held, Sheet(notes="Deux."), client="a", seq=2, seen={"b": 2_000_000_000})
    keep(world, held, Sheet(notes="Toujours rien."), client="b", seq=2)
    hand_in(world, held)
    assert said(held) == [(1, "Deux."), (1, "Toujours rien.")]


def test_too_many_devices_that_write_apart_are_refused(world: Any, held: Session) -> None:
    begin(world, held, 1)
    for number in range(table_notes.DEVICES_AT_MOST):
        keep(world, held, Sheet(notes=f"{number}"), client=f"d{number}")
    with pytest.raises(Invalid, match="too_many_devices"):
        keep(world, held, client="another")


def test_the_scribe_enters_what_a_table_wrote_on_paper(world: Any, held: Session) -> None:
    begin(world, held, 1)
    keep(world, held, Sheet(notes="Du téléphone."), table=2)
    facts: dict[str, Any] = {"session_id": held.pk, "number": 1, "table": 2, "people": 7}
    with pytest.raises(NotAllowed):
        table_notes.enter_table_notes(**facts, sheets={1: SHEET}, seen={}, **world.by("aicha"))
    table_notes.enter_table_notes(**facts, sheets={1: SHEET}, seen={}, **world.by("joel"))
    assert said(held) == [(2, "Beaucoup d'envie."), (2, "Du téléphone.")] or said(held) == [
        (2, "Du téléphone."),
        (2, "Beaucoup d'envie."),
    ]
    table_notes.enter_table_notes(
        **facts, sheets={1: Sheet(notes="Les deux.")}, seen={"a": 1}, **world.by("joel")
    )
    assert said(held) == [(2, "Les deux.")]


def test_agreements_that_several_tables_wrote_come_first(world: Any, held: Session) -> None:
    begin(world, held, 1)
    keep(world, held, Sheet(agreements=("Planter.", "Ouvrir le soir.")), table=1)
    keep(world, held, Sheet(agreements=("ouvrir  le soir",)), table=3)
    [first, second] = notes_of_day(held, drafts=True)[0].questions[0].agreements
    assert (first, second) == (("Ouvrir le soir.", [1, 3]), ("Planter.", [1]))


def test_a_draft_wants_an_action_as_everything_else_does(world: Any, held: Session) -> None:
    with pytest.raises(WrittenOutsideAction):
        TableDraft.objects.all().delete()
