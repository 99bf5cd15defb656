"""From a quiz file to a draft: the shape of every question, field by field."""

from __future__ import annotations

from collections.abc import Mapping

from app.content.bands import ANY, Sizes
from app.content.documents import Document
from app.content.drafts import MisconceptionDraft, QuizDraft
from app.content.tables import Table, note_repeated
from app.content.words import fault_in_question
from app.domain.quizzes import Choice, Question, Quiz

CHOICES = (2, 6)


def read_quiz(
    document: Document, lesson_id: str, known: Mapping[str, MisconceptionDraft], sizes: Sizes = ANY
) -> QuizDraft:
    """A draft of the quiz in this file; `known` tells which misconceptions of its theme are critical."""
    table = Table(document, (), document.values)
    draw = table.number("draw", *sizes.draw)
    rows = table.rows("question", *sizes.bank)
    questions = tuple(_question(row) for row in rows)
    note_repeated(document, ("question",), [question.id for question in questions])
    retired = frozenset(table.strings("retired", required=False))
    table.close()
    caught = {choice.misconception for question in questions for choice in question.choices}
    crits = frozenset(name for name in caught & known.keys() if known[name].crit)
    return QuizDraft(document, Quiz(lesson_id, draw, questions, crits), retired)


def _question(row: Table) -> Question:
    question_id = row.identifier()
    crit = row.flag("crit", default=False)
    text = row.prose("text", fault_in_question)
    explanation = row.prose("explanation")
    choices = tuple(_choice(table) for table in row.rows("choice", *CHOICES))
    note_repeated(row.document, (*row.place, "choice"), [choice.id for choice in choices])
    row.close()
    return Question(question_id, text, explanation, choices, crit)


def _choice(table: Table) -> Choice:
    choice_id, text = table.identifier(), table.plain("text")
    right = table.flag("right", default=False)
    feedback = "" if right and "feedback" not in table else table.prose("feedback")
    icon = table.name("icon", required=False)
    choice = Choice(choice_id, text, right, feedback, table.misconception(), icon)
    table.close()
    return choice
