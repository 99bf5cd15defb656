"""Publications: rendered lessons and quizzes in every language, named by a digest of everything in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from app.content.drafts import Collection, LessonDraft, QuizDraft
from app.content.markdown import to_html, to_inline_html
from app.content.pictures import Art, compose, icon
from app.domain.lessons import Choice, Item, Lesson, Step, StepKind
from app.domain.library import LANGUAGES, SOURCE_LANGUAGE, Misconception, Publication, Theme
from app.domain.quizzes import Choice as QuizChoice
from app.domain.quizzes import Question, Quiz

# Raised when the shape of a stored body changes, so that old revisions can still be told apart and read.
FORMAT = 1

Body = dict[str, Any]


def publications(collection: Collection) -> dict[str, Publication]:
    """What a collection without problems publishes, by lesson id."""
    return {
        lesson_id: _publication(draft, collection.quizzes[lesson_id], collection)
        for lesson_id, draft in sorted(collection.lessons.items())
    }


def themes(collection: Collection) -> dict[str, Theme]:
    """The themes of a collection without problems, by id."""
    return {
        theme_id: Theme(theme_id, draft.names, icon(collection.art.emoji[draft.icon], f"t-{theme_id}"), draft.order)
        for theme_id, draft in sorted(collection.themes.items())
    }


def _publication(draft: LessonDraft, quiz_draft: QuizDraft, collection: Collection) -> Publication:
    lessons = {SOURCE_LANGUAGE: draft.lesson, **draft.translations}
    quizzes = {SOURCE_LANGUAGE: quiz_draft.quiz, **quiz_draft.translations}
    known = collection.misconceptions.get(draft.lesson.theme, {})
    beliefs = {
        language: {
            name: found.by_language.get(language, found.by_language[SOURCE_LANGUAGE])
            for name, found in sorted(known.items())
        }
        for language in LANGUAGES
        if language in lessons
    }
    publication = Publication(
        draft.lesson.id,
        "",
        {language: _rendered_lesson(lesson, draft, collection.art) for language, lesson in lessons.items()},
        {language: _rendered_quiz(quiz) for language, quiz in quizzes.items()},
        beliefs,
    )
    return replace(publication, digest=body_digest(to_body(publication)))


def _rendered_lesson(lesson: Lesson, draft: LessonDraft, art: Art) -> Lesson:
    steps = tuple(
        replace(_rendered_step(step), picture=compose(draft.pictures[step.id], step.alt, art, f"p-{step.id}"))
        for step in lesson.steps
    )
    return replace(lesson, steps=steps)


def _rendered_step(step: Step) -> Step:
    choices = tuple(
        replace(choice, consequence=to_html(choice.consequence), feedback=to_html(choice.feedback))
        for choice in step.choices
    )
    items = tuple(replace(item, feedback=to_html(item.feedback)) for item in step.items)
    return replace(step, text=to_html(step.text), feedback=to_html(step.feedback), choices=choices, items=items)


def _rendered_quiz(quiz: Quiz) -> Quiz:
    return replace(quiz, questions=tuple(_rendered_question(question) for question in quiz.questions))


def _rendered_question(question: Question) -> Question:
    choices = tuple(replace(choice, feedback=to_html(choice.feedback)) for choice in question.choices)
    return replace(
        question,
        text=to_inline_html(question.text),
        explanation=to_html(question.explanation),
        choices=choices,
    )


def body_digest(body: Body) -> str:
    """SHA-256 over canonical JSON: equal bodies have equal digests on every machine."""
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def to_body(publication: Publication) -> Body:
    """A publication as JSON values, without the id and digest that stand beside it in the database."""
    return {
        "format": FORMAT,
        "lessons": {language: _plain(lesson) for language, lesson in publication.lessons.items()},
        "quizzes": {language: _plain(quiz) for language, quiz in publication.quizzes.items()},
        "misconceptions": {
            language: {name: _plain(belief) for name, belief in beliefs.items()}
            for language, beliefs in publication.misconceptions.items()
        },
    }


def _plain(value: Any) -> Any:
    """A dataclass as JSON would give it back: lists for tuples and sets, strings for kinds."""
    return json.loads(json.dumps(asdict(value), default=sorted))


def from_body(lesson_id: str, digest: str, body: Body) -> Publication:
    """The publication that `to_body` was given. Raises ValueError for a body of another format."""
    if body.get("format") != FORMAT:
        raise ValueError(f"revision {digest} has format {body.get('format')}")
    return Publication(
        lesson_id,
        digest,
        {language: _lesson(row) for language, row in body["lessons"].items()},
        {language: _quiz(row) for language, row in body["quizzes"].items()},
        {
            language: {name: Misconception(**belief) for name, belief in beliefs.items()}
            for language, beliefs in body["misconceptions"].items()
        },
    )


def _lesson(row: Mapping[str, Any]) -> Lesson:
    steps = tuple(_step(step) for step in row["steps"])
    return Lesson(**{**row, "sources": tuple(row["sources"]), "steps": steps})


def _step(row: Mapping[str, Any]) -> Step:
    choices = tuple(Choice(**choice) for choice in row["choices"])
    items = tuple(Item(**item) for item in row["items"])
    return Step(**{**row, "kind": StepKind(row["kind"]), "choices": choices, "items": items})


def _quiz(row: Mapping[str, Any]) -> Quiz:
    crits = frozenset(row["crit_misconceptions"])
    return Quiz(**{**row, "questions": tuple(_question(q) for q in row["questions"]), "crit_misconceptions": crits})


def _question(row: Mapping[str, Any]) -> Question:
    return Question(**{**row, "choices": tuple(QuizChoice(**choice) for choice in row["choices"])})


def theme_to_body(theme: Theme) -> Body:
    """A theme as JSON values."""
    body: Body = _plain(theme)
    return body


def theme_from_body(body: Body) -> Theme:
    """The theme that `theme_to_body` was given."""
    return Theme(**body)
