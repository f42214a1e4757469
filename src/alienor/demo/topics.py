"""The subjects of the three editions: proposed, joined, judged, proposed again in other words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from alienor.demo.library import text
from alienor.demo.player import Event, Player
from alienor.platform.actors import Actor
from alienor.stages.bodies.queries import seats_of
from alienor.stages.founding.queries import edition_named, rules_of
from alienor.stages.topics import actions
from alienor.stages.topics.models import Topic

# The welcome weekend of 2024, and a telephone call, are entered as a meeting and as paper.
CHANNELS = {"phone": "paper"}


def events(player: Player, slug: str) -> Iterator[Event]:
    """What happens to the topics of one edition."""
    for topic in text(slug, "topics")["topics"]:
        day = topic["day"]
        yield Event(
            day=day,
            at="12:00",
            title=f"{slug} : « {topic['title']} »",
            happens=partial(
                _submit,
                player,
                slug,
                topic,
                title=topic.get("first_title", topic["question"]),
            ),
        )
        if "merged_into" in topic:
            yield Event(
                day=topic["merged_day"],
                at="15:00",
                title=f"{slug} : « {topic['title']} » rejoint un sujet proche",
                happens=partial(_merge, player, slug, topic),
            )
        for screening in topic.get("screenings", ()):
            if screening["round"] > 1:
                yield Event(
                    day=screening["day"],
                    at="09:30",
                    title=f"{slug} : « {topic['title']} », en d’autres mots",
                    happens=partial(
                        _submit,
                        player,
                        slug,
                        topic,
                        title=topic["question"],
                        rewords=True,
                    ),
                )
            yield Event(
                day=screening["day"],
                at="16:00",
                title=f"{slug} : avis du jury sur « {topic['title']} »",
                happens=partial(_screen, player, slug, topic, screening),
            )


def key_of(slug: str, topic: str) -> str:
    """Where the player keeps the topic made from this key of the texts."""
    return f"{slug}/topic/{topic}"


def _submit(
    player: Player,
    slug: str,
    topic: dict[str, Any],
    *,
    title: str,
    rewords: bool = False,
) -> None:
    channel = topic.get("channel", "meeting")
    channel = CHANNELS.get(channel, channel)
    made = actions.submit_topic(
        edition_id=edition_named(slug).pk,
        title=title,
        description=topic["description"],
        author_label=_authors(topic),
        channel=channel,
        rewords_id=player.made[key_of(slug, topic["key"])] if rewords else None,
        actor=Actor(through="demo") if channel == "web" else player.organiser,
        clock=player.clock,
    )
    player.made[key_of(slug, topic["key"])] = made.pk


def _merge(player: Player, slug: str, topic: dict[str, Any]) -> None:
    actions.merge_topics(
        topic_id=player.made[key_of(slug, topic["key"])],
        into_id=player.made[key_of(slug, topic["merged_into"])],
        reason=topic["merge_reason"],
        actor=_screener(player, slug),
        clock=player.clock,
    )


def _screen(
    player: Player,
    slug: str,
    topic: dict[str, Any],
    screening: dict[str, Any],
) -> None:
    found = Topic.objects.get(pk=player.made[key_of(slug, topic["key"])])
    criteria = [item.code for item in rules_of(edition_named(slug)).topics.criteria]
    refused = screening["verdict"] != "admitted"
    findings = {
        code: (screening[code]["verdict"] != "not_met", screening[code]["reason"])
        for code in criteria
    }
    if refused and all(met for met, _reason in findings.values()):
        # The jury asked for other words though each criterion could be met: say so on the first.
        first = criteria[0]
        note = screening["note"] or findings[first][1]
        findings[first] = (False, note)
    actions.screen_topic(
        topic_id=found.pk, findings=findings, actor=_screener(player, slug), clock=player.clock
    )


def _screener(player: Player, slug: str) -> Actor:
    """A resident of the jury where it has begun, else the organiser who enters its finding."""
    jury = seats_of(edition_named(slug), "screening_jury").filter(college="drawn").first()
    return Actor(person_id=jury.person_id, through="demo") if jury else player.organiser


def _authors(topic: dict[str, Any]) -> str:
    people = [topic["author"], *topic.get("co_authors", ())]
    return " ; ".join(person["label"] for person in people)[:120]
