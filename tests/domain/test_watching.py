"""A video is watched as long as the clock has run, whatever the page says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.watching import SLACK, heard, wait

LENGTH = 60
MOMENTS = some.lists(some.tuples(some.integers(0, 40), some.integers(-100, 10**6)), max_size=30)


@pytest.mark.parametrize(
    ("watched", "claimed", "passed", "expected"),
    [
        (0, 15, 15, 15),  # an honest heartbeat
        (0, 60, 15, 15),  # a huge claim
        (0, 10**12, 15, 15),
        (20, 10, 15, 20),  # looking at something again loses nothing
        (20, 22, 15, 22),  # paused most of the time
        (20, -5, 15, 20),
        (50, 80, 30, LENGTH),  # never more than there is
        (20, 60, 0, 20),  # faster than time
        (20, 60, -50, 20),  # a clock set back
        (0, None, 30, 30),  # no script
    ],
)
def test_a_heartbeat_is_believed_as_far_as_time_has_passed(
    watched: int, claimed: int | None, passed: int, expected: int
) -> None:
    assert heard(watched, claimed, since=1000, now=1000 + passed, length=LENGTH) == expected


@given(MOMENTS)
def test_no_chain_of_heartbeats_outruns_the_clock_or_falls_back(beats: list[tuple[int, int]]) -> None:
    watched, since, now = 0, 0, 0
    for passed, claimed in beats:
        now += passed
        new = heard(watched, claimed, since=since, now=now, length=LENGTH)
        assert watched <= new <= min(now, LENGTH)
        watched, since = new, now


@given(MOMENTS, some.data())
def test_old_tickets_shown_again_gain_nothing(beats: list[tuple[int, int]], data: some.DataObject) -> None:
    """Each answer is a ticket (watched, moment); a cheat may go on from any of them at any time, in many tabs."""
    tickets, now = [(0, 0)], 0
    for passed, claimed in beats:
        now += passed
        watched, since = data.draw(some.sampled_from(tickets))
        tickets.append((heard(watched, claimed, since=since, now=now, length=LENGTH), now))
    assert all(watched <= moment for watched, moment in tickets)


def test_two_tabs_do_not_add_up() -> None:
    first = heard(0, 30, since=0, now=30, length=LENGTH)
    second = heard(0, 30, since=0, now=30, length=LENGTH)
    assert max(first, second) == 30
    assert wait(max(first, second), LENGTH, since=30, now=30, length=LENGTH) == LENGTH - SLACK - 30


def test_the_step_is_free_a_little_before_the_end() -> None:
    assert wait(0, LENGTH, since=0, now=LENGTH - SLACK - 1, length=LENGTH) == 1
    assert wait(0, LENGTH, since=0, now=LENGTH - SLACK, length=LENGTH) == 0
    assert wait(0, 10, since=0, now=10 * LENGTH, length=LENGTH) == LENGTH - SLACK - 10


def test_without_a_script_the_whole_length_passes() -> None:
    assert wait(0, None, since=0, now=LENGTH - 1, length=LENGTH) == 1
    assert wait(0, None, since=0, now=LENGTH, length=LENGTH) == 0
    assert wait(40, None, since=0, now=LENGTH - 40, length=LENGTH) == 0
