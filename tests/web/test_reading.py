"""The toolbar "Reading" as a plain form: what it remembers, where it leads back to, and how the page then looks."""

from __future__ import annotations

import re

import pytest

from app.store.engine import Session
from app.store.schema import Classroom
from tests import builders, pages
from tests.learner import Learner, account_of
from tests.staff import browser, statements


def classes(page: str) -> set[str]:
    found = re.search(r'<html[^>]* class="([^"]*)"', page)
    assert found
    return set(found[1].split())


def choose(learner: Learner, page: str, **changes: str | None) -> str:
    """Send the toolbar's form of a page with some fields changed (None: not ticked), and the page it leads back to."""
    form = pages.read(page).form("/reading").sent
    unticked = dict.fromkeys(re.findall(r'role="switch" id="\S+" name="(\w+)">', page))
    sent = {name: value for name, value in (form | unticked | changes).items() if value is not None}
    answer = learner.client.post("/student/reading", data=sent)
    assert answer.status_code == 303
    return learner.client.get(answer.location).text


@pytest.mark.parametrize("way", ["/student/", None])
def test_what_is_chosen_holds_from_then_on(learner: Learner, way: str | None) -> None:
    page = learner.client.get(way or learner.path).text
    assert classes(page) == set()
    back = choose(learner, page, contrast="on", spacing="on", size="2")
    assert classes(back) == {"is-contrast", "is-spacing", "is-huge"}
    again = learner.client.get("/student/").text
    assert {"is-contrast", "is-spacing", "is-huge"} <= classes(again)
    assert classes(choose(learner, again, contrast=None, size="0")) == {"is-spacing"}


def test_pinyin_is_kept_where_it_is_not_offered(learner: Learner) -> None:
    chosen = choose(learner, learner.open(), pinyin="on")
    assert "is-pinyin" in classes(chosen)
    english = learner.client.get("/student/?lang=en").text
    assert 'name="pinyin"' not in english
    choose(learner, english, calm="on")
    assert {"is-pinyin", "is-calm"} <= classes(learner.client.get(f"{learner.path}?lang=zh_CN").text)


def test_the_cookie_holds_switches_and_nothing_else(learner: Learner) -> None:
    learner.client.post("/student/reading", data=pages.read(learner.open()).form("/reading").sent | {"calm": "on"})
    cookie = learner.client.get_cookie("reading")
    assert cookie is not None
    assert re.fullmatch(r"([pawcm][01]){5}s[012]", cookie.value)
    assert cookie.max_age == 365 * 86400


@pytest.mark.parametrize(
    "back", ["https://example.org/", "//example.org", "/login", "/student/../login", "/student/?x", ""]
)
def test_it_leads_to_pages_of_pupils_only(learner: Learner, back: str) -> None:
    form = pages.read(learner.open()).form("/reading").sent | {"back": back}
    assert learner.client.post("/student/reading", data=form).location == "/student/"


@pytest.mark.parametrize("value", ["p9", "%00", "s7s8", "x" * 3000, "p1p0a1"])
def test_any_cookie_is_survived(learner: Learner, value: str) -> None:
    learner.client.set_cookie("reading", value)
    assert learner.client.get("/student/").status_code == 200


def test_any_choice_is_survived(learner: Learner) -> None:
    form = pages.read(learner.open()).form("/reading").sent | {"size": "99", "offered": "pinyin nonsense"}
    assert learner.client.post("/student/reading", data=form).status_code == 303


@pytest.mark.parametrize(
    ("grade", "expected"), [(1, {"is-young", "is-aloud"}), (3, {"is-p34", "is-aloud"}), (9, set())]
)
def test_the_start_page_fits_the_pupils_age(learner: Learner, session: Session, grade: int, expected: set[str]) -> None:
    room: Classroom = builders.classroom(session, grade=grade)
    account = account_of(session, builders.student(session, room, name="李小红"))
    assert classes(browser(learner.app, account).get("/student/").text) == expected


def test_a_lesson_asks_the_database_nothing_for_it(learner: Learner) -> None:
    learner.open()
    with statements() as before:
        learner.open()
    learner.client.set_cookie("reading", "p1a1w1c1m1s2")
    with statements() as after:
        learner.open()
    assert len(after) == len(before)
