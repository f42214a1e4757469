"""The desk's pages of the minutes: drafted from the day, corrected, approved, published."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from alienor.platform.access.decide import may, require
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.errors import NotFound
from alienor.procedures.minutes import correct_words, draft_from_day
from alienor.procedures.thanking import submit_to_those_who_came
from alienor.stages.founding.queries import edition_named
from alienor.stages.sessions import minutes as stage
from alienor.stages.sessions.minutes_queries import (
    Request,
    latest_minutes,
    recorded_minutes,
    recorded_request,
    reply_counts,
    requests_of,
    section_codes,
    versions_of,
)
from alienor.stages.sessions.queries import open_session_of, session_named
from alienor.surfaces.fields import Count
from alienor.surfaces.minutes import (
    all_sections,
    approval_sentence,
    changes_between,
    corrections_since_draft,
    is_long,
    sections_of,
)
from alienor.surfaces.office.day import DayPage
from alienor.surfaces.office.names import Names
from alienor.surfaces.people import actor_of


def minutes(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The minutes of a day: where they stand, what is asked of them, what they say."""
    found = edition_named(slug)
    actor = actor_of(request)
    require(actor, "sessions.write_minutes", on=found)
    row = session_named(found, public_id)
    versions = versions_of(row)
    latest = versions[0] if versions else None
    sections = sections_of(latest) if latest else []
    meeting = open_session_of(found, row.body)
    counts = reply_counts(row)
    return render(
        request,
        "alienor/office/minutes.html",
        {
            "edition": found,
            "session": row,
            "latest": latest,
            "sections": sections,
            "contents": is_long(sections),
            "counts": counts,
            "requests": requests_of(row),
            "approval": approval_sentence(latest, counts) if latest else "",
            "over": bool(
                latest
                and latest.remarks_until is not None
                and SystemClock().now() > latest.remarks_until
            ),
            "meeting": meeting
            if meeting is not None and meeting.starts_at > row.starts_at
            else None,
            "corrections": corrections_since_draft(latest) if latest else [],
            "versions": [
                {"version": one, "changes": changes_between(before, one)}
                for one, before in pairwise(versions)
            ],
            "may": {
                name: may(actor, f"sessions.{name}", on=found)
                for name in ("publish_minutes", "chair", "welcome")
            },
        },
    )


@require_POST
def draft(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Draft them from the day."""
    row = session_named(edition_named(slug), public_id)
    draft_from_day(session_id=row.pk, actor=actor_of(request), clock=SystemClock())
    messages.success(
        request, now("Le compte rendu est rédigé à partir de la journée : relisez-le.")
    )
    return HttpResponseRedirect(_page(slug, public_id))


class MinutesPage(DayPage):
    """What the pages of the minutes share: none shows anything of them to whoever may not do what
    it is for. The desk has roles that do not read minutes before they are public."""

    permission = "sessions.write_minutes"

    def context(self, **place: Any) -> dict[str, Any]:
        require(actor_of(self.request), self.permission, on=edition_named(place["slug"]))
        return super().context(**place)

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_minutes(self.session(**place))

    def in_words(self, form: forms.Form, recorded: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        titles = {one.code: one.title for one in all_sections(self.latest_of(form))}
        return [(titles.get(code, code), said) for code, said in recorded.items() if said]

    def latest_of(self, form: forms.Form) -> Any:
        """The latest version, as the page that shows `form` knows it. Errors: NotFound."""
        found = latest_minutes(self.session(**self.kwargs))
        if found is None:
            raise NotFound("minutes")
        return found

    def back(self, **place: Any) -> str:
        return _page(place["slug"], place["public_id"])


class WriteMinutes(MinutesPage):
    """Correct the words; what was counted stands between them and cannot be typed."""

    template = "alienor/office/write_minutes.html"
    title = _("Corriger le compte rendu")
    intro = _(
        "Le comité de méthodologie corrige la forme, jamais le fond. Chaque version est gardée, et "
        "la différence avec la première rédaction est publiée. Une ligne qui commence par un tiret "
        "devient un élément de liste."
    )
    submit = _("Enregistrer cette version")

    class Form(forms.Form):
        reason = forms.CharField(
            label=_("Pourquoi ces corrections ?"),
            required=False,
            max_length=300,
            help_text=_("Facultatif. Par exemple : « fautes de frappe, phrases plus courtes »."),
        )

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = self.Form(*args)
        reason = form.fields.pop("reason")
        titles = {one.code: one.title for one in all_sections(self.latest_of(form))}
        for code in section_codes(self.session(**place)):
            if code in titles:
                form.fields[code] = forms.CharField(
                    label=titles[code],
                    required=False,
                    strip=False,
                    widget=forms.Textarea(attrs={"rows": 3}),
                )
        form.fields["reason"] = reason
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        return {
            **super().context(**place),
            "sections": all_sections(self.latest_of(forms.Form())),
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        said = dict(form.cleaned_data)
        seen, reason = said.pop("seen", ""), said.pop("reason", "")
        correct_words(
            session_id=self.session(**place).pk,
            words={code: words.replace("\r\n", "\n") for code, words in said.items()},
            reason=reason,
            seen=seen,
            actor=actor,
            clock=clock,
        )
        return self.back(**place)


class SubmitMinutes(MinutesPage):
    """Let those who were there read them."""

    permission = "sessions.publish_minutes"
    title = _("Soumettre aux personnes présentes")
    intro = _(
        "Chaque personne qui était là reçoit un message : elle peut approuver le compte rendu, ou "
        "demander une correction en une phrase. Sans demande dans le délai, il est approuvé."
    )
    submit = _("Soumettre")
    done = _("Le compte rendu est soumis.")

    class Form(forms.Form):
        days = Count(
            label=_("Délai, en jours"),
            initial=stage.REMARKS_DAYS,
            min_value=stage.SHORTEST,
            max_value=stage.LONGEST,
        )

    def initial(self, **place: Any) -> dict[str, Any]:
        return {"days": stage.REMARKS_DAYS}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        submit_to_those_who_came(
            session_id=self.session(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.back(**place)


class NoteReply(MinutesPage):
    """Note what somebody said of the minutes by telephone, on paper, at the counter."""

    permission = "sessions.welcome"
    title = _("Noter une réponse reçue autrement")
    intro = _(
        "Une personne qui était là vous a dit, par téléphone, par courrier ou de vive voix, ce "
        "qu'elle pense du compte rendu."
    )

    class Form(forms.Form):
        name = forms.CharField(label=_("Prénom et nom"), max_length=160)
        answer = forms.ChoiceField(
            label=_("Que dit-elle ?"),
            choices=(
                ("approve", _("Elle approuve le compte rendu")),
                ("correct", _("Elle demande une correction")),
            ),
            widget=forms.RadioSelect,
        )
        words = forms.CharField(
            label=_("Que faut-il corriger ?"),
            required=False,
            help_text=_("Une phrase, avec ses mots."),
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def recorded(self, **place: Any) -> dict[str, Any]:
        return {"version": self.latest_of(forms.Form()).number}

    def initial(self, **place: Any) -> dict[str, Any]:
        return {}

    def in_words(self, form: forms.Form, recorded: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        return []

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        row = self.session(**place)
        require(actor, "sessions.welcome", on=row.edition)
        people = Names(row).read(form.cleaned_data["name"].replace(",", " "), field="name")
        stage.read_minutes(
            session_id=row.pk,
            version=self.latest_of(form).number,
            person_id=people[0],
            answer=form.cleaned_data["answer"],
            words=form.cleaned_data["words"],
            actor=actor,
            clock=clock,
        )
        may_write = may(actor, "sessions.write_minutes", on=row.edition)
        return self.back(**place) if may_write else DayPage.back(self, **place)


class AnswerRequest(MinutesPage):
    """Say whether a correction that somebody asked for is made."""

    title = _("Répondre à une demande de correction")
    intro = _(
        "Qui l'a demandée ne paraît nulle part. Faites d'abord la correction si vous la prenez."
    )
    submit = _("Répondre")

    class Form(forms.Form):
        taken = forms.ChoiceField(
            label=_("La correction est-elle faite ?"),
            choices=(("yes", _("Oui, elle est faite")), ("no", _("Non"))),
            widget=forms.RadioSelect,
        )
        why = forms.CharField(
            label=_("Si non, pourquoi ?"),
            required=False,
            max_length=300,
            help_text=_("Cette raison est publiée."),
        )

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_request(self._asked(**place).reply)

    def initial(self, **place: Any) -> dict[str, Any]:
        return {}

    def in_words(self, form: forms.Form, recorded: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        return []  # the page quotes it

    def context(self, **place: Any) -> dict[str, Any]:
        found = super().context(**place)
        return {**found, "quoted": [self._asked(**place).words]}

    def _asked(self, **place: Any) -> Request:
        found = requests_of(self.session(**place))
        asked = next((one for one in found if one.reply.pk == place["number"]), None)
        if asked is None:
            raise NotFound("request")
        return asked

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        stage.answer_minutes_request(
            reply_id=place["number"],
            taken=form.cleaned_data["taken"] == "yes",
            why=form.cleaned_data["why"],
            seen=form.cleaned_data["seen"],
            actor=actor,
            clock=clock,
        )
        return self.back(**place)


@require_POST
def approve(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Note that they are approved: by the day that is open, or because the time is over."""
    found = edition_named(slug)
    row = session_named(found, public_id)
    by = {"actor": actor_of(request), "clock": SystemClock()}
    meeting = request.POST.get("meeting")
    if meeting:
        stage.adopt_minutes(session_id=row.pk, meeting_id=session_named(found, meeting).pk, **by)
    else:
        stage.approve_minutes(session_id=row.pk, **by)
    messages.success(request, now("Le compte rendu est approuvé : il peut être publié."))
    return HttpResponseRedirect(_page(slug, public_id))


class PublishMinutes(MinutesPage):
    """Publish the approved version."""

    permission = "sessions.publish_minutes"
    title = _("Publier le compte rendu")
    intro = _("Il est approuvé : chacun pourra le lire, en ligne et sur papier.")
    submit = _("Publier")
    done = _("Le compte rendu est publié.")

    class Form(forms.Form):
        prepared_by = forms.CharField(
            label=_("Préparé par (fonction)"),
            help_text=_("Une fonction, pas un nom."),
            max_length=160,
        )
        validated_by = forms.CharField(label=_("Validé par (fonction)"), max_length=160)

    def initial(self, **place: Any) -> dict[str, Any]:
        return {}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        stage.publish_minutes(
            session_id=self.session(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.back(**place)


def _page(slug: str, public_id: str) -> str:
    return reverse("office:minutes", args=[slug, public_id])
