"""A small province with figures, for tests of leaderboards: two cities, three counties, a school run by a city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.domain.grades import Stage
from app.store.engine import Session
from app.store.schema import Campaign, Counter, DayCounter, Level, Region, ReportedFigure, School
from tests import builders

FIGURES = ("roster", "excused", "reached", "completed", "mastered", "retained")


@dataclass
class Province:
    """What was built. `east` has two counties and a school of its own, `west` one county, `far` only reports."""

    campaign: Campaign
    top: Region
    east: Region
    west: Region
    far: Region
    first: Region
    second: Region
    third: Region
    schools: dict[str, School]


def province(session: Session, **campaign: Any) -> Province:
    """The province with its campaign; completed: first 90/100, second 45/50, own school 10/40, third 60/100."""
    top = builders.region(session, level=Level.PROVINCE, name="甲省")
    east = builders.region(session, parent=top, name="东市")
    west = builders.region(session, parent=top, name="西市")
    far = builders.region(session, parent=top, name="远市")
    first = builders.county(session, parent=east, name="一县")
    second = builders.county(session, parent=east, name="二县")
    third = builders.county(session, parent=west, name="三县")
    row = builders.campaign(session, top, **{"minimum_size": 30} | campaign)
    schools = {}
    for name, authority, figures in (
        ("一县小学", first, [(40, 0, 40, 40, 30, 5), (62, 2, 55, 50, 20, 0)]),
        ("二县小学", second, [(50, 0, 48, 45, 30, 3)]),
        ("东市中学", east, [(40, 0, 20, 10, 5, 0)]),
        ("三县小学", third, [(91, 0, 70, 56, 20, 0), (9, 0, 5, 4, 1, 0)]),
    ):
        schools[name] = builders.school(session, authority, name=name)
        for number, counts in enumerate(figures, start=1):
            counter(session, row, schools[name], number, counts)
    far_counts = dict(zip(FIGURES, (1000, 0, 900, 950 - 50, 500, 100), strict=True))
    report = ReportedFigure(campaign_id=row.id, region_id=far.id, source="来信", is_synthetic=True, **far_counts)
    session.add(report)
    home = schools["一县小学"]
    session.add(
        DayCounter(
            campaign_id=row.id,
            school_id=home.id,
            day=date(2026, 11, 12),
            province_id=home.province_id,
            city_id=home.city_id,
            county_id=home.county_id,
            completed=90,
        )
    )
    session.commit()
    return Province(row, top, east, west, far, first, second, third, schools)


def counter(session: Session, of: Campaign, home: School, number: int, counts: tuple[int, ...]) -> Counter:
    """The counter of one class of grade five."""
    room = builders.classroom(session, home, grade=5, number=number)
    row = Counter(
        campaign_id=of.id,
        school_id=home.id,
        classroom_id=room.id,
        stage=Stage.PRIMARY,
        grade=5,
        number=number,
        province_id=home.province_id,
        city_id=home.city_id,
        county_id=home.county_id,
        **dict(zip(FIGURES, counts, strict=True)),
    )
    session.add(row)
    session.flush()
    return row


def completed_in_all(session: Session, of: Campaign) -> int:
    """The completions of a campaign, summed here and not by the code under test."""
    return sum(session.scalars(select(Counter.completed).where(Counter.campaign_id == of.id)))
