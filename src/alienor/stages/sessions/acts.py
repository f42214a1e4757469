"""The life of a day in the register. No act names a person: people are counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import Act, SealedRef, Words, act_type


@act_type("session_planned", says=_("Une journée ou une réunion est prévue : {title}."))
@dataclass(frozen=True, kw_only=True)
class SessionPlanned(Act):
    """A day of the assembly, or a meeting of a group, gets its date and place."""

    session: Annotated[str, "the session"]
    kind: Annotated[str, "session, welcome, final_vote, return or meeting"]
    body: Annotated[str, "the body that meets"]
    title: Annotated[str, "its title"]
    starts: Annotated[str, "when it begins, UTC"]
    ends: Annotated[str, "when it ends, UTC"]
    place: Annotated[str, "where"]
    step: Annotated[str | None, "the step of the rules that it is"] = None


@act_type("session_moved", says=_("Une journée ou une réunion change de date ou de lieu."))
@dataclass(frozen=True, kw_only=True)
class SessionMoved(Act):
    """A day gets another date or place, with the reason."""

    session: Annotated[str, "the session"]
    starts: Annotated[str, "when it begins now, UTC"]
    ends: Annotated[str, "when it ends now, UTC"]
    place: Annotated[str, "where it is now"]
    reason: Annotated[Words, "why"]


@act_type("agenda_set", says=_("L'ordre du jour est établi."), version=2)
@dataclass(frozen=True, kw_only=True)
class AgendaSet(Act):
    """The agenda of a day, whole: a later one replaces it."""

    session: Annotated[str, "the session"]
    version: Annotated[int, "the version of the preparation that it makes"]
    kinds: Annotated[list[str], "the kind of each item, in order"]
    minutes: Annotated[list[int], "how long each lasts, in minutes"]
    titles: Annotated[list[Words], "the title of each"]
    prompts_of: Annotated[list[int], "how many questions or statements each puts to people"]
    prompts: Annotated[list[Words], "these questions and statements, in order"]


@act_type("paper_added", says=_("Un document préparatoire est ajouté : {title}."))
@dataclass(frozen=True, kw_only=True)
class PaperAdded(Act):
    """Something to read before the day."""

    paper: Annotated[str, "the paper"]
    session: Annotated[str, "the session"]
    title: Annotated[str, "its title"]
    text: Annotated[Words, "its words"]


@act_type("session_announced", says=_("Une journée ou une réunion est annoncée."))
@dataclass(frozen=True, kw_only=True)
class SessionAnnounced(Act):
    """People are invited, with the agenda."""

    session: Annotated[str, "the session"]


@act_type("reminder_sent", says=_("Un rappel est envoyé à {people} personnes sans réponse."))
@dataclass(frozen=True, kw_only=True)
class ReminderSent(Act):
    """Those who have not said whether they come are asked again."""

    session: Annotated[str, "the day"]
    people: Annotated[int, "how many were reached by e-mail"]


@act_type("session_cancelled", says=_("Une journée ou une réunion est annulée."))
@dataclass(frozen=True, kw_only=True)
class SessionCancelled(Act):
    """A day will not be held."""

    session: Annotated[str, "the session"]
    reason: Annotated[Words, "why"]


@act_type("convocation_answered", says=_("Une personne dit si elle vient."), version=2)
@dataclass(frozen=True, kw_only=True)
class ConvocationAnswered(Act):
    """Somebody says whether they will come."""

    session: Annotated[str, "the session"]
    answer: Annotated[str, "yes, no or unsure"]


@act_type("needs_said", says=_("Une personne dit ce dont elle a besoin pour venir (scellé)."))
@dataclass(frozen=True, kw_only=True)
class NeedsSaid(Act):
    """Somebody says what they need to come; only the person in charge of reception reads it."""

    session: Annotated[str, "the session"]
    needs: Annotated[SealedRef, "commitment to what they said"]


@act_type("tables_made", says=_("Les tables de la journée sont composées."), version=2)
@dataclass(frozen=True, kw_only=True)
class TablesMade(Act):
    """People are seated at tables, so that they meet others and tables mix. With those who were
    there and what they need, which nobody publishes, the seed makes the same plan again."""

    session: Annotated[str, "the session"]
    tables: Annotated[int, "how many tables"]
    rounds: Annotated[int, "how many rounds"]
    since: Annotated[int, "the first round that was made, from 1: those before it stay"]
    people: Annotated[int, "how many people are seated"]
    seed: Annotated[str, "the seed of the rounds made"]
    pairs: Annotated[int, "how many different pairs share a table once at least"]
    possible: Annotated[int, "no plan with these tables has more"]
    again: Annotated[int, "meetings of pairs beyond their first"]
    beyond: Annotated[int, "people beyond the proportional share of their table, summed"]


@act_type("tables_changed", says=_("Des personnes changent de table, à la main."))
@dataclass(frozen=True, kw_only=True)
class TablesChanged(Act):
    """Somebody moves people from table to table in one round."""

    session: Annotated[str, "the session"]
    round: Annotated[int, "the round"]
    people: Annotated[int, "how many people move"]
    pairs: Annotated[int, "how many different pairs share a table now"]
    again: Annotated[int, "meetings of pairs beyond their first, now"]
    beyond: Annotated[int, "people beyond the proportional share of their table, now"]


@act_type(
    "table_wishes_set",
    says=_("L'équipe note qui reste ensemble ou se sépare aux tables ; personne n'est nommé."),
)
@dataclass(frozen=True, kw_only=True)
class TableWishesSet(Act):
    """Who stays together or apart, and who needs an accessible table: neither who, nor how many."""

    session: Annotated[str, "the session"]


@act_type("session_opened", says=_("La séance est ouverte."))
@dataclass(frozen=True, kw_only=True)
class SessionOpened(Act):
    """The day begins."""

    session: Annotated[str, "the session"]


@act_type("item_begun", says=_("La séance en vient au point {number} de son ordre du jour."))
@dataclass(frozen=True, kw_only=True)
class ItemBegun(Act):
    """An item of the agenda begins; the one before it, if it was still on, ends with that."""

    session: Annotated[str, "the session"]
    number: Annotated[int, "the item's place on the agenda, from 1"]
    kind: Annotated[str, "its kind"]


@act_type("item_ended", says=_("Le point {number} de l'ordre du jour est terminé."))
@dataclass(frozen=True, kw_only=True)
class ItemEnded(Act):
    """An item of the agenda ends and none follows yet."""

    session: Annotated[str, "the session"]
    number: Annotated[int, "the item's place on the agenda, from 1"]


@act_type("screens_set", says=_("Les écrans de la salle changent ({screen})."), version=2)
@dataclass(frozen=True, kw_only=True)
class ScreensSet(Act):
    """What the screens of the hall show."""

    session: Annotated[str, "the session"]
    screen: Annotated[str, "day (what is going on), welcome, programme, tables, speaking or thanks"]


@act_type("presence_noted", says=_("Une personne arrive."), version=2)
@dataclass(frozen=True, kw_only=True)
class PresenceNoted(Act):
    """Somebody arrives."""

    session: Annotated[str, "the session"]


@act_type("presence_taken_back", says=_("Une présence notée par erreur est retirée."))
@dataclass(frozen=True, kw_only=True)
class PresenceTakenBack(Act):
    """Somebody who was noted a moment ago by mistake did not come."""

    session: Annotated[str, "the session"]


@act_type("departure_noted", says=_("Une personne s'en va."), version=2)
@dataclass(frozen=True, kw_only=True)
class DepartureNoted(Act):
    """Somebody leaves before the end."""

    session: Annotated[str, "the session"]


@act_type(
    "presences_entered",
    says=_("La feuille de présence est saisie : {people} personnes."),
    version=2,
)
@dataclass(frozen=True, kw_only=True)
class PresencesEntered(Act):
    """A presence list on paper is entered."""

    session: Annotated[str, "the session"]
    people: Annotated[int, "how many people it adds"]


@act_type(
    "presence_hours_entered",
    says=_("Des heures d'arrivée et de départ sont saisies après coup."),
)
@dataclass(frozen=True, kw_only=True)
class PresenceHoursEntered(Act):
    """Hours of a presence list on paper are entered."""

    session: Annotated[str, "the session"]
    arrivals: Annotated[int, "of how many people it tells when they arrived"]
    departures: Annotated[int, "of how many people it tells when they left"]


@act_type("badges_made", says=_("Les badges de la journée sont prêts."))
@dataclass(frozen=True, kw_only=True)
class BadgesMade(Act):
    """Badges are made for those who have a place and did not say no, and some without a name."""

    session: Annotated[str, "the session"]
    named: Annotated[int, "how many badges have a person"]
    blank: Annotated[int, "how many have none yet"]


@act_type("badge_given", says=_("Un badge est remis."))
@dataclass(frozen=True, kw_only=True)
class BadgeGiven(Act):
    """A badge without a name goes to somebody; another one that they had opens nothing more."""

    session: Annotated[str, "the session"]


@act_type("capacity_set", says=_("La salle peut accueillir {people} personnes."))
@dataclass(frozen=True, kw_only=True)
class CapacitySet(Act):
    """How many people the room may hold, for their safety: the only limit to who enters."""

    session: Annotated[str, "the session"]
    people: Annotated[int, "how many"]


@act_type("guests_counted", says=_("Avec elles : {companions} accompagnants, {children} enfants."))
@dataclass(frozen=True, kw_only=True)
class GuestsCounted(Act):
    """How many are there without a place: they count for the room, never for a vote."""

    session: Annotated[str, "the session"]
    companions: Annotated[int, "companions, interpreters, onlookers"]
    children: Annotated[int, "children"]


@act_type("exit_answered", says=_("Une personne dit comment elle a vécu la journée."))
@dataclass(frozen=True, kw_only=True)
class ExitAnswered(Act):
    """Somebody who was there answers the questions of the end; what they said stays sealed."""

    session: Annotated[str, "the session"]
    answers: Annotated[SealedRef, "what they said"]


@act_type("exit_slips_entered", says=_("Des réponses données sur papier sont saisies ({slips})."))
@dataclass(frozen=True, kw_only=True)
class ExitSlipsEntered(Act):
    """The answers to the questions of the end that came on paper are entered, all of them: a later
    act replaces this one. Slips name nobody."""

    session: Annotated[str, "the session"]
    slips: Annotated[int, "how many slips"]
    answers: Annotated[str, "commitment to how many gave each answer"]


@act_type(
    "exit_counts_settled",
    says=_(
        "Les réponses aux questions de la fin de la journée sont comptées une fois pour toutes."
    ),
)
@dataclass(frozen=True, kw_only=True)
class ExitCountsSettled(Act):
    """The questions of the end are over, and what is shown of their answers changes no more."""

    session: Annotated[str, "the session"]
    people: Annotated[int | None, "how many answered; absent where too few to be told"]
    counts: Annotated[
        dict[str, list[int]],
        "by question that enough answered: how many said yes, rather yes, rather no, no",
    ]


@act_type("items_held", says=_("Les heures réelles du déroulé sont saisies après coup."))
@dataclass(frozen=True, kw_only=True)
class ItemsHeld(Act):
    """Items of the agenda were held while nothing could be noted; their hours come from paper."""

    session: Annotated[str, "the session"]
    items: Annotated[list[int], "the place of each on the agenda, from 1"]
    begun: Annotated[list[str], "when each began, UTC"]


@act_type("hours_corrected", says=_("Les heures réelles du déroulé sont corrigées."))
@dataclass(frozen=True, kw_only=True)
class HoursCorrected(Act):
    """Items of the agenda that are over began at other hours than were noted, with the reason."""

    session: Annotated[str, "the session"]
    items: Annotated[list[int], "the place of each on the agenda, from 1"]
    begun: Annotated[list[str], "when each began, UTC"]
    reason: Annotated[Words, "why"]


@act_type("floor_asked", says=_("Une personne demande la parole."))
@dataclass(frozen=True, kw_only=True)
class FloorAsked(Act):
    """Somebody asks to speak."""

    session: Annotated[str, "the session"]


@act_type("floor_renounced", says=_("Une personne ne demande plus la parole."))
@dataclass(frozen=True, kw_only=True)
class FloorRenounced(Act):
    """Somebody no longer asks to speak."""

    session: Annotated[str, "the session"]


@act_type("floor_given", says=_("La parole est donnée."))
@dataclass(frozen=True, kw_only=True)
class FloorGiven(Act):
    """Somebody has the floor; whoever had it gives it back with that."""

    session: Annotated[str, "the session"]


@act_type("floor_taken_back", says=_("La parole est rendue."))
@dataclass(frozen=True, kw_only=True)
class FloorTakenBack(Act):
    """Whoever spoke is thanked: nobody has the floor."""

    session: Annotated[str, "the session"]


@act_type("speaking_counted", says=_("Les temps de parole sont publiés, par collège."))
@dataclass(frozen=True, kw_only=True)
class SpeakingCounted(Act):
    """How long each part of the assembly spoke in plenary, nobody named."""

    session: Annotated[str, "the session"]
    minutes: Annotated[dict[str, int], "minutes, by part of the assembly"]


@act_type("session_concluded", says=_("Ce que l'assemblée a décidé aujourd'hui est publié."))
@dataclass(frozen=True, kw_only=True)
class SessionConcluded(Act):
    """What was decided, in sentences read aloud before people leave."""

    session: Annotated[str, "the session"]
    sentences: Annotated[list[Words], "what was decided"]


@act_type("session_closed", says=_("La séance est levée."), version=2)
@dataclass(frozen=True, kw_only=True)
class SessionClosed(Act):
    """The day ends."""

    session: Annotated[str, "the session"]
    people: Annotated[int | None, "how many people came in all; absent where too few to be told"]
    by_part: Annotated[
        dict[str, int], "how many, by part of the assembly: those that tell of no few residents"
    ]


@act_type("thanks_sent", says=_("Les {people} personnes présentes sont remerciées."))
@dataclass(frozen=True, kw_only=True)
class ThanksSent(Act):
    """Those who were there and were not thanked yet are, with what was decided and what follows."""

    session: Annotated[str, "the session"]
    people: Annotated[int, "how many people"]
    by_message: Annotated[int, "how many of them by e-mail; the others by letter"]


@act_type("minutes_drafted", says=_("Le compte rendu est rédigé à partir de la journée."))
@dataclass(frozen=True, kw_only=True)
class MinutesDrafted(Act):
    """A first version of the minutes, made from what happened; not public yet."""

    session: Annotated[str, "the session"]
    version: Annotated[int, "which version"]
    facts: Annotated[str, "commitment to what was computed from the day"]
    sections: Annotated[list[str], "the sections that have words: summary, item-N or remarks"]
    texts: Annotated[list[str], "commitments to the words of each"]


@act_type("minutes_corrected", says=_("Le compte rendu est corrigé (version {version})."))
@dataclass(frozen=True, kw_only=True)
class MinutesCorrected(Act):
    """A later version of the minutes, with other words; not public yet."""

    session: Annotated[str, "the session"]
    version: Annotated[int, "which version"]
    facts: Annotated[str, "commitment to what was computed from the day"]
    sections: Annotated[list[str], "the sections that have words: summary, item-N or remarks"]
    texts: Annotated[list[str], "commitments to the words of each"]
    changed: Annotated[list[str], "the sections whose words change"]
    reason: Annotated[str | None, "commitment to why"] = None


@act_type(
    "minutes_submitted",
    says=_("Le compte rendu est soumis aux personnes présentes (version {version})."),
)
@dataclass(frozen=True, kw_only=True)
class MinutesSubmitted(Act):
    """Those who were there may read the minutes, approve them or ask for a correction."""

    session: Annotated[str, "the session"]
    version: Annotated[int, "which version"]
    until: Annotated[str, "until when they may ask for a correction, UTC"]
    people: Annotated[int, "how many people were there"]


@act_type("minutes_read", says=_("Une personne présente se prononce sur le compte rendu."))
@dataclass(frozen=True, kw_only=True)
class MinutesRead(Act):
    """Somebody who was there approves the minutes or asks for a correction; which, the approval
    counts."""

    session: Annotated[str, "the session"]
    version: Annotated[int, "which version"]
    said: Annotated[SealedRef, "what they said"]


@act_type(
    "minutes_request_answered", says=_("Une demande de correction du compte rendu a sa réponse.")
)
@dataclass(frozen=True, kw_only=True)
class MinutesRequestAnswered(Act):
    """Somebody's demand for a correction is taken, or not and why; who asked is not said."""

    session: Annotated[str, "the session"]
    version: Annotated[int, "the version of the minutes that it is about"]
    taken: Annotated[bool, "whether the correction is made"]
    why: Annotated[Words | None, "why it is not"] = None


@act_type("minutes_approved", says=_("Le compte rendu est approuvé (version {version})."))
@dataclass(frozen=True, kw_only=True)
class MinutesApproved(Act):
    """The minutes are approved by those who were there; counts, no name."""

    session: Annotated[str, "the session"]
    version: Annotated[int, "which version"]
    how: Annotated[str, "tacit (nothing more was asked in time) or session (a later day did)"]
    approvals: Annotated[int, "how many approved it expressly"]
    requests: Annotated[int, "how many corrections were asked for, earlier versions included"]
    taken: Annotated[int, "how many of them were made"]
    meeting: Annotated[str | None, "the day that approved it"] = None


@act_type("minutes_published", says=_("Le compte rendu est publié (version {version})."), version=2)
@dataclass(frozen=True, kw_only=True)
class MinutesPublished(Act):
    """Minutes are public, with the first draft of them; an earlier version stays readable."""

    session: Annotated[str, "the session"]
    version: Annotated[int, "which version"]
    sections: Annotated[list[str], "the sections that have words: summary, item-N or remarks"]
    texts: Annotated[list[Words], "the words of each"]
    drafted: Annotated[list[Words], "the words of the first draft, where it is another version"]
    facts: Annotated[Words | None, "what was computed from the day, as canonical JSON"]
    prepared_by: Annotated[str, "the function of who prepared them"]
    validated_by: Annotated[str, "the function of who validated them"]
