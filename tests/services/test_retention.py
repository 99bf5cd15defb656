"""What has been kept long enough goes, each kind after its own period and no other; figures stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.domain.identifiers import uuid7
from app.domain.imports import ImportState
from app.domain.jobs import JobKind
from app.domain.retention import PERIODS, Keep, read_summary, summary
from app.services import retention, rollups
from app.store.engine import Database, Session
from app.store.schema import (
    Account,
    Assignment,
    Base,
    Campaign,
    Card,
    ClassDevice,
    Job,
    LedgerEntry,
    Login,
    Progress,
    RosterImport,
    SecondFactor,
    Student,
)
from app.store.schema import Session as SessionRow
from tests import builders
from tests.builders import NOW, TODAY
from tests.services import archive
from tests.services.archive import Archive

DAY = timedelta(days=1)


@pytest.fixture
def held(session: Session) -> Archive:
    """The archive, with a card that ended, a device, a job that is done and a teacher who left, all at NOW."""
    made = archive.build(session)
    teacher = builders.teacher(session, made.room, ended_at=NOW)
    session.execute(update(Assignment).values(assigned_by=teacher.id))
    session.add(SecondFactor(school_id=teacher.school_id, account_id=teacher.id, secret=b"s", created_at=NOW))
    session.execute(update(Card).values(ended_at=NOW))
    device = {"token_hash": b"\x05" * 32, "opened_by": teacher.id, "opened_at": NOW, "expires_at": NOW}
    session.add(ClassDevice(school_id=made.room.school_id, classroom_id=made.room.id, **device))
    work: dict[str, Any] = {"kind": JobKind.PROMOTE, "ordered_by": teacher.id, "payload": {}}
    session.add(Job(school_id=made.room.school_id, id=uuid7(), created_at=NOW, finished_at=NOW, **work))
    session.execute(update(SessionRow).values(expires_at=NOW))
    session.execute(update(RosterImport).values(expires_at=NOW))
    session.execute(update(Student).where(Student.id == made.pupil.id).values(left_on=TODAY))
    session.execute(update(Campaign).values(closes_at=NOW + DAY))
    session.execute(update(Assignment).values(due_at=NOW + DAY))
    session.commit()
    return made


def run(database: Database, held: Archive, now: datetime, batch: int = 1000) -> dict[Keep, int]:
    held.session.rollback()
    with database.read() as session:
        foreseen = retention.foresee(session, now=now)
    done = retention.run(database.write.begin, now=now, batch=batch)
    assert done == foreseen, "a dry run says what will happen"
    with database.read() as session:
        assert rollups.verify(session) == []
    return done


def gone(counts: dict[Keep, int]) -> dict[str, int]:
    return {keep.value: number for keep, number in counts.items() if number}


def size(database: Database, table: type[Base]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_nothing_goes_on_the_day_it_came(held: Archive, database: Database) -> None:
    assert gone(run(database, held, NOW)) == {"uploads": 2}


# What goes by each rule, and how many days after NOW at the earliest.
CASES = [
    (Keep.TRIES, 1, 1),
    (Keep.SESSIONS, 30, 1),
    (Keep.CARDS, 90, 1),
    (Keep.DEVICES, 90, 1),
    (Keep.CHANGES, 30, 1),
    (Keep.JOBS, 90, 1),
    (Keep.IMPORTS, 1095, 4),
    (Keep.ANSWERS, 366, 2),
    (Keep.PLACES, 366, 2),
    (Keep.PUPILS, 365, 1),
    (Keep.STAFF, 365, 1),
    (Keep.LEDGER, 1095, 3),
]


@pytest.mark.parametrize(("keep", "days", "number"), CASES, ids=lambda value: str(value))
def test_a_rule_takes_its_rows_after_its_days_and_not_before(
    held: Archive, database: Database, keep: Keep, days: int, number: int
) -> None:
    held.session.rollback()
    with database.read() as session:
        assert retention.foresee(session, now=NOW + days * DAY - timedelta(seconds=1))[keep] == 0
        assert retention.foresee(session, now=NOW + (days + 1) * DAY)[keep] == number
    done = run(database, held, NOW + (days + 1) * DAY)
    assert done[keep] == number
    assert run(database, held, NOW + (days + 1) * DAY)[keep] == 0


def test_every_rule_has_a_case() -> None:
    assert {case[0] for case in CASES} | {Keep.UPLOADS, Keep.LEFTOVERS} == set(Keep)
    assert {keep: PERIODS[keep].days for keep, _days, _number in CASES} | {Keep.ANSWERS: 366, Keep.PLACES: 366} == {
        keep: days for keep, days, _number in CASES
    }


def test_a_leaver_is_erased_and_the_teacher_is_gone_after_a_year(held: Archive, database: Database) -> None:
    teacher = held.session.scalars(select(Account).where(Account.ended_at.is_not(None))).one().username
    run(database, held, NOW + 367 * DAY)
    with database.read() as session:
        row = session.get_one(Student, (held.room.school_id, held.pupil.id))
        assert (row.name, row.erased_at) == ("", NOW + 367 * DAY)
        assert session.get_one(Student, (held.room.school_id, held.mate.id)).name == "李同学"
        assert session.get(Login, teacher) is None
        assert session.scalars(select(Assignment.assigned_by)).all() == [None]
        assert session.scalars(select(LedgerEntry).where(LedgerEntry.deed == "erase")).all() == []
    assert size(database, SecondFactor) == 0


def test_a_campaign_that_still_runs_keeps_its_answers(held: Archive, database: Database) -> None:
    """However long ago they were given, and though the task itself was due."""
    held.session.execute(update(Campaign).values(closes_at=NOW + 2000 * DAY))
    held.session.commit()
    counts = run(database, held, NOW + 700 * DAY)
    assert (counts[Keep.ANSWERS], counts[Keep.PLACES]) == (0, 0)


def test_a_young_answer_to_an_old_task_stays(held: Archive, database: Database) -> None:
    later = NOW + 300 * DAY
    held.session.execute(update(Progress).where(Progress.student_id == held.mate.id).values(saved_at=later))
    held.session.commit()
    assert run(database, held, NOW + 400 * DAY)[Keep.PLACES] == 1


def test_an_import_at_work_is_left_alone(held: Archive, database: Database) -> None:
    held.session.execute(update(RosterImport).values(state=ImportState.APPLYING))
    held.session.commit()
    assert run(database, held, NOW + 10 * DAY)[Keep.UPLOADS] == 0


def test_a_sheet_on_its_way_while_its_pupil_was_erased_is_swept_up(held: Archive, database: Database) -> None:
    held.session.execute(update(Student).where(Student.id == held.mate.id).values(erased_at=NOW))
    held.session.commit()
    assert run(database, held, NOW)[Keep.LEFTOVERS] == 3


def test_small_batches_come_to_the_same(held: Archive, database: Database) -> None:
    assert sum(run(database, held, NOW + 1200 * DAY, batch=1).values()) > 15
    assert gone(run(database, held, NOW + 1200 * DAY)) == {}


def test_a_run_that_was_stopped_goes_on(held: Archive, database: Database) -> None:
    held.session.rollback()
    now, opened = NOW + 1200 * DAY, 0

    def begin() -> Any:
        nonlocal opened
        opened += 1
        if opened > 6:
            raise RuntimeError("the power is cut")
        return database.write.begin()

    with database.read() as session:
        wanted = retention.foresee(session, now=now)
    with pytest.raises(RuntimeError):
        retention.run(begin, now=now, batch=1)
    with database.read() as session:
        left = retention.foresee(session, now=now)
    assert 0 < sum(left.values()) < sum(wanted.values())
    run(database, held, now)
    with database.read() as session:
        assert sum(retention.foresee(session, now=now).values()) == 0


def test_the_ledger_tells_how_much_went(held: Archive, database: Database) -> None:
    done = run(database, held, NOW + 100 * DAY)
    with database.read() as session:
        line = session.scalars(select(LedgerEntry).where(LedgerEntry.deed == "retention")).one()
    assert read_summary(line.reason) == {keep: number for keep, number in done.items() if number}
    assert line.student_id is None


def test_it_is_due_once_a_day(held: Archive, database: Database) -> None:
    due: Callable[[datetime], bool] = lambda now: _is_due(database, now)  # noqa: E731
    assert due(NOW)  # ten in the morning in China
    run(database, held, NOW)
    assert not due(NOW + timedelta(hours=17))
    assert not due(NOW + timedelta(hours=24))
    assert due(NOW + timedelta(hours=30))
    tonight = NOW + timedelta(hours=17)
    run(database, held, tonight)
    assert [hours for hours in range(30) if due(tonight + timedelta(hours=hours))] == [23, 24, 25]


def _is_due(database: Database, now: datetime) -> bool:
    with database.read() as session:
        return retention.is_due(session, now=now)


def test_a_line_of_counts_fits_into_the_ledger() -> None:
    assert len(summary(dict.fromkeys(Keep, 999_999))) <= 200
    assert read_summary("sessions=3 nonsense pupils=x other=4") == {Keep.SESSIONS: 3}


def test_moments_are_utc() -> None:
    assert PERIODS[Keep.TRIES].before(datetime(2026, 1, 2, tzinfo=UTC)) == datetime(2026, 1, 1, tzinfo=UTC)
