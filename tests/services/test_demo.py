"""The demo, at a tiny scale: exact figures, sources behind every figure, the same rows for the same seed."""

from __future__ import annotations

import json
import stat
from collections import Counter as Tallies
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from app.domain.campaigns import CHINA
from app.domain.completions import STANDARD_RULE
from app.domain.errors import Conflict
from app.domain.library import Library
from app.services import rollups
from app.services.demo import seeding
from app.services.demo.build import DemoLogin
from app.services.demo.scale import SMALL
from app.store import statistics
from app.store.engine import Session
from app.store.schema import (
    Account,
    Assignment,
    Attempt,
    AttemptKind,
    Base,
    BeliefCounter,
    Campaign,
    Classroom,
    Counter,
    DayCounter,
    Enrolment,
    LedgerEntry,
    Login,
    Milestone,
    Progress,
    Region,
    RosterEntry,
    School,
    SchoolKind,
    Student,
)
from tests.services.province import NOW, TINY, plant

Planted = tuple[Session, tuple[DemoLogin, ...]]


def count(session: Session, model: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def contents(session: Session) -> dict[str, set[tuple[object, ...]]]:
    tables = [table for table in Base.metadata.sorted_tables if not table.name.startswith("content")]
    return {table.name: {tuple(map(str, row)) for row in session.execute(select(table))} for table in tables}


@pytest.fixture
def tiny(session: Session) -> Planted:
    """A tiny province with its log-ins."""
    return session, plant(session)


def test_numbers_are_exact_and_names_are_marked(tiny: Planted) -> None:
    session, _ = tiny
    kinds = Tallies(session.scalars(select(School.kind)))
    assert kinds == {SchoolKind.SCHOOL: 14, SchoolKind.BUREAU: 5, SchoolKind.PLATFORM: 1}
    assert count(session, Student) == count(session, Enrolment) == 900
    assert not session.scalars(select(School.id).where(School.is_synthetic.is_(False))).all()
    names = session.scalars(select(School.name).where(School.kind == SchoolKind.SCHOOL)).all()
    assert len(set(names)) == len(names)
    assert set(session.scalars(select(Classroom.grade))) == set(range(-2, 18))


def test_some_schools_stand_outside_the_usual_tree(tiny: Planted) -> None:
    session, _ = tiny
    schools = select(School.name).where(School.kind == SchoolKind.SCHOOL)
    by_city = session.scalars(schools.where(School.county_id.is_(None), School.city_id.is_not(None))).all()
    by_province = session.scalars(schools.where(School.city_id.is_(None))).all()
    in_zone = session.scalars(schools.join(Region, Region.id == School.county_id).where(Region.is_zone)).all()
    assert (len(by_city), len(by_province), len(in_zone)) == (1, 2, 3)


def test_the_counters_equal_a_recount(tiny: Planted) -> None:
    session, _ = tiny
    assert rollups.verify(session) == []
    assert count(session, Counter) > 0
    assert count(session, DayCounter) > 0


def test_one_campaign_runs_and_one_is_over(tiny: Planted) -> None:
    session, _ = tiny
    summer, autumn = session.scalars(select(Campaign).order_by(Campaign.opens_at))
    assert (summer.slug, autumn.slug) == ("safe-summer-2026", "autumn-2026")
    assert summer.closed_at == summer.closes_at == datetime(2026, 9, 1, tzinfo=CHINA)
    assert autumn.opens_at == datetime(2026, 11, 6, tzinfo=CHINA)
    assert autumn.closes_at == datetime(2026, 12, 6, tzinfo=CHINA)
    assert autumn.closed_at is None
    assert summer.is_synthetic
    assert autumn.is_synthetic


def test_beliefs_are_told_before_and_after_and_the_lessons_help(tiny: Planted) -> None:
    """The map of a fresh demo is worth looking at: more hold a belief before a lesson than after it."""
    session, _ = tiny
    sums = [func.sum(getattr(BeliefCounter, name)) for name in statistics.FIGURES]
    before_asked, before_held, after_asked, after_held, later_asked, _later = session.execute(select(*sums)).one()
    assert min(before_asked, after_asked, later_asked) > 0
    assert before_held / before_asked > after_held / after_asked > 0


def test_the_running_campaign_is_half_done(tiny: Planted) -> None:
    session, _ = tiny
    autumn = session.scalars(select(Campaign).where(Campaign.closed_at.is_(None))).one()
    sums = [func.sum(getattr(Counter, name)) for name in ("roster", "excused", "reached", "completed", "mastered")]
    roster, excused, reached, completed, mastered = session.execute(
        select(*sums).where(Counter.campaign_id == autumn.id)
    ).one()
    assert roster > reached > completed > mastered > 0
    assert excused > 0
    grades = session.scalars(select(Counter.grade).where(Counter.campaign_id == autumn.id))
    assert set(grades) == set(range(-2, 18))  # kindergartens and first graders too


def test_every_completion_has_its_sources(tiny: Planted) -> None:
    """Completed in the running campaign means: every assignment of the class completed, each by a sheet handed in."""
    session, _ = tiny
    autumn = session.scalars(select(Campaign).where(Campaign.closed_at.is_(None))).one()
    tasks = Tallies(session.scalars(select(Assignment.classroom_id).where(Assignment.campaign_id == autumn.id)))
    done = Tallies(session.scalars(select(Progress.student_id).where(Progress.completed_at.is_not(None))))
    completed = session.scalars(
        select(Milestone).where(Milestone.campaign_id == autumn.id, Milestone.rate == "completed")
    ).all()
    assert completed
    assert all(done[one.student_id] == (0 if one.voided_at else tasks[one.classroom_id]) for one in completed)
    first = {
        (sheet.student_id, sheet.assignment_id): sheet
        for sheet in session.scalars(select(Attempt).where(Attempt.kind == AttemptKind.QUIZ))
    }
    for place in session.scalars(select(Progress).where(Progress.asked > 0)):
        sheet = first[place.student_id, place.assignment_id]
        assert (sheet.right, sheet.asked, sheet.revision) == (place.right, place.asked, place.revision)
        assert sheet.right == sum(right for _, _, right in sheet.answers)
        assert (place.completed_at is None) == bool(place.open_questions)
        is_mastery = STANDARD_RULE.is_mastery(place.right, place.asked)
        assert (place.mastered_at is not None) == (is_mastery and place.completed_at is not None)


def test_everything_happened_in_the_window_and_in_school_hours(tiny: Planted) -> None:
    session, _ = tiny
    autumn = session.scalars(select(Campaign).where(Campaign.closed_at.is_(None))).one()
    moments = [
        moment.astimezone(CHINA)
        for sheet in session.scalars(select(Attempt))
        for moment in (sheet.issued_at, sheet.submitted_at)
    ]
    assert all(autumn.opens_at <= moment <= NOW for moment in moments)
    assert {moment.weekday() for moment in moments} <= set(range(5))
    assert all(8 <= moment.hour < 18 for moment in moments)
    assert all(sheet.issued_at < sheet.submitted_at for sheet in session.scalars(select(Attempt)))


def test_some_questions_are_clearly_harder(tiny: Planted) -> None:
    session, _ = tiny
    right: Tallies[tuple[str, str]] = Tallies()
    asked: Tallies[tuple[str, str]] = Tallies()
    for sheet in session.scalars(select(Attempt).where(Attempt.kind == AttemptKind.QUIZ)):
        for question_id, _choice, is_right in sheet.answers:
            asked[sheet.lesson_id, question_id] += 1
            right[sheet.lesson_id, question_id] += is_right
    shares = [right[key] / asked[key] for key in asked if asked[key] >= 20]
    assert max(shares) - min(shares) > 0.25


def test_excuses_and_voids_stand_in_the_ledger(tiny: Planted) -> None:
    session, _ = tiny
    deeds = Tallies(session.scalars(select(LedgerEntry.deed)))
    excused = session.scalar(select(func.count(RosterEntry.excused_at))) or 0
    voided = select(func.count(Milestone.voided_at)).where(Milestone.rate == "completed")
    assert deeds["excuse"] == excused > 0
    assert deeds["void"] == (session.scalar(voided) or 0)
    assert not session.scalars(
        select(Milestone.rate).where(Milestone.rate == "reached", Milestone.voided_at.is_not(None))
    ).all()


def test_the_listed_log_ins_are_what_the_contract_asks_for(tiny: Planted) -> None:
    session, logins = tiny
    assert Tallies(login.role for login in logins) == {
        "student": 3,
        "teacher": 2,
        "school": 2,
        "bureau": 4,
        "platform": 1,
    }
    first, second, other = (login for login in logins if login.role == "student")
    teachers = [login.scope for login in logins if login.role == "teacher"]
    assert first.scope == second.scope == teachers[0] != other.scope == teachers[1]
    for login in logins:
        school_id, account_id = session.execute(
            select(Login.school_id, Login.account_id).where(Login.username == login.username)
        ).one()
        account = session.get_one(Account, (school_id, account_id))
        assert PasswordHasher().verify(account.password_hash or "", login.password)
        assert not account.must_change_password


def test_the_listed_pupils_have_tasks_they_have_not_begun(tiny: Planted) -> None:
    session, logins = tiny
    for login in (login for login in logins if login.role == "student"):
        account = session.scalars(select(Account).where(Account.username == login.username)).one()
        room = select(Enrolment.classroom_id).where(Enrolment.student_id == account.student_id)
        tasks = session.scalars(select(Assignment.due_at).where(Assignment.classroom_id.in_(room))).all()
        assert len(tasks) >= 2
        assert all(due_at > NOW for due_at in tasks)
        assert not session.scalars(select(Progress.step).where(Progress.student_id == account.student_id)).all()


def test_the_listed_class_has_the_names_that_break_things(tiny: Planted) -> None:
    session, logins = tiny
    account = session.scalars(select(Account).where(Account.username == logins[0].username)).one()
    room = select(Enrolment.classroom_id).where(Enrolment.student_id == account.student_id)
    mates = select(Enrolment.student_id).where(Enrolment.classroom_id.in_(room))
    names = Tallies(session.scalars(select(Student.name).where(Student.id.in_(mates))))
    assert max(names.values()) >= 2
    assert any(ord(character) > 0xFFFF for name in names for character in name)


def test_names_sort_by_pinyin(tiny: Planted) -> None:
    session, _ = tiny
    rows = session.execute(select(Student.name, Student.sort_key)).all()
    assert all(key.isascii() is False and key[0].isascii() and key.endswith(name) for name, key in rows)


def test_a_second_time_changes_nothing(tiny: Planted) -> None:
    session, _ = tiny
    before = contents(session)
    assert plant(session, number=8) == ()
    assert contents(session) == before


def test_one_database_holds_one_demo(session: Session) -> None:
    plant(session, replace(TINY, name="city"))
    with pytest.raises(Conflict) as refusal:
        plant(session, SMALL)
    assert (refusal.value.code, refusal.value.facts) == ("demo_other", {"scale": "city"})


def test_the_same_seed_gives_the_same_rows(session: Session) -> None:
    plant(session)
    first = contents(session)
    session.rollback()
    plant(session)
    assert contents(session) == first
    session.rollback()
    plant(session, number=8)
    assert contents(session)["student"] != first["student"]


def test_without_published_lessons_nothing_is_built(session: Session) -> None:
    with pytest.raises(Conflict) as refusal:
        plant(session, library=Library())
    assert refusal.value.code == "content_missing"
    assert count(session, School) == 0


def test_log_ins_are_written_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "demo-logins.json"
    path.write_text("old")
    seeding.write_logins(path, [DemoLogin("student", "wutai0001", "xuexi-2026", "五台县")])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (login,) = json.loads(path.read_text(encoding="utf-8"))
    assert login == {"role": "student", "username": "wutai0001", "password": "xuexi-2026", "scope": "五台县"}
