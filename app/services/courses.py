"""Giving a class a whole course: one deed, and an assignment for each of its lessons."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.domain.access import Actor, Permission, Place, require
from app.domain.courses import SIZE, Course, in_order, season_of
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.library import Library
from app.services.assignments import DOUBLE_CLICK, end_of, give
from app.store import classrooms, content
from app.store import courses as store
from app.store.courses import Asked
from app.store.engine import Session


@dataclass(frozen=True, slots=True)
class CourseLesson:
    """A lesson of a course on offer; `is_given` where the class is asked for it already."""

    title: str
    theme: str
    minutes: int
    is_given: bool


@dataclass(frozen=True, slots=True)
class CourseOffer:
    """A course a teacher can give now. `is_next` says that it belongs to the season at hand."""

    course_id: str
    name: str
    summary: str
    lessons: tuple[CourseLesson, ...]
    is_next: bool

    @property
    def minutes(self) -> int:
        """How long the whole course takes."""
        return sum(lesson.minutes for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class Given:
    """What giving a course did, by the ids of its lessons: newly given, and `kept` as the class had them already."""

    new: tuple[str, ...]
    kept: tuple[str, ...]


def offers(
    grade: int, *, offered: Collection[str], given: Collection[str], library: Library, language: str, today: date
) -> tuple[CourseOffer, ...]:
    """The courses for a grade that would give the class something new, that of the season first.

    `offered` are the lessons that could be given one by one, `given` those the class is asked for now. A lesson that is
    neither (retired, or not published yet) is left out of its course.
    """
    found = []
    season = season_of(today)
    for course in in_order(library.courses.values()):
        held = [key for key in course.lessons if key in given or key in offered]
        if course.fits(grade) and any(key not in given for key in held):
            lessons = tuple(_lesson(key, given, library, language) for key in held)
            words = (course.name(language), course.summary(language))
            found.append(CourseOffer(course.id, *words, lessons, is_next=course.season is season))
    return tuple(sorted(found, key=lambda offer: not offer.is_next))


def _lesson(lesson_id: str, given: Collection[str], library: Library, language: str) -> CourseLesson:
    publication = library.current(lesson_id)
    if publication is None:
        return CourseLesson(lesson_id, "", 0, lesson_id in given)
    lesson = publication.lesson(language)
    theme = library.themes.get(lesson.theme)
    return CourseLesson(lesson.title, theme.name(language) if theme else "", lesson.minutes, lesson_id in given)


def assign(
    session: Session,
    actor: Actor,
    classroom_id: UUID,
    course_id: str,
    due_on: date,
    *,
    now: datetime,
    library: Library,
    new_id: Callable[[], UUID],
) -> Given:
    """Ask the class to complete all lessons of a course by the end of a day; those it is asked for already stay as they
    are. All in one transaction; a double click gives the first answer again.

    Raises Invalid("course_unknown" | "due_in_past" | "due_too_far"), Conflict("course_already_assigned") where there is
    nothing left to give.
    """
    require(actor, Permission.ASSIGNMENT_CREATE, Place(school_id=actor.school_id, classroom_id=classroom_id))
    room = classrooms.get(session, actor.school_id, classroom_id)
    if room is None:
        raise NotFound
    course = library.courses.get(course_id)
    if course is None or not course.fits(room.grade):
        raise Invalid("course_unknown", field="course_id")
    due_at = end_of(due_on, now)
    asked = store.still_asked(session, actor.school_id, classroom_id, now)
    wanted = _offered(course, library, content.retired_lessons(session), asked)
    new = tuple(
        lesson_id
        for lesson_id in wanted
        if lesson_id not in asked and give(session, actor, classroom_id, lesson_id, due_at, now=now, new_id=new_id)
    )
    if new:
        return Given(new, tuple(key for key in wanted if key not in new))
    clicked = tuple(key for key in wanted if key in asked and _is_double_click(asked[key], actor, due_at, now))
    if not clicked:
        raise Conflict("course_already_assigned")
    return Given(clicked, tuple(key for key in wanted if key not in clicked))


def _offered(course: Course, library: Library, retired: Collection[str], asked: Mapping[str, Asked]) -> tuple[str, ...]:
    """The lessons of a course that can be given or that the class has."""
    published = (key for key in course.lessons if library.current(key) is not None)
    return tuple(key for key in published if key in asked or key not in retired)


def _is_double_click(first: Asked, actor: Actor, due_at: datetime, now: datetime) -> bool:
    is_same = first.assigned_by == actor.account_id and first.due_at == due_at
    return is_same and now - first.created_at <= DOUBLE_CLICK


def titles(lesson_ids: Sequence[str], library: Library, language: str) -> tuple[str, ...]:
    """The titles of lessons that an address names by id. What is no lesson is passed over, and so are too many."""
    found = (library.current(lesson_id) for lesson_id in lesson_ids[: SIZE[1]])
    return tuple(publication.lesson(language).title for publication in found if publication is not None)
