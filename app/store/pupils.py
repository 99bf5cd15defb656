"""The pupils of one school as its administrator looks for them and at them, those who left included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from app.domain.campaigns import Campaign as CampaignWords
from app.domain.completions import Rate
from app.domain.grades import Stage
from app.store.classrooms import CAMPAIGN_COLUMNS, campaign_of
from app.store.engine import Session
from app.store.schema import Account, Campaign, Classroom, Enrolment, LedgerEntry, Milestone, RosterEntry, Student
from app.store.writes import insert_new


@dataclass(frozen=True, slots=True)
class Found:
    """A pupil in a list. The class is the one of today, or None for who left."""

    id: UUID
    name: str
    username: str | None
    left_on: date | None
    stage: Stage | None
    grade: int | None
    number: int | None
    label: str | None


@dataclass(frozen=True, slots=True)
class PupilRow:
    """A pupil with the latest account, ended or not."""

    id: UUID
    name: str
    sort_key: str
    local_id: str | None
    has_number: bool
    left_on: date | None
    username: str | None
    has_password: bool
    is_ended: bool


@dataclass(frozen=True, slots=True)
class Stay:
    """A time in a class."""

    classroom_id: UUID
    stage: Stage
    grade: int
    number: int
    label: str | None
    archived_on: date | None
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Expectation:
    """A campaign that expects the pupil, in which class, and what was earned in it."""

    campaign: CampaignWords
    classroom_id: UUID
    excused_at: datetime | None
    excuse_reason: str | None
    milestones: dict[Rate, datetime]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger about a pupil."""

    at: datetime
    actor_name: str
    deed: str
    reason: str


_THEIRS = and_(Account.school_id == Student.school_id, Account.student_id == Student.id)


def count(session: Session, school_id: UUID, text: str, username: str) -> int:
    """How many pupils `search` would find."""
    statement = select(func.count()).select_from(Student).where(*_matches(school_id, text, username))
    return session.scalar(statement) or 0


def search(session: Session, school_id: UUID, text: str, username: str, *, offset: int, limit: int) -> list[Found]:
    """Pupils whose name holds the text or whose user name begins with `username`, those who left last, by sort key.

    Empty texts find everybody. Erased pupils are never found.
    """
    latest = (
        select(Account.username)
        .where(_THEIRS)
        .order_by(Account.ended_at.is_not(None), Account.created_at.desc())
        .limit(1)
        .correlate(Student)
        .scalar_subquery()
    )
    statement = (
        select(
            Student.id,
            Student.name,
            latest,
            Student.left_on,
            Classroom.stage,
            Classroom.grade,
            Classroom.number,
            Classroom.label,
        )
        .outerjoin(
            Enrolment,
            and_(
                Enrolment.school_id == Student.school_id,
                Enrolment.student_id == Student.id,
                Enrolment.to_on.is_(None),
            ),
        )
        .outerjoin(Classroom, and_(Classroom.school_id == Enrolment.school_id, Classroom.id == Enrolment.classroom_id))
        .where(*_matches(school_id, text, username))
        .order_by(Student.left_on.is_not(None), Student.sort_key, Student.id)
        .offset(offset)
        .limit(limit)
    )
    return [Found(*row) for row in session.execute(statement)]


def _matches(school_id: UUID, text: str, username: str) -> tuple[ColumnElement[bool], ...]:
    of_school = (Student.school_id == school_id, Student.erased_at.is_(None))
    if not text and not username:
        return of_school
    found: list[ColumnElement[bool]] = [Student.name.icontains(text, autoescape=True)] if text else []
    if username:
        called = select(Account.student_id).where(
            Account.school_id == school_id, Account.username.startswith(username, autoescape=True)
        )
        found.append(Student.id.in_(called))
    return (*of_school, or_(*found))


def get(session: Session, school_id: UUID, student_id: UUID) -> PupilRow | None:
    """One pupil of a school; None for an erased one."""
    statement = (
        select(
            Student.id,
            Student.name,
            Student.sort_key,
            Student.local_id,
            Student.number_hash.is_not(None),
            Student.left_on,
            Account.username,
            Account.password_hash.is_not(None),
            Account.ended_at.is_not(None),
        )
        .outerjoin(Account, _THEIRS)
        .where(Student.school_id == school_id, Student.id == student_id, Student.erased_at.is_(None))
        .order_by(Account.ended_at.is_not(None), Account.created_at.desc())
    )
    row = session.execute(statement).first()
    return PupilRow(*row) if row else None


def stays(session: Session, school_id: UUID, student_id: UUID) -> list[Stay]:
    """The classes of a pupil, the latest first."""
    statement = (
        select(
            Classroom.id,
            Classroom.stage,
            Classroom.grade,
            Classroom.number,
            Classroom.label,
            Classroom.archived_on,
            Enrolment.from_on,
            Enrolment.to_on,
        )
        .join(Classroom, and_(Classroom.school_id == Enrolment.school_id, Classroom.id == Enrolment.classroom_id))
        .where(Enrolment.school_id == school_id, Enrolment.student_id == student_id)
        .order_by(Enrolment.to_on.is_not(None), Enrolment.from_on.desc(), Enrolment.id.desc())
    )
    return [Stay(*row) for row in session.execute(statement)]


def expectations(session: Session, school_id: UUID, student_id: UUID) -> list[Expectation]:
    """The campaigns whose roster holds a pupil, the latest first. One query."""
    earned = and_(
        Milestone.campaign_id == RosterEntry.campaign_id,
        Milestone.school_id == RosterEntry.school_id,
        Milestone.student_id == RosterEntry.student_id,
        Milestone.voided_at.is_(None),
    )
    own = (RosterEntry.classroom_id, RosterEntry.excused_at, RosterEntry.excuse_reason)
    rows = session.execute(
        select(*own, Milestone.rate, Milestone.achieved_at, *CAMPAIGN_COLUMNS)
        .join(Campaign, Campaign.id == RosterEntry.campaign_id)
        .outerjoin(Milestone, earned)
        .where(RosterEntry.school_id == school_id, RosterEntry.student_id == student_id)
        .order_by(Campaign.opens_at.desc(), Campaign.id)
    )
    found: dict[UUID, Expectation] = {}
    for classroom_id, excused_at, reason, rate, at, *words in rows:
        campaign = campaign_of(words)
        one = found.setdefault(campaign.id, Expectation(campaign, classroom_id, excused_at, reason, {}))
        if rate is not None:
            one.milestones[rate] = at
    return list(found.values())


def ledger(session: Session, school_id: UUID, student_id: UUID, *, limit: int = 50) -> list[Line]:
    """What was done about a pupil, newest first. A deed that stands in several campaigns is one line."""
    statement = (
        select(LedgerEntry.at, func.coalesce(Account.name, ""), LedgerEntry.deed, LedgerEntry.reason)
        .outerjoin(Account, and_(Account.school_id == LedgerEntry.school_id, Account.id == LedgerEntry.actor_id))
        .where(LedgerEntry.school_id == school_id, LedgerEntry.student_id == student_id)
        .distinct()
        .order_by(LedgerEntry.at.desc(), LedgerEntry.deed)
        .limit(limit)
    )
    return [Line(*row) for row in session.execute(statement)]


def has_namesake(session: Session, school_id: UUID, classroom_id: UUID, name: str) -> bool:
    """True where somebody of this name sits in the class."""
    sits = and_(Enrolment.school_id == Student.school_id, Enrolment.student_id == Student.id)
    statement = (
        select(true())
        .select_from(Student)
        .join(Enrolment, sits)
        .where(
            Student.school_id == school_id,
            Student.name == name,
            Enrolment.classroom_id == classroom_id,
            Enrolment.to_on.is_(None),
        )
    )
    return bool(session.scalar(statement.limit(1)))


def add(session: Session, row: dict[str, Any]) -> bool:
    """Keep a new pupil; False where the school has one with this local id."""
    return insert_new(session, Student, row) == 1
