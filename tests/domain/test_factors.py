"""Codes, keys and recovery codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from app.domain import factors
from app.domain.access import Role

NOW = datetime(2026, 11, 20, 2, 0, 15, tzinfo=UTC)


def test_three_steps_are_taken() -> None:
    present = int(NOW.timestamp()) // 30
    assert list(factors.steps(NOW)) == [present - 1, present, present + 1]
    assert list(factors.steps(NOW + timedelta(seconds=15))) == [present, present + 1, present + 2]


def test_the_steps_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B: the code of 59 seconds after the epoch (SHA-1, eight digits) is 94287082."""
    totp = pyotp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", digits=8)
    moment = datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC)
    assert totp.generate_otp(factors.steps(moment)[1]) == "94287082"


def test_keys_and_codes_use_the_whole_alphabet_and_nothing_else() -> None:
    drawn = iter(range(10_000))

    def dice(sides: int) -> int:
        return next(drawn) % sides

    key = factors.new_key(dice)
    assert len(key) == 32
    assert set(key) == set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    codes = factors.new_recovery_codes(dice)
    assert len(codes) == 10
    assert all(len(code) == 19 and code.count("-") == 3 for code in codes)


@pytest.mark.parametrize(
    "typed", ["abcd-efgh-ijkl-mn27", " ABCD EFGH IJKL MN27 ", "ａｂｃｄefghIJKLmn27", "abcdefgh1jklmn27"]
)
def test_a_recovery_code_is_one_code_however_it_is_typed(typed: str) -> None:
    assert factors.recovery_hash(typed) == factors.recovery_hash("ABCD-EFGH-IJKL-MN27")
    assert factors.recovery_hash("ABCD-EFGH-IJKL-MN26") != factors.recovery_hash("ABCD-EFGH-IJKL-MN27")


@pytest.mark.parametrize(
    ("typed", "is_code"),
    [("123456", True), ("１２３４５６", True), (" 123 456", True), ("12345", False), ("12345a", False)],
)
def test_six_digits_are_meant_for_the_app(typed: str, is_code: bool) -> None:
    assert factors.is_code(factors.plain(typed)) is is_code


def test_whoever_sees_more_than_a_class_needs_one() -> None:
    assert not factors.is_needed([Role.TEACHER, Role.STUDENT])
    assert not factors.is_needed([])
    assert all(factors.is_needed([Role.TEACHER, role]) for role in (Role.SCHOOL_ADMIN, Role.BUREAU, Role.PLATFORM))
