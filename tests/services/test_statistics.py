"""Counting what the answers tell: whole, again and again the same, year by year, and never more than was answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from app.domain.identifiers import uuid7
from app.services import statistics
from app.store import attempts
from app.store import statistics as store
from app.store.engine import Session
from app.store.schema import (
    Attempt,
    AttemptKind,
    BeliefCounter,
    Classroom,
    Progress,
    QuestionCounter,
    RegionBelief,
    Student,
)
from tests import builders
from tests.builders import LESSON, NOW
from tests.services.test_beliefs import LIFT, SHELF, publication

NEXT_YEAR = datetime(2027, 9, 1, 3, 0, tzinfo=UTC)


class Office:
    """Two schools of one county; what their pupils hand in; and the count."""

    def __init__(self, session: Session) -> None:
        self.session = session
        county = builders.county(session)
        self.rooms = [builders.classroom(session, builders.school(session, county), grade=5) for _ in range(2)]
        self.tasks = [builders.assignment(session, room) for room in self.rooms]

    def pupil(self, at: int = 0, *, holds: bool = True, when: datetime = NOW) -> Student:
        """A pupil whose steps have told about the lift."""
        room = self.rooms[at]
        found = builders.student(self.session, room)
        bit = 1 << sorted(publication().misconceptions["zh_CN"]).index(LIFT)
        keys: dict[str, Any] = {"school_id": room.school_id, "assignment_id": self.tasks[at].id, "student_id": found.id}
        marks: dict[str, Any] = {"beliefs_asked": bit, "beliefs_held": bit * holds}
        row = Progress(**keys, **marks, revision=publication().digest, started_at=when, saved_at=when)
        self.session.add(row)
        self.session.flush()
        return found

    def answer(
        self,
        pupil: Student,
        choice: str,
        kind: AttemptKind = AttemptKind.QUIZ,
        *,
        at: int = 0,
        when: datetime = NOW,
        seconds: int = 60,
    ) -> None:
        """A sheet with two questions: the one about the lift, and one that is right."""
        row = {
            "school_id": pupil.school_id,
            "id": uuid7(),
            "student_id": pupil.id,
            "assignment_id": self.tasks[at].id,
            "lesson_id": LESSON,
            "token": uuid7(),
            "kind": kind,
            "revision": publication().digest,
            "answers": [["crit0", choice, choice == "right"], ["plain1", "right", True]],
            "right": 1 + (choice == "right"),
            "asked": 2,
            "issued_at": when - timedelta(seconds=seconds),
            "submitted_at": when,
        }
        attempts.append(self.session, row)

    def begin(self) -> AbstractContextManager[Session]:
        return nullcontext(self.session)

    def count(self, now: datetime = NOW) -> statistics.Counted:
        done = statistics.rebuild(self.begin, self.begin, library=SHELF, now=now)
        self.session.expire_all()
        return done

    def verify(self, now: datetime = NOW) -> list[statistics.Difference]:
        return statistics.verify(self.begin, library=SHELF, now=now)

    def six(self, at: int = 0) -> tuple[int, ...]:
        """The figures of the lift in a class."""
        row = self.session.scalars(
            select(BeliefCounter).where(
                BeliefCounter.classroom_id == self.rooms[at].id, BeliefCounter.misconception == LIFT
            )
        ).one()
        return tuple(getattr(row, name) for name in store.FIGURES)


@pytest.fixture
def office(session: Session) -> Office:
    return Office(session)


def test_beliefs_are_counted_by_class_and_summed_by_authority(office: Office) -> None:
    for number in range(4):
        pupil = office.pupil(holds=number < 3)
        office.answer(pupil, "wrong" if number < 2 else "right")
        office.answer(pupil, "right", AttemptKind.REVIEW)
    office.answer(office.pupil(1), "wrong", at=1)
    done = office.count()
    assert (done.schools, done.sheets) == (2, 9)
    assert office.six() == (4, 3, 4, 2, 4, 0)
    assert office.six(1) == (1, 1, 1, 1, 0, 0)
    sums = office.session.scalars(select(RegionBelief).where(RegionBelief.misconception == LIFT)).one()
    assert tuple(getattr(sums, name) for name in store.FIGURES) == (5, 4, 5, 3, 4, 0)
    assert (sums.grade, sums.authority_id) == (5, sums.county_id)


def test_the_first_sheet_counts_and_practice_never(office: Office) -> None:
    pupil = office.pupil()
    office.answer(pupil, "wrong", when=NOW - timedelta(hours=2))
    office.answer(pupil, "right")
    for kind in (AttemptKind.REPEAT, AttemptKind.PRACTICE):
        office.answer(pupil, "right", kind, when=NOW - timedelta(hours=3))
    assert office.count().sheets == 2
    assert office.six() == (1, 1, 1, 1, 0, 0)


def test_choices_are_counted_with_the_rest_of_their_sheets(office: Office) -> None:
    office.answer(office.pupil(), "wrong", seconds=4)
    office.answer(office.pupil(), "right")
    office.count()
    rows = office.session.scalars(
        select(QuestionCounter).order_by(QuestionCounter.question_id, QuestionCounter.choice_id)
    )
    found = {(row.question_id, row.choice_id): (row.chosen, row.rest_sum, row.hurried, row.month) for row in rows}
    november = date(2026, 11, 1)
    assert found == {
        ("crit0", "right"): (1, 1000, 0, november),
        ("crit0", "wrong"): (1, 1000, 1, november),
        ("plain1", "right"): (2, 1000, 1, november),
    }


def test_counting_again_changes_nothing_and_verify_agrees(office: Office) -> None:
    for _ in range(3):
        office.answer(office.pupil(), "wrong")
    office.count()
    assert office.verify() == []
    before = office.session.scalars(select(BeliefCounter.after_held)).all()
    office.count(NOW + timedelta(hours=1))
    assert office.session.scalars(select(BeliefCounter.after_held)).all() == before
    assert office.verify() == []


@pytest.mark.parametrize("table", [BeliefCounter, RegionBelief, QuestionCounter])
@pytest.mark.parametrize("deed", ["changed", "lost"])
def test_verify_finds_what_was_tampered_with_and_rebuild_mends_it(office: Office, table: Any, deed: str) -> None:
    office.answer(office.pupil(), "wrong")
    office.count()
    column = QuestionCounter.hurried if table is QuestionCounter else table.after_held
    office.session.execute(delete(table) if deed == "lost" else update(table).values({column: 77}))
    found = office.verify()
    assert table.__tablename__ in {one.table for one in found}
    office.count()
    assert office.verify() == []


def test_counters_without_any_answer_behind_them_go(office: Office) -> None:
    pupil = office.pupil()
    office.answer(pupil, "wrong")
    office.count()
    for table in (Attempt, Progress):
        office.session.execute(delete(table).where(table.student_id == pupil.id))
    assert {one.table for one in office.verify()} == {"belief_counter", "question_counter"}
    office.count(NOW + timedelta(hours=1))
    assert office.session.scalars(select(BeliefCounter)).all() == []
    assert office.session.scalars(select(RegionBelief)).all() == []
    assert office.verify() == []


def test_parts_hold_a_bounded_number_of_pupils_and_lose_none(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for at in (0, 0, 0, 1):
        office.answer(office.pupil(at), "wrong", at=at)
    monkeypatch.setattr(statistics, "PART", 2)
    opened: list[str] = []

    @contextmanager
    def counting() -> Iterator[Session]:
        opened.append("")
        yield office.session

    statistics.rebuild(office.begin, counting, library=SHELF, now=NOW)
    office.session.expire_all()
    assert len(opened) >= 4
    assert (office.six(), office.six(1)) == ((3, 3, 3, 3, 0, 0), (1, 1, 1, 1, 0, 0))


def test_a_year_that_is_over_is_counted_once_more_and_then_stands(office: Office) -> None:
    """Answers of the last day come after the last night's count. Later they are deleted, the counters are not."""
    office.answer(office.pupil(), "wrong")
    office.count()
    late = datetime(2027, 8, 31, 15, 0, tzinfo=UTC)
    office.answer(office.pupil(when=late), "wrong", when=late)
    assert office.count(NEXT_YEAR).years == (2026, 2027)
    assert office.six() == (2, 2, 2, 2, 0, 0)
    office.session.execute(delete(Attempt))
    office.session.execute(delete(Progress))
    assert office.count(NEXT_YEAR + timedelta(days=1)).years == (2027,)
    assert office.six() == (2, 2, 2, 2, 0, 0)


def test_old_counters_stand_when_their_answers_are_gone(office: Office) -> None:
    office.answer(office.pupil(), "wrong")
    office.count()
    fresh = NEXT_YEAR + timedelta(hours=9)
    office.answer(office.pupil(when=fresh), "right", when=fresh)
    office.count(NEXT_YEAR + timedelta(days=1))
    office.session.execute(delete(Attempt).where(Attempt.submitted_at < NEXT_YEAR))
    office.session.execute(delete(Progress).where(Progress.started_at < NEXT_YEAR))
    assert office.count(NEXT_YEAR + timedelta(days=2)).years == (2027,)
    years = office.session.scalars(select(BeliefCounter.year).distinct().order_by(BeliefCounter.year)).all()
    assert list(years) == [2026, 2027]


def test_the_grade_is_that_of_the_year_whatever_the_class_is_now(office: Office) -> None:
    office.answer(office.pupil(), "wrong")
    office.session.execute(update(Classroom).where(Classroom.id == office.rooms[0].id).values(grade=6))
    office.count(NEXT_YEAR)
    assert set(office.session.scalars(select(BeliefCounter.grade))) == {5}


def test_no_counter_names_a_person(office: Office) -> None:
    names = {
        column.name for table in (BeliefCounter, RegionBelief, QuestionCounter) for column in table.__table__.columns
    }
    assert not {"student_id", "account_id", "person_id", "token"} & names
