"""The class teacher's pages."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.access import Role
from app.domain.completions import Rate
from app.services import content, milestones
from app.settings import ROOT
from app.store import accounts
from app.store.engine import Session
from app.store.schema import Account, Assignment, Campaign, Classroom, School, Student
from tests import builders
from tests.builders import NOW, TODAY
from tests.staff import browser, post, statements

_TAG = re.compile(r"<[^>]+>")


@dataclass
class Two:
    """A class of two pupils in a campaign, its teacher, and the rest of the school."""

    school: School
    room: Classroom
    campaign: Campaign
    pupils: list[Student]
    teacher: Account
    path: str


@pytest.fixture
def two(session: Session) -> Two:
    """One pupil has begun."""
    school = builders.school(session)
    room = builders.classroom(session, school, number=2)
    pupils = [builders.student(session, room, name=name) for name in ("=王小明", "李小红")]
    campaign = builders.campaign(session)
    builders.roster(session, campaign, room)
    builders.assignment(session, room, of=campaign)
    expected = milestones.expect(session, campaign.id, school.id, pupils[1].id)
    assert expected is not None
    milestones.earn(session, expected, {Rate.REACHED}, rule_version=1, now=NOW)
    teacher = builders.teacher(session, room)
    session.commit()
    return Two(school, room, campaign, pupils, teacher, f"/teacher/classrooms/{room.id}/")


@pytest.fixture
def teacher(app: Flask, two: Two) -> FlaskClient:
    """The teacher's browser."""
    return browser(app, two.teacher)


def cells(page: str, caption: str) -> list[list[str]]:
    """The rows of the table whose caption has this id, as text, without the column of deeds."""
    table = page.split(f'id="{caption}"')[1].split("</table>")[0].split("<tbody")[1]
    rows = table.split("<tr")[1:]
    return [[" ".join(_TAG.sub(" ", cell).split()) for cell in re.split(r"<t[hd] ", row)[1:-1]] for row in rows]


def words(cell: str) -> str:
    """A cell's text without the rest of its opening tag."""
    return cell.split(">", 1)[-1].strip()


def test_my_classes_show_the_four_states(teacher: FlaskClient, two: Two) -> None:
    page = teacher.get("/teacher/?lang=en").text
    assert "Grade 5 Class 2" in page
    assert [int(value) for value in re.findall(r'<data value="(\d+)">\d+</data>\s*</li>', page)] == [1, 1, 0, 0]
    assert two.path in page


def test_the_class_page_lists_who_never_started_first(teacher: FlaskClient, two: Two) -> None:
    page = teacher.get(two.path + "?lang=en").text
    assert page.count("<h1") == 1
    rows = [[words(cell) for cell in row] for row in cells(page, "list")]
    assert [row[:2] for row in rows] == [["=王小明", "Not started"], ["李小红", "Learning"]]


def test_the_file_equals_the_screen_and_runs_nothing(teacher: FlaskClient, two: Two) -> None:
    page = teacher.get(two.path + "?lang=en").text
    answer = teacher.get(two.path + "class.csv")
    assert answer.data.startswith("\ufeff".encode())
    disposition = answer.headers["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="class-primary-5-2-\d{8}\.csv"', disposition)
    _heading, *lines = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert lines[0][0] == "'=王小明"
    lines[0][0] = lines[0][0][1:]
    assert lines == [[words(cell) for cell in row] for row in cells(page, "list")]


def test_a_class_page_costs_the_same_for_any_class(app: Flask, session: Session, two: Two) -> None:
    client = browser(app, two.teacher)
    client.get(two.path)
    with statements() as few:
        client.get(two.path)
    for _ in range(10):
        builders.student(session, two.room)
    session.commit()
    with statements() as many:
        client.get(two.path)
    assert len(many) == len(few) <= 10


def test_a_lesson_is_given_in_two_clicks(app: Flask, session: Session, two: Two) -> None:
    assert not content.publish(session, [ROOT], now=NOW).problems
    session.commit()
    client = browser(app, two.teacher)
    page = client.get(two.path).text
    day = re.search(r'name="due_on" required min="[^"]+" max="[^"]+" value="([^"]+)"', page)
    lesson = re.search(r'name="lesson_id" value="([^"]+)"', page)
    assert day is not None
    assert lesson is not None
    assert day[1] == (TODAY + timedelta(days=14)).isoformat()
    answer = post(client, two.path + "assignments", lesson_id=lesson[1], due_on=day[1])
    assert answer.status_code == 303
    again = post(client, two.path + "assignments", lesson_id=lesson[1], due_on=day[1])
    assert again.status_code == 303
    given = session.scalars(select(Assignment).where(Assignment.campaign_id.is_(None))).all()
    assert [(one.lesson_id, one.assigned_by) for one in given] == [(lesson[1], two.teacher.id)]
    session.commit()
    other = post(client, two.path + "assignments", lesson_id=lesson[1], due_on=TODAY.isoformat())
    assert other.status_code == 409


def test_a_bad_date_is_answered_beside_its_field_with_what_was_typed(app: Flask, session: Session, two: Two) -> None:
    content.publish(session, [ROOT], now=NOW)
    session.commit()
    client = browser(app, two.teacher)
    client.get("/teacher/?lang=en")
    for typed, sentence in (("2020-01-01", "must be today or later"), ("soon", "choose a date")):
        answer = post(client, two.path + "assignments", lesson_id="fire-p56", due_on=typed)
        assert answer.status_code == 422
        assert f'value="{typed}" aria-invalid="true"' in answer.text
        assert sentence in answer.text
    assert session.scalars(select(Assignment).where(Assignment.campaign_id.is_(None))).all() == []


def test_a_new_password_is_shown_once_and_works(app: Flask, session: Session, two: Two) -> None:
    pupil = two.pupils[0]
    account = accounts.of_student(session, pupil.school_id, pupil.id)
    session.commit()
    assert account is not None
    learner = browser(app, account)
    client = browser(app, two.teacher)
    answer = post(client, f"{two.path}students/{pupil.id}/password")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    password = re.search(r"\b[a-z]+-[2-9]{6}\b", answer.text)
    assert password is not None
    assert password[0] not in client.get(two.path).text
    assert learner.get("/student/").status_code == 302
    page = app.test_client().get("/login")
    assert page.status_code == 200
    session.expire_all()
    account = accounts.of_student(session, pupil.school_id, pupil.id)
    assert account is not None
    assert account.must_change_password
    assert app.extensions["first_lesson"].passwords.is_right(account.password_hash, password[0])


def test_foreign_classes_and_pupils_are_not_there(app: Flask, session: Session, two: Two) -> None:
    neighbour = builders.classroom(session, two.school)
    strangers = [
        builders.teacher(session, neighbour),
        builders.teacher(session),
        builders.staff(session, role=Role.BUREAU),
        builders.staff(session, role=Role.PLATFORM),
        accounts.of_student(session, two.school.id, two.pupils[0].id),
    ]
    session.commit()
    for account in strangers:
        assert account is not None
        client = browser(app, account)
        assert client.get(two.path).status_code == 404
        assert client.get(two.path + "class.csv").status_code == 404
        form = {"lesson_id": "fire-p56", "due_on": TODAY.isoformat()}
        assert post(client, two.path + "assignments", **form).status_code == 404
        assert post(client, f"{two.path}students/{two.pupils[0].id}/password").status_code == 404


def test_no_form_is_taken_without_its_token(app: Flask, two: Two) -> None:
    client = browser(app, two.teacher)
    assert client.post(f"{two.path}students/{two.pupils[0].id}/password").status_code == 422
    assert client.post(two.path + "assignments").status_code == 422


def test_no_route_of_a_pupil_opens_to_staff(app: Flask, session: Session, two: Two) -> None:
    """A teacher cannot write a pupil's event: there is no way in, with whatever the page sends."""
    admin = builders.staff(session, two.school)
    session.commit()
    task = session.scalars(select(Assignment)).one()
    session.commit()
    values = {"assignment_id": task.id, "attempt_id": two.pupils[0].id}
    routes = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("student.")]
    assert routes
    for account in (two.teacher, admin):
        client = browser(app, account)
        for rule in routes:
            with app.test_request_context():
                path = app.url_map.bind("localhost").build(
                    rule.endpoint, {name: values[name] for name in rule.arguments}
                )
            methods = rule.methods or set()
            if "GET" in methods:
                assert client.get(path).status_code == 404, rule.endpoint
            if "POST" in methods:
                assert post(client, path, ticket="x", sheet="x").status_code in (404, 422), rule.endpoint
