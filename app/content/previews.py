"""Half-written lessons made whole enough to be looked at: what is missing is filled, what is unknown is left out.

Nothing of this is ever published. The check names what is wrong; here an author sees the rest of the lesson meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from app.content.documents import Document, read_document
from app.content.drafts import Collection, QuizDraft
from app.content.drawings import Drawing
from app.content.overlays import Words, lesson_words, quiz_words, translated_lesson, translated_quiz
from app.content.pictures import Art, Picture
from app.content.revisions import publication_of
from app.content.traditional import LANGUAGE as DERIVED
from app.content.traditional import Converter
from app.domain.lessons import Choice, Cue, Item, Lesson, Reply, Spot, Step, StepKind, Turn
from app.domain.library import SOURCE_LANGUAGE, WRITTEN_LANGUAGES, Publication
from app.domain.quizzes import Choice as QuizChoice
from app.domain.quizzes import Question, Quiz

GAP = "……"
_BLANK = ""
_NO_DRAWING = Drawing("", '<path d="M0 0h320v180H0z" fill="#ecebe4"/>')
# What a step needs besides its title, text and alternative text to be shown at all; without it, it is read like a card.
_NEEDS = {StepKind.CALCULATOR: "offer", StepKind.VIDEO: "video", StepKind.HOTSPOT: "spots", StepKind.DIALOGUE: "turns"}

Row = TypeVar("Row", Choice, Item, Spot, Reply, Turn, Cue, QuizChoice, Question, Step)


def preview_of(lesson_id: str, collection: Collection) -> Publication | None:
    """What a lesson would publish if the gaps in it were filled, or None where its file cannot be read at all."""
    draft = collection.lessons.get(lesson_id)
    if draft is None:
        return None
    art = replace(collection.art, scenes={**collection.art.scenes, _BLANK: _NO_DRAWING})
    steps = _with_ids([_step(step, art) for step in draft.lesson.steps], "step")
    before = draft.lesson
    lesson = replace(before, title=before.title or GAP, summary=before.summary or GAP, steps=tuple(steps))
    pictures = {step.id: _picture(draft.pictures[old.id], art) for old, step in zip(before.steps, steps, strict=True)}
    found = collection.quizzes.get(lesson_id)
    quiz = _quiz(found.quiz if found else Quiz(lesson_id, 1, ()), art)
    whole = replace(draft, lesson=lesson, pictures=pictures, translations=_lessons(draft.document, lesson, collection))
    translations = _quizzes(found.document, quiz, collection) if found else {}
    quiz_draft = QuizDraft(found.document if found else draft.document, quiz, frozenset(), translations)
    return publication_of(whole, quiz_draft, replace(collection, art=art))


def _with_ids(rows: Iterable[Row], prefix: str) -> list[Row]:
    """The rows, each with an id of its own."""
    found: list[Row] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        name = row.id if row.id and row.id not in seen else f"{prefix}-{number}"
        while name in seen:
            name += "-x"
        seen.add(name)
        found.append(replace(row, id=name))
    return found


def _step(step: Step, art: Art) -> Step:
    needed = _NEEDS.get(step.kind)
    if needed is not None and not getattr(step, needed):
        step = replace(step, kind=StepKind.HOME, choices=(), items=(), spots=(), turns=(), offer=None)
    is_story = step.kind is StepKind.STORY
    choices = [
        replace(
            choice,
            text=choice.text or GAP,
            icon=_icon(choice.icon, art),
            consequence=choice.consequence or (GAP if is_story else ""),
            feedback="" if is_story else choice.feedback or GAP,
        )
        for choice in step.choices
    ]
    is_order = step.kind is StepKind.ORDER
    items = [
        replace(item, text=item.text or GAP, feedback="" if is_order else item.feedback or GAP) for item in step.items
    ]
    spots = [replace(spot, text=spot.text or GAP, feedback=spot.feedback or GAP) for spot in step.spots]
    return replace(
        step,
        title=step.title or GAP,
        text=step.text or GAP,
        alt=step.alt or GAP,
        feedback=step.feedback or (GAP if is_order else ""),
        caller=step.caller or (GAP if step.kind is StepKind.DIALOGUE else ""),
        transcript=step.transcript or (GAP if step.kind is StepKind.VIDEO else ""),
        choices=tuple(_with_ids(choices, "choice")),
        items=tuple(_with_ids(items, "item")),
        spots=tuple(_with_ids(spots, "spot")),
        turns=tuple(_with_ids([_turn(turn, art) for turn in step.turns], "turn")),
        cues=tuple(_with_ids([replace(cue, text=cue.text or GAP) for cue in step.cues], "cue")),
    )


def _turn(turn: Turn, art: Art) -> Turn:
    replies = [
        replace(reply, text=reply.text or GAP, feedback=reply.feedback or GAP, icon=_icon(reply.icon, art))
        for reply in turn.replies
    ]
    return replace(turn, says=turn.says or GAP, replies=tuple(_with_ids(replies, "reply")))


def _quiz(quiz: Quiz, art: Art) -> Quiz:
    questions = [_question(question, art) for question in quiz.questions if question.choices]
    return replace(quiz, questions=tuple(_with_ids(questions, "question")))


def _question(question: Question, art: Art) -> Question:
    """The question with a right choice: where none is marked, its first stands for it."""
    has_right = any(choice.right for choice in question.choices)
    choices = [
        replace(
            choice,
            text=choice.text or GAP,
            icon=_icon(choice.icon, art),
            right=choice.right if has_right else number == 0,
            feedback=choice.feedback or ("" if choice.right else GAP),
        )
        for number, choice in enumerate(question.choices)
    ]
    return replace(
        question,
        text=question.text or GAP,
        explanation=question.explanation or GAP,
        choices=tuple(_with_ids(choices, "choice")),
    )


def _icon(name: str, art: Art) -> str:
    return name if name in art.emoji else ""


def _picture(picture: Picture, art: Art) -> Picture:
    """The picture without what cannot be drawn."""
    figures = tuple(
        figure for figure in picture.figures if (figure.cast in art.cast if figure.cast else figure.emoji in art.emoji)
    )
    return Picture(picture.scene if picture.scene in art.scenes else _BLANK, figures)


def _lessons(document: Document, lesson: Lesson, collection: Collection) -> dict[str, Lesson]:
    """The lesson in its other languages, in the source's words where the overlay has none."""
    words = lesson_words(lesson)
    return {
        language: translated_lesson(lesson, merged(words, given))
        for language, given in _given(document, words, collection)
    }


def _quizzes(document: Document, quiz: Quiz, collection: Collection) -> dict[str, Quiz]:
    words = quiz_words(quiz)
    return {
        language: translated_quiz(quiz, merged(words, given)) for language, given in _given(document, words, collection)
    }


def _given(document: Document, words: Words, collection: Collection) -> Iterable[tuple[str, Mapping[str, Any]]]:
    yield DERIVED, Converter(collection.traditional).tree(words)
    for language in WRITTEN_LANGUAGES:
        path = document.path.with_name(f"{document.path.stem}.{language}.toml")
        if language != SOURCE_LANGUAGE and path.is_file():
            overlay = read_document(path, [])
            yield language, overlay.values if overlay is not None else {}


def merged(source: Words, given: Mapping[str, Any]) -> Words:
    """The source's tree with every text of the other tree that fits its place."""
    found: Words = {}
    for key, original in source.items():
        other = given.get(key)
        if isinstance(original, dict):
            found[key] = merged(original, other if isinstance(other, dict) else {})
        elif isinstance(original, str):
            found[key] = other if isinstance(other, str) and other.strip() else original
        else:
            is_fit = isinstance(other, list) and len(other) == len(original) and all(isinstance(o, str) for o in other)
            found[key] = other if is_fit else original
    return found
