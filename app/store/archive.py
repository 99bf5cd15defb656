"""Archived classes: which there are, and who sat in them at the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from app.domain.grades import Stage
from app.store.engine import Session
from app.store.schema import Classroom, Enrolment, School, Student


@dataclass(frozen=True, slots=True)
class ArchivedRow:
    """A class that is no more. `pupils` sat in it when it was archived."""

    id: UUID
    stage: Stage
    grade: int
    entry_year: int
    number: int
    label: str | None
    archived_on: date
    grade_system: str
    pupils: int


@dataclass(frozen=True, slots=True)
class FormerMember:
    """Somebody who sat in the class when it was archived."""

    id: UUID
    name: str
    left_on: date | None
    is_erased: bool


_AT_END = and_(
    Enrolment.school_id == Classroom.school_id,
    Enrolment.classroom_id == Classroom.id,
    Enrolment.to_on >= Classroom.archived_on,
)


def listed(session: Session, school_id: UUID, classroom_id: UUID | None = None) -> list[ArchivedRow]:
    """The archived classes of a school (or one of them), those archived last first. One query."""
    columns = (
        Classroom.id,
        Classroom.stage,
        Classroom.grade,
        Classroom.entry_year,
        Classroom.number,
        Classroom.label,
        Classroom.archived_on,
        School.grade_system,
    )
    statement = (
        select(*columns, func.count(Enrolment.student_id.distinct()))
        .join(School, School.id == Classroom.school_id)
        .outerjoin(Enrolment, _AT_END)
        .where(Classroom.school_id == school_id, Classroom.archived_on.is_not(None))
        .group_by(*columns)
        .order_by(Classroom.archived_on.desc(), Classroom.grade, Classroom.stage, Classroom.number, Classroom.id)
    )
    if classroom_id is not None:
        statement = statement.where(Classroom.id == classroom_id)
    return [_row(row) for row in session.execute(statement)]


def _row(row: Any) -> ArchivedRow:
    return ArchivedRow(*row)


def members(session: Session, school_id: UUID, classroom_id: UUID) -> list[FormerMember]:
    """Everybody who sat in an archived class at its end, by sort key."""
    inside = (
        select(Enrolment.student_id)
        .join(Classroom, and_(Classroom.school_id == Enrolment.school_id, Classroom.id == Enrolment.classroom_id))
        .where(Classroom.school_id == school_id, Classroom.id == classroom_id, Enrolment.to_on >= Classroom.archived_on)
    )
    statement = (
        select(Student.id, Student.name, Student.left_on, Student.erased_at.is_not(None))
        .where(Student.school_id == school_id, Student.id.in_(inside))
        .order_by(Student.sort_key, Student.id)
    )
    return [FormerMember(*row) for row in session.execute(statement)]
