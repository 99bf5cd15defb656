"""Recounting the counters from their sources: who is on the roster, and which milestones stand.

Everything is set-based, one campaign at a time. What a counter row says about its classroom (grade, number, regions) is
the state at the census and is never recounted; only the figures are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Subquery,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    true,
    union_all,
    update,
)

from app.domain.completions import Rate
from app.store.engine import Session
from app.store.schema import Campaign, Classroom, Counter, DayCounter, Milestone, RosterEntry, School
from app.store.writes import insert_for

FIGURES = ("roster", "excused", *(rate.value for rate in Rate))
DAY_FIGURES = ("completed",)
_LOCK = text("LOCK TABLE counter, day_counter IN SHARE ROW EXCLUSIVE MODE")


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored row whose figures are not what the recount gives. `key` is the classroom or the day."""

    table: str
    campaign: str
    school_id: UUID
    key: UUID | date
    stored: tuple[int, ...]
    counted: tuple[int, ...]


def campaigns(session: Session) -> list[tuple[UUID, str]]:
    """(id, slug) of all campaigns, oldest first."""
    rows = session.execute(select(Campaign.id, Campaign.slug).order_by(Campaign.opens_at, Campaign.slug))
    return [(row[0], row[1]) for row in rows]


def differences(session: Session, campaign_id: UUID, slug: str) -> list[Difference]:
    """Every counter and day counter of a campaign that differs from the recount, or is missing, or too many."""
    stored = select(Counter.school_id, Counter.classroom_id.label("key"), *_columns(Counter, FIGURES))
    counted = _counted(campaign_id)
    wanted = select(counted.c.school_id, counted.c.classroom_id.label("key"), *(counted.c[name] for name in FIGURES))
    found = _compare(session, "counter", slug, stored.where(Counter.campaign_id == campaign_id), wanted, FIGURES)
    stored = select(DayCounter.school_id, DayCounter.day.label("key"), DayCounter.completed)
    days = _counted_days(session, campaign_id)
    wanted = select(days.c.school_id, days.c.day.label("key"), days.c.completed)
    stored = stored.where(DayCounter.campaign_id == campaign_id)
    return found + _compare(session, "day_counter", slug, stored, wanted, DAY_FIGURES)


def lock(session: Session) -> None:
    """Keep everybody else from raising a counter until the transaction ends (SQLite has one writer anyway)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_LOCK)


def rebuild(session: Session, campaign_id: UUID) -> None:
    """Make the counters of a campaign equal to the recount. Call `lock` first."""
    _remove_strays(session, campaign_id)
    _add_missing(session, campaign_id)
    counted = _counted(campaign_id)
    of_row = (Counter.campaign_id == campaign_id, Counter.school_id == counted.c.school_id)
    values: dict[Any, Any] = {name: counted.c[name] for name in FIGURES}
    session.connection().execute(
        update(Counter).where(*of_row, Counter.classroom_id == counted.c.classroom_id).values(values)
    )
    _rebuild_days(session, campaign_id)


def _columns(model: type[Counter], names: Sequence[str]) -> list[ColumnElement[Any]]:
    return [getattr(model, name) for name in names]


def _is_earned(rate: Rate) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((Milestone.rate == rate, 1), else_=0)), 0).label(rate.value)


def _standing(campaign_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """(join, filter) of milestones that count: not voided, and of a pupil who is not excused."""
    join = and_(
        RosterEntry.campaign_id == Milestone.campaign_id,
        RosterEntry.school_id == Milestone.school_id,
        RosterEntry.student_id == Milestone.student_id,
    )
    counts = and_(Milestone.campaign_id == campaign_id, Milestone.voided_at.is_(None), RosterEntry.excused_at.is_(None))
    return join, counts


def _counted(campaign_id: UUID) -> Subquery:
    """The six figures of every classroom of a campaign, recounted."""
    expected = (
        select(
            RosterEntry.school_id,
            RosterEntry.classroom_id,
            func.count().label("roster"),
            func.count(RosterEntry.excused_at).label("excused"),
        )
        .where(RosterEntry.campaign_id == campaign_id)
        .group_by(RosterEntry.school_id, RosterEntry.classroom_id)
        .subquery()
    )
    join, counts = _standing(campaign_id)
    earned = (
        select(RosterEntry.school_id, RosterEntry.classroom_id, *(_is_earned(rate) for rate in Rate))
        .join(Milestone, join)
        .where(counts)
        .group_by(RosterEntry.school_id, RosterEntry.classroom_id)
        .subquery()
    )
    is_same = and_(earned.c.school_id == expected.c.school_id, earned.c.classroom_id == expected.c.classroom_id)
    rates = [func.coalesce(earned.c[rate.value], 0).label(rate.value) for rate in Rate]
    return select(*expected.c, *rates).outerjoin(earned, is_same).subquery()


def _counted_days(session: Session, campaign_id: UUID) -> Subquery:
    """Completions of every school and calendar day, recounted."""
    join, counts = _standing(campaign_id)
    day = _day(session).label("day")
    return (
        select(Milestone.school_id, day, func.count().label("completed"))
        .join(RosterEntry, join)
        .where(counts, Milestone.rate == Rate.COMPLETED)
        .group_by(Milestone.school_id, day)
        .subquery()
    )


def _day(session: Session) -> ColumnElement[Any]:
    """The day of a milestone where the pupils are; China has kept +08:00 without summer time since 1991."""
    if session.get_bind().dialect.name == "postgresql":
        return cast(func.timezone("Asia/Shanghai", Milestone.achieved_at), Date)
    return func.date(Milestone.achieved_at, "+8 hours", type_=Date)


def _compare(
    session: Session, table: str, slug: str, stored: Select[Any], counted: Select[Any], figures: Sequence[str]
) -> list[Difference]:
    """Both sides side by side in one pass, each row counted under its own side, so that a missing row is seen too."""
    sides = union_all(
        select(*stored.subquery().c, literal(0).label("side")), select(*counted.subquery().c, literal(1).label("side"))
    ).subquery()
    of_side = [
        [func.coalesce(func.sum(case((sides.c.side == side, sides.c[name]), else_=0)), 0) for name in figures]
        for side in (0, 1)
    ]
    differs = [left != right for left, right in zip(*of_side, strict=True)]
    rows = session.execute(
        select(sides.c.school_id, sides.c.key, *of_side[0], *of_side[1])
        .group_by(sides.c.school_id, sides.c.key)
        .having(or_(*differs))
        .order_by(sides.c.school_id, sides.c.key)
    )
    width = len(figures)
    return [
        Difference(table, slug, row[0], row[1], _whole(row[2 : 2 + width]), _whole(row[2 + width :])) for row in rows
    ]


def _whole(values: Sequence[Any]) -> tuple[int, ...]:
    return tuple(int(value) for value in values)


def _remove_strays(session: Session, campaign_id: UUID) -> None:
    """Delete counters of classrooms nobody on the roster belongs to."""
    on_roster = exists().where(
        RosterEntry.campaign_id == Counter.campaign_id,
        RosterEntry.school_id == Counter.school_id,
        RosterEntry.classroom_id == Counter.classroom_id,
    )
    session.connection().execute(delete(Counter).where(Counter.campaign_id == campaign_id, ~on_roster))


def _add_missing(session: Session, campaign_id: UUID) -> None:
    """Insert a counter for every classroom on the roster that has none, with the classroom as it is now."""
    counted = _counted(campaign_id)
    names = ("campaign_id", "school_id", "classroom_id", "stage", "grade", "number")
    path = ("province_id", "city_id", "county_id")
    rows = (
        select(
            literal(campaign_id, Campaign.id.type),
            Classroom.school_id,
            Classroom.id,
            Classroom.stage,
            Classroom.grade,
            Classroom.number,
            School.province_id,
            School.city_id,
            School.county_id,
            *(counted.c[name] for name in FIGURES),
        )
        .join(counted, and_(counted.c.school_id == Classroom.school_id, counted.c.classroom_id == Classroom.id))
        .join(School, School.id == Classroom.school_id)
        .where(true())  # SQLite needs a WHERE between SELECT and ON CONFLICT.
    )
    insert = insert_for(session, Counter).from_select([*names, *path, *FIGURES], rows)
    session.connection().execute(insert.on_conflict_do_nothing())


def _rebuild_days(session: Session, campaign_id: UUID) -> None:
    """Write the day counters of a campaign anew: a row holds nothing but the figure and its school's place."""
    session.connection().execute(delete(DayCounter).where(DayCounter.campaign_id == campaign_id))
    days = _counted_days(session, campaign_id)
    rows = select(
        literal(campaign_id, Campaign.id.type),
        days.c.school_id,
        days.c.day,
        School.province_id,
        School.city_id,
        School.county_id,
        days.c.completed,
    ).join(School, School.id == days.c.school_id)
    names = ["campaign_id", "school_id", "day", "province_id", "city_id", "county_id", "completed"]
    session.connection().execute(insert_for(session, DayCounter).from_select(names, rows))
