"""Accounts of people: making one for staff, a new one-time password, and changing the own one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.access import Actor, Permission, Place, Role, require
from app.domain.campaigns import day_of
from app.domain.errors import Conflict, Invalid, NotFound, Throttled
from app.domain.identifiers import uuid7
from app.domain.people import MAX_NAME, fold_username, one_time_password, weak_password_reason
from app.domain.sessions import delay_before_next
from app.services import operators
from app.services.passwords import Passwords
from app.services.sessions import open_session, own_session
from app.store import accounts as store
from app.store import classrooms, ledger, organisations, regions, sessions
from app.store.engine import Session
from app.store.schema import Account


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
    issued = issue(session, account, classroom_id, now=now, passwords=passwords, dice=dice)
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
    return issued


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

    Raises Invalid("wrong_password") where `current` is wrong, else Invalid with the code of what is wrong with `new`;
    Throttled after several wrong ones, which whoever calls has to count under `throttle_key`.
    """
    require(actor, Permission.OWN_ACCOUNT)
    account = store.get(session, actor.school_id, actor.account_id)
    if account is None:
        raise NotFound
    tries = sessions.failures(session, throttle_key(actor))
    delay = delay_before_next(*tries, now) if tries else 0
    if delay:
        raise Throttled("password_throttled", seconds=delay)
    if not passwords.is_right(account.password_hash, current):
        raise Invalid("wrong_password", field="current")
    reason = weak_password_reason(new, account.username)
    if reason is None and new == current:
        reason = "password_same"
    if reason is not None:
        raise Invalid(reason, field="new")
    store.set_password(session, account, passwords.hash(new), must_change=False)
    sessions.clear_failures(session, account.username)
    sessions.clear_failures(session, throttle_key(actor))
    present = own_session(session, actor)
    is_mobile = present.is_mobile if present else False
    sessions.end_all(session, account.school_id, account.id, now)
    return open_session(session, account.school_id, account.id, now=now, new_secret=new_secret, is_mobile=is_mobile)


def throttle_key(actor: Actor) -> str:
    """Where wrong present passwords are counted. The blank keeps it apart from every user name."""
    return f"password {actor.account_id.hex}"


@dataclass(frozen=True, slots=True)
class StaffSpec:
    """A member of staff to be: `school_id` for a school's administrator, `region_id` for a bureau's officer, neither
    for somebody who runs the platform."""

    username: str
    name: str
    role: Role
    school_id: UUID | None = None
    region_id: UUID | None = None


def create_staff(
    session: Session,
    spec: StaffSpec,
    *,
    now: datetime,
    passwords: Passwords,
    dice: Callable[[int], int],
    new_id: Callable[[], UUID] = uuid7,
) -> IssuedPassword:
    """Make an account with one grant and a one-time password: a deed of the operator at the command line.

    Raises Invalid("username_missing" | "name_missing" | "name_long"), Conflict("username_taken"), NotFound for a region
    nobody knows.
    """
    username, name = fold_username(spec.username), " ".join(spec.name.split())
    if not username:
        raise Invalid("username_missing", field="username")
    if not name or len(name) > MAX_NAME:
        raise Invalid("name_long" if name else "name_missing", field="name", limit=MAX_NAME)
    home = _home(session, spec, new_id)
    account = Account(school_id=home, id=new_id(), username=username, name=name, created_at=now)
    if not store.add(session, account):
        raise Conflict("username_taken", username=username)
    store.give(session, account, spec.role, spec.region_id, grant_id=new_id(), on=day_of(now))
    operators.note(session, None, "account_create", now=now, school_id=home, reason=username)
    return issue(session, account, None, now=now, passwords=passwords, dice=dice)


def reset_by_operator(
    session: Session, username: str, *, now: datetime, passwords: Passwords, dice: Callable[[int], int]
) -> IssuedPassword:
    """Give anybody a new one-time password; all sessions of the account end. NotFound for a name nobody has."""
    found = sessions.find_login(session, fold_username(username))
    account = store.get(session, *found) if found else None
    if account is None:
        raise NotFound
    operators.note(session, None, "reset_password", now=now, school_id=account.school_id, reason=account.username)
    return issue(session, account, None, now=now, passwords=passwords, dice=dice)


def _home(session: Session, spec: StaffSpec, new_id: Callable[[], UUID]) -> UUID:
    """The organisation the account belongs to; that of a bureau or of the platform is made where it is missing."""
    if spec.role is Role.SCHOOL_ADMIN and spec.school_id is not None:
        return spec.school_id
    if spec.role is Role.BUREAU and spec.region_id is not None:
        path = regions.path(session, spec.region_id)
        if path:
            return organisations.bureau_id(session, path, new_id=new_id)
    if spec.role is Role.PLATFORM:
        return organisations.platform_id(session, new_id=new_id)
    raise NotFound


def issue(
    session: Session,
    account: Account,
    classroom_id: UUID | None,
    *,
    now: datetime,
    passwords: Passwords,
    dice: Callable[[int], int],
) -> IssuedPassword:
    """Give an account a new one-time password and end its sessions: after whoever calls has checked who may."""
    password = one_time_password(dice)
    store.set_password(session, account, passwords.hash(password), must_change=True)
    sessions.end_all(session, account.school_id, account.id, now)
    sessions.clear_failures(session, account.username)
    return IssuedPassword(account.name, account.username, password, classroom_id)
