"""The list of courses: read from `courses.toml`, checked against the lessons they put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from app.content.documents import Document
from app.content.tables import Table, is_identifier
from app.domain.courses import LONGEST_MINUTES, SIZE, Course, Season
from app.domain.grades import FIRST_GRADE, LAST_GRADE
from app.domain.lessons import Lesson
from app.domain.library import SOURCE_LANGUAGE

FILE = "courses.toml"

Words = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CourseDraft:
    """A course as `courses.toml` lists it; `words` holds name and summary by language."""

    document: Document
    season: Season
    min_grade: int
    max_grade: int
    lessons: tuple[str, ...]
    words: dict[str, Mapping[str, str]] = field(default_factory=dict)


def read_courses(document: Document, courses: dict[str, CourseDraft]) -> None:
    """Add the courses of one `courses.toml`."""
    for course_id, table in Table(document, (), document.values).children():
        if not is_identifier(course_id):
            table.note("", "id_malformed", id=course_id)
        if course_id in courses:
            table.note("", "id_repeated", id=course_id)
        words = {"name": table.plain("name"), "summary": table.plain("summary")}
        season = Season(table.word("season", list(Season)) or Season.AUTUMN)
        min_grade = table.number("min_grade", FIRST_GRADE, LAST_GRADE)
        max_grade = table.number("max_grade", FIRST_GRADE, LAST_GRADE)
        if max_grade < min_grade:
            table.note("max_grade", "grades_reversed")
        lessons = table.strings("lessons")
        table.close()
        courses[course_id] = CourseDraft(document, season, min_grade, max_grade, lessons, {SOURCE_LANGUAGE: words})


def check_courses(courses: Mapping[str, CourseDraft], lessons: Mapping[str, Lesson]) -> None:
    """Each course holds known lessons for its grades, within one lesson hour; a grade has one course in a season."""
    for course_id, draft in courses.items():
        _check_lessons(course_id, draft, lessons)
    for (first, one), (name, other) in combinations(courses.items(), 2):
        is_apart = one.max_grade < other.min_grade or other.max_grade < one.min_grade
        if one.season is other.season and not is_apart:
            other.document.note((name,), "course_overlaps", id=first)


def _check_lessons(course_id: str, draft: CourseDraft, lessons: Mapping[str, Lesson]) -> None:
    place = (course_id, "lessons")
    low, high = SIZE
    if draft.lessons and not low <= len(draft.lessons) <= high:
        draft.document.note(place, "rows_out_of_range", low=low, high=high, count=len(draft.lessons))
    minutes = 0
    for number, lesson_id in enumerate(draft.lessons):
        lesson = lessons.get(lesson_id)
        if lesson_id in draft.lessons[:number]:
            draft.document.note(place, "id_repeated", id=lesson_id)
        elif lesson is None:
            draft.document.note(place, "course_lesson_unknown", id=lesson_id)
        elif not lesson.min_grade <= draft.min_grade <= draft.max_grade <= lesson.max_grade:
            grades = {"low": lesson.min_grade, "high": lesson.max_grade}
            draft.document.note(place, "course_lesson_grades", id=lesson_id, **grades)
        minutes += lesson.minutes if lesson else 0
    if minutes > LONGEST_MINUTES:
        draft.document.note(place, "course_too_long", minutes=minutes, limit=LONGEST_MINUTES)


def course_words(drafts: Mapping[str, CourseDraft]) -> Words:
    """The words of one list of courses, as overlays hold them."""
    return {course_id: dict(draft.words[SOURCE_LANGUAGE]) for course_id, draft in drafts.items()}


def to_course(course_id: str, draft: CourseDraft) -> Course:
    """The course in all its languages."""
    return Course(
        course_id,
        draft.season,
        draft.min_grade,
        draft.max_grade,
        draft.lessons,
        {language: words["name"] for language, words in draft.words.items()},
        {language: words["summary"] for language, words in draft.words.items()},
    )
