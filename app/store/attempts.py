"""Submitted sheets. Append-only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from app.store.engine import Session
from app.store.schema import Attempt, AttemptKind
from app.store.writes import insert_new


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One submitted sheet; `answers` are (question id, choice id, right) in sheet order."""

    id: UUID
    assignment_id: UUID
    token: UUID
    lesson_id: str
    kind: AttemptKind
    revision: str
    answers: list[tuple[str, str, bool]]
    right: int
    asked: int
    submitted_at: datetime


_COLUMNS = select(
    Attempt.id,
    Attempt.assignment_id,
    Attempt.token,
    Attempt.lesson_id,
    Attempt.kind,
    Attempt.revision,
    Attempt.answers,
    Attempt.right,
    Attempt.asked,
    Attempt.submitted_at,
).where(Attempt.school_id == bindparam("school_id"), Attempt.student_id == bindparam("student_id"))
_BY_ID = _COLUMNS.where(Attempt.id == bindparam("attempt_id"))
_BY_TOKEN = _COLUMNS.where(Attempt.token == bindparam("token"))


def append(session: Session, row: dict[str, Any]) -> bool:
    """Keep a sheet; False where this sheet was handed in before."""
    return insert_new(session, Attempt, row) == 1


def get(session: Session, school_id: UUID, student_id: UUID, attempt_id: UUID) -> AttemptRow | None:
    """A pupil's own sheet by id."""
    keys = {"school_id": school_id, "student_id": student_id, "attempt_id": attempt_id}
    row = session.connection().execute(_BY_ID, keys).first()
    return AttemptRow(*row) if row else None


def by_token(session: Session, school_id: UUID, student_id: UUID, token: UUID) -> AttemptRow | None:
    """A pupil's own sheet by the sheet's id."""
    row = (
        session.connection()
        .execute(_BY_TOKEN, {"school_id": school_id, "student_id": student_id, "token": token})
        .first()
    )
    return AttemptRow(*row) if row else None


def first_answers(session: Session, school_id: UUID, assignment_ids: Collection[UUID]) -> list[tuple[str, list[Any]]]:
    """(revision, answers) of the first quiz sheet every pupil handed in for these assignments of a classroom."""
    rows = session.execute(
        select(Attempt.assignment_id, Attempt.student_id, Attempt.revision, Attempt.answers)
        .where(
            Attempt.school_id == school_id,
            Attempt.assignment_id.in_(assignment_ids),
            Attempt.kind == AttemptKind.QUIZ,
        )
        .order_by(Attempt.submitted_at, Attempt.id)
        .limit(500 * max(1, len(assignment_ids)))
    )
    first: dict[tuple[UUID, UUID], tuple[str, list[Any]]] = {}
    for assignment_id, student_id, revision, answers in rows:
        first.setdefault((assignment_id, student_id), (revision, answers))
    return list(first.values())
