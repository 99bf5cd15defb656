"""A teacher gives the class a lesson."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.domain.access import Actor
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.identifiers import uuid7
from app.services import assignments, retirements
from app.store.engine import Session
from app.store.schema import Assignment, Classroom, ContentHead, ContentRevision, LedgerEntry
from tests import builders
from tests.builders import NOW, TODAY
from tests.services import shelf
from tests.staff import actor

NEXT_WEEK = TODAY + timedelta(days=7)


def give(
    session: Session,
    who: Actor,
    room: Classroom,
    lesson_id: str = "fire-p56",
    due_on: date = NEXT_WEEK,
    now: datetime = NOW,
) -> UUID:
    return assignments.assign(session, who, room.id, lesson_id, due_on, now=now, library=shelf.library(), new_id=uuid7)


@pytest.fixture
def room(session: Session) -> Classroom:
    return builders.classroom(session)


@pytest.fixture
def teacher(session: Session, room: Classroom) -> Actor:
    return actor(session, builders.teacher(session, room))


def test_only_lessons_for_the_grade_that_are_not_given_yet_are_offered() -> None:
    fits = shelf.publication("fire-p56")
    library = shelf.library(fits, shelf.publication("fire-s", grades=(10, 12)), shelf.publication("water-p56"))
    assert [one.lesson_id for one in assignments.available(library, 5)] == ["fire-p56", "water-p56"]
    assert assignments.available(library, 5, without={"water-p56"}) == [fits]
    assert assignments.available(library, 1) == []


def test_a_lesson_is_due_at_the_end_of_the_day_where_the_pupils_are(
    session: Session, room: Classroom, teacher: Actor
) -> None:
    given = session.get_one(Assignment, (room.school_id, give(session, teacher, room, due_on=date(2026, 11, 30))))
    assert given.due_at == datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)
    assert (given.opens_at, given.assigned_by, given.campaign_id) == (NOW, teacher.account_id, None)
    entry = session.scalars(select(LedgerEntry)).one()
    assert (entry.deed, entry.actor_id, entry.classroom_id, entry.reason) == (
        "assign",
        teacher.account_id,
        room.id,
        "fire-p56",
    )


def test_a_double_click_gives_the_first_one_and_no_second(session: Session, room: Classroom, teacher: Actor) -> None:
    first = give(session, teacher, room)
    assert give(session, teacher, room, now=NOW + timedelta(seconds=2)) == first
    assert len(session.scalars(select(Assignment)).all()) == 1
    assert len(session.scalars(select(LedgerEntry)).all()) == 1


def test_a_lesson_given_before_is_not_given_again(session: Session, room: Classroom, teacher: Actor) -> None:
    give(session, teacher, room)
    with pytest.raises(Conflict, match="already_assigned"):
        give(session, teacher, room, now=NOW + timedelta(hours=1))
    with pytest.raises(Conflict, match="already_assigned"):
        give(session, teacher, room, due_on=NEXT_WEEK + timedelta(days=1))


def test_a_campaign_asking_the_same_lesson_is_no_obstacle(session: Session, room: Classroom, teacher: Actor) -> None:
    builders.assignment(session, room, of=builders.campaign(session))
    assert give(session, teacher, room)


@pytest.mark.parametrize(
    ("days", "code"), [(-1, "due_in_past"), (0, ""), (365, ""), (366, "due_too_far"), (40_000, "due_too_far")]
)
def test_the_due_date_is_within_a_year(session: Session, room: Classroom, teacher: Actor, days: int, code: str) -> None:
    due_on = TODAY + timedelta(days=days)
    if not code:
        assert give(session, teacher, room, due_on=due_on)
        return
    with pytest.raises(Invalid, match=code):
        give(session, teacher, room, due_on=due_on)


def test_unknown_unfit_and_retired_lessons_are_refused(session: Session, room: Classroom, teacher: Actor) -> None:
    with pytest.raises(Invalid, match="lesson_unknown"):
        give(session, teacher, room, "nothing")
    first_graders = builders.classroom(session, grade=1)
    with pytest.raises(Invalid, match="lesson_unknown"):
        give(session, actor(session, builders.teacher(session, first_graders)), first_graders)
    session.add(ContentRevision(digest="d", lesson_id="fire-p56", body={}, published_at=NOW))
    session.flush()
    session.add(ContentHead(lesson_id="fire-p56", digest="d", changed_at=NOW, retired_at=NOW))
    session.flush()
    with pytest.raises(Invalid, match="lesson_retired"):
        give(session, teacher, room)


def test_only_the_teacher_of_the_class_gives_lessons(session: Session, room: Classroom) -> None:
    home = session.get_one(type(builders.school(session)), room.school_id)
    others = [
        builders.teacher(session, builders.classroom(session, home)),
        builders.teacher(session),
        builders.staff(session, home),
    ]
    for account in others:
        with pytest.raises(NotFound):
            give(session, actor(session, account), room)


def test_what_replaces_a_retired_lesson_says_so_and_who_read_it(session: Session, room: Classroom) -> None:
    old, new = shelf.publication("fire-p56"), shelf.publication("fire-p56b")
    for one in (old, new):
        read = {"author": "张老师", "reviewer": "李老师", "reviewed_on": NOW.date()} if one is new else {}
        session.add(ContentRevision(digest=one.digest, lesson_id=one.lesson_id, body={}, published_at=NOW, **read))
        session.flush()
        session.add(ContentHead(lesson_id=one.lesson_id, digest=one.digest, changed_at=NOW))
    session.flush()
    at = {"assigned": (), "in_campaign": (), "library": shelf.library(old, new), "language": "zh_CN"}
    assert [one.lesson_id for one in assignments.offers(session, 5, **at)] == ["fire-p56", "fire-p56b"]
    retirements.retire(session, "fire-p56", "fire-p56b", now=NOW)
    (offer,) = assignments.offers(session, 5, **at)
    assert (offer.lesson_id, offer.replaces) == ("fire-p56b", ("fire-p56 zh_CN",))
    assert (offer.reviewer, offer.reviewed_on) == ("李老师", NOW.date())
    assert offer.sources == new.lesson("zh_CN").sources
