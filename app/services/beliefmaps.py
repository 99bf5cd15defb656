"""The misconception map of a region: which wrong beliefs are held, by grade and by the units below, small cells hidden.

A reader sees grades for the whole of the own region only, and units step by step below it. So no page shows a grade of
one county beside the same grade of the others, from which a hidden cell could be worked out.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from app.domain.access import Actor, Permission, Place, require
from app.domain.beliefmaps import NOTHING, Names, below, hidden_phases, lies_in, rows_by, visible_in, without_small
from app.domain.beliefmaps import Place as Location
from app.domain.beliefs import Belief
from app.domain.boards import Authority, Kind
from app.domain.campaigns import day_of
from app.domain.errors import NotFound
from app.domain.grades import Stage
from app.domain.library import Library
from app.domain.rosters.years import school_year
from app.services.beliefs import Line, Selection, lines, select
from app.services.leaderboards import readable_part
from app.services.recent import Recent
from app.store import beliefs as store
from app.store import boards
from app.store.engine import Session

Grade = tuple[Stage, int]
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Unit:
    """A region, a school, or (DIRECT) all schools a region runs itself."""

    id: UUID | None
    name: str
    kind: Kind
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class RegionMap:
    """What the pupils of a region believe, as one reader may see it. `path` begins where the reader does."""

    path: tuple[Authority, ...]
    year: int
    lines: tuple[Line, ...]
    selection: Selection
    too_few: int
    names: Names
    as_of: datetime | None
    _grades: Mapping[str, Mapping[Grade, Belief]]
    _units: Mapping[str, Mapping[UUID | None, Belief]]
    _known: Mapping[UUID | None, Unit]

    @property
    def region(self) -> Authority:
        """The region the map is of."""
        return self.path[-1]

    @property
    def is_whole(self) -> bool:
        """True where this is the reader's own region, not one below it."""
        return len(self.path) == 1

    def is_sensitive(self, line: Line) -> bool:
        """True where a belief is shown for the whole region and its grades only."""
        return self.names.is_sensitive(line.id)

    def grades(self, line: Line) -> list[tuple[Grade, Belief]]:
        """One belief by grade, the youngest first; empty below the reader's own region."""
        row = _shown(self._grades.get(line.id, {}), line)
        return sorted(row.items(), key=lambda one: (one[0][1], one[0][0]))

    def units(self, line: Line) -> list[tuple[Unit, Belief]]:
        """One belief by unit, the worst first; empty where the theme is sensitive."""
        if self.is_sensitive(line):
            return []
        row = _shown(self._units.get(line.id, {}), line)
        found = [(self._known[key], belief) for key, belief in row.items() if belief.is_asked and key in self._known]
        return sorted(found, key=lambda one: (not one[1].now.asked, -one[1].now.fraction, one[0].name))


def of_region(
    session: Session,
    actor: Actor,
    region_id: UUID,
    theme: str | None,
    misconception: str | None,
    *,
    recent: Recent,
    now: datetime,
    library: Library,
    language: str,
) -> RegionMap:
    """The map of a region in the actor's reach, from the counters of this school year (until there are any, of the
    last). NotFound for what is outside, and for a theme or misconception that is not on the map."""
    path = recent.get(("path", region_id), lambda: boards.path(session, region_id))
    require(actor, Permission.BOARD_READ, Place(region_ids=frozenset(one.id for one in path)))
    reached = readable_part(actor, path)
    if not reached or reached[-1].id != region_id:
        raise NotFound
    top, region = reached[0], reached[-1]
    year = school_year(day_of(now))
    placed, as_of = recent.get(("beliefs", year, top.id), lambda: store.by_place(session, year, top))
    if not placed:
        placed, as_of = recent.get(("beliefs", year - 1, top.id), lambda: store.by_place(session, year - 1, top))
        year -= 1 if placed else 0
    names = Names(library, language)
    rows = {name: row for name, row in rows_by(placed, _same).items() if names.words(name)}
    if len(reached) > 1:
        rows = {name: row for name, row in rows.items() if not names.is_sensitive(name)}
    whole = {name: visible_in(reached, row) for name, row in rows.items()}
    listed = lines({name: one for name, one in whole.items() if one.now.asked}, names, library, language)
    units, known = _units(session, recent, year, path, region, rows)
    return RegionMap(
        path=reached,
        year=year,
        lines=listed,
        selection=select(listed, theme, misconception),
        too_few=sum(one.is_asked and not one.now.asked for one in whole.values()),
        names=names,
        as_of=as_of,
        _grades=_grades(session, recent, year, top) if len(reached) == 1 else {},
        _units=units,
        _known=known,
    )


def _grades(session: Session, recent: Recent, year: int, top: Authority) -> Mapping[str, Mapping[Grade, Belief]]:
    sums = recent.get(("belief grades", year, top.id), lambda: store.by_grade(session, year, top))
    return rows_by(sums, _same)


def _units(
    session: Session,
    recent: Recent,
    year: int,
    path: Sequence[Authority],
    region: Authority,
    rows: Mapping[str, Mapping[Location, Belief]],
) -> tuple[Mapping[str, Mapping[UUID | None, Belief]], Mapping[UUID | None, Unit]]:
    """(belief by unit right below a region, the units)."""
    if region.level == "county":
        schools, sums = recent.get(("belief schools", year, region.id), lambda: store.by_school(session, year, path))
        return rows_by(sums, _same), {one.id: Unit(one.id, one.name, Kind.SCHOOL, one.is_synthetic) for one in schools}
    found: dict[str, dict[UUID | None, Belief]] = {}
    for name, row in rows.items():
        for place, belief in row.items():
            if lies_in(region, place):
                key = below(region.level, place)
                units = found.setdefault(name, {})
                units[key] = units.get(key, NOTHING) + belief
    tree = recent.get(("belief tree", region.id), lambda: boards.tree(session, region.id))
    known: dict[UUID | None, Unit] = {
        one.id: Unit(one.id, one.name, Kind.REGION) for one in tree.values() if one.parent_id == region.id
    }
    return found, known | {None: Unit(None, "", Kind.DIRECT)}


def _shown(row: Mapping[Key, Belief], line: Line) -> dict[Key, Belief]:
    """One row as it may be shown: what is kept back of its sum is kept back of every part as well."""
    kept_back = hidden_phases(line.figures)
    return {key: belief.without(kept_back) for key, belief in without_small(row).items()}


def _same(key: Key) -> Key:
    return key
