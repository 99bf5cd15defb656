"""Passwords of people: a new one-time password for a pupil, and changing the own one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.access import Actor, Permission, Place, require
from app.domain.errors import Invalid, NotFound
from app.domain.identifiers import uuid7
from app.domain.people import one_time_password, weak_password_reason
from app.services.passwords import Passwords
from app.services.sessions import open_session
from app.store import accounts as store
from app.store import classrooms, ledger, sessions
from app.store.engine import Session


@dataclass(frozen=True, slots=True)
class IssuedPassword:
    """A one-time password as it is shown once. It is kept nowhere but as a hash; nothing here is ever logged."""

    name: str
    username: str
    password: str
    classroom_id: UUID | None

    def __repr__(self) -> str:
        return "IssuedPassword(...)"


def reset_password(
    session: Session,
    actor: Actor,
    student_id: UUID,
    *,
    now: datetime,
    passwords: Passwords,
    dice: Callable[[int], int],
) -> IssuedPassword:
    """Give a pupil a new one-time password; it must be changed at the next log-in, and every session of the pupil ends.

    Only for the teacher of the class the pupil sits in today, and the school's administrator.
    """
    require(actor, Permission.PASSWORD_RESET)
    classroom_id = classrooms.classroom_of(session, actor.school_id, student_id)
    require(actor, Permission.PASSWORD_RESET, Place(school_id=actor.school_id, classroom_id=classroom_id))
    account = store.of_student(session, actor.school_id, student_id)
    if account is None:
        raise NotFound
    password = one_time_password(dice)
    store.set_password(session, account, passwords.hash(password), must_change=True)
    sessions.end_all(session, account.school_id, account.id, now)
    sessions.clear_failures(session, account.username)
    ledger.append(
        session,
        entry_id=uuid7(),
        school_id=actor.school_id,
        actor_id=actor.account_id,
        deed="reset_password",
        at=now,
        student_id=student_id,
        classroom_id=classroom_id,
    )
    return IssuedPassword(account.name, account.username, password, classroom_id)


def change_password(
    session: Session,
    actor: Actor,
    current: str,
    new: str,
    *,
    now: datetime,
    passwords: Passwords,
    new_secret: Callable[[], str],
) -> str:
    """Change the own password. All sessions end, and the returned cookie opens a new one.

    Raises Invalid("wrong_password") where `current` is wrong, else Invalid with the code of what is wrong with `new`.
    """
    require(actor, Permission.OWN_ACCOUNT)
    account = store.get(session, actor.school_id, actor.account_id)
    if account is None:
        raise NotFound
    if not passwords.is_right(account.password_hash, current):
        raise Invalid("wrong_password", field="current")
    reason = weak_password_reason(new, account.username)
    if reason is None and new == current:
        reason = "password_same"
    if reason is not None:
        raise Invalid(reason, field="new")
    store.set_password(session, account, passwords.hash(new), must_change=False)
    sessions.clear_failures(session, account.username)
    sessions.end_all(session, account.school_id, account.id, now)
    return open_session(session, account.school_id, account.id, now=now, new_secret=new_secret)
