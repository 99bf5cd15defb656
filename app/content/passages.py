"""Every text of a lesson or quiz with its place, and whether the lesson presents it as right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.content.lines import Place
from app.domain.lessons import Choice, Lesson, Step, StepKind
from app.domain.quizzes import Quiz

_TEACHING = frozenset({StepKind.CARD, StepKind.HOME, StepKind.PRACTICE, StepKind.VIDEO})


@dataclass(frozen=True, slots=True)
class Passage:
    """One text. `is_taught`: a pupil should believe it; a tempting choice or a story is told, not taught.

    `is_read` is False for the texts in place of a picture, which only a screen reader speaks.
    """

    place: Place
    text: str
    is_taught: bool = False
    is_read: bool = True


def lesson_passages(lesson: Lesson) -> Iterator[Passage]:
    """The texts of a lesson in one language, in the order of its file; sources are for teachers and left out."""
    yield Passage(("title",), lesson.title)
    yield Passage(("summary",), lesson.summary)
    for number, step in enumerate(lesson.steps):
        for passage in _step_passages(("step", number), step):
            if passage.text:
                yield passage


def quiz_passages(quiz: Quiz) -> Iterator[Passage]:
    """The texts of a quiz in one language."""
    for number, question in enumerate(quiz.questions):
        place: Place = ("question", number)
        yield Passage((*place, "text"), question.text)
        yield Passage((*place, "explanation"), question.explanation, is_taught=True)
        for part, choice in enumerate(question.choices):
            here = (*place, "choice", part)
            yield Passage((*here, "text"), choice.text, choice.right)
            if choice.feedback:
                yield Passage((*here, "feedback"), choice.feedback, choice.right)


def _step_passages(place: Place, step: Step) -> Iterator[Passage]:
    yield Passage((*place, "title"), step.title)
    yield Passage((*place, "text"), step.text, step.kind in _TEACHING)
    yield Passage((*place, "picture", "alt"), step.alt, is_read=False)
    yield Passage((*place, "feedback"), step.feedback, is_taught=True)
    yield Passage((*place, "transcript"), step.transcript, is_taught=True)
    for number, choice in enumerate(step.choices):
        yield from _choice_passages((*place, "choice", number), choice)
    row = "statement" if step.kind is StepKind.MYTH else "item"
    for number, item in enumerate(step.items):
        here = (*place, row, number)
        yield Passage((*here, "text"), item.text, item.holds)
        yield Passage((*here, "feedback"), item.feedback, item.holds)
    for number, spot in enumerate(step.spots):
        yield Passage((*place, "spot", number, "text"), spot.text)
        yield Passage((*place, "spot", number, "feedback"), spot.feedback)
    for number, cue in enumerate(step.cues):
        yield Passage((*place, "cue", number, "text"), cue.text, is_taught=True)
    for number, turn in enumerate(step.turns):
        here = (*place, "turn", number)
        yield Passage((*here, "says"), turn.says)
        for part, reply in enumerate(turn.replies):
            is_good = reply.mood == "good"
            yield Passage((*here, "reply", part, "text"), reply.text, is_good)
            yield Passage((*here, "reply", part, "feedback"), reply.feedback, is_good)


def _choice_passages(place: Place, choice: Choice) -> Iterator[Passage]:
    is_right = bool(choice.right) or choice.mood == "good"
    yield Passage((*place, "text"), choice.text, is_right)
    yield Passage((*place, "consequence"), choice.consequence, is_right)
    yield Passage((*place, "feedback"), choice.feedback, is_right)
