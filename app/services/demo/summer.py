"""The closed summer campaign: everybody's milestones, uneven by county, school and class, exact in total."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.campaigns import Campaign
from app.domain.completions import Rate
from app.services.demo.build import Build, Room, Site, entry_year
from app.services.demo.events import add_milestones, add_roster_entry
from app.services.demo.plan import SchoolPlan
from app.services.demo.shares import split
from app.store.schema import ReportedFigure

USUAL_COMPLETION = 0.93
HARDLY_ANYBODY = 0.85  # At most so much of a school is missing.
STARTED_ONLY = 0.45
SOURCE = "演示用合成数据，并非上报数字 / Synthetic demo data, not reported by anybody"
OTHER_CITIES = {
    "140100": 612_400,
    "140200": 398_700,
    "140300": 148_200,
    "140400": 402_900,
    "140500": 268_300,
    "140600": 214_800,
    "140700": 421_600,
    "141000": 561_900,
    "141100": 498_300,
    "140800": 640_500,
}


class Summer:
    """Decides, school by school, who completed the summer campaign."""

    def __init__(self, build: Build, campaign: Campaign, schools: Sequence[SchoolPlan]) -> None:
        self._build = build
        self._campaign = campaign
        self._missing = self._spread(schools)

    def work(self, site: Site) -> None:
        """Roster and milestones of a school."""
        rooms = [room for room in site.rooms if self._is_expected(room.entry_year)]
        weights = [len(room.pupils) * self._build.dice.gammavariate(0.8, 1) for room in rooms]
        missing = split(self._missing[site.plan.id], weights, [len(room.pupils) for room in rooms])
        mastery, retention = self._build.dice.uniform(0.62, 0.93), self._build.dice.uniform(0.25, 0.6)
        for room, count in zip(rooms, missing, strict=True):
            self._work_room(site, room, count, mastery, retention)

    def _work_room(self, site: Site, room: Room, missing: int, mastery: float, retention: float) -> None:
        absent = set(self._build.dice.sample(range(len(room.pupils)), missing))
        for place, pupil in enumerate(room.pupils):
            add_roster_entry(self._build, self._campaign, site, room.id, pupil.id)
            earned = self._earned(place not in absent, mastery, retention)
            add_milestones(self._build, self._campaign, site, room.id, pupil.id, earned)

    def _earned(self, is_done: bool, mastery: float, retention: float) -> Iterator[tuple[Rate, datetime]]:
        dice = self._build.dice
        if not is_done and dice.random() > STARTED_ONLY:
            return
        begun = self._moment()
        yield Rate.REACHED, begun
        if not is_done:
            return
        done = begun + timedelta(minutes=dice.randint(12, 40))
        yield Rate.COMPLETED, done
        if dice.random() < mastery:
            yield Rate.MASTERED, done
            again = done + timedelta(days=dice.randint(7, 20))
            if dice.random() < retention and again < self._campaign.window.closes_at:
                yield Rate.RETAINED, again

    def _moment(self) -> datetime:
        """Most begin in the first days or in the last fortnight, between eight in the morning and nine at night."""
        dice, window = self._build.dice, self._campaign.window
        days = (window.closes_at - window.opens_at).days
        day = dice.triangular(0, days, 4) if dice.random() < 0.6 else dice.triangular(0, days, days - 6)
        return window.opens_at + timedelta(days=min(int(day), days - 1), hours=8, minutes=dice.randrange(780))

    def _is_expected(self, entered: int) -> bool:
        """Pupils who came to their class after the summer were not on its roster, unless the scale counts everybody."""
        return self._build.scale.summer_year is not None or entered < self._build.year

    def _spread(self, schools: Sequence[SchoolPlan]) -> dict[UUID, int]:
        """How many pupils of each school did not complete."""
        dice, scale = self._build.dice, self._build.scale
        sizes = [self._expected(school) for school in schools]
        roster = sum(sizes)
        completed = int(roster * USUAL_COMPLETION) if scale.summer_completed is None else scale.summer_completed
        county = {key: dice.uniform(0.4, 2.2) for key in dict.fromkeys(school.authority.key for school in schools)}
        weights = [
            size * county[school.authority.key] * dice.gammavariate(0.6, 1)
            for school, size in zip(schools, sizes, strict=True)
        ]
        limits = [int(size * HARDLY_ANYBODY) for size in sizes]
        missing = split(roster - completed, weights, limits)
        return {school.id: count for school, count in zip(schools, missing, strict=True)}

    def _expected(self, school: SchoolPlan) -> int:
        year = self._build.year
        return sum(count for grade, count in school.grades.items() if self._is_expected(entry_year(grade, year)))


def add_reported_cities(build: Build, campaign: Campaign, region_ids: dict[str, UUID]) -> None:
    """The other cities of the province as synthetic aggregates, all below the demo's own city."""
    for code, roster in OTHER_CITIES.items():
        completed = int(roster * build.dice.uniform(0.872, 0.9495))
        mastered = int(completed * build.dice.uniform(0.7, 0.85))
        build.loader.add(
            ReportedFigure,
            {
                "campaign_id": campaign.id,
                "region_id": region_ids[code],
                "roster": roster,
                "excused": 0,
                "reached": completed + (roster - completed) // 3,
                "completed": completed,
                "mastered": mastered,
                "retained": mastered // 2,
                "source": SOURCE,
                "is_synthetic": True,
            },
        )
