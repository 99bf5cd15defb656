"""What a leaderboard compares: regions and schools with their figures, folded from sums and reports, and ranked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.domain.campaigns import Campaign
from app.domain.standings import SMALL_CELL, Standing, Tally, Unit, rank, total


class Kind(StrEnum):
    """What a row of a board stands for. DIRECT is all schools run by the region itself, without a county (or city)."""

    REGION = "region"
    DIRECT = "direct"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class Authority:
    """A region on the way from the province down."""

    id: UUID
    code: str | None
    name: str
    level: str
    parent_id: UUID | None = None
    is_zone: bool = False

    @property
    def key(self) -> str:
        """What stands for it in public addresses: its code, or for a zone without one its id."""
        return self.code or str(self.id)


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of a region whose pupils are not on this system, with where they come from."""

    region_id: UUID
    tally: Tally
    source: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """Sums over the schools of one county, or of those without a county (city) that the city (province) runs itself."""

    city_id: UUID | None
    county_id: UUID | None
    tally: Tally


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a board. `tally` is None where too few pupils stand behind it to be shown to this reader."""

    unit_id: UUID | None
    name: str
    kind: Kind
    tally: Tally | None
    rank: int | None
    source: str = ""
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """k-th of `number` among the regions (or schools) of the region above."""

    rank: int
    number: int
    within: Authority


@dataclass(frozen=True, slots=True)
class Board:
    """A leaderboard as one reader may see it, at one moment. `path` leads from the province to the region."""

    campaign: Campaign
    path: tuple[Authority, ...]
    rows: tuple[Row, ...]
    total: Tally
    position: Position | None
    days: tuple[tuple[date, int], ...]
    as_of: datetime
    without_roster: int = 0
    is_direct: bool = False
    source: str = ""

    @property
    def region(self) -> Authority:
        """The region the board is of."""
        return self.path[-1]

    @property
    def has_hidden(self) -> bool:
        """True where a row's figures are kept back."""
        return any(row.tally is None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Tree:
    """All regions below one at the top, with their sums and reports: one reading, from which every board above the
    county is made, so that a region's own figure and its place among its sisters never disagree."""

    regions: Mapping[UUID, Authority]
    cells: tuple[Cell, ...]
    reports: Mapping[UUID, Report]
    as_of: datetime
    _own: dict[UUID, Tally] = field(default_factory=dict)
    _direct: dict[UUID, Tally] = field(default_factory=dict)

    def __post_init__(self) -> None:
        top = next(one.id for one in self.regions.values() if one.parent_id not in self.regions)
        for cell in self.cells:
            holder = next((one for one in (cell.county_id, cell.city_id) if one in self.regions and one), top)
            target = self._own if holder == cell.county_id and holder != top else self._direct
            target[holder] = target.get(holder, Tally()) + cell.tally

    def children(self, region_id: UUID) -> list[Authority]:
        """The regions right below."""
        return [one for one in self.regions.values() if one.parent_id == region_id]

    def tally(self, region_id: UUID) -> Tally:
        """The figures of a region: counted where it has pupils here, else as reported for it."""
        below = total(self.tally(child.id) for child in self.children(region_id))
        counted = below + self._own.get(region_id, Tally()) + self.direct(region_id)
        report = self.reports.get(region_id)
        return report.tally if report and counted.roster == 0 else counted

    def direct(self, region_id: UUID) -> Tally:
        """The figures of the schools a region runs itself."""
        return self._direct.get(region_id, Tally())

    def is_reported(self, region_id: UUID) -> bool:
        """True where a region's figure is its report, not a count."""
        return region_id in self.reports and self.tally(region_id) == self.reports[region_id].tally

    def units(self, region_id: UUID) -> list[Unit]:
        """What a region is divided into, as far as anybody is on the roster there. The direct schools have no name."""
        units = [Unit(child.id, child.name, self.tally(child.id)) for child in self.children(region_id)]
        if self.direct(region_id).roster:
            units.append(Unit(None, "", self.direct(region_id)))
        return [unit for unit in units if unit.tally.roster]


def region_rows(tree: Tree, region_id: UUID, minimum_size: int) -> tuple[Row, ...]:
    """The board of a region above the county."""
    rows = []
    for standing in rank(tree.units(region_id), minimum_size=minimum_size):
        unit = standing.unit
        report = tree.reports[unit.id] if unit.id and tree.is_reported(unit.id) else None
        rows.append(
            Row(
                unit_id=unit.id,
                name=unit.name,
                kind=Kind.REGION if unit.id else Kind.DIRECT,
                tally=unit.tally,
                rank=standing.rank,
                source=report.source if report else "",
                is_synthetic=report.is_synthetic if report else False,
            )
        )
    return tuple(rows)


def school_rows(schools: Sequence[Unit], minimum_size: int, *, is_ranked: bool = True) -> tuple[Row, ...]:
    """The board of a county: its schools. Schools run directly by a region are listed in the same order, unranked."""
    standings: Iterable[Standing] = rank(schools, minimum_size=minimum_size)
    return tuple(
        Row(
            unit_id=one.unit.id,
            name=one.unit.name,
            kind=Kind.SCHOOL,
            tally=one.unit.tally,
            rank=one.rank if is_ranked else None,
            is_synthetic=one.unit.is_synthetic,
        )
        for one in standings
    )


def position(standings: Iterable[Row], unit_id: UUID, within: Authority) -> Position | None:
    """Where a unit stands on the board of the region above; None where it is not ranked there, or is alone."""
    ranked = {row.unit_id: row.rank for row in standings if row.rank is not None}
    own = ranked.get(unit_id)
    return Position(own, len(ranked), within) if own and len(ranked) > 1 else None


SPREAD = (0, 50, 60, 70, 80, 90, 95, 100)


def spread(rows: Iterable[Row]) -> tuple[tuple[int, int | None, int], ...]:
    """How many rows complete how much, as (from percent, below percent, number), highest first.

    The highest step holds exactly 100 %, the others reach up to, not including, the next. Rows that are not shown or
    expect nobody are left out.
    """
    found = [0] * len(SPREAD)
    for row in rows:
        if row.tally and row.tally.expected:
            hundredfold = 100 * row.tally.completed
            found[max(index for index, step in enumerate(SPREAD) if hundredfold >= step * row.tally.expected)] += 1
    above = (*SPREAD[1:], None)
    return tuple(zip(SPREAD, above, found, strict=True))[::-1]


def too_small(sizes: Sequence[int], least: int = SMALL_CELL) -> frozenset[int]:
    """Which cells of a table must be kept back, by index: those with one to `least` - 1 pupils behind them.

    Where they are so few together that the sum of the shown cells, taken from the total, would tell them, the next
    smallest cell is kept back with them.
    """
    small = {index for index, size in enumerate(sizes) if 0 < size < least}
    if small and sum(sizes[index] for index in small) < least:
        others = [(size, index) for index, size in enumerate(sizes) if size >= least]
        small |= {min(others)[1]} if others else set()
    return frozenset(small)


def without_small(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Rows as the public may see them: those with too few pupils keep their name and lose their figures."""
    hidden = too_small([row.tally.expected if row.tally else 0 for row in rows])
    return tuple(
        Row(row.unit_id, row.name, row.kind, None, None, row.source, row.is_synthetic) if index in hidden else row
        for index, row in enumerate(rows)
    )
