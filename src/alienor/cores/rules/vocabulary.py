"""The words a rulebook may use: fixed codes that the rest of the software relies on.

What varies between cities is data in the rulebook; what is listed here is the grammar in which
that data is written. Adding a word is a change of schema, not of a city's rules.
"""

from typing import Final

SCHEMA: Final = "alienor-rules/1"

COLLEGES: Final = ("drawn", "volunteer", "elected_majority", "elected_minority", "agent")
PARTS: Final = ("residents", "elected", "agents")

ASSEMBLY: Final = "assembly"
PROPOSITION_GROUP: Final = "proposition_group"
METHODOLOGY_COMMITTEE: Final = "methodology_committee"
FOLLOWUP_GROUP: Final = "followup_group"
SCREENING_JURY: Final = "screening_jury"
BODIES: Final = (
    ASSEMBLY,
    PROPOSITION_GROUP,
    METHODOLOGY_COMMITTEE,
    FOLLOWUP_GROUP,
    SCREENING_JURY,
)

TAKES_DECISIONS: Final = "takes_decisions"
TOUCHES_SUBSTANCE: Final = "touches_substance"
POWERS: Final = (TAKES_DECISIONS, TOUCHES_SUBSTANCE)
# The two refusals that no rulebook may loosen and no derogation may lift.
ABSOLUTE_REFUSALS: Final = (
    (PROPOSITION_GROUP, TAKES_DECISIONS),
    (METHODOLOGY_COMMITTEE, TOUCHES_SUBSTANCE),
)

OPEN_SEATS: Final = "open"
SEAT_SOURCES: Final = (
    "draw",
    "volunteers_among_drawn",
    "volunteers",
    "appointed_by_council",
    "appointed_by_mayor",
    "appointed_by_services",
    OPEN_SEATS,
)

# Seats that members of the assembly fill by volunteering, by lot where they are too many.
VOLUNTEER_SOURCES: Final = ("volunteers_among_drawn", "volunteers")

DRAW: Final = "draw"
SESSION: Final = "session"
STEP_KINDS: Final = (
    "founding",
    "recruitment",
    DRAW,
    "welcome",
    "call_for_topics",
    "screening",
    SESSION,
    "group_work",
    "testing",
    "final_vote",
    "council",
    "followup",
    "evaluation",
)
CHOOSES_SUBJECT: Final = "chooses_subject"
SESSION_PURPOSES: Final = (CHOOSES_SUBJECT, "deliberates", "decides")

PRESENT: Final = "present"
SEATED: Final = "seated"
NO_VOTE: Final = "none"
ELECTORATE_RULES: Final = (PRESENT, SEATED, NO_VOTE)

CHOOSE_SUBJECT: Final = "choose_subject"
ARBITRATION: Final = "arbitration"
AMENDMENT: Final = "amendment"
FINAL_VOTE: Final = "final_vote"
# What a chain of votes may choose among, beside topics, which have their funnel.
PROPOSALS: Final = "proposals"
CHAINS: Final = (PROPOSALS,)
REQUIRED_POLLS: Final = (CHOOSE_SUBJECT, FINAL_VOTE)
# The software does what these votes say, with those by which the rules choose among topics.
APPLIED_POLLS: Final = (CHOOSE_SUBJECT, ARBITRATION, AMENDMENT, FINAL_VOTE)

# On an open channel anybody, or the server, can tell who voted what.
OPEN_CHANNELS: Final = ("hands", "roll_call", "electronic_open")
SECRET_CHANNELS: Final = ("paper", "electronic_secret")
CHANNELS: Final = OPEN_CHANNELS + SECRET_CHANNELS

YES_NO: Final = "yes_no_abstain"
CONSULTATIVE_METHODS: Final = ("consent_round", "gradient_of_agreement")
RANKED: Final = "ranked"
# The ways to count rankings: rules name one, or leave the choice to whoever words the vote.
RANKED_METHODS: Final = (
    "schulze",
    "ranked_pairs",
    "instant_runoff",
    "single_transferable_vote",
)
METHODS: Final = (
    YES_NO,
    "approval",
    "majority_judgment",
    RANKED,
    *RANKED_METHODS,
    "equal_shares",
    *CONSULTATIVE_METHODS,
)
MAJORITY_BASES: Final = ("expressed", "cast", "present", "seats")
OF_SEATS: Final = "seats"
OF_ENTITLED: Final = "entitled"
QUORUM_BASES: Final = (OF_SEATS, OF_ENTITLED, *COLLEGES)
TIE_PROTOCOLS: Final = ("rejected", "chair", "draw", "revote")

CALL_CHANNELS: Final = ("web", "paper", "meeting")
THIN_POOL_POLICIES: Final = ("more_invitations", "relax_quotas_in_public", "postpone")
COUNCIL_ROUTES: Final = (
    "deliberation",
    "mayor_decision",
    "direct_implementation",
    "consultation",
    "referendum",
)
TEST_AXES: Final = ("technical", "legal", "budget", "staff")
TEST_VERDICTS: Final = ("feasible", "on_conditions", "not_as_is")
LANGUAGES: Final = ("fr", "en")
