"""PINs of the youngest."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from uuid import UUID

import pytest

from app.domain import pins
from app.domain.pins import fresh, is_common, is_for, is_right, is_well_formed, pin_hash

KEY, SCHOOL, ACCOUNT = bytes(32), UUID(int=1), UUID(int=2)


def dice(seed: int) -> Callable[[int], int]:
    """Steady dice."""
    return Random(seed).randrange  # noqa: S311 - no secret is made with it


@pytest.mark.parametrize(
    "pin", ["0000", "1111", "1234", "4321", "7890", "9876", "2468", "1212", "1122", "2580", "1998", "2016"]
)
def test_pins_that_everybody_tries_first_are_common(pin: str) -> None:
    assert is_common(pin)


@pytest.mark.parametrize("pin", ["4829", "0137", "9607"])
def test_others_are_not(pin: str) -> None:
    assert not is_common(pin)


def test_most_pins_are_left_to_draw_from() -> None:
    assert sum(not is_common(f"{number:04}") for number in range(10_000)) > 8_000


def test_a_common_pin_is_drawn_again() -> None:
    drawn = iter([0, 1234, 137])
    assert fresh(lambda _sides: next(drawn)) == "0137"
    assert not any(is_common(fresh(dice(seed))) for seed in range(50))


@pytest.mark.parametrize("typed", ["", "123", "12345", "12a4", "１２３４", " 123", "²345"])
def test_only_four_digits_are_a_pin(typed: str) -> None:
    assert not is_well_formed(typed)


def test_the_hash_is_bound_to_key_school_and_account() -> None:
    kept = pin_hash(KEY, SCHOOL, ACCOUNT, "4829")
    assert is_right(KEY, SCHOOL, ACCOUNT, "4829", kept)
    assert not is_right(KEY, SCHOOL, ACCOUNT, "4828", kept)
    assert not is_right(bytes(31) + b"x", SCHOOL, ACCOUNT, "4829", kept)
    assert not is_right(KEY, ACCOUNT, ACCOUNT, "4829", kept)
    assert not is_right(KEY, SCHOOL, SCHOOL, "4829", kept)
    assert not is_right(KEY, SCHOOL, ACCOUNT, "4829", None)


def test_pins_are_for_kindergarten_and_the_first_three_grades() -> None:
    assert [is_for(grade) for grade in (-2, 1, 3, 4)] == [True, True, True, False]
    assert pins.DEVICE_LIFE.total_seconds() == 12 * 3600
