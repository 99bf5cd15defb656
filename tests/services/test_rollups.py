"""Counters must equal a recount; whatever was done to them, a rebuild brings them back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, select, update

from app.domain.completions import Rate
from app.services import rollups
from app.store.engine import Session
from app.store.schema import Campaign, Classroom, Counter, DayCounter, Milestone, RosterEntry
from tests import builders

# 16:30 UTC is half past midnight of the next day where the pupils are.
LATE = datetime(2026, 11, 18, 16, 30, tzinfo=UTC)
EARLY = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """One classroom of five in one campaign, worked on as `world` says."""

    session: Session
    campaign: Campaign
    room: Classroom
    entries: list[RosterEntry]

    def earn(self, place: int, rate: Rate, at: datetime = EARLY, voided_at: datetime | None = None) -> None:
        entry = self.entries[place]
        self.session.add(
            Milestone(
                campaign_id=self.campaign.id,
                school_id=entry.school_id,
                student_id=entry.student_id,
                rate=rate,
                classroom_id=entry.classroom_id,
                achieved_at=at,
                rule_version=1,
                voided_at=voided_at,
            )
        )
        self.session.flush()

    def excuse(self, place: int) -> None:
        self.entries[place].excused_at = EARLY
        self.entries[place].excuse_reason = "long illness"
        self.session.flush()

    def figures(self) -> tuple[int, ...]:
        names = ("roster", "excused", "reached", "completed", "mastered", "retained")
        columns = [getattr(Counter, name) for name in names]
        return tuple(self.session.execute(select(*columns).where(Counter.classroom_id == self.room.id)).one())

    def days(self) -> dict[date, int]:
        rows = self.session.execute(select(DayCounter.day, DayCounter.completed).where(DayCounter.completed != 0))
        return {row[0]: row[1] for row in rows}


@pytest.fixture
def world(session: Session) -> World:
    """Two completed (one of them late in the evening), one only begun, one excused after completing, one voided."""
    room = builders.classroom(session)
    for _ in range(5):
        builders.student(session, room)
    campaign = builders.campaign(session)
    built = World(session, campaign, room, builders.roster(session, campaign, room))
    for place in (0, 1, 3, 4):
        built.earn(place, Rate.REACHED)
    built.earn(0, Rate.COMPLETED, EARLY)
    built.earn(0, Rate.MASTERED, EARLY)
    built.earn(1, Rate.COMPLETED, LATE)
    built.earn(3, Rate.COMPLETED, EARLY)
    built.excuse(3)
    built.earn(4, Rate.COMPLETED, EARLY, voided_at=LATE)
    return built


def test_a_rebuild_counts_what_stands(world: World) -> None:
    assert rollups.rebuild(world.session) == 1
    assert world.figures() == (5, 1, 3, 2, 1, 0)
    assert rollups.verify(world.session) == []


def test_days_are_those_of_the_pupils(world: World) -> None:
    rollups.rebuild(world.session)
    assert world.days() == {date(2026, 11, 18): 1, date(2026, 11, 19): 1}


def test_a_difference_names_place_and_figures(world: World) -> None:
    rollups.rebuild(world.session)
    world.session.execute(update(Counter).values(completed=Counter.completed + 3))
    (difference,) = rollups.verify(world.session)
    assert difference.table == "counter"
    assert difference.campaign == world.campaign.slug
    assert (difference.school_id, difference.key) == (world.room.school_id, world.room.id)
    assert (difference.stored, difference.counted) == ((5, 1, 3, 5, 1, 0), (5, 1, 3, 2, 1, 0))


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda session: session.execute(delete(Counter)), 1),
        (lambda session: session.execute(delete(DayCounter)), 2),
        (lambda session: session.execute(update(Counter).values(roster=4)), 1),
        (lambda session: session.execute(update(DayCounter).values(completed=9)), 2),
    ],
)
def test_every_kind_of_damage_is_seen_and_mended(
    world: World, spoil: Callable[[Session], object], expected: int
) -> None:
    rollups.rebuild(world.session)
    spoil(world.session)
    assert len(rollups.verify(world.session)) == expected
    rollups.rebuild(world.session)
    assert rollups.verify(world.session) == []
    assert world.figures() == (5, 1, 3, 2, 1, 0)


def test_a_counter_nobody_belongs_to_is_a_difference_and_goes(world: World) -> None:
    rollups.rebuild(world.session)
    stray = builders.classroom(world.session)
    path = {"province_id": None, "city_id": None, "county_id": None}
    shown = {"stage": stray.stage, "grade": stray.grade, "number": stray.number}
    key = {"campaign_id": world.campaign.id, "school_id": stray.school_id, "classroom_id": stray.id}
    world.session.add(Counter(**key, **path, **shown, roster=2))
    world.session.flush()
    (difference,) = rollups.verify(world.session)
    assert (difference.key, difference.stored[0], difference.counted[0]) == (stray.id, 2, 0)
    rollups.rebuild(world.session)
    assert rollups.verify(world.session) == []


def test_a_day_without_completions_left_is_no_difference(world: World) -> None:
    rollups.rebuild(world.session)
    key = {"campaign_id": world.campaign.id, "school_id": world.room.school_id, "day": date(2026, 11, 1)}
    world.session.add(DayCounter(**key, province_id=None, city_id=None, county_id=None, completed=0))
    world.session.flush()
    assert rollups.verify(world.session) == []


def test_a_recount_keeps_the_grade_of_the_census(world: World) -> None:
    rollups.rebuild(world.session)
    world.session.execute(update(Classroom).where(Classroom.id == world.room.id).values(grade=world.room.grade + 1))
    assert rollups.verify(world.session) == []
    rollups.rebuild(world.session)
    kept = world.session.scalar(select(Counter.grade).where(Counter.classroom_id == world.room.id))
    assert kept == 5


def test_campaigns_are_counted_apart(world: World) -> None:
    other = builders.campaign(world.session)
    builders.roster(world.session, other, world.room)
    rollups.rebuild(world.session)
    rows = world.session.execute(select(Counter.campaign_id, Counter.completed, Counter.roster)).all()
    assert {(row[0], row[1], row[2]) for row in rows} == {(world.campaign.id, 2, 5), (other.id, 0, 5)}
