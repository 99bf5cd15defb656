"""Giving a course on the class page, and a course on the pupil's page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.library import Library
from app.store.engine import Session
from app.store.schema import Account, Assignment, Classroom
from tests import builders
from tests.builders import TODAY
from tests.learner import Stock, account_of, real_library, state_of, stock
from tests.staff import browser, post, statements

COURSE = "autumn-p34"
DUE = (TODAY + timedelta(days=14)).isoformat()


@dataclass
class Class:
    """A third grade without any campaign, and its teacher."""

    room: Classroom
    teacher: Account

    @property
    def path(self) -> str:
        return f"/teacher/classrooms/{self.room.id}/"


@pytest.fixture
def third(app: Flask, session: Session) -> Class:
    stock(app)
    room = builders.classroom(session, grade=3)
    found = Class(room, builders.teacher(session, room))
    session.commit()
    return found


def titles(course_id: str = COURSE) -> list[str]:
    library = real_library()
    found = [library.current(lesson_id) for lesson_id in library.courses[course_id].lessons]
    return [publication.lesson("en").title for publication in found if publication]


def test_the_class_page_offers_the_courses_of_the_grade(app: Flask, third: Class) -> None:
    page = unescape(browser(app, third.teacher).get(third.path + "?lang=en").text)
    assert re.findall(r'name="course_id" value="([^"]+)"', page) == ["autumn-p34", "spring-p34"]
    part = page.split('id="assign-course"')[1].split("</section>")[0]
    found = [real_library().current(key) for key in real_library().courses[COURSE].lessons]
    minutes = sum(one.lesson("").minutes for one in found if one)
    for words in (real_library().courses[COURSE].name("en"), f"About {minutes} minutes", *titles()):
        assert words in part


def test_a_course_is_given_in_one_deed(app: Flask, session: Session, third: Class) -> None:
    client = browser(app, third.teacher)
    client.get(third.path + "?lang=en")
    answer = post(client, third.path + "courses", course_id=COURSE, due_on=DUE)
    assert answer.status_code == 303
    page = unescape(client.get(answer.location).text)
    assert "The class has its new course." in page
    assert "It had this already" not in page
    part = page.split('id="assignments"')[1].split("</section>")[0]
    assert part.index(real_library().courses[COURSE].name("en")) < part.index(titles()[0]) < part.index(titles()[1])
    rows = session.scalars(select(Assignment)).all()
    assert [row.lesson_id for row in sorted(rows, key=lambda row: row.id)] == list(
        real_library().courses[COURSE].lessons
    )
    session.commit()
    assert post(client, third.path + "courses", course_id=COURSE, due_on=TODAY.isoformat()).status_code == 409


def test_a_lesson_the_class_had_is_named(app: Flask, third: Class) -> None:
    client = browser(app, third.teacher)
    lesson_id = real_library().courses[COURSE].lessons[0]
    post(client, third.path + "assignments", lesson_id=lesson_id, due_on=TODAY.isoformat())
    assert "the class has it already" in client.get(third.path + "?lang=en").text
    answer = post(client, third.path + "courses", course_id=COURSE, due_on=DUE)
    page = unescape(client.get(answer.location).text)
    assert f"It had this already, and it stays as it was: {titles()[0]}" in page


def test_an_address_names_only_lessons(app: Flask, third: Class) -> None:
    page = browser(app, third.teacher).get(third.path + "?lang=en&done=assign_course&kept=You+have+won").text
    assert "You have won" not in page


def test_bad_forms_are_answered_beside_their_field(app: Flask, session: Session, third: Class) -> None:
    client = browser(app, third.teacher)
    client.get(third.path + "?lang=en")
    for fields, sentence in (
        ({"course_id": COURSE, "due_on": "soon"}, "choose a date"),
        ({"course_id": COURSE, "due_on": "2020-01-01"}, "must be today or later"),
        ({"course_id": "autumn-u", "due_on": DUE}, "no such course"),
        ({"course_id": "x" * 99, "due_on": DUE}, "choose a date"),
        ({}, "choose a date"),
    ):
        answer = post(client, third.path + "courses", **fields)
        assert (answer.status_code, sentence in answer.text) == (422, True), fields
    assert session.scalars(select(Assignment)).all() == []


def test_a_grade_without_lessons_is_told_so(app: Flask, session: Session) -> None:
    state_of(app).shelf = Stock(Library())  # type: ignore[assignment]
    room = builders.classroom(session, grade=3)
    teacher = builders.teacher(session, room)
    session.commit()
    page = browser(app, teacher).get(f"/teacher/classrooms/{room.id}/?lang=en").text
    assert "There is no lesson for this grade yet." in page
    assert "every lesson there is" not in page


def test_a_kindergarten_class_is_told_how_it_learns(app: Flask, session: Session, third: Class) -> None:
    room = builders.classroom(session, session.get_one(type(builders.school(session)), third.room.school_id), grade=0)
    teacher = builders.teacher(session, room)
    session.commit()
    page = browser(app, teacher).get(f"/teacher/classrooms/{room.id}/?lang=en").text
    assert "one child at a time" in page
    assert 'value="autumn-k"' in page


def test_the_pupils_page_shows_a_course_and_costs_nothing_more(app: Flask, session: Session) -> None:
    stock(app)
    lessons = real_library().courses[COURSE].lessons
    room = builders.classroom(session, grade=3)
    pupil = builders.student(session, room)
    task = builders.assignment(session, room, lesson_id=lessons[1])
    account = account_of(session, pupil)
    session.commit()
    client = browser(app, account)
    client.get("/student/?lang=en")
    with statements() as alone:
        page = client.get("/student/").text
    assert 'class="course"' not in page
    builders.assignment(session, room, lesson_id=lessons[0], due_at=task.due_at + timedelta(days=1))
    session.commit()
    with statements() as together:
        page = unescape(client.get("/student/").text)
    assert len(alone) == len(together)
    part = page.split('class="course"')[1].split("</section>")[0]
    assert f"0 of {len(lessons)} lessons done" in part
    assert part.index(titles()[0]) < part.index(titles()[1])  # the course's order, not that of the dates
    assert part.count("button--primary") == 1
    assert page.count("<h1") == 1


def test_a_campaign_of_a_course_is_shown_as_one(app: Flask, session: Session) -> None:
    stock(app)
    lessons = real_library().courses[COURSE].lessons
    room = builders.classroom(session, grade=3)
    pupil = builders.student(session, room)
    campaign = builders.campaign(session, lessons=lessons)
    for lesson_id in lessons:
        builders.assignment(session, room, of=campaign, lesson_id=lesson_id)
    account = account_of(session, pupil)
    session.commit()
    assert browser(app, account).get("/student/?lang=en").text.count('class="course"') == 1
