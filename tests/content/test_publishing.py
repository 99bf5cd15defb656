"""Publishing: unchanged lessons publish nothing, and ids that pupils have answered keep their meaning."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.domain.identifiers import uuid7
from app.services.content import Outcome, State, load_library, publish, status
from app.store.engine import Session
from app.store.schema import Attempt, AttemptKind
from tests import builders
from tests.content.sample import Root

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
LESSON = "courses/water/p34.toml"
QUIZ = "quizzes/water/p34.toml"


@pytest.fixture
def answered(session: Session, root: Root) -> Root:
    """A published lesson that one pupil has answered."""
    (lesson_id,) = publish(session, [root.path], now=NOW).published
    room = builders.classroom(session)
    sheet = {"id": uuid7(), "token": uuid7(), "kind": AttemptKind.QUIZ, "answers": [], "right": 0, "asked": 10}
    attempt = Attempt(
        school_id=room.school_id,
        student_id=builders.student(session, room).id,
        assignment_id=builders.assignment(session, room, lesson_id=lesson_id).id,
        lesson_id=lesson_id,
        revision=load_library(session).heads[lesson_id],
        issued_at=NOW,
        submitted_at=NOW,
        **sheet,
    )
    session.add(attempt)
    session.flush()
    return root


def codes(outcome: Outcome) -> list[str]:
    return [problem.code for problem in outcome.problems]


def test_the_library_holds_what_was_published(session: Session, root: Root) -> None:
    root.translate()
    assert publish(session, [root.path], now=NOW).published == ("water-p34",)
    library = load_library(session)
    current = library.current("water-p34")
    assert current.lesson("en").title == "河边的约定"
    assert library.revision(current.digest) is current
    assert library.themes["water"].order == 1


def test_publishing_twice_changes_nothing(session: Session, root: Root) -> None:
    publish(session, [root.path], now=NOW)
    outcome = publish(session, [root.path], now=NOW)
    assert (outcome.published, outcome.unchanged) == ((), ("water-p34",))
    assert len(load_library(session).revisions) == 1


def test_an_old_revision_stays_and_the_head_moves_back_and_forth(session: Session, root: Root) -> None:
    publish(session, [root.path], now=NOW)
    first = load_library(session)
    root.edit(LESSON, "seconds = 8", "seconds = 9")
    publish(session, [root.path], now=NOW)
    second = load_library(session, first)
    assert len(second.revisions) == 2
    assert second.revision(first.heads["water-p34"]) is first.current("water-p34")
    root.edit(LESSON, "seconds = 9", "seconds = 8")
    publish(session, [root.path], now=NOW)
    assert load_library(session).heads == first.heads


def test_with_a_problem_nothing_is_published(session: Session, root: Root) -> None:
    root.edit(QUIZ, "draw = 10", "draw = 3")
    assert codes(publish(session, [root.path], now=NOW)) == ["number_out_of_range"]
    assert load_library(session).heads == {}


def test_words_may_change_after_answers(session: Session, answered: Root) -> None:
    answered.edit(QUIZ, "错误做法", "不好的做法")
    assert publish(session, [answered.path], now=NOW).published == ("water-p34",)


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        (QUIZ, 'id = "wrong-a"', 'id = "wrong-c"', "question.q-0"),
        (LESSON, 'id = "shout"', 'id = "yell"', "step.ordering"),
        (LESSON, 'kind = "card"', 'kind = "home"', "step.rules"),
    ],
)
def test_an_answered_id_keeps_its_meaning(
    session: Session, answered: Root, name: str, old: str, new: str, place: str
) -> None:
    answered.edit(name, old, new)
    outcome = publish(session, [answered.path], now=NOW)
    assert [(problem.code, problem.place) for problem in outcome.problems] == [("id_changed", place)]


@pytest.mark.parametrize(("name", "old", "new"), [(QUIZ, "q-5", "q-50"), (LESSON, "tonight", "at-home")])
def test_an_answered_id_vanishes_only_when_retired(
    session: Session, answered: Root, name: str, old: str, new: str
) -> None:
    answered.edit(name, f'id = "{old}"', f'id = "{new}"')
    assert codes(publish(session, [answered.path], now=NOW)) == ["id_vanished"]
    text = (answered.path / name).read_text(encoding="utf-8")
    answered.write(name, f'retired = ["{old}"]\n{text}')
    assert publish(session, [answered.path], now=NOW).published == ("water-p34",)
    answered.edit(name, f'retired = ["{old}"]\n', "")
    assert codes(publish(session, [answered.path], now=NOW)) == ["id_vanished"]


def test_an_id_nobody_answered_may_change(session: Session, root: Root) -> None:
    publish(session, [root.path], now=NOW)
    root.edit(QUIZ, 'id = "wrong-a"', 'id = "wrong-c"')
    assert publish(session, [root.path], now=NOW).published == ("water-p34",)


def test_status_tells_how_files_and_database_differ(session: Session, root: Root) -> None:
    assert [entry.state for entry in status(session, [root.path])[1]] == [State.NEW]
    publish(session, [root.path], now=NOW)
    assert [entry.state for entry in status(session, [root.path])[1]] == [State.CURRENT]
    root.edit(LESSON, "seconds = 8", "seconds = 9")
    assert [entry.state for entry in status(session, [root.path])[1]] == [State.CHANGED]
    (root.path / LESSON).unlink()
    (root.path / QUIZ).unlink()
    assert [entry.state for entry in status(session, [root.path])[1]] == [State.WITHOUT_FILE]
