from __future__ import annotations

from django.db import models
from django.db.models import Q

from alienor.platform.public_ids import public_id
from alienor.platform.texts.models import Text
from alienor.stages.founding.models import Edition


class Session(models.Model):
    """A day of the assembly, or a working meeting of one of its groups.

    `step` is the step of the rules that this day is, empty where it is none (a meeting, a welcome).
    `version` grows with each change of its preparation. `capacity`: how many people the room may
    hold for safety; `companions` and `children` are there without a place in the body that meets.
    """

    class Kind(models.TextChoices):
        SESSION = "session"
        WELCOME = "welcome"
        FINAL_VOTE = "final_vote"
        RETURN = "return"
        MEETING = "meeting"

    class State(models.TextChoices):
        PLANNED = "planned"
        ANNOUNCED = "announced"
        OPENED = "opened"
        CLOSED = "closed"
        CANCELLED = "cancelled"

    class Screen(models.TextChoices):
        """What the screens of the hall show: the day as it goes, or one thing all the time."""

        DAY = "day"
        WELCOME = "welcome"
        PROGRAMME = "programme"
        TABLES = "tables"
        SPEAKING = "speaking"
        THANKS = "thanks"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    body = models.CharField(max_length=40)
    step = models.CharField(max_length=60, blank=True)
    number = models.PositiveSmallIntegerField(null=True)
    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    access = models.CharField(max_length=400, blank=True)
    chair = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    speaking = models.JSONField(default=dict)
    screen = models.CharField(max_length=12, choices=Screen.choices, default=Screen.DAY)
    capacity = models.PositiveIntegerField(null=True)
    companions = models.PositiveIntegerField(default=0)
    children = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["edition", "starts_at"])]


class AgendaItem(models.Model):
    """One item of the day, in order; `minutes` is how long it is planned to last. `begun_at` and
    `ended_at`: when it really was. `room` and `material` are for the team's sheet. `statement`: the
    position of the one on which a moving debate has people move now."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    title = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField()
    lead = models.CharField(max_length=160, blank=True)
    room = models.CharField(max_length=80, blank=True)
    material = models.CharField(max_length=300, blank=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    statement = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]


class Prompt(models.Model):
    """What an item puts to people: one of the questions of its tables, or one of the statements on
    which its moving debate has them move. `position` from 0."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="prompts")
    position = models.PositiveSmallIntegerField()
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="prompt_position")]


class Paper(models.Model):
    """Something to read before the day."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="papers")
    title = models.CharField(max_length=200)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()


class Answer(models.Model):
    """Whether somebody will come: yes, no, or not known yet."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="answers")
    person_id = models.BigIntegerField(db_index=True)
    college = models.CharField(max_length=30)
    answer = models.CharField(max_length=8)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person_id"], name="one_answer_a_person")
        ]


class Presence(models.Model):
    """Somebody who is (or was) there. `thanked_at`: when they were thanked after the day."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="presences")
    person_id = models.BigIntegerField(db_index=True)
    college = models.CharField(max_length=30)
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    thanked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person_id"], name="one_presence_a_person")
        ]


class Badge(models.Model):
    """A badge of one day. Its code is made again from `number` (`badges.code_of`): what is stored
    opens nothing. `person_id` is empty on one that is printed for whoever comes unannounced, and
    `ended_at` set on one that was lost."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="badges")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    person_id = models.BigIntegerField(null=True, db_index=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="badge_number"),
            models.UniqueConstraint(
                fields=["session", "person_id"],
                condition=Q(ended_at__isnull=True, person_id__isnull=False),
                name="one_badge_a_person",
            ),
        ]


class ExitSlips(models.Model):
    """The answers to the questions of the end that came on paper: how many slips, and by question
    how many of them gave each answer. They name nobody. `salt` opens what the register holds."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="exit_slips")
    slips = models.PositiveIntegerField()
    counts = models.JSONField()
    salt = models.BinaryField()
    entered_at = models.DateTimeField()


class SpeakingTurn(models.Model):
    """Somebody who asked for the floor, and how long they had it, in seconds."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SPEAKING = "speaking"
        SPOKEN = "spoken"
        WITHDRAWN = "withdrawn"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="turns")
    person_id = models.BigIntegerField(db_index=True)
    college = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(state="speaking"), name="one_speaker_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["session", "person_id"],
                condition=Q(state__in=["waiting", "speaking"]),
                name="once_on_the_list_of_speakers",
            ),
        ]


class SpeakingTap(models.Model):
    """From when to when a part of the assembly spoke, by touches at the desk; nobody is named."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="taps")
    part = models.CharField(max_length=30)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "alienor_drafts_taps"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(ended_at__isnull=True), name="one_tap_at_a_time"
            )
        ]


class TablePlan(models.Model):
    """How the tables of a day were asked for. `accessible`: numbers of tables; `balance`: what they
    mix; `officials`: the most elected members and agents at one, where that is limited."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="table_plan")
    tables = models.PositiveSmallIntegerField()
    rounds = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    accessible = models.JSONField(default=list)
    balance = models.JSONField(default=list)
    officials = models.PositiveSmallIntegerField(null=True)
    made_at = models.DateTimeField()


class TableWish(models.Model):
    """People (ids) who stay together or apart at the tables of a day, or need an accessible one."""

    class Kind(models.TextChoices):
        TOGETHER = "together"
        APART = "apart"
        ACCESS = "access"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="table_wishes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    people = models.JSONField()

    class Meta:
        ordering = ["pk"]


class TableSeat(models.Model):
    """Who sits at which table, in which round of the day."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="table_seats")
    round = models.PositiveSmallIntegerField()
    table = models.PositiveSmallIntegerField()
    person_id = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "round", "person_id"], name="one_table_a_round"
            )
        ]


class Conclusion(models.Model):
    """One sentence of "Ce que l'Assemblée a décidé aujourd'hui"."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="conclusions")
    position = models.PositiveSmallIntegerField()
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]


class Minutes(models.Model):
    """A version of the minutes. `text`: what is told first; the other words are its `sections`.
    `facts`: what was computed from the day when the version was written, as canonical JSON; empty
    in versions from before that. `reason`: why a version corrects the one before it.

    The latest version is drafted or corrected, submitted to those who were there until
    `remarks_until`, approved by them, then published.
    """

    class State(models.TextChoices):
        DRAFTED = "drafted"
        CORRECTED = "corrected"
        SUBMITTED = "submitted"
        APPROVED = "approved"
        PUBLISHED = "published"

    class How(models.TextChoices):
        """How it was approved: nobody asked for anything more in time, or a later day did it."""

        TACIT = "tacit"
        SESSION = "session"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    facts = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFTED)
    written_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    remarks_until = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_how = models.CharField(max_length=8, choices=How.choices, blank=True)
    approved_by = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, related_name="minutes_approved"
    )
    prepared_by = models.CharField(max_length=160, blank=True)
    validated_by = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="minutes_number")]


class MinutesSection(models.Model):
    """Words of one section of a version of the minutes; `code`: `item-3`, `remarks`."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=12)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "code"], name="minutes_section_once")
        ]


class MinutesReply(models.Model):
    """What somebody who was there says of submitted minutes. `note`: the sealed note with the
    correction that they ask for; `taken`: whether it is, once that is answered."""

    class Answer(models.TextChoices):
        APPROVE = "approve"
        CORRECT = "correct"

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="replies")
    person_id = models.BigIntegerField(db_index=True)
    answer = models.CharField(max_length=8, choices=Answer.choices)
    note = models.CharField(max_length=64, blank=True)
    taken = models.BooleanField(null=True)
    why = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    replied_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "person_id"], name="minutes_reply_once")
        ]


class TableSign(models.Model):
    """The sign of a table, whose code opens its page. The code is made again from `serial`
    (`signs.code_of`): what is stored opens nothing. `ended_at`: when another one replaced it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="table_signs")
    table = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["table", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["session", "serial"], name="table_sign_serial"),
            models.UniqueConstraint(
                fields=["session", "table"],
                condition=Q(ended_at__isnull=True),
                name="one_sign_a_table",
            ),
        ]


class TableDraft(models.Model):
    """What one device last wrote of a table for one question of an item, while it is typed.

    `question` from 1; 0 is the sheet's head (how many people sit there). `seq` counts the device's
    own versions; `seen` says up to which version of each other device this one goes on from, so
    that two that wrote without seeing each other are both kept. `late`: arrived once the item was
    over. Nothing of it is in the register before the table hands it in.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="table_drafts")
    table = models.PositiveSmallIntegerField()
    question = models.PositiveSmallIntegerField()
    client = models.CharField(max_length=32)
    seq = models.PositiveIntegerField()
    seen = models.JSONField(default=dict)
    content = models.JSONField()
    at = models.DateTimeField()
    late = models.BooleanField(default=False)

    class Meta:
        db_table = "alienor_drafts_tables"
        ordering = ["item", "table", "question", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "table", "question", "client"], name="one_draft_a_device"
            )
        ]


class TableNotes(models.Model):
    """What a table handed in for one question: canonical JSON in a text, whose digest the register
    holds. A later one replaces it; two of the same moment come from two devices that wrote apart.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="table_notes")
    table = models.PositiveSmallIntegerField()
    question = models.PositiveSmallIntegerField()
    people = models.PositiveSmallIntegerField(null=True)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["item", "table", "question", "pk"]


class PositionCount(models.Model):
    """How many stood on each side of a statement, each time they were counted."""

    statement = models.ForeignKey(Prompt, on_delete=models.CASCADE, related_name="counts")
    agree = models.PositiveIntegerField()
    between = models.PositiveIntegerField()
    disagree = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "alienor_drafts_positions"
        ordering = ["pk"]


class DebateArgument(models.Model):
    """What was said on one side of a statement, by nobody in particular, while it is noted down."""

    statement = models.ForeignKey(Prompt, on_delete=models.CASCADE, related_name="arguments")
    side = models.CharField(max_length=8)
    words = models.CharField(max_length=300)
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "alienor_drafts_arguments"
        ordering = ["pk"]


class DebateRecord(models.Model):
    """A statement's debate as the register holds it: counts with their times, arguments as texts.
    One for each statement; where its item goes on and ends again, it is made anew."""

    statement = models.OneToOneField(Prompt, on_delete=models.CASCADE, related_name="record")
    counts = models.JSONField()
    recorded_at = models.DateTimeField()


class RecordedArgument(models.Model):
    """An argument of a debate that is in the register."""

    debate = models.ForeignKey(DebateRecord, on_delete=models.CASCADE, related_name="arguments")
    side = models.CharField(max_length=8)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]


class PointOfOrder(models.Model):
    """A point of order: who asks, by function (never a name); what; what the chair decided."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="points_of_order")
    asked_by = models.CharField(max_length=120)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]


class Incident(models.Model):
    """Something that went wrong, for the team alone. The note is encrypted with a key of its own,
    in the key store: erasing the key erases the note, from backups too."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="incidents")
    kind = models.CharField(max_length=12)
    key = models.UUIDField()
    note = models.BinaryField()
    noted_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]


class TablePhoto(models.Model):
    """A photo of what a table drew or wrote on paper: re-encoded, so that nothing but the picture
    is left, and encrypted with a key of its own in the key store."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="photos")
    table = models.PositiveSmallIntegerField()
    key = models.UUIDField()
    picture = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
