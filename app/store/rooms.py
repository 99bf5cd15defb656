"""The classes of a school as its administrator keeps them: made, named, archived; who teaches there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select, update

from app.domain.grades import Stage
from app.store.engine import Session
from app.store.schema import Account, Card, Classroom, Enrolment, Posting, Student
from app.store.writes import insert_new


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A class with the number of its pupils today, and how many of them hold a login card."""

    id: UUID
    stage: Stage
    grade: int
    entry_year: int
    number: int
    label: str | None
    pupils: int
    cards: int


@dataclass(frozen=True, slots=True)
class Member:
    """A pupil who sits in a class today."""

    id: UUID
    name: str
    username: str | None
    from_on: date


_SITS = and_(
    Enrolment.school_id == Classroom.school_id, Enrolment.classroom_id == Classroom.id, Enrolment.to_on.is_(None)
)


def listed(session: Session, school_id: UUID) -> list[RoomRow]:
    """All classes of a school that are not archived, in the order of grades and numbers. Two queries."""
    columns = (
        Classroom.id,
        Classroom.stage,
        Classroom.grade,
        Classroom.entry_year,
        Classroom.number,
        Classroom.label,
    )
    rows = session.execute(
        select(*columns, func.count(Enrolment.id))
        .outerjoin(Enrolment, _SITS)
        .where(Classroom.school_id == school_id, Classroom.archived_on.is_(None))
        .group_by(*columns)
        .order_by(Classroom.grade, Classroom.stage, Classroom.number, Classroom.id)
    ).all()
    held = _cards(session, school_id)
    return [RoomRow(*row, held.get(row[0], 0)) for row in rows]


def _cards(session: Session, school_id: UUID) -> dict[UUID, int]:
    """classroom id -> how many of its pupils hold a card that works."""
    holders = (
        select(Enrolment.classroom_id, func.count(Enrolment.student_id.distinct()))
        .join(Account, and_(Account.school_id == Enrolment.school_id, Account.student_id == Enrolment.student_id))
        .join(Card, and_(Card.school_id == Account.school_id, Card.account_id == Account.id))
        .where(
            Enrolment.school_id == school_id,
            Enrolment.to_on.is_(None),
            Account.ended_at.is_(None),
            Card.ended_at.is_(None),
        )
        .group_by(Enrolment.classroom_id)
    )
    return {row[0]: int(row[1]) for row in session.execute(holders)}


def teachers(session: Session, school_id: UUID, classroom_ids: Collection[UUID], today: date) -> dict[UUID, list[str]]:
    """classroom id -> the names of those who teach there today, class teachers first."""
    rows = session.execute(
        select(Posting.classroom_id, Account.name)
        .join(Account, and_(Account.school_id == Posting.school_id, Account.id == Posting.account_id))
        .where(
            Posting.school_id == school_id,
            Posting.classroom_id.in_(classroom_ids),
            Posting.from_on <= today,
            Posting.to_on.is_(None) | (Posting.to_on > today),
            Account.ended_at.is_(None),
        )
        .order_by(Posting.is_homeroom.desc(), Account.name, Posting.id)
    )
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for classroom_id, name in rows:
        found[classroom_id].append(name)
    return dict(found)


def members(session: Session, school_id: UUID, classroom_id: UUID) -> list[Member]:
    """Everybody who sits in a class today, by sort key."""
    statement = (
        select(Student.id, Student.name, Account.username, Enrolment.from_on)
        .join(Enrolment, and_(Enrolment.school_id == Student.school_id, Enrolment.student_id == Student.id))
        .outerjoin(
            Account,
            and_(Account.school_id == Student.school_id, Account.student_id == Student.id, Account.ended_at.is_(None)),
        )
        .where(Student.school_id == school_id, Enrolment.classroom_id == classroom_id, Enrolment.to_on.is_(None))
        .order_by(Student.sort_key, Student.id)
    )
    return [Member(*row) for row in session.execute(statement)]


def lock(session: Session, school_id: UUID, classroom_id: UUID) -> bool:
    """Let nobody else archive or rename this class until the transaction ends; False where it is not there."""
    key = (Classroom.school_id == school_id, Classroom.id == classroom_id, Classroom.archived_on.is_(None))
    statement = select(Classroom.id).where(*key).with_for_update(key_share=True)
    return session.execute(statement).first() is not None


def add(session: Session, row: dict[str, Any]) -> bool:
    """Keep a new class; False where the school has one of this stage, entry year and number."""
    return insert_new(session, Classroom, row) == 1


def is_empty(session: Session, school_id: UUID, classroom_id: UUID) -> bool:
    """True where nobody sits in the class today."""
    key = (Enrolment.school_id == school_id, Enrolment.classroom_id == classroom_id, Enrolment.to_on.is_(None))
    return session.scalar(select(Enrolment.id).where(*key).limit(1)) is None


def labels(session: Session, school_id: UUID, stage: Stage, entry_year: int) -> dict[UUID, str]:
    """classroom id -> name, of the classes with a name of one year that are not archived."""
    rows = session.execute(
        select(Classroom.id, Classroom.label).where(
            Classroom.school_id == school_id,
            Classroom.stage == stage,
            Classroom.entry_year == entry_year,
            Classroom.archived_on.is_(None),
            Classroom.label.is_not(None),
        )
    )
    return {row[0]: row[1] or "" for row in rows}


def next_number(session: Session, school_id: UUID, stage: Stage, entry_year: int, *, above: int) -> int:
    """The first number above `above` that no class of this year has or had."""
    key = (Classroom.school_id == school_id, Classroom.stage == stage, Classroom.entry_year == entry_year)
    highest = session.scalar(select(func.max(Classroom.number)).where(*key, Classroom.number > above))
    return (highest or above) + 1


def call(session: Session, school_id: UUID, classroom_id: UUID, label: str | None) -> None:
    """Give a class a name to be shown in place of its number, or (None) take it away."""
    key = (Classroom.school_id == school_id, Classroom.id == classroom_id)
    session.execute(update(Classroom).where(*key).values(label=label))
