"""A class teacher's journey: the class in one glance, a lesson given in two clicks, a forgotten password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.journeys import tables
from tests.journeys.demo import Demo
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

ORDER = ["never", "started", "done", "excused"]
STATES = "rows => rows.map((row) => row.querySelector('.tag').className.split('tag--')[1])"


def test_a_class_in_one_glance_and_as_a_file(visitor: Visitor, demo: Demo) -> None:
    page = visitor.page
    visitor.log_in(demo.login("teacher"))
    visitor.look()
    visitor.follow(page.locator(".card a.button--primary").first)
    visitor.look()
    states = page.locator(".roster").first.locator("tbody tr").evaluate_all(STATES)
    figures = tables.counts(page.locator("section[aria-labelledby=at-a-glance] .states__key li"))
    assert list(figures) == ORDER
    assert figures == {state: states.count(state) for state in ORDER}
    roster = page.locator("section[aria-labelledby=at-a-glance] > p:last-child data").first.get_attribute("value")
    assert sum(figures.values()) == len(states) == int(roster or 0)
    assert figures["never"]
    assert figures["done"]
    assert states == sorted(states, key=ORDER.index)
    hardest = page.locator("ol.hardest > li")
    assert 1 <= hardest.count() <= 5
    assert hardest.first.locator("data[data-denominator]").is_visible()

    file = tables.downloaded(visitor, page.locator("a[href*='class.csv']"))
    shown = [[cell["text"] for cell in row] for row in tables.rows(page.locator(".roster").first)]
    assert [line[:3] for line in file[1:]] == [row[:3] for row in shown]


def test_a_lesson_is_given_in_two_clicks(visitor: Visitor, demo: Demo) -> None:
    page, clicks = visitor.page, 0
    visitor.log_in(demo.login("teacher"))

    def click(selector: str) -> None:
        nonlocal clicks
        visitor.follow(page.locator(selector).first)
        clicks += 1

    click(".card a.button--primary")
    title = page.locator("#assign + ul form strong").first.inner_text()
    click("#assign + ul form button")
    page.locator("[role=status]").wait_for()
    assert clicks == 2
    visitor.look()
    given = page.locator("section[aria-labelledby=assignments] li strong").all_inner_texts()
    assert title in given
    assert page.locator("section[aria-labelledby=assign] form").filter(has_text=title).count() == 0


def test_a_forgotten_password_is_replaced_and_must_be_changed(arrive: Callable[..., Visitor], demo: Demo) -> None:
    who, teacher, pupil = demo.login("student"), arrive(), arrive()
    teacher.log_in(demo.login("teacher"))
    teacher.follow(teacher.page.locator(".card a.button--primary").first)
    line = teacher.page.locator(".roster tbody tr").filter(has_text=who.username)
    line.locator("summary").click()
    teacher.look()
    teacher.follow(line.locator("form button").first)
    issued = teacher.page.locator(".slip__password").inner_text()
    assert teacher.page.locator(".slip dd").first.inner_text() == who.username
    teacher.look()
    teacher.follow(teacher.page.locator("main a.button"))
    assert issued not in teacher.page.content()

    pupil.page.goto("/login")
    pupil.fill_login(who)
    pupil.page.locator("[role=alert]").wait_for()
    pupil.was_refused("422")
    pupil.look()
    pupil.log_in(who, issued)
    assert pupil.page.url.endswith("/account/password")
    pupil.look()
    pupil.page.goto("/student/")
    assert pupil.page.url.endswith("/account/password")
    change_password(pupil, issued, "12345678")
    pupil.page.locator(".field__error").wait_for()
    pupil.was_refused("422")
    pupil.look()
    change_password(pupil, issued, "小熊 爱 吃 西瓜")
    pupil.page.wait_for_url("**/student/")
    pupil.look()
    pupil.follow(pupil.page.locator("header form button"))
    pupil.log_in(replace(who, password="小熊 爱 吃 西瓜"))
    assert pupil.page.url.endswith("/student/")


def change_password(pupil: Visitor, old: str, new: str) -> None:
    """Fill in the three fields and send them."""
    pupil.page.locator("#current").fill(old)
    pupil.page.locator("#new").fill(new)
    pupil.page.locator("#again").fill(new)
    pupil.follow(pupil.page.locator("main form button"))
