"""A school administrator's journey through a school's life: a class, a pupil, a transfer, what September will bring.

Every page is looked at in the window of a computer and in that of a telephone.
"""

from __future__ import annotations

import pytest

from tests.journeys.demo import Demo
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey


def test_a_class_is_made_a_pupil_added_moved_let_go_and_taken_back(visitor: Visitor, demo: Demo) -> None:
    page = visitor.page
    visitor.log_in(demo.login("school"))
    visitor.follow(page.locator(".tabs a[href='/school/classrooms/']"))
    visitor.look()
    rooms = page.locator("table.data tbody tr").count()
    page.locator("#make-grade").select_option("primary:3")
    page.locator("#make-name").fill("一班")
    visitor.follow(page.locator("form[action='/school/classrooms/'] button"))
    page.locator(".field__error").wait_for()
    visitor.was_refused("422")
    visitor.look()
    page.locator("#make-name").fill("小太阳班")
    visitor.follow(page.locator("form[action='/school/classrooms/'] button"))
    assert visitor.heading() == "三年级小太阳班"
    visitor.look()
    visitor.follow(page.locator("main a.button--primary"))
    page.locator("#add-name").fill("欧阳𬭎")
    page.locator("#add-local_id").fill("1")
    visitor.look()
    visitor.follow(page.locator("form.card button"))
    assert visitor.heading() == "欧阳𬭎"
    page.locator("[role=status]").wait_for()
    visitor.look()
    page.locator("#transfer-to").select_option(index=1)
    visitor.follow(page.locator("form[action$='/transfer'] button"))
    page.locator("[role=status]").wait_for()
    page.locator("#leave-reason").fill("随父母搬家")
    visitor.follow(page.locator("form[action$='/leave'] button"))
    visitor.look()
    page.locator("#return-to").select_option(index=2)
    visitor.follow(page.locator("form[action$='/return'] button"))
    page.locator("[role=status]").wait_for()
    visitor.follow(page.locator(".tabs a[href='/school/pupils/']"))
    page.locator("#q").fill("𬭎")
    visitor.follow(page.locator("form[role=search] button"))
    assert page.locator("table.roster tbody tr").count() == 1
    visitor.look()
    visitor.open("/school/classrooms/")
    assert page.locator("table.data tbody tr").count() == rooms + 1
    visitor.open("/school/")
    figures = page.locator("section[aria-labelledby=since-census] data")
    roster, joined, left, today, moved = (int(figures.nth(place).get_attribute("value") or 0) for place in range(5))
    assert roster + joined - left == today
    assert moved == 0
    visitor.follow(page.locator("main a[href^='/school/changes/']"))
    visitor.look()


def test_an_empty_class_goes_into_the_archive(visitor: Visitor, demo: Demo) -> None:
    page = visitor.page
    visitor.log_in(demo.login("school"))
    visitor.open("/school/classrooms/")
    page.locator("#make-grade").select_option("primary:3")
    page.locator("#make-name").fill("9")
    visitor.follow(page.locator("form[action='/school/classrooms/'] button"))
    visitor.follow(page.locator("form[action$='/archive'] button"))
    visitor.look()
    visitor.follow(page.locator(".tabs a[href='/school/archive/']"))
    visitor.look()
    visitor.follow(page.locator("table.data tbody a"))
    assert visitor.heading() == "三年级9班"
    visitor.look()


def test_what_september_will_bring(visitor: Visitor, demo: Demo) -> None:
    page = visitor.page
    visitor.log_in(demo.login("school"))
    visitor.follow(page.locator(".tabs a[href='/school/year/']"))
    visitor.look()
    before = [page.locator(".rate data").nth(place).get_attribute("value") for place in range(4)]
    assert before[3] == "0"
    visitor.follow(page.locator("button[name=open]").first)
    visitor.look()
    page.locator("input[type=checkbox]").first.check()
    visitor.follow(page.locator("form[action='/school/year/'] > p button"))
    page.locator("[role=alert]").wait_for()
    visitor.was_refused("422")
    visitor.look()
    visitor.open("/school/year/")
    visitor.follow(page.locator("button[name=open]").last)
    page.locator("input[type=checkbox]").first.check()
    visitor.follow(page.locator("form[action='/school/year/'] > p button"))
    visitor.look()
    after = [page.locator(".rate data").nth(place).get_attribute("value") for place in range(4)]
    assert after[3] == "1"
    assert int(after[2] or 0) == int(before[2] or 0) - 1
    assert page.locator("form[method=post][action='/school/year/']").count() == 0
