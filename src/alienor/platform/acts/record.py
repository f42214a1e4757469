"""What an action says of itself: who was allowed, and what enters the register."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from django.conf import settings

from alienor.platform.access import decide
from alienor.platform.access.roles import Scoped
from alienor.platform.actors import Actor
from alienor.platform.acts.clock import in_utc
from alienor.platform.acts.context import current
from alienor.platform.acts.types import Act, content_of, kind_of
from alienor.platform.live import topics
from alienor.platform.register.log import Draft


class EditionLike(Scoped, Protocol):
    """The edition that an act belongs to, as far as the platform knows of it."""

    @property
    def slug(self) -> str: ...

    @property
    def rules_digest(self) -> str: ...


def require(actor: Actor, permission: str, *, on: Scoped | None = None) -> frozenset[str]:
    """`access.require`, remembered: the entry says in which capacity its author acted."""
    roles = decide.require(actor, permission, on=on)
    act = current()
    act.roles, act.permitted = roles, True
    return roles


def announce(topic: str) -> None:
    """Refresh what shows a draft that the running action has kept: nothing of it is recorded.

    Errors: RuntimeError before the action is permitted.
    """
    running = current()
    if not running.permitted:
        raise RuntimeError(f"{running.name} announces before it is permitted")
    running.topics[topic] = None


def record(
    act: Act,
    *,
    on: EditionLike | None,
    articles: tuple[str, ...] = (),
    concerns: Collection[int] | None = None,
) -> None:
    """Put `act` in the register when the running action ends, and refresh what shows it.

    `on` is its edition (None: an act of the instance), whose rules in force it cites;
    `articles` are those that it applies. `concerns`: the ids of the only people whose own page
    shows it, beside the desk; the pages of everybody else are not fetched again for it. An arrival
    must not make three hundred phones ask.
    """
    running = current()
    if not running.permitted:
        raise RuntimeError(f"{running.name} records before it is permitted")
    kind = kind_of(act)
    content: dict[str, object] = {
        "act": content_of(act),
        "at": in_utc(running.at),
        "by": sorted(running.roles - {"anyone", "member"}) or sorted(running.roles),
        "type": kind,
    }
    if settings.DEMO:
        content["demo"] = True
    if on is not None:
        content["edition"] = on.slug
        if on.rules_digest:
            content["rules"] = on.rules_digest
    if articles:
        content["articles"] = list(articles)
    subject = next(iter(content_of(act).values()), "")
    running.drafts.append(
        Draft(
            kind=kind,
            edition=on.slug if on is not None else "",
            subject=subject[:40] if isinstance(subject, str) else "",
            at=running.at,
            content=content,
            actor_id=running.actor.person_id,
        )
    )
    running.topics[topics.REGISTER] = None
    if on is not None:
        running.topics[topics.desk_topic(on.slug)] = None
        if concerns is None:
            running.topics[topics.edition_topic(on.slug)] = None
    for person_id in concerns or ():
        running.topics[topics.own_topic(person_id)] = None
