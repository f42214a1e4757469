"""Refusals about questions and answers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as later

SENTENCES = {
    "asked_of_another": later(
        "L'article %(article)s s'y oppose : la question est posée à quelqu'un d'autre "
        "(%(addressee)s)."
    ),
}
