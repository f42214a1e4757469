"""Lists that a city brings: people with their places, agreements to be drawn. All or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from alienor.cores.rules import Rulebook
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, require
from alienor.platform.errors import Invalid
from alienor.platform.people.entering import known_or_new
from alienor.platform.people.records import Identity
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
)
PHONE_DIGITS = 6  # fewer are no telephone number anywhere
YES = {"oui", "o", "x", "1", "vrai", "true", "yes"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a line of the list does. `new`: it changes something; else it was there already."""

    number: int
    name: str
    what: str
    new: bool


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
    for row in rows:
        with collected(faults, row.line):
            college = _college(rulebook, row["college"])
            identity = _identity(row)
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
    feature that the rules draw by, its values by code or in the words of the rules. Who:
    `people.enter` and `recruitment.reply`. Register: as `record_reply`. Errors: NotAllowed;
    TableInvalid with the faults of every line.
    """
    edition = Edition.objects.select_related("rules").get(pk=edition_id)
    require(actor, "people.enter")
    features = rules_of(edition).draw.feature
    lines, faults = [], list[LineFault]()
    people: dict[int, int] = {}
    agreed = set(
        edition.replies.filter(state=PoolEntry.State.ACCEPTED).values_list("person_id", flat=True)
    )
    for row in read_sheet(data, columns=reply_columns(rules_of(edition))):
        with collected(faults, row.line):
            identity = _identity(row, birth_year=_year(row["birth_year"]))
            person = known_or_new(identity, through=actor.through, now=clock.now())
            _once(people, person, row.line)
            if person not in agreed:
                record_reply(
                    edition_id=edition.pk,
                    through=through,
                    invitation_id=_invitation(edition, row["code"]),
                    identity=identity,
                    profile={
                        one.code: _known(one.value, row[one.code], column=one.label.fr)
                        for one in features
                    },
                    guardian_agrees=row["guardian"].casefold() in YES,
                    actor=actor,
                    clock=clock,
                )
            lines.append(_line(row, identity, what="", new=person not in agreed))
    return _all_or_none(lines, faults)


def reply_columns(rulebook: Rulebook) -> list[Column]:
    """The columns of a list of agreements, by the rules: one for each feature that they draw by."""
    return [
        *REPLIES,
        *(
            Column(code=one.code, names=(one.label.fr.capitalize(), one.label.en), required=True)
            for one in rulebook.draw.feature
        ),
    ]


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


def _once(people: dict[int, int], person: int, line: int) -> None:
    first = people.setdefault(person, line)
    if first != line:
        raise Invalid("line_twice", other=first)


def _line(row: Row, identity: Identity, *, what: str, new: bool) -> Line:
    return Line(number=row.line, name=identity.full_name, what=what, new=new)


def _all_or_none(lines: list[Line], faults: list[LineFault]) -> list[Line]:
    if faults:
        raise TableInvalid(faults)
    return lines
