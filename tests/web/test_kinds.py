"""Hotspots, dialogues and the loan calculator as plain forms, and a dialogue's replies one by one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.content.revisions import publications
from app.domain.lessons import Step, shown_replies
from app.domain.library import Library, Publication
from app.store.engine import Session
from app.store.schema import Campaign, Classroom, Student
from tests import builders
from tests.clock import Clock
from tests.content.kinds import add_kinds
from tests.content.sample import Root
from tests.learner import Learner, Stock, account_of, state_of
from tests.pages import read
from tests.staff import browser, statements

LESSON = "fire-p56"
FRAGMENT = {"X-Fragment": "1"}


@pytest.fixture
def published(tmp_path: Path) -> Publication:
    """The sample lesson with every kind, in the place of the pupil's lesson."""
    root = Root(tmp_path)
    add_kinds(root)
    return replace(publications(root.check())["water-u"], lesson_id=LESSON)


@pytest.fixture
def learner(
    app: Flask,
    session: Session,
    clock: Clock,
    room: Classroom,
    pupil: Student,
    campaign: Campaign,
    published: Publication,
) -> Learner:
    """The pupil before this lesson."""
    builders.roster(session, campaign, room)
    task = builders.assignment(session, room, of=campaign)
    library = Library({published.digest: published}, {LESSON: published.digest})
    state_of(app).shelf = Stock(library)  # type: ignore[assignment]
    return Learner(app, browser(app, account_of(session, pupil)), clock, task.id, {})


@pytest.fixture
def steps(published: Publication) -> dict[str, Step]:
    """The steps of the lesson by id."""
    return {step.id: step for step in published.lesson("").steps}


def page_of(learner: Learner, kind: str) -> str:
    """The page on which the pupil meets the first step of this kind."""
    page = learner.open()
    for _step in range(10):
        if f'class="step step--{kind}"' in page:
            return page
        page = learner.take(page).text
    raise AssertionError(f"no {kind}")


def article_of(page: str) -> str:
    """The step itself, without what stands around it."""
    return page[page.index("<article") : page.index("</article>")]


def answer_turn(learner: Learner, page: str, turn: str, place: str) -> TestResponse:
    form, sent = learner.fields(page)
    fields = {"csrf_token": sent["csrf_token"], "ticket": sent["ticket"], "turn": turn, "reply": place}
    return learner.client.post(form.action.replace("/steps", "/turns"), data=fields, headers=FRAGMENT)


def test_every_kind_can_be_taken_as_a_plain_form(learner: Learner) -> None:
    page = learner.to_quiz()
    assert 'name="sheet"' in page


def test_a_hotspot_is_a_numbered_picture_and_a_list(learner: Learner) -> None:
    page = page_of(learner, "hotspot")
    assert re.findall(r'<text x="\d+" y="\d+">(\d)</text>', page) == ["1", "2", "3"]
    assert article_of(page).count('type="radio"') == 6
    assert "很滑" not in page  # the reasons come after the answer
    told = learner.take(page, deep="yes", stones="no", path="no").text
    frames = re.findall(r'<g class="frames__(\w+)">', told)
    assert frames == ["hazard", "hazard", "harmless"]
    assert "feedback--wrong" in told
    assert "石头很滑" in told


def test_which_reply_is_good_cannot_be_read_in_the_page(learner: Learner, steps: dict[str, Step]) -> None:
    page = page_of(learner, "dialogue")
    form = next(one for one in read(page).forms if one.action.endswith("/steps"))
    assert {name: form.offered[name] for name in ("opening", "threat")} == {
        "opening": ["0", "1", "2"],
        "threat": ["0", "1"],
    }
    article = article_of(page)
    for turn in steps["phone"].turns:
        for reply in turn.replies:
            assert reply.text in article
            assert reply.feedback not in article
            assert not re.search(rf"\b({reply.mood}|{reply.id})\b", re.sub(r"<svg.*?</svg>", "", article))


def test_a_reply_is_told_what_follows_without_a_query(learner: Learner, steps: dict[str, Step]) -> None:
    page = page_of(learner, "dialogue")
    turn = steps["phone"].turns[0]
    for place, reply in enumerate(shown_replies(turn)):
        with statements() as asked:
            answer = answer_turn(learner, page, turn.id, str(place))
        assert (answer.status_code, asked) == (200, [])
        assert reply.feedback in answer.text
        assert ("feedback--wrong" in answer.text) == (reply.mood == "risky")
    assert answer_turn(learner, page, turn.id, "7").status_code == 422
    assert answer_turn(learner, page, "nothing", "0").status_code == 422


def test_the_reasons_of_a_dialogue_are_told_once(learner: Learner, steps: dict[str, Step]) -> None:
    page = page_of(learner, "dialogue")
    told = learner.take(page).text
    assert told.count("data-feedback") == 1
    assert "data-feedback" not in learner.take(page, heard="1").text


def test_the_offer_stands_in_a_table_and_the_numbers_go_to_the_server(learner: Learner) -> None:
    page = page_of(learner, "calculator")
    assert '<data value="2400">2,400</data>' in page
    reckon = next(one for one in read(page).forms if one.action == "/loan-cost")
    assert set(reckon.sent) | set(reckon.offered) <= {"received", "payments", "each", "every"}
    form = next(one for one in read(page).forms if one.action.endswith("/steps"))
    assert "received" not in form.sent


NUMBERS = {"received": "4000", "payments": "10", "each": "550", "every": "month"}


def test_the_calculator_works_on_the_server(client: FlaskClient) -> None:
    with statements() as asked:
        page = client.get("/loan-cost", query_string=NUMBERS | {"lang": "en"})
    assert page.status_code == 200
    assert '<data value="75.0">75%</data>' in page.text
    assert 'value="4000"' in page.text
    assert asked == []
    assert "<data" not in client.get("/loan-cost").text


@pytest.mark.parametrize(
    "changed",
    [
        {"each": "399"},
        {"each": "0"},
        {"each": ""},
        {"each": "-5"},
        {"each": "1e9"},
        {"each": "９"},
        {"each": "9" * 30},
        {"payments": "367"},
        {"received": '"><script>'},
    ],
)
def test_numbers_that_are_no_offer_are_told(client: FlaskClient, changed: dict[str, str]) -> None:
    page = client.get("/loan-cost", query_string=NUMBERS | changed)
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert "<script>" not in page.text


def test_an_unknown_rhythm_is_taken_as_monthly(client: FlaskClient) -> None:
    assert "75%" in client.get("/loan-cost", query_string=NUMBERS | {"every": "century"}).text
