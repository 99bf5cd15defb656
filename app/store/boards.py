"""The figures of campaigns above the classroom, summed at read from the view `board`; and which boards are public.

A select here always groups: what leaves the database is one row per county, school or day, never one per class or pupil
(but for the classes of one school).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, column, delete, func, or_, select, table
from sqlalchemy.orm import aliased

from app.domain.boards import Authority, Cell, Report
from app.domain.campaigns import Campaign, Window
from app.domain.classes import SchoolPlace
from app.domain.completions import Rule
from app.domain.grades import Stage
from app.domain.standings import Tally, Unit
from app.store.engine import Session
from app.store.schema import Campaign as CampaignRecord
from app.store.schema import Counter, DayCounter, Publication, Region, ReportedFigure, School, SchoolKind
from app.store.writes import insert_new

FIGURES = ("roster", "excused", "reached", "completed", "mastered", "retained")
_BOARD = table("board", *(column(one.name, one.type) for one in Counter.__table__.c))
_SUMS = tuple(func.sum(_BOARD.c[name]).label(name) for name in FIGURES)
_PATH = ("province_id", "city_id", "county_id")


def campaigns_over(session: Session, region_ids: Sequence[UUID]) -> list[Campaign]:
    """The campaigns of these regions, the one that opened last first."""
    records = session.scalars(
        select(CampaignRecord)
        .where(CampaignRecord.region_id.in_(region_ids))
        .order_by(CampaignRecord.opens_at.desc(), CampaignRecord.slug)
    )
    return [_campaign(record) for record in records]


def regions_with_campaigns(session: Session) -> list[Authority]:
    """The regions that hold campaigns, that of the newest first."""
    opened = select(CampaignRecord.region_id, func.max(CampaignRecord.opens_at).label("at"))
    newest = opened.group_by(CampaignRecord.region_id).subquery()
    regions = select(Region).join(newest, newest.c.region_id == Region.id)
    rows = session.scalars(regions.order_by(newest.c.at.desc(), Region.code))
    return [_authority(row) for row in rows]


def path(session: Session, region_id: UUID) -> tuple[Authority, ...]:
    """The region with all above it, from the province down; () for an unknown one."""
    above, top = aliased(Region), aliased(Region)
    row = session.execute(
        select(top, above, Region)
        .outerjoin(above, above.id == Region.parent_id)
        .outerjoin(top, top.id == above.parent_id)
        .where(Region.id == region_id)
    ).first()
    return tuple(_authority(one) for one in row if one is not None) if row else ()


def region_id_of(session: Session, code: str) -> UUID | None:
    """The id of the region with this six-digit code."""
    return session.scalar(select(Region.id).where(Region.code == code))


def tree(session: Session, top_id: UUID) -> dict[UUID, Authority]:
    """A region and everything below it."""
    below = select(Region.id).where(Region.parent_id == top_id)
    is_inside = or_(Region.id == top_id, Region.parent_id == top_id, Region.parent_id.in_(below))
    rows = session.scalars(select(Region).where(is_inside).order_by(Region.code.nulls_last(), Region.name))
    return {row.id: _authority(row) for row in rows}


def cells(session: Session, campaign_id: UUID, top: Authority) -> tuple[Cell, ...]:
    """Sums of a campaign by city and county of a region."""
    place = (_BOARD.c.city_id, _BOARD.c.county_id)
    rows = session.execute(select(*place, *_SUMS).where(*_inside(_BOARD.c, campaign_id, (top,))).group_by(*place))
    return tuple(Cell(row.city_id, row.county_id, _tally(row)) for row in rows)


def schools(
    session: Session, campaign_id: UUID, path: Sequence[Authority], *, is_direct: bool = False
) -> tuple[Unit, ...]:
    """Sums of a campaign by school of a region; `is_direct` keeps to those the region runs itself."""
    where = _inside(_BOARD.c, campaign_id, path)
    level = path[-1].level
    below = {"province": "city_id", "city": "county_id"}.get(level)
    if is_direct and below:
        where.append(_BOARD.c[below].is_(None))
    sums = select(_BOARD.c.school_id, *_SUMS).where(*where).group_by(_BOARD.c.school_id).subquery()
    figures = [sums.c[name] for name in FIGURES]
    rows = session.execute(
        select(School.id, School.name, School.is_synthetic, *figures).join(sums, sums.c.school_id == School.id)
    )
    return tuple(Unit(row.id, row.name, _tally(row), row.is_synthetic) for row in rows)


def reports(session: Session, campaign_id: UUID, region_ids: Sequence[UUID]) -> dict[UUID, Report]:
    """What was reported for these regions."""
    figures = [getattr(ReportedFigure, name) for name in FIGURES]
    rows = session.execute(
        select(ReportedFigure.region_id, ReportedFigure.source, ReportedFigure.is_synthetic, *figures).where(
            ReportedFigure.campaign_id == campaign_id, ReportedFigure.region_id.in_(region_ids)
        )
    )
    return {row.region_id: Report(row.region_id, _tally(row), row.source, row.is_synthetic) for row in rows}


def days(session: Session, campaign_id: UUID, path: Sequence[Authority]) -> list[tuple[date, int]]:
    """Completions of a region by calendar day, days without any left out."""
    rows = session.execute(
        select(DayCounter.day, func.sum(DayCounter.completed))
        .where(*_inside(DayCounter.__table__.c, campaign_id, path))
        .group_by(DayCounter.day)
        .order_by(DayCounter.day)
    )
    return [(row[0], int(row[1])) for row in rows]


def school_place(session: Session, school_id: UUID) -> SchoolPlace | None:
    """A school and its authorities; None for a bureau's own row and for unknown ones."""
    columns = (School.id, School.name, School.code, School.is_synthetic, *(getattr(School, name) for name in _PATH))
    row = session.execute(select(*columns).where(School.id == school_id, School.kind == SchoolKind.SCHOOL)).first()
    if row is None:
        return None
    above = [one for one in (row.province_id, row.city_id, row.county_id) if one is not None]
    return SchoolPlace(row.id, row.name, row.code, row.is_synthetic, frozenset(above), above[-1] if above else None)


def classes(session: Session, campaign_id: UUID, school_id: UUID) -> list[tuple[Stage, int, int, Tally]]:
    """(stage, grade, number, figures) of every class of one school in a campaign."""
    shown = (_BOARD.c.stage, _BOARD.c.grade, _BOARD.c.number)
    figures = [_BOARD.c[name] for name in FIGURES]
    is_ours = and_(_BOARD.c.campaign_id == campaign_id, _BOARD.c.school_id == school_id)
    rows = session.execute(select(*shown, *figures).where(is_ours))
    return [(Stage(row.stage), row.grade, row.number, _tally(row)) for row in rows]


def published_regions(session: Session, campaign_id: UUID) -> dict[UUID, datetime]:
    """The regions whose board of a campaign is public, with since when."""
    rows = session.execute(
        select(Publication.region_id, Publication.published_at).where(Publication.campaign_id == campaign_id)
    )
    return {row[0]: row[1] for row in rows}


def published(session: Session) -> list[tuple[Campaign, Authority, datetime]]:
    """Every public board, the newest campaign first, then by level and code."""
    rows = session.execute(
        select(CampaignRecord, Region, Publication.published_at)
        .join(Publication, Publication.campaign_id == CampaignRecord.id)
        .join(Region, Region.id == Publication.region_id)
        .order_by(CampaignRecord.opens_at.desc(), CampaignRecord.slug, Region.code.nulls_last(), Region.name)
    )
    return [(_campaign(row[0]), _authority(row[1]), row[2]) for row in rows]


def publish(session: Session, campaign_id: UUID, region_id: UUID, at: datetime) -> bool:
    """Make a board public; False where it was already."""
    row = {"campaign_id": campaign_id, "region_id": region_id, "published_at": at}
    return insert_new(session, Publication, row) == 1


def withdraw(session: Session, campaign_id: UUID, region_id: UUID) -> bool:
    """Take a public board back; False where it was not public."""
    key = (Publication.campaign_id == campaign_id, Publication.region_id == region_id)
    return session.connection().execute(delete(Publication).where(*key)).rowcount == 1


def _inside(columns: Any, campaign_id: UUID, path: Sequence[Authority]) -> list[ColumnElement[bool]]:
    """Rows of a campaign under a region; all of the path is named, so that the index by region serves."""
    return [columns.campaign_id == campaign_id, *(columns[f"{one.level}_id"] == one.id for one in path)]


def _tally(row: Row[Any]) -> Tally:
    return Tally(*(int(getattr(row, name)) for name in FIGURES))


def _authority(region: Region) -> Authority:
    return Authority(region.id, region.code, region.name, region.level, region.parent_id, region.is_zone)


def _campaign(record: CampaignRecord) -> Campaign:
    return Campaign(
        id=record.id,
        slug=record.slug,
        name=record.name,
        name_en=record.name_en,
        region_id=record.region_id,
        window=Window(record.opens_at, record.closes_at),
        rule=Rule.from_json(record.rule),
        minimum_size=record.minimum_size,
        is_synthetic=record.is_synthetic,
        motto=record.motto,
        issuer=record.issuer,
        document_ref=record.document_ref,
    )
