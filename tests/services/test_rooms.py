"""The classes of a school: made, named, put together, archived."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.access import Actor, Role
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.grades import Stage
from app.domain.identifiers import uuid7
from app.services import classrooms, rooms
from app.store.engine import Session
from app.store.schema import Assignment, Card, Classroom, Enrolment, LedgerEntry
from tests import builders, staff
from tests.builders import NOW, TODAY
from tests.clock import Clock
from tests.services import learning
from tests.services.town import Town, build
from tests.staff import statements


@pytest.fixture
def town(session: Session, clock: Clock) -> Town:
    return build(session, clock)


def make(
    town: Town, name: str, *, stage: Stage = Stage.PRIMARY, grade: int = 5, actor: Actor | None = None
) -> Classroom:
    actor = actor or town.admins[0]
    room_id = rooms.make(town.session, actor, stage, grade, name, now=NOW, new_id=uuid7)
    return town.session.get_one(Classroom, (actor.school_id, room_id))


def merge(town: Town, confirmed: str, *, source: int = 0, into: int = 1, days: int = 0) -> int:
    ids = (town.rooms[source].id, town.rooms[into].id)
    on = TODAY - timedelta(days=days)
    return rooms.merge(town.session, town.admins[0], *ids, confirmed, on=on, now=NOW, new_id=uuid7)


def test_a_class_with_a_number_and_one_with_a_name(town: Town) -> None:
    three, sun, moon = make(town, "(3)班"), make(town, "小太阳班"), make(town, "小月亮")
    assert (three.number, three.label, three.entry_year) == (3, None, 2022)
    assert (sun.number, sun.label) == (101, "小太阳")
    assert (moon.number, moon.label) == (102, "小月亮")


@pytest.mark.parametrize("name", ["3", "三班", "（3）班", "03班"])
def test_one_class_has_one_number(town: Town, name: str) -> None:
    make(town, "3班")
    with pytest.raises(Conflict, match="room_taken"):
        make(town, name)
    make(town, name, grade=4)


def test_one_name_is_given_once(town: Town) -> None:
    make(town, "小太阳")
    with pytest.raises(Conflict, match="room_taken"):
        make(town, "小太阳班")


@pytest.mark.parametrize(
    ("stage", "grade", "name", "code"),
    [
        (Stage.PRIMARY, 5, "", "room_name_missing"),
        (Stage.PRIMARY, 5, "长" * 21, "room_name_long"),
        (Stage.PRIMARY, 5, "<b>", "room_name_unreadable"),
        (Stage.PRIMARY, 5, "0", "room_name_unreadable"),
        (Stage.PRIMARY, 5, "四(2)班", "room_name_grade"),
        (Stage.PRIMARY, 5, "402", "room_name_grade"),
        (Stage.PRIMARY, 7, "1", "room_grade"),
        (Stage.JUNIOR, 6, "1", "room_grade"),
    ],
)
def test_what_cannot_be_is_refused(town: Town, stage: Stage, grade: int, name: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        make(town, name, stage=stage, grade=grade)


def test_a_new_class_gets_the_lessons_of_the_running_campaigns(town: Town) -> None:
    room = make(town, "9班")
    task = town.session.scalars(select(Assignment).where(Assignment.classroom_id == room.id)).one()
    assert (task.campaign_id, task.lesson_id) == (town.campaign.id, builders.LESSON)


def test_a_class_is_called_by_its_name(town: Town) -> None:
    room, actor = builders.classroom(town.session, town.schools[0], number=7), town.admins[0]
    rooms.rename(town.session, actor, room.id, "向日葵班", now=NOW, new_id=uuid7)
    found = rooms.page(town.session, actor, room.id, now=NOW).room
    assert (found.label, found.number) == ("向日葵", room.number)
    teacher = staff.actor(town.session, builders.teacher(town.session, room))
    assert [card.classroom.label for card in classrooms.mine(town.session, teacher, now=NOW)] == ["向日葵"]
    with pytest.raises(Conflict, match="room_taken"):
        rooms.rename(town.session, actor, town.rooms[1].id, "向日葵", now=NOW, new_id=uuid7)
    rooms.rename(town.session, actor, room.id, "", now=NOW, new_id=uuid7)
    assert rooms.page(town.session, actor, room.id, now=NOW).room.label is None


def test_a_class_without_a_number_keeps_a_name(town: Town) -> None:
    room = make(town, "小太阳")
    for name, code in (("", "room_name_missing"), ("7", "room_number_fixed")):
        with pytest.raises(Invalid, match=code):
            rooms.rename(town.session, town.admins[0], room.id, name, now=NOW, new_id=uuid7)


def test_merging_takes_the_pupils_over_and_no_figure_moves(town: Town) -> None:
    shelf, actor = learning.library(), learning.sign_in(town.session, town.pupil, town.clock)
    learning.walk(town.session, actor, town.tasks[0].id, town.clock, shelf, steps=1)
    before = town.figures(), town.rosters()
    assert merge(town, "2") == 2
    actor = learning.sign_in(town.session, town.pupil, town.clock)
    assert actor.classroom_id == town.rooms[1].id
    assert learning.place(town.session, actor, town.tasks[1].id, town.clock).step == 1
    assert (town.figures(), town.rosters()) == before
    learning.finish(town.session, actor, town.tasks[1].id, town.clock, shelf)
    assert {row[0]: row[4] for row in town.figures()}[town.rooms[0].id] == 1
    town.session.expire_all()
    assert town.rooms[0].archived_on == TODAY
    deeds = town.session.scalars(select(LedgerEntry.deed).order_by(LedgerEntry.deed)).all()
    assert deeds == ["room_merge", "transfer", "transfer"]


def test_the_teacher_of_a_merged_class_loses_it(town: Town) -> None:
    account = builders.teacher(town.session, town.rooms[0])
    merge(town, "2")
    assert staff.actor(town.session, account).grants == ()


@pytest.mark.parametrize("typed", ["", "1", "3", "zwei"])
def test_merging_wants_the_number_of_pupils(town: Town, typed: str) -> None:
    with pytest.raises(Invalid, match="count_differs"):
        merge(town, typed)
    assert town.session.scalar(select(Enrolment.to_on).where(Enrolment.to_on.is_not(None))) is None


def test_merging_is_for_classes_of_one_grade_and_school_and_not_for_later(town: Town) -> None:
    with pytest.raises(Invalid, match="transfer_later"):
        merge(town, "2", days=-1)
    with pytest.raises(Invalid, match="merge_other_grade"):
        merge(town, "2", into=0)
    with pytest.raises(NotFound):
        merge(town, "2", into=2)
    town.rooms[1] = builders.classroom(town.session, town.schools[0], grade=4)
    with pytest.raises(Invalid, match="merge_other_grade"):
        merge(town, "2")


def test_only_an_empty_class_goes_into_the_archive(town: Town) -> None:
    with pytest.raises(Conflict, match="room_not_empty"):
        rooms.archive(town.session, town.admins[0], town.rooms[0].id, now=NOW, new_id=uuid7)
    empty = make(town, "9班")
    rooms.archive(town.session, town.admins[0], empty.id, now=NOW, new_id=uuid7)
    with pytest.raises(NotFound):
        rooms.page(town.session, town.admins[0], empty.id, now=NOW)
    with pytest.raises(NotFound):
        town.transfer(empty)


def test_the_list_says_who_teaches_and_who_has_a_card(town: Town) -> None:
    teacher = builders.teacher(town.session, town.rooms[0], name="王老师")
    account = builders.account_of(town.session, town.pupil)
    key = {"school_id": town.schools[0].id, "account_id": account.id}
    for ended in (NOW, None):
        town.session.add(
            Card(**key, id=uuid7(), secret_hash=uuid7().bytes * 2, issued_at=NOW, issued_by=teacher.id, ended_at=ended)
        )
    town.session.flush()
    found = rooms.board(town.session, town.admins[0], now=NOW)
    shown = {card.room.id: (card.room.pupils, card.room.cards, card.teachers) for card in found.rooms}
    assert shown == {town.rooms[0].id: (2, 1, ("王老师",)), town.rooms[1].id: (1, 0, ())}
    assert found.pupils == 3


def test_the_list_costs_the_same_for_any_number_of_classes(town: Town) -> None:
    with statements() as few:
        rooms.board(town.session, town.admins[0], now=NOW)
    for _ in range(5):
        builders.student(town.session, builders.classroom(town.session, town.schools[0]))
    with statements() as many:
        rooms.board(town.session, town.admins[0], now=NOW)
    assert len(many) == len(few) == 4


def test_strangers_find_no_class(town: Town) -> None:
    bureau = staff.actor(town.session, builders.staff(town.session, role=Role.BUREAU, over=town.county))
    teacher = staff.actor(town.session, builders.teacher(town.session, town.rooms[0]))
    for actor in (bureau, teacher, town.admins[1]):
        with pytest.raises(NotFound):
            rooms.page(town.session, actor, town.rooms[0].id, now=NOW)
        with pytest.raises(NotFound):
            rooms.rename(town.session, actor, town.rooms[0].id, "x", now=NOW, new_id=uuid7)
        with pytest.raises(NotFound):
            rooms.archive(town.session, actor, town.rooms[0].id, now=NOW, new_id=uuid7)
    for actor in (bureau, teacher):
        with pytest.raises(NotFound):
            make(town, "9班", actor=actor)
