"""Looking into the archive."""

from __future__ import annotations

import pytest

from app.domain.classlists import PupilState
from app.domain.errors import NotFound
from app.domain.identifiers import uuid7
from app.services import archive, classrooms, rooms
from app.store.engine import Session
from tests import builders, staff
from tests.builders import NOW, TODAY
from tests.clock import Clock
from tests.services import learning
from tests.services.town import Town, build
from tests.staff import statements


@pytest.fixture
def town(session: Session, clock: Clock) -> Town:
    """The first class is merged into the second; one of its two pupils was done before."""
    town = build(session, clock)
    learning.finish(session, town.sign_in(town.username()), town.tasks[0].id, clock, learning.library())
    ids = (town.rooms[0].id, town.rooms[1].id)
    rooms.merge(session, town.admins[0], *ids, "2", on=TODAY, now=clock(), new_id=uuid7)
    return town


def test_the_archive_by_school_year(town: Town) -> None:
    ((year, found),) = archive.years(town.session, town.admins[0])
    assert year == 2026
    assert [(one.room.id, one.room.pupils, one.campaigns[0].tally.completed) for one in found] == [
        (town.rooms[0].id, 2, 1)
    ]
    assert archive.years(town.session, town.admins[1]) == []


def test_an_archived_class_shows_who_sat_there_and_its_roster(town: Town) -> None:
    with statements() as sent:
        page = archive.page(town.session, town.admins[0], town.rooms[0].id, None)
    assert len(sent) == 4
    assert len(page.members) == 2
    assert sorted(one.state for one in page.results) == [PupilState.DONE, PupilState.NEVER]
    assert page.tally.completed == 1
    assert page.campaign is not None
    with pytest.raises(NotFound):
        archive.page(town.session, town.admins[0], town.rooms[0].id, uuid7())


def test_who_went_before_the_end_is_not_among_those_of_the_end(town: Town) -> None:
    other = builders.classroom(town.session, town.schools[0])
    builders.student(town.session, other)
    page = archive.page(town.session, town.admins[0], town.rooms[0].id, None)
    assert {one.id for one in page.members} == {entry[0] for entry in town.rosters() if entry[1] == town.rooms[0].id}


def test_living_and_foreign_classes_are_not_in_the_archive(town: Town) -> None:
    teacher = staff.actor(town.session, builders.teacher(town.session, town.rooms[0]))
    for actor, room in ((town.admins[0], 1), (town.admins[1], 0), (teacher, 0)):
        with pytest.raises(NotFound):
            archive.page(town.session, actor, town.rooms[room].id, None)
    with pytest.raises(NotFound):
        archive.years(town.session, teacher)


def test_its_teacher_opens_it_no_more(town: Town) -> None:
    teacher = staff.actor(town.session, builders.teacher(town.session, town.rooms[0]))
    with pytest.raises(NotFound):
        classrooms.overview(
            town.session, teacher, town.rooms[0].id, None, now=NOW, library=learning.library(), language="zh_CN"
        )
    assert classrooms.mine(town.session, teacher, now=NOW) == []
