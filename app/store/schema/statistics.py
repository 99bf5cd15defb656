"""What the answers tell, summed: how wrong beliefs are held, and how the questions of the quizzes work. No person."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.grades import Stage
from app.store.schema.base import BY_SCHOOL, REFERENCE, Base, ContentId, Day, Digest, Id, IdKey, Moment, choice_of


class BeliefCounter(Base):
    """How many pupils of a classroom were asked about a misconception in a lesson, and how many held it: before the
    lesson, on its first quiz sheet, on the review a week later.

    `year` is the school year; its rows are recounted until it ends and then stand. Grade and regions are those of then.
    """

    __tablename__ = "belief_counter"
    __table_args__ = (
        ForeignKeyConstraint(["school_id", "classroom_id"], ["classroom.school_id", "classroom.id"], use_alter=True),
        Index("ix_belief_counter_region", "year", "province_id", "city_id", "county_id"),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    classroom_id: Mapped[IdKey]
    lesson_id: Mapped[ContentId] = mapped_column(primary_key=True)
    misconception: Mapped[ContentId] = mapped_column(primary_key=True)
    stage: Mapped[Stage] = mapped_column(choice_of(Stage))
    grade: Mapped[int]
    province_id: Mapped[Id | None]
    city_id: Mapped[Id | None]
    county_id: Mapped[Id | None]
    counted_at: Mapped[Moment]
    before_asked: Mapped[int] = mapped_column(default=0)
    before_held: Mapped[int] = mapped_column(default=0)
    after_asked: Mapped[int] = mapped_column(default=0)
    after_held: Mapped[int] = mapped_column(default=0)
    later_asked: Mapped[int] = mapped_column(default=0)
    later_held: Mapped[int] = mapped_column(default=0)


class RegionBelief(Base):
    """The same summed over the schools of one authority, by grade: what bureaus read. Made from `belief_counter`."""

    __tablename__ = "region_belief"
    __table_args__ = (
        Index("ix_region_belief_region", "year", "province_id", "city_id", "county_id"),
        {"info": REFERENCE},
    )

    year: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[IdKey]
    stage: Mapped[Stage] = mapped_column(choice_of(Stage), primary_key=True)
    grade: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[ContentId] = mapped_column(primary_key=True)
    misconception: Mapped[ContentId] = mapped_column(primary_key=True)
    province_id: Mapped[Id | None]
    city_id: Mapped[Id | None]
    county_id: Mapped[Id | None]
    counted_at: Mapped[Moment]
    before_asked: Mapped[int] = mapped_column(default=0)
    before_held: Mapped[int] = mapped_column(default=0)
    after_asked: Mapped[int] = mapped_column(default=0)
    after_held: Mapped[int] = mapped_column(default=0)
    later_asked: Mapped[int] = mapped_column(default=0)
    later_held: Mapped[int] = mapped_column(default=0)


class QuestionCounter(Base):
    """How often a choice was made on first sheets in one month (`month` is its first day), over all schools.

    `rest_sum` and `rest_squares` are the sum and the sum of squares of the rest scores, in thousandths, of those who
    made it; `hurried` of them handed in a sheet faster than anybody reads.
    """

    __tablename__ = "question_counter"
    __table_args__ = (Index("ix_question_counter_lesson", "lesson_id"), {"info": REFERENCE})

    revision: Mapped[Digest] = mapped_column(primary_key=True)
    question_id: Mapped[ContentId] = mapped_column(primary_key=True)
    choice_id: Mapped[ContentId] = mapped_column(primary_key=True)
    month: Mapped[Day] = mapped_column(primary_key=True)
    lesson_id: Mapped[ContentId]
    counted_at: Mapped[Moment]
    chosen: Mapped[int] = mapped_column(default=0)
    rest_sum: Mapped[int] = mapped_column(BigInteger, default=0)
    rest_squares: Mapped[int] = mapped_column(BigInteger, default=0)
    hurried: Mapped[int] = mapped_column(default=0)
