"""The classes of a school before and after a promotion, and the schools that have one before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update

from app.domain.grades import Stage
from app.domain.promotions import Key, Room
from app.domain.rosters.years import first_grade, school_year
from app.store.engine import Session
from app.store.schema import Classroom, Enrolment, School, SchoolKind
from app.store.writes import insert_new


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school with how many classes it has, and how many are not in the grade of this school year."""

    id: UUID
    name: str
    classes: int
    due: int


def lock(session: Session, school_id: UUID) -> None:
    """Let nobody else promote this school, or import into it, until the transaction ends; its classes stay as they
    are."""
    session.execute(select(School.id).where(School.id == school_id).with_for_update(key_share=True)).all()
    mine = select(Classroom.id).where(Classroom.school_id == school_id, Classroom.archived_on.is_(None))
    session.execute(mine.order_by(Classroom.id).with_for_update(key_share=True)).all()


def rooms(session: Session, school_id: UUID) -> list[Room]:
    """All classes of a school that are not archived, with the number of their pupils, by grade and number."""
    columns = (
        Classroom.id,
        Classroom.stage,
        Classroom.grade,
        Classroom.entry_year,
        Classroom.number,
        Classroom.label,
    )
    sits = and_(
        Enrolment.school_id == Classroom.school_id, Enrolment.classroom_id == Classroom.id, Enrolment.to_on.is_(None)
    )
    rows = session.execute(
        select(*columns, func.count(Enrolment.id))
        .outerjoin(Enrolment, sits)
        .where(Classroom.school_id == school_id, Classroom.archived_on.is_(None))
        .group_by(*columns)
        .order_by(Classroom.grade, Classroom.stage, Classroom.number, Classroom.id)
    )
    return [Room(*row) for row in rows]


def archived_keys(session: Session, school_id: UUID) -> list[Key]:
    """(stage, entry year, number) of the archived classes: no new class can have these."""
    rows = session.execute(
        select(Classroom.stage, Classroom.entry_year, Classroom.number).where(
            Classroom.school_id == school_id, Classroom.archived_on.is_not(None)
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]


def raise_grades(session: Session, school_id: UUID, grades: dict[UUID, int]) -> None:
    """Give classes their new grades, one statement for each grade."""
    for grade in sorted(set(grades.values())):
        ids = sorted(room_id for room_id, wanted in grades.items() if wanted == grade)
        key = (Classroom.school_id == school_id, Classroom.id.in_(ids))
        session.execute(update(Classroom).where(*key).values(grade=grade))


def add_room(session: Session, row: dict[str, Any]) -> None:
    """Keep a new class whose stage, entry year and number are free."""
    insert_new(session, Classroom, row)


def count_schools(session: Session, within: Sequence[tuple[str, UUID]], day: date, *, is_due: bool) -> int:
    """How many schools an authority runs; with `is_due` only those with classes that have to go up."""
    return session.scalar(select(func.count()).select_from(_schools(within, day, is_due=is_due).subquery())) or 0


def schools(
    session: Session,
    within: Sequence[tuple[str, UUID]],
    day: date,
    *,
    is_due: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[SchoolRow]:
    """Schools inside any of these (level, region id); all schools where there is none. Those with most to do first."""
    found = _schools(within, day, is_due=is_due).subquery()
    statement = select(found).order_by(found.c.due.desc(), found.c.name, found.c.id).offset(offset)
    rows = session.execute(statement.limit(limit) if limit is not None else statement)
    return [SchoolRow(row.id, row.name, row.classes, int(row.due or 0)) for row in rows]


def is_behind(day: date) -> ColumnElement[bool]:
    """Classes whose grade is lower than what their entry year asks for on a day."""
    starts = [(Classroom.stage == stage, first_grade(stage)) for stage in Stage if stage is not Stage.JUNIOR]
    junior = case((School.grade_system == "54", first_grade(Stage.JUNIOR, "54")), else_=first_grade(Stage.JUNIOR))
    begins = case(*starts, else_=junior)
    return Classroom.grade < begins + school_year(day) - Classroom.entry_year


def _schools(within: Sequence[tuple[str, UUID]], day: date, *, is_due: bool) -> Any:
    due = func.sum(case((is_behind(day), 1), else_=0))
    statement = (
        select(School.id, School.name, func.count(Classroom.id).label("classes"), due.label("due"))
        .join(Classroom, Classroom.school_id == School.id)
        .where(School.kind == SchoolKind.SCHOOL, Classroom.archived_on.is_(None))
        .group_by(School.id, School.name)
    )
    if within:
        statement = statement.where(or_(*(getattr(School, f"{level}_id") == region_id for level, region_id in within)))
    return statement.having(due > 0) if is_due else statement
