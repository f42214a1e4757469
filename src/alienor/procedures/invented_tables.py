"""In a rehearsal: invented people write at their tables, and take sides in a moving debate, through
the same actions as real ones."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import WrongState
from alienor.procedures.invented import persona_of, require_rehearsal
from alienor.stages.sessions.day_notes import question_words
from alienor.stages.sessions.debating import count_positions
from alienor.stages.sessions.models import AgendaItem, Session, TableSign
from alienor.stages.sessions.queries import present_in, running_item
from alienor.stages.sessions.sheets import Disagreement, Sheet
from alienor.stages.sessions.signs import code_of, signs_of
from alienor.stages.sessions.table_notes import HEAD, Typed, hand_in_notes, keep_table_draft

DEVICE = "invented"
CHAIR = "ambre"
AGREEMENTS = (
    "Planter devant l'école",
    "Des bancs à l'ombre",
    "Une fontaine par quartier",
    "Ouvrir la cour le soir",
    "Demander l'avis des enfants",
)
DISAGREEMENTS = (
    ("Le prix", ("C'est trop cher.", "Ne rien faire coûte plus.")),
    ("Les voitures", ("Il faut garder des places.", "Il y en a assez ailleurs.")),
    ("Le soir", ("Cela fera du bruit.", "La rue sera plus sûre.")),
)


def silent_tables(session: Session) -> list[TableSign]:
    """The tables that have handed in nothing for the item that is on."""
    item = running_item(session)
    if item is None or item.kind != "tables":
        return []
    given = set(item.table_notes.values_list("table", flat=True))
    return [sign for sign in signs_of(session) if sign.table not in given]


def is_debating(session: Session) -> bool:
    """Whether a moving debate is on, with a statement on which people move."""
    return _statement_on(session) is not None


def let_write(*, session: Session, clock: Clock) -> int:
    """Let every table that has not write a sheet for each question, and hand it in. Returns how
    many did. Errors: WrongState on a real instance; those of the notes."""
    require_rehearsal()
    item, signs = running_item(session), silent_tables(session)
    if item is None:
        return 0
    for sign in signs:
        place = {"code": code_of(sign), "number": item.position + 1}
        for typed in _typed(item, sign):
            keep_table_draft(typed=typed, actor=Actor(through="table"), clock=clock, **place)
        hand_in_notes(actor=Actor(through="table"), clock=clock, **place)
    return len(signs)


def let_move(*, session: Session, clock: Clock) -> int:
    """Let those who are there take sides on the statement that is put, and the chair count them.
    Returns how many moved. Errors: WrongState on a real instance, or where no debate is on; those
    of the count."""
    chair, item = persona_of(CHAIR), _statement_on(session)
    if item is None:
        raise WrongState(state="absent", wanted=("moving_debate",))
    dice = Random(clock.now().timestamp())  # noqa: S311  # invented people, not a lot
    people = len(present_in(session))
    agree = round(people * dice.uniform(0.3, 0.6))
    between = round((people - agree) * dice.uniform(0.2, 0.5))
    count_positions(
        session_id=session.pk,
        number=item.position + 1,
        statement=item.statement + 1,
        agree=agree,
        between=between,
        disagree=people - agree - between,
        actor=chair,
        clock=clock,
    )
    return people


def _statement_on(session: Session) -> AgendaItem | None:
    item = running_item(session)
    if item is None or item.kind != "moving_debate":
        return None
    return item if item.prompts.filter(position=item.statement).exists() else None


def _typed(item: AgendaItem, sign: TableSign) -> Iterable[Typed]:
    """What a table types: how many it is, and its sheet for each question."""
    dice = Random(f"{sign.session.public_id}/{item.position}/{sign.table}")  # noqa: S311  # invented words, not a lot
    facts = {"client": DEVICE, "seq": 1, "seen": {}}
    people = sign.session.table_seats.filter(table=sign.table, round=1).count() or 8
    yield Typed(question=HEAD, people=people, **facts)
    for question, _words in enumerate(question_words(item), start=1):
        ready = dice.randint(0, people)
        almost = dice.randint(0, people - ready)
        about, positions = dice.choice(DISAGREEMENTS)
        sheet = Sheet(
            notes="Notes inventées, pour la répétition.",
            agreements=tuple(dice.sample(AGREEMENTS, 2)),
            disagreements=(Disagreement(about=about, positions=positions),),
            ready=ready,
            almost=almost,
            not_yet=people - ready - almost,
        )
        yield Typed(question=question, sheet=sheet, **facts)
