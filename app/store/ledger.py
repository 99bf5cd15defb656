"""The ledger: who changed a figure or an account, when and why. Append-only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from app.store.engine import Session
from app.store.schema import Account, LedgerEntry, RosterEntry, Student
from app.store.writes import insert_new


def append(
    session: Session,
    *,
    entry_id: UUID,
    school_id: UUID,
    actor_id: UUID,
    deed: str,
    at: datetime,
    campaign_id: UUID | None = None,
    student_id: UUID | None = None,
    classroom_id: UUID | None = None,
    reason: str = "",
) -> None:
    """Write one line."""
    row = {
        "school_id": school_id,
        "id": entry_id,
        "at": at,
        "actor_id": actor_id,
        "deed": deed,
        "campaign_id": campaign_id,
        "student_id": student_id,
        "classroom_id": classroom_id,
        "reason": reason,
    }
    insert_new(session, LedgerEntry, row)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line as the school's own administrator reads it."""

    at: datetime
    actor_name: str
    deed: str
    student_name: str
    reason: str
    is_erased: bool = False


def of_campaign(
    session: Session,
    school_id: UUID,
    campaign_id: UUID,
    *,
    classroom_id: UUID | None = None,
    limit: int = 200,
    offset: int = 0,
) -> list[LedgerLine]:
    """The lines of a school in a campaign, newest first; with a classroom only those about its roster, and those about
    pupils who came into it or went."""
    statement = (
        select(LedgerEntry.at, Account.name, LedgerEntry.deed, Student.name, LedgerEntry.reason, Student.erased_at)
        .outerjoin(Account, and_(Account.school_id == LedgerEntry.school_id, Account.id == LedgerEntry.actor_id))
        .outerjoin(Student, and_(Student.school_id == LedgerEntry.school_id, Student.id == LedgerEntry.student_id))
        .where(LedgerEntry.school_id == school_id, LedgerEntry.campaign_id == campaign_id)
        .order_by(LedgerEntry.at.desc(), LedgerEntry.id.desc())
        .limit(limit)
        .offset(offset)
    )
    if classroom_id is not None:
        on_roster = select(RosterEntry.student_id).where(
            RosterEntry.campaign_id == campaign_id,
            RosterEntry.school_id == school_id,
            RosterEntry.classroom_id == classroom_id,
        )
        statement = statement.where(
            or_(LedgerEntry.student_id.in_(on_roster), LedgerEntry.classroom_id == classroom_id)
        )
    return [
        LedgerLine(at, actor or "", deed, pupil or "", why, erased_at is not None)
        for at, actor, deed, pupil, why, erased_at in session.execute(statement)
    ]


def count_of_campaign(session: Session, school_id: UUID, campaign_id: UUID) -> int:
    """How many lines of a school there are in a campaign."""
    key = (LedgerEntry.school_id == school_id, LedgerEntry.campaign_id == campaign_id)
    return session.scalar(select(func.count()).select_from(LedgerEntry).where(*key)) or 0
