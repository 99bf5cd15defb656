"""Assignments, and where a pupil is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, and_, bindparam, exists, func, select, update

from app.domain.beliefs import Marks
from app.domain.completions import Rate, Rule
from app.store.engine import Session
from app.store.schema import Assignment, Campaign, CampaignLesson, Enrolment, Progress
from app.store.writes import insert_new

NO_MARKS = Marks()


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment as its pupil sees it. `step` is None until the first step was taken; `watched` are the
    seconds seen of the video that comes next."""

    id: UUID
    lesson_id: str
    opens_at: datetime
    due_at: datetime
    campaign_id: UUID | None
    campaign_name: str | None
    campaign_name_en: str | None
    closes_at: datetime | None
    rule_json: dict[str, Any] | None
    revision: str | None
    step: int | None
    sheets: int | None
    right: int | None
    asked: int | None
    open_questions: list[str] | None
    completed_at: datetime | None
    mastered_at: datetime | None
    retained_at: datetime | None
    beliefs_asked: int | None = None
    beliefs_held: int | None = None
    watched: int | None = None

    @property
    def rule(self) -> Rule:
        """The campaign's rule, or the standard one for a teacher's assignment."""
        return Rule.from_json(self.rule_json) if self.rule_json else Rule()


_TASK = (
    select(
        Assignment.id,
        Assignment.lesson_id,
        Assignment.opens_at,
        Assignment.due_at,
        Assignment.campaign_id,
        Campaign.name,
        Campaign.name_en,
        Campaign.closes_at,
        Campaign.rule,
        Progress.revision,
        Progress.step,
        Progress.sheets,
        Progress.right,
        Progress.asked,
        Progress.open_questions,
        Progress.completed_at,
        Progress.mastered_at,
        Progress.retained_at,
        Progress.beliefs_asked,
        Progress.beliefs_held,
        Progress.watched,
    )
    .outerjoin(Campaign, Campaign.id == Assignment.campaign_id)
    .outerjoin(
        Progress,
        and_(
            Progress.school_id == Assignment.school_id,
            Progress.assignment_id == Assignment.id,
            Progress.student_id == bindparam("student_id"),
        ),
    )
    .where(
        Assignment.school_id == bindparam("school_id"),
        Assignment.classroom_id == bindparam("classroom_id"),
        Assignment.ended_at.is_(None),
    )
)
_ALL_TASKS = (
    _TASK.where(Assignment.opens_at <= bindparam("now"), Assignment.due_at > bindparam("since"))
    .order_by(Assignment.due_at, Assignment.lesson_id, Assignment.id)
    .limit(100)
)
_SITS_THERE = exists().where(
    Enrolment.school_id == Assignment.school_id,
    Enrolment.student_id == bindparam("student_id"),
    Enrolment.classroom_id == Assignment.classroom_id,
    Enrolment.to_on.is_(None),
)
_ONE_TASK = _TASK.where(Assignment.id == bindparam("assignment_id"), _SITS_THERE)
_LOCK_PROGRESS = (
    select(Progress.sheets)
    .where(
        Progress.school_id == bindparam("school_id"),
        Progress.assignment_id == bindparam("assignment_id"),
        Progress.student_id == bindparam("student_id"),
    )
    .with_for_update()
)


def tasks(
    session: Session, school_id: UUID, classroom_id: UUID, student_id: UUID, *, now: datetime, since: datetime
) -> list[Task]:
    """The assignments of a classroom due after `since`, with this pupil's place in each; one query."""
    keys = {"school_id": school_id, "classroom_id": classroom_id, "student_id": student_id}
    return [Task(*row) for row in session.connection().execute(_ALL_TASKS, keys | {"now": now, "since": since})]


def task(
    session: Session, school_id: UUID, classroom_id: UUID, student_id: UUID, assignment_id: UUID, *, lock: bool = False
) -> Task | None:
    """One assignment of this classroom with this pupil's place, or None.

    With `lock` the place cannot change under us until the transaction ends, so that two tabs handing in at once are
    taken one after the other, and a pupil who is being moved to another class hands in before that or not at all.
    """
    keys = {"school_id": school_id, "student_id": student_id, "assignment_id": assignment_id}
    if lock:
        session.connection().execute(_LOCK_PROGRESS, keys)
    row = session.connection().execute(_ONE_TASK, keys | {"classroom_id": classroom_id}).first()
    return Task(*row) if row else None


def start(
    session: Session,
    school_id: UUID,
    assignment_id: UUID,
    student_id: UUID,
    *,
    revision: str,
    step: int,
    now: datetime,
    marks: Marks = NO_MARKS,
) -> bool:
    """Keep that the pupil has begun; False where that was known already."""
    row = {
        "school_id": school_id,
        "assignment_id": assignment_id,
        "student_id": student_id,
        "revision": revision,
        "step": step,
        "watched": 0,
        "started_at": now,
        "saved_at": now,
        "sheets": 0,
        "right": 0,
        "asked": 0,
        "open_questions": [],
        "beliefs_asked": marks.asked,
        "beliefs_held": marks.held,
    }
    return insert_new(session, Progress, row) == 1


_STILL_OPEN = (
    select(Assignment.id)
    .outerjoin(Campaign, Campaign.id == Assignment.campaign_id)
    .where(
        Assignment.school_id == bindparam("b_school_id"),
        Assignment.id == bindparam("b_assignment_id"),
        Campaign.closes_at.is_(None) | (Campaign.closes_at > bindparam("b_now")),
    )
    .correlate(None)
    .exists()
)
_MOVE = (
    update(Progress)
    .where(
        Progress.school_id == bindparam("b_school_id"),
        Progress.assignment_id == bindparam("b_assignment_id"),
        Progress.student_id == bindparam("b_student_id"),
        (Progress.step < bindparam("b_step")) | (Progress.revision != bindparam("b_revision")),
        Progress.asked == 0,
        _STILL_OPEN,
    )
    .values(
        step=bindparam("b_step"),
        watched=0,
        revision=bindparam("b_revision"),
        saved_at=bindparam("b_now"),
        beliefs_asked=bindparam("b_asked"),
        beliefs_held=bindparam("b_held"),
    )
    .returning(Progress.sheets)
)


def move(
    session: Session,
    school_id: UUID,
    assignment_id: UUID,
    student_id: UUID,
    *,
    revision: str,
    step: int,
    now: datetime,
    marks: Marks = NO_MARKS,
) -> int | None:
    """Keep a place further on; returns how many sheets were handed in here before, or None where nothing was kept
    because the place is an older one, was reached after the first sheet, or the campaign has closed."""
    keys = {
        "b_school_id": school_id,
        "b_assignment_id": assignment_id,
        "b_student_id": student_id,
        "b_step": step,
        "b_revision": revision,
        "b_now": now,
        "b_asked": marks.asked,
        "b_held": marks.held,
    }
    sheets: int | None = session.connection().execute(_MOVE, keys).scalar()
    return sheets


@cache
def _keep(names: tuple[str, ...]) -> Executable:
    return (
        update(Progress)
        .where(
            Progress.school_id == bindparam("b_school_id"),
            Progress.assignment_id == bindparam("b_assignment_id"),
            Progress.student_id == bindparam("b_student_id"),
        )
        .values({name: bindparam(f"new_{name}") for name in names})
    )


def keep_sheet(
    session: Session, school_id: UUID, assignment_id: UUID, student_id: UUID, values: dict[str, object]
) -> None:
    """Keep what a handed-in sheet changed in the pupil's place."""
    keys = {"b_school_id": school_id, "b_assignment_id": assignment_id, "b_student_id": student_id}
    new = {f"new_{name}": value for name, value in values.items()}
    session.connection().execute(_keep(tuple(values)), keys | new)


_CAMPAIGN_LESSONS = (
    select(
        CampaignLesson.lesson_id,
        func.max(Progress.completed_at),
        func.max(Progress.mastered_at),
        func.max(Progress.retained_at),
    )
    .outerjoin(
        Assignment,
        and_(
            Assignment.school_id == bindparam("school_id"),
            Assignment.campaign_id == CampaignLesson.campaign_id,
            Assignment.lesson_id == CampaignLesson.lesson_id,
        ),
    )
    .outerjoin(
        Progress,
        and_(
            Progress.school_id == Assignment.school_id,
            Progress.assignment_id == Assignment.id,
            Progress.student_id == bindparam("student_id"),
        ),
    )
    .where(
        CampaignLesson.campaign_id == bindparam("campaign_id"),
        CampaignLesson.min_grade <= bindparam("grade"),
        CampaignLesson.max_grade >= bindparam("grade"),
    )
    .group_by(CampaignLesson.lesson_id)
)


def campaign_rates(session: Session, school_id: UUID, student_id: UUID, campaign_id: UUID, grade: int) -> set[Rate]:
    """Which of completed, mastered and retained hold for every lesson a campaign asks of a grade, in any classroom."""
    keys = {"school_id": school_id, "student_id": student_id, "campaign_id": campaign_id, "grade": grade}
    lessons = session.connection().execute(_CAMPAIGN_LESSONS, keys).all()
    rates = (Rate.COMPLETED, Rate.MASTERED, Rate.RETAINED)
    return {rate for place, rate in enumerate(rates, start=1) if lessons and all(row[place] for row in lessons)}


def add(session: Session, assignments: Sequence[dict[str, Any]]) -> int:
    """Insert assignments that are not there yet; returns how many were."""
    return insert_new(session, Assignment, assignments)


def open_of_teacher(session: Session, school_id: UUID, classroom_id: UUID, lesson_id: str) -> Assignment | None:
    """A teacher's own assignment of a lesson to a classroom that has not been withdrawn; there is at most one."""
    return session.scalars(
        select(Assignment).where(
            Assignment.school_id == school_id,
            Assignment.classroom_id == classroom_id,
            Assignment.lesson_id == lesson_id,
            Assignment.campaign_id.is_(None),
            Assignment.ended_at.is_(None),
        )
    ).first()
