"""Whoever is in a draw is told so, with what they need to check it."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from alienor.platform.acts import Clock
from alienor.platform.messages.queue import tell_each
from alienor.stages.draw.models import Draw, DrawEntry


def tell_check_codes(draw: Draw, *, clock: Clock) -> None:
    """Tell everybody in the pool their codes, once it is closed (in the running act)."""
    edition = draw.edition
    page = reverse("public:check_draw", args=[edition.slug, draw.number])

    def says(entry: DrawEntry) -> tuple[str, str]:
        return (
            _("Vous êtes dans le tirage au sort : %(edition)s") % {"edition": edition.title},
            _(
                "La liste est fermée, et vous y êtes. Votre code dans ce tirage : %(token)s. Votre "
                "code de contrôle : %(check)s.\n\n"
                "Voyez que votre ligne y est, et votre chance : %(page)s\n\n"
                "Le tirage : %(announced)s\n\n"
                "Vos réponses, telles qu'elles ont été scellées, sont dans votre espace : %(own)s"
            )
            % {
                "token": entry.token,
                "check": entry.check_code,
                "page": f"{settings.ORIGIN}{page}#ma-chance",
                "announced": draw.announced,
                "own": settings.ORIGIN + reverse("member:home"),
            },
        )

    entries = {entry.person_id: entry for entry in draw.entries.all()}
    tell_each(entries, says=says, now=clock.now())
