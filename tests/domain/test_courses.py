"""Courses: which belong together, which comes next, and what a campaign asks with them."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.campaigns import CampaignLesson
from app.domain.courses import Course, Season, campaign_lessons, grouped, season_of, whole


def course(name: str, *lessons: str, season: Season = Season.AUTUMN, grades: tuple[int, int] = (3, 4)) -> Course:
    return Course(name, season, *grades, lessons, {"zh_CN": "名", "en": "name"}, {"zh_CN": "话"})


AUTUMN = course("autumn", "fire", "bullying")
SPRING = course("spring", "water", "fire", season=Season.SPRING)


def test_words_fall_back_to_the_source_language() -> None:
    assert (AUTUMN.name("en"), AUTUMN.name("zh_TW"), AUTUMN.summary("en")) == ("name", "名", "话")


def test_a_course_is_for_its_grades_and_no_others() -> None:
    assert [grade for grade in range(1, 7) if AUTUMN.fits(grade)] == [3, 4]


@pytest.mark.parametrize(("month", "season"), [(1, "autumn"), (2, "spring"), (7, "spring"), (8, "autumn")])
def test_the_season_at_hand(month: int, season: str) -> None:
    assert season_of(date(2026, month, 1)) is Season(season)


def test_a_course_is_whole_only_with_all_its_lessons() -> None:
    assert whole([AUTUMN], {"fire"}) == []
    assert whole([AUTUMN], {"fire", "bullying", "food"}) == [AUTUMN]


def test_a_lesson_stands_in_one_course_at_most() -> None:
    assert whole([SPRING, AUTUMN], {"fire", "bullying", "water"}) == [AUTUMN]


def test_lessons_of_a_course_stand_together_in_its_order_and_the_rest_alone() -> None:
    found = grouped(["food", "bullying", "water", "fire"], [AUTUMN, SPRING], str)
    assert found == [(None, ("food",)), (AUTUMN, ("fire", "bullying")), (None, ("water",))]


def test_a_lesson_that_is_there_twice_counts_once() -> None:
    tasks = [("fire", 1), ("bullying", 2), ("fire", 3)]
    found = grouped(tasks, [AUTUMN], lambda task: task[0])
    assert found == [(AUTUMN, (("fire", 1), ("bullying", 2))), (None, (("fire", 3),))]


def test_a_campaign_asks_every_grade_for_its_own_course() -> None:
    young = course("young", "song", "game", grades=(-2, 0))
    assert campaign_lessons([AUTUMN, young, SPRING], Season.AUTUMN) == (
        CampaignLesson("song", -2, 0),
        CampaignLesson("game", -2, 0),
        CampaignLesson("fire", 3, 4),
        CampaignLesson("bullying", 3, 4),
    )
    assert campaign_lessons([AUTUMN], Season.SPRING) == ()
