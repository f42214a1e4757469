"""What the stage keeps, one subject a module. Django finds every model here."""

from alienor.stages.sessions.models.days import AgendaItem, Paper, Prompt, Session
from alienor.stages.sessions.models.debates import (
    DebateArgument,
    DebateRecord,
    PositionCount,
    RecordedArgument,
)
from alienor.stages.sessions.models.incidents import Incident, PointOfOrder
from alienor.stages.sessions.models.minutes import Conclusion, Minutes, MinutesReply, MinutesSection
from alienor.stages.sessions.models.presence import (
    Absence,
    Answer,
    Badge,
    ExitSlips,
    ExitTotals,
    Presence,
)
from alienor.stages.sessions.models.speaking import SpeakingTap, SpeakingTurn
from alienor.stages.sessions.models.tables import (
    TableDraft,
    TableNotes,
    TablePhoto,
    TablePlan,
    TableSeat,
    TableSign,
    TableWish,
)

__all__ = [
    "Absence",
    "AgendaItem",
    "Answer",
    "Badge",
    "Conclusion",
    "DebateArgument",
    "DebateRecord",
    "ExitSlips",
    "ExitTotals",
    "Incident",
    "Minutes",
    "MinutesReply",
    "MinutesSection",
    "Paper",
    "PointOfOrder",
    "PositionCount",
    "Presence",
    "Prompt",
    "RecordedArgument",
    "Session",
    "SpeakingTap",
    "SpeakingTurn",
    "TableDraft",
    "TableNotes",
    "TablePhoto",
    "TablePlan",
    "TableSeat",
    "TableSign",
    "TableWish",
]
