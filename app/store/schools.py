"""A school's own figures: its campaigns and one counter row per class."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select

from app.domain.campaigns import Campaign as CampaignWords
from app.domain.grades import Stage
from app.domain.standings import Tally
from app.store.classrooms import CAMPAIGN_COLUMNS, FIGURES, campaign_of
from app.store.engine import Session
from app.store.schema import Campaign, Classroom, Counter, School


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """The counter row of one class."""

    classroom_id: UUID
    stage: Stage
    grade: int
    number: int
    tally: Tally
    label: str | None = None


def name_and_system(session: Session, school_id: UUID) -> tuple[str, str] | None:
    """A school's name and its system of grades."""
    row = session.execute(select(School.name, School.grade_system).where(School.id == school_id)).first()
    return (row[0], row[1]) if row else None


def campaigns(session: Session, school_id: UUID) -> list[CampaignWords]:
    """The campaigns this school is in, latest first."""
    in_them = select(Counter.campaign_id).where(Counter.school_id == school_id)
    statement = (
        select(*CAMPAIGN_COLUMNS).where(Campaign.id.in_(in_them)).order_by(Campaign.opens_at.desc(), Campaign.id)
    )
    return [campaign_of(row) for row in session.execute(statement)]


def classes(session: Session, school_id: UUID, campaign_id: UUID) -> list[ClassFigures]:
    """Every class's figures in a campaign, in the order of grades and numbers."""
    statement = (
        select(Counter.classroom_id, Counter.stage, Counter.grade, Counter.number, *FIGURES, Classroom.label)
        .join(Classroom, and_(Classroom.school_id == Counter.school_id, Classroom.id == Counter.classroom_id))
        .where(Counter.school_id == school_id, Counter.campaign_id == campaign_id)
        .order_by(Counter.grade, Counter.stage, Counter.number, Counter.classroom_id)
    )
    rows = session.execute(statement)
    return [ClassFigures(row[0], row[1], row[2], row[3], Tally(*row[4:10]), row[10]) for row in rows]
