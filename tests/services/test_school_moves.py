"""Pupils who move to another school: the person and the log-in go with them, the figures stay."""

from __future__ import annotations

import pytest

from app.domain.access import Role
from app.domain.errors import Invalid, NotFound
from app.domain.identifiers import uuid7
from app.services import enrolments, sessions
from app.store.engine import Session
from app.store.schema import (
    Student,
)
from tests import builders, staff
from tests.builders import TODAY
from tests.clock import Clock
from tests.services import learning
from tests.services.town import Town, build


@pytest.fixture
def town(session: Session, clock: Clock) -> Town:
    return build(session, clock)


def test_another_school_by_the_bureau_over_both(town: Town) -> None:
    username, before = town.username(), (town.figures(), town.rosters())
    bureau = staff.actor(town.session, builders.staff(town.session, role=Role.BUREAU, over=town.county))
    new_id = town.move(bureau)
    assert town.lines() == [("join", town.schools[1].id), ("leave", town.schools[0].id)]
    assert (town.figures(), town.rosters()) == before
    town.session.expire_all()
    here = town.session.get_one(Student, (town.schools[1].id, new_id))
    assert (here.person_id, here.name, here.left_on) == (town.pupil.person_id, town.pupil.name, None)
    assert town.pupil.left_on == TODAY
    now_in = town.sign_in(username)
    assert (now_in.school_id, now_in.student_id, now_in.classroom_id) == (town.schools[1].id, new_id, town.rooms[2].id)
    assert now_in.username == username


def test_every_session_at_the_old_school_ends(town: Town) -> None:
    account = builders.account_of(town.session, town.pupil)
    cookie = sessions.open_session(
        town.session, account.school_id, account.id, now=town.clock(), new_secret=lambda: "secret"
    )
    assert sessions.resume(town.session, cookie, now=town.clock()) is not None
    town.release(town.admins[0])
    assert sessions.resume(town.session, cookie, now=town.clock()) is None
    with pytest.raises(Invalid, match="wrong_password"):
        town.sign_in(account.username)


def test_what_the_pupil_does_at_the_new_school_moves_no_figure(town: Town) -> None:
    shelf, username = learning.library(), town.username()
    learning.walk(town.session, town.sign_in(username), town.tasks[0].id, town.clock, shelf)
    before = town.figures()
    town.move(staff.actor(town.session, builders.staff(town.session, role=Role.PLATFORM)))
    learning.finish(town.session, town.sign_in(username), town.tasks[2].id, town.clock, shelf)
    assert town.figures() == before


def test_one_school_lets_go_and_the_other_admits(town: Town) -> None:
    username = town.username()
    town.release(town.admins[0])
    new_id = town.admit(town.admins[1], town.rooms[2], f" {username.upper()} ")
    assert town.admit(town.admins[1], town.rooms[2], username) == new_id
    assert town.lines() == [("join", town.schools[1].id), ("leave", town.schools[0].id)]
    assert town.sign_in(username).student_id == new_id


def test_nobody_is_taken_from_a_school_that_has_not_let_go(town: Town) -> None:
    for username in (town.username(), "nobody", builders.teacher(town.session, town.rooms[0]).username):
        with pytest.raises(Invalid, match="pupil_not_free"):
            town.admit(town.admins[1], town.rooms[2], username)
    with pytest.raises(NotFound):
        town.release(town.admins[1])
    assert town.lines() == []


def test_a_pupil_who_comes_back_is_the_same_pupil(town: Town) -> None:
    username = town.username()
    town.release(town.admins[0])
    town.admit(town.admins[1], town.rooms[2], username)
    there = town.sign_in(username)
    assert there.student_id is not None
    enrolments.release(town.session, town.admins[1], there.student_id, "搬家", on=TODAY, now=town.clock(), new_id=uuid7)
    assert town.admit(town.admins[0], town.rooms[1], username) == town.pupil.id
    assert town.sign_in(username).classroom_id == town.rooms[1].id
    town.session.expire_all()
    assert town.pupil.left_on is None


def test_the_same_school_may_take_back_whom_it_let_go(town: Town) -> None:
    username = town.username()
    town.release(town.admins[0])
    assert town.admit(town.admins[0], town.rooms[1], username) == town.pupil.id
    assert town.sign_in(username).classroom_id == town.rooms[1].id


def test_a_bureau_moves_nobody_into_or_out_of_foreign_schools(town: Town) -> None:
    elsewhere = staff.actor(town.session, builders.staff(town.session, role=Role.BUREAU))
    for actor in (elsewhere, *town.admins):
        with pytest.raises(NotFound):
            town.move(actor)
    bureau = staff.actor(town.session, builders.staff(town.session, role=Role.BUREAU, over=town.county))
    far = builders.classroom(town.session)
    with pytest.raises(NotFound):
        enrolments.move(
            town.session,
            bureau,
            town.schools[0].id,
            town.pupil.id,
            far.school_id,
            far.id,
            on=TODAY,
            now=town.clock(),
            new_id=uuid7,
        )
    assert town.lines() == []
