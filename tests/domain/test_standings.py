"""Tallies, exact rates and the order they give."""

from __future__ import annotations

from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.standings import Tally, Unit, rank, total


def unit(number: int, completed: int, expected: int, *, excused: int = 0) -> Unit:
    """A unit that can be ranked."""
    return Unit(
        UUID(int=number), f"单位{number:04d}", Tally(roster=expected + excused, excused=excused, completed=completed)
    )


@some.composite
def units(draw: some.DrawFn) -> list[Unit]:
    """Units with distinct names and possible counts."""
    counts = draw(some.lists(some.integers(0, 60).flatmap(lambda n: some.tuples(some.integers(0, n), some.just(n)))))
    return [unit(number, completed, expected) for number, (completed, expected) in enumerate(counts)]


def test_equal_fractions_share_a_rank_and_the_next_is_skipped() -> None:
    board = rank([unit(1, 50, 100), unit(2, 1, 2), unit(3, 1, 3), unit(4, 99, 100)], minimum_size=1)
    assert [(standing.unit.name, standing.rank) for standing in board] == [
        ("单位0004", 1),
        ("单位0001", 2),
        ("单位0002", 2),
        ("单位0003", 4),
    ]


def test_two_firsts_are_followed_by_a_third() -> None:
    board = rank([unit(1, 40, 40), unit(2, 30, 30), unit(3, 29, 30)])
    assert [standing.rank for standing in board] == [1, 1, 3]


def test_rates_too_close_for_decimals_are_still_told_apart() -> None:
    """95.25 % exactly against a hundred-millionth more: any rounding would call them equal."""
    near = [unit(1, 95_250_000, 100_000_000), unit(2, 95_250_001, 100_000_001)]
    assert [(standing.unit.id, standing.rank) for standing in rank(near)] == [(UUID(int=2), 1), (UUID(int=1), 2)]


def test_small_units_are_listed_without_a_rank_after_the_others() -> None:
    board = rank([unit(1, 5, 5), unit(2, 10, 30), unit(3, 4, 4)])
    assert [(standing.unit.name, standing.rank) for standing in board] == [
        ("单位0002", 1),
        ("单位0001", None),
        ("单位0003", None),
    ]


def test_the_excused_do_not_make_a_unit_larger() -> None:
    (standing,) = rank([unit(1, 20, 29, excused=10)])
    assert standing.rank is None


def test_schools_run_directly_come_last_without_a_rank() -> None:
    direct = Unit(None, "直属学校", Tally(roster=500, completed=500))
    board = rank([direct, unit(1, 5, 5), unit(2, 30, 60)])
    assert [(standing.unit.id, standing.rank) for standing in board] == [
        (UUID(int=2), 1),
        (UUID(int=1), None),
        (None, None),
    ]


def test_nobody_expected_is_never_ranked() -> None:
    (standing,) = rank([unit(1, 0, 0)], minimum_size=0)
    assert standing.rank is None
    assert standing.unit.tally.rate("completed") is None


@given(units(), some.integers(0, 40))
def test_every_unit_is_on_the_board_once(everyone: list[Unit], minimum: int) -> None:
    board = rank(everyone, minimum_size=minimum)
    assert sorted(standing.unit.name for standing in board) == sorted(one.name for one in everyone)


@given(units(), some.integers(0, 40))
def test_a_rank_is_one_more_than_the_number_of_better_ones(everyone: list[Unit], minimum: int) -> None:
    board = rank(everyone, minimum_size=minimum)
    ranked = [standing for standing in board if standing.rank is not None]
    for standing in ranked:
        tally = standing.unit.tally
        mine = Fraction(tally.completed, tally.expected)
        better = sum(Fraction(o.unit.tally.completed, o.unit.tally.expected) > mine for o in ranked)
        assert standing.rank == better + 1
        assert tally.expected >= max(1, minimum)


@given(units())
def test_the_order_does_not_depend_on_where_the_rows_came_from(everyone: list[Unit]) -> None:
    assert rank(everyone) == rank(list(reversed(everyone)))


def test_a_tally_adds_up_to_its_roster() -> None:
    tally = Tally(roster=50, excused=4, reached=40, completed=30, mastered=20, retained=5)
    assert tally.expected == 46
    assert tally.never_started + tally.started + tally.completed + tally.excused == tally.roster
    assert tally.rate("mastered") == Fraction(20, 46)


@given(some.lists(some.builds(Tally, *(some.integers(0, 10**6) for _ in range(6)))))
def test_the_sum_of_tallies_is_the_sum_of_every_count(tallies: list[Tally]) -> None:
    result = total(tallies)
    for count in Tally.__dataclass_fields__:
        assert getattr(result, count) == sum(getattr(tally, count) for tally in tallies)


@pytest.mark.parametrize("rate", ["reached", "completed", "mastered", "retained"])
def test_all_four_rates_share_the_denominator(rate: str) -> None:
    tally = Tally(roster=10, excused=2, reached=4, completed=4, mastered=4, retained=4)
    assert tally.rate(rate) == Fraction(4, 8)
