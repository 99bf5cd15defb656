"""Sessions, the log-in directory and its throttle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, func, select, update

from app.domain.access import Grant as RoleGrant
from app.domain.access import Role
from app.domain.sessions import Means
from app.store.engine import Session as Db
from app.store.schema import Account, Classroom, Enrolment, Grant, Login, LoginThrottle, Posting, SecondFactor, Session
from app.store.writes import insert_for


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session with the account behind it, and the pupil's present classroom where there is one."""

    account_id: UUID
    seen_at: datetime
    expires_at: datetime
    username: str
    name: str
    must_change_password: bool
    student_id: UUID | None
    classroom_id: UUID | None
    grade: int | None
    awaits_factor: bool
    has_factor: bool
    means: Means


_ONE_SESSION = (
    select(
        Session.account_id,
        Session.seen_at,
        Session.expires_at,
        Account.username,
        Account.name,
        Account.must_change_password,
        Account.student_id,
        Enrolment.classroom_id,
        Classroom.grade,
        Session.awaits_factor,
        SecondFactor.confirmed_at.is_not(None),
        Session.means,
    )
    .join(Account, and_(Account.school_id == Session.school_id, Account.id == Session.account_id))
    .outerjoin(
        Enrolment,
        and_(
            Enrolment.school_id == Account.school_id,
            Enrolment.student_id == Account.student_id,
            Enrolment.to_on.is_(None),
        ),
    )
    .outerjoin(Classroom, and_(Classroom.school_id == Enrolment.school_id, Classroom.id == Enrolment.classroom_id))
    .outerjoin(SecondFactor, and_(SecondFactor.school_id == Account.school_id, SecondFactor.account_id == Account.id))
    .where(
        Session.school_id == bindparam("school_id"),
        Session.token_hash == bindparam("token_hash"),
        Session.ended_at.is_(None),
        Account.ended_at.is_(None),
    )
)


def live(session: Db, school_id: UUID, token_hash: bytes) -> SessionRow | None:
    """The session with this hash that nobody ended, with its account; one point read."""
    row = session.connection().execute(_ONE_SESSION, {"school_id": school_id, "token_hash": token_hash}).first()
    return SessionRow(*tuple(row)) if row else None


def staff_grants(session: Db, school_id: UUID, account_id: UUID, today: date) -> tuple[RoleGrant, ...]:
    """What a member of staff holds today: postings as classrooms, grants as school, region or platform."""
    posted = session.scalars(
        select(Posting.classroom_id).where(
            Posting.school_id == school_id,
            Posting.account_id == account_id,
            Posting.from_on <= today,
            Posting.to_on.is_(None) | (Posting.to_on > today),
        )
    )
    granted = session.execute(
        select(Grant.role, Grant.region_id).where(
            Grant.school_id == school_id,
            Grant.account_id == account_id,
            Grant.from_on <= today,
            Grant.to_on.is_(None) | (Grant.to_on > today),
        )
    )
    grants = [RoleGrant(Role.TEACHER, classroom_id) for classroom_id in posted]
    targets = {Role.SCHOOL_ADMIN: school_id, Role.PLATFORM: None}
    grants += [RoleGrant(role, region_id if role is Role.BUREAU else targets[role]) for role, region_id in granted]
    return tuple(grants)


def add(session: Db, row: Session) -> None:
    """Keep a new session."""
    session.add(row)
    session.flush()


def touch(session: Db, school_id: UUID, token_hash: bytes, at: datetime) -> None:
    """Note that the session was used."""
    key = (Session.school_id == school_id, Session.token_hash == token_hash)
    session.execute(update(Session).where(*key).values(seen_at=at))


def end(session: Db, school_id: UUID, token_hash: bytes, at: datetime) -> None:
    """End one session."""
    key = (Session.school_id == school_id, Session.token_hash == token_hash, Session.ended_at.is_(None))
    session.execute(update(Session).where(*key).values(ended_at=at))


def of_account(session: Db, school_id: UUID, account_id: UUID) -> list[Session]:
    """The sessions of an account that nobody ended, the last used first; they may have expired."""
    mine = (Session.school_id == school_id, Session.account_id == account_id, Session.ended_at.is_(None))
    return list(session.scalars(select(Session).where(*mine).order_by(Session.seen_at.desc(), Session.token_hash)))


def next_right_on(session: Db, school_id: UUID, account_id: UUID, today: date) -> date | None:
    """The first day after today on which a posting or a grant of this account begins."""
    days = [
        session.scalar(
            select(func.min(kind.from_on)).where(
                kind.school_id == school_id, kind.account_id == account_id, kind.from_on > today
            )
        )
        for kind in (Posting, Grant)
    ]
    return min((day for day in days if day is not None), default=None)


def end_all(session: Db, school_id: UUID, account_id: UUID, at: datetime) -> None:
    """End every session of an account."""
    key = (Session.school_id == school_id, Session.account_id == account_id, Session.ended_at.is_(None))
    session.execute(update(Session).where(*key).values(ended_at=at))


def find_login(session: Db, username: str) -> tuple[UUID, UUID] | None:
    """(school_id, account_id) behind a user name, from the directory."""
    row = session.execute(select(Login.school_id, Login.account_id).where(Login.username == username)).first()
    return (row[0], row[1]) if row else None


def failures(session: Db, username: str) -> tuple[int, datetime] | None:
    """How often this user name was tried in vain since the last success, and when last."""
    columns = select(LoginThrottle.failures, LoginThrottle.last_failed_at)
    row = session.execute(columns.where(LoginThrottle.username == username)).first()
    return (row[0], row[1]) if row else None


def note_failure(session: Db, username: str, at: datetime) -> None:
    """Count one more failed try."""
    insert = insert_for(session, LoginThrottle).values(username=username, failures=1, last_failed_at=at)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["username"],
            set_={"failures": LoginThrottle.__table__.c.failures + 1, "last_failed_at": at},
        )
    )


def clear_failures(session: Db, username: str) -> None:
    """Forget the failed tries."""
    session.execute(delete(LoginThrottle).where(LoginThrottle.username == username))


def forget_failures(session: Db, usernames: Sequence[str]) -> None:
    """Forget the failed tries of several user names."""
    session.execute(delete(LoginThrottle).where(LoginThrottle.username.in_(usernames)))
