"""The tree of education authorities and the organisations in it. Reference tables."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.schema.base import REFERENCE, Base, Day, Id, IdKey, Name, choice_of


class Level(StrEnum):
    """Level of an authority. A development zone stands where a county does."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class SchoolKind(StrEnum):
    """What an organisation is. Bureaus and the platform have rows here, so that everyone belongs to exactly one."""

    SCHOOL = "school"
    BUREAU = "bureau"
    PLATFORM = "platform"


class Region(Base):
    """A node of the tree: province > city > county. Zones have no code; a code can change, so it has a validity."""

    __tablename__ = "region"
    __table_args__ = (
        CheckConstraint("code IS NOT NULL OR is_zone", name="zone_or_code"),
        {"info": REFERENCE},
    )

    id: Mapped[IdKey]
    code: Mapped[str | None] = mapped_column(String(6), unique=True)
    name: Mapped[Name]
    level: Mapped[Level] = mapped_column(choice_of(Level))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("region.id"), index=True, default=None)
    is_zone: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[Day | None] = mapped_column(default=None)
    valid_to: Mapped[Day | None] = mapped_column(default=None)


class School(Base):
    """An organisation. The region path names the authorities that administer it, not where its buildings stand.

    `county_id` is NULL for a school run by the city directly, `city_id` too for one run by the province.
    """

    __tablename__ = "school"
    __table_args__ = (
        CheckConstraint("grade_system IN ('63', '54')", name="grade_system"),
        Index("ix_school_authority", "province_id", "city_id", "county_id"),
        {"info": REFERENCE},
    )

    id: Mapped[IdKey]
    code: Mapped[str | None] = mapped_column(String(10), unique=True)
    name: Mapped[Name]
    kind: Mapped[SchoolKind] = mapped_column(choice_of(SchoolKind))
    province_id: Mapped[Id | None] = mapped_column(ForeignKey("region.id"), default=None)
    city_id: Mapped[Id | None] = mapped_column(ForeignKey("region.id"), default=None)
    county_id: Mapped[Id | None] = mapped_column(ForeignKey("region.id"), default=None)
    grade_system: Mapped[str] = mapped_column(String(2), default="63")
    is_synthetic: Mapped[bool] = mapped_column(default=False)
