"""Rows whose time is over: counting them for a dry run, and deleting them a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, tuple_, update

from app.domain.campaigns import day_of
from app.domain.imports import ImportState
from app.domain.retention import PERIODS, Keep
from app.store.engine import Session
from app.store.schema import (
    Account,
    Assignment,
    Attempt,
    Base,
    Campaign,
    Card,
    ClassDevice,
    Enrolment,
    Grant,
    ImportChange,
    ImportFault,
    ImportFile,
    ImportRow,
    ImportSchool,
    Job,
    LedgerEntry,
    Login,
    LoginThrottle,
    Posting,
    Progress,
    RecoveryCode,
    RosterImport,
    SecondFactor,
    Student,
)
from app.store.schema import Session as SessionRow


@dataclass(frozen=True, slots=True)
class Doomed:
    """Rows of one table that go."""

    table: type[Base]
    where: ColumnElement[bool]


def doomed(keep: Keep, now: datetime) -> Sequence[Doomed]:
    """The rows of a rule that go now, table by table; those with a foreign key to others come first."""
    return _RULES[keep](PERIODS[keep].before(now))


def count(session: Session, rows: Doomed) -> int:
    """How many there are."""
    return int(session.scalar(select(func.count()).select_from(rows.table).where(rows.where)) or 0)


def remove(session: Session, rows: Doomed, limit: int) -> int:
    """Delete at most `limit` of them; returns how many were."""
    key = list(rows.table.__table__.primary_key)
    some = select(*key).where(rows.where).limit(limit)
    # A limited select inside IN is what both databases take; DELETE .. LIMIT is not.
    gone = delete(rows.table).where(tuple_(*key).in_(some) if len(key) > 1 else key[0].in_(some))
    return int(session.connection().execute(gone).rowcount)


def leavers(session: Session, now: datetime, limit: int | None) -> list[tuple[UUID, UUID]]:
    """(school, pupil) of those who left so long ago that they are to be erased, school by school."""
    since = day_of(PERIODS[Keep.PUPILS].before(now))
    statement = select(Student.school_id, Student.id).where(Student.left_on < since, Student.erased_at.is_(None))
    rows = session.execute(statement.order_by(Student.school_id, Student.id).limit(limit))
    return [(row[0], row[1]) for row in rows]


def former_staff(session: Session, now: datetime, limit: int | None) -> list[tuple[UUID, UUID]]:
    """(school, account) of members of staff whose account ended so long ago that it goes."""
    since = PERIODS[Keep.STAFF].before(now)
    statement = select(Account.school_id, Account.id).where(Account.ended_at < since, Account.student_id.is_(None))
    rows = session.execute(statement.order_by(Account.school_id, Account.id).limit(limit))
    return [(row[0], row[1]) for row in rows]


def remove_staff(session: Session, account_ids: Sequence[tuple[UUID, UUID]]) -> None:
    """Delete accounts of staff with what hangs on them. Their deeds stay in the ledger, without a name."""

    def theirs(table: Any, column: str = "account_id") -> ColumnElement[bool]:
        return tuple_(table.school_id, getattr(table, column)).in_(account_ids)

    session.execute(update(Assignment).where(theirs(Assignment, "assigned_by")).values(assigned_by=None))
    for table in (SessionRow, Card, SecondFactor, RecoveryCode, Posting, Grant, Login):
        session.execute(delete(table).where(theirs(table)))
    session.execute(delete(Account).where(theirs(Account, "id")))


def last_run(session: Session) -> datetime | None:
    """When the job ran last, by the ledger."""
    return session.scalar(select(func.max(LedgerEntry.at)).where(LedgerEntry.deed == "retention"))


def _tries(before: datetime) -> list[Doomed]:
    return [Doomed(LoginThrottle, LoginThrottle.last_failed_at < before)]


def _sessions(before: datetime) -> list[Doomed]:
    return [Doomed(SessionRow, or_(SessionRow.ended_at < before, SessionRow.expires_at < before))]


def _cards(before: datetime) -> list[Doomed]:
    return [Doomed(Card, Card.ended_at < before)]


def _devices(before: datetime) -> list[Doomed]:
    return [Doomed(ClassDevice, or_(ClassDevice.ended_at < before, ClassDevice.expires_at < before))]


def _uploads(before: datetime) -> list[Doomed]:
    """What came with a file; an import that is being applied right now is left alone."""
    is_at_work = RosterImport.state == ImportState.APPLYING
    of_file = and_(RosterImport.expires_at <= before, ~is_at_work)
    over = select(RosterImport.id).where(of_file)
    own = select(RosterImport.school_id, RosterImport.id).where(of_file)
    return [
        Doomed(ImportRow, ImportRow.import_id.in_(over)),
        *(Doomed(one, tuple_(one.school_id, one.import_id).in_(own)) for one in (ImportFault, ImportFile)),
    ]


def _changes(before: datetime) -> list[Doomed]:
    of_school = and_(ImportSchool.school_id == ImportChange.school_id, ImportSchool.import_id == ImportChange.import_id)
    return [Doomed(ImportChange, ~exists().where(of_school, ImportSchool.applied_at >= before))]


def _imports(before: datetime) -> list[Doomed]:
    old = select(RosterImport.school_id, RosterImport.id).where(RosterImport.created_at < before)
    return [
        Doomed(ImportSchool, tuple_(ImportSchool.order_id, ImportSchool.import_id).in_(old)),
        Doomed(RosterImport, RosterImport.created_at < before),
    ]


def _jobs(before: datetime) -> list[Doomed]:
    return [Doomed(Job, Job.finished_at < before)]


def _is_over(table: type[Attempt] | type[Progress], before: datetime) -> ColumnElement[bool]:
    """True where the task ended that long ago; a campaign's task never before the campaign itself."""
    ended = (
        select(Assignment.id)
        .outerjoin(Campaign, Campaign.id == Assignment.campaign_id)
        .where(
            Assignment.school_id == table.school_id,
            Assignment.id == table.assignment_id,
            Assignment.due_at < before,
            or_(Assignment.campaign_id.is_(None), Campaign.closes_at < before),
        )
    )
    return ended.exists()


def _answers(before: datetime) -> list[Doomed]:
    return [Doomed(Attempt, and_(Attempt.submitted_at < before, _is_over(Attempt, before)))]


def _places(before: datetime) -> list[Doomed]:
    return [Doomed(Progress, and_(Progress.saved_at < before, _is_over(Progress, before)))]


def _leftovers(_before: datetime) -> list[Doomed]:
    """A step or a sheet that was on its way while its pupil was erased."""

    def of_erased(table: Any) -> ColumnElement[bool]:
        is_whose = and_(Student.school_id == table.school_id, Student.id == table.student_id)
        return exists().where(is_whose, Student.erased_at.is_not(None))

    return [Doomed(table, of_erased(table)) for table in (Progress, Attempt, Enrolment)]


def _ledger(before: datetime) -> list[Doomed]:
    return [Doomed(LedgerEntry, LedgerEntry.at < before)]


_RULES: dict[Keep, Callable[[datetime], list[Doomed]]] = {
    Keep.TRIES: _tries,
    Keep.SESSIONS: _sessions,
    Keep.CARDS: _cards,
    Keep.DEVICES: _devices,
    Keep.UPLOADS: _uploads,
    Keep.CHANGES: _changes,
    Keep.IMPORTS: _imports,
    Keep.JOBS: _jobs,
    Keep.ANSWERS: _answers,
    Keep.PLACES: _places,
    Keep.LEFTOVERS: _leftovers,
    Keep.LEDGER: _ledger,
}
