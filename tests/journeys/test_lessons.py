"""A lesson of each band, as a pupil of its age sees it on a phone: each step, the sheet, and the reasons behind it.

Together they hold every kind of step. `tests/web/test_every_lesson.py` opens all other lessons, without a browser.
"""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import exists, select

from app.domain.grades import Band, band_of
from app.domain.lessons import StepKind
from app.services.demo.build import DemoLogin
from app.services.demo.seeding import PASSWORD
from app.store.engine import Database
from app.store.schema import Account, Assignment, Classroom, Enrolment, Progress
from tests import builders
from tests.journeys import lessons
from tests.journeys.visitor import Visitor
from tests.learner import VARIED, real_library, wrong

pytestmark = pytest.mark.journey
SAID_IN_CHINESE = frozenset({"App", "HR"})


def test_the_walks_cover_every_band_and_kind_of_step() -> None:
    walked = [lesson for lesson in map(real_library().current, VARIED) if lesson]
    assert {band_of(one.lesson("").max_grade) for one in walked} == set(Band)
    assert {step.kind for one in walked for step in one.lesson("").steps} == set(StepKind)


def pupil_for(database: Database, lesson_id: str) -> tuple[DemoLogin, UUID]:
    """Somebody who has the lesson as a task and has not begun it, with the task; given to a class where none has it."""
    is_begun = exists().where(Progress.student_id == Enrolment.student_id)
    tasks = (
        select(Account.username, Assignment.id)
        .join(Enrolment, Enrolment.student_id == Account.student_id)
        .join(Assignment, Assignment.classroom_id == Enrolment.classroom_id)
        .where(Assignment.lesson_id == lesson_id, Enrolment.to_on.is_(None), ~is_begun)
        .order_by(Account.username)
    )
    with database.read() as session:
        found = session.execute(tasks).first()
    username, task = found or give(database, lesson_id)
    return DemoLogin("student", username, PASSWORD, ""), task


def give(database: Database, lesson_id: str) -> tuple[str, UUID]:
    """The lesson becomes a task of some class of its grades: the user name of a pupil there, and the task."""
    publication = real_library().current(lesson_id)
    assert publication
    lesson = publication.lesson("")
    pupils = (
        select(Account.username, Classroom)
        .join(Enrolment, Enrolment.student_id == Account.student_id)
        .join(Classroom, Classroom.id == Enrolment.classroom_id)
        .where(Classroom.grade.between(lesson.min_grade, lesson.max_grade), Enrolment.to_on.is_(None))
        .order_by(Account.username)
    )
    with database.write() as session, session.begin():
        found = session.execute(pupils).first()
        assert found, f"the demo has no class for {lesson_id}"
        username, room = found
        return username, builders.assignment(session, room, lesson_id=lesson_id).id


@pytest.mark.parametrize("screen", ["phone"])
@pytest.mark.parametrize("lesson_id", VARIED)
def test_a_lesson_on_a_phone(visitor: Visitor, app: Flask, database: Database, lesson_id: str) -> None:
    who, task = pupil_for(database, lesson_id)
    visitor.latin = SAID_IN_CHINESE
    visitor.log_in(who)
    visitor.page.goto(f"/student/tasks/{task}/")
    steps = 0
    while not lessons.is_at_quiz(visitor):
        lessons.answer(visitor)
        visitor.look()
        assert visitor.page.locator(".step__picture svg").first.is_visible()
        lessons.take(visitor)
        lessons.go_on(visitor)
        steps += 1
    publication = real_library().current(lesson_id)
    assert publication
    assert steps == len(publication.lesson("").steps)
    asked = lessons.fill_in(visitor, app, wrong)
    assert len(asked) == publication.quiz("").draw
    visitor.look()
    lessons.hand_in(visitor)
    visitor.look()
    assert visitor.page.locator(".answers .feedback--wrong").count() == len(asked)
