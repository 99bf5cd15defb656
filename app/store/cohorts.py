"""Pupils of a class who move or leave together: the same deeds as for one pupil, in a few statements for all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, exists, select, update

from app.store.bulk import insert_many
from app.store.engine import Session
from app.store.schema import (
    Account,
    Campaign,
    Classroom,
    Counter,
    Enrolment,
    LedgerEntry,
    Posting,
    RosterEntry,
    Student,
)
from app.store.schema import ClassDevice as Device
from app.store.schema import Session as SessionRecord

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Seat:
    """A pupil in a class today: the open enrolment."""

    student_id: UUID
    classroom_id: UUID
    enrolment_id: UUID


def seats(session: Session, school_id: UUID, classroom_ids: Collection[UUID]) -> list[Seat]:
    """Everybody who sits in these classes; nobody else moves them until the transaction ends.

    Locked first and read afterwards, so that what somebody changed while we waited is seen.
    """
    open_ones = (
        Enrolment.school_id == school_id,
        Enrolment.classroom_id.in_(classroom_ids),
        Enrolment.to_on.is_(None),
    )
    inside = select(Enrolment.student_id).where(*open_ones)
    lock = select(Student.id).where(Student.school_id == school_id, Student.id.in_(inside)).order_by(Student.id)
    session.execute(lock.with_for_update(key_share=True)).all()
    rows = session.execute(
        select(Enrolment.student_id, Enrolment.classroom_id, Enrolment.id)
        .where(*open_ones)
        .order_by(Enrolment.student_id)
    )
    return [Seat(*row) for row in rows]


def seats_of(session: Session, school_id: UUID, student_ids: Collection[UUID]) -> list[Seat]:
    """Where these pupils sit today; those who sit nowhere, or in another school, are left out."""
    found: list[Seat] = []
    for part in _parts(student_ids):
        key = (Enrolment.school_id == school_id, Enrolment.student_id.in_(part), Enrolment.to_on.is_(None))
        rows = session.execute(select(Enrolment.student_id, Enrolment.classroom_id, Enrolment.id).where(*key))
        found += [Seat(*row) for row in rows]
    return found


def end(session: Session, school_id: UUID, seats: Sequence[Seat], on: date) -> None:
    """Close these enrolments on a day; one that began later ends on the day it began."""
    ended = case((Enrolment.from_on > on, Enrolment.from_on), else_=on)
    for part in _parts([seat.enrolment_id for seat in seats]):
        key = (Enrolment.school_id == school_id, Enrolment.id.in_(part))
        session.execute(update(Enrolment).where(*key).values(to_on=ended))


def begin(
    session: Session,
    school_id: UUID,
    student_ids: Collection[UUID],
    classroom_id: UUID,
    on: date,
    *,
    new_id: Callable[[], UUID],
) -> None:
    """Open enrolments in a class; the former ones must be closed."""
    place: dict[str, Any] = {"school_id": school_id, "classroom_id": classroom_id, "from_on": on, "to_on": None}
    rows = [place | {"id": new_id(), "student_id": student_id} for student_id in student_ids]
    if rows:
        insert_many(session, Enrolment, list(rows))


def leave(session: Session, school_id: UUID, student_ids: Collection[UUID], on: date, at: datetime) -> None:
    """Note that these pupils left the school, and end their accounts with all sessions."""
    for part in _parts(student_ids):
        theirs = (Account.school_id == school_id, Account.student_id.in_(part))
        accounts = select(Account.id).where(*theirs)
        left = (Student.school_id == school_id, Student.id.in_(part))
        session.execute(update(Student).where(*left).values(left_on=on))
        open_ones = (SessionRecord.school_id == school_id, SessionRecord.ended_at.is_(None))
        ended = update(SessionRecord).where(*open_ones, SessionRecord.account_id.in_(accounts))
        session.execute(ended.values(ended_at=at).execution_options(synchronize_session=False))
        session.execute(update(Account).where(*theirs, Account.ended_at.is_(None)).values(ended_at=at))


def archive(session: Session, school_id: UUID, classroom_ids: Collection[UUID], on: date, at: datetime) -> None:
    """Put classes into the archive: their teachers lose them and the devices opened for them are closed."""
    rooms = (Classroom.school_id == school_id, Classroom.id.in_(classroom_ids), Classroom.archived_on.is_(None))
    session.execute(update(Classroom).where(*rooms).values(archived_on=on))
    posted = (Posting.school_id == school_id, Posting.classroom_id.in_(classroom_ids), Posting.to_on.is_(None))
    ended = case((Posting.from_on > on, Posting.from_on), else_=on)
    session.execute(update(Posting).where(*posted).values(to_on=ended))
    opened = (Device.school_id == school_id, Device.classroom_id.in_(classroom_ids), Device.ended_at.is_(None))
    session.execute(update(Device).where(*opened).values(ended_at=at))


def running(session: Session, school_id: UUID, now: datetime) -> list[UUID]:
    """The campaigns whose window is open and that count somebody of this school."""
    counts = exists().where(Counter.campaign_id == Campaign.id, Counter.school_id == school_id)
    statement = select(Campaign.id).where(Campaign.opens_at <= now, Campaign.closes_at > now, counts)
    return list(session.scalars(statement.order_by(Campaign.opens_at, Campaign.id)))


def expecting(
    session: Session, school_id: UUID, student_ids: Collection[UUID], campaign_ids: Collection[UUID]
) -> frozenset[UUID]:
    """Those of the campaigns whose roster holds any of these pupils."""
    found: set[UUID] = set()
    for part in _parts(student_ids):
        statement = select(RosterEntry.campaign_id).where(
            RosterEntry.campaign_id.in_(campaign_ids),
            RosterEntry.school_id == school_id,
            RosterEntry.student_id.in_(part),
        )
        found.update(session.scalars(statement.distinct()))
    return frozenset(found)


def note(session: Session, rows: list[dict[str, Any]]) -> None:
    """Write many lines of the ledger."""
    if rows:
        insert_many(session, LedgerEntry, list(rows))


def _parts(ids: Collection[UUID]) -> Iterator[list[UUID]]:
    """In the order of the ids, so that two transactions never wait for each other in a circle."""
    ordered = sorted(ids)
    for at in range(0, len(ordered), CHUNK):
        yield ordered[at : at + CHUNK]
