"""The people whom a newcomer may enter as: one for each role."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext_noop as _

from alienor.demo.player import Event, Player
from alienor.platform.people.actions import give_role
from alienor.platform.people.records import Identity, identity_of
from alienor.procedures.personas import present_persona
from alienor.stages.bodies.queries import active_seats, seats_of
from alienor.stages.founding.queries import edition_named

LIVE, COMPLETE = "poitiers-2024", "poitiers-2022"
# key, edition, body, college, what they are
SEATED = (
    ("aicha", LIVE, "assembly", "drawn", _("habitante ou habitant tiré au sort")),
    ("bruno", LIVE, "assembly", "volunteer", _("habitante ou habitant volontaire")),
    ("driss", LIVE, "assembly", "elected_majority", _("élue ou élu")),
    ("elodie", LIVE, "proposition_group", "agent", _("agente ou agent, groupe de proposition")),
    ("ines", LIVE, "proposition_group", "drawn", _("groupe de proposition : écrire, faire tester")),
    (
        "joel",
        LIVE,
        "methodology_committee",
        "drawn",
        _("comité de méthodologie : la session 3"),
    ),
    ("karim", COMPLETE, "followup_group", "drawn", _("groupe de suivi de la première édition")),
)
SERVICE = "education-batiments"


def events(player: Player) -> Iterator[Event]:
    """On the eve, when everybody has their place."""
    yield Event(
        day=-1, at="20:30", title="Les rôles d'essai sont ouverts", happens=partial(_open, player)
    )


def _open(player: Player) -> None:
    for key, slug, body, college, what in SEATED:
        edition = edition_named(slug)
        rows = seats_of(edition, body).filter(college=college).order_by("person_id")
        if body == "assembly":
            elsewhere = active_seats(edition).exclude(body="assembly").values("person_id")
            rows = rows.exclude(person_id__in=elsewhere)
        reachable = (row.person_id for row in rows if identity_of(row.person_id).email)
        _present(player, key, next(reachable), what)
    _present(
        player,
        "farid",
        player.people[f"service/{SERVICE}"],
        _("service de la Ville : un avis à donner"),
    )
    _present(player, "lucie", player.people["lucie"], _("jury de recevabilité : sujets à examiner"))
    rose = player.enter(
        "rose",
        Identity(given_name="Rose", family_name="Invention", email="rose@exemple.invalid"),
    )
    give_role(
        person_id=rose,
        role="reception",
        edition=edition_named(LIVE),
        actor=player.organiser,
        clock=player.clock,
    )
    _present(player, "rose", rose, _("accueil de la journée : présences et besoins"))


def _present(player: Player, key: str, person: int, what: str) -> None:
    present_persona(
        person_id=person,
        key=key,
        label=f"{identity_of(person).given_name}, {what}",
        actor=player.organiser,
        clock=player.clock,
    )
