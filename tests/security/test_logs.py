"""Neither logs nor metrics ever hold a name, a user name, a password, a cookie, a token or what somebody typed."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from app.domain.errors import Busy
from app.services import sessions, tasks
from app.store.engine import Session
from app.store.schema import Account, Classroom, Student
from app.web import errors, login, telemetry
from app.web.access import public
from tests import builders, pages
from tests.clock import Clock
from tests.learner import Learner, state_of, stock
from tests.staff import browser, token

NAME, USERNAME, TYPED = "金丝雀小明", "canary.username", "canary typed this"
SECRETS = [NAME, "金丝雀老师", USERNAME, "canary.teacher", TYPED, builders.PASSWORD, "canary reason", "canary-local"]


@pytest.fixture
def fresh_log() -> Iterator[None]:
    """Loggers write to what is captured now, not to what was captured for an earlier test; at DEBUG, all of them."""
    loggers = (telemetry.log, errors.log, login.log)
    logging.getLogger().setLevel(logging.DEBUG)
    for logger in loggers:
        logger.__dict__.pop("bind", None)
    yield
    for logger in loggers:
        logger.__dict__.pop("bind", None)
    logging.getLogger().setLevel(logging.WARNING)
    structlog.reset_defaults()
    telemetry.configure_logging()


@pytest.fixture
def room(session: Session) -> Classroom:
    return builders.classroom(session, grade=5)


@pytest.fixture
def pupil(session: Session, room: Classroom) -> Account:
    return builders.account_of(session, builders.student(session, room, username=USERNAME, name=NAME))


@pytest.fixture
def learner(app: Flask, session: Session, clock: Clock, room: Classroom, pupil: Account) -> Learner:
    task = builders.assignment(session, room)
    session.commit()
    stock(app)
    return Learner(app, browser(app, pupil), clock, task.id, {})


def hidden(client: FlaskClient) -> list[str]:
    """The cookies and tokens of a browser."""
    cookie = client.get_cookie("first-lesson")
    assert cookie is not None
    return [*cookie.value.split("."), token(client.get("/account/password").text)]


def check_nothing_said(output: str, secrets: list[str]) -> None:
    """Raises AssertionError with what was said that must not be."""
    assert [secret for secret in secrets if secret in output] == []
    for line in output.splitlines():
        assert line.startswith("{")
        assert json.loads(line)["event"] in ("request", "unexpected", "database unavailable"), line


def _raising(error: Exception) -> Callable[..., None]:
    def fail(*_arguments: object, **_more: object) -> None:
        secret = "canary-local"  # noqa: F841 - a local variable that no log may show
        raise error

    return fail


def test_a_day_full_of_errors_leaves_nothing_in_the_log(
    learner: Learner, session: Session, room: Classroom, fresh_log: None, capfd: pytest.CaptureFixture[str]
) -> None:
    teacher = builders.teacher(session, room, username="canary.teacher", name="金丝雀老师")
    admin = builders.staff(session, username="canary.admin", name="金丝雀老师")
    session.commit()
    secrets = [*SECRETS, *hidden(learner.client)]
    page = learner.open()
    secrets.append(learner.fields(page)[1]["ticket"])
    learner.take(page, stay=False)
    learner.take(page, ticket=TYPED)
    learner.hand_in(learner.to_quiz())
    nobody = learner.app.test_client()
    sign_in = {"csrf_token": token(nobody.get("/login").text), "username": USERNAME, "password": TYPED}
    statuses = [nobody.post("/login", data=sign_in).status_code for _try in range(7)]
    assert set(statuses) == {422, 429}
    adult = browser(learner.app, teacher)
    secrets += hidden(adult)
    for client in (nobody, adult, learner.client, browser(learner.app, admin)):
        for path in (f"/{TYPED}", f"/login?next=/{TYPED}", f"/teacher/classrooms/{room.id}/", "/logout", "/metrics"):
            client.get(path, headers={"User-Agent": TYPED, "Referer": f"http://localhost/{TYPED}"})
            client.post(path, data={"reason": TYPED})
    path = f"/teacher/classrooms/{room.id}/students/{student_id(learner)}/password"
    reset = adult.post(path, data={"csrf_token": hidden(adult)[-1]})
    assert reset.status_code == 200
    assert USERNAME in reset.text
    captured = capfd.readouterr()
    check_nothing_said(captured.out + captured.err, secrets)
    metrics = nobody.get("/metrics").text
    assert "first_lesson_requests_total" in metrics
    assert [secret for secret in secrets if secret in metrics] == []


def student_id(learner: Learner) -> str:
    """The pupil's id."""
    with state_of(learner.app).database.read() as session:
        return str(session.scalars(select(Student.id)).one())


ERRORS: list[Exception] = [
    RuntimeError(NAME),
    KeyError(USERNAME),
    ValueError(TYPED, builders.PASSWORD),
    OperationalError(f"SELECT '{NAME}'", {"username": USERNAME}, Exception(TYPED)),
    IntegrityError(f"INSERT '{NAME}'", {"username": USERNAME}, Exception(TYPED)),
    Busy(NAME),
    UnicodeDecodeError("utf-8", NAME.encode(), 0, 1, TYPED),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_a_failing_view_is_logged_without_a_word_of_its_own(
    learner: Learner,
    fresh_log: None,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    try:
        raise LookupError(TYPED)
    except LookupError as cause:
        error.__cause__ = cause
    monkeypatch.setattr(tasks, "mine", _raising(error))
    answer = learner.client.get("/student/")
    assert answer.status_code in (500, 503)
    assert [secret for secret in SECRETS if secret in answer.text] == []
    assert "Traceback" not in answer.text
    captured = capfd.readouterr()
    assert captured.err == ""
    check_nothing_said(captured.out, SECRETS)
    lines = [json.loads(line) for line in captured.out.splitlines()]
    assert lines[-1]["endpoint"] == "student.home"
    if answer.status_code == 500:
        assert lines[0]["kind"] == type(error).__name__
        assert "_raising" not in captured.out
        frames = lines[0]["exception"][0]["frames"]
        assert frames[-1]["name"] == "fail"
        assert all(set(frame) == {"filename", "lineno", "name"} for frame in frames)


def test_what_fails_after_the_view_is_logged_the_same_way(
    learner: Learner, fresh_log: None, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Noting that a session was used comes after the answer is made; a database in trouble does not take it away."""
    learner.app.testing = False
    learner.clock.advance(minutes=10)
    error = OperationalError(f"UPDATE '{NAME}'", {"hash": TYPED}, Exception(USERNAME))
    monkeypatch.setattr(sessions, "touch", _raising(error))
    assert learner.client.get("/student/").status_code == 200
    monkeypatch.setattr(sessions, "touch", _raising(RuntimeError(NAME)))
    assert learner.client.get("/student/").status_code == 500
    captured = capfd.readouterr()
    assert captured.out.count('"unexpected"') == 1
    check_nothing_said(captured.out + captured.err, SECRETS)


def test_what_fails_in_production_shows_no_page_of_a_debugger(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app.testing = False
    monkeypatch.setitem(app.view_functions, "public.about", public(_raising(RuntimeError(TYPED))))
    answer = app.test_client().get("/about")
    assert answer.status_code == 500
    assert not app.debug
    assert len(pages.read(answer.text).bodies) == 0
    assert TYPED not in answer.text
    assert "RuntimeError" not in answer.text


def test_metrics_are_for_this_machine_or_a_token(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/metrics").status_code == 200
    far = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics", environ_overrides=far).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}, environ_overrides=far).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
