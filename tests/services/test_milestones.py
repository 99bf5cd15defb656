"""Earning, voiding and excusing in any order: the counters are what a recount gives, and what a notebook would say."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass, field
from datetime import date
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select

from app.domain.access import Actor
from app.domain.campaigns import day_of
from app.domain.completions import Rate
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.identifiers import uuid7
from app.services import enrolments, milestones, rollups
from app.store.engine import Session
from app.store.schema import Campaign, Classroom, Counter, DayCounter, LedgerEntry, Milestone, School, Student
from tests import builders, staff
from tests.clock import Clock

REASON = "long illness"
LATER = frozenset(Rate) - {Rate.REACHED}
BUNDLES = (
    frozenset({Rate.REACHED}),
    frozenset({Rate.COMPLETED}),
    frozenset({Rate.COMPLETED, Rate.MASTERED}),
    LATER,
)


@dataclass
class Model:
    """What one pupil's line in a notebook would say."""

    room_id: UUID
    earned: dict[Rate, date] = field(default_factory=dict)
    is_excused: bool = False


@dataclass
class World:
    """Two classrooms of one school in a campaign, and the notebook about their pupils."""

    session: Session
    clock: Clock
    campaign: Campaign
    rooms: list[Classroom]
    admin: Actor
    pupils: dict[UUID, Model]

    def earn(self, pupil_id: UUID, rates: frozenset[Rate]) -> None:
        school_id = self.rooms[0].school_id
        expected = milestones.expect(self.session, self.campaign.id, school_id, pupil_id)
        assert expected is not None
        milestones.earn(self.session, expected, rates, rule_version=1, now=self.clock())
        model = self.pupils[pupil_id]
        new = rates - model.earned.keys()
        model.earned |= dict.fromkeys(new, day_of(self.clock()))
        if Rate.COMPLETED in new:
            model.is_excused = False

    def void(self, pupil_id: UUID) -> None:
        model = self.pupils[pupil_id]
        if Rate.COMPLETED in model.earned:
            milestones.void(self.session, self.admin, self.campaign.id, pupil_id, REASON, now=self.clock())
            model.earned = {rate: day for rate, day in model.earned.items() if rate is Rate.REACHED}
        else:
            with pytest.raises(Conflict, match="nothing_to_void"):
                milestones.void(self.session, self.admin, self.campaign.id, pupil_id, REASON, now=self.clock())

    def excuse(self, pupil_id: UUID) -> None:
        model = self.pupils[pupil_id]
        if Rate.COMPLETED in model.earned:
            with pytest.raises(Conflict, match="already_completed"):
                milestones.excuse(self.session, self.admin, self.campaign.id, pupil_id, REASON, now=self.clock())
        else:
            milestones.excuse(self.session, self.admin, self.campaign.id, pupil_id, REASON, now=self.clock())
            model.is_excused = True

    def end_excuse(self, pupil_id: UUID) -> None:
        milestones.end_excuse(self.session, self.admin, self.campaign.id, pupil_id, now=self.clock())
        self.pupils[pupil_id].is_excused = False

    def move(self, pupil_id: UUID, room: Classroom) -> None:
        day = day_of(self.clock())
        enrolments.transfer(self.session, self.admin, pupil_id, room.id, on=day, now=self.clock(), new_id=uuid7)

    def check(self) -> None:
        """Stored, recounted and written down agree."""
        assert rollups.verify(self.session) == []
        for room in self.rooms:
            assert self.stored(room) == self.noted(room)
        rows = self.session.execute(select(DayCounter.day, DayCounter.completed).where(DayCounter.completed != 0))
        days = Tally(
            model.earned[Rate.COMPLETED]
            for model in self.pupils.values()
            if Rate.COMPLETED in model.earned and not model.is_excused
        )
        assert {row[0]: row[1] for row in rows} == dict(days)

    def stored(self, room: Classroom) -> tuple[int, ...]:
        names = ("roster", "excused", *(rate.value for rate in Rate))
        columns = [getattr(Counter, name) for name in names]
        return tuple(self.session.execute(select(*columns).where(Counter.classroom_id == room.id)).one())

    def noted(self, room: Classroom) -> tuple[int, ...]:
        here = [model for model in self.pupils.values() if model.room_id == room.id]
        counted = [model for model in here if not model.is_excused]
        rates = [sum(rate in model.earned for model in counted) for rate in Rate]
        return (len(here), len(here) - len(counted), *rates)


@pytest.fixture
def world(session: Session, clock: Clock) -> World:
    home = builders.school(session)
    rooms = [builders.classroom(session, home) for _ in range(2)]
    campaign = builders.campaign(session)
    pupils = {builders.student(session, room).id: Model(room.id) for room in rooms for _ in range(3)}
    for room in rooms:
        builders.roster(session, campaign, room)
    admin = staff.actor(session, builders.staff(session, home))
    return World(session, clock, campaign, rooms, admin, pupils)


@pytest.mark.parametrize("seed", range(8))
def test_counters_are_right_after_any_deeds_in_any_order(world: World, seed: int) -> None:
    dice = Random(seed)  # noqa: S311 - a walk is to be repeatable, not secret
    for _ in range(60):
        pupil_id = dice.choice(list(world.pupils))
        deed = dice.choices(["earn", "void", "excuse", "end_excuse", "move", "wait"], [8, 3, 3, 2, 2, 2])[0]
        if deed == "earn":
            world.earn(pupil_id, dice.choice(BUNDLES))
        elif deed == "move":
            world.move(pupil_id, dice.choice(world.rooms))
        elif deed == "wait":
            world.clock.advance(hours=dice.randint(1, 20))
        else:
            getattr(world, deed)(pupil_id)
        world.check()


def test_earning_again_changes_nothing(world: World) -> None:
    pupil_id = next(iter(world.pupils))
    world.earn(pupil_id, LATER)
    world.clock.advance(days=1)
    world.earn(pupil_id, LATER)
    world.check()


def test_a_voided_completion_counts_again_on_the_day_it_is_earned_again(world: World) -> None:
    pupil_id = next(iter(world.pupils))
    world.earn(pupil_id, LATER)
    world.clock.advance(days=1)
    world.void(pupil_id)
    world.check()
    world.clock.advance(days=1)
    world.earn(pupil_id, frozenset({Rate.COMPLETED}))
    world.check()
    voided = world.session.scalars(select(Milestone.rate).where(Milestone.voided_at.is_not(None)))
    assert set(voided) == {Rate.MASTERED, Rate.RETAINED}


def test_completing_lifts_an_excuse(world: World) -> None:
    pupil_id = next(iter(world.pupils))
    world.earn(pupil_id, frozenset({Rate.REACHED}))
    world.excuse(pupil_id)
    world.earn(pupil_id, frozenset({Rate.COMPLETED}))
    assert not world.pupils[pupil_id].is_excused
    world.check()


@pytest.mark.parametrize(
    ("reason", "code"), [("", "reason_missing"), (" \n", "reason_missing"), ("x" * 201, "reason_long")]
)
def test_a_reason_is_asked_for(world: World, reason: str, code: str) -> None:
    pupil_id = next(iter(world.pupils))
    with pytest.raises(Invalid, match=code):
        milestones.excuse(world.session, world.admin, world.campaign.id, pupil_id, reason, now=world.clock())
    world.earn(pupil_id, LATER)
    with pytest.raises(Invalid, match=code):
        milestones.void(world.session, world.admin, world.campaign.id, pupil_id, reason, now=world.clock())
    world.check()


def test_every_deed_by_hand_stands_in_the_ledger(world: World) -> None:
    pupil_id = next(iter(world.pupils))
    world.excuse(pupil_id)
    world.end_excuse(pupil_id)
    world.earn(pupil_id, LATER)
    world.void(pupil_id)
    lines = world.session.execute(select(LedgerEntry.deed, LedgerEntry.reason, LedgerEntry.actor_id)).all()
    who = world.admin.account_id
    assert sorted(lines) == [("end_excuse", "", who), ("excuse", REASON, who), ("void", REASON, who)]


def test_only_the_own_schools_administrator_changes_a_figure_by_hand(world: World) -> None:
    pupil_id = next(iter(world.pupils))
    world.earn(pupil_id, LATER)
    session = world.session
    home = session.get_one(School, world.rooms[0].school_id)
    county = session.get_one(builders.Region, home.county_id)
    strangers = [
        builders.staff(session),
        builders.teacher(session, world.rooms[0]),
        builders.staff(session, role=builders.Role.BUREAU, over=county),
        builders.staff(session, role=builders.Role.PLATFORM),
        builders.account_of(session, session.get_one(Student, (home.id, pupil_id))),
    ]
    for account in strangers:
        actor = staff.actor(session, account)
        with pytest.raises(NotFound):
            milestones.void(session, actor, world.campaign.id, pupil_id, REASON, now=world.clock())
        with pytest.raises(NotFound):
            milestones.excuse(session, actor, world.campaign.id, pupil_id, REASON, now=world.clock())
        with pytest.raises(NotFound):
            milestones.end_excuse(session, actor, world.campaign.id, pupil_id, now=world.clock())
    world.check()
