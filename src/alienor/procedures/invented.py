"""In a rehearsal: invented people come, ask for the floor, vote and are counted, through the same
actions as real ones. A real instance has none."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from django.conf import settings

from alienor.cores.voting.cells import BALLOTS, BLANK, GRADES, INVALID, OF, WITH, fixed_cells
from alienor.cores.voting.open_ballots import SPOKEN, count_ballots
from alienor.cores.voting.recount import count_faults
from alienor.cores.voting.ways import Way, way_of
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.platform.people.notes import notes_for
from alienor.stages.bodies.queries import colleges_in
from alienor.stages.polls.answering import answer_own_roll_call
from alienor.stages.polls.counting import answer_roll_call, enter_count
from alienor.stages.polls.models import Poll
from alienor.stages.polls.queries import polls_of, sheets_of
from alienor.stages.sessions.attending import check_in
from alienor.stages.sessions.models import Badge, Session
from alienor.stages.sessions.queries import given_answers, present_in
from alienor.stages.sessions.speaking import ask_for_floor, speaker_of, speakers_waiting

THROUGH = "demo"
DOOR, TELLERS = "rose", ("helene", "maelle")
"""Who notes presences, and who counts: personas of every rehearsal."""

ANSWERS_WEIGHED = {"yes": 60, "no": 25, "abstain": 15}
GRADES_WEIGHED = (3, 6, 12, 20, 26, 20, 13)


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """The invented people of a day: how many are `there`, how many are still `awaited`; the vote
    that is open or to be counted, how many of its voters are `silent`, and what its count lacks
    (`counts`, `second_count`, `recount`, or nothing)."""

    there: int
    awaited: int
    poll: Poll | None
    silent: int
    lacks: str


def crowd_of(session: Session) -> Crowd:
    """How the invented people of a day stand."""
    poll = _vote_now(session)
    votes = poll is not None and poll.state == Poll.State.OPENED and poll.is_one_by_one
    return Crowd(
        there=len(present_in(session)),
        awaited=len(_awaited(session)),
        poll=poll,
        silent=len(_silent(poll)) if poll is not None and votes else 0,
        lacks=_lacks(poll) if poll is not None else "",
    )


def let_arrive(*, session: Session, many: int, clock: Clock) -> int:
    """Let so many of those who are expected arrive: the reception notes each of them. Returns how
    many came. Errors: WrongState on a real instance; those of `check_in`."""
    coming = _awaited(session)[:many]
    door = persona_of(DOOR)
    for person in coming:
        check_in(session_id=session.pk, person_id=person, actor=door, clock=clock)
    return len(coming)


def let_ask(*, session: Session, many: int, clock: Clock) -> int:
    """Let so many of those who are there ask for the floor, each for themself. Returns how many
    did. Errors: WrongState on a real instance; those of `ask_for_floor`."""
    require_rehearsal()
    listed = {turn.person_id for turn in speakers_waiting(session)}
    if (speaker := speaker_of(session)) is not None:
        listed.add(speaker.person_id)
    asked = [one for one in _shuffled(session, present_in(session)) if one not in listed][:many]
    for person in asked:
        ask_for_floor(session_id=session.pk, person_id=person, actor=_wearer(person), clock=clock)
    return len(asked)


def let_vote(*, session: Session, clock: Clock) -> int:
    """Let everybody on the roll who has not voted do so: by telephone each for themself, at a roll
    call aloud. Returns how many did. Errors: WrongState on a real instance, or where no such vote
    is open; those of the vote."""
    require_rehearsal()
    poll = _vote_now(session)
    if poll is None or poll.state != Poll.State.OPENED or not poll.is_one_by_one:
        raise WrongState(state=poll.channel if poll else "absent", wanted=("electronic_open",))
    options = [option.key for option in poll.options.all()]
    silent = _silent(poll)
    for person in silent:
        facts = {"poll_id": poll.pk, "answer": _ballot(poll, options, person), "clock": clock}
        if poll.channel == "roll_call":
            answer_roll_call(person_id=person, actor=persona_of(TELLERS[0]), **facts)
        else:
            answer_own_roll_call(actor=_wearer(person), **facts)
    return len(silent)


def let_count(*, session: Session, sector: str, differing: bool, clock: Clock) -> None:
    """Let the two tellers enter what they counted: the same, or not quite (`differing`), so that
    it has to be counted again. One who has counted already is left alone; a recount that is needed
    is what they enter. `sector`: what they count, where nobody counted yet.

    Errors: WrongState on a real instance, or where nothing is to be counted; those of the count.
    """
    require_rehearsal()
    poll = _vote_now(session)
    lacks = _lacks(poll) if poll is not None else ""
    if poll is None or not lacks:
        raise WrongState(state="counted", wanted=("opened",))
    sheets = sheets_of(poll)
    faults = count_faults(sheets)
    sector = next(iter(faults), sector)
    last = [one for one in sheets if one.sector == sector]
    first = dict(last[-1].counts) if lacks == "second_count" else _counted(poll)
    second = _miscounted(way_of(poll.method), first) if differing else first
    tellers = [persona_of(key) for key in TELLERS]
    if lacks == "second_count":
        entered = set(poll.sheets.filter(sector=sector).values_list("entered_by", flat=True))
        left = next((one for one in tellers if one.person_id not in entered), tellers[1])
        pairs = [(left, second)]
    else:
        pairs = [(tellers[0], first), (tellers[1], second)]
    for teller, counts in pairs:
        enter_count(
            poll_id=poll.pk,
            sector=sector,
            counts=counts,
            recount=lacks == "recount",
            actor=teller,
            clock=clock,
        )


def telephone_of(session: Session, *, taken: Sequence[int]) -> Badge:
    """A badge with a name whose telephone nobody has taken yet (`taken`: numbers of badges), of
    somebody who is expected, as far as there are any. Errors: WrongState on a real instance;
    NotFound where there is none."""
    require_rehearsal()
    expected = {person for person, answer in given_answers(session).items() if answer == "yes"}
    badges = session.badges.filter(ended_at__isnull=True, person_id__isnull=False)
    free = [badge for badge in badges if badge.number not in taken] or list(badges)
    if not free:
        raise NotFound("badge")
    return min(
        free, key=lambda one: (one.person_id not in expected, _rank(session.public_id, one.number))
    )


def require_rehearsal() -> None:
    """Errors: WrongState on a real instance."""
    if settings.REHEARSAL is None:
        raise WrongState(state="real", wanted=("rehearsal",))


def persona_of(key: str) -> Actor:
    """Somebody whom a rehearsal has by this key. Errors: WrongState on a real instance."""
    require_rehearsal()
    for note in notes_for(purpose="persona"):
        if note.content["key"] == key:
            return Actor(person_id=note.person_id, through=THROUGH)
    raise NotFound("persona")


def _wearer(person: int) -> Actor:
    """Somebody with their badge in their hand."""
    return Actor(person_id=person, through="badge")


def _awaited(session: Session) -> list[int]:
    """Those who are still to come, in the order in which they will: whoever said so, and nobody
    who has been there."""
    came = set(session.presences.values_list("person_id", flat=True))
    seated = colleges_in(session.edition, session.body)
    answers = given_answers(session)
    expected = [one for one in seated if answers.get(one) == "yes"] or list(seated)
    return _shuffled(session, set(expected) - came)


def _shuffled(session: Session, people: set[int]) -> list[int]:
    return sorted(people, key=lambda one: _rank(session.public_id, one))


def _rank(salt: str, number: int) -> str:
    return hashlib.sha256(f"{salt}/{number}".encode()).hexdigest()


def _vote_now(session: Session) -> Poll | None:
    """The vote of this day that is open or whose result is to come, the newest one first."""
    states = (Poll.State.OPENED, Poll.State.CLOSED)
    held = polls_of(session.edition).filter(body=session.body, state__in=states)
    return held.order_by("-opened_at", "-pk").first()


def _silent(poll: Poll) -> list[int]:
    rows = poll.roll.filter(open_choice__isnull=True).order_by("pk")
    return list(rows.values_list("person_id", flat=True))


def _lacks(poll: Poll) -> str:
    counted = poll.channel == "hands" or (
        poll.channel == "paper" and poll.state == Poll.State.CLOSED
    )
    if not counted:
        return ""
    sheets = sheets_of(poll)
    if not sheets:
        return "counts"
    codes = {fault.code for fault in count_faults(sheets).values()}
    if "tellers" in codes:
        return "second_count"
    return "recount" if codes else ""


def _counted(poll: Poll) -> dict[str, int]:
    """What a right count finds, everybody on the roll having voted."""
    options = [option.key for option in poll.options.all()]
    people = poll.roll.order_by("pk").values_list("person_id", flat=True)
    ballots = [_ballot(poll, options, person) for person in people]
    if way_of(poll.method).ballot in SPOKEN:
        return count_ballots(poll.method, ballots, options=options)
    return {
        **dict.fromkeys(fixed_cells(poll.method, options=options), 0),
        **Counter(ballots),
    }


def _miscounted(way: Way, counts: Mapping[str, int]) -> dict[str, int]:
    """The same, but for one ballot that was put on the wrong pile."""
    wrong = dict(counts)
    piles = [one for one in counts if one not in (BALLOTS, BLANK, INVALID)]
    filled = max(piles, key=lambda one: counts[one], default=BLANK)
    if not counts.get(filled):
        raise Invalid("nothing_to_miscount", field="counts")
    wrong[filled] -= 1
    if way.ballot == "grades":
        option = filled.partition(OF)[0]
        other = next(f"{option}{OF}{one}" for one in GRADES if f"{option}{OF}{one}" != filled)
        wrong[other] = wrong.get(other, 0) + 1
    elif way.in_words:
        wrong[BLANK] = wrong.get(BLANK, 0) + 1
    elif way.ballot != "approval":
        other = next(one for one in piles if one != filled)
        wrong[other] = wrong.get(other, 0) + 1
    return wrong


def _ballot(poll: Poll, options: Sequence[str], person: int) -> str:
    """What somebody votes: always the same in the same vote, and not the same for everybody."""
    dice = Random(f"{poll.public_id}/{person}")  # noqa: S311  # invented people, not a lot
    ballot = way_of(poll.method).ballot
    if ballot in ("approval", "approved_set"):
        return WITH.join(one for n, one in enumerate(options) if dice.random() < 0.65 - 0.08 * n)
    if ballot == "grades":
        return WITH.join(f"{one}{OF}{dice.choices(GRADES, GRADES_WEIGHED)[0]}" for one in options)
    if ballot == "ranking":
        likes = sorted(options, key=lambda one: options.index(one) * 0.4 + dice.random() * 2)
        return ">".join(likes[: dice.randint(1, len(likes))])
    if ballot == "answer":
        return dice.choices(list(ANSWERS_WEIGHED), list(ANSWERS_WEIGHED.values()))[0]
    if ballot == "position":
        return dice.choices(["consent", "reservation"], [80, 20])[0]
    degrees = [one for one in fixed_cells(poll.method, options=options) if one != INVALID]
    return dice.choices(degrees, [len(degrees) - n for n in range(len(degrees))])[0]
