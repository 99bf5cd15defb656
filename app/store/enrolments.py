"""Who sits where: enrolments, the pupils behind them, and what ties a pupil's log-in to a school."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update

from app.store.engine import Session
from app.store.schema import Account, Enrolment, Login, RosterEntry, Student
from app.store.writes import insert_new


@dataclass(frozen=True, slots=True)
class Pupil:
    """A pupil as one school knows it."""

    school_id: UUID
    id: UUID
    person_id: UUID
    name: str
    sort_key: str
    left_on: date | None


@dataclass(frozen=True, slots=True)
class OpenEnrolment:
    """Where a pupil sits today, and since when."""

    id: UUID
    classroom_id: UUID
    from_on: date


@dataclass(frozen=True, slots=True)
class LogIn:
    """A pupil's account, ended or not, with what it takes to sign in."""

    id: UUID
    username: str
    password_hash: str | None
    must_change_password: bool


_PUPIL = select(Student.school_id, Student.id, Student.person_id, Student.name, Student.sort_key, Student.left_on)


def lock(session: Session, school_id: UUID, student_id: UUID) -> Pupil | None:
    """A pupil of a school, moved by nobody else until the transaction ends; handing in sheets goes on meanwhile."""
    statement = _PUPIL.where(Student.school_id == school_id, Student.id == student_id)
    row = session.execute(statement.with_for_update(key_share=True)).first()
    return Pupil(*row) if row else None


def open_of(session: Session, school_id: UUID, student_id: UUID) -> OpenEnrolment | None:
    """The open enrolment of a pupil."""
    key = (Enrolment.school_id == school_id, Enrolment.student_id == student_id, Enrolment.to_on.is_(None))
    row = session.execute(select(Enrolment.id, Enrolment.classroom_id, Enrolment.from_on).where(*key)).first()
    return OpenEnrolment(*row) if row else None


def last_classroom(session: Session, school_id: UUID, student_id: UUID) -> UUID | None:
    """The classroom of the enrolment that ended last."""
    key = (Enrolment.school_id == school_id, Enrolment.student_id == student_id, Enrolment.to_on.is_not(None))
    latest = select(Enrolment.classroom_id).where(*key)
    return session.scalar(latest.order_by(Enrolment.to_on.desc(), Enrolment.from_on.desc(), Enrolment.id.desc()))


def end(session: Session, school_id: UUID, enrolment_id: UUID, on: date) -> None:
    """Close an enrolment."""
    key = (Enrolment.school_id == school_id, Enrolment.id == enrolment_id)
    session.execute(update(Enrolment).where(*key).values(to_on=on))


def begin(
    session: Session, school_id: UUID, student_id: UUID, classroom_id: UUID, on: date, *, enrolment_id: UUID
) -> None:
    """Open an enrolment; the former one must be closed."""
    row = Enrolment(school_id=school_id, id=enrolment_id, student_id=student_id, classroom_id=classroom_id, from_on=on)
    session.add(row)
    session.flush()


def leave(session: Session, school_id: UUID, student_id: UUID, on: date) -> None:
    """Note that a pupil left the school."""
    key = (Student.school_id == school_id, Student.id == student_id)
    session.execute(update(Student).where(*key).values(left_on=on))


def arrive(session: Session, school_id: UUID, pupil: Pupil, *, student_id: UUID) -> UUID:
    """The row of this person in a school: a new one, or the one from an earlier time there. Returns its id."""
    kept = {"name": pupil.name, "sort_key": pupil.sort_key, "left_on": None}
    row = {"school_id": school_id, "id": student_id, "person_id": pupil.person_id, **kept}
    if insert_new(session, Student, row):
        return student_id
    key = (Student.school_id == school_id, Student.person_id == pupil.person_id)
    session.execute(update(Student).where(*key).values(kept))
    return session.execute(select(Student.id).where(*key)).scalar_one()


def login_of(session: Session, school_id: UUID, student_id: UUID) -> LogIn | None:
    """The pupil's account in a school, the latest one, ended or not."""
    columns = select(Account.id, Account.username, Account.password_hash, Account.must_change_password)
    key = (Account.school_id == school_id, Account.student_id == student_id)
    row = session.execute(columns.where(*key).order_by(Account.created_at.desc())).first()
    return LogIn(*row) if row else None


def student_behind(session: Session, school_id: UUID, account_id: UUID) -> UUID | None:
    """The pupil an account is of, whether it has ended or not."""
    key = (Account.school_id == school_id, Account.id == account_id)
    return session.scalar(select(Account.student_id).where(*key))


def end_account(session: Session, school_id: UUID, account_id: UUID, at: datetime) -> None:
    """Let nobody sign in with this account any more."""
    key = (Account.school_id == school_id, Account.id == account_id, Account.ended_at.is_(None))
    session.execute(update(Account).where(*key).values(ended_at=at))


def move_account(
    session: Session, old: tuple[UUID, LogIn], new: tuple[UUID, UUID], name: str, *, account_id: UUID, at: datetime
) -> None:
    """Give a pupil who came from `old` (school, account) the same log-in as `new` (school, student)."""
    (old_school_id, account), (school_id, student_id) = old, new
    secret = {"password_hash": account.password_hash, "must_change_password": account.must_change_password}
    kept = {"name": name, "student_id": student_id, "ended_at": None, **secret}
    row = {"school_id": school_id, "id": account_id, "username": account.username, "created_at": at, **kept}
    if not insert_new(session, Account, row):
        key = (Account.school_id == school_id, Account.username == account.username)
        session.execute(update(Account).where(*key).values(kept))
        account_id = session.execute(select(Account.id).where(*key)).scalar_one()
    if old_school_id != school_id:
        former = (Account.school_id == old_school_id, Account.id == account.id)
        session.execute(update(Account).where(*former).values(password_hash=None))
    directory = update(Login).where(Login.username == account.username)
    session.execute(directory.values(school_id=school_id, account_id=account_id))


def expecting(session: Session, school_id: UUID, student_id: UUID, campaign_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of the campaigns whose roster holds this pupil."""
    statement = select(RosterEntry.campaign_id).where(
        RosterEntry.campaign_id.in_(campaign_ids),
        RosterEntry.school_id == school_id,
        RosterEntry.student_id == student_id,
    )
    return frozenset(session.scalars(statement))
