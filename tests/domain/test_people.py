"""Names, user names and passwords."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.people import COMMON_PASSWORDS, fold_username, one_time_password, weak_password_reason


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("S1001", "s1001"), (" s1001 ", "s1001"), ("Ｓ１００１", "s1001"), ("s 10\t01", "s1001"), ("王小明", "王小明")],
)
def test_a_user_name_is_found_however_it_is_typed(typed: str, stored: str) -> None:
    assert fold_username(typed) == stored


@given(some.text(max_size=100))
def test_a_stored_user_name_is_bounded_and_has_no_blanks(text: str) -> None:
    stored = fold_username(text)
    assert len(stored) <= 64
    assert stored == "".join(stored.split())


@given(some.text(alphabet=some.characters(codec="ascii"), max_size=64))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_username(fold_username(text)) == fold_username(text)


@given(some.integers(0, 2**32))
def test_a_one_time_password_is_readable_and_strong_enough(seed: int) -> None:
    states = iter(range(seed, seed + 10))
    password = one_time_password(lambda n: next(states) % n)
    word, digits = password.split("-")
    assert word.isascii()
    assert word.islower()
    assert len(digits) == 6
    assert set(digits) <= set("23456789")
    assert weak_password_reason(password, "s1001") is None


def test_one_time_passwords_from_real_chance_differ() -> None:
    assert len({one_time_password(secrets.randbelow) for _ in range(50)}) > 45


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "password_short"),
        ("abc1234", "password_short"),
        ("x" * 129, "password_long"),
        ("s1001001", "password_guessable"),
        ("Ｓ１００１００１", "password_guessable"),
        ("aabbccaabb", "password_guessable"),
        ("PASSWORD1", "password_guessable"),
        ("23456789", "password_guessable"),
        ("98765432", "password_guessable"),
        ("24680246", "password_guessable"),
        ("穿鞋先看鞋里面", "password_short"),
        ("穿鞋先看一看鞋里面", None),
        ("river-blue-31", None),
        ("correct horse", None),
    ],
)
def test_why_a_password_is_refused(password: str, reason: str | None) -> None:
    assert weak_password_reason(password, "s1001001") == reason


def test_every_common_password_is_refused() -> None:
    assert {password for password in COMMON_PASSWORDS if weak_password_reason(password, "someone") is None} == set()
