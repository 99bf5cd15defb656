"""Signing in and out, and who the browser in front of us belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain import people, sessions
from app.domain.access import Actor, Grant, Role
from app.domain.campaigns import day_of
from app.domain.errors import Invalid, Throttled
from app.services.passwords import Passwords
from app.store import accounts
from app.store import sessions as store
from app.store.engine import Session
from app.store.schema import Session as SessionRecord


@dataclass(frozen=True, slots=True)
class Resumed:
    """Who is signed in, and whether the session's last use should be noted again."""

    actor: Actor
    needs_touch: bool


def resume(session: Session, cookie: str, *, now: datetime) -> Resumed | None:
    """The actor behind a session cookie, or None where it is malformed, ended, idle too long or expired."""
    key = _read_cookie(cookie)
    row = store.live(session, *key) if key else None
    if key is None or row is None:
        return None
    is_student = row.student_id is not None
    if not sessions.is_alive(seen_at=row.seen_at, expires_at=row.expires_at, is_student=is_student, now=now):
        return None
    school_id, token_hash = key
    grants = (
        (Grant(Role.STUDENT, row.student_id),)
        if is_student
        else store.staff_grants(session, school_id, row.account_id, day_of(now))
    )
    actor = Actor(
        account_id=row.account_id,
        school_id=school_id,
        username=row.username,
        name=row.name,
        grants=grants,
        session_tag=sessions.tag(token_hash),
        student_id=row.student_id,
        classroom_id=row.classroom_id,
        grade=row.grade,
        must_change_password=row.must_change_password,
    )
    return Resumed(actor, needs_touch=now - row.seen_at > sessions.TOUCH_EVERY)


def session_tag(cookie: str) -> bytes | None:
    """The tag of the session a cookie names, without asking whether it is alive."""
    key = _read_cookie(cookie)
    return sessions.tag(key[1]) if key else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """The account behind a typed user name; everything is None for a name nobody has."""

    username: str
    school_id: UUID | None = None
    account_id: UUID | None = None
    password_hash: str | None = None


def look_up(session: Session, username: str, *, now: datetime) -> Candidate:
    """Who may be signing in. Raises Throttled where this user name has to wait, known or not."""
    username = people.fold_username(username)
    tries = store.failures(session, username)
    delay = sessions.delay_before_next(*tries, now) if tries else 0
    if delay:
        raise Throttled("login_throttled", seconds=delay)
    found = store.find_login(session, username)
    account = accounts.get(session, *found) if found else None
    if account is None:
        return Candidate(username)
    return Candidate(username, account.school_id, account.id, account.password_hash)


def verify(candidate: Candidate, password: str, *, passwords: Passwords) -> None:
    """Check the password, outside any transaction because it takes long.

    Raises Invalid("wrong_password") for an unknown name and a wrong password alike, in the same time.
    """
    if not passwords.is_right(candidate.password_hash, password):
        raise Invalid("wrong_password")


def enter(session: Session, candidate: Candidate, *, now: datetime, new_secret: Callable[[], str]) -> str:
    """Open a session for a verified candidate; returns the cookie's value."""
    if candidate.school_id is None or candidate.account_id is None:
        raise Invalid("wrong_password")
    store.clear_failures(session, candidate.username)
    return open_session(session, candidate.school_id, candidate.account_id, now=now, new_secret=new_secret)


def open_session(
    session: Session, school_id: UUID, account_id: UUID, *, now: datetime, new_secret: Callable[[], str]
) -> str:
    """A new session for an account; returns the cookie's value. Only a hash of its secret is kept."""
    secret = new_secret()
    store.add(
        session,
        SessionRecord(
            school_id=school_id,
            token_hash=sessions.token_hash(secret),
            account_id=account_id,
            created_at=now,
            seen_at=now,
            expires_at=now + sessions.ABSOLUTE,
        ),
    )
    return f"{school_id.hex}.{secret}"


def note_failure(session: Session, username: str, *, now: datetime) -> None:
    """Count a failed try. Called in a transaction of its own, because the refused request is rolled back."""
    store.note_failure(session, people.fold_username(username), now)


def touch(session: Session, cookie: str, *, now: datetime) -> None:
    """Note that the session is in use."""
    key = _read_cookie(cookie)
    if key:
        store.touch(session, *key, now)


def sign_out(session: Session, cookie: str, *, now: datetime) -> None:
    """End the session: a copied cookie is worthless from now on."""
    key = _read_cookie(cookie)
    if key:
        store.end(session, *key, now)


def _read_cookie(cookie: str) -> tuple[UUID, bytes] | None:
    school, _, secret = cookie.partition(".")
    if len(school) != 32 or not secret or len(secret) > 64:
        return None
    try:
        return UUID(hex=school), sessions.token_hash(secret)
    except ValueError:
        return None
