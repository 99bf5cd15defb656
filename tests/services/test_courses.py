"""A teacher gives the class a whole course, and a pupil sees its lessons together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.domain.access import Actor
from app.domain.courses import Course, Season
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.identifiers import uuid7
from app.domain.library import Library
from app.services import assignments, classrooms, courses, tasks
from app.services.courses import Given
from app.services.tasks import TaskState
from app.store.engine import Session
from app.store.schema import Assignment, Classroom, ContentHead, ContentRevision, LedgerEntry, Progress
from tests import builders
from tests.builders import NOW, TODAY
from tests.clock import Clock
from tests.services import learning, shelf
from tests.staff import actor

NEXT_WEEK = TODAY + timedelta(days=7)
LESSONS = ("fire-p56", "crowds-p56", "water-p56")
COURSE = Course("autumn-p56", Season.AUTUMN, 5, 6, LESSONS, {"zh_CN": "秋天"}, {"zh_CN": "三课"})
OTHER = Course("spring-p56", Season.SPRING, 5, 6, ("water-p56", "food-p56"), {"zh_CN": "春天"}, {"zh_CN": "两课"})
PUBLISHED = shelf.library(*(shelf.publication(one) for one in (*LESSONS, "food-p56")))
LIBRARY = replace(PUBLISHED, courses={one.id: one for one in (COURSE, OTHER)})


def give(
    session: Session,
    who: Actor,
    room: Classroom,
    course_id: str = "autumn-p56",
    *,
    due_on: date = NEXT_WEEK,
    library: Library = LIBRARY,
    seconds: int = 0,
) -> Given:
    now = NOW + timedelta(seconds=seconds)
    return courses.assign(session, who, room.id, course_id, due_on, now=now, library=library, new_id=uuid7)


@pytest.fixture
def room(session: Session) -> Classroom:
    return builders.classroom(session)


@pytest.fixture
def teacher(session: Session, room: Classroom) -> Actor:
    return actor(session, builders.teacher(session, room))


def given(session: Session) -> list[Assignment]:
    return list(session.scalars(select(Assignment).where(Assignment.campaign_id.is_(None)).order_by(Assignment.id)))


def test_all_lessons_are_given_with_one_date_and_each_deed_is_noted(
    session: Session, room: Classroom, teacher: Actor
) -> None:
    assert give(session, teacher, room) == Given(LESSONS, ())
    rows = given(session)
    assert {row.lesson_id for row in rows} == set(LESSONS)
    assert len({(row.opens_at, row.due_at, row.assigned_by) for row in rows}) == 1
    noted = session.scalars(select(LedgerEntry)).all()
    assert {(one.deed, one.reason, one.classroom_id) for one in noted} == {("assign", key, room.id) for key in LESSONS}


def test_lessons_the_class_has_stay_as_they_are_and_are_named(
    session: Session, room: Classroom, teacher: Actor
) -> None:
    earlier = TODAY + timedelta(days=2)
    assignments.assign(session, teacher, room.id, LESSONS[1], earlier, now=NOW, library=LIBRARY, new_id=uuid7)
    assert give(session, teacher, room) == Given((LESSONS[0], LESSONS[2]), (LESSONS[1],))
    assert len({row.due_at for row in given(session)}) == 2


def test_what_a_running_campaign_asks_is_not_given_twice(session: Session, room: Classroom, teacher: Actor) -> None:
    builders.assignment(session, room, of=builders.campaign(session), lesson_id=LESSONS[0])
    assert give(session, teacher, room).kept == (LESSONS[0],)
    assert len(given(session)) == 2


def test_what_a_closed_campaign_asked_is_given_anew(session: Session, room: Classroom, teacher: Actor) -> None:
    closed = builders.campaign(session, opens_at=NOW - timedelta(days=60), closes_at=NOW - timedelta(days=30))
    builders.assignment(session, room, of=closed, lesson_id=LESSONS[0])
    assert give(session, teacher, room).new == LESSONS


def test_a_double_click_gives_the_same_answer_and_nothing_more(
    session: Session, room: Classroom, teacher: Actor
) -> None:
    first = give(session, teacher, room)
    assert give(session, teacher, room, seconds=2) == first
    assert len(given(session)) == len(session.scalars(select(LedgerEntry)).all()) == 3
    with pytest.raises(Conflict, match="course_already_assigned"):
        give(session, teacher, room, seconds=3600)
    with pytest.raises(Conflict, match="course_already_assigned"):
        give(session, teacher, room, due_on=NEXT_WEEK + timedelta(days=1))


def test_unknown_and_unfit_courses_and_impossible_dates_are_refused(
    session: Session, room: Classroom, teacher: Actor
) -> None:
    with pytest.raises(Invalid, match="course_unknown"):
        give(session, teacher, room, "nothing")
    with pytest.raises(Invalid, match="due_in_past"):
        give(session, teacher, room, due_on=TODAY - timedelta(days=1))
    small = builders.classroom(session, grade=1)
    with pytest.raises(Invalid, match="course_unknown"):
        give(session, actor(session, builders.teacher(session, small)), small)
    assert given(session) == []


def test_only_the_teacher_of_the_class_gives_courses(session: Session, room: Classroom) -> None:
    home = session.get_one(type(builders.school(session)), room.school_id)
    for account in (builders.teacher(session, builders.classroom(session, home)), builders.staff(session, home)):
        with pytest.raises(NotFound):
            give(session, actor(session, account), room)


def test_a_retired_lesson_is_left_out(session: Session, room: Classroom, teacher: Actor) -> None:
    session.add(ContentRevision(digest="d", lesson_id=LESSONS[0], body={}, published_at=NOW))
    session.flush()
    session.add(ContentHead(lesson_id=LESSONS[0], digest="d", changed_at=NOW, retired_at=NOW))
    session.flush()
    assert give(session, teacher, room) == Given(LESSONS[1:], ())


def offers(grade: int = 5, offered: tuple[str, ...] = LESSONS, has: tuple[str, ...] = (), month: int = 9) -> list[str]:
    today = date(2026, month, 1)
    found = courses.offers(grade, offered=offered, given=has, library=LIBRARY, language="en", today=today)
    return [one.course_id for one in found]


def test_offered_is_what_gives_the_class_something_new_the_season_first() -> None:
    assert offers(grade=3) == []
    assert offers(has=LESSONS) == []
    assert offers() == ["autumn-p56", "spring-p56"]
    assert offers(month=3) == ["spring-p56", "autumn-p56"]


def test_an_offer_says_what_it_holds() -> None:
    (one,) = courses.offers(
        6, offered=LESSONS[1:], given=LESSONS[:1], library=replace(LIBRARY, courses={"a": COURSE}), language="en",
        today=TODAY,
    )  # fmt: skip
    assert (one.name, one.summary, one.minutes, one.is_next) == ("秋天", "三课", 18, True)
    assert [lesson.is_given for lesson in one.lessons] == [True, False, False]
    assert {(lesson.theme, lesson.minutes) for lesson in one.lessons} == {("消防", 6)}


def test_the_class_page_offers_courses_and_shows_given_ones_together(
    session: Session, room: Classroom, teacher: Actor
) -> None:
    def overview() -> classrooms.Overview:
        return classrooms.overview(session, teacher, room.id, None, now=NOW, library=LIBRARY, language="en")

    assert [one.course_id for one in overview().courses] == ["autumn-p56", "spring-p56"]
    give(session, teacher, room)
    found = overview()
    ((course, lessons),) = found.assignments
    assert (course, tuple(one.lesson_id for one in lessons)) == (COURSE, LESSONS)
    assert [one.course_id for one in found.courses] == ["spring-p56"]


def test_a_pupil_sees_a_course_in_order_with_what_is_done(
    session: Session, room: Classroom, teacher: Actor, clock: Clock
) -> None:
    pupil = builders.student(session, room)
    give(session, teacher, room)
    assignments.assign(session, teacher, room.id, "food-p56", NEXT_WEEK, now=NOW, library=LIBRARY, new_id=uuid7)
    first = next(row for row in given(session) if row.lesson_id == LESSONS[0])
    place = Progress(
        school_id=room.school_id, assignment_id=first.id, student_id=pupil.id, revision="digest-fire-p56", step=4,
        started_at=NOW, saved_at=NOW, sheets=1, right=1, asked=1, open_questions=[], completed_at=NOW,
    )  # fmt: skip
    session.add(place)
    session.flush()
    who = learning.sign_in(session, pupil, clock)
    found = tasks.groups(tasks.mine(session, who, now=NOW, library=LIBRARY), LIBRARY)
    assert [group.course for group in found] == [COURSE, None]
    course = found[0]
    assert [card.task.lesson_id for card in course.cards] == list(LESSONS)
    assert (course.done, course.is_open, course.cards[0].state) == (1, True, TaskState.DONE)
    assert course.next is course.cards[1]
    assert found[1].next is found[1].cards[0]
