"""People of a school, what ties them to classrooms, and their log-ins."""

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

from app.domain.access import Role
from app.domain.grades import Stage
from app.store.schema.base import BY_SCHOOL, BY_USERNAME, Base, Day, Id, IdKey, Moment, Name, choice_of


class Login(Base):
    """The log-in directory: where the account behind a user name lives. No foreign key leads out of it."""

    __tablename__ = "login"
    __table_args__ = {"info": BY_USERNAME}

    username: Mapped[str] = mapped_column(String(64), primary_key=True)
    school_id: Mapped[Id]
    account_id: Mapped[Id]


class LoginThrottle(Base):
    """Failed tries for one user name, known or unknown alike. Success clears the row."""

    __tablename__ = "login_throttle"
    __table_args__ = {"info": BY_USERNAME}

    username: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_failed_at: Mapped[Moment]


class Classroom(Base):
    """A class of one school in one school year: stage, grade, number."""

    __tablename__ = "classroom"
    __table_args__ = (
        UniqueConstraint("school_id", "stage", "entry_year", "number"),
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


class Student(Base):
    """A pupil as this school knows it. `person_id` stays the same when the pupil moves to another school."""

    __tablename__ = "student"
    __table_args__ = (UniqueConstraint("school_id", "person_id"), {"info": BY_SCHOOL})

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    id: Mapped[IdKey]
    person_id: Mapped[Id]
    name: Mapped[Name]
    sort_key: Mapped[str] = mapped_column(String(200))
    left_on: Mapped[Day | None] = mapped_column(default=None)


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


class Account(Base):
    """A log-in. `password_hash` is NULL until a first password has been issued; nobody can sign in before that."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("school_id", "username"),
        ForeignKeyConstraint(["school_id", "student_id"], ["student.school_id", "student.id"], use_alter=True),
        Index("ix_account_student", "school_id", "student_id"),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    id: Mapped[IdKey]
    username: Mapped[str] = mapped_column(String(64))
    name: Mapped[Name]
    created_at: Mapped[Moment]
    student_id: Mapped[Id | None] = mapped_column(default=None)
    password_hash: Mapped[str | None] = mapped_column(String(200), default=None)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[Moment | None] = mapped_column(default=None)


class Session(Base):
    """A signed-in browser. Only the SHA-256 of the cookie's secret is kept; ending the row ends the session."""

    __tablename__ = "session"
    __table_args__ = (
        ForeignKeyConstraint(["school_id", "account_id"], ["account.school_id", "account.id"], use_alter=True),
        Index("ix_session_account", "school_id", "account_id"),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[Id]
    created_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    ended_at: Mapped[Moment | None] = mapped_column(default=None)


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


class Grant(Base):
    """An account has a role over a region, over its school, or (both targets NULL) over the platform."""

    __tablename__ = "role_grant"
    __table_args__ = (
        ForeignKeyConstraint(["school_id", "account_id"], ["account.school_id", "account.id"], use_alter=True),
        CheckConstraint("role IN ('school_admin', 'bureau', 'platform')", name="role_kind"),
        CheckConstraint("(role = 'bureau') = (region_id IS NOT NULL)", name="bureau_region"),
        Index("ix_role_grant_account", "school_id", "account_id"),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    id: Mapped[IdKey]
    account_id: Mapped[Id]
    role: Mapped[Role] = mapped_column(choice_of(Role))
    from_on: Mapped[Day]
    region_id: Mapped[Id | None] = mapped_column(ForeignKey("region.id"), default=None)
    to_on: Mapped[Day | None] = mapped_column(default=None)
