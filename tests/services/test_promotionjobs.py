"""The move up of a whole region, ordered by its bureau and done by a worker; and the same at the command line."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from app.cli.promotions import promote
from app.domain.access import Role
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.identifiers import uuid7
from app.domain.jobs import JobState
from app.services import jobs, promotionjobs
from app.services.handlers import HANDLERS
from app.services.jobs import Tools
from app.services.seals import Seal
from app.store.engine import Database, Session
from app.store.schema import Classroom, LedgerEntry, Region, School
from tests import builders, staff
from tests.clock import Clock
from tests.staff import statements

SEPTEMBER = datetime(2027, 9, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def county(session: Session, clock: Clock) -> Region:
    """A county with two schools of two classes each, on 1 September; a school of the next county."""
    clock.moment = SEPTEMBER
    county = builders.county(session)
    for authority in (county, county, builders.county(session)):
        school = builders.school(session, authority)
        for grade in (5, 6):
            builders.student(session, builders.classroom(session, school, grade=grade, number=1))
    session.commit()
    return county


def tools(database: Database, clock: Clock) -> Tools:
    return Tools(
        database=database,
        seal=Seal(bytes(32)),
        number_key=bytes(32),
        guard_percent=5,
        clock=clock,
        new_id=uuid7,
        dice=lambda _number: 0,
    )


def grades(session: Session) -> list[tuple[int, bool]]:
    """(grade, is archived) of all classes."""
    rows = session.execute(select(Classroom.grade, Classroom.archived_on)).all()
    session.commit()
    return sorted((row[0], row[1] is not None) for row in rows)


def test_a_bureau_moves_its_schools_up(database: Database, session: Session, county: Region, clock: Clock) -> None:
    account = builders.staff(session, role=Role.BUREAU, over=county)
    officer = staff.actor(session, account)
    board = promotionjobs.board(session, officer, 1, now=clock())
    assert (board.names, board.due, board.total, board.is_ahead) == ((county.name,), 2, 2, False)
    assert [school.due for school in board.schools] == [2, 2]
    with pytest.raises(Invalid, match="count_differs"):
        promotionjobs.order(session, officer, "3", now=clock(), new_id=uuid7)
    promotionjobs.order(session, officer, "2", now=clock(), new_id=uuid7)
    with pytest.raises(Conflict, match="promotion_at_work"):
        promotionjobs.order(session, officer, "2", now=clock(), new_id=uuid7)
    assert promotionjobs.board(session, officer, 1, now=clock()).is_at_work
    session.commit()
    assert jobs.work_once(tools(database, clock), HANDLERS)
    assert grades(session) == [(5, False), (6, False), (6, False), (6, False), (6, True), (6, True)]
    after = promotionjobs.board(session, officer, 1, now=clock())
    assert after.job is not None
    assert (after.due, after.job.state, after.job.done) == (0, JobState.DONE, 2)
    assert (after.is_ahead, after.on) == (True, date(2028, 9, 1))
    deeds = session.execute(select(LedgerEntry.deed, LedgerEntry.actor_id)).all()
    assert {row[1] for row in deeds} == {account.id}
    assert {row[0] for row in deeds} == {"promote_order", "promote_up", "promote_leave", "graduate"}


def test_a_job_taken_up_again_goes_on_with_the_rest(
    database: Database, session: Session, county: Region, clock: Clock
) -> None:
    officer = staff.actor(session, builders.staff(session, role=Role.BUREAU, over=county))
    promotionjobs.order(session, officer, "2", now=clock(), new_id=uuid7)
    session.commit()
    seen = 0

    def stop_at_the_second() -> bool:
        nonlocal seen
        seen += 1
        return seen == 2

    held = tools(database, clock)
    stopping = Tools(**{name: getattr(held, name) for name in Tools.__slots__} | {"should_stop": stop_at_the_second})
    jobs.work_once(stopping, HANDLERS)
    assert sum(archived for _grade, archived in grades(session)) == 1
    jobs.work_once(held, HANDLERS)
    assert sum(archived for _grade, archived in grades(session)) == 2
    assert not jobs.work_once(held, HANDLERS)


def test_who_sees_which_schools(session: Session, county: Region, clock: Clock) -> None:
    everything = staff.actor(session, builders.staff(session, role=Role.PLATFORM))
    assert promotionjobs.board(session, everything, 1, now=clock()).total == 3
    assert county.parent_id is not None
    city = session.get_one(Region, county.parent_id)
    above = staff.actor(session, builders.staff(session, role=Role.BUREAU, over=city))
    assert promotionjobs.board(session, above, 1, now=clock()).total == 2
    teacher = staff.actor(session, builders.teacher(session))
    admin = staff.actor(session, builders.staff(session))
    for stranger in (teacher, admin):
        with pytest.raises(NotFound):
            promotionjobs.board(session, stranger, 1, now=clock())
        with pytest.raises(NotFound):
            promotionjobs.order(session, stranger, "0", now=clock(), new_id=uuid7)
    with pytest.raises(NotFound):
        promotionjobs.board(session, above, 2, now=clock())


def test_the_list_costs_the_same_for_any_number_of_schools(session: Session, county: Region, clock: Clock) -> None:
    officer = staff.actor(session, builders.staff(session, role=Role.BUREAU, over=county))
    with statements() as few:
        promotionjobs.board(session, officer, 1, now=clock())
    for _ in range(5):
        builders.classroom(session, builders.school(session, county))
    with statements() as many:
        promotionjobs.board(session, officer, 1, now=clock())
    assert len(many) == len(few) <= 6


@pytest.mark.parametrize("system", ["63", "54"])
def test_the_database_and_the_rules_agree_on_who_is_due(session: Session, clock: Clock, system: str) -> None:
    """`is_behind` says in SQL what `promotions.plan` says class by class."""
    clock.moment = SEPTEMBER
    school = builders.school(session, grade_system=system)
    for grade in range(-2, 18):
        builders.classroom(session, school, grade=grade)
    platform = staff.actor(session, builders.staff(session, role=Role.PLATFORM))
    found = {row.id: row.due for row in promotionjobs.board(session, platform, 1, now=clock()).schools}
    assert found[school.id] == 20


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Commands over the test's database."""
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    monkeypatch.setenv("FIRST_LESSON_ENV", "demo")
    return CliRunner()


def test_the_command_line(session: Session, county: Region, run: CliRunner) -> None:
    """The clock of the command is the real one, so the classes are those of a year that is long over."""
    session.execute(update(Classroom).values(entry_year=Classroom.entry_year - 1, number=Classroom.grade))
    session.commit()
    here = ["--region", county.code or ""]
    dry = run.invoke(promote, [*here, "--dry-run", "--on", "2026-09-01"])
    assert dry.exit_code == 0, dry.output
    assert "would be: 2 schools, classes=4 up=2 archived=2 pupils leaving=2" in dry.output
    assert not any(archived for _grade, archived in grades(session))
    done = run.invoke(promote, [*here, "--on", "2026-09-01"])
    assert "done: 2 schools, classes=4 up=2 archived=2 pupils leaving=2" in done.output
    assert "done: 0 schools" in run.invoke(promote, [*here, "--on", "2026-09-01"]).output
    code = session.scalars(select(School.code).where(School.county_id != county.id)).first() or ""
    session.commit()
    assert "classes=2 up=1" in run.invoke(promote, ["--school", code, "--on", "2026-09-01"]).output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "exactly one of"),
        (["--school", "1", "--region", "2"], "exactly one of"),
        (["--school", "nothing"], "no school with this code"),
        (["--region", "999999"], "no such region"),
        (["--region", "x"], "no such region"),
    ],
)
def test_the_command_line_says_what_is_wrong(county: Region, run: CliRunner, words: list[str], said: str) -> None:
    answer = run.invoke(promote, words)
    assert answer.exit_code != 0
    assert said in answer.output


def test_a_day_that_has_not_come_is_refused(session: Session, county: Region, run: CliRunner) -> None:
    answer = run.invoke(promote, ["--region", county.code or "", "--on", "2999-09-01"])
    assert answer.exit_code == 1
    assert "promotion_later" in answer.output
    assert not any(archived for _grade, archived in grades(session))
