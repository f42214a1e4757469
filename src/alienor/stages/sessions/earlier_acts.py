"""Earlier versions of the acts of a day: old registers hold them, nothing records them now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import Act, Words, act_type


@act_type("convocation_answered", says=_("Une personne dit si elle vient ({college})."))
@dataclass(frozen=True, kw_only=True)
class ConvocationAnsweredByCollege(Act):
    """Somebody says whether they will come: until version 2 their college was told."""

    session: Annotated[str, "the session"]
    college: Annotated[str, "their college"]
    answer: Annotated[str, "yes, no or unsure"]


@act_type("presence_noted", says=_("Une personne arrive ({college})."))
@dataclass(frozen=True, kw_only=True)
class PresenceNotedByCollege(Act):
    """Somebody arrives: until version 2 their college was told."""

    session: Annotated[str, "the session"]
    college: Annotated[str, "their college"]


@act_type("departure_noted", says=_("Une personne s'en va ({college})."))
@dataclass(frozen=True, kw_only=True)
class DepartureNotedByCollege(Act):
    """Somebody leaves before the end: until version 2 their college was told."""

    session: Annotated[str, "the session"]
    college: Annotated[str, "their college"]


@act_type("presences_entered", says=_("La feuille de présence est saisie : {people} personnes."))
@dataclass(frozen=True, kw_only=True)
class PresencesEnteredByPart(Act):
    """A presence list on paper is entered: until version 2 it told the part of each, were they one
    or two."""

    session: Annotated[str, "the session"]
    people: Annotated[int, "how many people it adds"]
    by_part: Annotated[dict[str, int], "how many, by part of the assembly"]


@act_type("session_closed", says=_("La séance est levée."))
@dataclass(frozen=True, kw_only=True)
class SessionClosedWithAll(Act):
    """The day ends: until version 2 it told how many came, were they one or two."""

    session: Annotated[str, "the session"]
    people: Annotated[int, "how many people came in all"]
    by_part: Annotated[dict[str, int], "how many, by part of the assembly"]


@act_type("agenda_set", says=_("L'ordre du jour est établi."))
@dataclass(frozen=True, kw_only=True)
class AgendaSetByTitles(Act):
    """The agenda of a day, whole: until version 2 without what its items put to people."""

    session: Annotated[str, "the session"]
    version: Annotated[int, "the version of the preparation that it makes"]
    kinds: Annotated[list[str], "the kind of each item, in order"]
    minutes: Annotated[list[int], "how long each lasts, in minutes"]
    titles: Annotated[list[Words], "the title of each"]


@act_type("tables_made", says=_("Les tables de la journée sont composées."))
@dataclass(frozen=True, kw_only=True)
class TablesRotated(Act):
    """People are seated by a rotation that mixes colleges: until version 2 of the act."""

    session: Annotated[str, "the session"]
    tables: Annotated[int, "how many tables"]
    rounds: Annotated[int, "how many rounds"]
    people: Annotated[int, "how many people are seated"]
    seed: Annotated[str, "the seed of the plan"]


@act_type("minutes_published", says=_("Le compte rendu est publié (version {version})."))
@dataclass(frozen=True, kw_only=True)
class MinutesPublishedWhole(Act):
    """Minutes are public: until version 2 of the act they were one text, that nobody approved."""

    session: Annotated[str, "the session"]
    version: Annotated[int, "which version"]
    text: Annotated[Words, "the minutes"]
    prepared_by: Annotated[str, "the function of who prepared them"]
    validated_by: Annotated[str, "the function of who validated them"]


@act_type("minutes_written", says=_("Un projet de compte rendu est écrit (version {version})."))
@dataclass(frozen=True, kw_only=True)
class MinutesWritten(Act):
    """A version of the minutes, not public yet."""

    session: Annotated[str, "the session"]
    version: Annotated[int, "which version"]
    text: Annotated[str, "commitment to the words"]


@act_type("screens_set", says=_("Les écrans de la salle changent ({screen})."))
@dataclass(frozen=True, kw_only=True)
class ScreensSetV1(Act):
    """What the screens of the hall show."""

    session: Annotated[str, "the session"]
    screen: Annotated[str, "day (what is going on), welcome, programme, tables or thanks"]
