"""Counts over the whole platform, for the people who run it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Subquery, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.domain.campaigns import day_of
from app.store.engine import Session
from app.store.schema import (
    Campaign,
    Classroom,
    ContentHead,
    ContentRevision,
    Counter,
    DayCounter,
    Publication,
    Region,
    RosterEntry,
    School,
    SchoolKind,
    Student,
)


@dataclass(frozen=True, slots=True)
class Totals:
    """How much of everything there is."""

    schools: int
    bureaus: int
    classrooms: int
    pupils: int
    lessons: int
    revisions: int
    last_published_at: datetime | None


@dataclass(frozen=True, slots=True)
class CampaignTotals:
    """A campaign with what its counters hold, and what stands behind them."""

    slug: str
    name: str
    name_en: str
    region: str
    opens_at: datetime
    closes_at: datetime
    counters: int
    roster: int
    entries: int
    completed: int
    by_day: int
    published: int

    @property
    def last_on(self) -> date:
        """The last calendar day of the window."""
        return day_of(self.closes_at - timedelta(microseconds=1))

    @property
    def agrees(self) -> bool:
        """True where the counters hold as many pupils as the roster and as many completions as the days together."""
        return self.roster == self.entries and self.completed == self.by_day


def totals(session: Session) -> Totals:
    """One select of counts."""
    of_kind = select(func.count()).select_from(School)
    row = session.execute(
        select(
            of_kind.where(School.kind == SchoolKind.SCHOOL).scalar_subquery(),
            of_kind.where(School.kind == SchoolKind.BUREAU).scalar_subquery(),
            select(func.count()).where(Classroom.archived_on.is_(None)).scalar_subquery(),
            select(func.count()).where(Student.left_on.is_(None)).scalar_subquery(),
            select(func.count()).where(ContentHead.retired_at.is_(None)).scalar_subquery(),
            select(func.count(ContentRevision.digest)).scalar_subquery(),
            select(func.max(ContentRevision.published_at)).scalar_subquery(),
        )
    ).one()
    return Totals(*row)


def campaigns(session: Session) -> list[CampaignTotals]:
    """All campaigns, the newest first, in one select."""
    counted = (
        select(
            Counter.campaign_id.label("id"),
            func.count().label("counters"),
            func.sum(Counter.roster).label("roster"),
            func.sum(Counter.completed).label("completed"),
        )
        .group_by(Counter.campaign_id)
        .subquery()
    )
    entries = _by_campaign(RosterEntry.campaign_id, func.count())
    days = _by_campaign(DayCounter.campaign_id, func.sum(DayCounter.completed))
    public = _by_campaign(Publication.campaign_id, func.count())
    figures = [counted.c.counters, counted.c.roster, entries.c.n, counted.c.completed, days.c.n, public.c.n]
    rows = session.execute(
        select(
            Campaign.slug,
            Campaign.name,
            Campaign.name_en,
            Region.name,
            Campaign.opens_at,
            Campaign.closes_at,
            *(cast(func.coalesce(figure, 0), Integer) for figure in figures),
        )
        .join(Region, Region.id == Campaign.region_id)
        .outerjoin(counted, counted.c.id == Campaign.id)
        .outerjoin(entries, entries.c.id == Campaign.id)
        .outerjoin(days, days.c.id == Campaign.id)
        .outerjoin(public, public.c.id == Campaign.id)
        .order_by(Campaign.opens_at.desc(), Campaign.slug)
    )
    return [CampaignTotals(*tuple(row)) for row in rows]


def _by_campaign(key: InstrumentedAttribute[UUID], figure: ColumnElement[int]) -> Subquery:
    return select(key.label("id"), figure.label("n")).group_by(key).subquery()
