"""A bureau says something of its own, and its pupils read it: in simplified, in traditional, and nobody else does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from app.content.traditional import leftovers
from app.store.engine import Database
from app.web.state import Shelf
from tests.journeys.demo import Demo
from tests.journeys.visitor import CHINESE, Visitor
from tests.learner import state_of

pytestmark = pytest.mark.journey

COUNTY, CITY = 0, 2
SLOGAN, NUMBER = "放学直接回家，不下河", "0350-1234567"


def edit(visitor: Visitor, theme: str, kind: str) -> None:
    """From the desk to the form of one note of a theme."""
    card = visitor.page.locator("section.card", has=visitor.page.get_by_role("heading", name=theme, exact=True))
    visitor.follow(card.locator("li", has_text=kind).locator("a"))
    visitor.look()


def save(visitor: Visitor, button: str = "保存", refused: str = "", **fields: str) -> None:
    """Fill in the form that is open and press a button."""
    for name, value in fields.items():
        visitor.page.locator(f"[name={name}]").fill(value)
    visitor.follow(visitor.page.get_by_role("button", name=button))
    if refused:
        visitor.was_refused(refused)
    visitor.look()


def first_lesson(page: Page) -> str:
    """The address of the first task, which is about fire."""
    return page.locator("article.card--task a.button").first.get_attribute("href") or ""


def test_a_county_speaks_and_its_pupils_read_it(
    app: Flask, database: Database, arrive: Callable[..., Visitor], demo: Demo
) -> None:
    bureau = arrive()
    bureau.log_in(demo.login("bureau", COUNTY))
    bureau.follow(bureau.page.get_by_role("link", name="我们这里"))
    bureau.look()
    edit(bureau, "消防与疏散", "口号")
    save(bureau, "先看看结果", text=SLOGAN)
    assert bureau.page.locator(".here").inner_text().splitlines()[-1] == SLOGAN
    save(bureau)
    assert bureau.page.locator("[role=status]").is_visible()
    edit(bureau, "消防与疏散", "本地电话")
    save(bureau, text="县教育局值班", number="119", refused="422")
    assert bureau.page.locator("[aria-invalid=true]").get_attribute("name") == "number"
    save(bureau, number=NUMBER)
    assert NUMBER in bureau.page.locator("main").inner_text()

    state_of(app).shelf = Shelf(database)  # which looks at once instead of within five seconds
    pupil, other = arrive(), arrive()
    pupil.log_in(demo.login("student", 0))
    address = first_lesson(pupil.page)
    pupil.open(address)
    box = pupil.page.locator(".here")
    assert SLOGAN in box.inner_text()
    assert box.get_by_role("link").get_attribute("href") == f"tel:{NUMBER}"
    pupil.open(f"{address}?lang=zh_TW")
    assert pupil.page.locator("html").get_attribute("lang") == "zh-Hant-TW"
    assert "放學直接回家，不下河" in box.inner_text()
    assert leftovers("".join(CHINESE.findall(pupil.page.locator("main").inner_text()))) == ""
    other.log_in(demo.login("student", 2))
    other.open(first_lesson(other.page))
    assert other.page.locator(".here").count() == 0

    city = arrive()
    city.log_in(demo.login("bureau", CITY))
    city.open(bureau.page.url.partition("?")[0], status=404)
