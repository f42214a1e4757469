"""Rulebooks of an assembly: articles as text, parameters as data, and what they stand against.

A rulebook is one TOML text (schema "alienor-rules/1"). `parse_rulebook` reads it or lists all its
faults; the other functions answer questions about it: seats, steps, electorates, breaches.
"""

from alienor.cores.rules.ages import is_age, value_at_age, values_at_birth
from alienor.cores.rules.breaches import Breach, breach_sentence
from alienor.cores.rules.catalogue import (
    UnknownTemplate,
    load_template,
    template_names,
    template_text,
)
from alienor.cores.rules.composition import (
    Composition,
    SeatLineCount,
    SubQuotaCount,
    composition,
    incompatible_bodies,
)
from alienor.cores.rules.differences import Change, diff_rulebooks
from alienor.cores.rules.faults import Fault, RulebookInvalid, fault_sentence
from alienor.cores.rules.labels import Label, Language
from alienor.cores.rules.model import (
    Article,
    Body,
    College,
    PollKind,
    Rulebook,
    SeatLine,
    Step,
    UnknownCode,
)
from alienor.cores.rules.parse import parse_rulebook
from alienor.cores.rules.polls import (
    Electorate,
    QuorumNeed,
    application_breach,
    change_breaches,
    decision_breach,
    electorate_of,
    groups_of,
    matter_of,
    method_breach,
    poll_breaches,
    quorum_of,
    rests_on_presence,
    step_of_poll,
    substance_breach,
)
from alienor.cores.rules.steps import (
    agenda_breach,
    step_breach,
    step_end_breach,
    step_open_breach,
    steps_open_after,
)

__all__ = [
    "Article",
    "Body",
    "Breach",
    "Change",
    "College",
    "Composition",
    "Electorate",
    "Fault",
    "Label",
    "Language",
    "PollKind",
    "QuorumNeed",
    "Rulebook",
    "RulebookInvalid",
    "SeatLine",
    "SeatLineCount",
    "Step",
    "SubQuotaCount",
    "UnknownCode",
    "UnknownTemplate",
    "agenda_breach",
    "application_breach",
    "breach_sentence",
    "change_breaches",
    "composition",
    "decision_breach",
    "diff_rulebooks",
    "electorate_of",
    "fault_sentence",
    "groups_of",
    "incompatible_bodies",
    "is_age",
    "load_template",
    "matter_of",
    "method_breach",
    "parse_rulebook",
    "poll_breaches",
    "quorum_of",
    "rests_on_presence",
    "step_breach",
    "step_end_breach",
    "step_of_poll",
    "step_open_breach",
    "steps_open_after",
    "substance_breach",
    "template_names",
    "template_text",
    "value_at_age",
    "values_at_birth",
]
