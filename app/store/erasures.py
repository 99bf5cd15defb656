"""Taking what names a pupil out of the database, so that every figure stays whole.

Beside retention this is the only place where rows of append-only tables go; docs/decisions/0018 says why.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, or_, select, update

from app.domain.campaigns import day_of
from app.store.engine import Session
from app.store.schema import (
    Account,
    Attempt,
    Campaign,
    Card,
    Enrolment,
    ImportChange,
    ImportRow,
    LedgerEntry,
    Login,
    LoginThrottle,
    Progress,
    RosterEntry,
    Student,
)
from app.store.schema import Session as SessionRow

# SQLite takes some thousand values in one statement; two hundred pupils keep a transaction short as well.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Erasure:
    """A pupil whose data was erased, and when. Nothing here names anybody."""

    school_id: UUID
    student_id: UUID
    erased_at: datetime


def lock(session: Session, school_id: UUID, student_ids: Collection[UUID]) -> list[UUID]:
    """Those of these pupils who are there and not erased yet; nobody else moves or erases them meanwhile."""
    statement = (
        select(Student.id)
        .where(Student.school_id == school_id, Student.id.in_(student_ids), Student.erased_at.is_(None))
        .order_by(Student.id)
    )
    return list(session.scalars(statement.with_for_update(key_share=True)))


def erase(
    session: Session, school_id: UUID, student_ids: list[UUID], *, at: datetime, new_id: Callable[[], UUID]
) -> None:
    """Erase pupils of one school, at most BATCH of them, locked before. Rosters and milestones stay, without a name.

    The person's id is replaced, so that nothing leads from here to what another school holds.
    """
    _learning(session, school_id, student_ids)
    _imports(session, school_id, student_ids)
    names = _accounts(session, school_id, student_ids)
    ledger = (LedgerEntry.school_id == school_id, LedgerEntry.reason != "")
    about = or_(LedgerEntry.student_id.in_(student_ids), LedgerEntry.reason.in_(names))
    session.execute(update(LedgerEntry).where(*ledger, about).values(reason=""))
    session.execute(delete(Enrolment).where(Enrolment.school_id == school_id, Enrolment.student_id.in_(student_ids)))
    empty: dict[str, Any] = {"name": "", "sort_key": "", "number_hash": None, "local_id": None, "erased_at": at}
    left_on = func.coalesce(Student.left_on, day_of(at))
    session.connection().execute(
        update(Student)
        .where(Student.school_id == school_id, Student.id == bindparam("whose"))
        .values(**empty, left_on=left_on, person_id=bindparam("nobody")),
        [{"whose": student_id, "nobody": new_id()} for student_id in student_ids],
    )


def _learning(session: Session, school_id: UUID, student_ids: list[UUID]) -> None:
    """Places and answers go. They are locked first, in the order in which handing in and voiding lock."""
    mine = (Progress.school_id == school_id, Progress.student_id.in_(student_ids))
    places = select(Progress.assignment_id).where(*mine).order_by(Progress.student_id, Progress.assignment_id)
    session.execute(places.with_for_update()).all()
    reasons = (RosterEntry.school_id == school_id, RosterEntry.student_id.in_(student_ids))
    session.execute(
        update(RosterEntry).where(*reasons, RosterEntry.excuse_reason.is_not(None)).values(excuse_reason="")
    )
    session.execute(delete(Progress).where(*mine))
    session.execute(delete(Attempt).where(Attempt.school_id == school_id, Attempt.student_id.in_(student_ids)))


def _imports(session: Session, school_id: UUID, student_ids: list[UUID]) -> None:
    """What files said about the pupils goes: what waits to be applied, and what an undo would bring back."""
    theirs = (Student.school_id == school_id, Student.id.in_(student_ids))
    numbers = select(Student.number_hash).where(*theirs, Student.number_hash.is_not(None))
    local_ids = select(Student.local_id).where(*theirs, Student.local_id.is_not(None))
    is_named = or_(
        ImportRow.student_id.in_(student_ids), ImportRow.number_hash.in_(numbers), ImportRow.local_id.in_(local_ids)
    )
    session.execute(delete(ImportRow).where(ImportRow.school_id == school_id, is_named))
    session.execute(
        delete(ImportChange).where(ImportChange.school_id == school_id, ImportChange.student_id.in_(student_ids))
    )


def _accounts(session: Session, school_id: UUID, student_ids: list[UUID]) -> list[str]:
    """Accounts with everything that opens them go; returns the user names. A pupil who moved keeps the log-in there."""
    theirs = (Account.school_id == school_id, Account.student_id.in_(student_ids))
    found = session.execute(select(Account.id, Account.username).where(*theirs)).all()
    ids, names = [row[0] for row in found], [row[1] for row in found]
    here = (Login.school_id == school_id, Login.account_id.in_(ids))
    session.execute(delete(LoginThrottle).where(LoginThrottle.username.in_(select(Login.username).where(*here))))
    session.execute(delete(Login).where(*here))
    for table in (SessionRow, Card):
        session.execute(delete(table).where(table.school_id == school_id, table.account_id.in_(ids)))
    session.execute(delete(Account).where(*theirs))
    return names


def running(session: Session, school_id: UUID, student_id: UUID, now: datetime) -> list[str]:
    """Names of the running campaigns that expect the pupil and go on counting them."""
    statement = (
        select(Campaign.name)
        .join(RosterEntry, RosterEntry.campaign_id == Campaign.id)
        .where(
            RosterEntry.school_id == school_id,
            RosterEntry.student_id == student_id,
            RosterEntry.excused_at.is_(None),
            Campaign.opens_at <= now,
            Campaign.closes_at > now,
        )
        .order_by(Campaign.opens_at.desc())
    )
    return list(session.scalars(statement))


def of_school(session: Session, school_id: UUID, *, limit: int) -> list[Erasure]:
    """The erasures of one school, the latest first."""
    statement = select(Student.school_id, Student.id, Student.erased_at)
    rows = session.execute(
        statement.where(Student.school_id == school_id, Student.erased_at.is_not(None))
        .order_by(Student.erased_at.desc(), Student.id)
        .limit(limit)
    )
    return [Erasure(school_id, id_, at) for school_id, id_, at in rows if at]


def all_of_them(session: Session) -> Iterator[Erasure]:
    """Every erasure of the installation, school by school."""
    statement = select(Student.school_id, Student.id, Student.erased_at).where(Student.erased_at.is_not(None))
    rows = session.execute(statement.order_by(Student.school_id, Student.id))
    for school_id, student_id, at in rows:
        if at is not None:
            yield Erasure(school_id, student_id, at)


def end_sessions(session: Session, at: datetime) -> int:
    """End every session there is: those in a backup must not come alive with it."""
    ended = session.execute(update(SessionRow).where(SessionRow.ended_at.is_(None)).values(ended_at=at))
    return int(ended.rowcount)  # type: ignore[attr-defined]
