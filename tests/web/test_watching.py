"""A film and a practice on the pupil's pages, with the heartbeats of the film."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from flask import Flask

from app.domain.tickets import Ticket, read_ticket
from app.store.engine import Session
from app.store.schema import Student
from tests import filmlesson, pages
from tests.filmlesson import DURATION, LENGTH
from tests.learner import Learner, Stock, account_of, state_of
from tests.staff import browser, statements


@pytest.fixture
def cinema(app: Flask, learner: Learner) -> tuple[Learner, str]:
    """The pupil before the film, and the page."""
    state_of(app).shelf = Stock(filmlesson.library())  # type: ignore[assignment]
    page = learner.take(learner.open(), choice="good")
    assert page.status_code == 200
    return learner, page.text


def beat(learner: Learner, page: str, *, after: int = 0, **fields: str) -> tuple[int, dict[str, object]]:
    """Status and answer of a heartbeat."""
    _form, sent = learner.fields(page)
    found = re.search(r'data-beat="([^"]+)"', page)
    assert found
    learner.clock.advance(seconds=after)
    answer = learner.client.post(found[1], data=sent | fields, headers={"X-Fragment": "1"})
    return answer.status_code, answer.get_json() if answer.is_json else {}


def ticket_of(app: Flask, page: str) -> Ticket:
    """The ticket on a page."""
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found
    return read_ticket(found[1], state_of(app).ticket_key)


def with_ticket(page: str, ticket: object) -> str:
    """The page after its script has put in a newer ticket."""
    return re.sub(r'name="ticket" value="[^"]+"', f'name="ticket" value="{ticket}"', page)


def test_a_film_has_captions_controls_words_and_no_autoplay(cinema: tuple[Learner, str]) -> None:
    page = html.unescape(cinema[1])
    (video,) = re.findall(r"<video[^>]*>", page)
    for wanted in ("controls", 'preload="metadata"', "playsinline", 'src="/media/0.webm"'):
        assert wanted in video
    assert "autoplay" not in video
    tracks = re.findall(r"<track[^>]*>", page)
    assert ['srclang="zh-CN"' in track and "default" in track for track in tracks] == [True, False]
    assert all('kind="captions"' in track for track in tracks)
    assert "<details" in page
    assert "她先走到安全的地方。" in page
    assert f'data-length="{LENGTH}" data-watched="0"' in page
    assert "data-wait" not in page
    assert "watched" not in cinema[0].fields(page)[1], "only a script may claim to have watched"


def test_heartbeats_lead_to_the_next_step(cinema: tuple[Learner, str]) -> None:
    learner, page = cinema
    for second in (15, 30, 45):
        status, answer = beat(learner, page, after=15, watched=str(second))
        assert (status, answer["watched"]) == (200, second)
        page = with_ticket(page, answer["ticket"])
    soon = learner.take(page, stay=False, watched=str(LENGTH))
    assert soon.status_code == 422
    assert re.search(r'role="alert">[^<]*\b12\b', soon.text), soon.text
    learner.clock.advance(seconds=LENGTH - 3 - 45)
    assert "data-practice" in learner.take(page, stay=False, watched=str(LENGTH)).text


def test_the_server_tells_how_much_it_believes(cinema: tuple[Learner, str]) -> None:
    assert beat(*cinema, after=7, watched="60")[1]["watched"] == 7
    assert beat(*cinema, watched="999999")[1]["watched"] == 7


@pytest.mark.parametrize("claim", ["", "-1", "1.5", "1e9", "٣", "nan", "9999999", "x" * 500])
def test_nonsense_is_refused_and_nothing_breaks(cinema: tuple[Learner, str], claim: str) -> None:
    learner, page = cinema
    assert beat(learner, page, watched=claim)[0] == 422
    learner.clock.advance(seconds=2 * LENGTH)
    assert learner.take(page, watched=claim).status_code == 422
    leave = next(form for form in pages.read(page).forms if form.action.endswith("/pause"))
    assert learner.client.post(leave.action, data=leave.sent | {"watched": claim}).status_code == 422


def test_an_unreadable_ticket_is_told_politely(cinema: tuple[Learner, str]) -> None:
    learner, page = cinema
    for ticket in ("", "x", "A" * 131, "é漢"):
        assert beat(learner, page, ticket=ticket)[0] == 422
        assert learner.take(page, ticket=ticket).status_code == 422


def test_without_javascript_the_film_has_its_time(cinema: tuple[Learner, str]) -> None:
    learner, page = cinema
    learner.clock.advance(seconds=LENGTH - 1)
    soon = learner.take(page, stay=False)
    assert soon.status_code == 422
    assert re.search(r'role="alert">[^<]*1?[^<]*<', soon.text)
    assert learner.fields(soon.text)[1]["ticket"] == learner.fields(page)[1]["ticket"], "its time goes on"
    learner.clock.advance(seconds=1)
    assert "data-practice" in learner.take(soon.text, stay=False).text


def test_a_film_goes_on_where_it_was_left_on_another_device(
    cinema: tuple[Learner, str], app: Flask, session: Session, pupil: Student
) -> None:
    learner, page = cinema
    leave = next(form for form in pages.read(page).forms if form.action.endswith("/pause"))
    learner.clock.advance(seconds=25)
    assert learner.client.post(leave.action, data=leave.sent | {"watched": "24"}).status_code == 303
    there = replace(learner, client=browser(app, account_of(session, pupil)))
    again = there.open()
    assert 'data-watched="24"' in again
    assert ticket_of(app, again).watched == 24
    there.clock.advance(seconds=LENGTH - 24)
    assert "data-practice" in there.take(again).text
    assert "data-practice" in learner.open()


def test_heartbeats_ask_the_database_nothing(cinema: tuple[Learner, str]) -> None:
    with statements() as asked:
        assert beat(*cinema, after=15, watched="15")[0] == 200
    assert asked == []


def test_a_practice_lists_its_cues_and_the_server_keeps_the_time(cinema: tuple[Learner, str], app: Flask) -> None:
    learner, page = cinema
    learner.clock.advance(seconds=LENGTH)
    page = learner.take(page).text
    assert f'data-practice="{DURATION}"' in page
    assert re.findall(r'<li data-at="(\d+)">', page) == ["0", "8"]
    assert "往前爬" in page
    learner.clock.advance(seconds=DURATION - 1)
    assert learner.take(page, stay=False).status_code == 422
    learner.clock.advance(seconds=1)
    assert ticket_of(app, learner.take(page, stay=False).text).step == 3
