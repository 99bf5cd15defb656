"""Every published lesson, as a pupil of its age sees it on a phone: each step, the sheet, and the reasons behind it."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import exists, select

from app.services.demo.build import DemoLogin
from app.services.demo.seeding import PASSWORD
from app.settings import ROOT
from app.store.engine import Database
from app.store.schema import Account, Assignment, Classroom, Enrolment, Progress
from tests import builders
from tests.journeys import lessons
from tests.journeys.visitor import Visitor
from tests.learner import real_library, wrong

pytestmark = pytest.mark.journey
SAID_IN_CHINESE = frozenset({"App", "HR"})
LESSONS = sorted(f"{file.parent.name}-{file.stem}" for file in ROOT.glob("quizzes/*/*.toml") if "." not in file.stem)


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
        username, room = session.execute(pupils).tuples().first() or ("nobody", None)
        assert room, f"the demo has no class for {lesson_id}"
        return username, builders.assignment(session, room, lesson_id=lesson_id).id


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
    publication = real_library().current(lesson_id)
    assert publication
    assert steps == len(publication.lesson("").steps)
    asked = lessons.fill_in(visitor, app, wrong)
    assert len(asked) == publication.quiz("").draw
    visitor.look()
    lessons.hand_in(visitor)
    visitor.look()
    assert visitor.page.locator(".answers .feedback--wrong").count() == len(asked)
