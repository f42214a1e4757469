"""What the register's acts say of the rows of open data, and what they do not say.

Each type of act that tells something of a row is a line of `TELLS`: the file, the field that names
the row, and the columns that it settles. The last act that settles a cell is what it has to hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from alienor.auditing.bundles import Bundle, broken
from alienor.auditing.saying import say


@dataclass(frozen=True, kw_only=True)
class Around:
    """A moment, give or take."""

    at: datetime
    within: timedelta


Settled = str | Around
Entry = Mapping[str, Any]
Cell = Callable[[Bundle, Entry], Settled | None]
"""What a cell has to hold after an act: its text, a moment, or None where it is not said."""


@dataclass(frozen=True, kw_only=True)
class Tells:
    """An act tells of the rows of `file` that its fields `key` name (all of a list); the first
    one makes the row where `new`, or lets it be there where `may`, provided that the column `after`
    was told already. Rows that are in the state `ends` are first back in the second one that it
    names."""

    file: str
    key: tuple[str, ...]
    cells: Mapping[str, Cell]
    new: bool = False
    may: bool = False
    after: str = ""
    ends: tuple[str, str] | None = None


def always(text: str) -> Cell:
    return lambda _bundle, _entry: text


def said(name: str) -> Cell:
    """What the act says in its field of this name."""

    def cell(_bundle: Bundle, entry: Entry) -> str:
        value = entry["act"].get(name)
        return " ".join(value) if isinstance(value, list) else "" if value is None else str(value)

    return cell


def moment(name: str) -> Cell:
    """The moment that the act says, to the minute."""

    def cell(_bundle: Bundle, entry: Entry) -> Around:
        return Around(at=datetime.fromisoformat(entry["act"][name]), within=timedelta(minutes=1))

    return cell


def words(name: str) -> Cell:
    """The words that the act commits to; nothing where moderation hides them."""

    def cell(bundle: Bundle, entry: Entry) -> str:
        digest = entry["act"].get(name)
        return "" if digest is None else str(_opened(bundle, digest).get("text", ""))

    return cell


def is_hidden(name: str) -> Cell:
    def cell(bundle: Bundle, entry: Entry) -> str:
        return "true" if "hidden" in _opened(bundle, entry["act"][name]) else "false"

    return cell


def about_when(_bundle: Bundle, entry: Entry) -> Around:
    """When the act was done: it is dated as it begins, a row as it ends, and computing a draw takes
    its time."""
    return Around(at=datetime.fromisoformat(entry["at"]), within=timedelta(hours=1))


def unsaid(_bundle: Bundle, _entry: Entry) -> None:
    return None


def _state(file: str, key: str, state: str, **cells: Cell) -> Tells:
    return Tells(file=file, key=(key,), cells={"state": always(state), **cells})


EMPTY = always("")
TELLS: dict[str, Tells] = {
    "step_planned": Tells(file="steps", key=("step",), cells={"planned_on": said("planned_on")}),
    "step_started": Tells(file="steps", key=("step",), cells={"started_at": about_when}),
    "step_completed": Tells(file="steps", key=("step",), cells={"completed_at": about_when}),
    "topic_submitted": Tells(
        file="topics",
        key=("topic",),
        new=True,
        cells={
            "title": words("title"),
            "state": always("submitted"),
            "channel": said("channel"),
            "submitted": about_when,
            "merged_into": EMPTY,
            "not_met": EMPTY,
        },
    ),
    "topics_merged": _state("topics", "topic", "merged", merged_into=said("into")),
    "topic_admitted": _state("topics", "topic", "admitted", not_met=EMPTY),
    "topic_refused": _state("topics", "topic", "refused", not_met=said("criteria")),
    "topics_shortlisted": Tells(
        file="topics",
        key=("topics",),
        cells={"state": always("shortlisted")},
        ends=("shortlisted", "admitted"),
    ),
    "subject_chosen": _state("topics", "topic", "chosen"),
    "session_planned": Tells(
        file="sessions",
        key=("session",),
        new=True,
        cells={
            "kind": said("kind"),
            "body": said("body"),
            "title": said("title"),
            "state": always("planned"),
            "starts": moment("starts"),
            "place": said("place"),
        },
    ),
    "session_moved": Tells(
        file="sessions",
        key=("session",),
        cells={"starts": moment("starts"), "place": said("place")},
    ),
    "session_announced": _state("sessions", "session", "announced"),
    "session_opened": _state("sessions", "session", "opened"),
    "session_cancelled": _state("sessions", "session", "cancelled"),
    "session_closed": _state("sessions", "session", "closed", people=said("people")),
    # It told few people too, whom the files never tell.
    "session_closed/1": _state("sessions", "session", "closed", people=unsaid),
    "presences_entered": Tells(file="sessions", key=("session",), cells={"people": unsaid}),
    "hearing_proposed": Tells(
        file="hearings",
        key=("hearing",),
        new=True,
        cells={
            "state": always("proposed"),
            "qualification": said("qualification"),
            "role": words("role"),
            "stance": words("stance"),
        },
    ),
    "hearing_accepted": _state("hearings", "hearing", "accepted", interests=words("interests")),
    "hearing_scheduled": _state("hearings", "hearing", "scheduled", meeting=said("meeting")),
    "hearing_held": _state("hearings", "hearing", "held"),
    "hearing_withdrawn": _state("hearings", "hearing", "withdrawn"),
    "source_added": Tells(
        file="hearing_sources",
        key=("source",),
        new=True,
        cells={"hearing": said("hearing"), "title": words("title")},
    ),
    "hearing_cited": Tells(
        file="hearing_citations", key=("hearing", "text", "passage"), new=True, cells={}
    ),
    "proposal_drafted": Tells(
        file="proposals",
        key=("proposal",),
        new=True,
        cells={
            "number": said("number"),
            "title": words("title"),
            "state": always("drafted"),
            "poll": EMPTY,
        },
    ),
    "version_written": Tells(
        file="proposals", key=("proposal",), cells={"versions": said("version")}
    ),
    "proposal_summarised": Tells(
        file="proposals", key=("proposal",), cells={"cost_euros": said("cost_euros")}
    ),
    "proposal_frozen": _state("proposals", "proposal", "frozen"),
    "proposal_decided": Tells(
        file="proposals",
        key=("proposal",),
        cells={"state": said("outcome"), "poll": said("poll")},
    ),
    "test_requested": Tells(
        file="tests",
        key=("test",),
        new=True,
        cells={
            "proposal": said("proposal"),
            "version": said("version"),
            "axis": said("axis"),
            "service": said("service"),
            "due": said("due_on"),
            "answered": EMPTY,
            "verdict": EMPTY,
        },
    ),
    "test_answered": Tells(
        file="tests", key=("test",), cells={"verdict": said("verdict"), "answered": about_when}
    ),
    "poll_drafted": Tells(file="polls", key=("poll",), cells={"kind": said("kind")}),
    "poll_opened": Tells(
        file="polls",
        key=("poll",),
        cells={
            "question": words("question"),
            "channel": said("channel"),
            "entitled": said("entitled"),
            "opened": about_when,
        },
    ),
    "roll_extended": Tells(file="polls", key=("poll",), cells={"entitled": said("entitled")}),
    "poll_closed": Tells(file="polls", key=("poll",), cells={"closed": about_when}),
    "poll_published": Tells(
        file="polls",
        key=("poll",),
        new=True,
        cells={"outcome": said("outcome"), "annulled_reason": EMPTY},
    ),
    # Those that were annulled before their counts were published had no row at first.
    "poll_annulled/1": Tells(
        file="polls",
        key=("poll",),
        cells={"outcome": always("annulled"), "annulled_reason": words("reason")},
        may=True,
        after="opened",
    ),
    "poll_annulled/2": Tells(
        file="polls",
        key=("poll",),
        new=True,
        after="opened",
        cells={"outcome": always("annulled"), "annulled_reason": words("reason")},
    ),
    "file_transmitted": Tells(
        file="answers",
        key=("points",),
        new=True,
        cells=dict.fromkeys(
            ("verdict", "route", "reason", "budget_euros", "due", "answered"), EMPTY
        ),
    ),
    "point_answered": Tells(
        file="answers",
        key=("point",),
        cells={
            "verdict": said("verdict"),
            "route": said("route"),
            "reason": words("reason"),
            "budget_euros": said("budget_euros"),
            "due": said("due_on"),
            "answered": about_when,
        },
    ),
    "action_planned": Tells(
        file="actions",
        key=("action",),
        new=True,
        cells={
            "point": said("point"),
            "title": words("title"),
            "owner": said("owner"),
            "status": always("planned"),
            "budget_euros": said("budget_euros"),
            "spent_euros": EMPTY,
        },
    ),
    "action_status_changed": Tells(
        file="actions", key=("action",), cells={"status": said("status")}
    ),
    "spending_recorded": Tells(
        file="actions", key=("action",), cells={"spent_euros": said("spent_euros")}
    ),
    "question_asked": Tells(
        file="questions",
        key=("question",),
        new=True,
        cells={
            "title": words("title"),
            "addressee": said("addressee"),
            "asked": about_when,
            "due": said("due_on"),
            "answered": EMPTY,
            "hidden": is_hidden("text"),
        },
    ),
    "question_answered": Tells(file="questions", key=("question",), cells={"answered": about_when}),
    "draw_frozen": Tells(
        file="draws",
        key=("draw",),
        new=True,
        cells={
            "number": said("number"),
            "body": said("body"),
            "state": always("frozen"),
            "seats": said("seats"),
            "pool": said("pool"),
            "panel_number": EMPTY,
            "frozen": about_when,
            "drawn": EMPTY,
        },
    ),
    "draw_held": _state(
        "draws", "draw", "drawn", panel_number=said("panel_number"), drawn=about_when
    ),
    "draw_held_on_paper": Tells(file="draws", key=("draw",), cells={"drawn": moment("held_at")}),
    "draw_published": _state("draws", "draw", "published"),
    "draw_annulled": _state("draws", "draw", "annulled"),
}
KEPT_FIRST = {("questions", "answered")}
"""Columns that the first act settles: a question's first answer."""


ROWS = {
    "steps": ("step",),
    "answers": ("point",),
    **{one.file: one.key for one in TELLS.values() if one.new and one.key != ("points",)},
}
"""The columns that name a row of each file."""
MADE = {one.file for one in TELLS.values() if one.new}
"""The files whose rows are made by acts: no other row stands in them."""

Name = tuple[str, ...]


@dataclass(kw_only=True)
class Told:
    """What acts said of the rows of a file: those that they made, and the cells they settled, with
    the entry that did."""

    made: set[Name] = field(default_factory=set)
    may: set[Name] = field(default_factory=set)
    cells: dict[Name, dict[str, tuple[int, Settled]]] = field(default_factory=dict)


def check_facts(bundle: Bundle) -> str:
    """Every row of open data that acts made is there, and says what they said of it.

    Says how many cells they settle, and which columns they do not: those are proven as a whole, by
    the record of the files. Errors: BundleBroken.
    """
    told = facts_told(bundle)
    proven, unproven, found = 0, [], set()
    for path in bundle.paths("data/"):
        file = Path(path).stem
        if not path.endswith(".csv"):
            continue
        found.add(file)
        rows = bundle.rows(path)
        if file not in ROWS:
            unproven.append(file)
            continue
        settled = _check_rows(path, rows, told[file], named=ROWS[file])
        proven += sum(settled.values())
        columns = [name for name in rows[0] if name not in ROWS[file]] if rows else []
        if left := [name for name in columns if settled[name] < len(rows)]:
            unproven.append(f"{file} ({', '.join(left)})")
    if lost := sorted(file for file in MADE if told[file].made and file not in found):
        raise broken("{path} is missing", path=f"data/{lost[0]}.csv")
    _check_edition(bundle)
    counted = say("{proven} cells are what acts of the register say", proven=proven)
    if not unproven:
        return counted
    return say(
        "{counted}; only the record of the files proves: {names}",
        counted=counted,
        names=", ".join(unproven),
    )


def facts_told(bundle: Bundle) -> dict[str, Told]:
    """What acts say of each file. Words and dates are of the last that says them."""
    told = {file: Told() for file in ROWS}
    for number, entry in enumerate(bundle.entries):
        tells = TELLS.get(entry["type"]) or TELLS.get(entry["type"].partition("/")[0])
        if tells is None or entry.get("edition") != bundle.edition:
            continue
        one = told[tells.file]
        for before, back in (tells.ends,) if tells.ends else ():
            for cells in one.cells.values():
                if cells.get("state", (0, ""))[1] == before:
                    cells["state"] = (number, back)
        for name in _names(entry["act"], tells.key):
            cells = one.cells.setdefault(name, {})
            if not tells.after or tells.after in cells:
                one.made |= {name} if tells.new else set()
                one.may |= {name} if tells.may else set()
            for column, cell in tells.cells.items():
                if (tells.file, column) in KEPT_FIRST and cells.get(column, (0, ""))[1]:
                    continue
                value = cell(bundle, entry)
                if value is None:
                    cells.pop(column, None)
                else:
                    cells[column] = (number, value)
    return told


def _names(act: Mapping[str, Any], key: tuple[str, ...]) -> list[Name]:
    """The rows that an act tells of: the one that its fields name, or each of a list."""
    first = act[key[0]]
    return [(one,) for one in first] if isinstance(first, list) else [tuple(act[k] for k in key)]


def _check_rows(
    path: str, rows: list[dict[str, str]], told: Told, *, named: tuple[str, ...]
) -> Counter[str]:
    """How many cells of each column acts settle. Errors: BundleBroken, with the row."""
    held = [tuple(row[column] for column in named) for row in rows]
    astray = (set(held) ^ told.made) - told.may
    if Path(path).stem in MADE and (astray or len(set(held)) < len(held)):
        name = min(astray, default=("a row twice",))
        raise broken(
            "{path}: {names} is not where acts of the register put it",
            path=path,
            names=" ".join(name),
        )
    settled: Counter[str] = Counter()
    for name, row in zip(held, rows, strict=True):
        for column, (number, value) in told.cells.get(name, {}).items():
            if column not in row:  # a file of before that column
                continue
            if not _is(row[column], value):
                raise broken(
                    "{path}: {column} of {names} is not what entry {number} says",
                    path=path,
                    column=column,
                    names=" ".join(name),
                    number=number,
                )
            settled[column] += 1
    return settled


def _is(cell: str, value: Settled) -> bool:
    if isinstance(value, str):
        return cell.removeprefix("'") == value.removeprefix("'")
    return bool(cell) and abs(datetime.fromisoformat(cell) - value.at) <= value.within


def _check_edition(bundle: Bundle) -> None:
    """The edition's own file names the rules, the commitments and the derogations of the register,
    in their order, and no other."""
    held = bundle.json("data/edition.json")
    acts = {
        "rules": [(one["version"], one["sha256"]) for one in bundle.acts("rules_adopted/1")],
        "commitments": [one["text"] for one in bundle.acts("commitment_made/1")],
        "documents": [one["text"] for one in bundle.acts("document_linked/1")],
        "derogations": [
            (one["article"], one["breach"], one["reason"]) for one in bundle.acts("derogated/1")
        ],
    }
    said = {
        "rules": [(one["version"], one["sha256"]) for one in held["rules"]],
        "commitments": held["commitments"],
        "documents": [one["text"] for one in held["documents"]],
        "derogations": [
            (one["article"], one["breach"], one["reason"]) for one in held["derogations"]
        ],
    }
    for name, found in said.items():
        if sorted(found) != sorted(acts[name]):
            raise broken("data/edition.json: {name} are not those of the register", name=name)


def _opened(bundle: Bundle, digest: str) -> dict[str, Any]:
    opened: dict[str, Any] = bundle.json(f"texts/{digest}.json")
    return opened
