"""Classrooms, the campaigns they are in, and their counters."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, select

from app.domain.access import Reach
from app.domain.campaigns import Campaign as CampaignWords
from app.domain.campaigns import CampaignLesson as CampaignLessonWords
from app.domain.campaigns import Window
from app.domain.completions import Rule
from app.domain.grades import Stage
from app.domain.standings import Tally
from app.store.engine import Session
from app.store.reach import classroom_in_reach
from app.store.schema import Campaign, CampaignLesson, Classroom, Counter, Enrolment, School


@dataclass(frozen=True, slots=True)
class ClassroomRow:
    """A classroom with its school."""

    id: UUID
    school_id: UUID
    school_name: str
    grade_system: str
    stage: Stage
    grade: int
    number: int
    label: str | None = None


@dataclass(frozen=True, slots=True)
class ClassCampaign:
    """A campaign with the counter row of one classroom in it."""

    classroom_id: UUID
    campaign: CampaignWords
    tally: Tally


_CLASSROOM = select(
    Classroom.id,
    Classroom.school_id,
    School.name,
    School.grade_system,
    Classroom.stage,
    Classroom.grade,
    Classroom.number,
    Classroom.label,
).join(School, School.id == Classroom.school_id)

CAMPAIGN_COLUMNS = (
    Campaign.id,
    Campaign.slug,
    Campaign.name,
    Campaign.name_en,
    Campaign.region_id,
    Campaign.opens_at,
    Campaign.closes_at,
    Campaign.rule,
    Campaign.minimum_size,
    Campaign.is_synthetic,
    Campaign.motto,
    Campaign.issuer,
    Campaign.document_ref,
)
FIGURES = (
    Counter.roster,
    Counter.excused,
    Counter.reached,
    Counter.completed,
    Counter.mastered,
    Counter.retained,
)


def get(session: Session, school_id: UUID, classroom_id: UUID) -> ClassroomRow | None:
    """A classroom of this school that is not archived."""
    key = (Classroom.school_id == school_id, Classroom.id == classroom_id, Classroom.archived_on.is_(None))
    row = session.execute(_CLASSROOM.where(*key)).first()
    return ClassroomRow(*row) if row else None


def hold(session: Session, school_id: UUID, classroom_id: UUID) -> ClassroomRow | None:
    """A classroom that is not archived, and is not until the transaction ends. Many may hold it at once."""
    key = (Classroom.school_id == school_id, Classroom.id == classroom_id, Classroom.archived_on.is_(None))
    row = session.execute(_CLASSROOM.where(*key).with_for_update(read=True, of=Classroom)).first()
    return ClassroomRow(*row) if row else None


def in_reach(session: Session, school_id: UUID, reach: Reach) -> list[ClassroomRow]:
    """The classrooms of this school inside a reach, in the order of grades and numbers."""
    statement = _CLASSROOM.where(
        Classroom.school_id == school_id, Classroom.archived_on.is_(None), classroom_in_reach(reach)
    ).order_by(Classroom.grade, Classroom.stage, Classroom.number, Classroom.id)
    return [ClassroomRow(*row) for row in session.execute(statement)]


def tallies(session: Session, school_id: UUID, classroom_ids: Collection[UUID]) -> list[ClassCampaign]:
    """The counter rows of these classrooms in the campaigns that ask something of their grade, latest first."""
    asks = exists().where(
        CampaignLesson.campaign_id == Counter.campaign_id,
        CampaignLesson.min_grade <= Counter.grade,
        CampaignLesson.max_grade >= Counter.grade,
    )
    statement = (
        select(Counter.classroom_id, *FIGURES, *CAMPAIGN_COLUMNS)
        .join(Campaign, Campaign.id == Counter.campaign_id)
        .where(Counter.school_id == school_id, Counter.classroom_id.in_(classroom_ids), asks)
        .order_by(Campaign.opens_at.desc(), Campaign.id)
    )
    return [ClassCampaign(row[0], campaign_of(row[7:]), Tally(*row[1:7])) for row in session.execute(statement)]


def campaigns(session: Session, school_id: UUID, classroom_id: UUID) -> list[ClassCampaign]:
    """The campaigns a classroom is in, latest first, with the lessons each asks of its grade at the census."""
    statement = (
        select(
            CampaignLesson.lesson_id, CampaignLesson.min_grade, CampaignLesson.max_grade, *FIGURES, *CAMPAIGN_COLUMNS
        )
        .select_from(Counter)
        .join(Campaign, Campaign.id == Counter.campaign_id)
        .join(
            CampaignLesson,
            and_(
                CampaignLesson.campaign_id == Counter.campaign_id,
                CampaignLesson.min_grade <= Counter.grade,
                CampaignLesson.max_grade >= Counter.grade,
            ),
        )
        .where(Counter.school_id == school_id, Counter.classroom_id == classroom_id)
        .order_by(Campaign.opens_at.desc(), Campaign.id, CampaignLesson.position)
    )
    found: dict[UUID, tuple[Any, list[CampaignLessonWords]]] = {}
    for row in session.execute(statement):
        lessons = found.setdefault(row[9], (row, []))[1]
        lessons.append(CampaignLessonWords(row[0], row[1], row[2]))
    return [
        ClassCampaign(classroom_id, campaign_of(row[9:], lessons), Tally(*row[3:9])) for row, lessons in found.values()
    ]


def campaign_of(row: Sequence[Any], lessons: Sequence[CampaignLessonWords] = ()) -> CampaignWords:
    """A campaign from the columns above, without or with its lessons."""
    campaign_id, slug, name, name_en, region_id, opens_at, closes_at, rule, minimum, synthetic, *words = row
    return CampaignWords(
        id=campaign_id,
        slug=slug,
        name=name,
        name_en=name_en,
        region_id=region_id,
        window=Window(opens_at, closes_at),
        rule=Rule.from_json(rule),
        minimum_size=minimum,
        is_synthetic=synthetic,
        lessons=tuple(lessons),
        motto=words[0],
        issuer=words[1],
        document_ref=words[2],
    )


def classroom_of(session: Session, school_id: UUID, student_id: UUID) -> UUID | None:
    """The classroom a pupil sits in today."""
    return session.scalar(
        select(Enrolment.classroom_id).where(
            Enrolment.school_id == school_id, Enrolment.student_id == student_id, Enrolment.to_on.is_(None)
        )
    )
