"""What pupils are asked to do, where they are in it, and what they answered."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.store.schema.base import APPEND_ONLY, BY_SCHOOL, Base, ContentId, Digest, Id, IdKey, Moment, choice_of


class AttemptKind(StrEnum):
    """A whole quiz, a repeat of critical questions that were wrong, a review weeks later, or practice."""

    QUIZ = "quiz"
    REPEAT = "repeat"
    REVIEW = "review"
    PRACTICE = "practice"


class Assignment(Base):
    """A classroom is asked to complete a lesson by a moment, by a teacher or (campaign_id set) by a campaign."""

    __tablename__ = "assignment"
    __table_args__ = (
        ForeignKeyConstraint(["school_id", "classroom_id"], ["classroom.school_id", "classroom.id"], use_alter=True),
        ForeignKeyConstraint(["school_id", "assigned_by"], ["account.school_id", "account.id"], use_alter=True),
        Index("ix_assignment_classroom", "school_id", "classroom_id"),
        Index(
            "uq_assignment_campaign",
            "school_id",
            "classroom_id",
            "campaign_id",
            "lesson_id",
            unique=True,
            sqlite_where=text("campaign_id IS NOT NULL"),
            postgresql_where=text("campaign_id IS NOT NULL"),
        ),
        Index(
            "uq_assignment_teacher",
            "school_id",
            "classroom_id",
            "lesson_id",
            unique=True,
            sqlite_where=text("campaign_id IS NULL AND ended_at IS NULL"),
            postgresql_where=text("campaign_id IS NULL AND ended_at IS NULL"),
        ),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    id: Mapped[IdKey]
    classroom_id: Mapped[Id]
    lesson_id: Mapped[ContentId]
    opens_at: Mapped[Moment]
    due_at: Mapped[Moment]
    created_at: Mapped[Moment]
    campaign_id: Mapped[Id | None] = mapped_column(ForeignKey("campaign.id"), default=None)
    assigned_by: Mapped[Id | None] = mapped_column(default=None)
    ended_at: Mapped[Moment | None] = mapped_column(default=None)


class Progress(Base):
    """Where one pupil is in one assignment. `step` counts the steps taken; `open_questions` wait to be put right.

    `watched` is how many seconds were seen of the video that is the next step; 0 everywhere else.
    `beliefs_asked` and `beliefs_held` are what the steps told at first contact: bit sets over the sorted misconceptions
    of the revision, see `app.domain.beliefs.Marks`.
    """

    __tablename__ = "progress"
    __table_args__ = (
        ForeignKeyConstraint(["school_id", "assignment_id"], ["assignment.school_id", "assignment.id"], use_alter=True),
        ForeignKeyConstraint(["school_id", "student_id"], ["student.school_id", "student.id"], use_alter=True),
        Index("ix_progress_student", "school_id", "student_id"),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    assignment_id: Mapped[IdKey]
    student_id: Mapped[IdKey]
    revision: Mapped[Digest]
    started_at: Mapped[Moment]
    saved_at: Mapped[Moment]
    step: Mapped[int] = mapped_column(default=0)
    watched: Mapped[int] = mapped_column(SmallInteger, default=0)
    sheets: Mapped[int] = mapped_column(default=0)
    right: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    open_questions: Mapped[list[Any]] = mapped_column(default_factory=list)
    completed_at: Mapped[Moment | None] = mapped_column(default=None)
    mastered_at: Mapped[Moment | None] = mapped_column(default=None)
    retained_at: Mapped[Moment | None] = mapped_column(default=None)
    beliefs_asked: Mapped[int] = mapped_column(BigInteger, default=0)
    beliefs_held: Mapped[int] = mapped_column(BigInteger, default=0)


class Attempt(Base):
    """One submitted sheet: ids, never text. Append-only; `token` is the sheet's id and makes a retry harmless."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("school_id", "student_id", "token"),
        ForeignKeyConstraint(["school_id", "assignment_id"], ["assignment.school_id", "assignment.id"], use_alter=True),
        ForeignKeyConstraint(["school_id", "student_id"], ["student.school_id", "student.id"], use_alter=True),
        CheckConstraint('"right" BETWEEN 0 AND asked', name="right"),
        Index("ix_attempt_assignment", "school_id", "assignment_id"),
        {"info": APPEND_ONLY},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    id: Mapped[IdKey]
    student_id: Mapped[Id]
    assignment_id: Mapped[Id]
    lesson_id: Mapped[ContentId]
    token: Mapped[Id]
    kind: Mapped[AttemptKind] = mapped_column(choice_of(AttemptKind))
    revision: Mapped[Digest]
    answers: Mapped[list[Any]]
    right: Mapped[int]
    asked: Mapped[int]
    issued_at: Mapped[Moment]
    submitted_at: Mapped[Moment]
