"""THE permission table: who may do what. Nothing else decides it.

`roles`: any one of them is enough. `substance`: whether the permission touches what the assembly
debates (topics, proposals, amendments, options, the wording of a poll about them): it is refused
to whoever sits on the methodology committee, whatever else they are.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Permission:
    """One line of the table."""

    name: str
    roles: tuple[str, ...]
    doc: str
    substance: bool = False


_TABLE = (
    # --- the instance ---
    Permission(
        name="instance.begin",
        roles=("operator",),
        doc="Create the city and its first organiser.",
    ),
    Permission(
        name="instance.contact",
        roles=("organiser", "operator"),
        doc="Say whom people call or write to for help.",
    ),
    Permission(
        name="access.grant",
        roles=("organiser", "operator"),
        doc="Give or end a role: organiser, chair, reception, city service.",
    ),
    Permission(
        name="people.enter",
        roles=("organiser", "operator"),
        doc="Enter a person by hand or by file.",
    ),
    Permission(
        name="people.correct_self", roles=("member",), doc="Correct what is known of oneself."
    ),
    Permission(name="people.erase", roles=("organiser",), doc="Erase a person for good."),
    Permission(
        name="people.erase_again",
        roles=("operator",),
        doc="Finish erasing those whom an old backup brought back.",
    ),
    # --- founding ---
    Permission(name="founding.found", roles=("organiser",), doc="Create an edition."),
    Permission(
        name="founding.adopt_rules",
        roles=("organiser",),
        doc="Put a version of the rules in force.",
    ),
    Permission(
        name="founding.plan", roles=("organiser",), doc="Date, start and complete the steps."
    ),
    Permission(
        name="founding.derogate", roles=("organiser",), doc="Depart from an article, in public."
    ),
    # --- draw ---
    Permission(
        name="draw.prepare",
        roles=("organiser",),
        doc="Prepare a draw by lot and move its quotas before the freeze.",
    ),
    Permission(
        name="draw.hold",
        roles=("organiser", "chair"),
        doc="Freeze a draw, enter the balls, publish it, call the reserve.",
    ),
    Permission(
        name="draw.open_to_auditor",
        roles=("organiser",),
        doc="Hand a sworn auditor what opens the commitments of a draw.",
    ),
    Permission(
        name="draw.withdraw_list",
        roles=("operator",),
        doc="Take a list of panels off the public site once its time is over.",
    ),
    # --- bodies ---
    Permission(
        name="bodies.appoint", roles=("organiser",), doc="Fill a seat, end a mandate, replace."
    ),
    Permission(
        name="bodies.answer_own_offer",
        roles=("member",),
        doc="Accept or decline a place that was offered to oneself.",
    ),
    Permission(
        name="bodies.volunteer",
        roles=("drawn", "volunteer"),
        doc="Volunteer for a body that seeks people, and withdraw.",
    ),
    Permission(
        name="bodies.take_open_seat",
        roles=("anyone",),
        doc="Take a place that is open to every volunteer.",
    ),
    # --- topics ---
    Permission(
        name="topics.submit",
        roles=("anyone",),
        doc="Propose a subject while the call is open.",
        substance=True,
    ),
    Permission(
        name="topics.enter",
        roles=("organiser", "reception"),
        doc="Enter a subject proposed on paper or in a meeting, word for word.",
        substance=True,
    ),
    Permission(
        name="topics.screen",
        roles=("screener", "organiser"),
        doc="Judge topics on the published criteria, and merge those that say the same.",
        substance=True,
    ),
    # --- recruitment ---
    Permission(
        name="recruitment.prepare",
        roles=("organiser",),
        doc="Import an address file and draw invitations.",
    ),
    Permission(
        name="recruitment.reply",
        roles=("organiser", "reception"),
        doc="Note what was found at the doors, and enter or withdraw replies.",
    ),
    Permission(
        name="recruitment.withdraw_own",
        roles=("member",),
        doc="Withdraw one's own agreement to be drawn.",
    ),
    # --- polls ---
    Permission(
        name="polls.draft",
        roles=("organiser", "chair", "proposition_group"),
        doc="Word the question and the options of a poll.",
        substance=True,
    ),
    Permission(
        name="polls.draft_procedure",
        roles=("organiser", "chair", "methodology_committee"),
        doc="Word a vote about how the assembly works.",
    ),
    Permission(
        name="polls.conduct",
        roles=("organiser", "chair"),
        doc="Open and close a poll, enter counts, publish or annul.",
    ),
    Permission(
        name="polls.settle",
        roles=("organiser", "chair"),
        doc="Enter what settles a tie about substance: the chair's choice, or a public draw.",
        substance=True,
    ),
    Permission(
        name="polls.answer_own",
        roles=("member",),  # the register says no more: with the token it would tell the college
        doc="Answer for oneself at a roll call where one is on the roll.",
    ),
    # --- sessions ---
    Permission(
        name="sessions.prepare",
        roles=("organiser", "methodology_committee"),
        doc="Plan a day or a meeting, its agenda, papers and tables, and announce it.",
    ),
    Permission(
        name="sessions.rehearse",
        roles=("organiser",),
        doc="Rehearse a day with invented people, in an instance apart: no act, nothing recorded.",
    ),
    Permission(
        name="sessions.table_wishes",
        roles=("organiser", "reception"),
        doc="Know and say who stays together or apart at tables, and who needs an accessible one.",
    ),
    Permission(
        name="sessions.answer_own",
        roles=("member",),  # the register says no more: two elected members would be told apart
        doc="Say whether one will come where one has a place, and what one needs.",
    ),
    Permission(
        name="sessions.register",
        roles=("anyone",),
        doc="Register oneself as a volunteer for a day of the assembly.",
    ),
    Permission(
        name="sessions.welcome",
        roles=("organiser", "reception", "chair"),
        doc="Note who is there, walk-ins included.",
    ),
    Permission(
        name="sessions.read_needs",
        roles=("reception",),
        doc="Read what people need to come: one person does.",
    ),
    Permission(
        name="sessions.note_table",
        roles=("anyone",),
        doc="Write what a table says, with the code of its sign in hand.",
    ),
    Permission(
        name="sessions.read_notes",
        roles=("organiser", "chair", "methodology_committee"),
        doc="Read what tables write, as they write it, and the photos of their sheets.",
    ),
    Permission(
        name="sessions.note_incident",
        roles=("organiser", "chair", "reception"),
        doc="Note something that went wrong, for the team alone.",
    ),
    Permission(
        name="sessions.read_incidents",
        roles=("organiser",),
        doc="Read what went wrong on a day.",
    ),
    Permission(
        name="sessions.forget_incidents",
        roles=("operator",),
        doc="Forget what went wrong, once it has been kept long enough.",
    ),
    Permission(
        name="sessions.settle_exit_counts",
        roles=("operator",),
        doc="Settle what is shown of the answers at the end of a day, once they change no more.",
    ),
    Permission(
        name="sessions.chair",
        roles=("organiser", "chair"),
        doc="Open and close a day, and publish what was decided.",
    ),
    Permission(
        name="sessions.write_minutes",
        roles=("organiser", "methodology_committee"),
        doc="Write minutes and correct their form.",
    ),
    Permission(
        name="sessions.approve_minutes",
        roles=("member",),  # the register says no more: two elected members would be told apart
        doc="Approve the minutes of a day on which one was, or ask for a correction.",
    ),
    Permission(
        name="sessions.publish_minutes",
        roles=("organiser",),
        doc="Submit minutes to those who were there, and publish them once approved.",
    ),
    # --- hearings ---
    Permission(
        name="hearings.propose",
        roles=("proposition_group", "organiser"),
        doc="Choose whom the group hears, and publish what they said.",
        substance=True,
    ),
    Permission(
        name="hearings.schedule",
        roles=("proposition_group", "methodology_committee", "organiser"),
        doc="Give a hearing its day.",
    ),
    Permission(
        name="hearings.ask",
        roles=("anyone",),
        doc="Add a question for somebody who will be heard.",
    ),
    # --- proposals ---
    Permission(
        name="proposals.write",
        roles=("proposition_group", "organiser"),
        doc="Write proposals and their versions, submit them, compose the final text.",
        substance=True,
    ),
    Permission(
        name="proposals.ask_test",
        roles=("proposition_group", "organiser"),
        doc="Ask a city service for its opinion on a proposal.",
        substance=True,
    ),
    Permission(
        name="proposals.test",
        roles=("city_service", "organiser"),
        doc="Give a service's opinion on a proposal.",
        substance=True,
    ),
    Permission(
        name="proposals.argue",
        roles=("drawn", "volunteer", "elected", "agent", "organiser"),
        doc="Give a reason for or against; attach a minority opinion.",
        substance=True,
    ),
    Permission(
        name="proposals.amend",
        roles=("drawn", "volunteer", "elected", "agent", "organiser"),
        doc="Propose other words for a paragraph.",
        substance=True,
    ),
    # --- follow-up ---
    Permission(
        name="followup.transmit",
        roles=("organiser",),
        doc="Transmit to the council what the assembly voted.",
    ),
    Permission(
        name="followup.answer",
        roles=("organiser",),
        doc="Enter the council's debate and answers.",
    ),
    Permission(
        name="followup.remind",
        roles=("followup_group", "organiser"),
        doc="Ask the council again about a point.",
    ),
    Permission(
        name="followup.track",
        roles=("organiser", "city_service"),
        doc="Plan actions, say where they stand, show evidence.",
    ),
    Permission(
        name="followup.assess",
        roles=("followup_group",),
        doc="Give the follow-up group's own assessment; ask for a return day.",
    ),
    # --- dialogue ---
    Permission(
        name="dialogue.ask",
        roles=("anyone",),
        doc="Ask an elected member or a city service something, in public.",
    ),
    Permission(
        name="dialogue.answer",
        roles=("elected", "city_service", "organiser"),
        doc="Answer a question in one's field.",
    ),
    Permission(
        name="contributions.moderate",
        roles=("moderator", "organiser"),
        doc="Hide words with a published reason, and show them again after a second look.",
        substance=True,
    ),
    # --- following ---
    Permission(
        name="following.ask",
        roles=("anyone",),
        doc="Follow an edition by e-mail, and stop.",
    ),
    Permission(
        name="following.forget",
        roles=("operator",),
        doc="Forget those who asked to follow and never confirmed.",
    ),
    # --- register ---
    Permission(
        name="register.publish_bundle",
        roles=("operator", "organiser"),
        doc="Write the public files of an edition and record their manifest.",
    ),
)

PERMISSIONS: dict[str, Permission] = {permission.name: permission for permission in _TABLE}
