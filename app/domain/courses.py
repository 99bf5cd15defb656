"""Courses: a few lessons in their order, for a season and some grades. The First Safety Lesson of a term is one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from app.domain.campaigns import CampaignLesson

LONGEST_MINUTES = 20  # One lesson hour, with time left to settle and to talk.
SIZE = (2, 4)

One = TypeVar("One")


class Season(StrEnum):
    """When schools begin a term with it."""

    AUTUMN = "autumn"
    SPRING = "spring"


@dataclass(frozen=True, slots=True)
class Course:
    """Lessons that are given together, by id and in order; its words by language."""

    id: str
    season: Season
    min_grade: int
    max_grade: int
    lessons: tuple[str, ...]
    names: Mapping[str, str]
    summaries: Mapping[str, str]

    def name(self, language: str) -> str:
        """What the course is called in this language, else in the source language."""
        return self.names.get(language) or self.names["zh_CN"]

    def summary(self, language: str) -> str:
        """What the course is for, in one sentence, in this language, else in the source language."""
        return self.summaries.get(language) or self.summaries["zh_CN"]

    def fits(self, grade: int) -> bool:
        """Is the course for this grade?"""
        return self.min_grade <= grade <= self.max_grade


def season_of(day: date) -> Season:
    """The season whose course comes next or is being taken: spring from February to July."""
    return Season.SPRING if 2 <= day.month <= 7 else Season.AUTUMN


def in_order(courses: Iterable[Course]) -> list[Course]:
    """Courses by season, then from the youngest grades to the oldest."""
    seasons = list(Season)
    return sorted(courses, key=lambda one: (seasons.index(one.season), one.min_grade, one.id))


def whole(courses: Iterable[Course], lessons: Collection[str]) -> list[Course]:
    """The courses all of whose lessons are among these; each lesson stands in one of them at most.

    Nothing is kept about how a class came by its lessons: a campaign, a course given in one deed and a teacher who gave
    the same lessons one by one ask the same of a pupil.
    """
    found: list[Course] = []
    free = set(lessons)
    for course in in_order(courses):
        if free.issuperset(course.lessons):
            found.append(course)
            free.difference_update(course.lessons)
    return found


def grouped(
    found: Sequence[One], courses: Iterable[Course], lesson_of: Callable[[One], str]
) -> list[tuple[Course | None, tuple[One, ...]]]:
    """What belongs to a whole course together and in its order, everything else by itself; else the order stays.

    Where a lesson is there twice the first one counts.
    """
    first = {lesson_of(one): one for one in reversed(found)}
    homes = {lesson_id: course for course in whole(courses, first) for lesson_id in course.lessons}
    groups: dict[object, tuple[Course | None, tuple[One, ...]]] = {}
    for number, one in enumerate(found):
        lesson_id = lesson_of(one)
        course = homes.get(lesson_id) if first[lesson_id] is one else None
        if course is None:
            groups[number] = (None, (one,))
        else:
            groups.setdefault(course.id, (course, tuple(first[key] for key in course.lessons)))
    return list(groups.values())


def campaign_lessons(courses: Iterable[Course], season: Season) -> tuple[CampaignLesson, ...]:
    """What a campaign asks that gives every grade its own course of a season; empty where there is none."""
    return tuple(
        CampaignLesson(lesson_id, course.min_grade, course.max_grade)
        for course in in_order(courses)
        if course.season is season
        for lesson_id in course.lessons
    )
