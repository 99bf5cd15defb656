"""What a class is asked for when it is given a course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.store.engine import Session
from app.store.schema import Assignment


@dataclass(frozen=True, slots=True)
class Asked:
    """A lesson the class is asked for, by a teacher or (None) by a campaign."""

    lesson_id: str
    assigned_by: UUID | None
    due_at: datetime
    created_at: datetime


def still_asked(session: Session, school_id: UUID, classroom_id: UUID, now: datetime) -> dict[str, Asked]:
    """What a class is asked for, by lesson: all from its teachers, and what campaigns ask whose window is not over."""
    columns = (Assignment.lesson_id, Assignment.assigned_by, Assignment.due_at, Assignment.created_at)
    statement = select(*columns).where(
        Assignment.school_id == school_id,
        Assignment.classroom_id == classroom_id,
        Assignment.ended_at.is_(None),
        Assignment.campaign_id.is_(None) | (Assignment.due_at > now),
    )
    rows = session.execute(statement.order_by(Assignment.created_at, Assignment.id))
    return {row[0]: Asked(*row) for row in rows}
