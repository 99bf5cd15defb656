"""Rows for tests, one builder per noun. Each adds one row (with what it cannot live without), flushes and returns it.

Every default can be replaced by a keyword; a parent that is not given is built. All people sign in with PASSWORD.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import select

from app.domain.access import Role
from app.domain.campaigns import day_of
from app.domain.completions import STANDARD_RULE
from app.domain.grades import FIRST_GRADE, LAST_GRADE, Stage, stage_of
from app.domain.identifiers import uuid7
from app.store.engine import Session
from app.store.schema import (
    Account,
    Assignment,
    Base,
    Campaign,
    CampaignLesson,
    Classroom,
    Counter,
    Enrolment,
    Grant,
    Level,
    Login,
    Posting,
    Region,
    RosterEntry,
    School,
    SchoolKind,
    Student,
)

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = day_of(NOW)
TERM_BEGAN = date(2026, 9, 1)
PASSWORD = "panda-482957"
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
LESSON = "fire-p56"
Values = dict[str, Any]
_numbers = count(1)
# Numbers of classes begin high enough to leave those free that a test names itself.
_class_numbers: defaultdict[UUID, Iterator[int]] = defaultdict(lambda: count(21))
_Row = TypeVar("_Row", bound=Base)
_FIRST_GRADES = {Stage.KINDERGARTEN: -2, Stage.PRIMARY: 1, Stage.SENIOR: 10, Stage.VOCATIONAL: 10, Stage.UNIVERSITY: 13}
_KINDS = {Role.BUREAU: SchoolKind.BUREAU, Role.PLATFORM: SchoolKind.PLATFORM}


def region(session: Session, *, level: Level = Level.CITY, parent: Region | None = None, **other: Any) -> Region:
    """A region of the given level. Without a parent it is the top of a tree of its own."""
    number = next(_numbers)
    values: Values = {"id": uuid7(), "code": f"{number:06d}", "name": f"区域{number}"}
    return _add(session, Region(**values | other, level=level, parent_id=parent.id if parent else None))


def county(session: Session, *, parent: Region | None = None, **other: Any) -> Region:
    """A county below a city (a new one by default) below a province."""
    city = parent or region(session, parent=region(session, level=Level.PROVINCE))
    return region(session, level=Level.COUNTY, parent=city, **other)


def school(session: Session, authority: Region | None = None, **other: Any) -> School:
    """A school run by an authority of any level (a new county by default), with the path of regions filled in."""
    number = next(_numbers)
    values: Values = {"id": uuid7(), "code": f"{number:010d}", "name": f"第{number}小学", "kind": SchoolKind.SCHOOL}
    node: Region | None = authority or county(session)
    while node is not None:
        values[f"{node.level}_id"] = node.id
        node = session.get_one(Region, node.parent_id) if node.parent_id else None
    return _add(session, School(**values | other))


def classroom(session: Session, of: School | None = None, *, grade: int = 5, **other: Any) -> Classroom:
    """A classroom of a school (a new one by default) in the school year 2026."""
    of = of or school(session)
    stage = other.pop("stage", stage_of(grade, of.grade_system))
    first = _FIRST_GRADES.get(stage, 6 if of.grade_system == "54" else 7)
    values: Values = {"id": uuid7(), "entry_year": 2026 - (grade - first), "number": next(_class_numbers[of.id])}
    return _add(session, Classroom(**values | other, school_id=of.id, stage=stage, grade=grade))


def student(
    session: Session,
    room: Classroom | None = None,
    *,
    username: str | None = None,
    password_hash: str | None = CHEAP_HASH,
    **other: Any,
) -> Student:
    """A pupil enrolled in a classroom (a new one by default), with an account to sign in.

    `password_hash` None means that no password has been issued yet. `account_of` finds the account.
    """
    room = room or classroom(session)
    number = next(_numbers)
    values: Values = {"id": uuid7(), "person_id": uuid7(), "name": f"学生{number}", "sort_key": f"{number:06d}"}
    pupil = _add(session, Student(**values | other, school_id=room.school_id))
    _add(
        session,
        Enrolment(school_id=room.school_id, id=uuid7(), student_id=pupil.id, classroom_id=room.id, from_on=TERM_BEGAN),
    )
    names: Values = {"username": username or f"pupil{number}", "name": pupil.name}
    account(session, room.school_id, **names, student_id=pupil.id, password_hash=password_hash)
    return pupil


def account_of(session: Session, pupil: Student) -> Account:
    """The account a pupil signs in with."""
    mine = select(Account).where(Account.school_id == pupil.school_id, Account.student_id == pupil.id)
    return session.scalars(mine).one()


def teacher(session: Session, room: Classroom | None = None, **other: Any) -> Account:
    """The account of a teacher who has a classroom (a new one by default)."""
    room = room or classroom(session)
    row = account(session, room.school_id, **other)
    posting(session, row, room)
    return row


def posting(session: Session, holder: Account, room: Classroom, **other: Any) -> Posting:
    """One more classroom for a teacher."""
    values: Values = {"id": uuid7(), "from_on": TERM_BEGAN}
    key: Values = {"school_id": room.school_id, "account_id": holder.id, "classroom_id": room.id}
    return _add(session, Posting(**values | other, **key))


def staff(
    session: Session,
    of: School | None = None,
    *,
    role: Role = Role.SCHOOL_ADMIN,
    over: Region | None = None,
    **other: Any,
) -> Account:
    """The account of somebody with a role over the school, over a region (BUREAU; a new county) or over the platform.

    Without an organisation one of the right kind is built: bureaus and the platform have a row in `school` too.
    """
    if role is Role.BUREAU and over is None:
        over = county(session)
    of = of or school(session, over, kind=_KINDS.get(role, SchoolKind.SCHOOL))
    row = account(session, of.id, **other)
    region_id = over.id if role is Role.BUREAU and over else None
    _add(
        session,
        Grant(school_id=of.id, id=uuid7(), account_id=row.id, role=role, region_id=region_id, from_on=TERM_BEGAN),
    )
    return row


def account(session: Session, school_id: UUID, **other: Any) -> Account:
    """An account without any right, with its entry in the log-in directory."""
    number = next(_numbers)
    values: Values = {"id": uuid7(), "username": f"user{number}", "name": f"老师{number}", "created_at": NOW}
    row = _add(session, Account(**values | {"password_hash": CHEAP_HASH} | other, school_id=school_id))
    _add(session, Login(username=row.username, school_id=row.school_id, account_id=row.id))
    return row


def campaign(
    session: Session, over: Region | None = None, *, lessons: tuple[str, ...] = (LESSON,), **other: Any
) -> Campaign:
    """A campaign of a region (a new city by default) that runs from ten days before NOW to ten days after.

    Its lessons are for all grades.
    """
    over = over or region(session)
    number = next(_numbers)
    values: Values = {
        "id": uuid7(),
        "slug": f"campaign-{number}",
        "name": f"安全第一课{number}",
        "name_en": f"First Safety Lesson {number}",
        "motto": "",
        "issuer": "",
        "document_ref": "",
        "opens_at": NOW - timedelta(days=10),
        "closes_at": NOW + timedelta(days=10),
        "created_at": NOW,
        "rule": STANDARD_RULE.as_json(),
        "minimum_size": 1,
        "is_synthetic": True,
    }
    row = _add(session, Campaign(**values | other, region_id=over.id))
    for position, lesson_id in enumerate(lessons):
        grades = {"min_grade": FIRST_GRADE, "max_grade": LAST_GRADE}
        _add(session, CampaignLesson(campaign_id=row.id, lesson_id=lesson_id, position=position, **grades))
    return row


def roster(session: Session, of: Campaign, room: Classroom) -> list[RosterEntry]:
    """Everybody now enrolled in the classroom is expected in the campaign; the classroom's counter says how many."""
    enrolled = select(Enrolment.student_id).where(
        Enrolment.school_id == room.school_id, Enrolment.classroom_id == room.id, Enrolment.to_on.is_(None)
    )
    key: Values = {"campaign_id": of.id, "school_id": room.school_id, "classroom_id": room.id}
    pupils = session.scalars(enrolled.order_by(Enrolment.student_id)).all()
    entries = [_add(session, RosterEntry(**key, student_id=student_id)) for student_id in pupils]
    home = session.get_one(School, room.school_id)
    path: Values = {"province_id": home.province_id, "city_id": home.city_id, "county_id": home.county_id}
    shown: Values = {"stage": room.stage, "grade": room.grade, "number": room.number}
    _add(session, Counter(**key, **path, **shown, roster=len(entries)))
    return entries


def assignment(
    session: Session, room: Classroom | None = None, *, of: Campaign | None = None, **other: Any
) -> Assignment:
    """A lesson for a classroom (a new one by default), open at NOW; given by a campaign, else by nobody."""
    room = room or classroom(session)
    values: Values = {"id": uuid7(), "lesson_id": LESSON, "created_at": NOW - timedelta(days=10)}
    values |= {"opens_at": NOW - timedelta(days=10), "due_at": NOW + timedelta(days=10)}
    if of is not None:
        values |= {"opens_at": of.opens_at, "due_at": of.closes_at, "campaign_id": of.id}
    return _add(session, Assignment(**values | other, school_id=room.school_id, classroom_id=room.id))


def _add(session: Session, row: _Row) -> _Row:
    session.add(row)
    session.flush()
    return row
