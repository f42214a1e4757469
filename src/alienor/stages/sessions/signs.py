"""Signs of the tables: what stands on each, with a code that opens the table's page without an
account. Whoever reads the sign keeps the notes of that table."""

from __future__ import annotations

from django.db.models import Max, QuerySet

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record
from alienor.platform.codes import code_digest, code_for, read_code
from alienor.platform.errors import Invalid, NotFound
from alienor.stages.sessions import hall_acts as acts
from alienor.stages.sessions.models import Session, TableSign
from alienor.stages.sessions.preparing import locked

TABLES_AT_MOST = 200
STATES = (Session.State.PLANNED, Session.State.ANNOUNCED, Session.State.OPENED)
PURPOSE = "table"


@action
def make_table_signs(*, session_id: int, tables: int, actor: Actor, clock: Clock) -> int:
    """Give each table, from 1 to `tables`, a sign with a code; those that exist stay as they are.
    Returns how many are in force.

    Who: `sessions.prepare`. Register: `table_signs_made`. Errors: NotAllowed; WrongState once the
    day is over; Invalid (`signs_wrong`: none, or beyond `TABLES_AT_MOST`).
    """
    session = locked(session_id, actor, "sessions.prepare", *STATES)
    if not 1 <= tables <= TABLES_AT_MOST:
        raise Invalid("signs_wrong", field="tables", most=TABLES_AT_MOST)
    having = set(_in_force(session).values_list("table", flat=True))
    for table in range(1, tables + 1):
        if table not in having:
            _add(session, table)
    count = _in_force(session).count()
    record(acts.TableSignsMade(session=session.public_id, tables=count), on=session.edition)
    return count


@action
def renew_table_sign(*, session_id: int, table: int, actor: Actor, clock: Clock) -> TableSign:
    """Give a table another code: the one before opens nothing more.

    Who: `sessions.prepare`. Register: `table_sign_renewed`. Errors: NotAllowed; WrongState once
    the day is over; NotFound where the table has no sign.
    """
    session = locked(session_id, actor, "sessions.prepare", *STATES)
    if not _in_force(session).filter(table=table).update(ended_at=clock.now()):
        raise NotFound("table")
    made = _add(session, table)
    record(acts.TableSignRenewed(session=session.public_id, table=table), on=session.edition)
    return made


def code_of(sign: TableSign) -> str:
    """The code that is printed on a sign."""
    return code_for(PURPOSE, sign.session.public_id, sign.serial)


def sign_with(text: str) -> TableSign | None:
    """The sign in force whose code somebody typed or scanned; None where no sign has it."""
    code = read_code(text)
    if code is None:
        return None
    return (
        TableSign.objects.filter(digest=code_digest(code), ended_at__isnull=True)
        .select_related("session", "session__edition", "session__edition__rules")
        .first()
    )


def signs_of(session: Session) -> list[TableSign]:
    """The signs of a day that are in force, in the order of the tables."""
    found = list(_in_force(session))
    for sign in found:
        sign.session = session
    return found


def _in_force(session: Session) -> QuerySet[TableSign]:
    return session.table_signs.filter(ended_at__isnull=True)


def _add(session: Session, table: int) -> TableSign:
    last = session.table_signs.aggregate(last=Max("serial"))["last"] or 0
    code = code_for(PURPOSE, session.public_id, last + 1)
    return TableSign.objects.create(
        session=session, table=table, serial=last + 1, digest=code_digest(code)
    )
