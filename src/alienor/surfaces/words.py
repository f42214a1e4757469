"""Codes in the words of a town hall."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alienor.cores.rules import Language
from alienor.platform.access.roles import service_names
from alienor.procedures.wording import day_named, full_day
from alienor.stages.founding.queries import rules_of
from alienor.stages.polls.counting import WHOLE_HALL

NO_BREAK = "\N{NO-BREAK SPACE}"
COLLEGES = {
    "drawn": _("habitantes et habitants tirés au sort"),
    "volunteer": _("habitantes et habitants volontaires"),
    "elected_majority": _("élues et élus de la majorité"),
    "elected_minority": _("élues et élus de la minorité"),
    "agent": _("agentes et agents de la Ville"),
}
ONE_OF = {
    "drawn": _("Habitante ou habitant, par tirage au sort"),
    "volunteer": _("Habitante ou habitant, volontaire"),
    "elected_majority": _("Élue ou élu de la majorité"),
    "elected_minority": _("Élue ou élu de la minorité"),
    "agent": _("Agente ou agent de la Ville"),
}
# The same, of somebody in a list.
MEMBERS = {
    "drawn": _("habitante ou habitant tiré au sort"),
    "volunteer": _("habitante ou habitant volontaire"),
    "elected_majority": _("élue ou élu de la majorité"),
    "elected_minority": _("élue ou élu de la minorité"),
    "agent": _("agente ou agent de la Ville"),
}
EXIT_QUESTIONS = {
    "spoke": _("Avez-vous pu dire ce que vous vouliez dire ?"),
    "heard": _("Vous a-t-on écoutée ou écouté ?"),
    "understood": _("Avez-vous compris ce qui se décidait ?"),
    "again": _("Reviendriez-vous à une journée comme celle-ci ?"),
}
EXIT_ANSWERS = {
    "yes": _("Oui"),
    "rather_yes": _("Plutôt oui"),
    "rather_no": _("Plutôt non"),
    "no": _("Non"),
}
DEBATE_SIDES = {
    "for": _("d'accord"),
    "between": _("entre les deux"),
    "against": _("pas d'accord"),
}
INCIDENTS = {
    "material": _("Matériel, salle, réseau"),
    "health": _("Santé"),
    "order": _("Trouble, tension"),
    "other": _("Autre chose"),
}
ASKERS = {
    "chair": _("présidence de séance"),
    "public": _("personne du public"),
}
READINESS = {
    "ready": _("Oui"),
    "almost": _("Presque"),
    "not_yet": _("Pas encore"),
}
BODIES = {
    "assembly": _("assemblée"),
    "proposition_group": _("groupe de proposition"),
    "methodology_committee": _("comité de méthodologie"),
    "followup_group": _("groupe de suivi"),
    "screening_jury": _("jury de recevabilité"),
}
STOPS = {
    "call": _("Invitations"),
    "draw": _("Tirage au sort"),
    "topics": _("Sujets"),
    "session": _("Session"),
    "vote": _("Vote"),
    "council": _("Conseil municipal"),
    "followup": _("Suivi"),
}
CHANNELS = {
    "hands": _("à main levée"),
    "roll_call": _("par appel nominal"),
    "paper": _("sur papier, dans une urne"),
    "electronic_open": _("par téléphone, vote public"),
}
_WHOLE_HALL = _("Salle entière")
URN, NUMBERED_SECTOR = "Urne", "Secteur %s"
"""What the counts of a paper file are called in the record, whoever's language it is read in."""
_URN, _NUMBERED = _("Urne"), _("Secteur %(number)s")
TOPIC_CHANNELS = {
    "paper": _("sur papier"),
    "meeting": _("lors d'une rencontre"),
}
ANSWERS = {
    "yes": _("Pour"),
    "no": _("Contre"),
    "abstain": _("Abstention"),
    "invalid": _("Nuls"),
}
POSITIONS = {
    "consent": _("Consentement"),
    "reservation": _("Réserve"),
    "objection": _("Objection"),
    "aside": _("Ne prend pas part"),
    "invalid": _("Nuls"),
}
DEGREES = {
    "whole_support": _("Tout à fait d'accord"),
    "support_with_reservations": _("D'accord avec une réserve"),
    "neither": _("Je laisse faire"),
    "against_without_blocking": _("Pas d'accord, mais je ne bloque pas"),
    "opposed": _("Pas d'accord du tout"),
    "invalid": _("Nuls"),
}
GRADES = {
    "excellent": _("Excellent"),
    "very_good": _("Très bien"),
    "good": _("Bien"),
    "fairly_good": _("Assez bien"),
    "fair": _("Passable"),
    "poor": _("Insuffisant"),
    "reject": _("À rejeter"),
}
COUNTING_METHODS = {
    "yes_no_abstain": _("Pour, contre ou abstention"),
    "approval": _("Cocher ce qui convient"),
    "majority_judgment": _("Jugement majoritaire"),
    "schulze": _("Classement, méthode de Schulze"),
    "ranked_pairs": _("Classement, paires classées"),
    "instant_runoff": _("Classement, éliminations successives (un seul choix gardé)"),
    "single_transferable_vote": _("Classement, vote unique transférable (plusieurs places)"),
    "equal_shares": _("Budget en parts égales (des projets et leurs coûts)"),
    "consent_round": _("Tour de consentement (consulte, ne décide rien)"),
    "gradient_of_agreement": _("Degrés d'accord (consulte, ne décide rien)"),
}
SESSION_KINDS = {
    "session": _("session de l'assemblée"),
    "welcome": _("accueil"),
    "final_vote": _("vote final"),
    "return": _("journée de retour"),
    "meeting": _("séance de travail"),
}
ITEM_KINDS = {
    "welcome": _("accueil"),
    "plenary": _("plénière"),
    "moving_debate": _("débat mouvant"),
    "tables": _("tables"),
    "hearing": _("audition"),
    "vote": _("vote"),
    "meal": _("repas"),
    "music": _("musique"),
    "convivial": _("moment convivial"),
    "children": _("coin des enfants"),
}
DOCUMENTS = {
    "principles": _("Les grands principes de fonctionnement"),
    "creation": _("La délibération du conseil sur la création"),
    "operation": _("Les principes de fonctionnement détaillés"),
}
QUALIFICATIONS = {
    "qualified": _("par son métier ou ses études"),
    "experienced": _("par sa vie"),
}
HEARING_STATES = {
    "proposed": _("proposée, accord à obtenir"),
    "accepted": _("acceptée, date à fixer"),
    "scheduled": _("date fixée"),
    "held": _("entendue"),
    "withdrawn": _("n'aura pas lieu"),
}
COMING = {
    "yes": _("Oui, je viens"),
    "no": _("Non"),
    "unsure": _("Je ne sais pas encore"),
}
SAID_TO_COME = {  # what somebody said, as the desk notes it
    "yes": _("Viendra"),
    "no": _("Ne viendra pas"),
    "unsure": _("Ne sait pas encore"),
}
NEEDS = {
    "childcare": _("Garde d'enfants"),
    "transport": _("Transport"),
    "meal": _("Repas"),
    "access": _("Accessibilité"),
    "language": _("Langue"),
}
VERDICTS = {
    "accepted": _("accepté"),
    "accepted_in_part": _("accepté en partie"),
    "refused": _("refusé"),
}
ROUTES = {
    "deliberation": _("délibération du conseil municipal"),
    "mayor_decision": _("décision de la maire ou du maire"),
    "direct_implementation": _("mise en œuvre directe par les services"),
    "consultation": _("consultation des électrices et électeurs"),
    "referendum": _("référendum local des électrices et électeurs"),
}
STATUSES = {
    "planned": _("prévue"),
    "started": _("commencée"),
    "late": _("en retard"),
    "done": _("réalisée"),
    "abandoned": _("abandonnée"),
}
EVIDENCE = {
    "document": _("document"),
    "data": _("données"),
    "note": _("note"),
}
CLEARED = {
    "drawn_again": _("d'autres boules sont tirées"),
    "read_again": _("les mêmes boules sont inscrites de nouveau, sans erreur"),
}
PARTS = {
    "residents": _("habitantes et habitants"),
    "elected": _("élues et élus"),
    "agents": _("agentes et agents"),
}
OTHER_COLLEGES = _("autres collèges")
ROLES = {
    "organiser": _("organisation"),
    "chair": _("animation de la journée"),
    "reception": _("accueil"),
    "city_service": _("service de la Ville"),
    "moderator": _("modération"),
}
_BY_FIELD: dict[str, dict[str, Any]] = {
    "college": COLLEGES,
    "body": BODIES,
    "channel": CHANNELS,
    "role": ROLES,
    "status": STATUSES,
    "verdict": VERDICTS,
    "then": CLEARED,
}


def services_in(edition: Any) -> list[str]:
    """The city services that answer in an edition, by the names that people know them by."""
    return sorted(service_names(edition))


def axes_in(edition: Any) -> dict[str, str]:
    """On what a city service gives its opinion in an edition, by code, in the reader's language."""
    language = reader_language()
    return {one.code: one.label.in_language(language) for one in rules_of(edition).test_sheets.axis}


def group_label(code: str) -> str:
    """A group of colleges, in words: a college, a part of several, or the others."""
    return str(COLLEGES.get(code) or PARTS.get(code) or OTHER_COLLEGES)


def sector_words(kept: str) -> str:
    """A sector or urn, or several counted together, as a reader would say it."""
    return " + ".join(_sector(one) for one in kept.split(" + "))


def _sector(kept: str) -> str:
    if kept == WHOLE_HALL:
        return str(_WHOLE_HALL)
    if kept == URN:
        return str(_URN)
    numbered = re.fullmatch(NUMBERED_SECTOR % r"(\d+)", kept)
    return str(_NUMBERED) % {"number": numbered[1]} if numbered else kept


def sector_kept(said: str) -> str:
    """A sector as it is kept: the whole hall, a numbered sector and the urn of a paper file are the
    same ones in every language."""
    if said == str(_WHOLE_HALL):
        return WHOLE_HALL
    if said == str(_URN):
        return URN
    numbered = re.fullmatch(str(_NUMBERED) % {"number": r"(\d+)"}, said)
    return NUMBERED_SECTOR % numbered[1] if numbered else said


def hour(moment: datetime) -> str:
    """The hour as people say it: "9 h 30", "14 h"; in English "9:30 am", "2 pm"."""
    local = localtime(moment)
    if reader_language() == "en":
        return date_format(local, "g:i a" if local.minute else "g a").replace(".", "")
    spaced = f"{local.hour}{NO_BREAK}h"
    return f"{spaced}{NO_BREAK}{local.minute:02}" if local.minute else spaced


def day_and_hour(moment: datetime) -> str:
    """A day with its name, and the hour: "samedi 8 février 2025, 9 h 30"."""
    return f"{day_named(moment)}, {hour(moment)}"


def hour_of(moment: datetime, *, said_on: datetime) -> str:
    """A moment as it is said on a day: its hour, and its day where that is another one."""
    same = localtime(moment).date() == localtime(said_on).date()
    return hour(moment) if same else day_and_hour(moment)


def reader_language() -> Language:
    """The reader's language, of the two that there are."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def spoken(field: str, value: Any) -> Any:
    """A value of an act as a reader would say it."""
    if field in _BY_FIELD:
        return _BY_FIELD[field].get(value, value)
    if field == "keeps":
        return _(", puis ").join(map(str, value))
    if field == "sector":
        return sector_words(value)
    if field in ("closes", "held") and isinstance(value, str):
        return day_and_hour(datetime.fromisoformat(value))
    if field.endswith("_on") and isinstance(value, str):
        return full_day(date.fromisoformat(value))
    return value
