"""The result page of a sheet that nobody has handed in."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from app.domain.library import Publication
from app.domain.quizzes import Score
from app.services.results import marked_answers
from app.web.i18n import language
from app.web.readings import readings_of
from app.web.student.stage import render_part


@dataclass(frozen=True, slots=True)
class _Task:
    """What the result page asks of a task."""

    id: str
    open_questions: tuple[str, ...]
    retained_at: None = None


@dataclass(frozen=True, slots=True)
class _Result:
    """What the result page asks of a handed-in sheet."""

    task: _Task
    publication: Publication
    right: int
    asked: int
    kind: str = "quiz"


def result_html(publication: Publication, score: Score) -> Markup:
    """The result as the pupil reads it: critical questions that were wrong are asked to be put right."""
    crit = {question.id for question in publication.quiz(language()).questions if question.crit}
    open_questions = tuple(name for name in score.wrong_ids() if name in crit)
    answers = [(one.question_id, one.choice_id, one.right) for one in score.answers]
    return render_part(
        "student/result.html",
        result=_Result(_Task(publication.lesson_id, open_questions), publication, score.right, score.asked),
        marked=marked_answers(publication, answers, language()),
        readings=readings_of(publication),
        here=Markup(),
    )
