"""The blocks of parameters beside bodies, steps and polls: one table of the text each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from alienor.cores.rules.labels import Criterion, Label


@dataclass(frozen=True, kw_only=True)
class FunnelRound:
    """One round of the choice of the subject: `poll` keeps `keep` topics, by its `method`.
    `question`: what is asked, in the words of the rules; None leaves it to whoever drafts it."""

    keep: int
    poll: str
    method: str
    question: Label | None = None


@dataclass(frozen=True, kw_only=True)
class ChainRound:
    """One round of a chain of votes: `poll` keeps `keep` options, asked `question`."""

    keep: int
    poll: str
    question: Label


@dataclass(frozen=True, kw_only=True)
class Chain:
    """Votes that follow one another until one option is left. `code`: what its options are,
    "proposals" that the group submitted; topics have their own, `topics.funnel`."""

    code: str
    article: str
    label: Label
    rounds: tuple[ChainRound, ...]


@dataclass(frozen=True, kw_only=True)
class CallForTopics:
    """How subjects are collected."""

    channels: tuple[str, ...]
    days: int
    words_at_most: int


@dataclass(frozen=True, kw_only=True)
class Topics:
    """From the call to the subject. Only `subject_held_by` may withdraw or reword the subject."""

    article: str
    screening_bodies: tuple[str, ...]
    resubmission_days: int
    subject_held_by: str
    entering: int
    call: CallForTopics
    criteria: tuple[Criterion, ...]
    funnel: tuple[FunnelRound, ...]


@dataclass(frozen=True, kw_only=True)
class FeatureValue:
    """A value of a feature and its share of the population, in percent."""

    code: str
    label: Label
    share: Decimal


@dataclass(frozen=True, kw_only=True)
class Feature:
    """What the panel must resemble: `source` says where the shares come from."""

    code: str
    label: Label
    source: str
    invented: bool
    value: tuple[FeatureValue, ...]


@dataclass(frozen=True, kw_only=True)
class ThinPool:
    """What is done where fewer than `pool_per_seat` people a seat accepted."""

    pool_per_seat: int
    policy: str


@dataclass(frozen=True, kw_only=True)
class DrawRules:
    """The draw by lot: seats, reserve, household rule, quotas.

    `slack_seats`: how many seats a quota may stray on either side of the census share.
    """

    article: str
    seats: int
    reserve: int
    per_household: int
    slack_seats: int
    thin_pool: ThinPool
    feature: tuple[Feature, ...]


@dataclass(frozen=True, kw_only=True)
class FrameRule:
    """A source of people in the draw, with its share of the seats."""

    code: str
    label: Label
    seats: int


@dataclass(frozen=True, kw_only=True)
class Recruitment:
    """How people are reached before the draw."""

    article: str
    addresses_drawn: int
    attempts_per_door: int
    minimum_age: int
    frame: tuple[FrameRule, ...]


@dataclass(frozen=True, kw_only=True)
class Council:
    """What the council is asked, and by when it answers."""

    article: str
    routes: tuple[str, ...]
    answer_days: int


@dataclass(frozen=True, kw_only=True)
class Dialogue:
    """Questions between sessions: days within which an answer is due."""

    article: str
    answer_days: int


@dataclass(frozen=True, kw_only=True)
class FollowupRules:
    """Who follows up, and how many months after the vote the assembly meets again."""

    article: str
    body: str
    return_session_months: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Moderation:
    """Who moderates public contributions, and the days within which one may appeal."""

    article: str
    by: Label
    appeal_days: int


@dataclass(frozen=True, kw_only=True)
class Privacy:
    """No published figure counts fewer than `minimum_cell` people."""

    article: str
    minimum_cell: int

    def tells(self, count: int) -> bool:
        """Whether a figure that counts so many people may be published."""
        return count == 0 or count >= self.minimum_cell

    def withheld(self, counts: Mapping[str, int], *, public: Collection[str] = ()) -> set[str]:
        """The groups whose number is not told, of those that `counts` (people by group) makes up
        a whole with: groups of few people, but for those who sit in `public` office; and, where few
        people would come back by subtraction from the whole, the smallest others with them, those
        in public office last."""
        there = filter(counts.get, counts)
        groups = sorted(there, key=lambda one: (one in public, counts[one], one))
        hidden = {one for one in groups if one not in public and counts[one] < self.minimum_cell}
        for group in groups:
            if not self.tells(sum(counts[one] for one in hidden)):
                hidden.add(group)
        return hidden


@dataclass(frozen=True, kw_only=True)
class TestSheets:
    """How the city's services test a proposal."""

    __test__ = False  # not a test class, whatever its name suggests to pytest

    article: str
    answer_days: int
    axis: tuple[Criterion, ...]
    verdict: tuple[Criterion, ...]


@dataclass(frozen=True, kw_only=True)
class ProposalRules:
    """The grid of criteria against which the proposals of the edition are read."""

    article: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """Allowance of drawn members: cents an hour, under an income ceiling in euros."""

    article: str
    bodies: tuple[str, ...]
    cents_per_hour: int
    income_ceiling_euros: int
    meetings_at_most: int
