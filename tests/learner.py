"""A pupil before the screen: walks through the published lessons in a browser without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.content import checks, revisions
from app.domain import quizzes, tickets
from app.domain.facts import Fact, filled, national
from app.domain.library import Library
from app.domain.quizzes import SheetQuestion
from app.domain.regionnotes import Notes
from app.settings import ROOT
from app.store.engine import Session
from app.store.schema import Account, Attempt, Counter, Milestone, Progress, Student
from app.web.state import State
from tests import builders, pages
from tests.clock import Clock
from tests.pages import Form

Choose = Callable[[SheetQuestion], int]
# A lesson of each band; together they hold every kind of step.
VARIED = ("fire-k", "food-p12", "fire-p34", "traffic-p56", "disasters-j", "drugs-s", "loans-u")
_WAIT = re.compile(r'data-(?:wait|length)="(\d+)"')  # the stay a step asks for, or the length of its film


@cache
def real_library() -> Library:
    """All lessons of the project, read from their files."""
    collection = checks.check((ROOT,))
    assert not collection.problems
    found = revisions.publications(collection)
    heads = {lesson_id: one.digest for lesson_id, one in found.items()}
    themes, known = revisions.themes(collection), collection.facts
    courses = revisions.courses(collection)
    return Library({one.digest: one for one in found.values()}, heads, themes, known, courses)


def as_shown(text: str) -> str:
    """A text of a lesson as a page shows it: with its facts in place, the national ones."""
    return filled(text, national(real_library().facts))


class Stock:
    """A shelf that never looks at the database."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def library(self) -> Library:
        """What was put on it."""
        return self._library

    def notes(self) -> Notes:
        """No region says anything."""
        return Notes()

    def facts(self) -> Mapping[str, Fact]:
        """Those that came with the lessons."""
        return self._library.facts

    def path_of(self, _school_id: UUID | None) -> tuple[UUID, ...]:
        """Nobody asks where a school stands."""
        return ()


def stock(app: Flask) -> Flask:
    """The application with the project's lessons."""
    state_of(app).shelf = Stock(real_library())  # type: ignore[assignment]
    return app


def state_of(app: Flask) -> State:
    """What the application holds."""
    held: State = app.extensions["first_lesson"]
    return held


def right(entry: SheetQuestion) -> int:
    """The place of the right choice."""
    return next(place for place, choice in enumerate(entry.choices) if choice.right)


def wrong(entry: SheetQuestion) -> int:
    """The place of some wrong choice."""
    return next(place for place, choice in enumerate(entry.choices) if not choice.right)


@dataclass
class Learner:
    """One pupil in one lesson."""

    app: Flask
    client: FlaskClient
    clock: Clock
    task: UUID
    headers: dict[str, str]

    @property
    def path(self) -> str:
        """The lesson's address."""
        return f"/student/tasks/{self.task}/"

    def open(self) -> str:
        """The lesson where it was left."""
        page = self.client.get(self.path, follow_redirects=True, headers=self.headers)
        assert page.status_code == 200
        return page.text

    def fields(self, page: str) -> tuple[Form, dict[str, str]]:
        """The form of a step, and some complete answer to it."""
        form = next(one for one in pages.read(page).forms if one.action.endswith(("/steps", "/quiz")))
        answers = {name: offered[0] for name, offered in form.offered.items()}
        if form.offered and all(offered[0] == "1" for offered in form.offered.values()):
            answers = {name: str(place) for place, name in enumerate(form.offered, start=1)}
        return form, form.sent | answers

    def take(self, page: str, *, stay: bool = True, **changed: str) -> TestResponse:
        """Take the step on a page, after the minimum stay."""
        form, fields = self.fields(page)
        if stay and (wait := _WAIT.search(page)):
            self.clock.advance(seconds=int(wait[1]))
        return self.client.post(form.action, data=fields | changed, headers=self.headers)

    def to_quiz(self) -> str:
        """All steps; returns the page with the sheet."""
        page = self.open()
        for _step in range(20):
            if 'name="sheet"' in page:
                return page
            answer = self.take(page)
            assert answer.status_code == 200, answer.text
            page = answer.text
        raise AssertionError("the lesson does not end")

    def answered(self, page: str, choose: Choose) -> tuple[str, dict[str, str]]:
        """(address, fields) of a sheet answered in some way."""
        form = next(one for one in pages.read(page).forms if "sheet" in one.sent)
        sheet = self.sheet(form.sent["sheet"])
        return form.action, form.sent | {entry.question.id: str(choose(entry)) for entry in sheet}

    def sheet(self, text: str) -> tuple[SheetQuestion, ...]:
        """The questions behind a sheet, with the key: what only the server knows."""
        state = state_of(self.app)
        sheet = tickets.read_sheet(text, state.ticket_key)
        publication = state.library().revision(sheet.revision)
        assert publication is not None
        quiz = publication.quiz("zh_CN")
        only = [question.id for place, question in enumerate(quiz.questions) if sheet.only >> place & 1]
        drawn = quizzes.draw(quiz, sheet.seed(state.ticket_key), only)
        return drawn[:5] if sheet.part is tickets.Part.REVIEW else drawn

    def hand_in(self, page: str, choose: Choose = right) -> TestResponse:
        """Hand the sheet in."""
        action, fields = self.answered(page, choose)
        return self.client.post(action, data=fields, headers=self.headers)


def account_of(session: Session, pupil: Student) -> Account:
    """The pupil's account. Leaves no transaction open, so that the application may write."""
    account = builders.account_of(session, pupil)
    session.commit()
    return account


def kept(learner: Learner) -> dict[str, Any]:
    """What is kept about pupils, in a world with one campaign and one class."""
    with state_of(learner.app).database.read() as session:
        return {
            "attempts": [(one.kind, one.right) for one in session.scalars(select(Attempt).order_by(Attempt.id))],
            "progress": [(one.step, one.completed_at, one.mastered_at) for one in session.scalars(select(Progress))],
            "milestones": {one.rate for one in session.scalars(select(Milestone))},
            "completed": session.scalars(select(Counter.completed)).one(),
        }
