"""Lists that a city brings: people with their places, agreements to be drawn. All or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from alienor.cores.rules import Rulebook, is_age, value_at_age
from alienor.cores.rules.blocks import Feature
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, require
from alienor.platform.errors import Invalid
from alienor.platform.people.cipher import index_digest
from alienor.platform.people.entering import known_or_new
from alienor.platform.people.records import FINDING, Identity
from alienor.platform.tables import (
    Column,
    LineFault,
    Row,
    TableInvalid,
    collected,
    folded,
    read_sheet,
)
from alienor.procedures.appointing import appoint
from alienor.stages.bodies.queries import active_seats
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.recruitment.models import PoolEntry
from alienor.stages.recruitment.queries import invitation_with_code
from alienor.stages.recruitment.replies import record_reply

NAMES = (
    Column(code="given_name", names=("Prénom",), required=True),
    Column(code="family_name", names=("Nom", "Nom de famille"), required=True),
    Column(code="email", names=("Courriel", "E-mail", "Mail", "Adresse électronique")),
    Column(code="phone", names=("Téléphone", "Portable", "Mobile")),
    Column(code="reference", names=("Référence", "Numéro", "Identifiant")),
)
MEMBERS = (
    *NAMES,
    Column(code="college", names=("Collège",), required=True),
    Column(code="function", names=("Fonction", "Délégation", "Service")),
)
REPLIES = (
    *NAMES,
    Column(code="code", names=("Code de réponse", "Code")),
    Column(code="birth_year", names=("Année de naissance", "Naissance"), required=True),
    Column(code="guardian", names=("Accord d'un parent", "Parent")),
    Column(code="address", names=("Adresse", "Adresse postale", "Numéro et rue")),
    Column(code="dwelling", names=("Complément d'adresse", "Appartement")),
    Column(code="postcode", names=("Code postal",)),
    Column(code="town", names=("Commune", "Ville")),
)
HOME = ("address", "dwelling", "postcode", "town")
PHONE_DIGITS = 6  # fewer are no telephone number anywhere
YES = {"oui", "o", "x", "1", "vrai", "true", "yes"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a line of the list does. `new`: it changes something; else it was there already. `home`:
    the first line of the list with the same address or code of reply, 0 where it has neither."""

    number: int
    name: str
    what: str
    new: bool
    home: int = 0


@action
def import_members(
    *,
    edition_id: int,
    body: str,
    accepted: bool,
    data: bytes,
    actor: Actor,
    clock: Clock,
    derogation: str = "",
) -> list[Line]:
    """Give a place to everybody on a list (CSV, ODS or XLSX), all or none.

    Whoever has that place already is left as they are, so that a list can be read again. Columns:
    `MEMBERS`; colleges by code or in the words of the rules, in any gender and number. Who:
    `people.enter` and `bodies.appoint`. Register: as `appoint`; `derogated` for each line that
    departs from the composition.
    Errors: NotAllowed; TableInvalid with the faults of every line.
    """
    edition = Edition.objects.select_related("rules").get(pk=edition_id)
    require(actor, "people.enter")
    rows = read_sheet(data, columns=MEMBERS)
    rulebook = rules_of(edition)
    seated = {seat.person_id: seat for seat in active_seats(edition).filter(body=body)}
    lines, faults = [], list[LineFault]()
    people: dict[int, int] = {}
    contacts: Contacts = {}
    for row in rows:
        with collected(faults, row.line):
            college = _college(rulebook, row["college"])
            identity = _identity(row)
            _one_each(contacts, identity, row.line)
            person = known_or_new(identity, through=actor.through, now=clock.now())
            _once(people, person, row.line)
            held = seated.get(person)
            if held is None:
                appoint(
                    edition_id=edition.pk,
                    body=body,
                    college=college,
                    identity=identity,
                    accepted=accepted,
                    function=row["function"],
                    derogation=derogation,
                    actor=actor,
                    clock=clock,
                )
            elif held.college != college:
                raise Invalid(
                    "seated_otherwise",
                    field="college",
                    held=rulebook.college(held.college).label.fr,
                )
            lines.append(_line(row, identity, what=college, new=held is None))
    return _all_or_none(lines, faults)


@action
def import_replies(
    *, edition_id: int, through: str, data: bytes, actor: Actor, clock: Clock
) -> list[Line]:
    """Enter the agreements of a list (CSV, ODS or XLSX), all or none.

    An agreement that is there already stays as it is. Columns: `REPLIES`, and one for each
    feature that the rules draw by, its values by code or in the words of the rules; that of age
    may be left out or be an age. People of one address (`HOME`, written in the same way) share a
    household, with whoever among them has a code of reply; the address is not kept. Who:
    `people.enter` and `recruitment.reply`. Register: as `record_reply`. Errors: NotAllowed;
    TableInvalid with the faults of every line.
    """
    edition = Edition.objects.select_related("rules").get(pk=edition_id)
    require(actor, "people.enter")
    rulebook = rules_of(edition)
    lines, faults = [], list[LineFault]()
    people: dict[int, int] = {}
    contacts: Contacts = {}
    agreed = set(
        edition.replies.filter(state=PoolEntry.State.ACCEPTED).values_list("person_id", flat=True)
    )
    rows = read_sheet(data, columns=reply_columns(rulebook))
    invited = _code_at_address(rows)
    homes: dict[str, int] = {}
    for row in rows:
        with collected(faults, row.line):
            identity = _identity(row, birth_year=_year(row["birth_year"]))
            _one_each(contacts, identity, row.line)
            person = known_or_new(identity, through=actor.through, now=clock.now())
            _once(people, person, row.line)
            address = _address(row)
            code = row["code"] or invited.get(address, "")
            if person not in agreed:
                record_reply(
                    edition_id=edition.pk,
                    through=through,
                    invitation_id=_invitation(edition, code),
                    address=address,
                    identity=identity,
                    profile={one.code: _value(one, row[one.code]) for one in rulebook.draw.feature},
                    guardian_agrees=row["guardian"].casefold() in YES,
                    actor=actor,
                    clock=clock,
                )
            home = homes.setdefault(folded(code) or address, row.line) if code or address else 0
            lines.append(_line(row, identity, new=person not in agreed, home=home))
    return _all_or_none(lines, faults)


def reply_columns(rulebook: Rulebook) -> list[Column]:
    """The columns of a list of agreements, by the rules: one for each feature that they draw by,
    which nobody needs to fill where the year of birth says it."""
    return [
        *REPLIES,
        *(
            Column(
                code=one.code,
                names=(one.label.fr.capitalize(), one.label.en),
                required=not is_age(one),
            )
            for one in rulebook.draw.feature
        ),
    ]


def _address(row: Row) -> str:
    """Where somebody lives, as far as their line says, to be compared."""
    return folded(" ".join(row[part] for part in HOME)) if row["address"] else ""


def _code_at_address(rows: Iterable[Row]) -> dict[str, str]:
    """The code of reply of an address, where its lines have one: whoever else lives there replied
    to the same letter."""
    codes: dict[str, set[str]] = {}
    for row in rows:
        if row["code"] and (address := _address(row)):
            codes.setdefault(address, set()).add(row["code"])
    return {address: found.pop() for address, found in codes.items() if len(found) == 1}


def _identity(row: Row, *, birth_year: int | None = None) -> Identity:
    if not (row["given_name"] and row["family_name"]):
        raise Invalid("name_needed", field="family_name")
    if not (row["email"] or row["phone"] or row["reference"]):
        raise Invalid("finding_needed", field="email")
    if row["email"] and not _looks_like_email(row["email"]):
        raise Invalid("bad_email", field="email")
    if row["phone"] and sum(map(str.isdigit, row["phone"])) < PHONE_DIGITS:
        raise Invalid("bad_phone", field="phone", value=row["phone"])
    return Identity(
        given_name=row["given_name"],
        family_name=row["family_name"],
        email=row["email"],
        phone=row["phone"],
        reference=row["reference"],
        birth_year=birth_year,
    )


def _looks_like_email(value: str) -> bool:
    name, at, domain = value.partition("@")
    return bool(name and at and "." in domain and not any(map(str.isspace, value)))


def _year(value: str) -> int:
    """A year of birth, from a year or from a date."""
    for part in value.replace("/", "-").split("-"):
        if len(part) == 4 and part.isascii() and part.isdigit():
            return int(part)
    raise Invalid("bad_year", field="birth_year", value=value)


def _invitation(edition: Edition, code: str) -> int | None:
    if not code:
        return None
    found = invitation_with_code(edition, code)
    if found is None:
        raise Invalid("unknown_invitation", field="code")
    return int(found.pk)


def _by_label(coded: Any) -> dict[str, str]:
    """Codes by what people write for them: the code itself, or its words in either language."""
    return {
        folded(words): one.code for one in coded for words in (one.code, one.label.fr, one.label.en)
    }


def _known(coded: Any, value: str, *, column: str) -> str:
    code = _by_label(coded).get(folded(value))
    if code is None:
        known = " ; ".join(one.label.fr for one in coded)
        raise Invalid("unknown_value", field="file", value=value, column=column, known=known)
    return code


def _value(feature: Feature, value: str) -> str:
    """The code of a value of a feature, or of an age where these are its values; empty where it is
    left to the year of birth."""
    if not value and is_age(feature):
        return ""
    if value.isascii() and value.isdigit() and len(value) <= 3:
        by_age = value_at_age(feature, int(value))
        if by_age is not None:
            return by_age.code
    return _known(feature.value, value, column=feature.label.fr)


def _college(rulebook: Rulebook, value: str) -> str:
    """A college by its code or its words, or by some of them in any gender and number, where
    only one college has them all: "volontaire", "élu de la minorité", "agente"."""
    said = _stems(value)
    found = [one.code for one in rulebook.colleges if said and said <= _stems(one.label.fr)]
    if len(found) == 1:
        return found[0]
    return _known(rulebook.colleges, value, column="Collège")


def _stems(words: str) -> frozenset[str]:
    """The words of three letters or more, without what says their gender and their number."""
    return frozenset(word.rstrip("es") for word in folded(words).split() if len(word) > 2)


Contacts = dict[tuple[str, str], tuple[int, str]]
"""By the kind and the index of a contact: the line that gives it first, and whose it is there."""


def _one_each(contacts: Contacts, identity: Identity, line: int) -> None:
    """Let no two people of a list have the same contact."""
    name = identity.full_name.casefold()
    for kind in FINDING:
        if value := getattr(identity, kind):
            first, whose = contacts.setdefault((kind, index_digest(kind, value)), (line, name))
            if whose != name:
                column = next(one.names[0] for one in NAMES if one.code == kind)
                raise Invalid("contact_twice", field=kind, column=column, other=first)


def _once(people: dict[int, int], person: int, line: int) -> None:
    first = people.setdefault(person, line)
    if first != line:
        raise Invalid("line_twice", other=first)


def _line(row: Row, identity: Identity, *, new: bool, what: str = "", home: int = 0) -> Line:
    return Line(number=row.line, name=identity.full_name, what=what, new=new, home=home)


def _all_or_none(lines: list[Line], faults: list[LineFault]) -> list[Line]:
    if faults:
        raise TableInvalid(faults)
    return lines
