"""Which schools stand where and how large they are, before a single person is invented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from uuid import UUID

from app.domain.grades import Stage, stage_of
from app.domain.identifiers import stable
from app.services.demo.scale import PROVINCE, Scale
from app.services.demo.shares import split
from app.services.demo.titles import Titles
from app.services.demo.words import PLACES, ZONE
from app.store.schema import Region

FEWEST = 3
ZONE_SCHOOLS = ("primary", "junior", "kindergarten")
PROVINCE_SCHOOLS = ("vocational", "university")
VOCATIONAL_FROM = 20
STEEPNESS = 1.6
WEIGHTS = {"zone": 12, "city": 14, "province": 40}  # As counties have theirs in `words.PLACES`.


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of school: its grades, how its size compares, and its stage where the grades do not tell."""

    grades: tuple[int, int]
    weight: float
    stage: Stage | None = None


KINDS = {
    "kindergarten": Kind((-2, 0), 0.5),
    "point": Kind((1, 4), 0.1),
    "primary": Kind((1, 6), 2.4),
    "nine": Kind((1, 9), 1.5),
    "junior": Kind((7, 9), 1.3),
    "complete": Kind((7, 12), 2.5),
    "senior": Kind((10, 12), 2.0),
    "vocational": Kind((10, 12), 1.8, Stage.VOCATIONAL),
    "university": Kind((13, 17), 3.0),
}
# What a county has first; the rest of its schools are mostly small and in villages.
LEADING = ("primary", "senior", "junior", "kindergarten", "primary", "nine")
TAIL = {"kindergarten": 42, "primary": 27, "point": 20, "junior": 6, "nine": 5}


@dataclass(frozen=True, slots=True)
class Authority:
    """Who runs a school: a county or zone, a city directly (county NULL), or the province (city NULL too)."""

    key: str
    name: str
    full_name: str
    weight: int
    province_id: UUID
    city_id: UUID | None = None
    county_id: UUID | None = None

    @property
    def region_id(self) -> UUID:
        """The region this authority is the bureau of."""
        return self.county_id or self.city_id or self.province_id


@dataclass(frozen=True, slots=True)
class Map:
    """The authorities of a demo: counties with zones, cities, and the province."""

    province: Authority
    cities: tuple[Authority, ...]
    counties: tuple[Authority, ...]
    zone: Authority | None


@dataclass(frozen=True, slots=True)
class SchoolPlan:
    """A school to be built: how many pupils it has in each grade."""

    id: UUID
    code: str
    name: str
    kind: Kind
    authority: Authority
    grades: Mapping[int, int]

    @property
    def size(self) -> int:
        """Number of pupils."""
        return sum(self.grades.values())

    def stage(self, grade: int) -> Stage:
        """The stage of this school's classrooms of a grade."""
        return self.kind.stage or stage_of(grade)


def draw_map(scale: Scale, regions: Mapping[str, Region]) -> Map:
    """The authorities of this scale, from the regions by code."""
    top = regions[PROVINCE]
    province = Authority(PLACES[PROVINCE][0], top.name, top.name, WEIGHTS["province"], top.id)
    cities = {code: _city(regions[code], province) for code in scale.cities}
    counties = tuple(_county(regions[code], PLACES[code], cities[f"{code[:4]}00"]) for code in scale.counties)
    zone = None
    if scale.has_zone:
        home = cities[scale.cities[0]]
        name = home.name.removesuffix("市") + ZONE[0]
        zone = Authority(
            ZONE[1],
            name,
            home.full_name + name,
            WEIGHTS["zone"],
            top.id,
            home.city_id,
            stable("demo", "zone", home.key),
        )
    return Map(province, tuple(cities.values()), counties, zone)


def _city(region: Region, province: Authority) -> Authority:
    key = PLACES[region.code or ""][0]
    return Authority(key, region.name, province.name + region.name, WEIGHTS["city"], province.province_id, region.id)


def _county(region: Region, place: tuple[str, int], city: Authority) -> Authority:
    full_name = city.full_name + region.name
    return Authority(place[0], region.name, full_name, place[1], city.province_id, city.city_id, region.id)


def plan_schools(scale: Scale, map_: Map, dice: Random) -> tuple[SchoolPlan, ...]:
    """Every school of the demo with its pupils by grade; the numbers of schools and pupils are exact."""
    sites = list(_sites(scale, map_, dice))
    sizes = _sizes(scale, len(sites))
    pull = [
        KINDS[kind].weight * authority.weight / (place + 2) * dice.uniform(0.5, 1.5) for authority, kind, place in sites
    ]
    by_pull = sorted(range(len(sites)), key=lambda at: -pull[at])
    size_of = dict(zip(by_pull, sizes, strict=True))
    titles = Titles(dice)
    schools = []
    for at, (authority, kind, _place) in enumerate(sites):
        code = f"9914{at + 1:06d}"  # No real school's code starts with 99.
        grades = _grades(KINDS[kind], size_of[at], dice)
        name = titles.draw(authority.key, authority.name, kind)
        schools.append(SchoolPlan(stable("demo", "school", code), code, name, KINDS[kind], authority, grades))
    return tuple(schools)


def _sites(scale: Scale, map_: Map, dice: Random) -> Iterator[tuple[Authority, str, int]]:
    """(authority, kind, place among its schools) of every school."""
    special: list[tuple[Authority, str]] = []
    if map_.zone:
        special += [(map_.zone, kind) for kind in ZONE_SCHOOLS]
    if scale.has_province_schools:
        special += [(map_.province, kind) for kind in PROVINCE_SCHOOLS]
    special += [(map_.cities[0], "complete" if at % 2 == 0 else "primary") for at in range(scale.city_schools)]
    rest = scale.schools - len(special) - FEWEST * len(map_.counties)
    shares = split(rest, [county.weight for county in map_.counties])
    for county, share in zip(map_.counties, shares, strict=True):
        count = share + FEWEST
        kinds = [*LEADING, *(["vocational"] if count >= VOCATIONAL_FROM else [])][:count]
        kinds += dice.choices(list(TAIL), list(TAIL.values()), k=count - len(kinds))
        yield from ((county, kind, place) for place, kind in enumerate(kinds))
    yield from ((authority, kind, 0) for authority, kind in special)


def _sizes(scale: Scale, count: int) -> list[int]:
    """Sizes from the largest school to the smallest: a few are large, most are small."""
    rest = scale.pupils - count * scale.smallest
    weights = _falling(count, (scale.largest - scale.smallest) / rest)
    more = split(rest, weights, [scale.largest - scale.smallest] * count)
    return sorted((scale.smallest + part for part in more), reverse=True)


def _falling(count: int, largest_share: float) -> list[float]:
    """Weights after Zipf and Mandelbrot, flattened until the first one has this share of them all."""
    low, high = 0.1, 10_000.0
    for _ in range(50):
        offset = (low + high) / 2
        weights = [(rank + offset) ** -STEEPNESS for rank in range(count)]
        low, high = (offset, high) if weights[0] > largest_share * sum(weights) else (low, offset)
    return weights


def _grades(kind: Kind, size: int, dice: Random) -> dict[int, int]:
    grades = range(kind.grades[0], kind.grades[1] + 1)
    return dict(zip(grades, split(size, [dice.uniform(0.85, 1.15) for _ in grades]), strict=True))
