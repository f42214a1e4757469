"""The desk's pages of votes: open, close, publish, annul, and the voices given one by one."""

from __future__ import annotations

from collections.abc import Iterable
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

from alienor.cores.wording import folded
from alienor.platform.access.decide import may, require
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.errors import Invalid, NotFound
from alienor.platform.people.records import identities
from alienor.procedures.rounds import goes_on
from alienor.procedures.sessions import add_late_arrivals, open_vote
from alienor.procedures.votes import draft_again, drafted_after, publish_vote
from alienor.stages.founding.queries import path_of, rules_of
from alienor.stages.polls import conducting, counting, wording
from alienor.stages.polls.queries import (
    closes_later,
    electorate_for,
    left_off_roll,
    objections_of,
    poll_in,
    rules_of_poll,
    sheets_of,
)
from alienor.stages.sessions.queries import (
    open_session_of,
    present_since,
    session_of_step,
)
from alienor.surfaces.ballots import ballot_again, ballot_form, marked, said_of
from alienor.surfaces.fields import HourOfToday, PublishedReason
from alienor.surfaces.forms import ActionPage, derogation_of
from alienor.surfaces.live import desk_topic, listens_to
from alienor.surfaces.office.day import day_conducted
from alienor.surfaces.office.electorate import who_votes
from alienor.surfaces.office.unopened import is_past, unopened
from alienor.surfaces.office.vote_counts import faults_of_counts
from alienor.surfaces.people import actor_of
from alienor.surfaces.polls import poll_view, rounds_of, sheet_views, ties_of
from alienor.surfaces.words import (
    CHANNELS,
    MEMBERS,
    day_and_hour,
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
    path, lines = path_of(edition), []
    for row in polls:
        past = is_past(row, path)
        facts = [
            rules_of_poll(row).poll_kind(row.kind).label.in_language(language),
            steps.get(row.step, ""),
            str(CHANNELS.get(row.channel, "")),
            now("son étape est achevée") if past else "",
        ]
        if past:
            verb = now("Ouvrir ou annuler")
        else:
            verb = now("Départager") if row.is_tied else verbs.get(row.state, "")
        page = "office:open_poll" if row.state == "announced" and not past else "office:poll"
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
    coming.sort(key=lambda one: one.poll.pk)  # in the order in which they were prepared
    annulled = [one for one in lines if one.poll.state == "annulled"]
    held = [one for one in lines if one.poll.state == "published" and not one.waits]
    groups = [
        PollGroup(title=now("En cours"), lines=live),
        PollGroup(title=now("À venir"), lines=coming),
        PollGroup(title=now("Résultat publié"), lines=held),
        PollGroup(title=now("Annulés"), lines=annulled, folded=True),
    ]
    return [group for group in groups if group.lines]


def late_arrivals(poll: Any) -> int:
    """How many came since this open vote opened, and may be added to its roll."""
    day = open_session_of(poll.edition, poll.body, step=poll.step)
    if poll.state != "opened" or day is None or poll.sheets.exists():
        return 0
    return len(left_off_roll(poll, electorate_for(poll, present_since(day, poll.opened_at))))


def due(poll: Any) -> str:
    """With which day a vote that is not open yet appears, in words; nothing once it is open."""
    if poll.state not in ("drafted", "announced"):
        return ""
    labels = {one.code: one.label for one in rules_of(poll.edition).steps}
    if poll.step not in labels:
        return now("avec aucune journée avant d'être ouvert : il n'a pas d'étape")
    day = session_of_step(poll.edition, poll.step)
    if day is not None:
        return f"{day.title}, {day_and_hour(day.starts_at)}"
    said = now("à l'étape « %(step)s », qui n'a pas encore de journée")
    return said % {"step": labels[poll.step].in_language(reader_language())}


def poll(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One vote on the desk: what can be done with it now, by whoever conducts it."""
    found = poll_in(slug, public_id)
    require(actor_of(request), "polls.conduct", on=found.edition)
    sheets = sheets_of(found)
    faults = faults_of_counts(found)
    one_by_one, rule = found.is_one_by_one, rules_of_poll(found).poll_kind(found.kind)
    entries = list(found.roll.select_related("open_choice")) if one_by_one else []
    cast = sum(hasattr(entry, "open_choice") for entry in entries)
    names = identities(entry.person_id for entry in entries)
    entries.sort(key=lambda entry: folded(names[entry.person_id].full_name))
    return render(
        request,
        "alienor/office/poll.html",
        {
            "edition": found.edition,
            "poll": found,
            "due": due(found),
            "view": poll_view(found),
            "sheets": sheet_views(found, sheets),
            "faults": faults,
            "counted": one_by_one or (bool(sheets) and not faults),
            "cast": cast,
            "silent": len(entries) - cast,
            "one_by_one": one_by_one,
            "unopened": unopened(found),
            "late": late_arrivals(found),
            "conducted": day_conducted(found, by=actor_of(request)),
            "closes_later": closes_later(found, SystemClock().now()),
            "objections": objections_of(found),
            "goes_on": goes_on(found),
            "again": drafted_after(found),
            "may_draft": may(
                actor_of(request),
                "polls.draft" if rule.about_substance else "polls.draft_procedure",
                on=found.edition,
            ),
            **ties_of(found),
            **rounds_of(found),
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
        closes_at = HourOfToday(
            label=_("Annoncer une heure de fin ?"),
            required=False,
            help_text=_(
                "Le vote reste ouvert au moins jusqu’à cette heure ; il ne se ferme pas tout seul, "
                "c’est vous qui le fermez. Vous pourrez prolonger."
            ),
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
            "conducted": day_conducted(found, by=actor_of(self.request)),
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = poll_in(place["slug"], place["public_id"])
        open_vote(
            poll_id=found.pk,
            channel=form.cleaned_data["channel"],
            closes_at=form.cleaned_data["closes_at"],
            derogation=derogation_of(form),
            actor=actor,
            clock=clock,
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
    "refaire": (draft_again, _("Le vote est de nouveau préparé, avec les mêmes mots.")),
    "completer": (add_late_arrivals, _("Les personnes arrivées depuis peuvent voter.")),
}


@require_POST
def move(request: HttpRequest, slug: str, public_id: str, verb: str) -> HttpResponse:
    """Announce, add those who came late, close, publish, or draft again."""
    if verb not in MOVES:
        raise NotFound("poll")
    act, said = MOVES[verb]
    moved = act(poll_id=poll_in(slug, public_id).pk, actor=actor_of(request), clock=SystemClock())
    messages.success(request, said)
    shown = getattr(moved, "public_id", public_id)  # those added are a number
    return HttpResponseRedirect(reverse("office:poll", args=[slug, shown]))


@require_POST
def answer(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Note an answer given aloud, or the ballot of somebody without a telephone."""
    found = poll_in(slug, public_id)
    entry = found.roll.filter(token=request.POST.get("token", "")).first()
    if entry is None:
        raise NotFound("voter")
    try:
        counting.answer_roll_call(
            poll_id=found.pk,
            person_id=entry.person_id,
            answer=marked(found, request.POST),
            actor=actor_of(request),
            clock=SystemClock(),
        )
    except Invalid as error:
        return ballot_again(request, found, error, address=request.path, token=entry.token)
    if found.channel == "roll_call":
        return HttpResponseRedirect(reverse("office:poll", args=[slug, public_id]))
    name = identities([entry.person_id])[entry.person_id].full_name
    messages.success(request, now("La voix de %(name)s est notée.") % {"name": name})
    return HttpResponseRedirect(reverse("office:voices", args=[slug, public_id]))


def voices(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Who has not voted yet, to be found by name, without a telephone. A name is searched by POST:
    it must not stay in an address, nor in a log."""
    found = poll_in(slug, public_id)
    require(actor_of(request), "polls.conduct", on=found.edition)
    if found.channel != "electronic_open":
        raise NotFound("poll")
    query = request.POST.get("q", "").strip()
    silent = list(found.roll.filter(open_choice=None))
    names = identities(entry.person_id for entry in silent)
    rows = [
        {"token": entry.token, "name": name, "college": MEMBERS.get(entry.college, entry.college)}
        for entry in silent
        if folded(query) in folded(name := names[entry.person_id].full_name)
    ]
    return render(
        request,
        "alienor/office/voices.html",
        {
            "edition": found.edition,
            "poll": found,
            "query": query,
            "rows": sorted(rows, key=lambda one: folded(one["name"])),
        },
    )


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
