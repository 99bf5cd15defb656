"""Pupils who move: what goes with them, what stays, and who may move them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.domain.access import Actor, Role
from app.domain.completions import Rate
from app.domain.errors import Invalid, NotFound
from app.domain.identifiers import uuid7
from app.domain.tickets import read_sheet
from app.services import enrolments, lessons, milestones, rollups, sessions
from app.services.passwords import Passwords
from app.store.engine import Session
from app.store.schema import (
    Assignment,
    Campaign,
    Classroom,
    Counter,
    Enrolment,
    LedgerEntry,
    Milestone,
    Region,
    RosterEntry,
    School,
    Student,
)
from tests import builders, staff
from tests.builders import PASSWORD, TERM_BEGAN, TODAY
from tests.clock import Clock
from tests.services import learning
from tests.services.learning import CRIT

CHEAP = Passwords(memory_kib=8, rounds=1)


@dataclass
class Town:
    """Two schools of one county in a campaign, two classes in the first, one in the second."""

    session: Session
    clock: Clock
    campaign: Campaign
    county: Region
    schools: list[School]
    rooms: list[Classroom]
    tasks: list[Assignment]
    pupil: Student
    admins: list[Actor]

    def transfer(self, room: Classroom, actor: Actor | None = None, student_id: UUID | None = None) -> None:
        who, whom = actor or self.admins[0], student_id or self.pupil.id
        enrolments.transfer(self.session, who, whom, room.id, on=TODAY, now=self.clock(), new_id=uuid7)

    def move(self, actor: Actor) -> UUID:
        ids = (self.schools[0].id, self.pupil.id, self.schools[1].id, self.rooms[2].id)
        return enrolments.move(self.session, actor, *ids, on=TODAY, now=self.clock(), new_id=uuid7)

    def release(self, actor: Actor) -> None:
        enrolments.release(self.session, actor, self.pupil.id, on=TODAY, now=self.clock(), new_id=uuid7)

    def admit(self, actor: Actor, room: Classroom, username: str) -> UUID:
        return enrolments.admit(self.session, actor, username, room.id, on=TODAY, now=self.clock(), new_id=uuid7)

    def username(self) -> str:
        return builders.account_of(self.session, self.pupil).username

    def sign_in(self, username: str, password: str = PASSWORD) -> Actor:
        candidate = sessions.look_up(self.session, username, now=self.clock())
        sessions.verify(candidate, password, passwords=CHEAP)
        assert candidate.school_id is not None
        assert candidate.account_id is not None
        cookie = sessions.open_session(
            self.session, candidate.school_id, candidate.account_id, now=self.clock(), new_secret=lambda: uuid7().hex
        )
        resumed = sessions.resume(self.session, cookie, now=self.clock())
        assert resumed is not None
        return resumed.actor

    def figures(self) -> list[tuple[object, ...]]:
        names = ("classroom_id", "roster", "excused", "reached", "completed", "mastered", "retained")
        rows = self.session.execute(select(*(getattr(Counter, name) for name in names)).order_by(Counter.classroom_id))
        assert rollups.verify(self.session) == []
        return [tuple(row) for row in rows]

    def rosters(self) -> list[tuple[object, ...]]:
        columns = (RosterEntry.student_id, RosterEntry.classroom_id)
        return [tuple(row) for row in self.session.execute(select(*columns).order_by(RosterEntry.student_id))]

    def lines(self) -> list[tuple[str, UUID]]:
        rows = self.session.execute(select(LedgerEntry.deed, LedgerEntry.school_id).order_by(LedgerEntry.deed))
        return [(row[0], row[1]) for row in rows]


@pytest.fixture
def town(session: Session, clock: Clock) -> Town:
    county = builders.county(session)
    schools = [builders.school(session, county) for _ in range(2)]
    rooms = [builders.classroom(session, schools[place]) for place in (0, 0, 1)]
    pupil = builders.student(session, rooms[0])
    for room in rooms:
        builders.student(session, room)
    campaign = builders.campaign(session, county)
    tasks = [builders.assignment(session, room, of=campaign) for room in rooms]
    for room in rooms:
        builders.roster(session, campaign, room)
    admins = [staff.actor(session, builders.staff(session, school)) for school in schools]
    return Town(session, clock, campaign, county, schools, rooms, tasks, pupil, admins)


def test_another_class_of_the_school(town: Town) -> None:
    before = town.figures(), town.rosters()
    town.transfer(town.rooms[1])
    rows = town.session.execute(
        select(Enrolment.classroom_id, Enrolment.from_on, Enrolment.to_on)
        .where(Enrolment.student_id == town.pupil.id)
        .order_by(Enrolment.from_on)
    ).all()
    assert [tuple(row) for row in rows] == [
        (town.rooms[0].id, TERM_BEGAN, TODAY),
        (town.rooms[1].id, TODAY, None),
    ]
    assert (town.figures(), town.rosters()) == before
    assert town.lines() == [("transfer", town.schools[0].id)]
    town.transfer(town.rooms[1])
    assert len(town.lines()) == 1


def test_the_pupil_goes_on_where_the_lesson_stood_and_counts_where_expected(town: Town) -> None:
    shelf = learning.library()
    actor = learning.sign_in(town.session, town.pupil, town.clock)
    learning.walk(town.session, actor, town.tasks[0].id, town.clock, shelf)
    sheet = learning.due(town.session, actor, town.tasks[0].id, town.clock, shelf)
    posted = learning.answers(sheet, wrong=CRIT)
    learning.hand_in(town.session, actor, town.tasks[0].id, sheet, posted, town.clock, shelf)
    town.transfer(town.rooms[1])
    with pytest.raises(NotFound):
        learning.due(town.session, actor, town.tasks[0].id, town.clock, shelf)
    actor = learning.sign_in(town.session, town.pupil, town.clock)
    assert actor.classroom_id == town.rooms[1].id
    again = learning.due(town.session, actor, town.tasks[1].id, town.clock, shelf)
    assert {entry.question.id for entry in again.questions} == set(CRIT)
    learning.hand_in(town.session, actor, town.tasks[1].id, again, learning.answers(again), town.clock, shelf)
    counted = {row[0]: row[4] for row in town.figures()}
    assert (counted[town.rooms[0].id], counted[town.rooms[1].id]) == (1, 0)


def test_coming_back_keeps_what_was_done_meanwhile(town: Town) -> None:
    shelf = learning.library()
    actor = learning.sign_in(town.session, town.pupil, town.clock)
    learning.walk(town.session, actor, town.tasks[0].id, town.clock, shelf, steps=1)
    town.transfer(town.rooms[1])
    actor = learning.sign_in(town.session, town.pupil, town.clock)
    learning.finish(town.session, actor, town.tasks[1].id, town.clock, shelf)
    town.transfer(town.rooms[0])
    actor = learning.sign_in(town.session, town.pupil, town.clock)
    assert learning.place(town.session, actor, town.tasks[0].id, town.clock).completed_at is not None
    assert set(town.session.scalars(select(Milestone.rate))) == {Rate.REACHED, Rate.COMPLETED, Rate.MASTERED}
    town.figures()


def test_a_forgotten_tab_of_the_old_class_takes_nothing_back(town: Town) -> None:
    """A step kept in the old class after the move is later, yet behind what was completed in the new one."""
    shelf = learning.library()
    old = learning.sign_in(town.session, town.pupil, town.clock)
    learning.walk(town.session, old, town.tasks[0].id, town.clock, shelf, steps=1)
    _task, tab = lessons.open_lesson(town.session, old, town.tasks[0].id, now=town.clock(), library=shelf)
    town.transfer(town.rooms[1])
    actor = learning.sign_in(town.session, town.pupil, town.clock)
    learning.finish(town.session, actor, town.tasks[1].id, town.clock, shelf)
    town.clock.advance(seconds=30)
    lessons.save(town.session, old, learning.step(old, tab, town.clock, shelf), now=town.clock())
    for room in (town.rooms[0], town.rooms[1]):
        town.transfer(room)
        actor = learning.sign_in(town.session, town.pupil, town.clock)
        task_id = next(task.id for task in town.tasks if task.classroom_id == room.id)
        assert learning.place(town.session, actor, task_id, town.clock).completed_at is not None


def test_no_sheet_is_drawn_twice_however_often_a_pupil_moves_and_starts_anew(town: Town) -> None:
    shelf, drawn = learning.library(), set()
    for turn in range(6):
        actor = learning.sign_in(town.session, town.pupil, town.clock)
        task_id = next(task.id for task in town.tasks if task.classroom_id == actor.classroom_id)
        learning.walk(town.session, actor, task_id, town.clock, shelf)
        for number in range(1 + turn % 3):
            sheet = learning.due(town.session, actor, task_id, town.clock, shelf)
            drawn.add(read_sheet(sheet.token, learning.KEY).id)
            wrong = CRIT if number < turn % 3 else ()
            learning.hand_in(town.session, actor, task_id, sheet, learning.answers(sheet, wrong), town.clock, shelf)
        assert Rate.COMPLETED in town.session.scalars(select(Milestone.rate).where(Milestone.voided_at.is_(None))).all()
        milestones.void(town.session, town.admins[0], town.campaign.id, town.pupil.id, "r", now=town.clock())
        if turn != 2:
            town.transfer(town.rooms[turn % 2])
    assert len(drawn) == sum(1 + turn % 3 for turn in range(6))
    town.figures()


def test_a_class_made_after_the_census_gets_the_tasks_the_pupil_still_has(town: Town) -> None:
    new = builders.classroom(town.session, town.schools[0])
    town.transfer(new)
    shelf = learning.library()
    actor = learning.sign_in(town.session, town.pupil, town.clock)
    task = town.session.scalars(select(Assignment).where(Assignment.classroom_id == new.id)).one()
    assert (task.campaign_id, task.due_at) == (town.campaign.id, town.campaign.closes_at)
    learning.finish(town.session, actor, task.id, town.clock, shelf)
    counted = {row[0]: row[4] for row in town.figures()}
    assert counted == {town.rooms[0].id: 1, town.rooms[1].id: 0, town.rooms[2].id: 0}


@pytest.mark.parametrize(
    ("on", "code"),
    [(TERM_BEGAN - timedelta(days=1), "transfer_too_early"), (TODAY + timedelta(days=1), "transfer_later")],
)
def test_a_day_that_cannot_be_is_refused(town: Town, on: object, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        enrolments.transfer(
            town.session,
            town.admins[0],
            town.pupil.id,
            town.rooms[1].id,
            on=on,  # type: ignore[arg-type]
            now=town.clock(),
            new_id=uuid7,
        )


def test_foreign_pupils_and_classes_do_not_exist(town: Town) -> None:
    archived = builders.classroom(town.session, town.schools[0], archived_on=TODAY)
    teacher = staff.actor(town.session, builders.teacher(town.session, town.rooms[0]))
    for actor, room in (
        (town.admins[1], town.rooms[2]),
        (town.admins[1], town.rooms[1]),
        (town.admins[0], town.rooms[2]),
        (town.admins[0], archived),
        (teacher, town.rooms[1]),
    ):
        with pytest.raises(NotFound):
            town.transfer(room, actor)
    with pytest.raises(NotFound):
        town.transfer(town.rooms[1], student_id=uuid7())
    assert town.lines() == []


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
        with pytest.raises(NotFound):
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
    enrolments.release(town.session, town.admins[1], there.student_id, on=TODAY, now=town.clock(), new_id=uuid7)
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
