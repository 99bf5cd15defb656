"""The window of a campaign, its lessons, and the day where the pupils are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.campaigns import CHINA, Campaign, CampaignLesson, Phase, Window, day_of
from app.domain.completions import STANDARD_RULE

OPENS = datetime(2026, 9, 1, tzinfo=CHINA)
CLOSES = datetime(2026, 10, 1, tzinfo=CHINA)
WINDOW = Window(OPENS, CLOSES)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("at", "phase"),
    [
        (OPENS - INSTANT, Phase.COMING),
        (OPENS, Phase.RUNNING),
        (CLOSES - INSTANT, Phase.RUNNING),
        (CLOSES, Phase.CLOSED),
    ],
)
def test_a_window_is_open_from_its_first_moment_until_just_before_its_last(at: datetime, phase: Phase) -> None:
    assert WINDOW.phase(at) is phase
    assert WINDOW.is_open(at) is (phase is Phase.RUNNING)
    assert WINDOW.phase(at.astimezone(UTC)) is phase


@given(some.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=some.just(UTC)))  # noqa: DTZ001
def test_windows_that_follow_each_other_leave_no_gap_and_no_overlap(at: datetime) -> None:
    following = Window(CLOSES, CLOSES + timedelta(days=400))
    assert WINDOW.is_open(at) + following.is_open(at) == (at >= OPENS)


def campaign(*lessons: CampaignLesson, name_en: str = "First Safety Lesson") -> Campaign:
    """A campaign with these lessons."""
    return Campaign(
        id=UUID(int=1),
        slug="autumn",
        name="秋季安全第一课",
        name_en=name_en,
        region_id=UUID(int=2),
        window=WINDOW,
        rule=STANDARD_RULE,
        minimum_size=30,
        is_synthetic=True,
        lessons=lessons,
    )


def test_a_pupil_takes_the_lessons_of_the_own_grade_in_the_order_of_the_campaign() -> None:
    whole = campaign(CampaignLesson("b", 3, 4), CampaignLesson("a", 4, 6), CampaignLesson("c", 7, 9))
    assert whole.lessons_for(2) == ()
    assert whole.lessons_for(3) == ("b",)
    assert whole.lessons_for(4) == ("b", "a")
    assert whole.lessons_for(9) == ("c",)


def test_a_title_falls_back_to_the_name_it_was_issued_under() -> None:
    assert campaign().title("en") == "First Safety Lesson"
    assert campaign().title("zh_CN") == "秋季安全第一课"
    assert campaign(name_en="").title("en") == "秋季安全第一课"


def test_the_day_is_the_one_where_the_pupils_are() -> None:
    assert day_of(datetime(2026, 9, 1, 15, 59, 59, tzinfo=UTC)) == date(2026, 9, 1)
    assert day_of(datetime(2026, 9, 1, 16, 0, tzinfo=UTC)) == date(2026, 9, 2)
