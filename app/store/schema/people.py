"""People of a school and what ties them to classrooms."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.grades import Stage
from app.store.schema.base import BY_SCHOOL, Base, Day, Id, IdKey, Moment, Name, choice_of


class Classroom(Base):
    """A class of one school in one school year: stage, grade, number.

    `label` names a class that is not called by a number (小太阳班); its number is then above 100 and only keeps
    it apart. `local_id` is what the school's own system calls the class (the `sourcedId` of OneRoster).
    """

    __tablename__ = "classroom"
    __table_args__ = (
        UniqueConstraint("school_id", "stage", "entry_year", "number"),
        UniqueConstraint("school_id", "local_id"),
        CheckConstraint("grade BETWEEN -2 AND 17", name="grade"),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    id: Mapped[IdKey]
    stage: Mapped[Stage] = mapped_column(choice_of(Stage))
    grade: Mapped[int]
    entry_year: Mapped[int]
    number: Mapped[int]
    archived_on: Mapped[Day | None] = mapped_column(default=None)
    label: Mapped[str | None] = mapped_column(String(20), default=None)
    local_id: Mapped[str | None] = mapped_column(String(64), default=None)


class Student(Base):
    """A pupil as this school knows it. `person_id` stays the same when the pupil moves to another school.

    `number_hash` is the keyed hash of the national student number, which itself is kept nowhere; `local_id` is what the
    school's own system calls the pupil. An erased pupil is a row without a name, so that figures stay whole.
    """

    __tablename__ = "student"
    __table_args__ = (
        UniqueConstraint("school_id", "person_id"),
        UniqueConstraint("school_id", "number_hash"),
        UniqueConstraint("school_id", "local_id"),
        # Without the empty ones, else their number would make the planner think little of this index.
        Index(
            "ix_student_number_hash",
            "number_hash",
            sqlite_where=text("number_hash IS NOT NULL"),
            postgresql_where=text("number_hash IS NOT NULL"),
        ),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    id: Mapped[IdKey]
    person_id: Mapped[Id]
    name: Mapped[Name]
    sort_key: Mapped[str] = mapped_column(String(200))
    left_on: Mapped[Day | None] = mapped_column(default=None)
    number_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), default=None)
    local_id: Mapped[str | None] = mapped_column(String(64), default=None)
    erased_at: Mapped[Moment | None] = mapped_column(default=None)


class Enrolment(Base):
    """A student is in a classroom from a day to a day; at most one is open."""

    __tablename__ = "enrolment"
    __table_args__ = (
        ForeignKeyConstraint(["school_id", "student_id"], ["student.school_id", "student.id"], use_alter=True),
        ForeignKeyConstraint(["school_id", "classroom_id"], ["classroom.school_id", "classroom.id"], use_alter=True),
        Index("ix_enrolment_classroom", "school_id", "classroom_id"),
        Index(
            "uq_enrolment_open",
            "school_id",
            "student_id",
            unique=True,
            sqlite_where=text("to_on IS NULL"),
            postgresql_where=text("to_on IS NULL"),
        ),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    id: Mapped[IdKey]
    student_id: Mapped[Id]
    classroom_id: Mapped[Id]
    from_on: Mapped[Day]
    to_on: Mapped[Day | None] = mapped_column(default=None)


class Posting(Base):
    """A teacher has a classroom from a day to a day."""

    __tablename__ = "posting"
    __table_args__ = (
        ForeignKeyConstraint(["school_id", "account_id"], ["account.school_id", "account.id"], use_alter=True),
        ForeignKeyConstraint(["school_id", "classroom_id"], ["classroom.school_id", "classroom.id"], use_alter=True),
        Index("ix_posting_account", "school_id", "account_id"),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    id: Mapped[IdKey]
    account_id: Mapped[Id]
    classroom_id: Mapped[Id]
    from_on: Mapped[Day]
    is_homeroom: Mapped[bool] = mapped_column(default=True)
    to_on: Mapped[Day | None] = mapped_column(default=None)
