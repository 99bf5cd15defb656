"""Campaigns, and the census that says who is expected in them.

The census is taken for a few schools at a time: the database copies its own rows, and nothing but the ids of schools
and classrooms passes through memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, literal, select, true, update

from app.domain.campaigns import Campaign as CampaignWords
from app.domain.campaigns import CampaignLesson as CampaignLessonWords
from app.store.classrooms import CAMPAIGN_COLUMNS, campaign_of
from app.store.engine import Session
from app.store.schema import (
    Campaign,
    CampaignLesson,
    Classroom,
    Counter,
    Enrolment,
    Region,
    RosterEntry,
    School,
    SchoolKind,
)
from app.store.writes import counted, insert_for, insert_new

_FIGURES = ("excused", "reached", "completed", "mastered", "retained")


def get(session: Session, campaign_id: UUID) -> CampaignWords | None:
    """One campaign with its lessons, or None."""
    return next(iter(_read(session, Campaign.id == campaign_id)), None)


def by_slug(session: Session, slug: str) -> CampaignWords | None:
    """The campaign with this slug, with its lessons, or None."""
    return next(iter(_read(session, Campaign.slug == slug)), None)


def running(session: Session, now: datetime) -> list[CampaignWords]:
    """The campaigns whose window is open now, with their lessons, the one that opened last first."""
    return _read(session, Campaign.opens_at <= now, Campaign.closes_at > now)


def running_in(session: Session, school_id: UUID, now: datetime) -> list[CampaignWords]:
    """The campaigns whose window is open now and that count somebody of this school."""
    counts = exists().where(Counter.campaign_id == Campaign.id, Counter.school_id == school_id)
    return _read(session, Campaign.opens_at <= now, Campaign.closes_at > now, counts)


def add(session: Session, row: dict[str, Any], lessons: Sequence[CampaignLessonWords]) -> bool:
    """Keep a new campaign with its lessons; False where the slug is taken."""
    if not insert_new(session, Campaign, row):
        return False
    insert_new(
        session,
        CampaignLesson,
        [
            {
                "campaign_id": row["id"],
                "lesson_id": lesson.lesson_id,
                "min_grade": lesson.min_grade,
                "max_grade": lesson.max_grade,
                "position": position,
            }
            for position, lesson in enumerate(lessons)
        ],
    )
    return True


def lock(session: Session, campaign_id: UUID) -> datetime | None:
    """Let nobody else freeze or close this campaign until the transaction ends; returns when it was closed."""
    statement = select(Campaign.closed_at).where(Campaign.id == campaign_id).with_for_update(key_share=True)
    return session.execute(statement).scalar_one()


def close(session: Session, campaign_id: UUID, at: datetime) -> None:
    """Note when the campaign was closed."""
    session.execute(update(Campaign).where(Campaign.id == campaign_id).values(closed_at=at))


def is_frozen(session: Session, campaign_id: UUID) -> bool:
    """True where the census was taken: somebody is on the roster."""
    return bool(session.scalar(select(exists().where(RosterEntry.campaign_id == campaign_id))))


def schools_below(session: Session, region: Region) -> list[UUID]:
    """Ids of the schools that the authorities of a region run, the region's own included."""
    column = {"province": School.province_id, "city": School.city_id, "county": School.county_id}[region.level]
    statement = select(School.id).where(column == region.id, School.kind == SchoolKind.SCHOOL).order_by(School.id)
    return list(session.scalars(statement))


def expect(session: Session, campaign_id: UUID, school_ids: Collection[UUID]) -> int:
    """Put everybody now enrolled in a classroom that the campaign asks onto its roster; returns how many were new."""
    rows = (
        select(
            literal(campaign_id, Campaign.id.type),
            Enrolment.school_id,
            Enrolment.student_id,
            Enrolment.classroom_id,
        )
        .join(Classroom, and_(Classroom.school_id == Enrolment.school_id, Classroom.id == Enrolment.classroom_id))
        .where(Enrolment.school_id.in_(school_ids), Enrolment.to_on.is_(None), *_is_asked(campaign_id))
    )
    return _copy(session, RosterEntry, ["campaign_id", "school_id", "student_id", "classroom_id"], rows)


def add_counters(session: Session, campaign_id: UUID, school_ids: Collection[UUID]) -> int:
    """A counter for every classroom on the roster, with the classroom and its regions as they are now."""
    size = func.count().label("roster")
    counted = (
        select(RosterEntry.school_id, RosterEntry.classroom_id, size)
        .where(RosterEntry.campaign_id == campaign_id, RosterEntry.school_id.in_(school_ids))
        .group_by(RosterEntry.school_id, RosterEntry.classroom_id)
        .subquery()
    )
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
            counted.c.roster,
            *(literal(0) for _ in _FIGURES),
        )
        .join(counted, and_(counted.c.school_id == Classroom.school_id, counted.c.classroom_id == Classroom.id))
        .join(School, School.id == Classroom.school_id)
        .where(true())  # SQLite needs a WHERE between SELECT and ON CONFLICT.
    )
    names = ["campaign_id", "school_id", "classroom_id", "stage", "grade", "number"]
    return _copy(session, Counter, [*names, "province_id", "city_id", "county_id", "roster", *_FIGURES], rows)


def classrooms_asked(session: Session, campaign_id: UUID, school_ids: Collection[UUID]) -> list[tuple[UUID, UUID, int]]:
    """(school id, classroom id, grade) of every classroom the campaign asks, empty ones too: pupils may join later."""
    rows = session.execute(
        select(Classroom.school_id, Classroom.id, Classroom.grade)
        .where(Classroom.school_id.in_(school_ids), *_is_asked(campaign_id))
        .order_by(Classroom.school_id, Classroom.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _is_asked(campaign_id: UUID) -> tuple[ColumnElement[bool], ...]:
    asks = exists().where(
        CampaignLesson.campaign_id == campaign_id,
        CampaignLesson.min_grade <= Classroom.grade,
        CampaignLesson.max_grade >= Classroom.grade,
    )
    return asks, Classroom.archived_on.is_(None)


def _copy(session: Session, model: type[RosterEntry] | type[Counter], names: list[str], rows: Any) -> int:
    insert = insert_for(session, model).from_select(names, rows, include_defaults=False)
    return int(session.connection().execute(counted(insert.on_conflict_do_nothing())).rowcount)


def _read(session: Session, *where: ColumnElement[bool]) -> list[CampaignWords]:
    columns = select(*CAMPAIGN_COLUMNS).where(*where).order_by(Campaign.opens_at.desc(), Campaign.slug)
    rows = session.execute(columns).all()
    lessons: defaultdict[UUID, list[CampaignLessonWords]] = defaultdict(list)
    asked = select(
        CampaignLesson.campaign_id, CampaignLesson.lesson_id, CampaignLesson.min_grade, CampaignLesson.max_grade
    )
    asked = asked.where(CampaignLesson.campaign_id.in_([row[0] for row in rows])).order_by(CampaignLesson.position)
    for row in session.execute(asked):
        lessons[row[0]].append(CampaignLessonWords(row[1], row[2], row[3]))
    return [campaign_of(row, lessons[row[0]]) for row in rows]
