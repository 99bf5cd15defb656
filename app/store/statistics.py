"""The sources of what the answers tell, school by school, and the counters they are summed into.

Sources are read in parts of a bounded number of pupils, so that memory does not grow with the installation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, func, select

from app.domain.grades import Stage
from app.domain.statistics import ChoiceCount
from app.store.bulk import insert_many
from app.store.engine import Session
from app.store.schema import (
    Assignment,
    Attempt,
    AttemptKind,
    BeliefCounter,
    Classroom,
    Progress,
    QuestionCounter,
    RegionBelief,
    School,
)
from app.store.writes import insert_for

SHEETS = (AttemptKind.QUIZ, AttemptKind.REVIEW)
FIGURES = ("before_asked", "before_held", "after_asked", "after_held", "later_asked", "later_held")
QUESTION_FIGURES = ("chosen", "rest_sum", "rest_squares", "hurried")


@dataclass(frozen=True, slots=True)
class Room:
    """A classroom with the path of its school."""

    school_id: UUID
    id: UUID
    stage: Stage
    entry_year: int
    grade_system: str
    province_id: UUID | None
    city_id: UUID | None
    county_id: UUID | None


@dataclass(frozen=True, slots=True)
class Span:
    """A school year: from its first moment up to, not including, its end."""

    year: int
    begins_at: datetime
    ends_at: datetime


def sizes(session: Session) -> list[tuple[UUID, int]]:
    """(school, number of places kept) of every school where anybody has begun a lesson."""
    rows = session.execute(select(Progress.school_id, func.count()).group_by(Progress.school_id).order_by("school_id"))
    return [(row[0], row[1]) for row in rows]


def rooms(session: Session, school_ids: Collection[UUID]) -> list[Room]:
    """All classrooms of these schools, archived ones too."""
    rows = session.execute(
        select(
            Classroom.school_id,
            Classroom.id,
            Classroom.stage,
            Classroom.entry_year,
            School.grade_system,
            School.province_id,
            School.city_id,
            School.county_id,
        )
        .join(School, School.id == Classroom.school_id)
        .where(Classroom.school_id.in_(school_ids))
    )
    return [Room(*row) for row in rows]


def places(session: Session, school_ids: Collection[UUID], span: Span) -> Iterator[Any]:
    """What the steps of lessons begun in the span told: (school, classroom, pupil, lesson, revision, asked, held), the
    earliest first."""
    return iter(
        session.execute(
            select(
                Progress.school_id,
                Assignment.classroom_id,
                Progress.student_id,
                Assignment.lesson_id,
                Progress.revision,
                Progress.beliefs_asked,
                Progress.beliefs_held,
            )
            .join(Assignment, and_(Assignment.school_id == Progress.school_id, Assignment.id == Progress.assignment_id))
            .where(
                Progress.school_id.in_(school_ids),
                Progress.beliefs_asked != 0,
                Progress.started_at >= span.begins_at,
                Progress.started_at < span.ends_at,
            )
            .order_by(Progress.started_at, Progress.saved_at, Progress.assignment_id)
        )
    )


def sheets(session: Session, school_ids: Collection[UUID], span: Span) -> Iterator[Any]:
    """Quiz and review sheets of the span: (school, classroom, pupil, lesson, revision, kind, answers, issued, handed
    in), the earliest first."""
    return iter(
        session.execute(
            select(
                Attempt.school_id,
                Assignment.classroom_id,
                Attempt.student_id,
                Attempt.lesson_id,
                Attempt.revision,
                Attempt.kind,
                Attempt.answers,
                Attempt.issued_at,
                Attempt.submitted_at,
            )
            .join(Assignment, and_(Assignment.school_id == Attempt.school_id, Assignment.id == Attempt.assignment_id))
            .where(
                Attempt.school_id.in_(school_ids),
                Attempt.kind.in_(SHEETS),
                Attempt.submitted_at >= span.begins_at,
                Attempt.submitted_at < span.ends_at,
            )
            .order_by(Attempt.submitted_at, Attempt.id)
        )
    )


def last_counted(session: Session) -> datetime | None:
    """When the counters were summed last; None where never."""
    moments = [session.scalar(select(func.max(table.counted_at))) for table in (QuestionCounter, RegionBelief)]
    return max((moment for moment in moments if moment), default=None)


def put_beliefs(session: Session, school_ids: Collection[UUID], year: int, rows: Sequence[dict[str, Any]]) -> None:
    """Replace the counters of these schools in a school year."""
    theirs = (BeliefCounter.school_id.in_(school_ids), BeliefCounter.year == year)
    session.execute(delete(BeliefCounter).where(*theirs))
    if rows:
        insert_many(session, BeliefCounter, list(rows))


def drop_older(session: Session, year: int, counted_at: datetime) -> None:
    """Remove counters of a school year that a finished count has not met again: nothing is behind them any more."""
    session.execute(delete(BeliefCounter).where(BeliefCounter.year == year, BeliefCounter.counted_at < counted_at))


def put_regions(session: Session, year: int) -> None:
    """Sum the counters of a school year by authority and grade, in place of what was there."""
    session.execute(delete(RegionBelief).where(RegionBelief.year == year))
    names = [*_PLACE_KEYS, "counted_at", *FIGURES]
    insert = insert_for(session, RegionBelief).from_select(names, _by_authority(year), include_defaults=False)
    session.connection().execute(insert)


def differing_regions(session: Session, year: int) -> list[tuple[tuple[Any, ...], tuple[int, ...], tuple[int, ...]]]:
    """(key, stored, counted) of every sum of an authority that is not what its counters add up to."""
    stored = {tuple(row[:9]): tuple(row[10:]) for row in session.execute(_stored_regions(year))}
    counted = {tuple(row[:9]): tuple(int(one) for one in row[10:]) for row in session.execute(_by_authority(year))}
    keys = sorted((key for key in stored.keys() | counted.keys() if stored.get(key) != counted.get(key)), key=str)
    return [(key, stored.get(key, ()), counted.get(key, ())) for key in keys]


_PLACE_KEYS = (
    *("year", "authority_id", "province_id", "city_id", "county_id"),
    *("stage", "grade", "lesson_id", "misconception"),
)


def _by_authority(year: int) -> Select[Any]:
    counter: Any = BeliefCounter
    authority = func.coalesce(counter.county_id, counter.city_id, counter.province_id)
    place = (counter.province_id, counter.city_id, counter.county_id)
    what = (counter.stage, counter.grade, counter.lesson_id, counter.misconception)
    sums = [func.sum(getattr(counter, name)).label(name) for name in FIGURES]
    return (
        select(counter.year, authority.label("authority_id"), *place, *what, func.min(counter.counted_at), *sums)
        .where(counter.year == year, authority.is_not(None))
        .group_by(counter.year, *place, *what)
    )


def _stored_regions(year: int) -> Select[Any]:
    columns = [getattr(RegionBelief, name) for name in (*_PLACE_KEYS, "counted_at", *FIGURES)]
    return select(*columns).where(RegionBelief.year == year)


def put_questions(session: Session, first: date, end: date, rows: Sequence[dict[str, Any]]) -> None:
    """Replace the counters of questions from a month up to, not including, another."""
    session.execute(delete(QuestionCounter).where(QuestionCounter.month >= first, QuestionCounter.month < end))
    if rows:
        insert_many(session, QuestionCounter, list(rows))


def stored_beliefs(session: Session, school_ids: Collection[UUID] | None, year: int) -> dict[tuple[Any, ...], Any]:
    """(school, classroom, lesson, misconception) -> the six figures, as stored. None for all schools."""
    six = [getattr(BeliefCounter, name) for name in FIGURES]
    keys = (
        BeliefCounter.school_id,
        BeliefCounter.classroom_id,
        BeliefCounter.lesson_id,
        BeliefCounter.misconception,
    )
    statement = select(*keys, *six).where(BeliefCounter.year == year)
    if school_ids is not None:
        statement = statement.where(BeliefCounter.school_id.in_(school_ids))
    return {tuple(row[:4]): tuple(row[4:]) for row in session.execute(statement)}


def schools_counted(session: Session, year: int) -> set[UUID]:
    """The schools with counters in a school year."""
    return set(session.scalars(select(BeliefCounter.school_id).where(BeliefCounter.year == year).distinct()))


def stored_questions(session: Session, first: date, end: date) -> dict[tuple[Any, ...], Any]:
    """(revision, question, choice, month) -> the four figures, as stored."""
    keys = (QuestionCounter.revision, QuestionCounter.question_id, QuestionCounter.choice_id, QuestionCounter.month)
    four = [getattr(QuestionCounter, name) for name in QUESTION_FIGURES]
    rows = session.execute(select(*keys, *four).where(QuestionCounter.month >= first, QuestionCounter.month < end))
    return {tuple(row[:4]): tuple(int(value) for value in row[4:]) for row in rows}


def choices_of(session: Session, lesson_id: str, since: date) -> tuple[list[ChoiceCount], datetime | None]:
    """(counts, as of) of a lesson's questions from a month on, all revisions together."""
    rows = _choices(session, QuestionCounter.lesson_id == lesson_id, QuestionCounter.month >= since)
    return [_count(row) for row in rows], min((row.counted_at for row in rows), default=None)


def choices(session: Session, since: date) -> dict[str, list[ChoiceCount]]:
    """lesson -> counts of its questions from a month on."""
    found: dict[str, list[ChoiceCount]] = {}
    for row in _choices(session, QuestionCounter.month >= since):
        found.setdefault(row.lesson_id, []).append(_count(row))
    return found


def _choices(session: Session, *where: ColumnElement[bool]) -> list[Any]:
    keys = (QuestionCounter.lesson_id, QuestionCounter.question_id, QuestionCounter.choice_id, QuestionCounter.month)
    sums = [func.sum(getattr(QuestionCounter, name)).label(name) for name in QUESTION_FIGURES]
    counted_at = func.min(QuestionCounter.counted_at).label("counted_at")
    return list(session.execute(select(*keys, counted_at, *sums).where(*where).group_by(*keys)))


def _count(row: Any) -> ChoiceCount:
    return ChoiceCount(
        row.question_id, row.choice_id, row.month, *(int(getattr(row, name)) for name in QUESTION_FIGURES)
    )
