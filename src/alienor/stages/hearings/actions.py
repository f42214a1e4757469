"""Propose to hear somebody, ask them questions, note what they said, and what rests on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from alienor.platform.actors import Actor
from alienor.platform.acts import Act, Clock, action, record, require, unchanged
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.platform.people import records
from alienor.platform.people.entering import forget_person, make_known
from alienor.platform.people.records import Identity
from alienor.platform.texts.models import Text
from alienor.platform.texts.words import keep_words, require_at_most, require_words
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.hearings import acts
from alienor.stages.hearings.models import Citation, Hearing, HearingQuestion, Source
from alienor.stages.hearings.queries import recorded_meeting
from alienor.stages.proposals.queries import passages_of
from alienor.stages.sessions.queries import UPCOMING, session_named

State = Hearing.State
TO_COME = (State.PROPOSED, State.ACCEPTED, State.SCHEDULED)
HEARERS = ("proposition_group", "assembly")
WORDS_AT_MOST = 300


@action
def propose_hearing(
    *,
    edition_id: int,
    role: str,
    qualification: str,
    why: str,
    actor: Actor,
    clock: Clock,
    given_name: str = "",
    family_name: str = "",
    stance: str = "",
    proposed_by: str = "",
) -> Hearing:
    """Propose to hear somebody.

    `role`: who they are in public, by no name; `qualification`: "qualified" or "experienced";
    `stance`: what they are expected to defend, so that everybody can judge the balance. The name
    stays with people, unseen, until the person agrees to be named. Who: the proposition group, or
    an organiser (`hearings.propose`). Register: `hearing_proposed`. Errors: NotAllowed; Invalid
    (a field empty, unknown qualification).
    """
    edition = Edition.objects.select_related("rules").get(pk=edition_id)
    require(actor, "hearings.propose", on=edition)
    require_words(role=role, why=why)
    if qualification not in Hearing.Qualification.values:
        raise Invalid("unknown_code", field="qualification", value=qualification)
    now = clock.now()
    named = Identity(given_name=given_name.strip(), family_name=family_name.strip())
    hearing = Hearing.objects.create(
        edition=edition,
        witness_id=make_known(named, through=actor.through, now=now).pk
        if named.full_name
        else None,
        role=_kept(role, actor, clock),
        qualification=qualification,
        why=_kept(why, actor, clock),
        stance=_kept(stance, actor, clock) if stance.strip() else None,
        proposed_by=proposed_by.strip(),
        proposed_at=now,
    )
    _record(
        hearing,
        acts.HearingProposed(
            hearing=hearing.public_id,
            role=hearing.role.digest,
            qualification=qualification,
            why=hearing.why.digest,
            stance=hearing.stance.digest if hearing.stance else None,
        ),
    )
    return hearing


@action
def accept_hearing(
    *, hearing_id: int, interests: str, named: bool, actor: Actor, clock: Clock
) -> Hearing:
    """Note that the person agrees to be heard, with the interests that they declare.

    `named`: they agree to appear by name. Nobody is heard before they have declared their
    interests ("Aucun" is a declaration). Who: `hearings.propose`. Register: `hearing_accepted`.
    Errors: NotAllowed; WrongState; Invalid (`interests_needed`).
    """
    hearing = _locked(hearing_id)
    require(actor, "hearings.propose", on=hearing.edition)
    _in_state(hearing, State.PROPOSED)
    if not interests.strip():
        raise Invalid("interests_needed", field="interests")
    hearing.interests = _kept(interests, actor, clock)
    hearing.state = State.ACCEPTED
    hearing.save(update_fields=["interests", "state"])
    shown = named and hearing.witness_id is not None
    if shown:
        identity = records.identity_of(hearing.witness_id)
        records.change_identity(
            hearing.witness_id, replace(identity, public_name=identity.full_name)
        )
    _record(
        hearing,
        acts.HearingAccepted(
            hearing=hearing.public_id, interests=hearing.interests.digest, named=shown
        ),
    )
    return hearing


@action
def schedule_hearing(
    *, hearing_id: int, meeting: str, actor: Actor, clock: Clock, seen: str = ""
) -> Hearing:
    """Say on which day the person is heard: a meeting of the group, or a day of the assembly.

    `seen`: the `recorded_meeting` that its author was changing. Who: the proposition group, the
    methodology committee (it prepares the days) or an organiser (`hearings.schedule`). Register:
    `hearing_scheduled`. Errors: NotAllowed; NotFound; WrongState where interests are not declared
    yet; Conflict; Invalid (`not_a_hearing_day`).
    """
    hearing = _locked(hearing_id)
    require(actor, "hearings.schedule", on=hearing.edition)
    _in_state(hearing, State.ACCEPTED, State.SCHEDULED)
    unchanged(seen, recorded_meeting(hearing))
    day = session_named(hearing.edition, meeting)
    if day.body not in HEARERS or day.state not in UPCOMING:
        raise Invalid("not_a_hearing_day", field="meeting")
    hearing.meeting, hearing.state = day.public_id, State.SCHEDULED
    hearing.save(update_fields=["meeting", "state"])
    _record(hearing, acts.HearingScheduled(hearing=hearing.public_id, meeting=day.public_id))
    return hearing


@action
def withdraw_hearing(*, hearing_id: int, reason: str, actor: Actor, clock: Clock) -> Hearing:
    """Say that the person will not be heard, and why; their name is erased.

    Who: `hearings.propose`. Register: `hearing_withdrawn`, and `person_erased` where
    they had a name. Errors: NotAllowed; WrongState once held; Invalid without a reason.
    """
    hearing = _locked(hearing_id)
    require(actor, "hearings.propose", on=hearing.edition)
    _in_state(hearing, *TO_COME)
    if not reason.strip():
        raise Invalid("reason_required", field="reason")
    hearing.withdrawal = _kept(reason, actor, clock)
    hearing.state = State.WITHDRAWN
    hearing.save(update_fields=["withdrawal", "state"])
    if hearing.witness_id is not None:
        forget_person(hearing.witness_id, reason="purpose_over", now=clock.now())
    _record(
        hearing,
        acts.HearingWithdrawn(hearing=hearing.public_id, reason=hearing.withdrawal.digest),
    )
    return hearing


@action
def ask_at_hearing(
    *, hearing_id: int, text: str, actor: Actor, clock: Clock, author_label: str = ""
) -> HearingQuestion:
    """Add a question for somebody who will be heard.

    Who: anyone (`hearings.ask`). Register: `hearing_question_asked`. Errors: WrongState once
    held; Invalid (no words, too many).
    """
    hearing = _locked(hearing_id)
    require(actor, "hearings.ask", on=hearing.edition)
    _in_state(hearing, *TO_COME)
    require_words(text=text)
    require_at_most(text, most=WORDS_AT_MOST, field="text")
    question = HearingQuestion.objects.create(
        hearing=hearing,
        text=_kept(text, actor, clock),
        author_label=author_label.strip(),
        asked_at=clock.now(),
    )
    _record(
        hearing,
        acts.HearingQuestionAsked(
            hearing=hearing.public_id, question=question.public_id, text=question.text.digest
        ),
    )
    return question


@action
def hold_hearing(
    *, hearing_id: int, summary: str, answers: Mapping[str, str], actor: Actor, clock: Clock
) -> Hearing:
    """Publish what the person said: a summary, and the answers to the questions of the file.

    `answers`: words by the public id of a question; those left out stay without an answer. Who:
    `hearings.propose`. Register: `hearing_held`, one `hearing_question_answered` an answer.
    Errors: NotAllowed; WrongState; Invalid (`hearing_to_come` before its day,
    `hearing_day_cancelled`, no summary);
    NotFound (a question of another hearing).
    """
    hearing = _locked(hearing_id)
    require(actor, "hearings.propose", on=hearing.edition)
    _in_state(hearing, State.SCHEDULED)
    now = clock.now()
    day = session_named(hearing.edition, hearing.meeting)
    if day.state == day.State.CANCELLED:
        raise Invalid("hearing_day_cancelled")
    if day.starts_at > now:
        raise Invalid("hearing_to_come")
    require_words(summary=summary)
    hearing.summary = _kept(summary, actor, clock)
    hearing.state, hearing.held_at = State.HELD, now
    hearing.save(update_fields=["summary", "state", "held_at"])
    _record(
        hearing,
        acts.HearingHeld(hearing=hearing.public_id, summary=hearing.summary.digest),
    )
    asked = {question.public_id: question for question in hearing.questions.all()}
    for public_id, words in answers.items():
        if public_id not in asked:
            raise NotFound("question")
        if words.strip():
            _answer(hearing, asked[public_id], words, actor, clock)
    return hearing


@action
def add_source(
    *,
    hearing_id: int,
    title: str,
    actor: Actor,
    clock: Clock,
    publisher: str = "",
    note: str = "",
    address: str = "",
) -> Source:
    """Add a document that the person relies on, or leaves with the group.

    Who: `hearings.propose`. Register: `source_added`. Errors: NotAllowed; WrongState where the
    hearing was withdrawn; Invalid without a title, or where `address` is not one of the web.
    """
    hearing = _locked(hearing_id)
    require(actor, "hearings.propose", on=hearing.edition)
    _in_state(hearing, *TO_COME, State.HELD)
    require_words(title=title)
    if address.strip() and not address.strip().startswith(("https://", "http://")):
        raise Invalid("not_on_the_web", field="address")
    source = Source.objects.create(
        hearing=hearing,
        title=_kept(title, actor, clock),
        note=_kept(note, actor, clock) if note.strip() else None,
        publisher=publisher.strip(),
        address=address.strip(),
        added_at=clock.now(),
    )
    _record(
        hearing,
        acts.SourceAdded(
            hearing=hearing.public_id, source=source.public_id, title=source.title.digest
        ),
    )
    return source


@action
def cite_hearing(
    *, hearing_id: int, text: str, passage: str, actor: Actor, clock: Clock
) -> Citation:
    """Say that a passage rests on what was heard.

    `text`: public id of a proposal or of the final text; `passage`: the key of its paragraph or
    point. Saying it twice changes nothing. Who: `hearings.propose`. Register: `hearing_cited`.
    Errors: NotAllowed; WrongState before it was held; NotFound (no such text); Invalid (no such
    passage).
    """
    hearing = _locked(hearing_id)
    require(actor, "hearings.propose", on=hearing.edition)
    _in_state(hearing, State.HELD)
    if passage not in passages_of(hearing.edition, text):
        raise Invalid("unknown_code", field="passage", value=passage)
    citation, new = Citation.objects.get_or_create(
        hearing=hearing, text=text, passage=passage, defaults={"cited_at": clock.now()}
    )
    if new:
        _record(hearing, acts.HearingCited(hearing=hearing.public_id, text=text, passage=passage))
    return citation


def _answer(
    hearing: Hearing, question: HearingQuestion, words: str, actor: Actor, clock: Clock
) -> None:
    question.answer = _kept(words, actor, clock)
    question.save(update_fields=["answer"])
    _record(
        hearing,
        acts.HearingQuestionAnswered(
            hearing=hearing.public_id,
            question=question.public_id,
            text=question.answer.digest,
        ),
    )


def _record(hearing: Hearing, act: Act) -> None:
    """Under the article of the group that hears."""
    article = rules_of(hearing.edition).body("proposition_group").article
    record(act, on=hearing.edition, articles=(article,))


def _kept(words: str, actor: Actor, clock: Clock) -> Text:
    return keep_words(words.strip(), now=clock.now(), author_id=actor.person_id)


def _in_state(hearing: Hearing, *wanted: State) -> None:
    if hearing.state not in wanted:
        raise WrongState(state=hearing.state, wanted=wanted)


def _locked(hearing_id: int) -> Hearing:
    hearing = (
        Hearing.objects.select_related("edition", "edition__rules")
        .select_for_update(of=("self",))
        .filter(pk=hearing_id)
        .first()
    )
    if hearing is None:
        raise NotFound("hearing")
    return hearing
