"""Fields of forms that say what they can hold."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

AS_THEY_ARE = _("Vos mots seront publiés tels quels. N'y mettez ni nom ni adresse de personne.")


class WordsField(forms.CharField):
    """Words that people write, at most `most`; the action counts them, the form says how many."""

    def __init__(self, *, label: Any, most: int, rows: int, help_text: Any = AS_THEY_ARE) -> None:
        super().__init__(
            label=label,
            help_text=format_lazy(_("{first} {most} mots au plus."), first=help_text, most=most),
            widget=forms.Textarea(attrs={"rows": rows}),
        )
