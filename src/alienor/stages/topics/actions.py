"""Submit, merge and screen topics; apply what the assembly voted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require
from alienor.platform.errors import Invalid, NotFound, RuleForbids, WrongState
from alienor.platform.texts.words import keep_title, keep_words, require_at_most, require_words
from alienor.stages.founding.actions import enforce
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of, step_not_open
from alienor.stages.polls.deciding import require_decision
from alienor.stages.topics import acts
from alienor.stages.topics.models import Screening, Topic
from alienor.stages.topics.queries import IN_THE_RUNNING, call_step, subject_of


@action
def submit_topic(
    *,
    edition_id: int,
    title: str,
    description: str,
    actor: Actor,
    clock: Clock,
    channel: str = "web",
    author_label: str = "",
    rewords_id: int | None = None,
    derogation: str = "",
) -> Topic:
    """Propose a subject while the call is open, or put a refused one in other words.

    Who: anyone (`topics.submit`); on paper or in a meeting, an organiser who enters it
    (`topics.enter`). Register: `topic_submitted`. Errors: Invalid (title, description, too many
    words, unknown channel); RuleForbids where the call is not open; WrongState where what is
    reworded was not refused.
    """
    edition = Edition.objects.select_related("rules").get(pk=edition_id)
    require(actor, "topics.submit" if channel == "web" else "topics.enter", on=edition)
    rules = rules_of(edition).topics
    title, description = title.strip(), description.strip()
    require_words(title=title, description=description)
    if channel not in rules.call.channels:
        raise Invalid("unknown_code", field="channel", value=channel)
    require_at_most(description, most=rules.call.words_at_most, field="description")
    rewords = None
    if rewords_id is not None:
        rewords = Topic.objects.filter(pk=rewords_id, edition=edition).first()
        if rewords is None:
            raise NotFound("topic")
        if rewords.state != Topic.State.REFUSED:
            raise WrongState(state=rewords.state, wanted=("refused",))
    else:
        breach = step_not_open(edition, call_step(edition))
        enforce(edition, breach, reason=derogation, actor=actor, clock=clock)
    now = clock.now()
    topic = Topic.objects.create(
        edition=edition,
        title=keep_title(title, now=now, author_id=actor.person_id),
        description=keep_words(description, now=now, author_id=actor.person_id),
        author_id=actor.person_id,
        author_label=author_label,
        channel=channel,
        submitted_at=now,
        rewords=rewords,
    )
    record(
        acts.TopicSubmitted(
            topic=topic.public_id,
            title=topic.title.digest,
            description=topic.description.digest,
            channel=channel,
            rewords=rewords.public_id if rewords else None,
        ),
        on=edition,
        articles=(rules.article,),
    )
    return topic


@action
def merge_topics(*, topic_id: int, into_id: int, reason: str, actor: Actor, clock: Clock) -> Topic:
    """Join a topic to another that says nearly the same, in the open, keeping both authors.

    Who: the screening jury, or an organiser who enters its finding (`topics.screen`).
    Register: `topics_merged`. Errors: NotAllowed; WrongState (the other is submitted or
    admitted); Invalid (no reason, itself, one that was refused: it would be refused with it,
    unexamined).
    """
    both = Topic.objects.select_for_update().filter(pk__in=(topic_id, into_id)).order_by("pk")
    held = {topic.pk: topic for topic in both}
    topic = _screened(topic_id, actor, Topic.State.SUBMITTED)
    into = held.get(into_id)
    if into is None or into.edition_id != topic.edition_id:
        raise NotFound("topic")
    if into.pk == topic.pk or into.state == Topic.State.MERGED:
        raise Invalid("merge_with_itself", field="into")
    if into.state == Topic.State.REFUSED:
        raise Invalid("merge_into_refused", field="into")
    if into.state not in IN_THE_RUNNING:
        raise WrongState(state=into.state, wanted=IN_THE_RUNNING)
    if not reason.strip():
        raise Invalid("reason_required", field="reason")
    topic.merge_reason = keep_words(reason, now=clock.now(), author_id=actor.person_id)
    topic.merged_into, topic.state = into, Topic.State.MERGED
    topic.save(update_fields=["merge_reason", "merged_into", "state"])
    record(
        acts.TopicsMerged(
            topic=topic.public_id, into=into.public_id, reason=topic.merge_reason.digest
        ),
        on=topic.edition,
    )
    return topic


@action
def screen_topic(
    *,
    topic_id: int,
    findings: Mapping[str, tuple[bool, str]],
    actor: Actor,
    clock: Clock,
) -> Topic:
    """Judge a topic on every criterion of the rules, each with a published reason.

    `findings`: by criterion, (met, reason). Who: the screening jury, or an organiser who enters
    its finding (`topics.screen`). Register: `topic_admitted` or `topic_refused`.
    Errors: NotAllowed; WrongState; Invalid where a criterion has no finding or no reason.
    """
    topic = _screened(topic_id, actor, Topic.State.SUBMITTED)
    criteria = [criterion.code for criterion in rules_of(topic.edition).topics.criteria]
    for criterion in criteria:
        if criterion not in findings or not findings[criterion][1].strip():
            raise Invalid("finding_required", field=criterion)
    now = clock.now()
    reasons, failed = [], []
    for criterion in criteria:
        met, reason = findings[criterion]
        words = keep_words(reason, now=now, author_id=actor.person_id)
        Screening.objects.create(
            topic=topic, criterion=criterion, met=met, reason=words, screened_at=now
        )
        reasons.append(words.digest)
        if not met:
            failed.append(criterion)
    topic.state = Topic.State.REFUSED if failed else Topic.State.ADMITTED
    topic.save(update_fields=["state"])
    articles = (rules_of(topic.edition).topics.article,)
    if failed:
        act = acts.TopicRefused(topic=topic.public_id, criteria=failed, reasons=reasons)
        record(act, on=topic.edition, articles=articles)
    else:
        record(
            acts.TopicAdmitted(topic=topic.public_id, reasons=reasons),
            on=topic.edition,
            articles=articles,
        )
    return topic


@action
def shortlist_topics(
    *, edition_id: int, poll: str, kept: Sequence[str], actor: Actor, clock: Clock
) -> list[Topic]:
    """Keep the topics that a published vote kept (called by the procedure of that vote).

    Who: whoever conducts the vote (`polls.conduct`). Register: `topics_shortlisted`.
    Errors: NotAllowed; NotFound; RuleForbids where that vote decides nothing.
    """
    edition = Edition.objects.select_related("rules").get(pk=edition_id)
    require(actor, "polls.conduct", on=edition)
    require_decision(edition, poll, actor=actor, clock=clock)
    topics = _kept(edition, kept)
    Topic.objects.filter(edition=edition, state=Topic.State.SHORTLISTED).update(
        state=Topic.State.ADMITTED
    )
    Topic.objects.filter(pk__in=[topic.pk for topic in topics]).update(
        state=Topic.State.SHORTLISTED
    )
    record(acts.TopicsShortlisted(poll=poll, topics=list(kept)), on=edition)
    return topics


@action
def choose_subject(*, edition_id: int, poll: str, chosen: str, actor: Actor, clock: Clock) -> Topic:
    """Take up the subject that the assembly chose: one an edition (called by the procedure).

    Who: whoever conducts the vote (`polls.conduct`). Register: `subject_chosen`.
    Errors: NotAllowed; NotFound; RuleForbids where the edition has its subject already.
    """
    edition = (
        Edition.objects.select_related("rules").select_for_update(of=("self",)).get(pk=edition_id)
    )
    require(actor, "polls.conduct", on=edition)
    rules = rules_of(edition).topics
    if subject_of(edition) is not None:
        raise RuleForbids("one_subject_an_edition", article=rules.article, absolute=True)
    require_decision(edition, poll, actor=actor, clock=clock)
    topic = _kept(edition, [chosen])[0]
    topic.state = Topic.State.CHOSEN
    topic.save(update_fields=["state"])
    record(
        acts.SubjectChosen(topic=topic.public_id, poll=poll, title=topic.title.digest),
        on=edition,
        articles=(rules.article,),
    )
    return topic


def _screened(topic_id: int, actor: Actor, *states: str) -> Topic:
    topic = (
        Topic.objects.select_related("edition", "edition__rules")
        .select_for_update(of=("self",))
        .get(pk=topic_id)
    )
    require(actor, "topics.screen", on=topic.edition)
    if topic.state not in states:
        raise WrongState(state=topic.state, wanted=states)
    return topic


def _kept(edition: Edition, public_ids: Sequence[str]) -> list[Topic]:
    found = Topic.objects.select_related("title").filter(
        edition=edition,
        public_id__in=public_ids,
        state__in=[Topic.State.ADMITTED, Topic.State.SHORTLISTED],
    )
    topics = {topic.public_id: topic for topic in found}
    if missing := [name for name in public_ids if name not in topics]:
        raise NotFound(f"topic {missing[0]}")
    return [topics[name] for name in public_ids]
