"""Letters for those who have no e-mail address: print them, then note that they were posted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from alienor.platform.access.roles import roles_of
from alienor.platform.acts import SystemClock
from alienor.platform.documents import typeset
from alienor.platform.errors import NotAllowed
from alienor.platform.messages.queue import OutboxMessage, letters_to_print, mark_as_posted
from alienor.procedures.wording import full_day
from alienor.stages.founding.queries import city
from alienor.surfaces.fields import number_in
from alienor.surfaces.people import actor_of
from alienor.surfaces.words import reader_language


def letter_list(request: HttpRequest) -> HttpResponse:
    """What waits to be printed."""
    _organisers_alone(request)
    return render(request, "alienor/office/letters.html", {"letters": letters_to_print()})


def letters_pdf(request: HttpRequest) -> HttpResponse:
    """All letters that wait, a page each or more."""
    _organisers_alone(request)
    data = typeset("surfaces/papers/letters.typ", facts=letters_facts(letters_to_print()))
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="courriers.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def posted(request: HttpRequest) -> HttpResponse:
    """Note that the letters shown on the page were posted; later ones still wait."""
    _organisers_alone(request)
    numbers = (number_in(one) for one in request.POST.getlist("letter"))
    count = mark_as_posted([one for one in numbers if one], now=SystemClock().now())
    messages.success(
        request,
        ngettext("%(count)s courrier est noté.", "%(count)s courriers sont notés.", count)
        % {"count": count},
    )
    return HttpResponseRedirect(reverse("office:letters"))


def letters_facts(letters: list[OutboxMessage]) -> dict[str, Any]:
    """What `letters.typ` prints."""
    known = city()
    name = known.name if known else ""
    return {
        "title": _("Courriers"),
        "city": name,
        "language": reader_language(),
        "foot": name,
        "letters": [
            {
                "to": letter.to,
                "address": letter.address,
                "language": letter.language,
                "date": full_day(letter.queued_at),
                "subject": letter.subject,
                "body": letter.body,
            }
            for letter in letters
        ],
    }


def _organisers_alone(request: HttpRequest) -> None:
    if "organiser" not in roles_of(actor_of(request)):
        raise NotAllowed(permission="desk", roles=("organiser",))
