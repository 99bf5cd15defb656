"""The misconception map and the statistics of questions, as pages and as files."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.access import Role
from app.domain.beliefs import SENSITIVE_THEMES
from app.domain.library import Library
from app.services.recent import Recent
from app.store.engine import Session
from app.store.schema import AttemptKind, Region, School
from tests import builders
from tests.learner import Stock, state_of
from tests.services import learning
from tests.services.test_beliefs import LIFT, SHELF, publication
from tests.services.test_statistics import Office
from tests.staff import browser

PUPILS = 12
# Of the belief about the lift before and after, then of the one that nobody holds.
LIFT_SHARES = [("9", "12"), ("5", "12")]
SHARES = [*LIFT_SHARES, ("0", "12")]


@pytest.fixture
def office(app: Flask, session: Session) -> Office:
    """Twelve pupils of one class: nine believed it before the lesson, five after it."""
    held = state_of(app)
    held.recent = Recent(0)
    put(app, SHELF)
    made = Office(session)
    for number in range(PUPILS):
        pupil = made.pupil(holds=number < 9)
        made.answer(pupil, "wrong" if number < 5 else "right")
    made.answer(pupil, "right", AttemptKind.REVIEW)
    made.count()
    session.commit()
    return made


def put(app: Flask, shelf: Library) -> None:
    state_of(app).shelf = Stock(shelf)  # type: ignore[assignment]


def english(app: Flask, session: Session, account: object) -> FlaskClient:
    session.commit()
    client = browser(app, account)  # type: ignore[arg-type]
    client.set_cookie("language", "en")
    return client


@pytest.fixture
def teacher(app: Flask, session: Session, office: Office) -> FlaskClient:
    return english(app, session, builders.teacher(session, office.rooms[0]))


@pytest.fixture
def admin(app: Flask, session: Session, office: Office) -> FlaskClient:
    return english(app, session, builders.staff(session, session.get_one(School, office.rooms[0].school_id)))


@pytest.fixture
def county(app: Flask, session: Session, office: Office) -> FlaskClient:
    return english(app, session, builders.staff(session, role=Role.BUREAU, over=home_of(session, office)))


def home_of(session: Session, office: Office) -> Region:
    school = session.get_one(School, office.rooms[0].school_id)
    return session.get_one(Region, school.county_id)


def figures(page: str) -> list[tuple[str, str]]:
    return re.findall(r'data-numerator="(\d+)" data-denominator="(\d+)"', page)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_teacher_reads_before_and_after_and_gives_the_lesson(teacher: FlaskClient, office: Office) -> None:
    page = teacher.get(f"/teacher/classrooms/{office.rooms[0].id}/beliefs")
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert figures(page.text) == SHARES
    assert "before the lesson 9 of 12 believed it; after it 5 of 12" in " ".join(page.text.split())
    assert f"belief {LIFT}" in page.text
    assert f"truth {LIFT}" in page.text
    assert "endangers life" in page.text
    assert f'href="/teacher/classrooms/{office.rooms[0].id}/#assign"' in page.text
    assert "<canvas" in page.text


def test_one_answer_a_week_later_is_too_few_to_show(teacher: FlaskClient, office: Office) -> None:
    page = teacher.get(f"/teacher/classrooms/{office.rooms[0].id}/beliefs").text
    assert page.count("too few to show") == 2


def test_no_pupil_is_named(teacher: FlaskClient, admin: FlaskClient, office: Office) -> None:
    for client, path in ((teacher, "/teacher"), (admin, "/school")):
        for ending in ("", ".csv"):
            page = client.get(f"{path}/classrooms/{office.rooms[0].id}/beliefs{ending}").text
            assert "学生" not in page


def test_the_file_holds_what_the_page_shows(teacher: FlaskClient, office: Office) -> None:
    answer = teacher.get(f"/teacher/classrooms/{office.rooms[0].id}/beliefs.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    row, _other = table(answer.text)
    assert (row["Id"], row["Endangers life"]) == (LIFT, "Yes")
    assert [row[name] for name in row if name.startswith(("Before", "After"))] == ["9", "12", "5", "12"]
    assert [row[name] for name in row if name.startswith("A week")] == ["", ""]


def test_a_class_without_answers_says_what_will_come(teacher: FlaskClient, app: Flask, session: Session) -> None:
    room = builders.classroom(session)
    client = english(app, session, builders.teacher(session, room))
    page = client.get(f"/teacher/classrooms/{room.id}/beliefs")
    assert page.status_code == 200
    assert "Nobody of this class has begun a lesson" in page.text
    assert "<canvas" not in page.text


@pytest.mark.parametrize("query", ["?lesson=drowning-p34", "?lesson=%00", "?lesson="])
def test_a_lesson_the_class_has_not_had_is_not_found(teacher: FlaskClient, office: Office, query: str) -> None:
    assert teacher.get(f"/teacher/classrooms/{office.rooms[0].id}/beliefs{query}").status_code == 404


def test_a_theme_close_to_feelings_shows_no_figures_of_a_class(
    app: Flask, teacher: FlaskClient, admin: FlaskClient, office: Office
) -> None:
    put(app, learning.library(publication(theme=next(iter(SENSITIVE_THEMES)))))
    address = f"/teacher/classrooms/{office.rooms[0].id}/beliefs"
    page = teacher.get(address).text
    assert figures(page) == []
    assert f"belief {LIFT}" in page
    assert table(teacher.get(address + ".csv").text) == []
    page = admin.get("/school/beliefs").text
    assert "no figures of single classes" in page


def test_a_school_sees_its_grades_and_its_classes(admin: FlaskClient, office: Office) -> None:
    page = admin.get("/school/beliefs")
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert figures(page.text) == SHARES + LIFT_SHARES
    assert f'href="/school/classrooms/{office.rooms[0].id}/beliefs"' in page.text
    rows = table(admin.get("/school/beliefs.csv").text)
    assert [(row["Grade"], row["After: believed"]) for row in rows] == [
        ("Whole school", "5"),
        ("Grade 5", "5"),
        ("Whole school", "0"),
        ("Grade 5", "0"),
    ]


def test_a_bureau_sees_grades_and_schools(county: FlaskClient, session: Session, office: Office) -> None:
    answer = county.get("/bureau/beliefs/")
    assert answer.status_code == 303
    page = county.get(answer.headers["Location"])
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert figures(page.text) == SHARES + LIFT_SHARES * 2
    assert session.get_one(School, office.rooms[0].school_id).name in page.text
    rows = table(county.get(answer.headers["Location"] + "beliefs.csv").text)
    assert [row["Grade"] for row in rows] == ["All grades", "Grade 5", "All grades"] * 2
    assert [row["Before: asked"] for row in rows] == ["12"] * 3 + ["0"] * 3


@pytest.mark.parametrize("query", ["?of=nothing", "?theme=nothing", "?page=9", "?of=%00"])
def test_what_is_not_on_a_regions_map_is_not_found(
    county: FlaskClient, session: Session, office: Office, query: str
) -> None:
    address = f"/bureau/beliefs/regions/{home_of(session, office).id}/"
    assert county.get(address + f"?theme=fire&of={LIFT}&page=1").status_code == 200
    assert county.get(address + query).status_code == 404


def test_a_region_without_figures_says_when_they_come(app: Flask, session: Session, office: Office) -> None:
    client = english(app, session, builders.staff(session, role=Role.BUREAU))
    page = client.get("/bureau/beliefs/", follow_redirects=True)
    assert page.status_code == 200
    assert "counted every night" in page.text


def test_the_platform_reads_how_the_questions_work(app: Flask, session: Session, office: Office) -> None:
    client = english(app, session, builders.staff(session, role=Role.PLATFORM))
    assert f'href="/platform/statistics/{builders.LESSON}/"' in client.get("/platform/statistics/").text
    page = client.get(f"/platform/statistics/{builders.LESSON}/")
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert "answers so far" in page.text
    for _ in range(30):
        pupil = office.pupil()
        office.answer(pupil, "wrong")
    office.count()
    session.commit()
    page = client.get(f"/platform/statistics/{builders.LESSON}/")
    assert "Too hard" in page.text
    assert ("7", "42") in figures(page.text)
    assert client.get("/platform/statistics/nothing/").status_code == 404
