"""How long a browser stays signed in, and how slow repeated wrong passwords become."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.sessions import (
    ABSOLUTE,
    FORGET_AFTER,
    IDLE_PIN,
    LONGEST_DELAY,
    Means,
    delay_before_next,
    is_alive,
    tag,
    token_hash,
)

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(("is_student", "idle"), [(True, timedelta(minutes=60)), (False, timedelta(minutes=30))])
def test_a_session_ends_when_nobody_has_used_it_for_a_while(is_student: bool, idle: timedelta) -> None:
    expires = NOW + ABSOLUTE
    assert is_alive(seen_at=NOW, expires_at=expires, is_student=is_student, now=NOW + idle - INSTANT)
    assert not is_alive(seen_at=NOW, expires_at=expires, is_student=is_student, now=NOW + idle)


def test_a_session_on_a_class_device_idles_for_a_quarter_of_an_hour() -> None:
    times = {"seen_at": NOW, "expires_at": NOW + ABSOLUTE}
    assert is_alive(**times, is_student=True, means=Means.PIN, now=NOW + IDLE_PIN - INSTANT)
    assert not is_alive(**times, is_student=True, means=Means.PIN, now=NOW + IDLE_PIN)
    assert is_alive(**times, is_student=True, means=Means.CARD, now=NOW + IDLE_PIN)


def test_a_session_ends_after_its_absolute_time_however_busy() -> None:
    end = NOW + ABSOLUTE
    assert is_alive(seen_at=end - INSTANT, expires_at=end, is_student=True, now=end - INSTANT)
    assert not is_alive(seen_at=end, expires_at=end, is_student=True, now=end)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 2), (6, 4), (7, 8), (9, 32), (10, 60), (10**6, 60)]
)
def test_each_wrong_password_after_five_doubles_the_wait(failures: int, seconds: int) -> None:
    assert delay_before_next(failures, NOW, NOW) == seconds


def test_the_wait_runs_off_and_is_forgotten() -> None:
    assert delay_before_next(7, NOW, NOW + timedelta(seconds=5)) == 3
    assert delay_before_next(7, NOW, NOW + timedelta(seconds=8)) == 0
    assert delay_before_next(10**6, NOW, NOW + FORGET_AFTER + INSTANT) == 0


@given(some.integers(0, 10**9), some.integers(0, 4000))
def test_nobody_is_ever_kept_out_for_longer_than_a_minute(failures: int, waited: int) -> None:
    assert 0 <= delay_before_next(failures, NOW, NOW + timedelta(seconds=waited)) <= LONGEST_DELAY


def test_only_a_hash_of_the_secret_is_kept() -> None:
    kept = token_hash("secret")
    assert len(kept) == 32
    assert b"secret" not in kept
    assert tag(kept) == kept[:8]
    assert token_hash("other") != kept
