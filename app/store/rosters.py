"""Lists of pupils as they leave: whoever is at a school now, with class and identities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from app.domain.grades import Stage
from app.store.engine import Session
from app.store.schema import Classroom, Enrolment, School, SchoolKind, Student


@dataclass(frozen=True, slots=True)
class ListedSchool:
    """A school as a list names it."""

    id: UUID
    code: str | None
    name: str


@dataclass(frozen=True, slots=True)
class ListedPupil:
    """A pupil as a list names them. Stage, grade and number of the class are None for one without a class."""

    student_id: UUID
    number_hash: bytes | None
    local_id: str | None
    name: str
    stage: Stage | None
    grade: int | None
    number: int | None
    label: str | None

    def __repr__(self) -> str:
        return f"ListedPupil({self.student_id!s})"


def school(session: Session, school_id: UUID) -> ListedSchool | None:
    """A school by its id."""
    return next(_schools(session, School.id == school_id), None)


def schools_of_region(session: Session, region_id: UUID) -> list[ListedSchool]:
    """The schools that a region administers at any level, by code."""
    path = (School.province_id == region_id, School.city_id == region_id, School.county_id == region_id)
    return list(_schools(session, or_(*path)))


def pupils(session: Session, school_id: UUID) -> list[ListedPupil]:
    """Whoever is at a school now, by class and the sound of the name. One query a school, so memory stays bounded by
    the largest one."""
    is_here = (Student.school_id == school_id, Student.left_on.is_(None), Student.erased_at.is_(None))
    statement = (
        select(
            Student.id,
            Student.number_hash,
            Student.local_id,
            Student.name,
            Classroom.stage,
            Classroom.grade,
            Classroom.number,
            Classroom.label,
        )
        .outerjoin(
            Enrolment,
            and_(
                Enrolment.school_id == Student.school_id,
                Enrolment.student_id == Student.id,
                Enrolment.to_on.is_(None),
            ),
        )
        .outerjoin(Classroom, and_(Classroom.school_id == Enrolment.school_id, Classroom.id == Enrolment.classroom_id))
        .where(*is_here)
        .order_by(Classroom.grade, Classroom.stage, Classroom.number, Student.sort_key, Student.id)
    )
    return [ListedPupil(*row) for row in session.execute(statement)]


def _schools(session: Session, where: Any) -> Iterator[ListedSchool]:
    statement = select(School.id, School.code, School.name).where(where, School.kind == SchoolKind.SCHOOL)
    for row in session.execute(statement.order_by(School.code, School.id)):
        yield ListedSchool(*row)
