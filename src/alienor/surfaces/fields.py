"""The fields that every form shares: amounts, counts, words, single lines; numbers in addresses."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import SystemClock

MOST_EUROS = 2_000_000_000
MOST = 30_000  # no count of a town hall's day is above, and every column holds it
_DIGITS = 15  # fewer than any database holds


class Euros(forms.IntegerField):
    """An amount in whole euros."""

    def __init__(self, **said: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_EUROS, **said)


class Count(forms.IntegerField):
    """How many there are of something."""

    def __init__(self, *, min_value: int = 0, max_value: int = MOST, **said: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **said)


class Day(forms.DateField):
    """A date. A browser's own field reads and writes it in one way, whatever the language."""

    def __init__(self, **said: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **said)


YEARS = range(1900, 2200)
"""Years that somebody may mean: the first and the last ones that a calendar knows have no hour in
another time zone."""


class Moment(forms.DateTimeField):
    """A day and an hour, as a browser's own field reads and writes them."""

    def __init__(self, **said: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            **said,
        )

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        if moment is not None and moment.year not in YEARS:
            raise ValidationError(_("Vérifiez l’année."))
        return moment


class HourOfToday(forms.TimeField):
    """An hour of this very day, in the town's time, as a moment: late in the evening, one of the
    morning is tomorrow's. The server's day and clock count, whatever the telephone or the computer
    believes."""

    def __init__(self, **said: Any) -> None:
        super().__init__(
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            input_formats=["%H:%M", "%H:%M:%S"],
            **said,
        )

    def clean(self, value: Any) -> Any:
        at = super().clean(value)
        if at is None:
            return None
        now = localtime(SystemClock().now())
        moment = make_aware(datetime.combine(now.date(), at))
        if now - moment > timedelta(hours=12):
            return make_aware(datetime.combine(now.date() + timedelta(days=1), at))
        return moment


class WordsField(forms.CharField):
    """Words that people write, at most `most`; the action counts them, the form says how many."""

    def __init__(self, *, label: Any, most: int, rows: int) -> None:
        super().__init__(
            label=label,
            help_text=format_lazy(
                _(
                    "Vos mots seront publiés tels quels. N'y mettez ni nom ni adresse de personne. "
                    "{most} mots au plus."
                ),
                most=most,
            ),
            widget=forms.Textarea(attrs={"rows": rows}),
        )


def number_in(text: str) -> int | None:
    """The number that a query string or a hidden field holds; None where it is none.

    >>> number_in("12"), number_in("²"), number_in("9" * 30), number_in("")
    (12, None, None, None)
    """
    plain = text.isascii() and text.isdecimal() and len(text) <= _DIGITS
    return int(text) if plain else None


def hold_to_one_line(form: forms.Form) -> None:
    """What is typed in a field of one line holds no line break, whatever sent it."""
    for field in form.fields.values():
        if isinstance(field, forms.CharField) and isinstance(field.widget, forms.TextInput):
            field.validators = [*field.validators, _one_line]


def _one_line(text: str) -> None:
    if len(text.splitlines()) > 1:
        raise ValidationError(_("Écrivez cela en une seule ligne."))


class PublishedReason(forms.CharField):
    """Why something is done, in words that everybody will read."""

    def __init__(self, **facts: Any) -> None:
        facts.setdefault("label", _("Pourquoi ?"))
        facts.setdefault("help_text", _("Cette raison est publiée."))
        facts.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**facts)
