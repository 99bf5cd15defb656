"""What a class, and a school, believes: the misconception map of the own pupils. Counts only, never who."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from app.domain import beliefmaps
from app.domain.access import Actor, Permission, Place, may, require
from app.domain.beliefmaps import Names, Sum, Urgency, rows_by, urgency, without_small
from app.domain.beliefs import (
    CLASS_LEAST,
    SENSITIVE_THEMES,
    Belief,
    Gatherer,
    Marks,
    Phase,
    quiz_asks,
    with_least,
    worst_first,
)
from app.domain.campaigns import day_of
from app.domain.errors import NotFound
from app.domain.grades import Stage
from app.domain.library import Library, Publication
from app.domain.rosters.years import school_year
from app.domain.standings import SMALL_CELL
from app.services.statistics import span_of
from app.store import beliefs as store
from app.store import classrooms, schools
from app.store.beliefs import ClassSum
from app.store.classrooms import ClassroomRow
from app.store.engine import Session
from app.store.schema import AttemptKind

MOST_URGENT = 12
_PHASES = {AttemptKind.QUIZ: Phase.AFTER, AttemptKind.REVIEW: Phase.LATER}


@dataclass(frozen=True, slots=True)
class LessonChoice:
    """A lesson as a choice or a link."""

    id: str
    title: str
    begun: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A misconception in the reader's words with its figures, and the lessons that treat it."""

    id: str
    belief: str
    truth: str
    is_crit: bool
    figures: Belief
    urgency: Urgency
    theme: str
    lessons: tuple[LessonChoice, ...] = ()


Choice = TypeVar("Choice", LessonChoice, Line)


@dataclass(frozen=True, slots=True)
class ClassMap:
    """What one class believes about one lesson. `is_sensitive`: the figures stay closed, the beliefs are named."""

    classroom: ClassroomRow
    lessons: tuple[LessonChoice, ...]
    lesson: LessonChoice | None
    lines: tuple[Line, ...]
    too_few: int
    is_sensitive: bool
    may_assign: bool
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Column:
    """A grade of the school, or one of its classes."""

    stage: Stage
    grade: int
    number: int | None = None
    label: str | None = None
    classroom_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """What a page shows of a long list of beliefs: those of one theme, or (theme None) the most urgent of all."""

    theme: str | None
    themes: tuple[str, ...]
    lines: tuple[Line, ...]
    chosen: Line | None


@dataclass(frozen=True, slots=True)
class SchoolMap:
    """What a school believes: misconceptions by grade, and one of them by class."""

    name: str
    grade_system: str
    year: int
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    selection: Selection
    cells: Mapping[str, Mapping[Column, Belief]]
    classes: tuple[tuple[Column, Belief], ...]
    as_of: datetime | None


def of_class(
    session: Session,
    actor: Actor,
    classroom_id: UUID,
    lesson_id: str | None,
    *,
    now: datetime,
    library: Library,
    language: str,
) -> ClassMap:
    """What a class believed before, after and a week after a lesson (by default the one begun last), read live from
    its answers of this school year. Three queries. NotFound for a lesson the class has not begun."""
    place = Place(school_id=actor.school_id, classroom_id=classroom_id)
    require(actor, Permission.CLASSROOM_READ, place)
    room = classrooms.get(session, actor.school_id, classroom_id)
    if room is None:
        raise NotFound
    since = span_of(school_year(day_of(now))).begins_at
    rows = store.lessons(session, actor.school_id, classroom_id, since)
    lessons = tuple(LessonChoice(row.lesson_id, _title(library, row.lesson_id, language), row.begun) for row in rows)
    lesson = _chosen(lessons, lesson_id)
    names = Names(library, language)
    found: Mapping[str, Belief] = {}
    if lesson:
        found = _live(store.answers(session, actor.school_id, classroom_id, lesson.id, since), lesson.id, library)
    is_sensitive = _theme(library, lesson.id if lesson else "") in SENSITIVE_THEMES
    told = {name: belief for name, one in found.items() if (belief := with_least(one, CLASS_LEAST)).now.asked}
    if is_sensitive:
        told = {name: Belief(None, None, None) for name in found}
    return ClassMap(
        classroom=room,
        lessons=lessons,
        lesson=lesson,
        lines=lines(told, names, library, language, grade=room.grade),
        too_few=len(found) - len(told),
        is_sensitive=is_sensitive,
        may_assign=may(actor, Permission.ASSIGNMENT_CREATE, place),
        as_of=now,
    )


def of_school(
    session: Session,
    actor: Actor,
    theme: str | None,
    misconception: str | None,
    *,
    now: datetime,
    library: Library,
    language: str,
) -> SchoolMap:
    """What the own school believes by grade, and one misconception (the most urgent by default) by class, from the
    counters of this school year. Two queries."""
    require(actor, Permission.SCHOOL_READ, Place(school_id=actor.school_id))
    found = schools.name_and_system(session, actor.school_id)
    if found is None:
        raise NotFound
    year = school_year(day_of(now))
    rows = store.of_school(session, actor.school_id, year)
    rooms = {row.classroom_id: row for row in rows}
    names = Names(library, language)
    sums = [row.sum for row in rows if names.words(row.sum.misconception)]
    by_grade = rows_by(sums, lambda room_id: _grade_of(rooms[room_id]))
    shown = {name: without_small(row) for name, row in by_grade.items()}
    totals = {name: with_least(beliefmaps.total(row.values()), SMALL_CELL) for name, row in by_grade.items()}
    listed = lines({name: one for name, one in totals.items() if one.now.asked}, names, library, language)
    selection = select(listed, theme, misconception)
    columns = {column for row in by_grade.values() for column in row}
    return SchoolMap(
        name=found[0],
        grade_system=found[1],
        year=year,
        columns=tuple(sorted(columns, key=lambda one: (one.grade, one.stage))),
        lines=listed,
        selection=selection,
        cells=shown,
        classes=_by_class(selection.chosen, sums, rooms, names),
        as_of=min((row.counted_at for row in rows), default=None),
    )


def lines(
    beliefs: Mapping[str, Belief], names: Names, library: Library, language: str, *, grade: int | None = None
) -> tuple[Line, ...]:
    """Misconceptions in the reader's words, the most urgent first. With a grade, each names the lessons that treat it
    there. One that no published lesson knows any more is left out."""
    found = []
    for name in worst_first(beliefs, names.crit()):
        words = names.words(name)
        if words:
            at = urgency(beliefs[name], is_crit=words.crit)
            treated = treating(name, library, grade) if grade is not None else ()
            lessons = tuple(LessonChoice(one.lesson_id, one.lesson(language).title) for one in treated)
            found.append(
                Line(name, words.belief, words.truth, words.crit, beliefs[name], at, names.theme(name), lessons)
            )
    return tuple(sorted(found, key=lambda line: list(Urgency).index(line.urgency)))


def select(listed: Sequence[Line], theme: str | None, misconception: str | None) -> Selection:
    """The lines of a theme, or the most urgent of all, and the one shown in detail: by default the first of them.

    NotFound for a theme or a misconception that is not on the list.
    """
    shown = tuple(listed[:MOST_URGENT] if theme is None else (line for line in listed if line.theme == theme))
    if theme is not None and not shown:
        raise NotFound
    chosen = _chosen(shown, None) if misconception is None else _chosen(listed, misconception)
    return Selection(theme, tuple(dict.fromkeys(line.theme for line in listed)), shown, chosen)


def treating(name: str, library: Library, grade: int | None = None) -> list[Publication]:
    """The published lessons whose quiz asks about a misconception, the youngest first; of one grade if it is given."""
    found = [one for lesson_id in library.heads if (one := library.current(lesson_id)) and name in quiz_asks(one)]
    fitting = [one for one in found if grade is None or _fits(one, grade)]
    return sorted(fitting, key=lambda one: (one.lesson("").min_grade, one.lesson_id))


def _fits(publication: Publication, grade: int) -> bool:
    lesson = publication.lesson("")
    return lesson.min_grade <= grade <= lesson.max_grade


def _live(rows: Iterable[Sequence[object]], lesson_id: str, library: Library) -> dict[str, Belief]:
    gatherer = Gatherer(library)
    for pupil, revision, asked, held, kind, sheet_revision, answers in rows:
        assert isinstance(asked, int)  # noqa: S101 - narrows a type, checks nothing about input
        assert isinstance(held, int)  # noqa: S101 - narrows a type, checks nothing about input
        gatherer.steps("", pupil, lesson_id, str(revision), Marks(asked, held))
        if isinstance(kind, AttemptKind) and isinstance(answers, list):
            gatherer.sheet("", pupil, lesson_id, str(sheet_revision), _PHASES[kind], answers)
    return gatherer.groups[""].beliefs() if "" in gatherer.groups else {}


def _by_class(
    chosen: Line | None, sums: Iterable[Sum[UUID]], rooms: Mapping[UUID, ClassSum], names: Names
) -> tuple[tuple[Column, Belief], ...]:
    """One misconception by class, small classes kept back grade by grade; nothing where the theme is sensitive."""
    if chosen is None or names.is_sensitive(chosen.id):
        return ()
    row = rows_by((one for one in sums if one.misconception == chosen.id), lambda room_id: room_id).get(chosen.id, {})
    found: list[tuple[Column, Belief]] = []
    grades = {_grade_of(rooms[room_id]) for room_id in row}
    for grade in sorted(grades, key=lambda one: (one.grade, one.stage)):
        classes = {room_id: belief for room_id, belief in row.items() if _grade_of(rooms[room_id]) == grade}
        for room_id, belief in without_small(classes).items():
            room = rooms[room_id]
            found.append((Column(room.stage, room.grade, room.number, room.label, room_id), belief))
    return tuple(found)


def _grade_of(row: ClassSum) -> Column:
    return Column(row.stage, row.grade)


def _chosen(choices: Sequence[Choice], asked: str | None) -> Choice | None:
    if asked is None:
        return choices[0] if choices else None
    found = next((one for one in choices if one.id == asked), None)
    if found is None:
        raise NotFound
    return found


def _title(library: Library, lesson_id: str, language: str) -> str:
    publication = library.current(lesson_id)
    return publication.lesson(language).title if publication else lesson_id


def _theme(library: Library, lesson_id: str) -> str:
    publication = library.current(lesson_id)
    return publication.lesson("").theme if publication else ""
