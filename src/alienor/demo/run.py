"""`alienor demo`: play, verify, and leave the site ready to be served."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from alienor.auditing import verify_bundle
from alienor.demo.editions import EDITIONS, events
from alienor.demo.player import Event, Player
from alienor.platform.actors import OPERATOR
from alienor.platform.acts import SystemClock
from alienor.platform.bundle import write_bundle
from alienor.platform.people.actions import enter_person, give_role
from alienor.platform.people.records import Identity
from alienor.platform.register import public
from alienor.procedures.begin import begin_instance
from alienor.procedures.personas import present_persona
from alienor.stages.founding.queries import edition_named

PERSONAS = (
    ("helene", "Hélène", "Hélène, organisatrice : le bureau, les places, les votes"),
    (
        "maelle",
        "Maëlle",
        "Maëlle, organisatrice : le second comptage",
    ),
    ("claire", "Claire", "Claire, élue de la majorité : une place lui est proposée"),
)


def play(*, today: date, console: Console) -> bool:
    """Play every edition and verify each bundle; False where anything failed."""
    started = monotonic()
    player = Player(today=today)
    _begin(player)
    planned = list(events(player))
    with Progress(
        TextColumn("[bold]{task.completed}/{task.total}"),
        BarColumn(bar_width=30),
        TextColumn("{task.description}"),
        console=console,
        transient=False,
    ) as progress:
        task = progress.add_task("", total=len(planned))

        def told(event: Event) -> None:
            progress.update(task, advance=1, description=event.title[:70])

        count = player.play(planned, told=told)
    console.print(f"{count} événements joués en {monotonic() - started:.0f} s")
    verified = [_verify(slug, console) for slug in EDITIONS]
    return all(verified)


def _begin(player: Player) -> None:
    """The city, its organisers, and the people one can enter as."""
    begun = begin_instance(
        city="Poitiers",
        insee="86194",
        siret="21860194600013",
        contact_phone="05 49 00 00 00",
        contact_email="assemblee@exemple.invalid",
        organiser=Identity(
            given_name="Hélène", family_name="Invention", email="helene@exemple.invalid"
        ),
        password="",
        actor=OPERATOR,
        clock=player.clock,
    )
    player.people["helene"] = begun.organiser_id
    for key, given_name in (("maelle", "Maëlle"), ("claire", "Claire")):
        person = enter_person(
            identity=Identity(
                given_name=given_name,
                family_name="Invention",
                email=f"{key}@exemple.invalid",
                public_name="Claire Invention" if key == "claire" else "",
            ),
            actor=player.organiser,
            clock=player.clock,
        )
        player.people[key] = person.pk
    give_role(
        person_id=player.people["maelle"],
        role="organiser",
        actor=player.organiser,
        clock=player.clock,
    )
    for key, _name, label in PERSONAS:
        present_persona(
            person_id=player.people[key],
            key=key,
            label=label,
            actor=player.organiser,
            clock=player.clock,
        )


def _verify(slug: str, console: Console) -> bool:
    """Write the bundle of an edition apart, check it from its files alone, and say so."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "bundle")
        edition = edition_named(slug)
        write_bundle(edition=edition, out=folder, actor=OPERATOR, clock=SystemClock())
        checks = list(verify_bundle(folder, key=public.public_verifier_key()))
    failed = [check for check in checks if check.holds is False]
    for check in failed:
        console.print(f"[red]{slug} : {check.name} : {check.detail}[/red]")
    if not failed:
        console.print(f"{slug} : {len(checks)} vérifications, tout se recalcule")
    return not failed
