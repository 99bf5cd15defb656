"""An administrator makes teachers out of a pasted list; a teacher begins; an officer sets up a second factor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from app.services.demo.build import DemoLogin
from tests.authenticator import App
from tests.journeys.demo import Demo
from tests.journeys.visitor import LATIN, Visitor

pytestmark = pytest.mark.journey
NAMES = ("王小芳", "李雷", "韩梅梅")
NEW = "三个我很喜欢的词语"


def rooms_of(page: Page) -> list[str]:
    """The school's classes as the form for one person offers them."""
    page.goto("/school/staff/new")
    return page.locator("#new-holds option").all_inner_texts()[1:4]


def slips_on(page: Page) -> list[tuple[str, str, str]]:
    """(name, user name, one-time password) of the slips on the page."""
    found = []
    for slip in page.locator(".slips > li").all():
        name, username, password = slip.locator("dd").all_inner_texts()
        found.append((name.split()[0], username.replace(" ", ""), password))
    return found


def test_three_teachers_come_out_of_a_spreadsheet_and_one_begins(
    visitor: Visitor, arrive: Callable[..., Visitor], demo: Demo
) -> None:
    page = visitor.page
    visitor.latin = frozenset({"http", "login"})  # the address on the slips
    visitor.log_in(demo.login("school"))
    rooms = rooms_of(page)
    visitor.look()
    visitor.follow(page.locator(".tabs a[href$='/staff/']"))
    visitor.look()
    visitor.follow(page.locator("main a[href$='/staff/many']"))
    visitor.look()
    lines = [f"{name}\t{room}" for name, room in zip(NAMES, rooms, strict=True)]
    page.locator("#many-lines").fill("\n".join(["姓名\t班级", *lines[:2], f"{NAMES[2]}\t九年级99班"]))
    visitor.follow(page.locator("main form button"))
    visitor.was_refused("422")
    assert page.locator(".field__error").count() == 1
    visitor.look()
    page.locator("#lines").fill("\n".join(lines))
    visitor.follow(page.locator("button[formaction]"))
    visitor.look()
    visitor.follow(page.locator("main .button--primary"))
    visitor.look()
    slips = slips_on(page)
    assert [name for name, _username, _password in slips] == list(NAMES)
    visitor.follow(page.locator("main .button--primary"))
    assert all(page.get_by_role("link", name=name).count() == 1 for name in NAMES)
    visitor.follow(page.get_by_role("link", name=NAMES[0]))
    visitor.look()

    name, username, password = slips[0]
    teacher = arrive()
    teacher.page.goto("/login")
    teacher.fill_login(replace(demo.login("teacher"), username=username, password=password))
    assert teacher.page.url.endswith("/account/password")
    for field, value in (("current", password), ("new", NEW), ("again", NEW)):
        teacher.page.locator(f"#{field}").fill(value)
    teacher.follow(teacher.page.locator("main button"))
    assert teacher.page.url.endswith("/teacher/")
    teacher.look()
    assert teacher.page.locator(".topbar__user").inner_text() == name
    teacher.follow(teacher.page.locator(".card a.button--primary").first)
    assert rooms[0] in teacher.heading()


def code_page(visitor: Visitor, who: DemoLogin) -> None:
    """Log in as far as the code."""
    visitor.page.goto("/login")
    visitor.fill_login(who)
    assert "/account/factor" in visitor.page.url


def test_a_second_factor_from_the_first_scan_to_the_lost_phone(
    visitor: Visitor, arrive: Callable[..., Visitor], demo: Demo
) -> None:
    page, who = visitor.page, demo.login("bureau")
    visitor.latin = frozenset({who.username})
    visitor.log_in(who)
    visitor.follow(page.locator("a.topbar__user"))
    visitor.look()
    visitor.follow(page.locator("main a[href$='/account/factor']"))
    visitor.look()
    visitor.follow(page.locator("form[action$='/begin'] button"))
    key = page.locator(".qr-key").inner_text()
    visitor.latin = frozenset(LATIN.findall(key))
    visitor.look()
    phone = App(key.replace(" ", ""), visitor.clock)
    page.locator("#code").fill(phone.code())
    visitor.follow(page.locator("main form button"))
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    visitor.latin = frozenset(LATIN.findall(" ".join(codes)))
    visitor.look()
    visitor.follow(page.locator("main .button--primary"))

    visitor.clock.advance(seconds=30)
    again = arrive()
    code_page(again, who)
    again.look()
    again.page.locator("#code").fill(phone.code())
    again.follow(again.page.locator("main button"))
    assert "/bureau/" in again.page.url
    again.open("/account/factor")

    lost = arrive()
    code_page(lost, who)
    lost.page.locator("#code").fill(codes[0])
    lost.follow(lost.page.locator("main button"))
    assert "/bureau/" in lost.page.url
    lost.latin = frozenset({who.username})
    lost.open("/account/")
    assert lost.page.locator(".logins > li").count() == 3
    lost.follow(lost.page.locator(".logins__all button"))
    lost.look()
    assert lost.page.locator(".logins > li").count() == 1
    page.goto("/bureau/")
    assert "/login" in page.url
