"""What everybody sees without logging in, and what the platform's operator sees."""

from __future__ import annotations

import pytest

from tests.journeys.demo import Demo
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

PUBLIC = ("/", "/login", "/about", "/leaderboards/")


def test_a_visitor_finds_pages_that_everybody_can_use(visitor: Visitor) -> None:
    for address in PUBLIC:
        visitor.open(address)
    visitor.open("/nothing-here", status=404)
    visitor.follow(visitor.page.locator("main a.button"))
    assert visitor.page.url.endswith("/")


def test_a_visitor_reads_them_in_english(visitor: Visitor) -> None:
    visitor.page.goto("/")
    visitor.follow(visitor.page.locator("header a[hreflang=en]"))
    for address in PUBLIC:
        visitor.open(address)
        assert visitor.page.locator("html").get_attribute("lang") == "en"
    visitor.open("/nothing-here", status=404)


def test_the_operator_sees_the_platform_at_a_glance(visitor: Visitor, demo: Demo) -> None:
    visitor.latin = frozenset({"flask", "rollups", "verify"})  # a command to type
    visitor.log_in(demo.login("platform"))
    visitor.look()
    table = visitor.page.locator("table.data")
    assert table.locator("tbody tr").count() == 2
    assert table.locator(".tag--good").count() == 2
    visitor.follow(visitor.page.locator("header nav a").last)
    visitor.look()
