"""Checking content files, publishing them, and loading what is published."""

from __future__ import annotations

from collections.abc import Collection as Names
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from app.content import checks, revisions
from app.content.drafts import Collection, Review
from app.content.problems import Problem
from app.content.reviews import valid_review
from app.content.succession import Breach, breaches, note_breaches
from app.domain.courses import Course
from app.domain.errors import NotFound
from app.domain.facts import Fact
from app.domain.library import Library, Publication
from app.services.reviews import problems_of
from app.store import content as store
from app.store.content import Standing
from app.store.engine import Session

__all__ = [
    "LessonState",
    "Outcome",
    "Report",
    "Standing",
    "State",
    "check",
    "load_library",
    "publish",
    "published_courses",
    "published_facts",
    "published_heads",
    "status",
]


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found."""

    problems: tuple[Problem, ...]
    lessons: int
    questions: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What publishing did. With problems nothing is published at all.

    `drafts` are the lessons no second person has read as they stand; `held_back` those of them that were not published
    for this reason.
    """

    problems: tuple[Problem, ...]
    published: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    held_back: tuple[str, ...] = ()


class State(StrEnum):
    """How the files of a lesson stand to what is published."""

    NEW = "new"
    CHANGED = "changed"
    CURRENT = "current"
    WITHOUT_FILE = "without_file"


@dataclass(frozen=True, slots=True)
class LessonState:
    """One lesson; `digest` is the published revision, or the one that would be.

    `review` is that of the files as they stand, None while they are a draft. `standing` is what is published.
    """

    lesson_id: str
    state: State
    digest: str
    review: Review | None = None
    standing: Standing | None = None


def check(roots: Sequence[Path], lesson_id: str | None = None, *, media_hosts: Names[str] = ()) -> Report:
    """Check the content files alone, without a database; of one lesson only, if it is given (NotFound without it)."""
    collection = checks.check(roots, media_hosts=media_hosts)
    if lesson_id is None:
        return _report(collection)
    draft, quiz = collection.lessons.get(lesson_id), collection.quizzes.get(lesson_id)
    if draft is None:
        raise NotFound
    return Report(problems_of(collection, draft), 1, len(quiz.quiz.questions) if quiz else 0)


def publish(
    session: Session,
    roots: Sequence[Path],
    *,
    now: datetime,
    media_hosts: Names[str] = (),
    only_reviewed: bool = False,
) -> Outcome:
    """Check the files against the rules and against what pupils have answered, then publish what changed.

    Running it again publishes nothing. A lesson that no longer has a file stays as it was published, and so does with
    `only_reviewed` one that no second person has read as it stands.
    """
    collection = checks.check(roots, media_hosts=media_hosts)
    if collection.problems:
        return Outcome(tuple(collection.problems))
    current = store.heads(session)
    new = revisions.publications(collection)
    reviews = {key: valid_review(collection.lessons[key], collection) for key in new}
    drafts = tuple(key for key, review in reviews.items() if review is None)
    changed = {key: publication for key, publication in new.items() if current.get(key) != publication.digest}
    held_back = tuple(key for key in drafts if key in changed) if only_reviewed else ()
    for publication in new.values():
        _check_succession(session, collection, publication)
    if collection.problems:
        return Outcome(tuple(collection.problems))
    published = {key: publication for key, publication in changed.items() if key not in held_back}
    for lesson_id, publication in published.items():
        store.save_revision(session, lesson_id, publication.digest, revisions.to_body(publication), now)
        store.move_head(session, lesson_id, publication.digest, now)
    _save_reviews(session, {key: review for key, review in reviews.items() if key not in held_back}, new)
    _save_themes_and_facts(session, collection)
    _save_courses(session, collection)
    return Outcome((), tuple(published), tuple(key for key in new if key not in changed), drafts, held_back)


def _save_reviews(session: Session, reviews: Mapping[str, Review | None], new: Mapping[str, Publication]) -> None:
    """Keep who read the revisions that are current now. What was read once stays so, whatever became of its files."""
    standings = store.standings(session)
    for lesson_id, review in reviews.items():
        before = standings[lesson_id]
        if review and (before.author, before.reviewer, before.reviewed_on) != (
            review.author,
            review.reviewer,
            review.on,
        ):
            store.save_review(session, new[lesson_id].digest, review.author, review.reviewer, review.on)


def _save_themes_and_facts(session: Session, collection: Collection) -> None:
    published_themes = store.themes(session)
    for theme_id, theme in revisions.themes(collection).items():
        body = revisions.theme_to_body(theme)
        if published_themes.get(theme_id) != body:
            store.save_theme(session, theme_id, body)
    published = store.facts(session)
    for fact_id, fact in collection.facts.items():
        body = revisions.fact_to_body(fact)
        if published.get(fact_id) != body:
            store.save_fact(session, fact_id, body)


def _save_courses(session: Session, collection: Collection) -> None:
    bodies = {key: revisions.course_to_body(course) for key, course in revisions.courses(collection).items()}
    if bodies != store.courses(session):
        store.save_courses(session, bodies)


def status(
    session: Session, roots: Sequence[Path], *, media_hosts: Names[str] = ()
) -> tuple[Report, tuple[LessonState, ...]]:
    """How the files stand to what is published. With problems only the report is given."""
    collection = checks.check(roots, media_hosts=media_hosts)
    if collection.problems:
        return _report(collection), ()
    standings = store.standings(session)
    states = []
    for lesson_id, publication in revisions.publications(collection).items():
        standing = standings.pop(lesson_id, None)
        state = State.NEW if standing is None else State.CHANGED
        if standing is not None and standing.digest == publication.digest:
            state = State.CURRENT
        review = valid_review(collection.lessons[lesson_id], collection)
        states.append(LessonState(lesson_id, state, publication.digest, review, standing))
    for lesson_id, standing in sorted(standings.items()):
        states.append(LessonState(lesson_id, State.WITHOUT_FILE, standing.digest, standing=standing))
    return _report(collection), tuple(states)


def load_library(session: Session, known: Library | None = None) -> Library:
    """All published revisions as immutable objects; those a `known` library already holds are not read again."""
    kept = dict(known.revisions) if known else {}
    for digest, lesson_id, body in store.revision_bodies(session, list(kept)):
        kept[digest] = revisions.from_body(lesson_id, digest, body)
    themes = {key: revisions.theme_from_body(body) for key, body in store.themes(session).items()}
    return Library(kept, store.heads(session), themes, published_facts(session), published_courses(session))


def published_heads(session: Session) -> dict[str, str]:
    """Digest of the current revision by lesson: one small read that tells whether a loaded library is out of date."""
    return store.heads(session)


def published_facts(session: Session) -> dict[str, Fact]:
    """The facts that texts name, by id: one small read."""
    return {key: revisions.fact_from_body(body) for key, body in store.facts(session).items()}


def published_courses(session: Session) -> dict[str, Course]:
    """The courses, by id: one small read."""
    return {key: revisions.course_from_body(body) for key, body in store.courses(session).items()}


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
