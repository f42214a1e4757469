"""Whoever is in a draw is told so, with what they need to check it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from alienor.platform.acts import Clock
from alienor.platform.messages.queue import tell_each
from alienor.procedures.wording import labelled, letter
from alienor.stages.draw.models import Draw, DrawEntry
from alienor.stages.founding.queries import rules_of


def tell_check_codes(draw: Draw, *, clock: Clock) -> None:
    """Tell everybody in the pool, once it is closed, that they are in it, their chance and their
    codes (in the running act)."""
    edition = draw.edition
    page = reverse("public:check_draw", args=[edition.slug, draw.number])

    def told(entry: DrawEntry, *ways_to_check: str) -> tuple[str, str]:
        return (
            _("La liste du tirage au sort est fermée : %(edition)s") % {"edition": edition.title},
            letter(
                _why_in_it(draw),
                _(
                    "La liste est maintenant fermée. Elle compte %(pool)s personnes, et vous y "
                    "êtes. Personne n'est encore désigné : des boules le feront, en public."
                )
                % {"pool": draw.pool_size},
                chance_of(entry),
                _("Le tirage, tel qu'il est annoncé : %(announced)s")
                % {"announced": draw.announced},
                _(
                    "Votre code dans ce tirage : %(token)s. Gardez-le : c'est lui que l'on verra "
                    "si vous êtes tirée ou tiré au sort, jamais votre nom."
                )
                % {"token": entry.token},
                *ways_to_check,
            ),
        )

    def says(entry: DrawEntry) -> tuple[str, str]:
        return told(
            entry,
            _(
                "Vérifier que vous êtes bien sur la liste, et votre chance : %(page)s (votre "
                "code de contrôle : %(check)s)"
            )
            % {"page": f"{settings.ORIGIN}{page}#code={entry.token}", "check": entry.check_code},
            _("Revoir vos réponses, qui ne peuvent plus changer : %(own)s")
            % {"own": settings.ORIGIN + reverse("member:home")},
        )

    def on_paper(entry: DrawEntry) -> tuple[str, str]:
        return told(
            entry,
            _(
                "Vérifier que vous êtes bien sur la liste, et votre chance : sur internet, allez à "
                "l'adresse %(where)s, choisissez ce tirage, puis écrivez votre code, ou votre code "
                "de contrôle : %(check)s. Une personne de confiance peut le faire avec vous : la "
                "page ne montre ni votre nom ni vos réponses."
            )
            % {"where": where_to_check(), "check": entry.check_code},
            _(
                "Vous pouvez demander à revoir vos réponses. Elles ne peuvent plus changer jusqu'à "
                "ce tirage."
            ),
        )

    entries = {entry.person_id: entry for entry in draw.entries.all()}
    tell_each(entries, says=says, on_paper=on_paper, now=clock.now())


def where_to_check() -> str:
    """The address of the page that says how to check, as one writes it by hand."""
    return urlsplit(settings.ORIGIN).netloc + reverse("public:check").rstrip("/")


def chance_of(entry: DrawEntry) -> str:
    """The chance of somebody before the balls, as one says it."""
    chance = float(entry.chance)
    if chance >= 1:
        return _("Vous êtes dans toutes les équipes possibles : votre place est certaine.")
    if chance <= 0:
        return _(
            "Vous n'êtes dans aucune des équipes possibles : les quotas ne le permettent pas. Vous "
            "pouvez encore être appelée ou appelé si une place se libère."
        )
    if chance < 0.005:
        return _("Votre chance d'être tirée ou tiré au sort est de moins de 1 sur 100.")
    return _("Votre chance d'être tirée ou tiré au sort est d'environ %(hundred)s sur 100.") % {
        "hundred": round(100 * chance)
    }


def _why_in_it(draw: Draw) -> str:
    if draw.purpose == Draw.ASSEMBLY:
        return _("Vous avez donné votre accord pour être tirée ou tiré au sort.")
    body = labelled(rules_of(draw.edition).body(draw.body).label)
    return _("Vous êtes volontaire (%(body)s), et il y a plus de volontaires que de places.") % {
        "body": body
    }
