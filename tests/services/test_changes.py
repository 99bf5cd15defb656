"""The list of today beside the frozen roster."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.campaigns import day_of
from app.domain.changes import Changes
from app.domain.errors import NotFound
from app.domain.identifiers import uuid7
from app.services import changes, enrolments, milestones
from app.store import changes as store
from app.store.engine import Session
from tests import builders, staff
from tests.builders import NOW, TODAY
from tests.clock import Clock
from tests.services import learning
from tests.services.town import Town, build


@pytest.fixture
def town(session: Session, clock: Clock) -> Town:
    """In the first school three are expected, two in the first class and one in the second."""
    return build(session, clock)


def now(town: Town) -> Changes:
    return store.since_census(town.session, town.schools[0].id, town.campaign.id, TODAY)


def test_nothing_has_changed(town: Town) -> None:
    assert now(town) == Changes(roster=3)
    assert not now(town).has_any


def test_one_joins_one_leaves_one_changes_class_and_the_denominator_stays(town: Town) -> None:
    before, shelf = town.rosters(), learning.library()
    other = builders.student(town.session, town.rooms[0])
    town.release(town.admins[0])
    stays = next(entry for entry in before if entry[1] == town.rooms[1].id)
    town.transfer(town.rooms[0], student_id=stays[0])  # type: ignore[arg-type]
    found = now(town)
    assert (found.roster, found.joined, found.left, found.moved, found.today) == (3, 1, 1, 1, 3)
    actor = learning.sign_in(town.session, other, town.clock)
    learning.finish(town.session, actor, town.tasks[0].id, town.clock, shelf)
    assert now(town).completed == 1
    assert sorted(row[1] for row in town.figures()) == [1, 1, 2]  # type: ignore[type-var]
    assert all(row[4] == 0 for row in town.figures())
    assert town.rosters() == before


def test_who_left_after_completing_counts_officially_and_not_today(town: Town) -> None:
    learning.finish(town.session, town.sign_in(town.username()), town.tasks[0].id, town.clock, learning.library())
    assert now(town).completed == 1
    town.release(town.admins[0])
    assert (now(town).completed, now(town).expected) == (0, 2)
    assert sum(row[4] for row in town.figures()) == 1  # type: ignore[misc]


def test_excused_pupils_are_no_part_of_the_expected(town: Town) -> None:
    milestones.excuse(town.session, town.admins[0], town.campaign.id, town.pupil.id, "病假", now=NOW)
    assert (now(town).excused, now(town).expected) == (1, 2)


def test_a_closed_campaign_is_compared_with_its_last_day(town: Town) -> None:
    builders.student(town.session, town.rooms[0])
    late = NOW + timedelta(days=400)
    enrolments.release(town.session, town.admins[0], town.pupil.id, "搬家", on=day_of(late), now=late, new_id=uuid7)
    found = changes.listed(town.session, town.admins[0], town.campaign.id, 1, now=late).changes
    assert (found.joined, found.left) == (1, 0)


def test_the_lines_come_in_pages(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "PER_PAGE", 2)
    for room in (1, 0, 1):
        town.transfer(town.rooms[room])
        town.clock.advance(minutes=1)
    first = changes.listed(town.session, town.admins[0], town.campaign.id, 1, now=NOW)
    assert (first.length, first.last, len(first.lines)) == (3, 2, 2)
    assert first.lines[0].at > first.lines[1].at
    assert len(changes.listed(town.session, town.admins[0], town.campaign.id, 2, now=NOW).lines) == 1
    for number in (0, 3):
        with pytest.raises(NotFound):
            changes.listed(town.session, town.admins[0], town.campaign.id, number, now=NOW)


def test_strangers_find_nothing(town: Town) -> None:
    teacher = staff.actor(town.session, builders.teacher(town.session, town.rooms[0]))
    with pytest.raises(NotFound):
        changes.listed(town.session, teacher, town.campaign.id, 1, now=NOW)
    with pytest.raises(NotFound):
        changes.listed(town.session, town.admins[0], uuid7(), 1, now=NOW)
