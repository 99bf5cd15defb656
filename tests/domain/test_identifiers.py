"""Identifiers in the order of time, and stable ones."""

from __future__ import annotations

import time
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as some

from app.domain.identifiers import stable, uuid7

MOMENTS = some.integers(0, 2**48 - 1)
BITS = some.integers(0, 2**62 - 1)


def made(milliseconds: int, chance: int) -> UUID:
    """The identifier of a moment, with this much chance in it."""
    return uuid7(clock=lambda: milliseconds / 1000, dice=lambda bits: chance & ((1 << bits) - 1))


@given(some.integers(0, 2**41), BITS)
def test_it_is_a_version_7_uuid_that_tells_its_moment(milliseconds: int, chance: int) -> None:
    identifier = made(milliseconds, chance)
    assert identifier.version == 7
    assert identifier.variant == RFC_4122
    assert abs((identifier.int >> 80) - milliseconds) <= 1


@given(some.integers(0, 2**41), some.integers(2, 2**40), BITS, BITS)
def test_the_later_one_is_the_greater_one(milliseconds: int, later: int, chance: int, other: int) -> None:
    earlier, after = made(milliseconds, chance), made(milliseconds + later, other)
    assert earlier < after
    assert earlier.bytes < after.bytes
    assert earlier.hex < after.hex


def test_two_made_at_once_differ() -> None:
    now = time.time()
    assert len({uuid7(clock=lambda: now) for _ in range(1000)}) == 1000


def test_a_stable_identifier_depends_on_its_parts_only() -> None:
    assert stable("region", 140000) == stable("region", "140000")
    assert stable("region", "140000") != stable("school", "140000")
    assert stable("a", "b") != stable("b", "a")
