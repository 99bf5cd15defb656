"""Pupils who move to another class: what goes with them, what stays, and who may move them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.completions import Rate
from app.domain.errors import Invalid, NotFound
from app.domain.identifiers import uuid7
from app.domain.tickets import read_sheet
from app.services import enrolments, lessons, milestones
from app.store.engine import Session
from app.store.schema import (
    Assignment,
    Enrolment,
    Milestone,
)
from tests import builders, staff
from tests.builders import TERM_BEGAN, TODAY
from tests.clock import Clock
from tests.services import learning
from tests.services.learning import CRIT
from tests.services.town import Town, build


@pytest.fixture
def town(session: Session, clock: Clock) -> Town:
    return build(session, clock)


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
