"""Checking content files, publishing them, and loading what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from app.content import checks, revisions
from app.content.drafts import Collection
from app.content.problems import Problem
from app.content.succession import Breach, breaches, note_breaches
from app.domain.library import Library, Publication
from app.store import content as store
from app.store.engine import Session


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found."""

    problems: tuple[Problem, ...]
    lessons: int
    questions: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What publishing did. With problems nothing is published at all."""

    problems: tuple[Problem, ...]
    published: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


class State(StrEnum):
    """How the files of a lesson stand to what is published."""

    NEW = "new"
    CHANGED = "changed"
    CURRENT = "current"
    WITHOUT_FILE = "without_file"


@dataclass(frozen=True, slots=True)
class LessonState:
    """One lesson; `digest` is the published revision, or the one that would be."""

    lesson_id: str
    state: State
    digest: str


def check(roots: Sequence[Path]) -> Report:
    """Check the content files alone, without a database."""
    return _report(checks.check(roots))


def publish(session: Session, roots: Sequence[Path], *, now: datetime) -> Outcome:
    """Check the files against the rules and against what pupils have answered, then publish what changed.

    Running it again publishes nothing. A lesson that no longer has a file stays as it was published.
    """
    collection = checks.check(roots)
    if collection.problems:
        return Outcome(tuple(collection.problems))
    current = store.heads(session)
    new = revisions.publications(collection)
    changed = {key: publication for key, publication in new.items() if current.get(key) != publication.digest}
    for publication in new.values():
        _check_succession(session, collection, publication)
    if collection.problems:
        return Outcome(tuple(collection.problems))
    for lesson_id, publication in changed.items():
        store.save_revision(session, lesson_id, publication.digest, revisions.to_body(publication), now)
        store.move_head(session, lesson_id, publication.digest, now)
    published_themes = store.themes(session)
    for theme_id, theme in revisions.themes(collection).items():
        body = revisions.theme_to_body(theme)
        if published_themes.get(theme_id) != body:
            store.save_theme(session, theme_id, body)
    return Outcome((), tuple(changed), tuple(key for key in new if key not in changed))


def status(session: Session, roots: Sequence[Path]) -> tuple[Report, tuple[LessonState, ...]]:
    """How the files stand to what is published. With problems only the report is given."""
    collection = checks.check(roots)
    if collection.problems:
        return _report(collection), ()
    current = store.heads(session)
    states = []
    for lesson_id, publication in revisions.publications(collection).items():
        published = current.pop(lesson_id, None)
        state = State.NEW if published is None else State.CHANGED
        if published == publication.digest:
            state = State.CURRENT
        states.append(LessonState(lesson_id, state, publication.digest))
    states += [LessonState(lesson_id, State.WITHOUT_FILE, digest) for lesson_id, digest in sorted(current.items())]
    return _report(collection), tuple(states)


def load_library(session: Session, known: Library | None = None) -> Library:
    """All published revisions as immutable objects; those a `known` library already holds are not read again."""
    kept = dict(known.revisions) if known else {}
    for digest, lesson_id, body in store.revision_bodies(session, list(kept)):
        kept[digest] = revisions.from_body(lesson_id, digest, body)
    themes = {key: revisions.theme_from_body(body) for key, body in store.themes(session).items()}
    return Library(kept, store.heads(session), themes)


def published_heads(session: Session) -> dict[str, str]:
    """Digest of the current revision by lesson: one small read that tells whether a loaded library is out of date."""
    return store.heads(session)


def _report(collection: Collection) -> Report:
    questions = sum(len(draft.quiz.questions) for draft in collection.quizzes.values())
    return Report(tuple(collection.problems), len(collection.lessons), questions)


def _check_succession(session: Session, collection: Collection, new: Publication) -> None:
    """Note every id that pupils have answered and that changed its meaning or vanished without being retired."""
    lesson, quiz = collection.lessons[new.lesson_id], collection.quizzes[new.lesson_id]
    found: set[Breach] = set()
    for digest, body in store.lesson_bodies(session, new.lesson_id):
        old = revisions.from_body(new.lesson_id, digest, body)
        broken = breaches(old, new, lesson, quiz)
        if broken and store.has_attempts(session, digest):
            found.update(broken)
    note_breaches(sorted(found, key=lambda breach: (breach.part, breach.id)), lesson, quiz)
