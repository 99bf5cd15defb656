"""Accounts: the log-in directory, who may do what, open sessions, and every means of signing in."""

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
)
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.access import Role
from app.domain.sessions import Means
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
    pin_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), default=None)


class Session(Base):
    """A signed-in browser. Only the SHA-256 of the cookie's secret is kept; ending the row ends the session.

    `means` is how the person signed in. While `awaits_factor`, nothing but the page of the second factor opens.
    """

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
    means: Mapped[Means] = mapped_column(choice_of(Means), default=Means.PASSWORD)
    awaits_factor: Mapped[bool] = mapped_column(default=False)
    is_mobile: Mapped[bool] = mapped_column(default=False)


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


class Card(Base):
    """A printed log-in card. Its QR code holds a secret of 128 bits, of which only the SHA-256 is kept; a reprint ends
    the card before."""

    __tablename__ = "card"
    __table_args__ = (
        UniqueConstraint("school_id", "secret_hash"),
        ForeignKeyConstraint(["school_id", "account_id"], ["account.school_id", "account.id"], use_alter=True),
        Index("ix_card_account", "school_id", "account_id"),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    id: Mapped[IdKey]
    account_id: Mapped[Id]
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    issued_at: Mapped[Moment]
    issued_by: Mapped[Id]
    ended_at: Mapped[Moment | None] = mapped_column(default=None)


class ClassDevice(Base):
    """A browser in the classroom that a teacher has opened for one class: its pupils sign in there with a PIN."""

    __tablename__ = "class_device"
    __table_args__ = (
        ForeignKeyConstraint(["school_id", "classroom_id"], ["classroom.school_id", "classroom.id"], use_alter=True),
        Index("ix_class_device_classroom", "school_id", "classroom_id"),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    classroom_id: Mapped[Id]
    opened_by: Mapped[Id]
    opened_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    ended_at: Mapped[Moment | None] = mapped_column(default=None)


class SecondFactor(Base):
    """The shared secret of a member of staff's code generator (TOTP), sealed with the installation's key.

    It counts from `confirmed_at`; a code of `last_step` or before is not taken again.
    """

    __tablename__ = "second_factor"
    __table_args__ = (
        ForeignKeyConstraint(["school_id", "account_id"], ["account.school_id", "account.id"], use_alter=True),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    account_id: Mapped[IdKey]
    secret: Mapped[bytes] = mapped_column(LargeBinary(200))
    created_at: Mapped[Moment]
    confirmed_at: Mapped[Moment | None] = mapped_column(default=None)
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """A code that stands in for the second factor once. It has 80 random bits, so a plain SHA-256 of it is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (
        ForeignKeyConstraint(["school_id", "account_id"], ["account.school_id", "account.id"], use_alter=True),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    account_id: Mapped[IdKey]
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    used_at: Mapped[Moment | None] = mapped_column(default=None)
