"""Reading how wrong beliefs are held: live for one class, from the counters for schools and regions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from app.domain.beliefmaps import Place, Sum
from app.domain.beliefs import Belief, belief_of
from app.domain.boards import Authority
from app.domain.grades import Stage
from app.store.engine import Session
from app.store.schema import Assignment, Attempt, AttemptKind, BeliefCounter, Classroom, Progress, RegionBelief, School
from app.store.statistics import FIGURES

_SIX = tuple(getattr(BeliefCounter, name) for name in FIGURES)


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson of a class with how many pupils have begun it."""

    lesson_id: str
    begun: int


@dataclass(frozen=True, slots=True)
class ClassSum:
    """The counters of one misconception in one lesson and classroom."""

    classroom_id: UUID
    stage: Stage
    grade: int
    number: int
    label: str | None
    sum: Sum[UUID]
    counted_at: datetime


def lessons(session: Session, school_id: UUID, classroom_id: UUID, since: datetime) -> list[LessonRow]:
    """The lessons that pupils of a class have begun since, the latest begun first."""
    rows = session.execute(
        select(Assignment.lesson_id, func.count(func.distinct(Progress.student_id)))
        .join(Progress, and_(Progress.school_id == Assignment.school_id, Progress.assignment_id == Assignment.id))
        .where(
            Assignment.school_id == school_id,
            Assignment.classroom_id == classroom_id,
            Progress.started_at >= since,
        )
        .group_by(Assignment.lesson_id)
        .order_by(func.max(Progress.started_at).desc(), Assignment.lesson_id)
    )
    return [LessonRow(*row) for row in rows]


def answers(
    session: Session, school_id: UUID, classroom_id: UUID, lesson_id: str, since: datetime
) -> list[tuple[Any, ...]]:
    """What a class answered in a lesson: (pupil, revision of the steps, asked, held, kind, revision of the sheet,
    answers), one line for each sheet, or with a sheet of None; the earliest first."""
    rows = session.execute(
        select(
            Progress.student_id,
            Progress.revision,
            Progress.beliefs_asked,
            Progress.beliefs_held,
            Attempt.kind,
            Attempt.revision,
            Attempt.answers,
        )
        .join(Assignment, and_(Assignment.school_id == Progress.school_id, Assignment.id == Progress.assignment_id))
        .outerjoin(
            Attempt,
            and_(
                Attempt.school_id == Progress.school_id,
                Attempt.assignment_id == Progress.assignment_id,
                Attempt.student_id == Progress.student_id,
                Attempt.kind.in_((AttemptKind.QUIZ, AttemptKind.REVIEW)),
            ),
        )
        .where(
            Progress.school_id == school_id,
            Progress.started_at >= since,
            Assignment.classroom_id == classroom_id,
            Assignment.lesson_id == lesson_id,
        )
        .order_by(Progress.started_at, Attempt.submitted_at, Attempt.id)
        .limit(2_000)
    )
    return [tuple(row) for row in rows]


def of_school(session: Session, school_id: UUID, year: int) -> list[ClassSum]:
    """All counters of a school in a school year."""
    rows = session.execute(
        select(
            BeliefCounter.classroom_id,
            BeliefCounter.stage,
            BeliefCounter.grade,
            Classroom.number,
            Classroom.label,
            BeliefCounter.counted_at,
            BeliefCounter.lesson_id,
            BeliefCounter.misconception,
            *_SIX,
        )
        .join(
            Classroom,
            and_(Classroom.school_id == BeliefCounter.school_id, Classroom.id == BeliefCounter.classroom_id),
        )
        .where(BeliefCounter.school_id == school_id, BeliefCounter.year == year)
        .order_by(BeliefCounter.grade, Classroom.number, BeliefCounter.classroom_id)
    )
    return [
        ClassSum(row[0], row[1], row[2], row[3], row[4], Sum(row[0], row[6], row[7], belief_of(row[8:])), row[5])
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class SchoolName:
    """A school on a map."""

    id: UUID
    name: str
    is_synthetic: bool


def by_place(session: Session, year: int, top: Authority) -> tuple[list[Sum[Place]], datetime | None]:
    """(sums by place of a region, as of)."""
    rows = _sums(session, RegionBelief, year, [top], ("province_id", "city_id", "county_id"))
    found = [Sum((row[0], row[1], row[2]), row[3], row[4], _belief(row)) for row in rows]
    return found, min((row.counted_at for row in rows), default=None)


def by_grade(session: Session, year: int, top: Authority) -> list[Sum[tuple[Stage, int]]]:
    """Sums by stage and grade of a region."""
    rows = _sums(session, RegionBelief, year, [top], ("stage", "grade"))
    return [Sum((row[0], row[1]), row[2], row[3], _belief(row)) for row in rows]


def by_school(
    session: Session, year: int, path: Sequence[Authority]
) -> tuple[list[SchoolName], list[Sum[UUID | None]]]:
    """(schools, sums by school) of a county."""
    rows = _sums(session, BeliefCounter, year, path, ("school_id",))
    sums: list[Sum[UUID | None]] = [Sum(row[0], row[1], row[2], _belief(row)) for row in rows]
    named = select(School.id, School.name, School.is_synthetic).where(School.id.in_({row[0] for row in rows}))
    return [SchoolName(*row) for row in session.execute(named)], sums


def _sums(
    session: Session,
    table: type[BeliefCounter | RegionBelief],
    year: int,
    path: Sequence[Authority],
    keys: Sequence[str],
) -> list[Any]:
    """Keys, lesson, misconception, the earliest moment of counting, and the six sums, inside a region."""
    what = [getattr(table, name) for name in (*keys, "lesson_id", "misconception")]
    sums = [func.sum(getattr(table, name)) for name in FIGURES]
    inside = [getattr(table, f"{one.level}_id") == one.id for one in path]
    counted_at = func.min(table.counted_at).label("counted_at")
    statement = select(*what, counted_at, *sums).where(table.year == year, *inside).group_by(*what)
    return list(session.execute(statement))


def _belief(row: Any) -> Belief:
    return belief_of([int(one) for one in row[-len(FIGURES) :]])
