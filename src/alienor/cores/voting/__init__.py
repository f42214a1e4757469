"""Counted votes: tallies, quorums, majorities, ties, and results that explain themselves.

Pure functions on counts and ballots; shares are exact fractions, never floats. Encrypted ballots
are another room's; once decrypted, their counts are judged here like any other.

* `answers`, `approval`, `judgment`: the tallies of the three methods;
* `hands`, `paper`, `roll_call`: where counts come from, and how they are checked;
* `quorum`, `majority`, `double_majority`: when a tally is a decision;
* `selection`: the first k options, and named protocols for ties;
* `breakdown`: what may be shown by college;
* `ranking`: ballots that put options in order (Schulze, ranked pairs, runoff, transfers);
* `shares`: a budget spent by those who approve;
* `consent`, `gradient`: what people say where nothing is decided;
* `ways`, `cells`, `recount`: a method as data, what its count sheets hold, its result;
* `open_ballots`: the ballots of an open vote, one by one;
* `explanation`, `methods`: the result in one sentence, the method in one sentence;
* `account`: how a count went, step by step;
* `faults`: what may be wrong, with its sentence.
"""

from alienor.cores.voting.answers import (
    ANSWERS,
    Answer,
    AnswerTally,
    answers_from_counts,
    count_answers,
    require_within,
)
from alienor.cores.voting.approval import ApprovalTally, count_approvals
from alienor.cores.voting.breakdown import (
    LEAST_VOTERS,
    Breakdown,
    CollegeRow,
    publishable_breakdown,
)
from alienor.cores.voting.double_majority import DoubleDecision, decide_by_college
from alienor.cores.voting.explanation import Result, explain
from alienor.cores.voting.faults import FAULT_CODES, VotingFault
from alienor.cores.voting.hands import HandsCount, SectorCount, TellerCount, count_hands
from alienor.cores.voting.judgment import JudgmentTally, Unmarked, count_judgments
from alienor.cores.voting.majority import (
    SIMPLE,
    Base,
    Decision,
    Majority,
    Reason,
    decide,
    settle_tie,
)
from alienor.cores.voting.methods import METHODS, Method, how_it_counts, how_ties_end
from alienor.cores.voting.paper import (
    DoubleEntry,
    Mismatch,
    PaperEntry,
    compare_entries,
    paper_findings,
)
from alienor.cores.voting.quorum import (
    Quorum,
    QuorumBase,
    QuorumCheck,
    check_quorum,
    check_quorum_by_college,
)
from alienor.cores.voting.roll_call import Choice, RollCall, count_roll_call
from alienor.cores.voting.selection import (
    TIE_PROTOCOLS,
    Shortlist,
    TieProtocol,
    settle_shortlist,
    shortlist,
)

Tally = AnswerTally | ApprovalTally | JudgmentTally
"""The counts of one vote, by its method."""

__all__ = [
    "ANSWERS",
    "FAULT_CODES",
    "LEAST_VOTERS",
    "METHODS",
    "SIMPLE",
    "TIE_PROTOCOLS",
    "Answer",
    "AnswerTally",
    "ApprovalTally",
    "Base",
    "Breakdown",
    "Choice",
    "CollegeRow",
    "Decision",
    "DoubleDecision",
    "DoubleEntry",
    "HandsCount",
    "JudgmentTally",
    "Majority",
    "Method",
    "Mismatch",
    "PaperEntry",
    "Quorum",
    "QuorumBase",
    "QuorumCheck",
    "Reason",
    "Result",
    "RollCall",
    "SectorCount",
    "Shortlist",
    "Tally",
    "TellerCount",
    "TieProtocol",
    "Unmarked",
    "VotingFault",
    "answers_from_counts",
    "check_quorum",
    "check_quorum_by_college",
    "compare_entries",
    "count_answers",
    "count_approvals",
    "count_hands",
    "count_judgments",
    "count_roll_call",
    "decide",
    "decide_by_college",
    "explain",
    "how_it_counts",
    "how_ties_end",
    "paper_findings",
    "publishable_breakdown",
    "require_within",
    "settle_shortlist",
    "settle_tie",
    "shortlist",
]
