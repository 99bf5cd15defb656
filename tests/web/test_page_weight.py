"""What a lesson costs a slow phone: the bytes of its first page with everything that page loads, without films."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from app.content.checks import check
from app.content.revisions import publications
from app.domain.library import Library, Publication
from app.domain.tickets import Ticket, short
from app.services.lessons import Stand
from app.settings import ROOT
from app.store.engine import Session
from app.store.schema import Campaign, Classroom, Student
from app.web.student.stage import step_html
from tests import builders
from tests.clock import Clock
from tests.learner import Learner, Stock, account_of, state_of
from tests.staff import browser

MOST = 150_000
STATIC = ROOT / "app/web/static"
LOADED = re.compile(r'(?:href|src)="/static/([^"?]+\.(?:css|js|svg))')
IMPORTED = re.compile(r"from '\./([\w-]+\.js)'")
NOBODY = UUID(int=0)


@pytest.fixture
def library() -> Library:
    """Every lesson of the project that can be published; whether content keeps its other rules is told elsewhere."""
    collection = check([ROOT])
    for lesson_id in collection.lessons.keys() - collection.quizzes.keys():
        del collection.lessons[lesson_id]
    found = publications(collection)
    return Library({one.digest: one for one in found.values()}, {key: one.digest for key, one in found.items()})


@pytest.fixture
def learner(
    app: Flask, session: Session, clock: Clock, room: Classroom, pupil: Student, campaign: Campaign, library: Library
) -> Learner:
    """A pupil before one of these lessons."""
    builders.roster(session, campaign, room)
    task = builders.assignment(session, room, of=campaign)
    state_of(app).shelf = Stock(library)  # type: ignore[assignment]
    return Learner(app, browser(app, account_of(session, pupil)), clock, task.id, {})


def packed(data: str | bytes) -> int:
    """Bytes on the wire."""
    return len(gzip.compress(data.encode() if isinstance(data, str) else data, compresslevel=6))


def static_files(page: str) -> set[Path]:
    """What the page loads, with the modules its scripts import."""
    found: set[Path] = set()
    waiting = [STATIC / name for name in LOADED.findall(page)]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            if file.suffix == ".js":
                waiting += [file.parent / name for name in IMPORTED.findall(file.read_text(encoding="utf-8"))]
    return found


def step_weight(publication: Publication, step: int) -> int:
    """The step alone, as the script gets it and as it stands in the first page."""
    ticket = Ticket(NOBODY, NOBODY, NOBODY, short(publication.digest), bytes(8), step, 0, 0)
    return packed(step_html(Stand(publication, ticket), NOBODY))


def test_every_page_of_every_lesson_stays_small(app: Flask, learner: Learner, library: Library) -> None:
    page = learner.open()
    files = static_files(page)
    assert {"student.css", "kinds.css", "lesson.js", "order.js", "dialogue.js"} <= {file.name for file in files}
    frame = packed(re.sub(r"<main.*</main>", "", page, flags=re.DOTALL))
    frame += sum(packed(file.read_bytes()) for file in files)
    with app.test_request_context("/student/"):
        weights = {
            (lesson_id, step.id): frame + step_weight(library.revisions[digest], number)
            for lesson_id, digest in library.heads.items()
            for number, step in enumerate(library.revisions[digest].lesson("").steps)
        }
    assert len(weights) > 50
    assert {place: weight for place, weight in weights.items() if weight >= MOST} == {}
