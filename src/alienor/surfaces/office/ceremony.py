"""The desk's pages of the ceremony: balls entered as they fall, read again, or from paper."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from alienor.cores.beacon import CHAINS
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.beacon import ANYBODY, BeaconUnreachable, address_of, fetch_round
from alienor.platform.errors import ActError, Invalid
from alienor.stages.draw import beacon, ceremony
from alienor.stages.draw.queries import beacon_time, draw_numbered
from alienor.stages.founding.queries import edition_named
from alienor.surfaces.draws.numbering import ball_slots
from alienor.surfaces.fields import Count, Moment, PublishedReason, number_in
from alienor.surfaces.forms import derogation_of
from alienor.surfaces.live import desk_topic, listens_to
from alienor.surfaces.office.draw import DrawPage
from alienor.surfaces.office.draw_stages import step_to_open
from alienor.surfaces.people import actor_of
from alienor.surfaces.pictures.square import qr_code
from alienor.surfaces.sentences import sentence

DIGIT = {"inputmode": "numeric", "autocomplete": "off", "class": "digit"}


class BallPage(DrawPage):
    """A page about balls that are being read: beside them, what is read so far."""

    def context(self, **place: Any) -> dict[str, Any]:
        found = self.draw(place)
        return super().context(**place) | {
            "draw": found,
            "slots": ball_slots(found),
            "digits": range(10),
            "beacon_at": beacon_time(found),
            "step": None if found.readings else step_to_open(found),
            "version": f"{found.readings}-{len(found.balls_read)}",
            **listens_to(desk_topic(place["slug"])),
        }

    def back(self, place: dict[str, Any]) -> str:
        return reverse("office:enter_balls", args=[place["slug"], place["number"]])


class ReadBall(BallPage):
    """Enter the next ball, as the first person reads it out."""

    template = "alienor/office/ball.html"
    title = _("Tirer les boules")
    submit = _("Inscrire cette boule")
    done = None

    class Form(forms.Form):
        place = forms.IntegerField(widget=forms.HiddenInput)
        digit = forms.TypedChoiceField(
            label=_("Le chiffre lu sur la boule"),
            choices=[(digit, digit) for digit in range(10)],
            coerce=int,
            widget=forms.RadioSelect,
        )

    def get(self, request: HttpRequest, **place: Any) -> HttpResponse:
        found = self.draw(place)
        if found.state != "frozen":
            return HttpResponseRedirect(DrawPage.back(self, place))
        if len(found.balls_read) >= found.ball_count:
            return HttpResponseRedirect(
                reverse("office:read_again", args=[place["slug"], place["number"]])
            )
        return super().get(request, **place)

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        said = _("Choisissez le chiffre lu sur la boule %(place)s.")
        form.fields["digit"].error_messages["required"] = said % {"place": self._next(place)}
        return form

    def initial(self, **place: Any) -> dict[str, Any]:
        return {"place": self._next(place)}

    def _next(self, place: dict[str, Any]) -> int:
        """Which ball comes next."""
        return len(self.draw(place).balls_read) + 1

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        facts = form.cleaned_data
        found = self.draw(place)
        try:
            ceremony.read_ball(
                draw_id=found.pk,
                place=facts["place"],
                digit=facts["digit"],
                derogation=derogation_of(form),
                actor=actor,
                clock=clock,
            )
        except Invalid as error:
            if error.code != "ball_read_already":
                raise
            messages.warning(self.request, sentence(error))
        else:
            messages.success(self.request, self._entered(facts, place))
        return self.back(place)

    def _entered(self, facts: dict[str, Any], place: dict[str, Any]) -> Any:
        """What is said of a ball that is entered: after the last one a second person reads, who
        must not see any."""
        if facts["place"] == self.draw(place).ball_count:
            return _("Toutes les boules sont inscrites. Une seconde personne les relit.")
        return _("Boule %(place)s inscrite : %(digit)s.") % facts


class PostponeBeacon(DrawPage):
    """Announce a later round of the beacon."""

    title = _("Annoncer un tour de balise plus tardif")
    intro = _(
        "Les boules doivent tomber avant que le tour annoncé soit public. Si la séance prend du "
        "retard, annoncez un tour plus tardif ; une fois la première boule inscrite, il ne change "
        "plus."
    )
    submit = _("Annoncer ce tour")
    done = _("Le nouveau tour est annoncé.")

    class Form(forms.Form):
        beacon_at = Moment(label=_("À quelle heure ?"))
        reason = PublishedReason()

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        beacon.postpone_beacon(
            draw_id=self.draw(place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.back(place)


class WithBeacon(DrawPage):
    """A form that ends a draw, with the announced round where one is announced."""

    def show(
        self,
        form: forms.Form,
        place: dict[str, Any],
        *,
        error: ActError | None = None,
        **more: Any,
    ) -> HttpResponse:
        """Once no server has given the round, somebody must: the field is needed."""
        if isinstance(error, BeaconUnreachable):
            form.fields["beacon"].required = True
        return super().show(form, place, error=error, **more)


class ReadAgain(WithBeacon, BallPage):
    """What a second person read, ball after ball in the address of the page; then the witnesses."""

    template = "alienor/office/balls_again.html"
    title = _("Relire les boules")
    submit = _("Valider le tirage")
    done = _("Le tirage est fait.")

    def get(self, request: HttpRequest, **place: Any) -> HttpResponse:
        found = self.draw(place)
        if found.state != "frozen" or len(found.balls_read) < found.ball_count:
            return HttpResponseRedirect(self.back(place))
        return super().get(request, **place)

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = forms.Form(*args)
        for number in range(1, self.draw(place).ball_count + 1):
            form.fields[f"b{number}"] = Count(max_value=9, widget=forms.HiddenInput)
        return _with_beacon(_with_witnesses(form), self.draw(place))

    def initial(self, **place: Any) -> dict[str, Any]:
        return {f"b{number}": digit for number, digit in self._read(place).items()}

    def context(self, **place: Any) -> dict[str, Any]:
        found = self.draw(place)
        read = self._read(place)
        missing = next((n for n in range(1, found.ball_count + 1) if n not in read), None)
        return super().context(**place) | {
            "again": [(f"b{number}", digit) for number, digit in read.items()],
            "slots": ball_slots(found, [read.get(n) for n in range(1, found.ball_count + 1)]),
            "missing": missing,
            "last": len(read) == found.ball_count - 1,
            "differs": self._differing(found, read) if missing is None else None,
        }

    def _read(self, place: dict[str, Any]) -> dict[int, int]:
        """The second reading so far, by ball."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        numbers = range(1, self.draw(place).ball_count + 1)
        read = {number: number_in(sent.get(f"b{number}", "")) for number in numbers}
        return {number: digit for number, digit in read.items() if digit is not None and digit <= 9}

    def _differing(self, found: Any, read: dict[int, int]) -> dict[str, Any] | None:
        """What to say where the readings differ, and where each of these balls is read again."""
        try:
            ceremony.compare_readings(found.balls_read, list(read.values()))
        except Invalid as error:
            places = [one["place"] for one in error.params.get("differing", ())]
            kept = {place: {f"b{n}": d for n, d in read.items() if n != place} for place in places}
            return {
                "said": sentence(error),
                "places": [(place, urlencode(kept[place])) for place in places],
            }
        return None

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = self.draw(place)
        facts = form.cleaned_data
        ceremony.draw_panel(
            draw_id=found.pk,
            read_again=[facts[f"b{number}"] for number in range(1, found.ball_count + 1)],
            witnesses=(facts["first_witness"], facts["second_witness"]),
            beacon=_beacon(found, facts, clock),
            actor=actor,
            clock=clock,
        )
        return DrawPage.back(self, place)


@require_POST
def compare(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a whole second reading: where it differs from the first, that is recorded first."""
    found = draw_numbered(edition_named(slug), number)
    read = {n: number_in(request.POST.get(f"b{n}", "")) for n in range(1, found.ball_count + 1)}
    given = {n: digit for n, digit in read.items() if digit is not None and digit <= 9}
    if len(given) == found.ball_count:
        ceremony.read_balls_again(
            draw_id=found.pk,
            read_again=list(given.values()),
            actor=actor_of(request),
            clock=SystemClock(),
        )
    kept = urlencode({f"b{n}": digit for n, digit in given.items()})
    return HttpResponseRedirect(f"{reverse('office:read_again', args=[slug, number])}?{kept}")


class ClearBalls(BallPage):
    """Begin the reading again."""

    title = _("Reprendre la lecture des boules")
    intro = _(
        "Les boules inscrites ne comptent plus : on recommence par la première. Ce qui avait été "
        "lu reste au journal public, avec votre raison. La salle la lit aussitôt."
    )
    submit = _("Reprendre la lecture")
    done = _("La lecture reprend à la première boule.")

    class Form(forms.Form):
        then = forms.ChoiceField(
            label=_("Que va-t-on faire ?"),
            choices=[
                (
                    ceremony.READ_AGAIN,
                    _(
                        "Une boule a été mal lue ou mal saisie : on inscrit de nouveau les mêmes "
                        "boules, telles que la seconde personne les a notées."
                    ),
                ),
                (
                    ceremony.DRAWN_AGAIN,
                    _(
                        "Une boule est tombée, ou personne ne sait plus ce qu'elle portait : on en "
                        "tire d'autres."
                    ),
                ),
            ],
            widget=forms.RadioSelect,
        )
        reason = PublishedReason()

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        ceremony.clear_balls(
            draw_id=self.draw(place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.back(place)


class PaperDraw(WithBeacon):
    """Enter a draw that was held on paper, in one go."""

    title = _("Saisir un tirage sur papier")
    intro = _(
        "Recopiez le procès-verbal : les boules dans l'ordre où elles sont sorties, telles que les "
        "deux personnes les ont lues. Le résultat est contrôlé sur la liste fixée avant les boules."
    )
    submit = _("Valider le tirage")
    done = _("Le tirage est fait.")

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = forms.Form(*args)
        form.fields["held_at"] = Moment(label=_("Quand les boules ont-elles été tirées ?"))
        for key, label in (("ball", _("Boule %(n)s")), ("again", _("Relue : boule %(n)s"))):
            for number in range(1, self.draw(place).ball_count + 1):
                row = " begins" if number == 1 else ""
                form.fields[f"{key}_{number}"] = Count(
                    label=label % {"n": number},
                    max_value=9,
                    widget=forms.TextInput(attrs=DIGIT | {"class": f"digit{row}"}),
                )
        return _with_beacon(_with_witnesses(form), self.draw(place))

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = self.draw(place)
        facts = form.cleaned_data
        numbers = range(1, found.ball_count + 1)
        ceremony.draw_panel(
            draw_id=found.pk,
            balls=[facts[f"ball_{number}"] for number in numbers],
            read_again=[facts[f"again_{number}"] for number in numbers],
            witnesses=(facts["first_witness"], facts["second_witness"]),
            held_at=facts["held_at"],
            beacon=_beacon(found, facts, clock),
            derogation=derogation_of(form),
            actor=actor,
            clock=clock,
        )
        return self.back(place)


def _with_beacon(form: forms.Form, draw: Any) -> forms.Form:
    """A field for the announced round, where one is announced."""
    if draw.beacon_round is not None:
        address = address_of(ANYBODY, chain=CHAINS[draw.beacon], round_number=draw.beacon_round)
        form.fields["beacon"] = forms.CharField(
            label=_("La balise publique, tour %(round)s") % {"round": draw.beacon_round},
            help_text=format_html(
                '{} <a href="{}" rel="noreferrer">{}</a>{}<br>{}',
                _(
                    "C'est le nombre au hasard, annoncé avec le tirage, qui décale celui des "
                    "boules. Laissez vide : le site va le chercher. S'il n'a pas de réseau, ouvrez "
                    "sur un appareil qui en a"
                ),
                address,
                address,
                _(
                    ", ou photographiez ce dessin, puis collez ici toute la réponse : sa signature "
                    "est contrôlée."
                ),
                qr_code(address, said=_("Dessin à photographier : la même adresse.")),
            ),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    return form


def _beacon(draw: Any, facts: dict[str, Any], clock: Clock) -> str:
    """The announced round: what was pasted, else what drand's servers give."""
    typed = str(facts.get("beacon", ""))
    if draw.beacon_round is None or typed.strip():
        return typed
    got = fetch_round(round_number=draw.beacon_round, clock=clock, chain=CHAINS[draw.beacon])
    return f"{got.number} {got.signature}"


def _with_witnesses(form: forms.Form) -> forms.Form:
    for key, label in (
        ("first_witness", _("Fonction du premier témoin")),
        ("second_witness", _("Fonction du second témoin")),
    ):
        form.fields[key] = forms.CharField(
            label=label,
            max_length=120,
            help_text=_(
                "Elle est publiée, pour toujours. N'écrivez ni nom, ni « Mme », ni « M. » : "
                "« habitante de Beaulieu », par exemple."
            ),
        )
    return form
