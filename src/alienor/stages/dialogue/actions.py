"""Ask, and answer."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from alienor.platform.access.roles import service_names, services_of
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require, unchanged
from alienor.platform.errors import Invalid, NotFound, RuleForbids, WrongState
from alienor.platform.texts.words import keep_title, keep_words, require_at_most, require_words
from alienor.stages.bodies.queries import elected_seats, seat_by_id
from alienor.stages.dialogue import acts
from alienor.stages.dialogue.models import Question, Reply
from alienor.stages.dialogue.queries import recorded_reply
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of

PARIS = ZoneInfo("Europe/Paris")  # deadlines are days of the city
WORDS_AT_MOST = 300


@action
def ask_question(
    *,
    edition_id: int,
    title: str,
    text: str,
    actor: Actor,
    clock: Clock,
    service: str = "",
    seat: str = "",
    author_label: str = "",
) -> Question:
    """Ask a city service, or an elected member of the edition, something in public.

    `service`: its code; `seat`: the public id of the elected member's seat; one of the two.
    Who: anyone (`dialogue.ask`). Register: `question_asked`. Errors: NotAllowed; Invalid (no
    title, no words, too many, nobody to answer).
    """
    edition = Edition.objects.select_related("rules").get(pk=edition_id)
    require(actor, "dialogue.ask", on=edition)
    require_words(title=title, text=text)
    require_at_most(text, most=WORDS_AT_MOST, field="text")
    rules, now = rules_of(edition).dialogue, clock.now()
    question = Question.objects.create(
        edition=edition,
        title=keep_title(title.strip(), now=now, author_id=actor.person_id),
        text=keep_words(text.strip(), now=now, author_id=actor.person_id),
        author_id=actor.person_id,
        author_label=author_label,
        service=service,
        seat=seat,
        addressee=_addressee(edition, service=service, seat=seat),
        asked_at=now,
        due_on=now.astimezone(PARIS).date() + timedelta(days=rules.answer_days),
    )
    record(
        acts.QuestionAsked(
            question=question.public_id,
            addressee=question.addressee,
            title=question.title.digest,
            text=question.text.digest,
            due_on=question.due_on.isoformat(),
        ),
        on=edition,
        articles=(rules.article,),
    )
    return question


@action
def answer_question(
    *,
    question_id: int,
    text: str,
    answered_by: str,
    validated_by: str,
    actor: Actor,
    clock: Clock,
    seen: str = "",
) -> Reply:
    """Answer in public; a later answer stands beside the earlier ones.

    `seen`: the `recorded_reply` that this one follows. Who: the service or the elected member who
    was asked, or an organiser who enters their words (`dialogue.answer`). Register:
    `question_answered`. Errors: NotAllowed; RuleForbids to somebody else; WrongState where the
    question is hidden; Conflict; Invalid (no words, a function missing).
    """
    question = _locked(question_id)
    roles = require(actor, "dialogue.answer", on=question.edition)
    if "organiser" not in roles and not _is_asked(question, actor):
        raise RuleForbids(
            "asked_of_another",
            article=rules_of(question.edition).dialogue.article,
            absolute=True,
            addressee=question.addressee,
        )
    if question.text.hidden_at:
        raise WrongState(state="hidden", wanted=("public",))
    unchanged(seen, recorded_reply(question))
    require_words(text=text, answered_by=answered_by, validated_by=validated_by)
    now = clock.now()
    reply = Reply.objects.create(
        question=question,
        text=keep_words(text.strip(), now=now, author_id=actor.person_id),
        answered_by=answered_by.strip(),
        validated_by=validated_by.strip(),
        answered_at=now,
    )
    record(
        acts.QuestionAnswered(
            question=question.public_id,
            text=reply.text.digest,
            answered_by=reply.answered_by,
            validated_by=reply.validated_by,
            late=now.astimezone(PARIS).date() > question.due_on,
        ),
        on=question.edition,
        articles=(rules_of(question.edition).dialogue.article,),
    )
    return reply


def _addressee(edition: Edition, *, service: str, seat: str) -> str:
    if service and not seat:
        if service not in service_names(edition):
            raise Invalid("unknown_code", field="addressee", value=service)
        return service.replace("-", " ").capitalize()
    if seat and not service:
        found = elected_seats(edition).filter(public_id=seat).first()
        if found is None:
            raise Invalid("unknown_code", field="addressee", value=seat)
        return found.function or found.college
    raise Invalid("required", field="addressee")


def _is_asked(question: Question, actor: Actor) -> bool:
    if question.service:
        return question.service in services_of(actor, question.edition)
    seat = seat_by_id(question.edition, question.seat)
    return seat is not None and seat.person_id == actor.person_id


def _locked(question_id: int) -> Question:
    question = (
        Question.objects.select_related("edition", "edition__rules", "title", "text")
        .select_for_update(of=("self",))
        .filter(pk=question_id)
        .first()
    )
    if question is None:
        raise NotFound("question")
    return question
