"""Background work in the database: ordered, claimed by one worker at a time, finished."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update

from app.domain.jobs import ABANDONED_AFTER, JobKind, JobState
from app.store.engine import Session
from app.store.schema import Job


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as the worker that claimed it holds it. `tries` tells its claim from an earlier or a later one."""

    school_id: UUID
    id: UUID
    kind: JobKind
    ordered_by: UUID
    subject_id: UUID | None
    payload: dict[str, Any]
    tries: int


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job has come."""

    kind: JobKind
    state: JobState
    done: int
    total: int | None
    created_at: datetime
    beat_at: datetime | None
    problem: str


_ROW = (Job.school_id, Job.id, Job.kind, Job.ordered_by, Job.subject_id, Job.payload, Job.tries)
_PROGRESS = (Job.kind, Job.state, Job.done, Job.total, Job.created_at, Job.beat_at, Job.problem)


def add(session: Session, row: dict[str, Any]) -> None:
    """Keep a new job."""
    session.add(Job(**row))
    session.flush()


def claim(
    session: Session, kinds: Collection[JobKind], now: datetime, *, subject_id: UUID | None = None
) -> JobRow | None:
    """Take the oldest job (about `subject_id`, if given) that waits, or whose worker has fallen silent; None for none.

    Of two workers that see the same job only one gets it: the second one's UPDATE finds the row changed.
    """
    waits = and_(Job.kind.in_(kinds), or_(Job.state == JobState.WAITING, _is_abandoned(now)))
    if subject_id is not None:
        waits = and_(waits, Job.subject_id == subject_id)
    columns = select(*_ROW, Job.state, Job.beat_at).where(waits).order_by(Job.created_at, Job.id)
    found = session.execute(columns.limit(1)).first()
    if found is None:
        return None
    row = JobRow(*found[:7])
    still = (Job.school_id == row.school_id, Job.id == row.id, Job.state == found.state, Job.tries == row.tries)
    is_silent = Job.beat_at.is_(None) if found.beat_at is None else Job.beat_at == found.beat_at
    values = {"state": JobState.RUNNING, "started_at": now, "beat_at": now, "tries": row.tries + 1, "done": 0}
    taken = session.connection().execute(update(Job).where(*still, is_silent).values(values))
    if taken.rowcount != 1:
        return None
    return JobRow(row.school_id, row.id, row.kind, row.ordered_by, row.subject_id, row.payload, row.tries + 1)


def beat(session: Session, job: JobRow, now: datetime, done: int, total: int | None) -> bool:
    """Note that the worker is alive and how far it is; False where somebody else has the job now."""
    values = {"beat_at": now, "done": done, "total": total}
    return session.connection().execute(update(Job).where(*_is_ours(job)).values(values)).rowcount == 1


def end(session: Session, job: JobRow, state: JobState, now: datetime, problem: str = "") -> bool:
    """Note that the job is done or has failed; False where it is not ours."""
    values = {"state": state, "beat_at": None, "problem": problem, "finished_at": now}
    return session.connection().execute(update(Job).where(*_is_ours(job)).values(values)).rowcount == 1


def put_back(session: Session, job: JobRow, *, is_counted: bool) -> bool:
    """Let the next worker take the job up; False where it is not ours. Not counted as a try where the worker was told
    to stop."""
    values = {"state": JobState.WAITING, "beat_at": None, "tries": job.tries if is_counted else job.tries - 1}
    return session.connection().execute(update(Job).where(*_is_ours(job)).values(values)).rowcount == 1


def latest(session: Session, school_id: UUID, subject_id: UUID) -> JobProgress | None:
    """The latest job about something."""
    about = (Job.school_id == school_id, Job.subject_id == subject_id)
    row = session.execute(select(*_PROGRESS).where(*about).order_by(Job.created_at.desc(), Job.id.desc())).first()
    return JobProgress(*row) if row else None


def waiting_since(session: Session) -> datetime | None:
    """Since when the oldest waiting job waits."""
    waits = select(Job.created_at).where(Job.state == JobState.WAITING).order_by(Job.created_at)
    return session.scalar(waits.limit(1))


def last_beat(session: Session) -> datetime | None:
    """When a worker was last heard of that is at work now."""
    runs = select(Job.beat_at).where(Job.state == JobState.RUNNING, Job.beat_at.is_not(None))
    return session.scalar(runs.order_by(Job.beat_at.desc()).limit(1))


def _is_ours(job: JobRow) -> tuple[ColumnElement[bool], ...]:
    key = (Job.school_id == job.school_id, Job.id == job.id)
    return (*key, Job.state == JobState.RUNNING, Job.tries == job.tries)


def _is_abandoned(now: datetime) -> ColumnElement[bool]:
    silent = or_(Job.beat_at.is_(None), Job.beat_at < now - ABANDONED_AFTER)
    return and_(Job.state == JobState.RUNNING, silent)
