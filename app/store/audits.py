"""Counting for the yearly audit: sums over the schools of a region, or over all."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, case, cast, func, or_, select, true

from app.domain.access import Role
from app.domain.audits import LAST_GRADE_UNDER_14, Deeds, Holders
from app.domain.grades import Stage
from app.store.engine import Session
from app.store.schema import (
    Account,
    Classroom,
    Enrolment,
    Grant,
    LedgerEntry,
    Posting,
    Region,
    School,
    SchoolKind,
    SecondFactor,
    Student,
)


def within(region_ids: Collection[UUID] | None) -> ColumnElement[bool]:
    """The organisations that these regions administer, bureaus among them; all of them for None."""
    if region_ids is None:
        return true()
    return or_(*(column.in_(region_ids) for column in (School.province_id, School.city_id, School.county_id)))


def names(session: Session, region_ids: Collection[UUID]) -> tuple[str, ...]:
    """What the regions are called."""
    return tuple(session.scalars(select(Region.name).where(Region.id.in_(region_ids)).order_by(Region.code)))


def schools(session: Session, inside: ColumnElement[bool]) -> int:
    """How many schools there are."""
    count = select(func.count()).select_from(School).where(School.kind == SchoolKind.SCHOOL, inside)
    return session.scalar(count) or 0


def minors(session: Session, inside: ColumnElement[bool]) -> list[tuple[Stage, int, int]]:
    """(stage, pupils, pupils under 14 by their grade) of today's classes."""
    is_young = case((Classroom.grade <= LAST_GRADE_UNDER_14, 1), else_=0)
    rows = session.execute(
        select(Classroom.stage, func.count(), func.sum(is_young))
        .select_from(Enrolment)
        .join(Classroom, and_(Classroom.school_id == Enrolment.school_id, Classroom.id == Enrolment.classroom_id))
        .join(Student, and_(Student.school_id == Enrolment.school_id, Student.id == Enrolment.student_id))
        .join(School, School.id == Enrolment.school_id)
        .where(Enrolment.to_on.is_(None), Student.erased_at.is_(None), inside)
        .group_by(Classroom.stage)
    )
    found = {stage: (int(pupils), int(young)) for stage, pupils, young in rows}
    return [(stage, *found[stage]) for stage in Stage if stage in found]


def holders(session: Session, inside: ColumnElement[bool], on: date) -> list[Holders]:
    """Staff who hold something that day, by role and by the level it is over. Two queries."""
    granted = _held_by(Grant, on, (Grant.role, Region.level), inside).outerjoin(Region, Region.id == Grant.region_id)
    found = [
        Holders(role.value, level.value if level else _home(role), accounts, factors)
        for role, level, accounts, factors in session.execute(granted)
    ]
    for accounts, factors in session.execute(_held_by(Posting, on, (), inside)):
        found.append(Holders(Role.TEACHER.value, "class", accounts, factors))
    return sorted(found, key=lambda one: (one.role, one.level))


def ended_accounts(session: Session, inside: ColumnElement[bool], since: datetime, until: datetime) -> int:
    """How many accounts of staff ended meanwhile."""
    count = (
        select(func.count())
        .select_from(Account)
        .join(School, School.id == Account.school_id)
        .where(Account.student_id.is_(None), Account.ended_at >= since, Account.ended_at < until, inside)
    )
    return session.scalar(count) or 0


def deeds(session: Session, inside: ColumnElement[bool], since: datetime, until: datetime) -> list[Deeds]:
    """How often each deed was noted, month by month where the pupils are."""
    day = _day(session).label("day")
    rows = session.execute(
        select(day, LedgerEntry.deed, func.count())
        .join(School, School.id == LedgerEntry.school_id)
        .where(LedgerEntry.at >= since, LedgerEntry.at < until, inside)
        .group_by(day, LedgerEntry.deed)
    )
    found: dict[tuple[int, str], int] = {}
    for on, deed, number in rows:
        found[on.month, deed] = found.get((on.month, deed), 0) + number
    return [Deeds(month, deed, number) for (month, deed), number in sorted(found.items())]


def runs(session: Session, since: datetime, until: datetime) -> list[tuple[datetime, str]]:
    """(moment, counts) of every run of the nightly deletion."""
    key = (LedgerEntry.deed == "retention", LedgerEntry.at >= since, LedgerEntry.at < until)
    rows = session.execute(select(LedgerEntry.at, LedgerEntry.reason).where(*key).order_by(LedgerEntry.at))
    return [(row[0], row[1]) for row in rows]


def _held_by(table: type[Grant] | type[Posting], on: date, by: tuple[Any, ...], inside: ColumnElement[bool]) -> Any:
    """Distinct accounts that hold something of a table that day, and how many of them have a second factor."""
    of_account = and_(Account.school_id == table.school_id, Account.id == table.account_id)
    of_factor = and_(
        SecondFactor.school_id == table.school_id,
        SecondFactor.account_id == table.account_id,
        SecondFactor.confirmed_at.is_not(None),
    )
    return (
        select(*by, func.count(Account.id.distinct()), func.count(SecondFactor.account_id.distinct()))
        .select_from(table)
        .join(Account, of_account)
        .join(School, School.id == table.school_id)
        .outerjoin(SecondFactor, of_factor)
        .where(table.from_on <= on, or_(table.to_on.is_(None), table.to_on > on), Account.ended_at.is_(None), inside)
        .group_by(*by)
    )


def _home(role: Role) -> str:
    return "platform" if role is Role.PLATFORM else "school"


def _day(session: Session) -> ColumnElement[Any]:
    """The day of a line where the pupils are; China has kept +08:00 without summer time since 1991."""
    if session.get_bind().dialect.name == "postgresql":
        return cast(func.timezone("Asia/Shanghai", LedgerEntry.at), Date)
    return func.date(LedgerEntry.at, "+8 hours", type_=Date)
