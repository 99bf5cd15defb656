"""Devices opened for a class, and the pupils who may sign in on one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select, update

from app.store.classlists import with_accounts
from app.store.engine import Session
from app.store.schema import Account, ClassDevice, Classroom


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
    statement = with_accounts(school_id, classroom_id, student_id, Account.pin_hash.expression)
    return [DevicePupil(*row) for row in session.execute(statement)]
