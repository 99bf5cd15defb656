"""Devices opened for a class, and the pupils who may sign in on one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select, update

from app.store.engine import Session
from app.store.schema import Account, ClassDevice, Classroom, Enrolment, Student


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """An open device and who opened it."""

    token_hash: bytes
    opened_by: str
    opened_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class DevicePupil:
    """A pupil of the device's class. `pin_hash` is None where no PIN has been issued."""

    student_id: UUID
    account_id: UUID
    name: str
    username: str
    pin_hash: bytes | None


def add(session: Session, row: ClassDevice) -> None:
    """Keep an opened device."""
    session.add(row)
    session.flush()


def live(session: Session, school_id: UUID, token_hash: bytes, now: datetime) -> UUID | None:
    """The class for which this device is open; None where it is unknown, over, or the class is archived."""
    statement = (
        select(ClassDevice.classroom_id)
        .join(Classroom, and_(Classroom.school_id == ClassDevice.school_id, Classroom.id == ClassDevice.classroom_id))
        .where(
            ClassDevice.school_id == school_id,
            ClassDevice.token_hash == token_hash,
            ClassDevice.ended_at.is_(None),
            ClassDevice.expires_at > now,
            Classroom.archived_on.is_(None),
        )
    )
    return session.scalars(statement).first()


def of_class(session: Session, school_id: UUID, classroom_id: UUID, now: datetime) -> list[DeviceRow]:
    """The devices now open for a class, the latest first."""
    statement = (
        select(ClassDevice.token_hash, Account.name, ClassDevice.opened_at, ClassDevice.expires_at)
        .outerjoin(Account, and_(Account.school_id == ClassDevice.school_id, Account.id == ClassDevice.opened_by))
        .where(
            ClassDevice.school_id == school_id,
            ClassDevice.classroom_id == classroom_id,
            ClassDevice.ended_at.is_(None),
            ClassDevice.expires_at > now,
        )
        .order_by(ClassDevice.opened_at.desc(), ClassDevice.token_hash)
    )
    return [DeviceRow(row[0], row[1] or "", row[2], row[3]) for row in session.execute(statement)]


def end(session: Session, school_id: UUID, token_hash: bytes, at: datetime) -> None:
    """End one device."""
    key = (ClassDevice.school_id == school_id, ClassDevice.token_hash == token_hash, ClassDevice.ended_at.is_(None))
    session.execute(update(ClassDevice).where(*key).values(ended_at=at))


def pupils(session: Session, school_id: UUID, classroom_id: UUID, student_id: UUID | None = None) -> list[DevicePupil]:
    """The pupils of a class (or one of them) who have an account, in the order of class lists."""
    statement = (
        select(Student.id, Account.id, Student.name, Account.username, Account.pin_hash)
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
    if student_id is not None:
        statement = statement.where(Student.id == student_id)
    return [DevicePupil(*row) for row in session.execute(statement)]
