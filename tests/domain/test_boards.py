from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from app.domain.boards import Authority, Cell, Kind, Report, Row, Tree, region_rows, spread, too_small, without_small
from app.domain.classes import by_grade
from app.domain.grades import Stage
from app.domain.standings import Tally

NOW = datetime(2026, 11, 20, tzinfo=UTC)
TOP, EAST, WEST, FIRST = (uuid4() for _ in range(4))


def tally(expected: int, completed: int) -> Tally:
    return Tally(roster=expected, reached=completed, completed=completed)


def tree(*cells: Cell, reports: dict[UUID, Report] | None = None) -> Tree:
    regions = {
        TOP: Authority(TOP, "140000", "甲省", "province"),
        EAST: Authority(EAST, "140100", "东市", "city", TOP),
        WEST: Authority(WEST, "140200", "西市", "city", TOP),
        FIRST: Authority(FIRST, "140101", "一县", "county", EAST),
    }
    return Tree(regions, cells, reports or {}, NOW)


def test_a_city_is_its_counties_and_the_schools_it_runs_itself() -> None:
    found = tree(Cell(EAST, FIRST, tally(100, 90)), Cell(EAST, None, tally(40, 10)))
    assert found.tally(EAST) == tally(140, 100)
    assert found.tally(TOP) == tally(140, 100)
    assert [unit.id for unit in found.units(EAST)] == [FIRST, None]


def test_a_region_without_anybody_on_the_roster_is_not_listed() -> None:
    found = tree(Cell(EAST, FIRST, tally(100, 90)))
    assert [row.unit_id for row in region_rows(found, TOP, 30)] == [EAST]


def test_a_report_counts_only_where_nothing_was_counted() -> None:
    reports = {one: Report(one, tally(1000, 999), "来信", True) for one in (EAST, WEST)}
    found = tree(Cell(EAST, FIRST, tally(100, 90)), reports=reports)
    assert found.tally(EAST) == tally(100, 90)
    assert found.tally(WEST) == tally(1000, 999)
    assert [row.source for row in region_rows(found, TOP, 30)] == ["来信", ""]


def test_sums_of_an_unknown_county_are_not_lost() -> None:
    found = tree(Cell(EAST, uuid4(), tally(10, 5)), Cell(uuid4(), None, tally(7, 7)))
    assert found.tally(TOP) == tally(17, 12)


def test_a_small_cell_takes_its_smallest_neighbour_along() -> None:
    assert too_small([30, 9, 20]) == {1, 2}
    assert too_small([30, 9, 20, 8]) == {1, 3}
    assert too_small([30, 0, 20]) == frozenset()
    assert too_small([3]) == {0}


@given(st.lists(st.integers(0, 60), max_size=12))
def test_what_is_kept_back_cannot_be_found_by_subtraction(sizes: list[int]) -> None:
    hidden = too_small(sizes)
    together = sum(sizes[index] for index in hidden)
    assert (
        together == 0
        or together >= 10
        or not [size for index, size in enumerate(sizes) if size and index not in hidden]
    )
    assert all(size == 0 or size >= 10 for index, size in enumerate(sizes) if index not in hidden)


def test_the_public_sees_no_figures_of_a_small_school() -> None:
    rows = [Row(uuid4(), name, Kind.SCHOOL, tally(size, size), 1) for name, size in (("大", 90), ("中", 50), ("小", 4))]
    assert [row.tally is None for row in without_small(rows)] == [False, True, True]
    assert [row.rank for row in without_small(rows)] == [1, None, None]


def test_classes_are_kept_back_by_grade() -> None:
    rooms = [(Stage.PRIMARY, 5, number, tally(size, 1)) for number, size in ((1, 40), (2, 9), (3, 30))]
    [grade] = by_grade(rooms)
    assert grade.tally == tally(79, 3)
    assert [one.tally is None for one in grade.classes] == [False, True, True]


def test_the_spread_counts_exact_steps() -> None:
    done = [(100, 100), (100, 95), (10_000, 9_999), (100, 49), (0, 0)]
    rows = [Row(uuid4(), "校", Kind.SCHOOL, tally(*one), None) for one in done]
    assert [(low, number) for low, _high, number in spread(rows) if number] == [(100, 1), (95, 2), (0, 1)]
