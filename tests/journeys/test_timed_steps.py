"""A film that cannot be skipped and goes on where it was left; a practice that counts down and can be done again."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.store.engine import Database
from tests.journeys import lessons
from tests.journeys.test_lessons import pupil_for
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
FILM, PRACTICE = "fire-p34", "fire-p56"
AT = "document.querySelector('video').currentTime"


def go_to(visitor: Visitor, database: Database, lesson_id: str, kind: str) -> None:
    """Walk until a step of this kind is open."""
    who, task = pupil_for(database, lesson_id)
    visitor.log_in(who)
    visitor.page.goto(f"/student/tasks/{task}/")
    for _step in range(lessons.MOST_STEPS):
        if lessons.kind(visitor) == kind:
            return
        lessons.answer(visitor)
        lessons.take(visitor)
        lessons.go_on(visitor)
    raise AssertionError(f"{lesson_id} has no {kind}")


def test_a_film_plays_and_is_not_skipped(visitor: Visitor, app: Flask, database: Database) -> None:
    go_to(visitor, database, FILM, "video")
    page, goes_on = visitor.page, visitor.page.locator("[data-film-next]")
    visitor.look()
    expect(goes_on).to_be_disabled()
    assert page.evaluate("document.querySelector('track[default]').track.mode") == "showing"
    page.locator("[data-film-play]").click()
    page.wait_for_function(f"() => {AT} > 1.1", polling=50)
    expect(page.locator(".film .step__picture")).to_be_hidden()
    page.evaluate(f"() => {{ {AT} = 20; }}")
    page.wait_for_function(f"() => {AT} < 10", polling=50)
    page.evaluate("document.querySelector('video').playbackRate = 4")
    page.wait_for_function("() => document.querySelector('video').playbackRate === 1", polling=50)
    expect(goes_on).to_be_disabled()
    page.evaluate("document.querySelector('video').pause()")
    visitor.look()
    page.locator("[data-film-transcript] summary").click()
    visitor.look()


def test_a_film_goes_on_where_it_was_left(visitor: Visitor, app: Flask, database: Database) -> None:
    go_to(visitor, database, FILM, "video")
    page = visitor.page
    address = page.url
    page.locator("[data-film-play]").click()
    page.wait_for_function(f"() => {AT} > 2.1", polling=50)
    visitor.stay(10)
    visitor.follow(page.locator("[data-leave] button"))
    page.goto(address)
    left = int(page.locator("[data-film]").get_attribute("data-watched") or 0)
    assert 2 <= left <= 10
    page.wait_for_function(f"() => {AT} >= {left}", polling=50)
    lessons.take(visitor)
    assert lessons.kind(visitor) != "video"
    visitor.look()


def test_a_film_that_cannot_be_played_gives_its_words_instead(visitor: Visitor, app: Flask, database: Database) -> None:
    visitor.page.route("**/media/*.webm", lambda route: route.abort())
    go_to(visitor, database, FILM, "video")
    page, goes_on = visitor.page, visitor.page.locator("[data-film-next]")
    expect(page.locator("[data-film-broken]")).to_be_visible()
    expect(page.locator("[data-film-transcript] li").first).to_be_visible()
    visitor.was_refused("ERR_FAILED")
    visitor.look()
    expect(goes_on).to_be_disabled()
    visitor.stay(int(page.locator("[data-film]").get_attribute("data-length") or 0))
    goes_on.click()
    page.locator("article.step:not(.step--video)").wait_for()


def test_a_practice_counts_down_and_can_be_done_again(visitor: Visitor, app: Flask, database: Database) -> None:
    go_to(visitor, database, PRACTICE, "practice")
    page = visitor.page
    duration = int(page.locator("[data-practice]").get_attribute("data-practice") or 0)
    left, start = page.locator("[data-practice-left]"), page.locator("[data-practice-start]")
    visitor.look()
    expect(page.locator("[data-practice-sound]")).to_have_attribute("aria-pressed", "false")
    for _time in range(2):
        start.click()
        visitor.stay(5)
        expect(left).to_have_text(str(duration - 5))
        expect(page.locator("[data-now]")).to_have_count(1)
        expect(page.locator("[data-practice-cue]")).not_to_be_empty()
        visitor.look()
        visitor.stay(duration)
        expect(left).to_have_text("0")
        expect(page.locator("[data-practice-end]")).not_to_be_empty()
        visitor.look()
    start.click()
    start.click()
    expect(left).to_have_text(str(duration))
    expect(page.locator("[data-now]")).to_have_count(0)
    lessons.take(visitor)
    assert lessons.kind(visitor) != "practice"


def test_without_a_script_the_cues_and_the_words_are_there(arrive: object, app: Flask, database: Database) -> None:
    assert callable(arrive)
    visitor: Visitor = arrive(java_script_enabled=False)
    who, task = pupil_for(database, FILM)
    visitor.log_in(who)
    visitor.page.goto(f"/student/tasks/{task}/")
    for _step in range(lessons.MOST_STEPS):
        if lessons.kind(visitor) == "video":
            break
        lessons.answer(visitor)
        button = visitor.page.locator("[data-wait]")
        visitor.clock.advance(seconds=int(button.get_attribute("data-wait") or 0))
        visitor.follow(button)
    expect(visitor.page.locator("video")).to_be_visible()
    expect(visitor.page.locator(".step__picture svg").first).to_be_visible()
    visitor.look()
    visitor.follow(visitor.page.locator("[data-film-next]"))
    visitor.was_refused("422")
    visitor.look()
    visitor.clock.advance(seconds=60)
    visitor.follow(visitor.page.locator("[data-film-next]"))
    assert lessons.kind(visitor) != "video"
