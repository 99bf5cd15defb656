"""From a class to a province: which wrong beliefs are held, read by eyes, ears and spreadsheets."""

from __future__ import annotations

import re

from tests.journeys import tables
from tests.journeys.demo import Demo
from tests.journeys.visitor import LATIN, Visitor

CITY, PROVINCE = 2, 3
CANVAS = "canvas[data-beliefs]"


def look_at_map(visitor: Visitor) -> None:
    """The picture is drawn from the table under it, and nothing is in anybody's way."""
    visitor.look()
    assert tables.is_drawn(visitor.page.locator(CANVAS))
    assert visitor.page.locator("#beliefs-table tbody tr").count() > 2
    assert visitor.page.locator("#beliefs-table data[data-numerator]").count() > 2


def look_past_ids(visitor: Visitor) -> None:
    """Authors know lessons, questions and misconceptions by their ids; no other word is foreign."""
    ids = visitor.page.locator("main small").all_inner_texts()
    visitor.latin |= {word for text in ids for word in re.findall(LATIN, text)}
    visitor.look()


def test_a_teacher_finds_what_to_talk_about_and_gives_the_lesson(visitor: Visitor, demo: Demo) -> None:
    page = visitor.page
    visitor.log_in(demo.login("teacher"))
    visitor.follow(page.locator("main section.card h2 a").first)
    visitor.follow(page.locator(".jumps a[href$='/beliefs']"))
    look_at_map(visitor)
    file = tables.downloaded(visitor, page.locator("a[href*='beliefs.csv']"))
    assert len(file) - 1 == page.locator("#beliefs-table tbody tr").count()
    if page.locator(".belief__lessons a").count():
        visitor.follow(page.locator(".belief__lessons a").first)
        assert page.locator("#assign").count() == 1


def test_a_school_narrows_the_map_to_a_theme_and_opens_a_class(visitor: Visitor, demo: Demo) -> None:
    page = visitor.page
    visitor.log_in(demo.login("school"))
    visitor.follow(page.locator(".tabs a[href='/school/beliefs']"))
    look_at_map(visitor)
    visitor.follow(page.locator("nav.pager a[href*='theme=']").first)
    look_at_map(visitor)
    visitor.follow(page.locator("#classes tbody th a").first)
    visitor.look()


def test_a_bureau_goes_down_to_its_schools(visitor: Visitor, demo: Demo) -> None:
    page = visitor.page
    visitor.log_in(demo.login("bureau", CITY))
    visitor.follow(page.locator("nav a[href='/bureau/beliefs/']"))
    look_at_map(visitor)
    visitor.follow(page.locator("#parts table.parts tbody th a").first)
    look_at_map(visitor)
    assert page.locator(".crumbs a").count() == 1
    assert page.locator("main a[href*='classrooms'], main a[href*='student']").count() == 0


def test_the_platform_reads_how_questions_work(visitor: Visitor, demo: Demo) -> None:
    page = visitor.page
    visitor.log_in(demo.login("platform"))
    visitor.follow(page.locator("nav a[href='/platform/statistics/']"))
    look_past_ids(visitor)
    visitor.follow(page.locator("main tbody th a").first)
    look_past_ids(visitor)
    assert page.locator(".item").count() > 5
