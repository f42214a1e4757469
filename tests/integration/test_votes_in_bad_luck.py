"""What goes wrong in a hall while people vote: a cut, a close in the middle, a clock, two hands on
one voice. Whoever was told that their voice is kept has it counted, once; nobody else has."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.urls import reverse
from tests.integration import test_sessions
from tests.integration.platform.test_killed import whole
from tests.integration.test_badges import made, phone, shown
from tests.integration.test_methods_of_vote import checked
from tests.integration.test_voting_by_phone import HERE, by_phone

from alienor.platform.acts import SystemClock
from alienor.platform.errors import ActError, Invalid, WrongState
from alienor.platform.register.models import Entry
from alienor.stages.bodies.actions import take_open_seat
from alienor.stages.polls import conducting, counting
from alienor.stages.polls.answering import answer_own_roll_call
from alienor.stages.polls.models import OpenChoice, Poll
from alienor.stages.polls.queries import public_record
from alienor.stages.sessions import attending

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

day, opened = test_sessions.day, test_sessions.opened
METHOD = "gradient_of_agreement"
LATE = 4
"""Voters who only begin once the vote is closed."""
PATIENCE = 60
"""Seconds that a thread may take."""


class Cut(Exception):
    """The network, or the process, ends here."""


def sent(act: Callable[[], Any]) -> Any:
    """Send as a telephone does, again while nobody answers: SQLite may be locked for a while.
    What the act gives, or the refusal."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return act()
        except ActError as refusal:
            return refusal
        except OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def at_once(*acts: Callable[[], None]) -> None:
    """Run acts at the same time, each on its own connection."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        connection.ensure_connection()
        start.wait(PATIENCE)
        try:
            act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def voices(poll: Poll) -> list[str]:
    """The public names under which the register says that somebody voted, in its order."""
    kept = Entry.objects.filter(subject=poll.public_id, kind="open_ballot_cast/2")
    return [entry.leaf and _token(bytes(entry.leaf)) for entry in kept.order_by("index")]


def _token(leaf: bytes) -> str:
    return leaf.split(b'"token":"')[1].split(b'"')[0].decode()


# --- a close in the middle of a burst -------------------------------------------------------------


def test_a_close_during_a_burst_counts_every_voice_that_got_a_receipt_and_no_other(
    world: Any, opened: Any, tmp_path: Path
) -> None:
    for number in range(15):
        name = f"venue{number}"
        world.newcomer(name)
        take_open_seat(
            edition_id=world.edition.pk,
            body="assembly",
            college="volunteer",
            person_id=world.people[name],
            **world.by("helene"),
        )
        attending.check_in(session_id=opened.pk, person_id=world.people[name], **world.by("helene"))
    poll = by_phone(world, opened, METHOD)
    voters = [name for name in world.people if poll.roll.filter(person_id=world.people[name])]
    assert len(voters) == 20
    receipts: list[str] = []
    refusals: list[ActError] = []
    some_voted, closed = threading.Event(), threading.Event()

    def votes(name: str, *, late: bool) -> Callable[[], None]:
        facts = {"actor": world.actor(name), "clock": SystemClock()}

        def act() -> None:
            if late:
                assert closed.wait(PATIENCE)
            got = sent(
                lambda: answer_own_roll_call(poll_id=poll.pk, answer="whole_support", **facts)
            )
            if isinstance(got, ActError):
                refusals.append(got)
            else:
                receipts.append(got.entry.token)
            if len(receipts) >= 5:
                some_voted.set()

        return act

    def closes() -> None:
        assert some_voted.wait(PATIENCE)
        facts = {"actor": world.organiser, "clock": SystemClock()}
        assert not isinstance(
            sent(lambda: conducting.close_poll(poll_id=poll.pk, **facts)), ActError
        )
        closed.set()

    at_once(
        closes,
        *(votes(name, late=False) for name in voters[:-LATE]),
        *(votes(name, late=True) for name in voters[-LATE:]),
    )
    assert len(receipts) + len(refusals) == len(voters)
    assert 5 <= len(receipts) <= len(voters) - LATE
    assert all(isinstance(refusal, WrongState) for refusal in refusals)
    poll.refresh_from_db()
    counting.publish_result(poll_id=poll.pk, **world.by("helene"))
    poll.refresh_from_db()
    assert poll.result["counts"]["whole_support"] == len(receipts)
    assert sorted(one["token"] for one in public_record(poll)["roll_call"]) == sorted(receipts)
    assert sorted(voices(poll)) == sorted(receipts)
    close = Entry.objects.get(subject=poll.public_id, kind="poll_closed/1")
    cast = Entry.objects.filter(subject=poll.public_id, kind="open_ballot_cast/2")
    assert all(entry.index < close.index for entry in cast)
    assert "votes counted again" in checked(world, tmp_path / "bundle")


# --- two hands on one voice -----------------------------------------------------------------------


@pytest.mark.parametrize("same", [True, False], ids=["the same", "another"])
def test_a_telephone_and_the_desk_that_note_one_voice_at_once_keep_it_once(
    world: Any, opened: Any, same: bool
) -> None:
    poll = by_phone(world, opened, METHOD)
    told: dict[str, list[Any]] = {name: [] for name in HERE}

    def by_herself(name: str) -> Callable[[], None]:
        facts = {"actor": world.actor(name), "clock": SystemClock()}
        return lambda: told[name].append(
            sent(lambda: answer_own_roll_call(poll_id=poll.pk, answer="whole_support", **facts))
        )

    def at_the_desk(name: str) -> Callable[[], None]:
        facts = {"actor": world.organiser, "clock": SystemClock()}
        answer = "whole_support" if same else "opposed"
        return lambda: told[name].append(
            sent(
                lambda: counting.answer_roll_call(
                    poll_id=poll.pk, person_id=world.people[name], answer=answer, **facts
                )
            )
        )

    at_once(*(act(name) for name in HERE for act in (by_herself, at_the_desk)))
    assert len(voices(poll)) == len(set(voices(poll))) == len(HERE)
    for name in HERE:
        kept = OpenChoice.objects.get(entry__person_id=world.people[name], poll=poll)
        given = [one for one in told[name] if isinstance(one, OpenChoice)]
        refused = [one for one in told[name] if isinstance(one, Invalid)]
        assert {one.answer for one in given} == {kept.answer}, "who has a receipt has it kept"
        assert len(given) == (2 if same else 1)
        assert [one.code in ("answered_already", "voted_already") for one in refused] == (
            [] if same else [True]
        )
    assert whole()


# --- a cut ----------------------------------------------------------------------------------------


def test_a_voice_cut_at_each_of_its_statements_is_whole_or_nothing_and_may_be_sent_again(
    world: Any, opened: Any
) -> None:
    """Whatever the moment of the cut, the telephone sends again and has one receipt."""
    badges = made(world, opened)
    poll = by_phone(world, opened, METHOD)
    client = phone(badges["aicha"])
    address = reverse("room:answer", args=[poll.public_id])
    sending = {"answer": "whole_support"}
    statements = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        phone(badges["bruno"]).post(address, sending)
    assert statements > 8
    cuts = 0
    for last in range(statements):
        done = 0

        def cut(
            execute: Any, sql: str, params: Any, many: bool, context: Any, last: int = last
        ) -> Any:
            nonlocal done, cuts
            if done == last:
                cuts += 1
                raise Cut
            done += 1
            return execute(sql, params, many, context)

        client.raise_request_exception = True
        with suppress(Cut), connection.execute_wrapper(cut):  # one that is kept takes fewer
            client.post(address, sending)
        kept = OpenChoice.objects.filter(poll=poll, entry__person_id=world.people["aicha"])
        token = poll.roll.get(person_id=world.people["aicha"]).token
        assert kept.count() == Counter(voices(poll))[token], f"cut at {last}"
        if kept.exists():
            break
    assert cuts > 8
    assert client.post(address, sending).status_code == 302
    assert client.post(address, sending).status_code == 302
    assert voices(poll).count(token) == 1
    page = shown(client)
    assert "Vous avez répondu : Tout à fait d'accord." in page
    assert f"Votre code dans ce vote est {token} :" in page


def test_a_voice_sent_again_once_the_vote_is_closed_hears_that_it_was_kept(
    world: Any, opened: Any
) -> None:
    """Its receipt was lost on the way: a refusal now would make believe that it does not count."""
    badge = made(world, opened)["aicha"]
    poll = by_phone(world, opened, METHOD)
    client = phone(badge)
    address = reverse("room:answer", args=[poll.public_id])
    client.post(address, {"answer": "whole_support"})
    conducting.close_poll(poll_id=poll.pk, **world.by("helene"))
    before = Entry.objects.count()
    for state in ("closed", "published"):
        again = client.post(address, {"answer": "whole_support"}, follow=True)
        assert "Votre réponse est enregistrée" in again.content.decode()
        assert client.post(address, {"answer": "opposed"}).status_code == 409
        assert [one.answer for one in OpenChoice.objects.filter(poll=poll)] == ["whole_support"]
        assert Entry.objects.count() == before, "nothing is recorded twice"
        if state == "closed":
            counting.publish_result(poll_id=poll.pk, **world.by("helene"))
            before = Entry.objects.count()
    with pytest.raises(WrongState):
        answer_own_roll_call(poll_id=poll.pk, answer="whole_support", **world.by("bruno"))


# --- a clock that is wrong ------------------------------------------------------------------------


def test_no_hour_that_a_telephone_says_counts(world: Any, opened: Any) -> None:
    """Nothing it sends is a time, and what it keeps lasts a while, not until an hour of its own."""
    badge = made(world, opened)["aicha"]
    poll = by_phone(world, opened, METHOD)
    client = phone(badge)
    for cookie in client.cookies.values():
        assert cookie["max-age"], cookie.key
    address = reverse("room:answer", args=[poll.public_id])
    yesterday = "Sun, 01 Mar 2020 09:00:00 GMT"
    sending = {"answer": "whole_support", "given_at": "2020-03-01T09:00:00Z"}
    answer = client.post(
        address, sending, headers={"date": yesterday, "if-modified-since": yesterday}
    )
    assert answer.status_code == 302
    given = OpenChoice.objects.get(poll=poll)
    assert given.given_at.year > 2020
    assert given.given_at >= poll.opened_at
