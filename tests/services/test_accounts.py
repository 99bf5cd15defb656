"""One-time passwords for pupils, and changing the own one."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.domain.access import Actor, Role
from app.domain.errors import Invalid, NotFound
from app.domain.identifiers import uuid7
from app.services import accounts, sessions
from app.services.passwords import Passwords
from app.store import accounts as store
from app.store.engine import Session
from app.store.schema import Account, LedgerEntry, Student
from tests import builders
from tests.builders import NOW, PASSWORD
from tests.staff import actor

CHEAP = Passwords(memory_kib=8, rounds=1)


def account_of(session: Session, pupil: Student) -> Account:
    found = store.of_student(session, pupil.school_id, pupil.id)
    assert found is not None
    return found


def reset(session: Session, account: Account, pupil: Student) -> accounts.IssuedPassword:
    who = actor(session, account)
    return accounts.reset_password(session, who, pupil.id, now=NOW, passwords=CHEAP, dice=lambda sides: sides - 1)


def cookie_of(session: Session, account: Account) -> str:
    return sessions.open_session(session, account.school_id, account.id, now=NOW, new_secret=lambda: uuid7().hex)


def test_a_new_password_must_be_changed_and_ends_every_session_of_the_pupil(session: Session) -> None:
    room = builders.classroom(session)
    pupil = builders.student(session, room)
    cookie = cookie_of(session, account_of(session, pupil))
    teacher = builders.teacher(session, room)
    issued = reset(session, teacher, pupil)
    session.expire_all()
    account = account_of(session, pupil)
    assert (issued.username, issued.password) == (account.username, "peach-999999")
    assert CHEAP.is_right(account.password_hash, "peach-999999")
    assert not CHEAP.is_right(account.password_hash, PASSWORD)
    assert account.must_change_password
    assert sessions.resume(session, cookie, now=NOW) is None
    entry = session.scalars(select(LedgerEntry)).one()
    assert (entry.deed, entry.actor_id, entry.student_id, entry.reason) == (
        "reset_password",
        teacher.id,
        pupil.id,
        "",
    )
    assert "peach" not in repr(issued)


def test_only_the_own_class_teacher_and_the_own_school_may_reset(session: Session) -> None:
    room = builders.classroom(session)
    pupil = builders.student(session, room)
    home = session.get_one(type(builders.school(session)), room.school_id)
    strangers = [
        builders.teacher(session, builders.classroom(session, home)),
        builders.teacher(session),
        builders.staff(session),
        builders.staff(session, role=Role.BUREAU),
        builders.staff(session, role=Role.PLATFORM),
        account_of(session, builders.student(session, room)),
    ]
    for account in strangers:
        with pytest.raises(NotFound):
            reset(session, account, pupil)
    assert session.scalars(select(LedgerEntry)).all() == []
    assert reset(session, builders.staff(session, home), pupil).classroom_id == room.id


def change(session: Session, account: Account, current: str, new: str) -> str:
    return accounts.change_password(
        session,
        actor_of(session, account),
        current,
        new,
        now=NOW,
        passwords=CHEAP,
        new_secret=lambda: "fresh",
    )


def actor_of(session: Session, account: Account) -> Actor:
    resumed = sessions.resume(session, cookie_of(session, account), now=NOW)
    assert resumed is not None
    return resumed.actor


@pytest.mark.parametrize(
    ("current", "new", "code"),
    [
        ("not this one", "three fine words", "wrong_password"),
        (PASSWORD, "short", "password_short"),
        (PASSWORD, "x" * 129, "password_long"),
        (PASSWORD, "12345678", "password_guessable"),
        (PASSWORD, PASSWORD, "password_same"),
    ],
)
def test_a_bad_change_is_refused_with_its_reason(session: Session, current: str, new: str, code: str) -> None:
    account = builders.staff(session)
    with pytest.raises(Invalid, match=code):
        change(session, account, current, new)
    assert CHEAP.is_right(account.password_hash, PASSWORD)


def test_a_change_ends_all_sessions_and_opens_a_new_one(session: Session) -> None:
    account = account_of(session, builders.student(session))
    account.must_change_password = True
    session.flush()
    old = cookie_of(session, account)
    cookie = change(session, account, PASSWORD, "three fine words")
    session.expire_all()
    assert sessions.resume(session, old, now=NOW) is None
    resumed = sessions.resume(session, cookie, now=NOW)
    assert resumed is not None
    assert not resumed.actor.must_change_password
    session.refresh(account)
    assert CHEAP.is_right(account.password_hash, "three fine words")
