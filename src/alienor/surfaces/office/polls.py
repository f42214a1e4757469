"""The desk's pages of votes: word, open, count, publish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from alienor.cores.rules import matter_of, rests_on_presence
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.methods import how_it_counts
from alienor.cores.voting.ranking.piles import letter_of, read_piles
from alienor.cores.voting.recount import count_faults
from alienor.cores.voting.ways import way_of
from alienor.platform.access.decide import require
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.errors import Invalid, NotFound
from alienor.platform.people.records import identities
from alienor.procedures.sessions import add_late_arrivals, open_vote
from alienor.procedures.votes import publish_vote
from alienor.stages.founding.queries import edition_named, path_of, rules_of
from alienor.stages.polls import conducting, counting, objecting, wording
from alienor.stages.polls.queries import (
    electorate_for,
    left_off_roll,
    objections_of,
    poll_in,
    rules_of_poll,
    sheets_of,
)
from alienor.stages.sessions.queries import (
    answers_of,
    open_session_of,
    present_in,
    present_since,
)
from alienor.surfaces.ballots import ballot_form, marked, said_of
from alienor.surfaces.fields import Count, PublishedReason
from alienor.surfaces.forms import ActionPage, derogation_of
from alienor.surfaces.live import desk_topic, listens_to
from alienor.surfaces.people import actor_of
from alienor.surfaces.public.polls import cell_labels, poll_view, sheet_views, ties_of
from alienor.surfaces.words import (
    CHANNELS,
    COLLEGES,
    COUNTING_METHODS,
    MEMBERS,
    reader_language,
)


@dataclass(frozen=True, kw_only=True)
class PollLine:
    """A vote in a list of the desk: its kind, day and channel, and what comes next for it; `waits`:
    it is under way, and somebody has to go on with it."""

    poll: Any
    facts: list[str]
    verb: str
    address: str
    waits: bool


def poll_lines(edition: Any, polls: Iterable[Any]) -> list[PollLine]:
    """These votes of an edition, in this order."""
    language = reader_language()
    steps = {one.code: one.label.in_language(language) for one in rules_of(edition).steps}
    verbs = {
        "drafted": now("Annoncer"),
        "announced": now("Ouvrir le vote"),
        "opened": now("Clore"),
        "closed": now("Dépouiller"),
    }
    lines = []
    for row in polls:
        facts = [
            rules_of_poll(row).poll_kind(row.kind).label.in_language(language),
            steps.get(row.step, ""),
            str(CHANNELS.get(row.channel, "")),
        ]
        verb = now("Départager") if row.is_tied else verbs.get(row.state, "")
        page = "office:open_poll" if row.state == "announced" else "office:poll"
        lines.append(
            PollLine(
                poll=row,
                facts=[fact for fact in facts if fact],
                verb=verb or now("Voir"),
                address=reverse(page, args=[edition.slug, row.public_id]),
                waits=row.is_tied or row.state in ("opened", "closed"),
            )
        )
    return lines


@dataclass(frozen=True, kw_only=True)
class PollGroup:
    """The votes of an edition that are at the same point, and what that is called."""

    title: str
    lines: list[PollLine]
    folded: bool = False


def poll_groups(edition: Any, polls: Iterable[Any]) -> list[PollGroup]:
    """The votes of an edition by what they wait for, those annulled last and folded."""
    lines = poll_lines(edition, polls)
    live = [one for one in lines if one.waits]
    coming = [one for one in lines if one.poll.state in ("drafted", "announced")]
    annulled = [one for one in lines if one.poll.state == "annulled"]
    held = [one for one in lines if one.poll.state == "published" and not one.waits]
    groups = [
        PollGroup(title=now("En cours"), lines=live),
        PollGroup(title=now("À venir"), lines=coming),
        PollGroup(title=now("Résultat publié"), lines=held),
        PollGroup(title=now("Annulés"), lines=annulled, folded=True),
    ]
    return [group for group in groups if group.lines]


@dataclass(frozen=True, kw_only=True)
class WhoVotes:
    """Who could vote if a vote opened now, by college; `few`: far fewer came than are expected."""

    entitled: int
    colleges: list[tuple[Any, int]]
    counts_presence: bool
    day: Any
    present: int
    expected: int

    @property
    def few(self) -> bool:
        """Whether less than half of those expected are noted present."""
        return 2 * self.present < self.expected


def who_votes(poll: Any) -> WhoVotes:
    """Who could vote if this vote opened now."""
    day = open_session_of(poll.edition, poll.body)
    electorate = electorate_for(poll, present_in(day) if day else None)
    by_college = Counter(college for _person, college in electorate.voters)
    coming = answers_of(day)["yes"] if day else 0
    return WhoVotes(
        entitled=len(electorate.voters),
        colleges=[(COLLEGES.get(code, code), count) for code, count in by_college.items()],
        counts_presence=rests_on_presence(rules_of(poll.edition), kind=poll.kind),
        day=day,
        present=electorate.present,
        expected=coming or electorate.seats,
    )


def late_arrivals(poll: Any) -> int:
    """How many came since this open vote opened, and may be added to its roll."""
    day = open_session_of(poll.edition, poll.body)
    if poll.state != "opened" or day is None or poll.sheets.exists():
        return 0
    return len(left_off_roll(poll, electorate_for(poll, present_since(day, poll.opened_at))))


def step_choices(edition: Any, steps: Collection[str]) -> list[tuple[str, str]]:
    """Those of these steps that are not over, or all of them where all are."""
    rows = [item for item in path_of(edition) if item.rule.code in steps]
    return [
        (item.rule.code, item.rule.label.in_language(reader_language()))
        for item in ([item for item in rows if item.status != "done"] or rows)
    ]


class DraftVote(ActionPage):
    """What the pages that put something to the vote share: a question, and a step where the rules
    name several for that kind of vote."""

    submit = _("Préparer ce vote")
    kind = ""

    class Form(forms.Form):
        question = forms.CharField(
            label=_("Question"), widget=forms.Textarea(attrs={"rows": 2}), max_length=600
        )

    def kind_of(self, **_place: Any) -> str:
        """The kind of vote, as the rules name it."""
        return self.kind

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form, found = super().form(*args, **place), edition_named(place["slug"])
        steps = rules_of(found).poll_kind(self.kind_of(**place)).steps
        if len(steps) > 1:
            form.fields["step"] = forms.ChoiceField(
                label=_("À quelle étape ?"), choices=step_choices(found, steps)
            )
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        return {"edition": edition_named(place["slug"])}

    def to_poll(self, slug: str, poll: Any) -> str:
        """The vote's page on the desk."""
        return reverse("office:poll", args=[slug, poll.public_id])


def costs_typed(text: str) -> list[int]:
    """Costs, one a line, with spaces between thousands. Errors: Invalid (`bad_cost`)."""
    costs = []
    for line in text.splitlines():
        figures = "".join(line.split()).removesuffix("€")
        if not figures:
            continue
        if not (figures.isascii() and figures.isdigit()) or len(figures) > 10:
            raise Invalid("bad_cost", field="costs", cost=line.strip()[:20])
        costs.append(int(figures))
    return costs


class DraftPoll(ActionPage):
    """Word a vote."""

    template = "alienor/office/draft_poll.html"
    title = _("Préparer un vote")
    intro = _(
        "Les sujets, les propositions, les amendements et le texte final se mettent aux voix "
        "depuis leur page : le résultat leur est alors appliqué."
    )
    submit = _("Enregistrer le vote")

    class Form(forms.Form):
        kind = forms.ChoiceField(label=_("Nature du vote"))
        question = forms.CharField(
            label=_("Question"), widget=forms.Textarea(attrs={"rows": 2}), max_length=600
        )
        options = forms.CharField(
            label=_("Options, une par ligne"),
            help_text=_("À laisser vide pour un vote pour ou contre."),
            widget=forms.Textarea(attrs={"rows": 6}),
            required=False,
        )
        places = Count(label=_("Combien d'options garder ?"), min_value=1, max_value=50, initial=1)
        step = forms.ChoiceField(label=_("À quelle étape ?"), required=False)
        method = forms.ChoiceField(
            label=_("Comment compter ?"),
            required=False,
            choices=[("", _("Comme les règles le prévoient")), *COUNTING_METHODS.items()],
            help_text=_(
                "Un vote indicatif se compte comme vous voulez. Un vote qui décide se compte comme "
                "ses règles le disent : une autre méthode demande une dérogation, et celles qui "
                "consultent ne décident jamais."
            ),
        )

        budget = Count(
            label=_("Budget à partager"),
            min_value=1,
            max_value=2_000_000_000,
            required=False,
            help_text=_("Pour un budget en parts égales seulement, en euros."),
        )
        costs = forms.CharField(
            label=_("Coûts, un par ligne"),
            help_text=_(
                "Pour un budget en parts égales : ce que coûte chaque option, dans l’ordre."
            ),
            widget=forms.Textarea(attrs={"rows": 4}),
            required=False,
        )

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        found, language = edition_named(place["slug"]), reader_language()
        rulebook = rules_of(found)
        form.fields["kind"].choices = [
            (kind.code, kind.label.in_language(language))
            for kind in rulebook.polls
            if matter_of(rulebook, kind=kind.code) is None
        ]
        form.fields["step"].choices = [
            ("", _("Celle que les règles prévoient")),
            *step_choices(found, [step.code for step in rulebook.steps]),
        ]
        for name in ("method", "budget", "costs"):
            form.fields[name].folded = _("Réglages avancés")
        return form

    def initial(self, **place: Any) -> dict[str, Any]:
        return {"places": 1}

    def context(self, **place: Any) -> dict[str, Any]:
        language = reader_language()
        return {
            "edition": edition_named(place["slug"]),
            "methods": [
                (label, how_it_counts(method, language=language))
                for method, label in COUNTING_METHODS.items()
            ],
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        texts = [line.strip() for line in form.cleaned_data["options"].splitlines() if line.strip()]
        made = wording.draft_poll(
            edition_id=found.pk,
            kind=form.cleaned_data["kind"],
            question=form.cleaned_data["question"],
            options=[(f"o{number}", text) for number, text in enumerate(texts, start=1)],
            places=form.cleaned_data["places"],
            step=form.cleaned_data["step"],
            method=form.cleaned_data["method"],
            budget=form.cleaned_data["budget"] or 0,
            costs=costs_typed(form.cleaned_data["costs"]),
            derogation=derogation_of(form),
            actor=actor,
            clock=clock,
        )
        return reverse("office:poll", args=[found.slug, made.public_id])


def poll(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One vote on the desk: what can be done with it now, by whoever conducts it."""
    found = poll_in(slug, public_id)
    require(actor_of(request), "polls.conduct", on=found.edition)
    sheets = sheets_of(found)
    faults = count_faults(sheets) if found.state in ("opened", "closed") else {}
    one_by_one = found.is_one_by_one
    entries = list(found.roll.select_related("open_choice")) if one_by_one else []
    names = identities(entry.person_id for entry in entries)
    return render(
        request,
        "alienor/office/poll.html",
        {
            "edition": found.edition,
            "poll": found,
            "view": poll_view(found),
            "sheets": sheet_views(found, sheets),
            "faults": [fault.sentence(language=reader_language()) for fault in faults.values()],
            "counted": one_by_one or (bool(sheets) and not faults),
            "cast": sum(hasattr(entry, "open_choice") for entry in entries),
            "one_by_one": one_by_one,
            "late": late_arrivals(found),
            "objections": objections_of(found),
            **ties_of(found),
            "roll": [
                {
                    "entry": entry,
                    "name": names[entry.person_id].full_name,
                    "college": MEMBERS.get(entry.college, entry.college),
                    "answer": said_of(found, entry.open_choice.answer) or now("vote blanc")
                    if hasattr(entry, "open_choice")
                    else "",
                }
                for entry in entries
            ],
            "answers": ballot_form(found).answers,
            **listens_to(desk_topic(slug)),
        },
    )


class OpenPoll(ActionPage):
    """Open a vote, on one channel."""

    template = "alienor/office/open_poll.html"
    title = _("Ouvrir le vote")
    submit = _("Ouvrir le vote maintenant")
    done = _("Le vote est ouvert.")

    class Form(forms.Form):
        channel = forms.ChoiceField(
            label=_("Comment vote-t-on ?"), choices=list(CHANNELS.items()), widget=forms.RadioSelect
        )

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form, rule = super().form(*args, **place), self.rule(**place)
        form.fields["channel"].widget.choices = [
            (
                one,
                CHANNELS[one]
                if one in rule.channels
                else now("%(channel)s (hors des règles : demande une dérogation)")
                % {"channel": CHANNELS[one]},
            )
            for one in sorted(self.channels(**place), key=lambda one: one not in rule.channels)
        ]
        return form

    def initial(self, **place: Any) -> dict[str, Any]:
        rule = self.rule(**place)
        allowed = [one for one in self.channels(**place) if one in rule.channels]
        return {"channel": allowed[0]} if len(allowed) == 1 else {}

    def channels(self, **place: Any) -> list[str]:
        """The channels on which it can be held at all."""
        method = poll_in(place["slug"], place["public_id"]).method
        return conducting.channels_of(self.rule(**place), method)

    def rule(self, **place: Any) -> Any:
        """The kind of vote, as the rules describe it."""
        found = poll_in(place["slug"], place["public_id"])
        return rules_of(found.edition).poll_kind(found.kind)

    def context(self, **place: Any) -> dict[str, Any]:
        found = poll_in(place["slug"], place["public_id"])
        return {
            "edition": found.edition,
            "intro": str(found.question),
            "who": who_votes(found),
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = poll_in(place["slug"], place["public_id"])
        open_vote(
            poll_id=found.pk,
            channel=form.cleaned_data["channel"],
            derogation=derogation_of(form),
            actor=actor,
            clock=clock,
        )
        return reverse("office:poll", args=[place["slug"], place["public_id"]])


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
    if "piles" in form.fields:
        keys = [option.key for option in poll.options.all()]
        try:
            in_order = not way_of(poll.method).shares
            counts |= read_piles(form.cleaned_data["piles"], options=keys, in_order=in_order)
        except VotingFault as fault:
            raise Invalid("fault", field="piles", fault=fault) from fault
    return counts


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
        form = forms.Form(*args)
        form.fields["sector"] = forms.CharField(
            label=_("Secteur de la salle, ou urne"), max_length=60
        )
        form.fields["college"] = forms.ChoiceField(
            label=_("Collège (si le secteur n'en compte qu'un)"),
            required=False,
            choices=[("", "—"), *COLLEGES.items()],
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
            form.fields[f"count_{key}"] = Count(label=label)
        form.fields["recount"] = forms.BooleanField(label=_("C'est un recomptage"), required=False)
        return form

    def initial(self, **place: Any) -> dict[str, Any]:
        faults = count_faults(sheets_of(poll_in(place["slug"], place["public_id"])))
        for sector, fault in faults.items():
            return {"sector": sector, "recount": fault.code == "recount_needed"}
        return {"sector": now("Salle entière")}

    def context(self, **place: Any) -> dict[str, Any]:
        found = poll_in(place["slug"], place["public_id"])
        entitled = now("Personnes qui peuvent voter : %(count)s.") % {"count": found.entitled}
        return {
            "edition": found.edition,
            "intro": f"{self.intro} {entitled}",
            "quoted": [str(found.question)],
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = poll_in(place["slug"], place["public_id"])
        counting.enter_count(
            poll_id=found.pk,
            sector=form.cleaned_data["sector"],
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


class AnnulPoll(ActionPage):
    """Annul a vote."""

    title = _("Annuler le vote")
    submit = _("Annuler le vote")

    class Form(forms.Form):
        reason = PublishedReason(
            help_text=_("Cette raison est publiée, avec ce qui a déjà été compté.")
        )

    def context(self, **place: Any) -> dict[str, Any]:
        found = poll_in(place["slug"], place["public_id"])
        return {"edition": found.edition, "intro": str(found.question)}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = poll_in(place["slug"], place["public_id"])
        conducting.annul_poll(
            poll_id=found.pk, reason=form.cleaned_data["reason"], actor=actor, clock=clock
        )
        return reverse("office:poll", args=[place["slug"], place["public_id"]])


MOVES = {
    "annoncer": (wording.announce_poll, _("Le vote est annoncé.")),
    "clore": (conducting.close_poll, _("Le vote est clos.")),
    "publier": (publish_vote, _("Le résultat est publié.")),
    "completer": (add_late_arrivals, _("Les personnes arrivées depuis peuvent voter.")),
}


@require_POST
def move(request: HttpRequest, slug: str, public_id: str, verb: str) -> HttpResponse:
    """Announce, add those who came late, close, or publish."""
    if verb not in MOVES:
        raise NotFound("poll")
    act, said = MOVES[verb]
    act(poll_id=poll_in(slug, public_id).pk, actor=actor_of(request), clock=SystemClock())
    messages.success(request, said)
    return HttpResponseRedirect(reverse("office:poll", args=[slug, public_id]))


@require_POST
def answer(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Note an answer given aloud, or the ballot of somebody without a telephone."""
    found = poll_in(slug, public_id)
    entry = found.roll.filter(token=request.POST.get("token", "")).first()
    if entry is None:
        raise NotFound("voter")
    counting.answer_roll_call(
        poll_id=found.pk,
        person_id=entry.person_id,
        answer=marked(found, request.POST),
        actor=actor_of(request),
        clock=SystemClock(),
    )
    return HttpResponseRedirect(reverse("office:poll", args=[slug, public_id]))


def vote_for(request: HttpRequest, slug: str, public_id: str, token: str) -> HttpResponse:
    """The ballot of somebody who votes at the desk, without a telephone."""
    found = poll_in(slug, public_id)
    require(actor_of(request), "polls.conduct", on=found.edition)
    entry = found.roll.filter(token=token).first()
    if entry is None or not found.is_one_by_one:
        raise NotFound("voter")
    return render(
        request,
        "alienor/office/vote_for.html",
        {
            "edition": found.edition,
            "poll": found,
            "entry": entry,
            "name": identities([entry.person_id])[entry.person_id].full_name,
            "view": {"poll": found, "form": ballot_form(found)},
        },
    )
