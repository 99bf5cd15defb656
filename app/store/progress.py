"""What is kept about all of a pupil's lessons at once: locking it, opening it again, carrying it to another class."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, or_, select, update
from sqlalchemy.orm import aliased

from app.store.engine import Session
from app.store.schema import Assignment, Progress
from app.store.writes import insert_for

_KEPT = (
    "revision",
    "started_at",
    "saved_at",
    "step",
    "watched",
    "sheets",
    "right",
    "asked",
    "open_questions",
    "completed_at",
    "mastered_at",
    "retained_at",
    "beliefs_asked",
    "beliefs_held",
)


def lock_all(session: Session, school_id: UUID, student_id: UUID) -> None:
    """Lock everything kept about a pupil's lessons, always in the same order."""
    lock_cohort(session, school_id, [student_id])


def lock_cohort(session: Session, school_id: UUID, student_ids: Collection[UUID]) -> None:
    """Lock everything kept about the lessons of several pupils, always in the same order."""
    session.execute(
        select(Progress.assignment_id)
        .where(Progress.school_id == school_id, Progress.student_id.in_(student_ids))
        .order_by(Progress.student_id, Progress.assignment_id)
        .with_for_update()
    ).all()


def reopen(session: Session, school_id: UUID, student_id: UUID, campaign_id: UUID, *, now: datetime) -> None:
    """Let a pupil take the lessons of a campaign again from the start. `sheets` goes on, so that new ones are drawn."""
    of_campaign = select(Assignment.id).where(Assignment.school_id == school_id, Assignment.campaign_id == campaign_id)
    anew: dict[str, object] = {"step": 0, "watched": 0, "right": 0, "asked": 0, "open_questions": [], "saved_at": now}
    anew |= {"completed_at": None, "mastered_at": None, "retained_at": None}
    session.execute(
        update(Progress)
        .where(
            Progress.school_id == school_id,
            Progress.student_id == student_id,
            Progress.assignment_id.in_(of_campaign),
        )
        .values({getattr(Progress, name): value for name, value in anew.items()})
    )


def carry(session: Session, school_id: UUID, student_id: UUID, *, from_id: UUID, to_id: UUID) -> None:
    """Carry a pupil's place in the campaigns' lessons from one classroom to the same lessons of another.

    What the other classroom holds already (the pupil was there before) gives way where less was done there.
    """
    carry_cohort(session, school_id, [student_id], from_id=from_id, to_id=to_id)


def carry_cohort(
    session: Session, school_id: UUID, student_ids: Collection[UUID], *, from_id: UUID, to_id: UUID
) -> None:
    """Carry the places of several pupils from one classroom to another, each as `carry` does."""
    there = aliased(Assignment)
    kept = [getattr(Progress, name) for name in _KEPT]
    rows = (
        select(Progress.school_id, there.id, Progress.student_id, *kept)
        .join(Assignment, and_(Assignment.school_id == Progress.school_id, Assignment.id == Progress.assignment_id))
        .join(
            there,
            and_(
                there.school_id == Assignment.school_id,
                there.campaign_id == Assignment.campaign_id,
                there.lesson_id == Assignment.lesson_id,
                there.classroom_id == to_id,
            ),
        )
        .where(
            Progress.school_id == school_id,
            Progress.student_id.in_(student_ids),
            Assignment.classroom_id == from_id,
        )
    )
    names = ["school_id", "assignment_id", "student_id", *_KEPT]
    insert = insert_for(session, Progress).from_select(names, rows, include_defaults=False)
    new, old = insert.excluded, Progress.__table__.c
    # A sheet's number is never used twice, so the count of them never falls.
    sheets = case((old.sheets > new.sheets, old.sheets), else_=new.sheets)
    session.connection().execute(
        insert.on_conflict_do_update(
            index_elements=["school_id", "assignment_id", "student_id"],
            set_={name: new[name] for name in _KEPT} | {"sheets": sheets},
            where=_is_further(new, old),
        )
    )


def _is_further(new: Any, old: Any) -> ColumnElement[bool]:
    """True where the carried place is ahead. What was completed, or begun with a sheet, is never lost to a later step
    from a forgotten tab."""
    is_later = and_(old.saved_at < new.saved_at, or_(new.asked > 0, old.asked == 0))
    return or_(
        and_(old.completed_at.is_(None), or_(new.completed_at.is_not(None), is_later)),
        and_(old.retained_at.is_(None), new.retained_at.is_not(None)),
    )
