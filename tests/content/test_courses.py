"""The list of courses: what it may say, and that it is published with the lessons."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.content.courses import course_words
from app.content.overlays import words_digest
from app.domain.courses import Season
from app.services.content import load_library, publish
from app.store.engine import Session
from tests.content.sample import Root, to_toml

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
FILE = "courses/courses.toml"
COURSE = """
[autumn-p34]
season = "autumn"
name = "秋季安全第一课"
summary = "河边和路上。"
min_grade = 3
max_grade = 4
lessons = ["water-p34", "water-more"]
"""


@pytest.fixture
def two(root: Root) -> Root:
    """A root with two lessons and a course that puts them together."""
    for folder in ("courses", "quizzes"):
        text = (root.path / folder / "water/p34.toml").read_text(encoding="utf-8")
        root.write(f"{folder}/water/more.toml", text)
    root.write(FILE, COURSE)
    return root


def test_a_course_is_read_and_converted(two: Root) -> None:
    found = two.check()
    assert found.problems == []
    draft = found.courses["autumn-p34"]
    assert (draft.season, draft.lessons) == (Season.AUTUMN, ("water-p34", "water-more"))
    assert draft.words["zh_TW"]["name"] == "秋季安全第一課"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"water-more"', '"water-none"', "course_lesson_unknown"),
        ('"water-more"', '"water-p34"', "id_repeated"),
        (', "water-more"', "", "rows_out_of_range"),
        ("max_grade = 4", "max_grade = 5", "course_lesson_grades"),
        ("max_grade = 4", "max_grade = 2", "grades_reversed"),
        ('"autumn"\n', '"winter"\n', "value_unknown"),
        ('summary = "河边和路上。"', "", "field_missing"),
        ('season = "autumn"', 'season = "autumn"\nminutes = 14', "field_unknown"),
        ("秋季安全第一课", "秋季<b>第一课", "html_in_text"),
        ("[autumn-p34]", "[Autumn_P34]", "id_malformed"),
        ("[autumn-p34]", "autumn = 3\n[autumn-p34]", "type_wrong"),
    ],
)
def test_what_is_wrong_with_a_course_is_said(two: Root, old: str, new: str, code: str) -> None:
    two.edit(FILE, old, new)
    assert code in two.codes()


def test_a_course_fits_into_one_lesson_hour(two: Root) -> None:
    for name in ("third", "fourth"):
        for folder in ("courses", "quizzes"):
            text = (two.path / folder / "water/p34.toml").read_text(encoding="utf-8")
            two.write(f"{folder}/water/{name}.toml", text)
    two.edit(FILE, '"water-more"', '"water-more", "water-third"')
    assert two.codes() == []  # 18 minutes
    two.edit(FILE, '"water-third"', '"water-third", "water-fourth"')
    (problem,) = two.check().problems
    assert (problem.code, problem.place, problem.facts) == (
        "course_too_long",
        "autumn-p34.lessons",
        {"minutes": 24, "limit": 20},
    )


def test_a_grade_has_one_course_in_a_season(two: Root) -> None:
    two.write(FILE, COURSE + COURSE.replace("autumn-p34", "other").replace("min_grade = 3", "min_grade = 4"))
    assert two.codes() == ["course_overlaps"]
    two.edit(FILE, 'season = "autumn"', 'season = "spring"')
    assert two.codes() == []


def test_a_translation_holds_the_same_courses(two: Root) -> None:
    words = course_words(two.check().courses)
    overlay = f'translates = "{words_digest(words)}"\n{to_toml({"autumn-p34": {"name": "Autumn", "summary": "By"}})}'
    two.write("courses/courses.en.toml", overlay)
    assert two.check().courses["autumn-p34"].words["en"] == {"name": "Autumn", "summary": "By"}
    two.edit("courses/courses.en.toml", 'summary = "By"', "")
    assert two.codes() == ["overlay_missing_words"]


def test_courses_are_published_with_the_lessons_and_go_with_their_list(session: Session, two: Root) -> None:
    publish(session, [two.path], now=NOW)
    course = load_library(session).courses["autumn-p34"]
    assert (course.name("zh_TW"), course.lessons) == ("秋季安全第一課", ("water-p34", "water-more"))
    two.edit(FILE, "河边和路上", "水边和路上")
    assert publish(session, [two.path], now=NOW).published == ()
    assert load_library(session).courses["autumn-p34"].summary("zh_CN") == "水边和路上。"
    (two.path / FILE).unlink()
    publish(session, [two.path], now=NOW)
    assert load_library(session).courses == {}


def test_with_a_faulty_course_nothing_is_published(session: Session, two: Root) -> None:
    two.edit(FILE, '"water-more"', '"water-none"')
    assert publish(session, [two.path], now=NOW).problems
    assert load_library(session).heads == {}
