"""What happens in the three editions of the demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from alienor.cores import rules
from alienor.demo import (
    dialogue,
    draws,
    followers,
    followup,
    hearings,
    members,
    personas,
    proposals,
    recruitment,
    services,
    sessions,
    topics,
    votes,
)
from alienor.demo.library import text
from alienor.demo.player import Event, Player, split_name
from alienor.platform.people.records import Identity
from alienor.procedures.sessions import open_vote
from alienor.procedures.votes import publish_vote
from alienor.stages.bodies import actions as bodies
from alienor.stages.bodies.queries import seats_of
from alienor.stages.founding import actions as founding
from alienor.stages.founding.queries import edition_named, rules_of, rules_versions_of
from alienor.stages.polls import conducting, counting, wording
from alienor.stages.polls.prolonging import extend_poll

# Which template each edition follows, and the day on which it is founded.
EDITIONS = {
    "poitiers-2022": ("poitiers-2022", -1096),
    "poitiers-2024": ("poitiers-2024", -230),
    "poitiers-2026": ("poitiers-2022", -62),
}
# Milestones of the texts that have another name in the rules.
ALIASES = {
    "call_topics": "call_for_topics",
    "doors": "recruitment",
    "group": "group_work",
    "tests": "testing",
    "vote": "final_vote",
}
# Steps that last until another one is over.
LASTING = {"group_work": "final_vote", "council": "evaluation", "followup": ""}
# In 2024 topics were made during the welcome weekend: one milestone of the texts, two steps.
UNTOLD_STEPS = {"poitiers-2024": {"call_for_topics": (-167, -166)}}
# Why a step began before those that the rules put before it.
ORDER_REASONS: dict[tuple[str, str], str] = {}
DOCUMENT_KINDS = {
    "founding_text": "principles",
    "council_deliberation": "creation",
    "rulebook": "operation",
}
BODIES = {
    "assembly": "assembly",
    "groupe": "proposition_group",
    "comite": "methodology_committee",
    "jury": "screening_jury",
    "suivi": "followup_group",
}

# The appointed half of the jury of the edition in preparation; residents volunteer for the other.
JURY = (
    ("Lucie", "elected_minority", "Membre du conseil municipal, minorité"),
    ("Marin", "elected_majority", "Adjoint à la démocratie locale"),
    ("Perrine", "agent", "Direction de la démocratie locale"),
    ("Youssef", "agent", "Direction des affaires juridiques"),
)


def events(player: Player) -> Iterator[Event]:
    """Everything that happens, in no order."""
    for slug, (template, day) in EDITIONS.items():
        yield from _founding(player, slug, template, day)
        yield from _steps(player, slug, day)
        yield from services.events(player, slug, day)
    for slug in EDITIONS:
        yield from topics.events(player, slug)
        yield from dialogue.events(player, slug)
    yield from recruitment.events(player)
    yield from draws.events(player)
    for slug in ("poitiers-2022", "poitiers-2024"):
        yield from _appointments(player, slug)
        yield from _new_rules(player, slug)
        yield from sessions.events(player, slug)
        yield from votes.events(player, slug)
        yield from proposals.events(player, slug)
        yield from hearings.events(player, slug)
    yield from _first_vote(player)
    yield from members.events(player)
    yield from followup.events(player)
    yield from personas.events(player)
    yield from followers.events(player)
    yield Event(
        day=-2,
        at="15:00",
        title="poitiers-2026 : une place est proposée à une élue",
        happens=partial(_offer_to_claire, player),
    )
    yield Event(
        day=-2,
        at="16:00",
        title="poitiers-2026 : élues, élus, agentes et agents rejoignent le jury de recevabilité",
        happens=partial(_seat_jury, player),
    )


def _founding(player: Player, slug: str, template: str, day: int) -> Iterator[Event]:
    told = text(slug, "edition")
    yield Event(
        day=day,
        at="18:00",
        title=f"{slug} : {told['title']}",
        happens=partial(
            _act,
            player,
            founding.found_edition,
            slug=slug,
            title=told["title"],
            mandate=told["mandate"]["text"],
            rules=rules.template_text(template),
        ),
    )
    for document in told.get("documents", ()):
        yield Event(
            day=max(day, document.get("day", day)),
            at="18:30",
            title=f"{slug} : {document['title']}",
            happens=partial(_link_document, player, slug, document),
        )
    commitment = told["commitment"]
    yield Event(
        day=max(day, commitment["day"]),
        at="19:00",
        title=f"{slug} : la Ville s'engage",
        happens=partial(
            _in_edition,
            player,
            founding.make_commitment,
            slug,
            text=commitment["text"],
            due=player.date(commitment["start_before_day"]),
            budget_euros=commitment["budget_euros"],
        ),
    )
    yield Event(
        day=max(day, commitment["day"]),
        at="19:30",
        title=f"{slug} : le calendrier est publié",
        happens=partial(_plan, player, slug),
    )


def _appointments(player: Player, slug: str) -> Iterator[Event]:
    told = text(slug, "bodies")
    since = {body["key"]: body["from_day"] for body in told["bodies"] if "from_day" in body}
    for person in [*told["elected"], *told["agents"]]:
        for body in person.get("bodies", ()):
            if body != "assembly" and since.get(body, 0) < 0:
                yield Event(
                    day=since[body],
                    at="09:00",
                    title=f"{slug} : {person['function']}",
                    happens=partial(_appoint, player, slug, BODIES[body], person),
                )


def _first_vote(player: Player) -> Iterator[Event]:
    day = max(
        body["from_day"]
        for body in text("poitiers-2022", "bodies")["bodies"]
        if body["key"] == "comite"
    )
    yield Event(
        day=day,
        at="19:00",
        title="poitiers-2022 : le comité de méthodologie vote à l’appel nominal",
        happens=partial(_hold_method_vote, player),
    )


def _hold_method_vote(player: Player) -> None:
    """A roll call in the committee: each member, named, answers aloud; one is late, and the hour
    that was announced moves."""
    poll = _in_edition(
        player,
        wording.draft_poll,
        "poitiers-2022",
        kind="committee_indicative",
        body="methodology_committee",
        question="Ouvrir l’accueil dès 8 h 30 à chaque session, une heure avant le début ?",
    )
    facts = {"poll_id": poll.pk, "actor": player.organiser, "clock": player.clock}
    wording.announce_poll(**facts)
    ten_minutes = timedelta(minutes=10)
    closes = player.clock.now().replace(second=0, microsecond=0) + ten_minutes
    open_vote(channel="roll_call", closes_at=closes, **facts)
    extend_poll(
        closes_at=closes + ten_minutes,
        reason="On attend une personne retenue dans les transports.",
        **facts,
    )
    called = list(seats_of(poll.edition, poll.body))
    for number, seat in enumerate(called, start=1):
        counting.answer_roll_call(
            person_id=seat.person_id,
            answer="abstain" if number == len(called) else "yes",
            **facts,
        )
    conducting.close_poll(**facts)
    publish_vote(**facts)


def _new_rules(player: Player, slug: str) -> Iterator[Event]:
    """The second version of the rules, made from the first."""
    told = text(slug, "rules")
    yield Event(
        day=told["day"],
        at="12:00",
        title=f"{slug} : une nouvelle version des règles",
        happens=partial(_adopt, player, slug, told),
    )


def _adopt(player: Player, slug: str, told: dict[str, Any]) -> None:
    source = rules_versions_of(edition_named(slug))[0].source
    for edit in told["edits"]:
        if edit["find"] not in source:
            raise ValueError(f"the rules hold no {edit['find']!r}")
        source = source.replace(edit["find"], edit["replace"])
    _in_edition(
        player,
        founding.adopt_rules,
        slug,
        rules=source + told["append"],
        reason=told["reason"],
    )
    _plan(player, slug)


def _offer_to_claire(player: Player) -> None:
    _in_edition(
        player,
        bodies.offer_seat,
        "poitiers-2026",
        body="methodology_committee",
        college="elected_majority",
        person_id=player.people["claire"],
        function="Conseillère déléguée à la participation",
    )


def _seat_jury(player: Player) -> None:
    for given_name, college, function in JURY:
        key = given_name.lower()
        elected = college.startswith("elected")
        person = Identity(
            given_name=given_name,
            family_name="Invention",
            email=f"{key}@exemple.invalid",
            public_name=f"{given_name} Invention" if elected else "",
        )
        seat = _in_edition(
            player,
            bodies.offer_seat,
            "poitiers-2026",
            body="screening_jury",
            college=college,
            person_id=player.enter(key, person),
            function=function,
        )
        bodies.accept_seat(seat_id=seat.pk, actor=player.actor(key), clock=player.clock)


def _appoint(player: Player, slug: str, body: str, person: dict[str, Any]) -> None:
    given, family = split_name(person["name"])
    college = person.get("college", "agent")
    person_id = player.enter(
        f"public:{person['key']}",
        Identity(
            given_name=given,
            family_name=family,
            email=f"{person['key']}@exemple.invalid",
            public_name=person["name"] if college.startswith("elected") else "",
        ),
    )
    seat = _in_edition(
        player,
        bodies.offer_seat,
        slug,
        body=body,
        college=college,
        person_id=person_id,
        function=person["function"],
    )
    bodies.accept_seat(seat_id=seat.pk, actor=player.organiser, clock=player.clock)


def _link_document(player: Player, slug: str, document: dict[str, Any]) -> None:
    _in_edition(
        player,
        founding.link_document,
        slug,
        kind=DOCUMENT_KINDS[document["kind"]],
        title=document["title"],
        author=document["author"],
        dated=document.get("date") or player.date(document.get("day", 0)),
        text=document["text"],
    )


def _plan(player: Player, slug: str) -> None:
    """Give their dates to the steps that have none."""
    known = set(edition_named(slug).steps.filter(planned_on=None).values_list("code", flat=True))
    for milestone in text(slug, "edition")["calendar"]:
        code = _step_code(milestone, known)
        if code:
            _in_edition(
                player,
                founding.plan_step,
                slug,
                step=code,
                planned_on=player.date(milestone["day"]),
            )


def _steps(player: Player, slug: str, founded: int) -> Iterator[Event]:
    """Steps begin and end on the days of the calendar, those to come left alone."""
    days: dict[str, tuple[int, int]] = {}
    known = {step.code for step in rules.load_template(EDITIONS[slug][0]).steps}
    for milestone in text(slug, "edition")["calendar"]:
        code = _step_code(milestone, known)
        if code:
            first, last = milestone["day"], milestone.get("end_day", milestone["day"])
            earlier = days.get(code, (first, last))
            days[code] = (min(first, earlier[0]), max(last, earlier[1]))
    days.update(UNTOLD_STEPS.get(slug, {}))
    days.pop("founding", None)
    days["founding"] = (founded, min(first for first, _last in days.values()) - 1)
    held = _steps_that_are_days(slug)
    for code, (first, end) in days.items():
        if code in held:
            continue
        began = max(first, founded)
        label = f"{slug} : étape {code}"
        if began < 0:
            yield Event(
                day=began,
                at="20:00" if code == "founding" else "08:30",
                title=label,
                happens=partial(_move, player, founding.start_step, slug, code),
            )
        last = max(end, days.get(LASTING[code], (0, 0))[1]) if code in LASTING else end
        if began < 0 and last < 0:
            yield Event(
                day=max(last, began),
                at="22:30",
                title=label,
                happens=partial(_move, player, founding.complete_step, slug, code),
            )


def _steps_that_are_days(slug: str) -> set[str]:
    """The steps that begin and end with a day of the assembly."""
    if slug == "poitiers-2026":
        return set()
    told = text(slug, "sessions")
    held = {f"session_{day['number']}" for day in told["sessions"] if "number" in day}
    return held | {"final_vote", "welcome"}


def _move(player: Player, action: Any, slug: str, code: str) -> None:
    if action is founding.start_step:
        done = {
            step.code for step in edition_named(slug).steps.all() if step.completed_at is not None
        }
        rulebook = rules_of(edition_named(slug))
        early = rules.step_breach(rulebook, step=code, done=done)
        reason = ORDER_REASONS.get((slug, code), "") if early else ""
        _in_edition(player, action, slug, step=code, derogation=reason)
    else:
        _in_edition(player, action, slug, step=code)


def _step_code(milestone: dict[str, Any], known: set[str]) -> str:
    """The step of the rules that a milestone is about; empty where it is about none."""
    code = milestone["key"].replace("-", "_")
    kind = milestone["kind"]
    names = (code, ALIASES.get(code, ""), kind)
    return next((name for name in names if name in known), "")


def _act(player: Player, action: Any, **facts: Any) -> Any:
    return action(actor=player.organiser, clock=player.clock, **facts)


def _in_edition(player: Player, action: Any, slug: str, **facts: Any) -> Any:
    return _act(player, action, edition_id=edition_named(slug).pk, **facts)
