"""One lesson with every kind of step, as a pupil meets it: by finger and by keyboard, on a phone and a large screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Locator

from app.content.revisions import publications
from app.domain.library import Library
from app.store.engine import Database
from tests.content.kinds import add_kinds
from tests.content.sample import Root
from tests.journeys import lessons
from tests.journeys.test_lessons import pupil_for
from tests.journeys.visitor import Visitor
from tests.learner import Stock, state_of

pytestmark = pytest.mark.journey
LESSON = "loans-u"
TOUCH = 44


@pytest.fixture
def to(app: Flask, database: Database, visitor: Visitor, tmp_path: Path) -> Callable[[str], None]:
    """Walk to the step of this kind in the sample lesson, which lies in the place of a real one."""
    root = Root(tmp_path)
    add_kinds(root)
    found = replace(publications(root.check())["water-u"], lesson_id=LESSON)
    who, task = pupil_for(database, LESSON)
    visitor.log_in(who)
    state_of(app).shelf = Stock(Library({found.digest: found}, {LESSON: found.digest}))  # type: ignore[assignment]
    visitor.page.goto(f"/student/tasks/{task}/")

    def walk(kind: str) -> None:
        for _step in range(lessons.MOST_STEPS):
            if lessons.kind(visitor) == kind:
                return
            lessons.answer(visitor)
            lessons.take(visitor)
            lessons.go_on(visitor)
        raise AssertionError(f"no {kind}")

    return walk


def is_large_enough(part: Locator) -> bool:
    """A finger hits it."""
    box = part.bounding_box()
    return box is not None and box["width"] >= TOUCH and box["height"] >= TOUCH


def test_hazards_are_tapped_in_the_picture(visitor: Visitor, to: Callable[[str], None]) -> None:
    to("hotspot")
    spots = visitor.page.locator("button.spot")
    assert spots.count() == 3
    assert all(is_large_enough(spot) for spot in spots.all())
    assert [spot.get_attribute("aria-label") for spot in spots.all()] == ["深水坑", "湿石头", "小路"]
    visitor.look()
    spots.nth(0).click()
    spots.nth(2).focus()
    visitor.page.keyboard.press("Space")
    assert [spot.get_attribute("aria-pressed") for spot in spots.all()] == ["true", "false", "true"]
    marked = visitor.page.locator("[data-spots-marked]")
    assert "深水坑、小路" in marked.inner_text()
    visitor.page.keyboard.press("Space")
    assert spots.nth(2).get_attribute("aria-pressed") == "false"
    visitor.look()
    lessons.take(visitor)
    told = lessons.feedback(visitor)
    assert told.locator(".feedback--right").count() == 2
    assert told.locator(".feedback--wrong").count() == 1
    assert told.locator(".frames").is_visible()
    visitor.look()


def test_nothing_tapped_is_no_answer(visitor: Visitor, to: Callable[[str], None]) -> None:
    to("hotspot")
    visitor.stay(8)
    visitor.page.locator("[data-wait]").click()
    visitor.page.locator("[role=alert]").wait_for()
    visitor.was_refused("422")
    assert visitor.page.locator("button.spot").count() == 3
    visitor.look()


def test_a_talk_goes_turn_by_turn(visitor: Visitor, to: Callable[[str], None]) -> None:
    to("dialogue")
    page = visitor.page
    replies = page.locator(".talk__reply:visible")
    following = page.locator("button[form=step-form]")
    assert (replies.count(), following.is_visible()) == (3, False)
    assert all(is_large_enough(reply) for reply in replies.all())
    visitor.look()
    replies.filter(has_text="怎么注销").focus()
    page.keyboard.press("Enter")
    page.locator(".talk__after .feedback--wrong").wait_for()
    assert "他会让你去借钱" in page.locator(".talk__after").inner_text()
    visitor.look()
    page.locator(".talk__after button").click()
    assert "影响征信" in page.locator(".talk__turn:focus").inner_text()
    replies.filter(has_text="不归你管").click()
    page.locator(".talk__after .feedback--right").wait_for()
    assert following.is_visible()
    visitor.look()
    lessons.take(visitor)
    assert lessons.feedback(visitor).count() == 0  # the reasons were told, turn by turn
    assert lessons.kind(visitor) == "calculator"


def test_a_talk_goes_on_without_a_connection(visitor: Visitor, to: Callable[[str], None]) -> None:
    to("dialogue")
    page = visitor.page
    page.route("**/turns", lambda route: route.abort())
    page.locator(".talk__reply:visible").first.click()
    page.locator(".talk__after button").click()
    page.locator(".talk__reply:visible").first.click()
    page.locator("button[form=step-form]").wait_for()
    page.unroute("**/turns")
    visitor.was_refused("ERR_FAILED", "ERR_FAILED")
    lessons.take(visitor)
    assert lessons.feedback(visitor).locator(".feedback").count() == 2


def test_the_calculator_reckons_while_numbers_are_typed(visitor: Visitor, to: Callable[[str], None]) -> None:
    to("calculator")
    page = visitor.page
    result = page.locator("[data-reckon-result]")
    visitor.look()
    for name, value in (("received", "4000"), ("payments", "10"), ("each", "550")):
        assert result.inner_text() == ""
        page.locator(f"[name={name}]").fill(value)
    assert "75%" in result.inner_text()
    page.locator("[name=every]").select_option("week")
    assert "325.1%" in result.inner_text()
    page.locator("[name=each]").fill("399")
    assert "%" not in result.inner_text()
    page.locator("[name=each]").press("Enter")
    assert "/student/" in page.url
    visitor.look()
    page.locator('label[for="c-three-hundred"]').click()
    lessons.take(visitor)
    assert lessons.feedback(visitor).locator(".feedback--right").count() == 1


@pytest.mark.parametrize("screen", ["phone"])
def test_the_whole_lesson(visitor: Visitor, to: Callable[[str], None]) -> None:
    to("home")
    lessons.to_quiz(visitor)
    visitor.look()


@pytest.mark.parametrize("screen", ["phone"])
def test_the_page_that_reckons_without_a_script(arrive: Callable[..., Visitor]) -> None:
    reader = arrive(java_script_enabled=False)
    reader.open("/loan-cost")
    for name, value in (("received", "4000"), ("payments", "10"), ("each", "550")):
        reader.page.locator(f"[name={name}]").fill(value)
    reader.follow(reader.page.locator("main button"))
    assert "75%" in reader.page.locator("[role=status]").inner_text()
    reader.look()
