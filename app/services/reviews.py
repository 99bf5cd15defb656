"""Noting that a second person has read a lesson: who wrote it, who read it, and when."""

from __future__ import annotations

from collections.abc import Collection as Names
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.content import checks, reviews
from app.content.documents import read_document
from app.content.drafts import Collection, LessonDraft, Review
from app.content.problems import Problem
from app.content.words import fault_in_plain
from app.domain.errors import Conflict, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What came of it: the problems that stand in its way, or the review and the file it was written to."""

    problems: tuple[Problem, ...]
    review: Review | None = None
    file: Path | None = None


def review(
    roots: Sequence[Path], lesson_id: str, *, reviewer: str, author: str, on: date, media_hosts: Names[str] = ()
) -> Reviewed:
    """Write down that `reviewer` has read a lesson as it stands in its files.

    Without an author the one of the last review counts. A lesson with problems is not fit to be reviewed. Raises
    NotFound for an unknown lesson, Invalid("author_unknown" | "review_of_own" | "name_malformed", field=...), and
    Conflict("reviews_broken") where the file of reviews itself cannot be read: nothing in it may get lost.
    """
    collection = checks.check(roots, media_hosts=media_hosts)
    draft = collection.lessons.get(lesson_id)
    if draft is None:
        raise NotFound
    problems = problems_of(collection, draft)
    if problems:
        return Reviewed(problems)
    before = collection.reviews.get(lesson_id)
    author = author.strip() or (before.author if before else "")
    reviewer = reviewer.strip()
    if not author:
        raise Invalid("author_unknown", field="author")
    for field, name in (("author", author), ("reviewer", reviewer)):
        if fault_in_plain(name) or len(name) > reviews.LONGEST_NAME:
            raise Invalid("name_malformed", field=field)
    if reviews.is_same_person(author, reviewer):
        raise Invalid("review_of_own", field="reviewer")
    found = Review(reviews.source_digest(draft, collection), author, reviewer, on)
    path = reviews.reviews_file(draft)
    reviews.write_reviews(path, {**_known(path), lesson_id: found})
    return Reviewed((), found, path)


def problems_of(collection: Collection, draft: LessonDraft) -> tuple[Problem, ...]:
    """What is wrong with the files of one lesson, and with the list of misconceptions beside it."""
    quiz = collection.quizzes.get(draft.lesson.id)
    names = {draft.document.path, draft.document.path.with_name("misconceptions.toml")}
    names |= {quiz.document.path} if quiz else set()
    stems = {(path.parent, path.stem) for path in names}
    return tuple(
        problem
        for problem in collection.problems
        if (Path(problem.file).parent, Path(problem.file).name.partition(".")[0]) in stems
    )


def _known(path: Path) -> dict[str, Review]:
    """The reviews in the file now. Conflict where it has a problem: writing it anew would lose some."""
    if not path.is_file():
        return {}
    document = read_document(path, [])
    found = reviews.read_reviews(document) if document else {}
    if document is None or document.problems:
        raise Conflict("reviews_broken", file=str(path))
    return found
