"""User names that a child can type, and what their check digit finds."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.people import fold_username
from app.domain.usernames import check_digit, for_pupil, for_staff, in_groups, is_checked, is_mistyped

SEEDS = st.integers(min_value=0)


def dice(seed: int) -> Callable[[int], int]:
    """Steady dice."""
    return Random(seed).randrange  # noqa: S311 - no secret is made with it


def name(seed: int) -> str:
    return for_pupil(dice(seed))


def test_the_check_digit_is_damms() -> None:
    assert check_digit("572") == "4"
    assert is_checked("5724")
    assert not is_checked("5725")


@given(SEEDS)
def test_a_pupils_name_is_nine_checked_digits_that_begin_with_none(seed: int) -> None:
    assert len(name(seed)) == 9
    assert name(seed).isdigit()
    assert name(seed)[0] != "0"
    assert is_checked(name(seed))
    assert not is_mistyped(name(seed))


@given(SEEDS, st.integers(0, 8), st.integers(1, 9))
def test_every_wrong_digit_is_found(seed: int, place: int, off: int) -> None:
    right = name(seed)
    wrong = right[:place] + str((int(right[place]) + off) % 10) + right[place + 1 :]
    assert is_mistyped(wrong)


@given(SEEDS, st.integers(0, 7))
def test_every_swap_of_neighbours_is_found(seed: int, place: int) -> None:
    right = name(seed)
    swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert is_mistyped(swapped) is (swapped != right)


@given(SEEDS)
def test_a_digit_missing_or_too_many_is_found(seed: int) -> None:
    assert is_mistyped(name(seed)[:-1])
    assert is_mistyped(name(seed) + "3")


def test_staff_names_are_checked_too() -> None:
    staff = for_staff(dice(1))
    assert (staff[0], len(staff)) == ("t", 9)
    assert not is_mistyped(staff)
    assert is_mistyped(staff[:-1] + str((int(staff[-1]) + 1) % 10))


@pytest.mark.parametrize(
    "other", ["pupil1", "xf-0061", "wutai0061", "13800138000", "t", "", "1234", "t12", "٤٨٢٩٥٧٣١٦"]
)
def test_names_of_another_form_are_never_called_mistyped(other: str) -> None:
    assert not is_mistyped(other)


def test_names_are_shown_in_groups_of_three_and_typed_back_in_any_form() -> None:
    assert in_groups("482957316") == "482 957 316"
    assert in_groups("t48295731") == "t48 295 731"
    assert in_groups("wutai0061") == "wutai0061"
    assert fold_username(" ４８２　957 316 ") == "482957316"
    assert fold_username(in_groups("T48295731")) == "t48295731"
