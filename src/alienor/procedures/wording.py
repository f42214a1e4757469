"""What messages to people have in common: dates, names of the rules, and whom to ask."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alienor.cores.rules.labels import Label
from alienor.stages.founding.queries import recorded_contact


def letter(*paragraphs: str) -> str:
    """The body of a message: its paragraphs (those that say something), and whom to ask."""
    return "\n\n".join(one for one in (*paragraphs, whom_to_ask()) if one)


def whom_to_ask() -> str:
    """The telephone and the address for help, as far as they are recorded."""
    contact = recorded_contact()
    if contact.get("phone") and contact.get("email"):
        return _("Une question ? Appelez le %(phone)s, ou écrivez à %(email)s.") % contact
    if contact.get("phone"):
        return _("Une question ? Appelez le %(phone)s.") % contact
    if contact.get("email"):
        return _("Une question ? Écrivez à %(email)s.") % contact
    return _("Une question ? Demandez à la mairie.")


def labelled(label: Label) -> str:
    """A label of the rules in the language that is active."""
    return label.in_language("en" if (get_language() or "fr").startswith("en") else "fr")


def day_named(moment: date) -> str:
    """A day with its name: "lundi 1er mars 2027"."""
    if isinstance(moment, datetime):
        moment = localtime(moment)
    return date_format(moment, f"l {_ordinal(moment)} F Y")


def full_day(moment: date) -> str:
    """A day without its name: "1er mars 2027"."""
    if isinstance(moment, datetime):
        moment = localtime(moment)
    return date_format(moment, f"{_ordinal(moment)} F Y")


def day_of_year(moment: date) -> str:
    """A day without its year: "1er mars"."""
    if isinstance(moment, datetime):
        moment = localtime(moment)
    return date_format(moment, f"{_ordinal(moment)} F")


def day_and_hour(moment: datetime) -> str:
    """A day with its name, and the hour: "lundi 1er mars 2027 à 9 h 30"."""
    local = localtime(moment)
    return date_format(local, _("l j F Y à G \\h i").replace("j", _ordinal(local), 1))


def hour_named(moment: datetime) -> str:
    """The hour: "9 h 30"; in English "9:30 a.m."."""
    return date_format(localtime(moment), _("G \\h i"))


def _ordinal(moment: date) -> str:
    """The format of a day of the month: in French the first is "1er"."""
    french = not (get_language() or "fr").startswith("en")
    return r"1\e\r" if french and moment.day == 1 else "j"
