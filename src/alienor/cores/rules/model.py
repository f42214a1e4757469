"""A rulebook once read: articles as text, parameters as data, all immutable.

Every block of parameters cites the article that it applies, so that a warning can always say
which article stands behind it. Instances come from `parse.parse_rulebook`, which checks them;
the classes themselves check nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Protocol, TypeVar

from alienor.cores.rules.blocks import (
    Allowance,
    Chain,
    Council,
    Dialogue,
    DrawRules,
    FollowupRules,
    Moderation,
    Privacy,
    ProposalRules,
    Recruitment,
    TestSheets,
    Topics,
)
from alienor.cores.rules.labels import Label
from alienor.cores.rules.labels import Language as Language  # noqa: PLC0414 (readers of the model need it)
from alienor.cores.rules.plain import Plain, plain


class UnknownCode(LookupError):
    """The rulebook holds no such article, body, college, step or kind of poll."""

    def __init__(self, what: str, code: str) -> None:
        super().__init__(f"{what}: {code}")
        self.what = what
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Article:
    """One article as people read it. `sources` are readable references, not internal marks."""

    number: str
    title: str
    text: str
    reconstructed: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class College:
    """A way of belonging to the assembly; `part` is its third of the tripartite composition."""

    code: str
    article: str
    part: str
    label: Label


@dataclass(frozen=True, kw_only=True)
class SubQuota:
    """At least `count` seats of a line go to `college`."""

    college: str
    count: int


@dataclass(frozen=True, kw_only=True)
class SeatLine:
    """Seats of one body shared by `colleges`. `count` is None where everyone may come."""

    colleges: tuple[str, ...]
    count: int | None
    source: str
    at_least: tuple[SubQuota, ...]


@dataclass(frozen=True, kw_only=True)
class Body:
    """A body of the assembly: its seats, and what it may do.

    `takes_decisions`: it may hold a decisive poll. `touches_substance`: it may work on what the
    subject is about. `absolute` names the powers whose refusal no derogation can lift.
    """

    code: str
    article: str
    label: Label
    takes_decisions: bool
    touches_substance: bool
    absolute: tuple[str, ...]
    seats: tuple[SeatLine, ...]
    mandate_from: str | None
    mandate_to: str | None
    expected_meetings: int | None

    def line_of(self, college: str) -> SeatLine | None:
        """The line on which `college` sits, or None where it has no seat."""
        return next((line for line in self.seats if college in line.colleges), None)


@dataclass(frozen=True, kw_only=True)
class Incompatibility:
    """Nobody sits in two of these bodies at once."""

    article: str
    bodies: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of the edition, open once every step of `after` is done.

    `number`, `purposes` and `convivial` (a convivial moment is on the agenda) describe sessions;
    elsewhere they are None, empty and False.
    """

    code: str
    article: str
    kind: str
    label: Label
    after: tuple[str, ...]
    number: int | None
    purposes: tuple[str, ...]
    convivial: bool


@dataclass(frozen=True, kw_only=True)
class CollegeElectorate:
    """Who votes in one college: "present", "seated" or "none"."""

    college: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class Majority:
    """At least `fraction` of `base`, or more than it where `strict`."""

    fraction: Fraction
    strict: bool
    base: str


@dataclass(frozen=True, kw_only=True)
class Quorum:
    """At least `fraction` of the seats, of the people entitled, or of the seats of a college."""

    fraction: Fraction
    of: str


@dataclass(frozen=True, kw_only=True)
class PollKind:
    """A kind of vote: who holds it, who votes, how, and what carries it.

    `double_majority`: colleges, or parts of several, in each of which the majority must hold as
    well. `steps`: where it
    may be held; empty means at any time. `required_sessions`: sessions held before it may open.
    """

    code: str
    article: str
    label: Label
    body: str
    decisive: bool
    about_substance: bool
    secret: bool
    channels: tuple[str, ...]
    method: str
    electorate: tuple[CollegeElectorate, ...]
    electorate_source: str
    majority: Majority | None
    quorum: Quorum | None
    double_majority: tuple[str, ...]
    tie: str
    required_sessions: int
    steps: tuple[str, ...]


class Coded(Protocol):
    @property
    def code(self) -> str: ...


_C = TypeVar("_C", bound=Coded)


_NO_PARAMETERS = frozenset({"name", "source", "title", "notice", "articles"})
_KEYS = {
    "colleges": "college",
    "bodies": "body",
    "incompatibilities": "incompatibility",
    "steps": "step",
    "polls": "poll",
    "chains": "chain",
}


def _found(what: str, items: Iterable[_C], code: str) -> _C:
    for item in items:
        if item.code == code:
            return item
    raise UnknownCode(what, code)


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """Grands principes de fonctionnement, as text and as data.

    `source` is the exact text that was read, for whoever hashes or shows it.
    """

    name: str
    source: str
    title: Label
    notice: Label
    articles: tuple[Article, ...]
    colleges: tuple[College, ...]
    bodies: tuple[Body, ...]
    incompatibilities: tuple[Incompatibility, ...]
    steps: tuple[Step, ...]
    topics: Topics
    polls: tuple[PollKind, ...]
    chains: tuple[Chain, ...]
    draw: DrawRules
    recruitment: Recruitment
    council: Council
    dialogue: Dialogue
    followup: FollowupRules
    moderation: Moderation
    privacy: Privacy
    test_sheets: TestSheets
    proposals: ProposalRules | None
    allowance: Allowance | None

    def article(self, number: str) -> Article:
        """The article numbered `number`; raises UnknownCode."""
        for article in self.articles:
            if article.number == number:
                return article
        raise UnknownCode("article", number)

    def college(self, code: str) -> College:
        """The college `code`; raises UnknownCode."""
        return _found("college", self.colleges, code)

    def body(self, code: str) -> Body:
        """The body `code`; raises UnknownCode."""
        return _found("body", self.bodies, code)

    def step(self, code: str) -> Step:
        """The step `code`; raises UnknownCode."""
        return _found("step", self.steps, code)

    def chain(self, code: str) -> Chain | None:
        """The chain of votes on this, or None where the rules know none."""
        return next((chain for chain in self.chains if chain.code == code), None)

    def poll_kind(self, code: str) -> PollKind:
        """The kind of poll `code`; raises UnknownCode."""
        return _found("poll", self.polls, code)

    @property
    def sessions(self) -> tuple[Step, ...]:
        """The steps that are sessions, by number."""
        numbered = [(step.number, step) for step in self.steps if step.number is not None]
        return tuple(step for _, step in sorted(numbered, key=lambda pair: pair[0]))

    def parameters(self) -> dict[str, Plain]:
        """Everything but the articles, as plain data fit for JSON, without a float.

        Keys are those of the rulebook's text. Coded items become tables keyed by their code;
        fractions and percentages become text.
        """
        return {
            _KEYS.get(field.name, field.name): plain(getattr(self, field.name))
            for field in fields(self)
            if field.name not in _NO_PARAMETERS
        }
