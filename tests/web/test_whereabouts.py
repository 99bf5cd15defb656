"""What a page shows where the reader is: facts in their place, the region's own words, and no query for either."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.content.revisions import fact_to_body
from app.domain.access import Role
from app.domain.identifiers import uuid7
from app.services import content, regionnotes
from app.settings import ROOT
from app.store import content as store
from app.store.engine import Database, Session
from app.store.schema import Region, School
from app.web.state import Shelf
from tests import builders, staff
from tests.clock import Clock
from tests.content.sample import Root
from tests.learner import Learner, account_of, state_of

FACTS = """
[police]
kind = "emergency"
value = "110"
name = "报警电话"
source = "公安部"

[mind]
kind = "hotline"
value = "12356"
name = "心理援助热线"
source = "卫健委"
"""
OWN = "0350-7654321"


@dataclass
class Town:
    """A county with a pupil in a lesson that names a help line."""

    county: Region
    school: School
    learner: Learner
    database: Database

    def look_again(self) -> None:
        """Let the application see at once what was set."""
        state_of(self.learner.app).shelf = Shelf(self.database)


@pytest.fixture
def town(app: Flask, session: Session, database: Database, clock: Clock, tmp_path: Path) -> Town:
    root = Root(tmp_path / "root")
    root.write("courses/facts.toml", FACTS)
    root.edit("courses/water/p34.toml", "打 110", "打 {police} 或 {mind}")
    root.edit("courses/water/p34.toml", "河边的孩子", "河边的孩子：{mind}")
    root.edit("courses/water/p34.toml", "河边的约定", "河边的约定 {mind}")
    root.edit("quizzes/water/p34.toml", "你怎么做？", "打 {mind}？")
    assert content.publish(session, [root.path], now=builders.NOW).problems == ()
    county = builders.county(session)
    school = builders.school(session, county)
    room = builders.classroom(session, school, grade=3)
    pupil = builders.student(session, room)
    task = builders.assignment(session, room, lesson_id="water-p34")
    session.commit()
    client = staff.browser(app, account_of(session, pupil))
    return Town(county, school, Learner(app, client, clock, task.id, {}), database)


def read(page: str) -> str:
    """A page without the pinyin above its words."""
    return re.sub(r"<rt.*?</rt>|</?ruby>", "", page)


def say(session: Session, region: Region, kind: str, topic: str, text: str = "", number: str = "") -> None:
    """What the office of a region sets."""
    who = staff.actor(session, builders.staff(session, role=Role.BUREAU, over=region))
    regionnotes.set_note(
        session,
        who,
        region.id,
        kind,
        topic,
        text=text,
        text_en="",
        number=number,
        library=content.load_library(session),
        roots=(ROOT,),
        now=builders.NOW,
        new_id=uuid7,
    )
    session.commit()


def all_pages(town: Town) -> list[str]:
    """Every page from the tasks to the result."""
    learner = town.learner
    seen = [learner.client.get("/student/").text, learner.open()]
    while 'name="sheet"' not in seen[-1]:
        answer = learner.take(seen[-1])
        assert answer.status_code == 200, answer.text
        seen.append(answer.text)
    result = learner.hand_in(seen[-1])
    seen.append(learner.client.get(result.location).text)
    return seen


def test_no_page_of_a_pupil_shows_a_brace(town: Town) -> None:
    pages = all_pages(town)
    assert not any(re.search(r"[{}]", page) for page in pages)
    assert all("12356" in page for page in pages[:2] + pages[-2:])
    assert any("打 110 或 12356" in read(page) for page in pages)
    assert all('class="here"' not in page for page in pages)


def test_the_own_help_line_is_in_every_page_and_the_emergency_number_stays(town: Town, session: Session) -> None:
    all_pages(town)  # everything is cached now
    say(session, town.county, "hotline", "mind", number=OWN)
    town.look_again()
    town.learner.task = fresh_task(session, town)
    pages = all_pages(town)
    assert not any("12356" in page for page in pages)
    assert all(OWN in page for page in pages[:2] + pages[-2:])
    assert any(f"打 110 或 {OWN}" in read(page) for page in pages)


def fresh_task(session: Session, town: Town) -> UUID:
    """The same lesson for another class of the school; its pupil takes over."""
    room = builders.classroom(session, town.school, grade=3)
    pupil = builders.student(session, room)
    task = builders.assignment(session, room, lesson_id="water-p34")
    session.commit()
    town.learner.client = staff.browser(town.learner.app, account_of(session, pupil))
    return task.id


def test_another_countys_words_are_not_heard(town: Town, session: Session) -> None:
    other = builders.county(session, parent=session.get_one(Region, town.county.parent_id))
    say(session, other, "hotline", "mind", number=OWN)
    say(session, other, "slogan", "water", text="别县的口号")
    town.look_again()
    pages = all_pages(town)
    assert not any(OWN in page or "别县的口号" in page for page in pages)


def test_the_box_stands_at_the_beginning_at_home_and_with_the_result(town: Town, session: Session) -> None:
    say(session, session.get_one(Region, town.county.parent_id), "slogan", "water", text="市里的口号")
    say(session, town.county, "rule", "water", text="水库边有'安全员\"")
    say(session, town.county, "number", "water", text="值班室", number="0350 1234567")
    town.look_again()
    pages = all_pages(town)
    boxes = [number for number, page in enumerate(pages) if 'class="here"' in page]
    home = next(number for number, page in enumerate(pages) if "step--home" in page)
    assert boxes == [1, home, len(pages) - 1]
    for number in boxes:
        assert "市里的口号" in pages[number]
        assert "水库边有&#39;安全员&#34;" in pages[number]
        assert 'href="tel:03501234567">0350 1234567</a>' in pages[number]


def test_what_slipped_into_the_database_is_still_only_text(town: Town, session: Session) -> None:
    say(session, town.county, "rule", "water", text="规定")
    town.look_again()
    town.learner.open()
    notes = state_of(town.learner.app).shelf.notes()
    (held,) = notes.by_region[town.county.id].values()
    held.texts["zh_CN"] = "<script>alert(1)</script>"  # type: ignore[index]
    page = town.learner.open()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_step_asks_nothing_about_regions(town: Town, session: Session) -> None:
    say(session, town.county, "slogan", "water", text="口号")
    town.look_again()
    page = town.learner.open()
    first = town.learner.take(page)
    with staff.statements() as sent:
        second = town.learner.take(first.text)
    assert second.status_code == 200
    assert sent == []


def test_a_teacher_reads_the_same_numbers_and_a_visitor_the_national_ones(
    app: Flask, town: Town, session: Session, client: FlaskClient
) -> None:
    say(session, town.county, "hotline", "mind", number=OWN)
    town.look_again()
    room = builders.classroom(session, town.school, grade=3)
    builders.assignment(session, room, lesson_id="water-p34")
    teacher = builders.teacher(session, room)
    session.commit()
    page = staff.browser(app, teacher).get(f"/teacher/classrooms/{room.id}/").text
    assert f"河边的约定 {OWN}" in page
    assert "{" not in client.get("/").text


def test_new_facts_are_seen_without_a_new_lesson(town: Town, session: Session) -> None:
    assert "12356" in town.learner.open()
    fact = content.published_facts(session)["mind"]
    store.save_fact(session, "mind", fact_to_body(fact) | {"value": "12399"})
    session.commit()
    town_state = state_of(town.learner.app)
    town_state.shelf._looked_at = -10.0
    assert "12399" in town.learner.open()


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("zh-TW,zh;q=0.9", "zh-Hant-TW"),
        ("zh-HK", "zh-Hant-TW"),
        ("zh-Hant", "zh-Hant-TW"),
        ("zh", "zh-Hans-CN"),
        ("en", "en"),
    ],
)
def test_the_browsers_script_is_followed(client: FlaskClient, accepted: str, lang: str) -> None:
    page = client.get("/", headers={"Accept-Language": accepted}).text
    assert f'<html lang="{lang}"' in page
    for tag, name in (("zh-Hans-CN", "简体"), ("zh-Hant-TW", "繁體"), ("en", "English")):
        assert (f'lang="{tag}" hreflang="{tag}">{name}</a>' in page) == (tag != lang)


def test_a_lesson_in_traditional_characters(town: Town) -> None:
    page = town.learner.client.get(f"{town.learner.path}?lang=zh_TW").text
    assert "河邊的約定 12356" in page
    assert "第 1 步，共" in page
    assert "下一步" in page


def test_a_cookie_that_names_no_school_shows_national_numbers(town: Town, session: Session, app: Flask) -> None:
    say(session, town.county, "hotline", "mind", number=OWN)
    town.look_again()
    client = app.test_client()
    for cookie in ("x" * 40, f"{'0' * 32}.secret", f"{town.school.id.hex}.", "\u4e00"):
        client.set_cookie("session", cookie)
        assert client.get("/").status_code == 200
        assert client.get(town.learner.path).status_code in (302, 303)
