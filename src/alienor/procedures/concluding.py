"""A draw is over: its record is published, or it is annulled. Those who were in it are told."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action
from alienor.platform.messages.queue import tell, tell_each
from alienor.procedures.draw import seats_given
from alienor.procedures.wording import day_named, labelled, letter
from alienor.stages.bodies.actions import end_mandate, withdraw_offer
from alienor.stages.bodies.models import Seat
from alienor.stages.draw.actions import annul_draw, publish_draw
from alienor.stages.draw.models import Draw, DrawEntry
from alienor.stages.founding.queries import rules_of


@action
def publish_record(*, draw_id: int, actor: Actor, clock: Clock) -> Draw:
    """Publish the record of a draw, and tell those on its reserve at which rank, and until when
    they may be called.

    Who: `draw.hold`. Register: `draw_published`. Errors: those of `publish_draw`.
    """
    draw = publish_draw(draw_id=draw_id, actor=actor, clock=clock)
    waiting = {
        entry.person_id: entry for entry in draw.entries.filter(standing=DrawEntry.Standing.RESERVE)
    }
    page = reverse("public:draw", args=[draw.edition.slug])

    def says(entry: DrawEntry) -> tuple[str, str]:
        return (
            _("Vous êtes sur la liste complémentaire : %(edition)s")
            % {"edition": draw.edition.title},
            letter(
                _(
                    "Le tirage au sort a eu lieu le %(day)s. Vous n'avez pas été tirée ou tiré au "
                    "sort. Vous êtes sur la liste complémentaire, au rang %(rank)s."
                )
                % {"day": day_named(draw.drawn_at or clock.now()), "rank": entry.reserve_rank},
                _(
                    "Si une personne refuse sa place ou s'en va, on suit cette liste, en "
                    "respectant les quotas. Vous pouvez être appelée ou appelé %(until)s. Nous "
                    "vous écrirons alors. D'ici là, vous n'avez rien à faire."
                )
                % {"until": _until_when(draw)},
                _("Le tirage, et comment le vérifier : %(page)s")
                % {"page": f"{settings.ORIGIN}{page}#tirage-{draw.number}"},
            ),
        )

    tell_each(waiting, says=says, now=clock.now())
    return draw


@action
def call_off_draw(*, draw_id: int, reason: str, actor: Actor, clock: Clock) -> Draw:
    """Annul a draw; where its list was closed, everybody on it is told why, and that their codes
    are of no use any more. The seats that it gave end with it, for the same reason: those of
    another draw are for the people whom that one designates.

    Who: `draw.hold`, and `bodies.appoint` where it gave seats. Register: `draw_annulled`,
    `offer_withdrawn` and `mandate_ended`. Errors: those of `annul_draw`.
    """
    draw = annul_draw(draw_id=draw_id, reason=reason, actor=actor, clock=clock)
    for seat in seats_given(draw):
        end = end_mandate if seat.state == Seat.State.ACCEPTED else withdraw_offer
        end(seat_id=seat.pk, reason=reason, actor=actor, clock=clock)

    def says() -> tuple[str, str]:
        return (
            _("Le tirage au sort est annulé : %(edition)s") % {"edition": draw.edition.title},
            letter(
                _("Le tirage au sort où vous étiez est annulé. Il ne donne de place à personne."),
                _("La raison, publiée : %(reason)s") % {"reason": draw.annulled_reason},
                _(
                    "Les codes que vous aviez reçus ne servent plus. Votre accord, lui, reste "
                    "valable : si un autre tirage a lieu, vous y serez, avec un nouveau code. Vous "
                    "n'avez rien à faire."
                ),
            ),
        )

    tell(draw.entries.values_list("person_id", flat=True), says=says, now=clock.now())
    return draw


def _until_when(draw: Draw) -> str:
    """Until when somebody may be called from the reserve: as long as the seats last."""
    rulebook = rules_of(draw.edition)
    last = rulebook.body(draw.body).mandate_to
    if last is None:
        return _("jusqu'à la fin de cette édition")
    return _("jusqu'à l'étape « %(step)s »") % {"step": labelled(rulebook.step(last).label)}
