"""The misconception map: what is kept back, and that no other page gives it away."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.beliefmaps import NOTHING, Place, Urgency, total, urgency, visible_in, without_small
from app.domain.beliefs import Belief, Phase, Share
from app.domain.boards import Authority
from app.domain.standings import SMALL_CELL

PROVINCE, CITY, COUNTY, OTHER, THIRD = (UUID(int=number) for number in range(1, 6))
PATH = (
    Authority(PROVINCE, "14", "p", "province"),
    Authority(CITY, "1409", "c", "city", PROVINCE),
    Authority(COUNTY, "140922", "k", "county", CITY),
)


def after(asked: int, held: int = 0) -> Belief:
    return Belief(after=Share(asked, held))


def at(county: UUID | None) -> Place:
    return PROVINCE, CITY, county


@pytest.mark.parametrize(
    ("share", "is_crit", "wanted"),
    [
        (Share(0, 0), True, Urgency.UNKNOWN),
        (Share(10, 3), False, Urgency.NOW),
        (Share(1000, 299), False, Urgency.SOME),
        (Share(5, 1), True, Urgency.NOW),
        (Share(1000, 199), True, Urgency.SOME),
        (Share(20, 1), True, Urgency.SOME),
        (Share(1000, 49), False, Urgency.FADED),
    ],
)
def test_how_urgent_a_belief_is(share: Share, is_crit: bool, wanted: Urgency) -> None:
    assert urgency(Belief(after=share), is_crit=is_crit) is wanted


def test_a_small_cell_takes_the_next_smallest_with_it() -> None:
    shown = without_small({"a": after(40, 9), "b": after(7, 3), "c": after(22, 5)})
    assert shown["a"].after == Share(40, 9)
    assert (shown["b"].after, shown["c"].after) == (None, None)
    assert shown["b"].before == Share()


def test_phases_are_hidden_one_by_one() -> None:
    row = {"a": Belief(Share(30, 1), Share(3, 1)), "b": Belief(Share(30, 2), Share(50, 4)), "c": Belief(Share(30, 3))}
    shown = without_small(row)
    assert [shown[key].before for key in "abc"] == [Share(30, 1), Share(30, 2), Share(30, 3)]
    assert [shown[key].after for key in "abc"] == [None, None, Share()]


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 60), max_size=10))
def test_no_hidden_cell_can_be_worked_out_from_the_sum(sizes: dict[int, int]) -> None:
    """The cells that are kept back are together as large as one that may be shown, or they are all there is."""
    shown = without_small({key: after(size) for key, size in sizes.items()})
    hidden = [sizes[key] for key, belief in shown.items() if belief.after is None]
    visible = [sizes[key] for key, belief in shown.items() if belief.after is not None]
    assert all(size == 0 or size >= SMALL_CELL for size in visible)
    assert not hidden or sum(hidden) >= SMALL_CELL or not any(visible)


def test_what_a_table_keeps_back_stays_kept_back_on_the_page_below() -> None:
    """B has 7 and C 22 of the city's 69: C is hidden beside B. Its own page would tell it, and with it B."""
    row = {at(COUNTY): after(22, 5), at(OTHER): after(7, 3), at(THIRD): after(40, 9)}
    assert visible_in(PATH[1:], row).after is None
    assert visible_in(PATH[2:], row).after == Share(22, 5)
    assert visible_in(PATH[1:2], row).after == Share(69, 17)


def test_it_stays_kept_back_however_far_down_the_reader_goes() -> None:
    far = (PROVINCE, OTHER, THIRD)
    row = {at(COUNTY): after(12, 5), far: after(4, 1)}
    assert visible_in(PATH, row).after is None
    assert visible_in(PATH[1:], row).after == Share(12, 5)


def test_a_region_with_too_few_shows_no_sum_either() -> None:
    assert visible_in(PATH[2:], {at(COUNTY): after(9, 5)}).after is None
    assert visible_in(PATH[2:], {}) == NOTHING


def test_a_sum_with_something_kept_back_is_kept_back() -> None:
    assert total([after(10, 1), after(20, 2)]).after == Share(30, 3)
    assert total([after(10, 1), after(20, 2).without([Phase.AFTER])]).after is None
