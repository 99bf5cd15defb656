"""A pupil's journey: from the log-in to a finished lesson, with and without JavaScript, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.domain.quizzes import SheetQuestion
from app.store.engine import Database
from app.store.schema import AttemptKind
from tests.journeys import lessons
from tests.journeys.demo import Demo
from tests.journeys.lessons import attempts
from tests.journeys.visitor import CHINESE, Visitor
from tests.learner import right, wrong

pytestmark = pytest.mark.journey


def all_but_crit(entry: SheetQuestion) -> int:
    """Right, except where a life depends on it."""
    return wrong(entry) if entry.question.crit else right(entry)


def test_a_whole_lesson_left_in_the_middle_and_put_right_in_the_end(
    arrive: Callable[..., Visitor], app: Flask, database: Database, demo: Demo
) -> None:
    who, here = demo.login("student"), arrive()
    here.open("/login")
    here.log_in(who)
    here.look()
    waiting = here.page.locator(".card--task:not(.is-done)").count()
    lessons.begin(here)
    kinds_to_see = {step.kind for step in lessons.opened(here, database).steps}
    seen = walk(here, steps=4)
    here.follow(here.page.locator(".lesson__progress button"))
    here.look()
    assert here.page.locator(".tag--started").count() == 1

    there = arrive()
    there.log_in(who)
    assert there.page.locator(".card--task progress").get_attribute("value") == "4"
    lessons.begin(there)
    seen |= walk(there)
    assert seen == kinds_to_see

    asked = lessons.fill_in(there, app, all_but_crit)
    there.look()
    lessons.hand_in(there)
    there.look()
    crit = sum(entry.question.crit for entry in asked)
    assert crit
    assert there.page.locator(".answers .feedback--wrong").count() == crit
    assert there.page.locator(".result__score data").first.get_attribute("value") == str(len(asked) - crit)
    there.page.goto("/student/")
    there.look()
    there.follow(there.page.locator(".card--task a.button--primary").first)
    again = lessons.fill_in(there, app, right)
    assert {entry.question.id for entry in again} == {entry.question.id for entry in asked if entry.question.crit}
    there.look()
    lessons.hand_in(there)
    there.look()
    assert there.page.locator(".answers .feedback--wrong").count() == 0
    there.follow(there.page.locator(".result__actions a"))
    there.look()
    assert there.page.locator(".card--task.is-done").count() == 1
    assert there.page.locator(".card--task:not(.is-done)").count() == waiting - 1
    kinds = [one.kind for one in attempts(database, who.username)]
    assert kinds == [AttemptKind.QUIZ, AttemptKind.REPEAT]


def walk(visitor: Visitor, steps: int = lessons.MOST_STEPS) -> set[str]:
    """Take steps up to the quiz, with a close look at each and at what is said about it."""
    seen: set[str] = set()
    for _step in range(steps):
        if lessons.is_at_quiz(visitor):
            break
        seen.add(lessons.kind(visitor))
        lessons.answer(visitor)
        visitor.look()
        lessons.take(visitor, seconds=lessons.READING)
        if lessons.feedback(visitor).count():
            assert visitor.page.locator("[data-step]:visible").count() == 0
            visitor.look()
            lessons.go_on(visitor)
    return seen


def test_the_same_lesson_without_javascript(
    arrive: Callable[..., Visitor], app: Flask, database: Database, demo: Demo
) -> None:
    who, pupil = demo.login("student", 1), arrive(java_script_enabled=False)
    pupil.log_in(who)
    lessons.begin(pupil)
    for _step in range(lessons.MOST_STEPS):
        if lessons.is_at_quiz(pupil):
            break
        lessons.answer(pupil)
        pupil.look()
        pupil.clock.advance(seconds=max(lessons.READING, lessons.length(pupil)))
        pupil.follow(lessons.onward(pupil))
    lessons.fill_in(pupil, app, right)
    lessons.hand_in(pupil)
    pupil.look()
    assert pupil.page.locator(".star.is-on").count() == 3
    pupil.follow(pupil.page.locator(".result__actions a"))
    assert pupil.page.locator(".card--task.is-done").count() == 1
    assert [one.right for one in attempts(database, who.username)] == [10]
    assert pupil.complaints == []


@pytest.mark.parametrize("screen", ["phone"])
def test_a_chosen_language_is_remembered(visitor: Visitor, app: Flask, demo: Demo) -> None:
    visitor.page.goto("/login")
    visitor.follow(visitor.page.locator("header a[hreflang=en]"))
    visitor.look()
    visitor.log_in(demo.login("student", 2))
    visitor.look()
    assert visitor.heading() == "My tasks"
    lessons.begin(visitor)
    while not lessons.is_at_quiz(visitor):
        visitor.look()
        assert CHINESE.findall(visitor.said()) == []
        lessons.answer(visitor)
        lessons.take(visitor)
        assert CHINESE.findall(visitor.said()) == []
        lessons.go_on(visitor)
    lessons.fill_in(visitor, app, wrong)
    assert CHINESE.findall(visitor.said()) == []
    lessons.hand_in(visitor)
    visitor.look()
    assert visitor.heading() == "Almost there!"
    assert CHINESE.findall(visitor.page.locator("main").inner_text()) == []
    visitor.follow(visitor.page.locator(".result__actions a").last)
    visitor.follow(visitor.page.locator("header form button"))
    visitor.log_in(demo.login("student", 2))
    assert visitor.heading() == "My tasks"
    visitor.follow(visitor.page.locator("header a[hreflang=zh-Hans-CN]"))
    assert visitor.heading() == "我的任务"
