"""What is counted in a vote, typed at the desk: sheets, piles of identical ballots, objections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from alienor.cores.voting.cells import INVALID
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.groups import OTHERS
from alienor.cores.voting.ranking.piles import letter_of, read_piles
from alienor.cores.voting.recount import count_faults
from alienor.cores.voting.ways import way_of
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import Invalid, NotFound
from alienor.stages.polls import counting, objecting
from alienor.stages.polls.counting import WHOLE_HALL
from alienor.stages.polls.queries import (
    beyond_roll,
    colleges_voting_in,
    group_codes,
    poll_in,
    sheets_of,
)
from alienor.surfaces.fields import Count
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.office.day import day_conducted
from alienor.surfaces.people import actor_of
from alienor.surfaces.polls import cell_labels
from alienor.surfaces.sentences import count_fault
from alienor.surfaces.words import URN, group_label, sector_kept, sector_words


def lettered(poll: Any) -> list[tuple[str, str]]:
    """The options of a vote with the letters by which its paper ballots name them."""
    return [(letter_of(place), str(option.text)) for place, option in enumerate(poll.options.all())]


def piles_help(poll: Any) -> str:
    """How piles of identical ballots are typed, with the letters of the options."""
    letters = " ; ".join(f"{letter} = {text}" for letter, text in lettered(poll))
    if way_of(poll.method).shares:
        said = now(
            "Mettez ensemble les bulletins identiques. Écrivez leur nombre, deux points, puis les "
            "lettres cochées : « 12 : A C »."
        )
        return f"{said} {letters}."
    said = now(
        "Mettez ensemble les bulletins identiques. Écrivez leur nombre, deux points, puis les "
        "lettres dans l’ordre : « 12 : A C B ». Ce qui n’est pas classé ne s’écrit pas."
    )
    if way_of(poll.method).equal_places:
        said += " " + now("Deux choix à la même place : « A=C B ».")
    return f"{said} {letters}."


def counts_typed(poll: Any, form: forms.Form) -> dict[str, int]:
    """The cells that a form of a count holds. Errors: Invalid for piles that cannot be read."""
    counts: dict[str, int] = {
        name.removeprefix("count_"): value
        for name, value in form.cleaned_data.items()
        if name.startswith("count_")
    }
    if poll.channel == "hands":
        counts.setdefault(INVALID, 0)
    if "piles" in form.fields:
        counts |= piles_typed(poll, form.cleaned_data["piles"])
    return counts


def piles_typed(poll: Any, text: str) -> dict[str, int]:
    """The cells that piles of identical ballots hold. Errors: Invalid where it cannot be read."""
    keys = [option.key for option in poll.options.all()]
    try:
        return read_piles(text, options=keys, in_order=not way_of(poll.method).shares)
    except VotingFault as fault:
        raise Invalid("fault", field="piles", fault=fault) from fault


def faults_of_counts(poll: Any) -> list[str]:
    """What stands against the counts of a vote that has no result yet, in words."""
    if poll.state not in ("opened", "closed"):
        return []
    said = [count_fault(fault) for fault in count_faults(sheets_of(poll)).values()]
    beyond = beyond_roll(poll)
    if beyond:
        words = now(
            "Ensemble, les comptages font %(cast)s voix, et %(entitled)s personnes pouvaient voter "
            ": recomptez le secteur qui en a trop, les deux personnes, chacune de son côté "
            "(« Saisir un comptage », « C'est un recomptage »)."
        )
        said.append(words % {"cast": beyond[0], "entitled": beyond[1]})
    return said


class EnterCount(ActionPage):
    """Enter one count of one sector or urn."""

    title = _("Saisir un comptage")
    intro = _(
        "Chaque secteur (ou chaque urne) est compté deux fois, par deux personnes : les deux "
        "comptages sont gardés, et s'ils diffèrent, on recompte."
    )
    submit = _("Enregistrer ce comptage")
    done = _("Le comptage est enregistré.")

    def form(self, *args: Any, **place: Any) -> forms.Form:
        found = poll_in(place["slug"], place["public_id"])
        form, by_hands = forms.Form(*args), found.channel == "hands"
        form.fields["sector"] = forms.CharField(
            label=_("Secteur de la salle") if by_hands else _("Secteur de la salle, ou urne"),
            max_length=60,
        )
        groups, voting = group_codes(found), colleges_voting_in(found)
        form.fields["college"] = forms.ChoiceField(
            label=_("De quel collège ? Chacun se compte à part")
            if groups
            else _("Collège (si le secteur n'en compte qu'un)"),
            required=bool(groups),
            choices=[("", "—"), *((code, group_label(code)) for code in (*groups, OTHERS))]
            if groups
            else [("", "—"), *((code, group_label(code)) for code in voting)],
        )
        if way_of(found.method).in_words:
            form.fields["piles"] = forms.CharField(
                label=_("Les bulletins, une ligne par pile"),
                help_text=piles_help(found),
                widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
                required=False,
                strip=False,
            )
        for key, label in cell_labels(found).items():
            if by_hands and key == INVALID:
                continue  # a hand is never invalid
            form.fields[f"count_{key}"] = Count(label=label)
        form.fields["recount"] = forms.BooleanField(label=_("C'est un recomptage"), required=False)
        return form

    def initial(self, **place: Any) -> dict[str, Any]:
        found = poll_in(place["slug"], place["public_id"])
        for sector, fault in count_faults(sheets_of(found)).items():
            return {"sector": sector_words(sector), "recount": fault.code == "recount_needed"}
        if beyond_roll(found):
            return {"recount": True}
        whole = WHOLE_HALL if found.channel == "hands" else URN
        if found.sheets.exclude(sector=whole).exists():
            return {}  # another sector, which has its name
        return {"sector": sector_words(whole)}

    def context(self, **place: Any) -> dict[str, Any]:
        found = poll_in(place["slug"], place["public_id"])
        entitled = now("Personnes qui peuvent voter : %(count)s.") % {"count": found.entitled}
        return {
            "edition": found.edition,
            "intro": f"{self.intro} {entitled}",
            "quoted": [str(found.question)],
            "of_poll": found,
            "conducted": day_conducted(found, by=actor_of(self.request)),
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = poll_in(place["slug"], place["public_id"])
        counting.enter_count(
            poll_id=found.pk,
            sector=sector_kept(form.cleaned_data["sector"]),
            college=form.cleaned_data["college"],
            counts=counts_typed(found, form),
            recount=form.cleaned_data["recount"],
            actor=actor,
            clock=clock,
        )
        return reverse("office:poll", args=[place["slug"], place["public_id"]])


class NoteObjection(ActionPage):
    """Note why somebody objects, in a round of consent."""

    title = _("Noter une objection")
    intro = _(
        "Écrivez l’objection avec les mots de qui la porte, et relisez-la-lui. Elle est publiée, "
        "sans dire de qui elle vient."
    )
    submit = _("Publier cette objection")
    done = _("L’objection est notée.")

    class Form(forms.Form):
        argument = forms.CharField(
            label=_("Pourquoi ?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=1000
        )

    def context(self, **place: Any) -> dict[str, Any]:
        found = poll_in(place["slug"], place["public_id"])
        if way_of(found.method).ballot != "position":
            raise NotFound("poll")
        return {"edition": found.edition, "quoted": [str(found.question)]}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = poll_in(place["slug"], place["public_id"])
        objecting.note_objection(
            poll_id=found.pk, argument=form.cleaned_data["argument"], actor=actor, clock=clock
        )
        return reverse("office:poll", args=[place["slug"], place["public_id"]])
