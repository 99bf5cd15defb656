"""A teacher gives a whole course in one deed, and a pupil walks it from the first lesson to the last."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.journeys import lessons
from tests.journeys.demo import Demo
from tests.journeys.visitor import Visitor
from tests.learner import right

pytestmark = pytest.mark.journey


def test_a_course_is_given_and_walked(arrive: Callable[..., Visitor], app: Flask, demo: Demo) -> None:
    teacher, pupil = arrive(), arrive()
    teacher.log_in(demo.login("teacher"))
    teacher.follow(teacher.page.locator(".card a.button--primary").first)
    offer = teacher.page.locator("section[aria-labelledby=assign-course] form").first
    course_id, name = offer.locator("[name=course_id]").input_value(), offer.locator("h3").inner_text()
    titles = offer.locator("ol > li").all_inner_texts()
    assert 2 <= len(titles) <= 4
    teacher.look()
    teacher.follow(offer.locator("button"))
    teacher.look()
    given = teacher.page.locator("section[aria-labelledby=assignments]")
    assert given.locator("h3").inner_text() == name
    assert given.locator("ol > li").count() == len(titles)
    assert teacher.page.locator("section[aria-labelledby=assign-course] form").filter(has_text=name).count() == 0

    pupil.log_in(demo.login("student"))
    course = pupil.page.locator(f"section.course[aria-labelledby={course_id}]")
    shown = course.locator("h3").all_inner_texts()
    assert [title.startswith(one) for title, one in zip(titles, shown, strict=True)] == [True] * len(titles)
    pupil.look()
    for done in range(len(titles)):
        assert course.locator(".course__progress progress").get_attribute("value") == str(done)
        assert course.locator("a.button--primary").count() == 1
        pupil.follow(course.locator("a.button--primary"))
        pupil.page.locator("#step-form, form.sheet").first.wait_for()
        pupil.page.wait_for_load_state()
        lessons.to_quiz(pupil)
        lessons.fill_in(pupil, app, right)
        lessons.hand_in(pupil)
        pupil.follow(pupil.page.locator(".result__actions a").first)
        pupil.look()
    assert course.locator(".course__progress .tag--done").is_visible()
    assert course.locator(".card--task.is-done").count() == len(titles)
