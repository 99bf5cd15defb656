"""Campaigns, who is expected in them, what was achieved, and the counters that a recount must equal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.completions import Rate
from app.domain.grades import Stage
from app.store.schema.base import (
    APPEND_ONLY,
    BY_SCHOOL,
    REFERENCE,
    Base,
    ContentId,
    Day,
    Id,
    IdKey,
    Moment,
    Name,
    choice_of,
)


class Campaign(Base):
    """A campaign. `rule` is the written rule of completion with its version; it never changes."""

    __tablename__ = "campaign"
    __table_args__ = (CheckConstraint("opens_at < closes_at", name="window"), {"info": REFERENCE})

    id: Mapped[IdKey]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[Name]
    name_en: Mapped[Name]
    motto: Mapped[Name]
    issuer: Mapped[Name]
    document_ref: Mapped[Name]
    region_id: Mapped[Id] = mapped_column(ForeignKey("region.id"))
    opens_at: Mapped[Moment]
    closes_at: Mapped[Moment]
    rule: Mapped[dict[str, Any]]
    minimum_size: Mapped[int]
    is_synthetic: Mapped[bool]
    created_at: Mapped[Moment]
    closed_at: Mapped[Moment | None] = mapped_column(default=None)


class CampaignLesson(Base):
    """A lesson of a campaign, and the grades it is for."""

    __tablename__ = "campaign_lesson"
    __table_args__ = {"info": REFERENCE}

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    lesson_id: Mapped[ContentId] = mapped_column(primary_key=True)
    min_grade: Mapped[int]
    max_grade: Mapped[int]
    position: Mapped[int]


class Publication(Base):
    """A bureau has made its own leaderboard of a campaign public. Absent until it decides so."""

    __tablename__ = "publication"
    __table_args__ = {"info": REFERENCE}

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"), primary_key=True)
    published_at: Mapped[Moment]


class ReportedFigure(Base):
    """Counts of a region whose pupils are not on this system, as reported, with their source."""

    __tablename__ = "reported_figure"
    __table_args__ = (
        CheckConstraint(
            "completed BETWEEN 0 AND reached AND reached <= roster - excused AND mastered <= completed "
            "AND retained <= completed",
            name="counts",
        ),
        {"info": REFERENCE},
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"), primary_key=True)
    roster: Mapped[int]
    excused: Mapped[int]
    reached: Mapped[int]
    completed: Mapped[int]
    mastered: Mapped[int]
    retained: Mapped[int]
    source: Mapped[str] = mapped_column(String(200))
    is_synthetic: Mapped[bool]


class RosterEntry(Base):
    """A pupil expected in a campaign at its census moment, in the classroom of that moment: one in the denominator."""

    __tablename__ = "roster_entry"
    __table_args__ = (
        ForeignKeyConstraint(["school_id", "student_id"], ["student.school_id", "student.id"], use_alter=True),
        ForeignKeyConstraint(["school_id", "classroom_id"], ["classroom.school_id", "classroom.id"], use_alter=True),
        CheckConstraint("(excused_at IS NULL) = (excuse_reason IS NULL)", name="excuse"),
        Index("ix_roster_entry_classroom", "campaign_id", "school_id", "classroom_id"),
        {"info": BY_SCHOOL},
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    student_id: Mapped[IdKey]
    classroom_id: Mapped[Id]
    excused_at: Mapped[Moment | None] = mapped_column(default=None)
    excuse_reason: Mapped[str | None] = mapped_column(String(200), default=None)


class Milestone(Base):
    """The moment a pupil on the roster earned one of the four rates. May be voided, never deleted.

    The completion of a campaign is the milestone `completed`. `classroom_id` repeats the roster's, so that a recount
    groups without a join.
    """

    __tablename__ = "milestone"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "school_id", "student_id"],
            ["roster_entry.campaign_id", "roster_entry.school_id", "roster_entry.student_id"],
            use_alter=True,
        ),
        {"info": BY_SCHOOL},
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    student_id: Mapped[IdKey]
    rate: Mapped[Rate] = mapped_column(choice_of(Rate), primary_key=True)
    classroom_id: Mapped[Id]
    achieved_at: Mapped[Moment]
    rule_version: Mapped[int]
    voided_at: Mapped[Moment | None] = mapped_column(default=None)


class Counter(Base):
    """The rollup: one row per campaign and classroom, raised in the transaction that earned it. Excused are left out
    of the four rates. Everything above the classroom is summed from these rows at read."""

    __tablename__ = "counter"
    __table_args__ = (
        ForeignKeyConstraint(["school_id", "classroom_id"], ["classroom.school_id", "classroom.id"], use_alter=True),
        Index("ix_counter_region", "campaign_id", "province_id", "city_id", "county_id"),
        {"info": BY_SCHOOL},
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    classroom_id: Mapped[IdKey]
    stage: Mapped[Stage] = mapped_column(choice_of(Stage))
    grade: Mapped[int]
    number: Mapped[int]
    province_id: Mapped[Id | None]
    city_id: Mapped[Id | None]
    county_id: Mapped[Id | None]
    roster: Mapped[int] = mapped_column(default=0)
    excused: Mapped[int] = mapped_column(default=0)
    reached: Mapped[int] = mapped_column(default=0)
    completed: Mapped[int] = mapped_column(default=0)
    mastered: Mapped[int] = mapped_column(default=0)
    retained: Mapped[int] = mapped_column(default=0)


class DayCounter(Base):
    """Completions per school and calendar day of the window (day where the pupils are)."""

    __tablename__ = "day_counter"
    __table_args__ = (
        Index("ix_day_counter_region", "campaign_id", "province_id", "city_id", "county_id"),
        {"info": BY_SCHOOL},
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)
    province_id: Mapped[Id | None]
    city_id: Mapped[Id | None]
    county_id: Mapped[Id | None]
    completed: Mapped[int] = mapped_column(default=0)


class LedgerEntry(Base):
    """Who did what to a figure or an account, when and why. Append-only."""

    __tablename__ = "ledger_entry"
    __table_args__ = (Index("ix_ledger_entry_campaign", "school_id", "campaign_id"), {"info": APPEND_ONLY})

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    id: Mapped[IdKey]
    at: Mapped[Moment]
    actor_id: Mapped[Id]
    deed: Mapped[str] = mapped_column(String(32))
    campaign_id: Mapped[Id | None] = mapped_column(ForeignKey("campaign.id"), default=None)
    student_id: Mapped[Id | None] = mapped_column(default=None)
    classroom_id: Mapped[Id | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(String(200), default="")
