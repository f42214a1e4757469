"""The council: the file that it receives, its debate, its answer point by point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require, unchanged
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.platform.texts.words import keep_words, require_words
from alienor.stages.followup import acts
from alienor.stages.followup.models import Answer, CouncilFile, Point, Reminder
from alienor.stages.followup.queries import recorded_answer, recorded_debate
from alienor.stages.founding.actions import enforce
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of, step_not_open

PARIS = ZoneInfo("Europe/Paris")  # deadlines are days of the city
VOTES = ("for", "against", "abstain")


@dataclass(frozen=True, kw_only=True)
class PointText:
    """One point, as the assembly voted it."""

    key: str
    title: str
    text: str


@action
def transmit_file(
    *,
    edition_id: int,
    points: Sequence[PointText],
    letter: str,
    actor: Actor,
    clock: Clock,
    contents: Sequence[str] = (),
    derogation: str = "",
) -> CouncilFile:
    """Transmit to the council what the assembly voted; it answers within the days of the rules.

    Who: an organiser (`followup.transmit`). Register: `file_transmitted`. Errors: NotAllowed;
    RuleForbids before its step; WrongState where it was done; Invalid (no point, no letter).
    """
    edition = (
        Edition.objects.select_related("rules").select_for_update(of=("self",)).get(pk=edition_id)
    )
    require(actor, "followup.transmit", on=edition)
    rulebook = rules_of(edition)
    if CouncilFile.objects.filter(edition=edition).exists():
        raise WrongState(state="transmitted", wanted=("adopted",))
    if not points:
        raise Invalid("required", field="points")
    if not letter.strip():
        raise Invalid("required", field="letter")
    for step in (one.code for one in rulebook.steps if one.kind == "council"):
        breach = step_not_open(edition, step)
        enforce(edition, breach, reason=derogation, actor=actor, clock=clock)
    now = clock.now()
    file = CouncilFile.objects.create(
        edition=edition,
        letter=keep_words(letter.strip(), now=now, author_id=actor.person_id),
        contents=list(contents),
        transmitted_at=now,
        due_on=now.astimezone(PARIS).date() + timedelta(days=rulebook.council.answer_days),
    )
    rows = [
        Point.objects.create(
            file=file, key=point.key, position=position, title=point.title, text=point.text
        )
        for position, point in enumerate(points)
    ]
    record(
        acts.FileTransmitted(
            file=file.public_id,
            points=[row.public_id for row in rows],
            letter=file.letter.digest,
            due_on=file.due_on.isoformat(),
        ),
        on=edition,
        articles=(rulebook.council.article,),
    )
    return file


@action
def record_debate(
    *,
    file_id: int,
    debated_on: date,
    number: str,
    title: str,
    text: str,
    votes: Mapping[str, int],
    actor: Actor,
    clock: Clock,
    seen: str = "",
) -> CouncilFile:
    """Record the council's debate on the file, in place of what was recorded of it.

    `seen`: the `recorded_debate` that its author was changing. Who: an organiser
    (`followup.answer`). Register: `council_debated`. Errors: NotAllowed; NotFound; Conflict;
    Invalid (no title, no words, unknown or negative votes).
    """
    file = (
        CouncilFile.objects.select_related("edition")
        .select_for_update(of=("self",))
        .filter(pk=file_id)
        .first()
    )
    if file is None:
        raise NotFound("file")
    require(actor, "followup.answer", on=file.edition)
    unchanged(seen, recorded_debate(file))
    require_words(title=title, text=text)
    for answer, count in votes.items():
        if answer not in VOTES:
            raise Invalid("unknown_code", field="votes", value=answer)
        if count < 0:
            raise Invalid("negative", field="votes")
    file.debated_on, file.debate_number, file.debate_title = debated_on, number, title.strip()
    file.debate_text = keep_words(text.strip(), now=clock.now(), author_id=actor.person_id)
    file.debate_votes = dict(votes)
    file.save()
    record(
        acts.CouncilDebated(
            file=file.public_id,
            debated_on=debated_on.isoformat(),
            number=number,
            votes=dict(votes),
            text=file.debate_text.digest,
        ),
        on=file.edition,
    )
    return file


@action
def answer_point(
    *,
    point_id: int,
    verdict: str,
    prepared_by: str,
    validated_by: str,
    actor: Actor,
    clock: Clock,
    reason: str = "",
    route: str = "",
    service: str = "",
    budget_euros: int | None = None,
    due_on: date | None = None,
    seen: str = "",
) -> Answer:
    """Enter the council's answer to a point. A refusal may come without a reason: it is then
    shown as such everywhere. A later answer stands beside the earlier ones.

    `seen`: the `recorded_answer` beside which this one is entered. Who: an organiser
    (`followup.answer`). Register: `point_answered`. Errors: NotAllowed; NotFound; Conflict;
    Invalid (unknown verdict or route, a function missing; an acceptance without a reason or a
    route).
    """
    point = _point(point_id)
    edition = point.file.edition
    require(actor, "followup.answer", on=edition)
    unchanged(seen, recorded_answer(point))
    rules = rules_of(edition).council
    if verdict not in Answer.Verdict.values:
        raise Invalid("unknown_code", field="verdict", value=verdict)
    if route and route not in rules.routes:
        raise Invalid("unknown_code", field="route", value=route)
    require_words(prepared_by=prepared_by, validated_by=validated_by)
    if verdict != Answer.Verdict.REFUSED:
        require_words(reason=reason, route=route)
    now = clock.now()
    answer = Answer.objects.create(
        point=point,
        number=point.answers.count() + 1,
        verdict=verdict,
        route=route,
        reason=keep_words(reason.strip(), now=now, author_id=actor.person_id)
        if reason.strip()
        else None,
        service=service,
        budget_euros=budget_euros,
        due_on=due_on,
        prepared_by=prepared_by.strip(),
        validated_by=validated_by.strip(),
        answered_at=now,
    )
    record(
        acts.PointAnswered(
            point=point.public_id,
            verdict=verdict,
            prepared_by=answer.prepared_by,
            validated_by=answer.validated_by,
            route=route or None,
            reason=answer.reason.digest if answer.reason else None,
            budget_euros=budget_euros,
            due_on=due_on.isoformat() if due_on else None,
        ),
        on=edition,
        articles=(rules.article,),
    )
    return answer


@action
def remind_point(
    *, point_id: int, text: str, actor: Actor, clock: Clock, by_label: str = ""
) -> Reminder:
    """Ask again about a point that has no answer, or no reason.

    Who: the follow-up group, or an organiser who enters its words (`followup.remind`).
    Register: `point_reminded`. Errors: NotAllowed; NotFound; Invalid without words.
    """
    point = _point(point_id)
    require(actor, "followup.remind", on=point.file.edition)
    if not text.strip():
        raise Invalid("required", field="text")
    now = clock.now()
    reminder = Reminder.objects.create(
        point=point,
        text=keep_words(text.strip(), now=now, author_id=actor.person_id),
        by_label=by_label,
        sent_at=now,
    )
    record(
        acts.PointReminded(point=point.public_id, text=reminder.text.digest),
        on=point.file.edition,
    )
    return reminder


def _point(point_id: int) -> Point:
    point = (
        Point.objects.select_related("file", "file__edition", "file__edition__rules")
        .select_for_update(of=("self",))
        .filter(pk=point_id)
        .first()
    )
    if point is None:
        raise NotFound("point")
    return point
