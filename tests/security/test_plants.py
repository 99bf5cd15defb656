"""The checks of this folder are awake: each defect planted here turns the check red that is there for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.domain import quizzes, tickets
from app.domain.access import Actor, Permission, Place, Reach
from app.domain.identifiers import uuid7
from app.domain.quizzes import SheetQuestion
from app.services import accounts, attempts, classrooms, leaderboards
from app.store.engine import Session
from app.store.schema import Attempt
from app.web import csrf, headers
from tests import builders
from tests.clock import Clock
from tests.learner import Learner, right, state_of, stock, wrong
from tests.security.test_csrf import check_tokens_are_asked_for
from tests.security.test_headers import check_headers
from tests.security.test_key import LESSONS, check_places_are_chance
from tests.security.test_logs import check_nothing_said
from tests.security.test_matrix import check_view
from tests.security.world import ANONYMOUS, World
from tests.staff import browser

Plant = pytest.MonkeyPatch


@pytest.fixture
def learner(app: Flask, session: Session, clock: Clock) -> Learner:
    """A pupil before a lesson."""
    room = builders.classroom(session, grade=5)
    pupil = builders.student(session, room)
    task = builders.assignment(session, room)
    account = builders.account_of(session, pupil)
    session.commit()
    return Learner(stock(app), browser(app, account), clock, task.id, {})


def check_changed_tickets_are_refused(learner: Learner) -> None:
    """A ticket with one letter changed takes no step."""
    page = learner.open()
    ticket = learner.fields(page)[1]["ticket"]
    for place in (100, len(ticket) - 5):
        changed = ticket[:place] + ("A" if ticket[place] != "A" else "B") + ticket[place + 1 :]
        assert learner.take(page, ticket=changed).status_code == 422


def check_handing_in_twice_is_once(learner: Learner) -> None:
    """The same sheet, handed in again with other answers, gives the first result."""
    page = learner.to_quiz()
    first = learner.hand_in(page, wrong)
    assert first.status_code == 303
    assert learner.hand_in(page, right).location == first.location
    with state_of(learner.app).database.read() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 1


def red(check: Callable[..., None], *arguments: Any) -> None:
    """The check finds something."""
    with pytest.raises(AssertionError):
        check(*arguments)


def _require_anything(actor: Actor | None, _permission: Permission, _place: Place | None = None) -> Actor:
    """What `access.require` would be if somebody forgot that things have a place."""
    assert actor is not None
    return actor


STAFF = ("admin", "foreign_admin", "teacher", "foreign_teacher", "county", "city")


def test_a_service_that_forgets_the_reach_of_a_teacher(site: World, monkeypatch: Plant) -> None:
    check_view(site, "teacher.classroom", STAFF)
    monkeypatch.setattr(classrooms, "require", _require_anything)
    red(check_view, site, "teacher.classroom", STAFF)


def test_a_service_that_forgets_whose_pupil_it_is(site: World, monkeypatch: Plant) -> None:
    check_view(site, "teacher.password", STAFF)
    monkeypatch.setattr(accounts, "require", _require_anything)
    red(check_view, site, "teacher.password", STAFF)


def test_a_board_for_every_bureau(site: World, monkeypatch: Plant) -> None:
    check_view(site, "bureau.board", STAFF)
    monkeypatch.setattr(leaderboards, "require", _require_anything)
    monkeypatch.setattr(leaderboards, "reach", lambda *_who: Reach(everything=True))
    red(check_view, site, "bureau.board", STAFF)


def test_forms_that_ask_for_no_token(site: World, monkeypatch: Plant) -> None:
    monkeypatch.setattr(csrf, "check", lambda: None)
    red(check_tokens_are_asked_for, site)


def test_tokens_that_are_everybodys(site: World, monkeypatch: Plant) -> None:
    site.tokens.clear()
    monkeypatch.setattr(csrf, "token_for", lambda _cookie: "the same for all")
    red(check_tokens_are_asked_for, site)
    site.tokens.clear()


def test_a_ticket_whose_signature_nobody_looks_at(learner: Learner, monkeypatch: Plant) -> None:
    check_changed_tickets_are_refused(learner)
    monkeypatch.setattr(tickets.hmac, "compare_digest", lambda *_pair: True)
    red(check_changed_tickets_are_refused, learner)


def test_a_sheet_that_is_new_every_time(learner: Learner, monkeypatch: Plant) -> None:
    """Without the idempotency token every click is an attempt."""
    monkeypatch.setattr(attempts.attempts, "by_token", lambda *_key: None)
    monkeypatch.setattr(attempts, "_is_due", lambda *_sheet: True)
    keep = attempts.attempts.append
    monkeypatch.setattr(attempts.attempts, "append", lambda session, row: keep(session, row | {"token": uuid7()}))
    red(check_handing_in_twice_is_once, learner)


def test_handing_in_twice_is_once_without_a_defect(learner: Learner) -> None:
    check_handing_in_twice_is_once(learner)


def _in_the_authors_order(quiz: quizzes.Quiz, _seed: bytes, only: Any = ()) -> tuple[SheetQuestion, ...]:
    chosen = [question for question in quiz.questions if not only or question.id in only]
    return tuple(SheetQuestion(question, question.choices) for question in chosen[: quiz.draw])


def test_choices_in_the_order_of_their_author(monkeypatch: Plant) -> None:
    check_places_are_chance(LESSONS[0])
    monkeypatch.setattr(quizzes, "draw", _in_the_authors_order)
    red(check_places_are_chance, LESSONS[0])


def test_a_policy_that_allows_inline_code(site: World, monkeypatch: Plant) -> None:
    client = site.browser(ANONYMOUS)
    check_headers(client.get("/"))
    monkeypatch.setattr(headers, "POLICY", headers.POLICY.replace("script-src 'self'", "script-src 'unsafe-inline'"))
    red(check_headers, client.get("/"))


def test_a_log_that_says_a_name() -> None:
    line = '{"event": "request", "endpoint": "student.home"}\n'
    check_nothing_said(line, ["小明"])
    red(check_nothing_said, line + '{"event": "request", "who": "小明"}\n', ["小明"])
    red(check_nothing_said, line + "Traceback (most recent call last):\n", ["小明"])


@pytest.fixture(autouse=True)
def nothing_stays_planted(site: World) -> Iterator[None]:
    """Views that were red may have changed a password or a session."""
    yield
    site.browsers.clear()
    site.tokens.clear()
    assert isinstance(site.ids["A"], UUID)
