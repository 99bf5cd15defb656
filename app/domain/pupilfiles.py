"""Everything held about one pupil, as the guardian may read it. The names of these fields are the keys of the file for
machines; docs/privacy.md explains them.

No secret is among them: of passwords, PINs, cards and student numbers the file says only whether there is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.domain.grades import Stage

FORMAT = "first-lesson-pupil-file"
VERSION = 1


@dataclass(frozen=True, slots=True)
class PupilRecord:
    """The pupil as this school knows them."""

    student_id: UUID
    person_id: UUID
    name: str
    sort_key: str
    left_on: date | None
    has_number: bool
    local_id: str | None
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EnrolmentRecord:
    """A time in a class."""

    stage: Stage
    grade: int
    entry_year: int
    number: int
    label: str | None
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """A log-in. `failed_tries` are those that still slow it down."""

    account_id: UUID
    username: str
    name: str
    created_at: datetime
    ended_at: datetime | None
    has_password: bool
    must_change_password: bool
    has_pin: bool
    failed_tries: int
    last_failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A browser that was signed in."""

    began_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    means: str
    is_mobile: bool


@dataclass(frozen=True, slots=True)
class CardRecord:
    """A printed card."""

    issued_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """A place in a lesson. `beliefs_asked` and `beliefs_held` are the misconceptions its steps told about.

    `watched` are the seconds seen of the film that comes next.
    """

    assignment_id: UUID
    lesson_id: str
    lesson_title: str
    started_at: datetime
    saved_at: datetime
    step: int
    sheets: int
    right: int
    asked: int
    open_questions: tuple[str, ...]
    completed_at: datetime | None
    mastered_at: datetime | None
    retained_at: datetime | None
    beliefs_asked: tuple[str, ...] = ()
    beliefs_held: tuple[str, ...] = ()
    watched: int = 0


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One answered question; its words are empty where the library has lost them."""

    question_id: str
    choice_id: str
    right: bool
    question: str
    choice: str


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """A sheet that was handed in."""

    attempt_id: UUID
    assignment_id: UUID
    lesson_id: str
    lesson_title: str
    kind: str
    issued_at: datetime
    submitted_at: datetime
    right: int
    asked: int
    answers: tuple[AnswerRecord, ...]


@dataclass(frozen=True, slots=True)
class MilestoneRecord:
    """What was earned in a campaign."""

    rate: str
    achieved_at: datetime
    voided_at: datetime | None


@dataclass(frozen=True, slots=True)
class CampaignRecord:
    """A campaign that expected the pupil."""

    campaign_id: UUID
    name: str
    opens_at: datetime
    closes_at: datetime
    grade: int
    number: int
    excused_at: datetime | None
    excuse_reason: str | None
    milestones: tuple[MilestoneRecord, ...]


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A deed about the pupil. Who did it is another person, so the file says only where they belong."""

    at: datetime
    deed: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """An import that changed the pupil (`deed`), with what was there before; or one that still waits (`waiting`)."""

    import_id: UUID
    deed: str
    at: datetime | None
    before: dict[str, object]


@dataclass(frozen=True, slots=True)
class PupilFile:
    """The whole file: what one school holds. What another one holds about the same person has to be asked for there."""

    format: str
    version: int
    made_at: datetime
    school: str
    grade_system: str
    pupil: PupilRecord
    enrolments: tuple[EnrolmentRecord, ...]
    accounts: tuple[AccountRecord, ...]
    sessions: tuple[SessionRecord, ...]
    cards: tuple[CardRecord, ...]
    tasks: tuple[TaskRecord, ...]
    answers: tuple[AttemptRecord, ...]
    campaigns: tuple[CampaignRecord, ...]
    changes: tuple[ChangeRecord, ...]
    imports: tuple[ImportRecord, ...]

    def __repr__(self) -> str:
        return "PupilFile(...)"
