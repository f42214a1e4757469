"""Follow an edition: a feed, or e-mail asked for here and ended by a link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.characters import readable
from alienor.platform.errors import NotFound
from alienor.platform.messages.following import follower_with
from alienor.procedures import following
from alienor.stages.founding.queries import edition_named
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.public import journal
from alienor.surfaces.public.asking import ASKED

FEED_LENGTH = 40


def feed(_request: HttpRequest, slug: str) -> HttpResponse:
    """The steps of an edition that are worth telling, newest first, as an Atom feed."""
    found = edition_named(slug)
    place = settings.ORIGIN + reverse("public:edition", args=[slug])
    made = Atom1Feed(
        title=readable(found.title),
        link=place,
        description="",
        language=get_language() or "fr",
        feed_url=settings.ORIGIN + reverse("public:feed", args=[slug]),
        feed_guid=place,
    )
    for line in journal.lines(journal.notable(slug)[:FEED_LENGTH]):
        address = settings.ORIGIN + reverse("public:entry", args=[line.index])
        made.add_item(
            title=readable(line.sentence),
            link=address,
            description=readable(line.excerpt),
            pubdate=line.at,
            updateddate=line.at,
            unique_id=address,
        )
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


class Follow(ActionPage):
    """Ask to follow by e-mail."""

    template = "alienor/public/follow.html"
    title = _("Suivre cette édition")
    submit = _("M'envoyer un message de confirmation")
    done = ASKED

    class Form(forms.Form):
        email = forms.EmailField(
            label=_("Votre adresse électronique"),
            help_text=_(
                "Elle ne sert qu'à cela, n'est montrée à personne, et s'efface quand vous arrêtez."
            ),
        )

    def context(self, **place: Any) -> dict[str, Any]:
        return {"public_edition": edition_named(place["slug"])}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        following.ask_to_follow(
            edition_id=edition_named(place["slug"]).pk,
            email=form.cleaned_data["email"],
            language=get_language() or "fr",
            actor=actor,
            clock=clock,
        )
        return reverse("public:edition", args=[place["slug"]])


class EndFollowing(ActionPage):
    """No more messages. One button, so that a link opened by a machine does nothing."""

    title = _("Ne plus suivre")
    submit = _("Ne plus recevoir ces messages")
    done = _("C'est fait : vous ne recevrez plus ces messages.")

    def edition(self, **place: Any) -> Any:
        """The edition that the link is about. Errors: NotFound."""
        follower = follower_with(place["secret"])
        if follower is None:
            raise NotFound("follower")
        return edition_named(follower.edition)

    def context(self, **place: Any) -> dict[str, Any]:
        found = self.edition(**place)
        return {"public_edition": found, "intro": found.title}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = self.edition(**place)
        following.end_following(secret=place["secret"], actor=actor, clock=clock)
        return reverse("public:edition", args=[found.slug])


urlpatterns = [
    path("editions/<slug:slug>/fil.atom", feed, name="feed"),
    path("editions/<slug:slug>/suivre/", Follow.as_view(), name="follow"),
    path("suivre/<str:secret>/arreter/", EndFollowing.as_view(), name="end_following"),
]
