"""Milestones and the counters they raise: the one place where a figure of a campaign changes.

Every change locks the pupil's roster row first. The row belongs to one pupil, so nobody waits for long, and an excuse
and a completion at the same moment are taken one after the other; that keeps counters and recount equal.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, bindparam, select, update

from app.domain.completions import Rate
from app.store.engine import Session
from app.store.schema import Counter, DayCounter, Milestone, RosterEntry, School
from app.store.writes import counted, dialect_of, insert_for, insert_into


@dataclass(frozen=True, slots=True)
class Expected:
    """A pupil on the roster of a campaign."""

    campaign_id: UUID
    school_id: UUID
    student_id: UUID
    classroom_id: UUID
    is_excused: bool


_ENTRY = (
    select(RosterEntry.classroom_id, RosterEntry.excused_at)
    .where(
        RosterEntry.campaign_id == bindparam("campaign_id"),
        RosterEntry.school_id == bindparam("school_id"),
        RosterEntry.student_id == bindparam("student_id"),
    )
    .with_for_update()
)


def lock(session: Session, campaign_id: UUID, school_id: UUID, student_id: UUID) -> Expected | None:
    """The pupil's roster row, locked until the transaction ends; None for someone who is not on the roster."""
    keys = {"campaign_id": campaign_id, "school_id": school_id, "student_id": student_id}
    row = session.connection().execute(_ENTRY, keys).first()
    return Expected(campaign_id, school_id, student_id, row[0], row[1] is not None) if row else None


@cache
def _earn(dialect: str) -> Any:
    insert = insert_into(Milestone, dialect)
    return counted(
        insert.on_conflict_do_update(
            index_elements=["campaign_id", "school_id", "student_id", "rate"],
            set_={
                "achieved_at": insert.excluded.achieved_at,
                "rule_version": insert.excluded.rule_version,
                "voided_at": None,
            },
            where=Milestone.__table__.c.voided_at.is_not(None),
        )
    )


def earn(
    session: Session, expected: Expected, rates: Collection[Rate], *, at: datetime, rule_version: int
) -> frozenset[Rate]:
    """Keep milestones; returns those that are new, or valid again after a void. Counters are not touched."""
    statement, connection = _earn(dialect_of(session)), session.connection()
    row = {
        "campaign_id": expected.campaign_id,
        "school_id": expected.school_id,
        "student_id": expected.student_id,
        "classroom_id": expected.classroom_id,
        "achieved_at": at,
        "rule_version": rule_version,
        "voided_at": None,
    }
    return frozenset(rate for rate in sorted(rates) if connection.execute(statement, row | {"rate": rate}).rowcount)


def held(session: Session, expected: Expected) -> dict[Rate, datetime]:
    """The valid milestones of a pupil, with their moments."""
    rows = session.execute(
        select(Milestone.rate, Milestone.achieved_at).where(
            Milestone.campaign_id == expected.campaign_id,
            Milestone.school_id == expected.school_id,
            Milestone.student_id == expected.student_id,
            Milestone.voided_at.is_(None),
        )
    )
    return {row.rate: row.achieved_at for row in rows}


def void(session: Session, expected: Expected, rates: Collection[Rate], *, at: datetime) -> None:
    """Mark milestones as voided; they stay readable."""
    session.execute(
        update(Milestone)
        .where(
            Milestone.campaign_id == expected.campaign_id,
            Milestone.school_id == expected.school_id,
            Milestone.student_id == expected.student_id,
            Milestone.rate.in_(sorted(rates)),
            Milestone.voided_at.is_(None),
        )
        .values(voided_at=at)
    )


def set_excuse(session: Session, expected: Expected, *, at: datetime | None, reason: str | None) -> None:
    """Excuse a pupil, or (None, None) take the excuse back."""
    session.execute(
        update(RosterEntry)
        .where(
            RosterEntry.campaign_id == expected.campaign_id,
            RosterEntry.school_id == expected.school_id,
            RosterEntry.student_id == expected.student_id,
        )
        .values(excused_at=at, excuse_reason=reason)
    )


@cache
def _raise(names: tuple[str, ...]) -> Executable:
    values: dict[Any, Any] = {name: getattr(Counter, name) + bindparam(f"by_{name}") for name in names}
    return (
        update(Counter)
        .where(
            Counter.campaign_id == bindparam("b_campaign_id"),
            Counter.school_id == bindparam("b_school_id"),
            Counter.classroom_id == bindparam("b_classroom_id"),
        )
        .values(values)
    )


def count(session: Session, expected: Expected, changes: dict[str, int]) -> None:
    """Add to the classroom's counter, e.g. {"completed": 1, "mastered": 1} or {"excused": -1}."""
    keys: dict[str, object] = {
        "b_campaign_id": expected.campaign_id,
        "b_school_id": expected.school_id,
        "b_classroom_id": expected.classroom_id,
    }
    statement = _raise(tuple(sorted(changes)))
    session.connection().execute(statement, keys | {f"by_{name}": by for name, by in changes.items()})


_RAISE_DAY = (
    update(DayCounter)
    .where(
        DayCounter.campaign_id == bindparam("b_campaign_id"),
        DayCounter.school_id == bindparam("b_school_id"),
        DayCounter.day == bindparam("b_day"),
    )
    .values(completed=DayCounter.completed + bindparam("by"))
)


def count_day(session: Session, expected: Expected, day: date, by: int) -> None:
    """Add to the school's completions of one day."""
    keys = {"b_campaign_id": expected.campaign_id, "b_school_id": expected.school_id, "b_day": day, "by": by}
    if session.connection().execute(_RAISE_DAY, keys).rowcount:
        return
    path = select(School.province_id, School.city_id, School.county_id).where(School.id == expected.school_id)
    province_id, city_id, county_id = session.execute(path).one()
    insert = insert_for(session, DayCounter).values(
        campaign_id=expected.campaign_id,
        school_id=expected.school_id,
        day=day,
        province_id=province_id,
        city_id=city_id,
        county_id=county_id,
        completed=by,
    )
    # Somebody else may have made the day's row meanwhile.
    session.connection().execute(
        insert.on_conflict_do_update(
            index_elements=["campaign_id", "school_id", "day"], set_={"completed": DayCounter.completed + by}
        )
    )
