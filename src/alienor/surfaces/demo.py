"""A demonstration's own doors: enter in any role, read the outbox. A real instance has none."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from alienor.platform.accounts.open import open_account
from alienor.platform.errors import NotFound
from alienor.platform.people.notes import notes_for
from alienor.surfaces.outbox import outbox_page


@dataclass(frozen=True, kw_only=True)
class Persona:
    """Somebody a newcomer may enter as: `key` in the address, what they are, in one line."""

    key: str
    person_id: int
    label: str


def personas() -> list[Persona]:
    """The demonstration's personas, in the order in which they were made."""
    return [
        Persona(
            key=note.content["key"],
            person_id=note.person_id,
            label=_in_language(note.content["label"]),
        )
        for note in notes_for(purpose="persona")
    ]


def _in_language(label: str) -> str:
    """ "Aïcha, habitante ou habitant tiré au sort", in the reader's language."""
    name, _separator, what = label.partition(", ")
    return f"{name}, {gettext(what)}" if what else name


@require_POST
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as one of the personas."""
    persona = next((person for person in personas() if person.key == key), None)
    if persona is None:
        raise NotFound("persona")
    account = open_account(persona.person_id)
    login(request, account, backend="allauth.account.auth_backends.AuthenticationBackend")
    request.session["demo_role"] = key
    return HttpResponseRedirect(reverse("member:home"))


def show_outbox(request: HttpRequest) -> HttpResponse:
    """The messages that a real instance would have sent."""
    return outbox_page(request)


def roles(request: HttpRequest) -> HttpResponse:
    """Every role in which one can enter, with what each can do."""
    return render(request, "alienor/demo/roles.html", {})


urlpatterns = [
    path("", roles, name="roles"),
    path("entrer/<slug:key>/", enter, name="enter"),
    path("boite-d-envoi/", show_outbox, name="outbox"),
]
