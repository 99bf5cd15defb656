"""How far a pupil has come in the video that is the next step."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, update

from app.store.engine import Session
from app.store.schema import Progress

_KEEP = (
    update(Progress)
    .where(
        Progress.school_id == bindparam("b_school_id"),
        Progress.assignment_id == bindparam("b_assignment_id"),
        Progress.student_id == bindparam("b_student_id"),
        Progress.revision == bindparam("b_revision"),
        Progress.step == bindparam("b_step"),
        Progress.asked == 0,
        Progress.watched < bindparam("b_watched"),
    )
    .values(watched=bindparam("b_watched"), saved_at=bindparam("b_now"))
)


def keep(
    session: Session,
    school_id: UUID,
    assignment_id: UUID,
    student_id: UUID,
    *,
    revision: str,
    step: int,
    watched: int,
    now: datetime,
) -> None:
    """Keep the seconds watched where the pupil's place is this very step and less was known; else nothing happens."""
    keys = {
        "b_school_id": school_id,
        "b_assignment_id": assignment_id,
        "b_student_id": student_id,
        "b_revision": revision,
        "b_step": step,
        "b_watched": watched,
        "b_now": now,
    }
    session.connection().execute(_KEEP, keys)
