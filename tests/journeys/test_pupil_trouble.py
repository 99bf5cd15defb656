"""What goes wrong in a classroom: two clicks at once, a session that ends, a lost connection, a missing mouse."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.store.engine import Database
from app.store.schema import Progress
from tests.journeys import lessons
from tests.journeys.demo import Demo
from tests.journeys.lessons import attempts
from tests.journeys.visitor import Visitor
from tests.learner import right

pytestmark = pytest.mark.journey
on_a_phone = pytest.mark.parametrize("screen", ["phone"])
on_a_desktop = pytest.mark.parametrize("screen", ["desktop"])
IN_SIGHT = """(part) => {
  const box = part.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
}"""
ONWARD = ".lesson__actions button[form=step-form]"
CHOSEN = "[...document.querySelectorAll('main input[type=radio]:checked')].map((one) => one.id)"


@on_a_phone
def test_a_double_click_hands_in_once(visitor: Visitor, app: Flask, database: Database, demo: Demo) -> None:
    who = demo.login("student")
    visitor.log_in(who)
    lessons.begin(visitor)
    lessons.to_quiz(visitor)
    asked = lessons.fill_in(visitor, app, right)
    visitor.page.locator(".sheet__actions button").dblclick()
    visitor.page.locator(".result").wait_for()
    visitor.look()
    kept = attempts(database, who.username)
    assert [(one.right, one.asked) for one in kept] == [(len(asked), len(asked))]
    with database.read() as session:
        done = select(Progress.sheets).where(Progress.student_id == kept[0].student_id)
        assert session.scalars(done).all() == [1]


@on_a_phone
def test_a_session_that_ends_in_mid_quiz_loses_no_answer(
    visitor: Visitor, app: Flask, database: Database, demo: Demo
) -> None:
    who = demo.login("student")
    visitor.log_in(who)
    lessons.begin(visitor)
    lessons.to_quiz(visitor)
    asked = lessons.fill_in(visitor, app, right)
    visitor.clock.advance(hours=2)
    visitor.page.locator(".sheet__actions button").click()
    visitor.page.locator("#password").wait_for()
    visitor.was_refused("401", "401")  # the script's request, then the form itself
    visitor.look()
    visitor.fill_login(who, "wrong-password")
    visitor.page.get_by_text("用户名或密码").first.wait_for()
    visitor.was_refused("422")
    visitor.fill_login(who)
    visitor.page.locator("form[action$='/quiz'] button").wait_for()
    visitor.look()
    visitor.follow(visitor.page.locator("main button"))
    visitor.page.locator(".result").wait_for()
    visitor.look()
    assert [(one.right, one.asked) for one in attempts(database, who.username)] == [(len(asked), len(asked))]


@on_a_phone
def test_a_session_that_ends_in_mid_lesson_leads_back_to_the_lesson(visitor: Visitor, demo: Demo) -> None:
    who = demo.login("student")
    visitor.log_in(who)
    lessons.begin(visitor)
    for _step in range(2):
        lessons.answer(visitor)
        lessons.take(visitor, seconds=lessons.READING)
        lessons.go_on(visitor)
    before = visitor.heading()
    lessons.answer(visitor)
    visitor.stay(2 * 3600)
    visitor.page.locator("[data-wait]").click()
    visitor.page.locator("#password").wait_for()
    visitor.was_refused("401", "401")
    visitor.look()
    visitor.fill_login(who)
    visitor.page.locator("#step-form").wait_for()
    visitor.look()
    assert visitor.heading() == before


@on_a_phone
def test_without_a_connection_nothing_is_lost(visitor: Visitor, app: Flask, database: Database, demo: Demo) -> None:
    who = demo.login("student")
    visitor.log_in(who)
    lessons.begin(visitor)
    lessons.answer(visitor)
    chosen = visitor.page.evaluate(CHOSEN)
    visitor.stay(lessons.READING)
    visitor.page.context.set_offline(True)
    visitor.page.locator("[data-wait]").click()
    note = visitor.page.locator("[data-note]")
    note.wait_for()
    visitor.was_refused("ERR_INTERNET_DISCONNECTED")
    visitor.look()
    assert note.evaluate(IN_SIGHT)
    assert visitor.page.evaluate(CHOSEN) == chosen
    visitor.page.context.set_offline(False)
    lessons.take(visitor)
    lessons.go_on(visitor)
    lessons.to_quiz(visitor)
    asked = lessons.fill_in(visitor, app, right)
    chosen = visitor.page.evaluate(CHOSEN)
    assert len(chosen) == len(asked)
    visitor.page.context.set_offline(True)
    visitor.page.locator(".sheet__actions button").click()
    note.wait_for()
    visitor.was_refused("ERR_INTERNET_DISCONNECTED")
    visitor.look()
    assert note.evaluate(IN_SIGHT)
    visitor.page.context.set_offline(False)
    visitor.page.reload()
    visitor.look()
    assert visitor.page.evaluate(CHOSEN) == chosen
    lessons.hand_in(visitor)
    assert [one.right for one in attempts(database, who.username)] == [len(asked)]


def press_until(visitor: Visitor, key: str, selector: str) -> None:
    """Press a key until the focus is on something that can be seen to have it."""
    for _press in range(60):
        if visitor.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        visitor.page.keyboard.press(key)
    raise AssertionError(f"{selector} cannot be reached with {key}")


def has_visible_focus(visitor: Visitor) -> bool:
    """True where an outline shows which control the keyboard is on (a radio button may show it on its label)."""
    found: bool = visitor.page.evaluate("""() => {
      const part = document.activeElement;
      return [part, ...(part.labels ?? [])].some((one) => getComputedStyle(one).outlineStyle !== 'none');
    }""")
    return found


@on_a_desktop
def test_a_whole_lesson_with_the_keyboard_alone(visitor: Visitor, database: Database, demo: Demo) -> None:
    page, done = visitor.page, set()
    page.goto("/login")
    press_until(visitor, "Tab", "#username")
    page.keyboard.type(demo.login("student").username)
    press_until(visitor, "Tab", "#password")
    page.keyboard.type(demo.login("student").password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/student/")
    press_until(visitor, "Tab", ".card--task a")
    page.keyboard.press("Enter")
    page.locator("#step-form").wait_for(state="attached")
    kinds = {step.kind for step in lessons.opened(visitor, database).steps}
    while not lessons.is_at_quiz(visitor):
        done.add(lessons.kind(visitor))
        answer_by_keyboard(visitor)
        if lessons.length(visitor):
            lessons.watch(visitor, page.locator("[data-film]"))
        visitor.stay(int(lessons.onward(visitor).get_attribute("data-wait") or 0))
        page.wait_for_function(f"!document.querySelector('{ONWARD}').disabled", polling=50)
        press_until(visitor, "Tab", ONWARD)
        assert has_visible_focus(visitor)
        ticket = page.locator("#step-form input[name=ticket]").input_value()
        page.keyboard.press("Enter")
        page.wait_for_function(
            "before => document.querySelector('input[name=ticket]')?.value !== before", arg=ticket, polling=50
        )
        if lessons.feedback(visitor).count():
            press_until(visitor, "Tab", "[data-continue] button")
            page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.matches('h1')")
    assert done == kinds


def answer_by_keyboard(visitor: Visitor) -> None:
    """Choose in every group with Tab and Space, mark a hazard and number the acts with Space, talk with Enter."""
    page = visitor.page
    while page.locator(".talk__reply:visible").count():
        press_until(visitor, "Tab", ".talk__reply")
        assert has_visible_focus(visitor)
        page.keyboard.press("Enter")
        page.locator(".talk__after .feedback:visible").last.wait_for()
        if page.locator(".talk__after button").count():
            press_until(visitor, "Tab", ".talk__after button")
            page.keyboard.press("Enter")
    if page.locator("button.spot").count():
        press_until(visitor, "Tab", "button.spot")
        assert has_visible_focus(visitor)
        page.keyboard.press("Space")
        assert page.locator("button.spot").first.get_attribute("aria-pressed") == "true"
    for group in page.locator("#step-form fieldset:visible:not(.talk__turn)").all():
        name = group.locator("input[type=radio]").first.get_attribute("name")
        press_until(visitor, "Tab", f"input[name='{name}']")
        assert has_visible_focus(visitor)
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        assert group.locator("input:checked").count() == 1
    acts = page.locator("ol.order-list:not([hidden]) button")
    for place in range(acts.count()):
        press_until(visitor, "Tab", f"ol.order-list li:nth-child({place + 1}) button")
        assert has_visible_focus(visitor)
        page.keyboard.press("Space")
        assert acts.nth(place).get_attribute("aria-pressed") == "true"
