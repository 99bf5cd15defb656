"""Every published lesson, as a pupil of its age sees it on a phone: each step, the sheet, and the reasons behind it."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import exists, select

from app.services.demo.build import DemoLogin
from app.services.demo.events import AUTUMN_LESSONS
from app.services.demo.seeding import PASSWORD
from app.store.engine import Database
from app.store.schema import Account, Assignment, Enrolment, Progress
from tests.journeys import lessons
from tests.journeys.visitor import Visitor
from tests.learner import wrong

pytestmark = pytest.mark.journey
SAID_IN_CHINESE = frozenset({"App", "HR"})
LESSONS = sorted({one.lesson_id for one in AUTUMN_LESSONS})


def pupil_for(database: Database, lesson_id: str) -> tuple[DemoLogin, UUID]:
    """Somebody who has the lesson as a task and has begun nothing, with the task."""
    is_begun = exists().where(Progress.student_id == Enrolment.student_id)
    tasks = (
        select(Account.username, Assignment.id)
        .join(Enrolment, Enrolment.student_id == Account.student_id)
        .join(Assignment, Assignment.classroom_id == Enrolment.classroom_id)
        .where(Assignment.lesson_id == lesson_id, Enrolment.to_on.is_(None), ~is_begun)
        .order_by(Account.username)
    )
    with database.read() as session:
        username, task = session.execute(tasks).first() or ("nobody", UUID(int=0))
    return DemoLogin("student", username, PASSWORD, ""), task


@pytest.mark.parametrize("screen", ["phone"])
@pytest.mark.parametrize("lesson_id", LESSONS)
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
    assert steps >= 6
    asked = lessons.fill_in(visitor, app, wrong)
    assert len(asked) == 10
    visitor.look()
    lessons.hand_in(visitor)
    visitor.look()
    assert visitor.page.locator(".answers .feedback--wrong").count() == len(asked)
