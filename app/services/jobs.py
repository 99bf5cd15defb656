"""Work that goes on after the request: ordering it, doing it in a worker, and telling how far it is.

A job does its work in many short transactions of its own and can be taken up again after each of them: a worker that is
stopped puts its job back, and one that falls silent loses it to the next.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from app.domain.errors import Refusal
from app.domain.jobs import ABANDONED_AFTER, MOST_TRIES, JobKind, JobState
from app.services.seals import Seal
from app.store import jobs as store
from app.store.engine import Database, DatabaseUnavailable, Session
from app.store.jobs import JobProgress, JobRow

__all__ = ["JobRow"]

BEAT_SECONDS = 2.0
# A waiting job is claimed within a second where a worker is free; after this long nobody seems to be there.
STALLED_AFTER = timedelta(seconds=15)

log = structlog.get_logger()


class JobLost(Exception):
    """Another worker has taken the job over; whatever we still wanted to do is its business now."""


class Stopped(Exception):
    """The worker is to stop. The job waits for the next one."""


@dataclass(frozen=True, slots=True, repr=False)
class Tools:
    """What work needs beside its job: the database, the keys, the clock, the dice."""

    database: Database
    seal: Seal
    number_key: bytes
    guard_percent: int
    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]
    dice: Callable[[int], int]
    should_stop: Callable[[], bool] = lambda: False
    say: Callable[[int, int | None], None] = lambda _done, _total: None


@dataclass(slots=True)
class Work:
    """A claimed job in the hands of its handler."""

    job: JobRow
    tools: Tools
    _beaten_at: float = field(default=0.0, init=False)

    def beat(self, done: int, total: int | None = None, *, is_due: bool = False) -> None:
        """Tell how far the work is. Cheap, so call it often, but while no transaction is open.

        Raises JobLost where another worker has the job, and Stopped where this one is to end.
        """
        if self.tools.should_stop():
            raise Stopped
        self.tools.say(done, total)
        if not is_due and time.monotonic() - self._beaten_at < BEAT_SECONDS:
            return
        with self.tools.database.write() as session, session.begin():
            if not store.beat(session, self.job, self.tools.clock(), done, total):
                raise JobLost
        self._beaten_at = time.monotonic()


def _leave(_session: Session, _job: JobRow, _problem: str, _now: datetime) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Handler:
    """What does a kind of job. `give_up(session, job, problem, now)` tidies up after one that has failed for good."""

    run: Callable[[Work], None]
    give_up: Callable[[Session, JobRow, str, datetime], None] = _leave


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is, for people. `is_stalled`: it waits and no worker seems to be running."""

    kind: JobKind
    state: JobState
    done: int
    total: int | None
    is_stalled: bool
    problem: str = ""


def order(
    session: Session,
    kind: JobKind,
    *,
    school_id: UUID,
    ordered_by: UUID,
    now: datetime,
    new_id: Callable[[], UUID],
    subject_id: UUID | None = None,
    payload: Mapping[str, Any] | None = None,
) -> UUID:
    """Keep a job for the worker; returns its id. `payload` is stored as it is: no names, no student numbers."""
    row = {"school_id": school_id, "id": new_id(), "kind": kind, "ordered_by": ordered_by, "created_at": now}
    store.add(session, row | {"payload": dict(payload or {}), "subject_id": subject_id})
    job_id = row["id"]
    assert isinstance(job_id, UUID)  # noqa: S101 - narrows a type, checks nothing about input
    return job_id


def progress(session: Session, school_id: UUID, subject_id: UUID, *, now: datetime) -> Progress | None:
    """How far the latest job about something is; None where there never was one."""
    found = store.latest(session, school_id, subject_id)
    if found is None:
        return None
    stalled = found.state is JobState.WAITING and now - found.created_at > STALLED_AFTER and is_stalled(session, now)
    return Progress(found.kind, found.state, found.done, found.total, stalled or _is_silent(found, now), found.problem)


def is_stalled(session: Session, now: datetime) -> bool:
    """True where work has been waiting for a while and no worker is at anything else: none seems to be running."""
    since = store.waiting_since(session)
    if since is None or now - since <= STALLED_AFTER:
        return False
    beat_at = store.last_beat(session)
    return beat_at is None or now - beat_at > ABANDONED_AFTER


def claim(session: Session, kind: JobKind, subject_id: UUID, *, now: datetime) -> JobRow:
    """Take a job ordered in this very transaction, before any worker sees it: for the command line."""
    job = store.claim(session, [kind], now, subject_id=subject_id)
    if job is None:
        raise JobLost
    return job


def work_once(tools: Tools, handlers: Mapping[JobKind, Handler]) -> bool:
    """Do the oldest waiting job, if any, to its end; False where none waits."""
    with tools.database.write() as session, session.begin():
        job = store.claim(session, list(handlers), tools.clock())
    if job is None:
        return False
    if job.tries > MOST_TRIES:
        _give_up(tools, handlers[job.kind], job, "job_abandoned")
        return True
    perform(Work(job, tools), handlers[job.kind])
    return True


def perform(work: Work, handler: Handler) -> bool:
    """Do a claimed job; True where it is done. A refusal fails it with its code; what nobody expected is logged without
    a word of its own, because that may quote a person."""
    tools, job = work.tools, work.job
    try:
        handler.run(work)
    except JobLost:
        return False
    except Stopped:
        _put_back(tools, job, is_counted=False)
        return False
    except Refusal as refusal:
        _give_up(tools, handler, job, refusal.code)
        return False
    except DatabaseUnavailable as error:
        # The database was away, or decided for another transaction: the same work may well succeed later.
        _note(job, error)
        if job.tries < MOST_TRIES:
            _put_back(tools, job, is_counted=True)
        else:
            _give_up(tools, handler, job, "job_broken")
        return False
    except Exception as error:
        _note(job, error)
        _give_up(tools, handler, job, "job_broken")
        return False
    with tools.database.write() as session, session.begin():
        store.end(session, job, JobState.DONE, tools.clock())
    return True


def _is_silent(found: JobProgress, now: datetime) -> bool:
    if found.state is not JobState.RUNNING:
        return False
    return found.beat_at is None or now - found.beat_at > ABANDONED_AFTER


def _put_back(tools: Tools, job: JobRow, *, is_counted: bool) -> None:
    with tools.database.write() as session, session.begin():
        store.put_back(session, job, is_counted=is_counted)


def _give_up(tools: Tools, handler: Handler, job: JobRow, problem: str) -> None:
    with tools.database.write() as session, session.begin():
        if store.end(session, job, JobState.FAILED, tools.clock(), problem):
            handler.give_up(session, job, problem, tools.clock())


def _note(job: JobRow, error: BaseException) -> None:
    """Log where something broke, but neither its text nor any value."""
    bare = type("Hidden" + type(error).__name__, (Exception,), {})().with_traceback(error.__traceback__)
    log.error("job_broken", kind=str(job.kind), job=str(job.id), error=type(error).__name__, exc_info=bare)
