"""Signing in and out, and who the browser in front of us belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain import people, sessions, usernames
from app.domain.access import Actor, Grant, Permission, Role, require
from app.domain.campaigns import day_of
from app.domain.errors import Conflict, Invalid, Throttled
from app.domain.sessions import Means
from app.services.passwords import Passwords
from app.store import accounts, factors
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
    times = {"seen_at": row.seen_at, "expires_at": row.expires_at, "now": now}
    if not sessions.is_alive(**times, is_student=is_student, means=row.means):
        return None
    school_id, token_hash = key
    grants = (
        (Grant(Role.STUDENT, row.student_id),)
        if is_student
        else store.staff_grants(session, school_id, row.account_id, day_of(now))
    )
    if not grants:  # the posting has ended, and the account with it
        return None
    actor = Actor(
        account_id=row.account_id,
        school_id=school_id,
        username=row.username,
        name=row.name,
        grants=() if row.awaits_factor else grants,
        session_tag=sessions.tag(token_hash),
        student_id=row.student_id,
        classroom_id=row.classroom_id,
        grade=row.grade,
        must_change_password=row.must_change_password and row.means is Means.PASSWORD,
        awaits_factor=row.awaits_factor,
        has_factor=row.has_factor,
    )
    return Resumed(actor, needs_touch=now - row.seen_at > sessions.TOUCH_EVERY)


def session_tag(cookie: str) -> bytes | None:
    """The tag of the session a cookie names, without asking whether it is alive."""
    key = _read_cookie(cookie)
    return sessions.tag(key[1]) if key else None


def school_of(cookie: str) -> UUID | None:
    """The school a cookie says it belongs to, without asking whether that is so: enough to choose what is public."""
    key = _read_cookie(cookie)
    return key[0] if key else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """The account behind a typed user name; everything is None for a name nobody has."""

    username: str
    school_id: UUID | None = None
    account_id: UUID | None = None
    password_hash: str | None = None
    is_student: bool = False


def look_up(session: Session, username: str, *, now: datetime) -> Candidate:
    """Who may be signing in. Raises Throttled where this user name has to wait, known or not, and
    Invalid("username_mistyped") for a number whose check digit is wrong."""
    username = people.fold_username(username)
    if usernames.is_mistyped(username):  # the check digit is public, so this says nothing about who exists
        raise Invalid("username_mistyped")
    tries = store.failures(session, username)
    delay = sessions.delay_before_next(*tries, now) if tries else 0
    if delay:
        raise Throttled("login_throttled", seconds=delay)
    found = store.find_login(session, username)
    account = accounts.get(session, *found) if found else None
    if account is None:
        return Candidate(username)
    is_student = account.student_id is not None
    return Candidate(username, account.school_id, account.id, account.password_hash, is_student)


def verify(candidate: Candidate, password: str, *, passwords: Passwords) -> None:
    """Check the password, outside any transaction because it takes long.

    Raises Invalid("wrong_password") for an unknown name and a wrong password alike, in the same time.
    """
    if not passwords.is_right(candidate.password_hash, password):
        raise Invalid("wrong_password")


def enter(
    session: Session,
    candidate: Candidate,
    *,
    now: datetime,
    new_secret: Callable[[], str],
    is_mobile: bool = False,
) -> str:
    """Open a session for a verified candidate; returns the cookie's value.

    It opens nothing before the code where a second factor is set up. Raises Conflict("posting_ended") for staff who
    hold nothing any more, Conflict("posting_begins", on=...) where that begins on a later day.
    """
    if candidate.school_id is None or candidate.account_id is None:
        raise Invalid("wrong_password")
    key = (candidate.school_id, candidate.account_id)
    if not candidate.is_student:
        _check_posting(session, *key, now)
    store.clear_failures(session, candidate.username)
    awaits_factor = not candidate.is_student and factors.is_confirmed(session, *key)
    return open_session(session, *key, now=now, new_secret=new_secret, is_mobile=is_mobile, awaits_factor=awaits_factor)


def _check_posting(session: Session, school_id: UUID, account_id: UUID, now: datetime) -> None:
    today = day_of(now)
    if store.staff_grants(session, school_id, account_id, today):
        return
    begins_on = store.next_right_on(session, school_id, account_id, today)
    if begins_on is not None:
        raise Conflict("posting_begins", on=begins_on)
    raise Conflict("posting_ended")


def open_session(
    session: Session,
    school_id: UUID,
    account_id: UUID,
    *,
    now: datetime,
    new_secret: Callable[[], str],
    means: Means = Means.PASSWORD,
    is_mobile: bool = False,
    awaits_factor: bool = False,
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
            means=means,
            is_mobile=is_mobile,
            awaits_factor=awaits_factor,
        ),
    )
    return f"{school_id.hex}.{secret}"


@dataclass(frozen=True, slots=True)
class Open:
    """One of the own sessions, as its owner may know it. `key` names it for `end_own`; nobody can sign in with that."""

    key: str
    began_at: datetime
    seen_at: datetime
    means: Means
    is_mobile: bool
    awaits_factor: bool
    is_this_one: bool


def own_sessions(session: Session, actor: Actor, *, now: datetime) -> tuple[Open, ...]:
    """Where the actor is signed in now: this browser first, then the last used."""
    require(actor, Permission.OWN_ACCOUNT)
    rows = store.of_account(session, actor.school_id, actor.account_id)
    is_student = actor.student_id is not None
    found = [
        Open(
            key=sessions.tag(row.token_hash).hex(),
            began_at=row.created_at,
            seen_at=row.seen_at,
            means=row.means,
            is_mobile=row.is_mobile,
            awaits_factor=row.awaits_factor,
            is_this_one=sessions.tag(row.token_hash) == actor.session_tag,
        )
        for row in rows
        if sessions.is_alive(
            seen_at=row.seen_at, expires_at=row.expires_at, is_student=is_student, means=row.means, now=now
        )
    ]
    return tuple(sorted(found, key=lambda one: not one.is_this_one))


def own_session(session: Session, actor: Actor) -> SessionRecord | None:
    """The session the actor acts in."""
    rows = store.of_account(session, actor.school_id, actor.account_id)
    return next((row for row in rows if sessions.tag(row.token_hash) == actor.session_tag), None)


def end_own(session: Session, actor: Actor, key: str, *, now: datetime) -> None:
    """End one of the own sessions; one that is over already, or was never the actor's, changes nothing."""
    require(actor, Permission.OWN_ACCOUNT)
    for row in store.of_account(session, actor.school_id, actor.account_id):
        if sessions.tag(row.token_hash).hex() == key:
            store.end(session, row.school_id, row.token_hash, now)


def end_others(session: Session, actor: Actor, *, now: datetime) -> None:
    """End all own sessions but this one."""
    require(actor, Permission.OWN_ACCOUNT)
    for row in store.of_account(session, actor.school_id, actor.account_id):
        if sessions.tag(row.token_hash) != actor.session_tag:
            store.end(session, row.school_id, row.token_hash, now)


def note_failure(session: Session, username: str, *, now: datetime) -> None:
    """Count a failed try. Called in a transaction of its own, because the refused request is rolled back."""
    store.note_failure(session, people.fold_username(username), now)


def count_failure(session: Session, throttle_key: str, *, now: datetime) -> None:
    """The same for a code or a password of somebody who is signed in already."""
    store.note_failure(session, throttle_key, now)


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
