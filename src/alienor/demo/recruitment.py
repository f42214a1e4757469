"""How people are reached in the three editions: addresses, letters, doors, agreements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby

from alienor.cores.addresses import Place
from alienor.demo import population
from alienor.demo.library import text
from alienor.demo.player import Event, Player
from alienor.platform.people.records import Identity, find_person, identity_of
from alienor.stages.founding.queries import edition_named
from alienor.stages.recruitment import actions
from alienor.stages.recruitment.models import Invitation

EVENINGS = 21
CAMPAIGNS = {"poitiers-2022": "2022", "poitiers-2024": "2024", "poitiers-2026": "2026"}
OUTCOMES = {
    "met_accepted": "accepted",
    "met_refused": "refused",
    "met_thinking": "thinking",
    "absent_notice_left": "absent",
    "wrong_address": "wrong_address",
    "moved": "moved",
}
AGES = {
    "16-29": "under_30",
    "30-44": "from_30_to_44",
    "45-59": "from_45_to_59",
    "60-74": "from_60_to_74",
    "75+": "from_75",
}
DISTRICTS = {
    "Centre-ville": "centre_ville",
    "Couronneries": "couronneries",
    "Saint-Éloi": "saint_eloi",
    "Beaulieu": "beaulieu",
    "Gibauderie": "gibauderie",
    "Bellejouanne": "bellejouanne",
    "Trois-Cités": "trois_cites",
    "Poitiers-Ouest": "poitiers_ouest",
    "Montbernage": "montbernage",
    "Pont-Neuf": "other",
}
OCCUPATIONS = {
    "actif": "employed",
    "demandeur d'emploi": "unemployed",
    "étudiant": "inactive",
    "retraité": "inactive",
    "autre": "inactive",
}


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """One edition's round of doors: its first and last day, and how far it has gone."""

    slug: str
    code: str
    first_day: int
    last_day: int
    until: int | None

    def day(self, evening: int) -> int:
        """The day of an evening, from 1 to 21."""
        return self.first_day + (evening - 1) * (self.last_day - self.first_day) // (EVENINGS - 1)

    def visits(self) -> tuple[population.DoorVisit, ...]:
        """What is found at the doors, evening by evening."""
        every = population.doors(population.DEMO_SEED, _addresses(), campaign=self.code)
        return every if self.until is None else population.until_acceptances(every, self.until)


def events(player: Player) -> Iterator[Event]:
    """Addresses imported and drawn, then one event an evening, in each edition."""
    for slug, code in CAMPAIGNS.items():
        yield from _campaign(player, _campaign_of(slug, code))


def profile_of(resident: population.Resident) -> dict[str, str]:
    """A resident in the features of the rules.

    The rules of these editions count women and men: whoever is neither says in which of the two
    lines to be counted for the lot, here by the parity of an invented number.
    """
    sexes = {"femme": "woman", "homme": "man"}
    other = ("woman", "man")[int(resident.id[1:]) % 2]
    return {
        "age": AGES[resident.age_band],
        "sex": sexes.get(resident.sex, other),
        "district": DISTRICTS[resident.district],
        "housing": "owner" if resident.housing == "propriétaire" else "tenant",
        "occupation": OCCUPATIONS[resident.occupation],
    }


def _campaign_of(slug: str, code: str) -> Campaign:
    told = text(slug, "recruitment")
    rows = text(slug, "edition")["calendar"]
    row = next(row for row in rows if row["key"] in ("doors", "call"))
    under_way = told["state"] == "under_way"
    return Campaign(
        slug=slug,
        code=code,
        first_day=row["day"],
        last_day=row["end_day"],
        until=told["acceptances"] if under_way else None,
    )


def _campaign(player: Player, campaign: Campaign) -> Iterator[Event]:
    yield Event(
        day=campaign.first_day - 9,
        at="10:00",
        title=f"{campaign.slug} : le fichier d'adresses est importé",
        happens=partial(_import, player, campaign),
    )
    yield Event(
        day=campaign.first_day - 7,
        at="10:00",
        title=f"{campaign.slug} : les adresses sont tirées au sort",
        happens=partial(_draw, player, campaign),
    )
    for evening, found in groupby(campaign.visits(), key=lambda visit: visit.evening):
        yield Event(
            day=campaign.day(evening),
            at="20:30",
            title=f"{campaign.slug} : porte-à-porte, soirée {evening}",
            happens=partial(_evening, player, campaign, evening, tuple(found)),
        )


def _import(player: Player, campaign: Campaign) -> None:
    actions.import_frame(
        edition_id=edition_named(campaign.slug).pk,
        name="Base adresse locale de Poitiers (inventée)",
        data=_address_base(),
        places={
            address.id: Place(dwellings=address.dwellings, district=address.district)
            for address in _addresses()
        },
        actor=player.organiser,
        clock=player.clock,
    )


def _draw(player: Player, campaign: Campaign) -> None:
    """The seed is the one by which the invented city chose its doors: they are the same."""
    actions.draw_invitations(
        edition_id=edition_named(campaign.slug).pk,
        count=text(campaign.slug, "recruitment")["addresses_drawn"],
        seed=f"{population.DEMO_SEED}/doors {campaign.code}",
        actor=player.organiser,
        clock=player.clock,
    )


def _evening(
    player: Player, campaign: Campaign, evening: int, found: tuple[population.DoorVisit, ...]
) -> None:
    edition = edition_named(campaign.slug)
    drawn = {
        key: (pk, public_id)
        for pk, public_id, key in Invitation.objects.filter(edition=edition).values_list(
            "pk", "public_id", "address__key"
        )
    }
    actions.record_doors(
        edition_id=edition.pk,
        evening=evening,
        visits=[
            actions.Visit(
                invitation=drawn[visit.address_id][1],
                outcome=OUTCOMES[visit.outcome],
                attempts=visit.attempts,
                dwelling=visit.dwelling,
            )
            for visit in found
        ],
        actor=player.organiser,
        clock=player.clock,
    )
    for visit in found:
        if visit.resident is not None:
            _agree(player, edition.pk, drawn[visit.address_id][0], visit.resident)


def _agree(
    player: Player, edition_id: int, invitation_id: int, resident: population.Resident
) -> None:
    year = player.clock.now().year
    identity = _identity(resident, year=year)
    entry = actions.record_reply(
        edition_id=edition_id,
        invitation_id=invitation_id,
        identity=identity,
        profile=profile_of(resident),
        through="door",
        guardian_agrees=identity.birth_year is not None and year - identity.birth_year < 18,
        actor=player.organiser,
        clock=player.clock,
    )
    player.people[resident.id] = entry.person_id


def _identity(resident: population.Resident, *, year: int) -> Identity:
    """Who a resident is. Their age is the same in every edition: the city is made anew."""
    phone = resident.phone or ""
    known = find_person(phone=phone) if phone else None
    name = f"{resident.given_name} {resident.family_name}"
    if known is not None and identity_of(known).full_name != name:
        phone = ""  # numbers kept for fiction are few: two residents may share one
    return Identity(
        given_name=resident.given_name,
        family_name=resident.family_name,
        email=resident.email or "",
        phone=phone,
        birth_year=resident.birth_year + year - population.REFERENCE_YEAR,
    )


@cache
def _address_base() -> bytes:
    return population.address_base(population.DEMO_SEED).encode()


@cache
def _addresses() -> tuple[population.Address, ...]:
    return population.addresses(population.DEMO_SEED)
