"""Submitted sheets. Append-only."""

from __future__ import annotations

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
    row = session.execute(_BY_ID, keys).first()
    return AttemptRow(*row) if row else None


def by_token(session: Session, school_id: UUID, student_id: UUID, token: UUID) -> AttemptRow | None:
    """A pupil's own sheet by the sheet's id."""
    row = session.execute(_BY_TOKEN, {"school_id": school_id, "student_id": student_id, "token": token}).first()
    return AttemptRow(*row) if row else None


def first_answers(session: Session, school_id: UUID, assignment_id: UUID) -> list[tuple[str, list[Any]]]:
    """(revision, answers) of every first quiz sheet handed in for one assignment of a classroom."""
    rows = session.execute(
        select(Attempt.revision, Attempt.answers)
        .where(
            Attempt.school_id == school_id,
            Attempt.assignment_id == assignment_id,
            Attempt.kind == AttemptKind.QUIZ,
        )
        .limit(500)
    )
    return [(revision, answers) for revision, answers in rows]
