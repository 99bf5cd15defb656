"""An author before the preview: the list, a lesson with and without a problem, every part of it, in each language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli.content import words_of
from app.services.previews import Desk
from app.web.preview.factory import create_preview
from tests.content.sample import Root
from tests.journeys.serving import serving
from tests.journeys.visitor import LATIN, Visitor

pytestmark = pytest.mark.journey
LESSON = "courses/water/p34.toml"
BANDS = frozenset({"P12", "P34", "P56"})


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """A content root in which nothing is wrong, with an English translation."""
    found = Root(tmp_path / "content")
    found.translate()
    return found


@pytest.fixture
def base_url(root: Root) -> Iterator[str]:
    """The address of the preview of these files instead of the application's."""
    with serving(create_preview(Desk([root.path]), words_of)) as address:
        yield address


def look(visitor: Visitor) -> None:
    """As on every page; authors know files, fields, kinds and ids by their names, which are no foreign words here."""
    names = visitor.page.locator("main small, main code, .problems__list, .key").all_inner_texts()
    visitor.latin = BANDS | {word for text in names for word in re.findall(LATIN, text)}
    visitor.look()


def test_an_author_looks_at_every_part_of_a_lesson(visitor: Visitor, root: Root) -> None:
    page = visitor.page
    page.goto("/")
    look(visitor)
    visitor.follow(page.locator("main table a").first)
    look(visitor)
    parts = page.locator(".bench__parts li > a")
    for place in range(parts.count()):
        visitor.follow(parts.nth(place))
        look(visitor)
    visitor.follow(page.locator(".bench__parts small a").last)
    look(visitor)
    for name in ("tablet", "wide"):
        visitor.follow(page.locator(f".desk__widths a[href*={name}]"))
        look(visitor)
    root.edit(LESSON, 'title = "河边的约定"', 'title = "待写：课名"')
    page.locator(".problems__list").wait_for()  # the page loads itself again
    look(visitor)


@pytest.mark.parametrize("screen", ["phone"])
def test_the_list_and_a_lesson_speak_the_language_of_the_author(visitor: Visitor, root: Root) -> None:
    page = visitor.page
    root.edit("courses/water/p34.en.toml", json.dumps("河边的约定"), '"Promised by the river"')
    page.goto("/")
    titles = []
    for tag in ("en", "zh-Hant-TW", "zh-Hans-CN"):
        if page.locator("html").get_attribute("lang") != tag:
            visitor.follow(page.locator(f".desk__languages a[lang={tag}]"))
        look(visitor)
        titles.append(page.locator("main table a").first.inner_text())
    assert len(set(titles)) == len(titles)
    visitor.follow(page.locator(".desk__languages a[lang=en]"))
    visitor.follow(page.locator("main table a").first)
    look(visitor)
    assert visitor.heading().startswith(titles[0])
    assert page.frame_locator("iframe").locator("html").get_attribute("lang") == "en"
    page.goto("/lessons/no-such-lesson")
    visitor.was_refused("404")
    look(visitor)
