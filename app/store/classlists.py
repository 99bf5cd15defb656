"""What a class page lists: pupils, their places, and assignments. No query depends on the size of the class."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union

from app.domain.completions import Rate
from app.store.engine import Session
from app.store.schema import Account, Assignment, Enrolment, Milestone, Progress, RosterEntry, Student


@dataclass(frozen=True, slots=True)
class PupilRow:
    """A pupil of the class now, or on its roster. `counted_in` is the classroom of the roster, `sits_in` today's."""

    id: UUID
    name: str
    username: str | None
    counted_in: UUID | None
    sits_in: UUID | None
    excused_at: datetime | None
    excuse_reason: str | None
    milestones: dict[Rate, datetime]
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """Where one pupil is in one lesson of a campaign."""

    student_id: UUID
    lesson_id: str
    revision: str
    step: int
    open_questions: list[str]
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """An assignment of the class, with how many of today's pupils began and completed it."""

    id: UUID
    lesson_id: str
    due_at: datetime
    campaign_id: UUID | None
    begun: int
    completed: int


def _theirs(table: type[RosterEntry | Enrolment | Account | Milestone]) -> ColumnElement[bool]:
    """The rows of a table that belong to the student of the query."""
    return and_(table.school_id == Student.school_id, table.student_id == Student.id)


def pupils(session: Session, school_id: UUID, classroom_id: UUID, campaign_id: UUID | None) -> list[PupilRow]:
    """Everybody on the class's roster of a campaign and everybody in the class today, by sort key. One query."""
    statement = (
        select(
            Student.id,
            Student.name,
            Account.username,
            RosterEntry.classroom_id,
            Enrolment.classroom_id,
            RosterEntry.excused_at,
            RosterEntry.excuse_reason,
            Milestone.rate,
            Milestone.achieved_at,
            Student.erased_at,
        )
        .outerjoin(RosterEntry, _theirs(RosterEntry) & (RosterEntry.campaign_id == campaign_id))
        .outerjoin(Enrolment, _theirs(Enrolment) & Enrolment.to_on.is_(None))
        .outerjoin(Account, _theirs(Account) & Account.ended_at.is_(None))
        .outerjoin(
            Milestone, _theirs(Milestone) & (Milestone.campaign_id == campaign_id) & Milestone.voided_at.is_(None)
        )
        .where(Student.school_id == school_id, Student.id.in_(_listed(school_id, classroom_id, campaign_id)))
        .order_by(Student.sort_key, Student.id)
    )
    found: dict[UUID, PupilRow] = {}
    for student_id, name, username, counted_in, sits_in, excused_at, reason, rate, at, erased_at in session.execute(
        statement
    ):
        row = PupilRow(student_id, name, username, counted_in, sits_in, excused_at, reason, {}, erased_at is not None)
        held = found.setdefault(student_id, row)
        if rate is not None:
            held.milestones[rate] = at
    return list(found.values())


def progress(session: Session, school_id: UUID, classroom_id: UUID, campaign_id: UUID) -> list[ProgressRow]:
    """Where those pupils are in the campaign's lessons, whichever classroom they took them in."""
    statement = (
        select(
            Progress.student_id,
            Assignment.lesson_id,
            Progress.revision,
            Progress.step,
            Progress.open_questions,
            Progress.completed_at,
        )
        .join(Assignment, and_(Assignment.school_id == Progress.school_id, Assignment.id == Progress.assignment_id))
        .where(
            Progress.school_id == school_id,
            Progress.student_id.in_(_listed(school_id, classroom_id, campaign_id)),
            Assignment.school_id == school_id,
            Assignment.campaign_id == campaign_id,
        )
    )
    return [ProgressRow(*row) for row in session.execute(statement)]


def assignments(session: Session, school_id: UUID, classroom_id: UUID, campaign_id: UUID | None) -> list[AssignmentRow]:
    """The teachers' assignments of a classroom and those of one campaign, the next due first."""
    statement = (
        select(
            Assignment.id,
            Assignment.lesson_id,
            Assignment.due_at,
            Assignment.campaign_id,
            func.count(Progress.student_id),
            func.count(Progress.completed_at),
        )
        .outerjoin(
            Progress,
            and_(
                Progress.school_id == Assignment.school_id,
                Progress.assignment_id == Assignment.id,
                Progress.student_id.in_(_enrolled(school_id, classroom_id)),
            ),
        )
        .where(
            Assignment.school_id == school_id,
            Assignment.classroom_id == classroom_id,
            Assignment.ended_at.is_(None),
            or_(Assignment.campaign_id.is_(None), Assignment.campaign_id == campaign_id),
        )
        .group_by(Assignment.id, Assignment.lesson_id, Assignment.due_at, Assignment.campaign_id)
        .order_by(Assignment.due_at.desc(), Assignment.lesson_id, Assignment.id)
        .limit(100)
    )
    return [AssignmentRow(*row) for row in session.execute(statement)]


def _enrolled(school_id: UUID, classroom_id: UUID) -> Any:
    return select(Enrolment.student_id).where(
        Enrolment.school_id == school_id, Enrolment.classroom_id == classroom_id, Enrolment.to_on.is_(None)
    )


def _listed(school_id: UUID, classroom_id: UUID, campaign_id: UUID | None) -> Any:
    on_roster = select(RosterEntry.student_id).where(
        RosterEntry.campaign_id == campaign_id,
        RosterEntry.school_id == school_id,
        RosterEntry.classroom_id == classroom_id,
    )
    return union(on_roster, _enrolled(school_id, classroom_id))


def with_accounts(
    school_id: UUID, classroom_id: UUID, student_id: UUID | None, extra: ColumnElement[Any]
) -> Select[Any]:
    """The pupils of a class (or one of them) who have an account, in the order of class lists: id of the pupil, of the
    account, name, user name, and one column more."""
    statement = (
        select(Student.id, Account.id, Student.name, Account.username, extra)
        .join(Enrolment, and_(Enrolment.school_id == Student.school_id, Enrolment.student_id == Student.id))
        .join(Account, and_(Account.school_id == Student.school_id, Account.student_id == Student.id))
        .where(
            Student.school_id == school_id,
            Enrolment.school_id == school_id,
            Enrolment.classroom_id == classroom_id,
            Enrolment.to_on.is_(None),
            Account.school_id == school_id,
            Account.ended_at.is_(None),
            Student.erased_at.is_(None),
        )
        .order_by(Student.sort_key, Student.id)
    )
    return statement if student_id is None else statement.where(Student.id == student_id)
