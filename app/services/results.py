"""Handed-in sheets as their pupil reads them: what was right, and the reason behind every wrong answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.access import Actor, Permission, require
from app.domain.errors import NotFound
from app.domain.library import Library, Publication
from app.domain.quizzes import Choice, Question
from app.services import lessons
from app.store import attempts
from app.store.assignments import Task
from app.store.engine import Session
from app.store.schema import AttemptKind


@dataclass(frozen=True, slots=True)
class Result:
    """A handed-in sheet with everything the result page says about it."""

    task: Task
    publication: Publication
    kind: AttemptKind
    right: int
    asked: int
    answers: Sequence[tuple[str, str, bool]]
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Marked:
    """A question of a handed-in sheet with what was chosen and, where that was wrong, why and which belief it was."""

    question: Question
    chosen: Choice
    right: Choice
    belief: str


def result(
    session: Session, actor: Actor, assignment_id: UUID, attempt_id: UUID, *, now: datetime, library: Library
) -> Result:
    """The pupil's own handed-in sheet."""
    require(actor, Permission.STUDY)
    if actor.student_id is None:
        raise NotFound
    task = lessons.find_task(session, actor, assignment_id, now=now)
    attempt = attempts.get(session, actor.school_id, actor.student_id, attempt_id)
    publication = library.revision(attempt.revision) if attempt else None
    if attempt is None or publication is None or attempt.assignment_id != assignment_id:
        raise NotFound
    return Result(task, publication, attempt.kind, attempt.right, attempt.asked, attempt.answers, attempt.submitted_at)


def marked(result: Result, language: str) -> list[Marked]:
    """The sheet's questions in its order, in the reader's language."""
    return marked_answers(result.publication, result.answers, language)


def marked_answers(publication: Publication, answers: Sequence[tuple[str, str, bool]], language: str) -> list[Marked]:
    """Answers (question id, choice id, right) with their questions, in the reader's language."""
    quiz = publication.quiz(language)
    found = []
    for question_id, choice_id, _right in answers:
        question = quiz.question(question_id)
        if question is None:
            continue
        by_id = {choice.id: choice for choice in question.choices}
        chosen = by_id[choice_id]
        belief = publication.belief_told(language, chosen.misconception)
        found.append(Marked(question, chosen, by_id[question.key], belief))
    return found
