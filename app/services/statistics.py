"""Summing up what the answers tell: beliefs by classroom, choices by question; and whether the sums are still right.

Nothing is counted while pupils hand in. The worker counts the whole school year anew each night, before old answers are
deleted; the rows of a school year that is over stand for ever, for its answers go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.domain.beliefs import Gatherer, Marks, Phase
from app.domain.campaigns import CHINA, day_of
from app.domain.library import Library
from app.domain.rosters.years import first_grade, school_year
from app.domain.statistics import ChoiceTallies
from app.store import statistics as store
from app.store.engine import Session
from app.store.schema import AttemptKind
from app.store.statistics import FIGURES, QUESTION_FIGURES, Room, Span

Begin = Callable[[], AbstractContextManager[Session]]
# Places kept of the schools that are counted together: memory holds no more, but for a larger single school.
PART = 5_000
_PHASES = {AttemptKind.QUIZ: Phase.AFTER, AttemptKind.REVIEW: Phase.LATER}
Group = tuple[UUID, UUID, str]  # school, classroom, lesson


@dataclass(frozen=True, slots=True)
class Counted:
    """What a count went through."""

    years: tuple[int, ...]
    schools: int
    sheets: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored row whose figures are not what the recount gives. Ids only."""

    table: str
    key: tuple[object, ...]
    stored: tuple[int, ...]
    counted: tuple[int, ...]


def span_of(year: int) -> Span:
    """The school year that began in `year`."""
    return Span(year, datetime(year, 9, 1, tzinfo=CHINA), datetime(year + 1, 9, 1, tzinfo=CHINA))


def rebuild(read: Begin, begin: Begin, *, library: Library, now: datetime) -> Counted:
    """Count the present school year anew, and once more the last one where nothing was counted since it ended.

    `read` opens a reading session, `begin` a transaction that commits at its end; each takes a part of the schools, so
    nobody who hands in waits for long, and the count can be stopped and begun again.
    """
    this = school_year(day_of(now))
    with read() as session:
        last = store.last_counted(session)
    is_closing = last is None or last < span_of(this).begins_at
    years = (this - 1, this) if is_closing else (this,)
    schools: set[UUID] = set()
    sheets = 0
    for year in years:
        count = _Count(library, span_of(year))
        for part in _parts(read):
            schools.update(part)
            with read() as session:
                rows = list(count.belief_rows(session, part, now))
            with begin() as session:
                store.put_beliefs(session, part, year, rows)
        with begin() as session:
            store.drop_older(session, year, now)
            store.put_regions(session, year)
            store.put_questions(session, *_months(year), count.question_rows(now))
        sheets += count.sheets
    return Counted(years, len(schools), sheets)


def verify(read: Begin, *, library: Library, now: datetime) -> list[Difference]:
    """Every counter of the present school year that differs from a recount, is missing or too many."""
    year = school_year(day_of(now))
    count, found = _Count(library, span_of(year)), []
    seen: set[UUID] = set()
    for part in _parts(read):
        seen.update(part)
        with read() as session:
            wanted = {
                (row["school_id"], row["classroom_id"], row["lesson_id"], row["misconception"]): _six(row)
                for row in count.belief_rows(session, part, now)
            }
            found += _compare("belief_counter", store.stored_beliefs(session, part, year), wanted)
    with read() as session:
        strays = store.schools_counted(session, year) - seen
        if strays:
            found += _compare("belief_counter", store.stored_beliefs(session, strays, year), {})
        found += [Difference("region_belief", *one) for one in store.differing_regions(session, year)]
        stored = store.stored_questions(session, *_months(year))
    wanted_questions = {key: tuple(four) for key, four in count.questions.counts.items()}
    return found + _compare("question_counter", stored, wanted_questions)


def _compare(table: str, stored: dict[tuple[Any, ...], Any], counted: dict[tuple[Any, ...], Any]) -> list[Difference]:
    differing = [key for key in stored.keys() | counted.keys() if stored.get(key) != counted.get(key)]
    return [Difference(table, key, stored.get(key, ()), counted.get(key, ())) for key in sorted(differing, key=str)]


class _Count:
    """One pass over the answers of a school year."""

    def __init__(self, library: Library, span: Span) -> None:
        self._library = library
        self._span = span
        self._gatherer = Gatherer(library)
        self.questions = ChoiceTallies()
        self.sheets = 0

    def belief_rows(self, session: Session, part: Sequence[UUID], now: datetime) -> Iterator[dict[str, Any]]:
        """The counters of some schools; the choices on their first sheets are counted on the way."""
        gatherer = self._gatherer
        gatherer.clear()
        rooms = {(room.school_id, room.id): room for room in store.rooms(session, part)}
        for school_id, room_id, pupil, lesson_id, revision, asked, held in store.places(session, part, self._span):
            group: Group = (school_id, room_id, lesson_id)
            gatherer.steps(group, (school_id, pupil), lesson_id, revision, Marks(asked, held))
        for row in store.sheets(session, part, self._span):
            self._sheet(*row)
        for key, tallies in gatherer.groups.items():
            assert isinstance(key, tuple)  # noqa: S101 - narrows a type, checks nothing about input
            base = self._row(rooms[key[0], key[1]], key[2], now)
            for misconception, six in tallies.counts.items():
                yield base | {"misconception": misconception} | dict(zip(FIGURES, six, strict=True))

    def question_rows(self, now: datetime) -> list[dict[str, Any]]:
        """The counters of all questions met so far."""
        return [
            {
                "revision": revision,
                "question_id": question_id,
                "choice_id": choice_id,
                "month": month,
                "lesson_id": self._library.revisions[revision].lesson_id,
                "counted_at": now,
                **dict(zip(QUESTION_FIGURES, four, strict=True)),
            }
            for (revision, question_id, choice_id, month), four in self.questions.counts.items()
        ]

    def _sheet(
        self,
        school_id: UUID,
        room_id: UUID,
        pupil: UUID,
        lesson_id: str,
        revision: str,
        kind: AttemptKind,
        answers: Sequence[Sequence[object]],
        issued_at: datetime,
        submitted_at: datetime,
    ) -> None:
        self.sheets += 1
        phase = _PHASES[kind]
        group: Group = (school_id, room_id, lesson_id)
        is_counted = self._gatherer.sheet(group, (school_id, pupil), lesson_id, revision, phase, answers)
        if is_counted and phase is Phase.AFTER:
            month = day_of(submitted_at).replace(day=1)
            self.questions.add(revision, month, answers, submitted_at - issued_at)

    def _row(self, room: Room, lesson_id: str, now: datetime) -> dict[str, Any]:
        """A counter's keys, with the grade the class was in: promotions raise grade and never touch the entry year."""
        return {
            "school_id": room.school_id,
            "year": self._span.year,
            "classroom_id": room.id,
            "lesson_id": lesson_id,
            "stage": room.stage,
            "grade": first_grade(room.stage, room.grade_system) + self._span.year - room.entry_year,
            "province_id": room.province_id,
            "city_id": room.city_id,
            "county_id": room.county_id,
            "counted_at": now,
        }


def _parts(read: Begin) -> Iterator[list[UUID]]:
    """Schools that are counted together."""
    with read() as session:
        sizes = store.sizes(session)
    part: list[UUID] = []
    held = 0
    for school_id, size in sizes:
        if part and held + size > PART:
            yield part
            part, held = [], 0
        part.append(school_id)
        held += size
    if part:
        yield part


def _months(year: int) -> tuple[date, date]:
    return date(year, 9, 1), date(year + 1, 9, 1)


def _six(row: dict[str, Any]) -> tuple[int, ...]:
    return tuple(row[name] for name in FIGURES)
