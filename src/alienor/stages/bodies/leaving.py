"""The places of whoever is erased end with them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from alienor.platform.acts import record
from alienor.platform.texts.words import keep_words
from alienor.stages.bodies import acts
from alienor.stages.bodies.models import Seat
from alienor.stages.bodies.queries import seats_of_person
from alienor.stages.founding.queries import editions_under_way


def end_places(person_id: int, now: datetime) -> None:
    """Decline the places offered to a person in editions under way, and end their mandates there:
    who sat in one that is over stays as it was. Register: `seat_declined`, `mandate_ended`."""
    held = seats_of_person(person_id).filter(edition_id__in=editions_under_way())
    for seat in held.select_for_update(of=("self",)):
        place = {"seat": seat.public_id, "body": seat.body, "college": seat.college}
        seat.until = now
        if seat.state == Seat.State.OFFERED:
            seat.state = Seat.State.DECLINED
            record(acts.SeatDeclined(**place), on=seat.edition)
        else:
            seat.state = Seat.State.ENDED
            seat.end_reason = keep_words(_("Les données de cette personne sont effacées."), now=now)
            record(acts.MandateEnded(**place, reason=seat.end_reason.digest), on=seat.edition)
        seat.save(update_fields=["state", "until", "end_reason"])
