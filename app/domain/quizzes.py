"""Quizzes: drawing a sheet for one pupil and scoring it. The key never leaves the server.

A choice reaches the page as its place on the sheet (0, 1, 2 ...), never by the id its author gave it: authors
tend to write the right choice first, and ids would tell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer offered. A wrong one names the misconception it catches and says why it is wrong.

    `icon` is an SVG, or before publishing the name of an emoji.
    """

    id: str
    text: str
    right: bool = False
    feedback: str = ""
    misconception: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the bank. `crit`: a wrong answer endangers life, so it must be right in the end."""

    id: str
    text: str
    explanation: str
    choices: tuple[Choice, ...]
    crit: bool = False

    @property
    def key(self) -> str:
        """The id of the right choice."""
        return next(choice.id for choice in self.choices if choice.right)


@dataclass(frozen=True, slots=True)
class Quiz:
    """The bank of questions of one lesson in one language, and how many a sheet holds."""

    id: str
    draw: int
    questions: tuple[Question, ...]
    crit_misconceptions: frozenset[str] = frozenset()

    def question(self, question_id: str) -> Question | None:
        """The question with this id, or None where the bank has none."""
        return next((question for question in self.questions if question.id == question_id), None)


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    """A question as it stands on one pupil's sheet: its choices in the shuffled order."""

    question: Question
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered question, as kept for ever: ids only, never text."""

    question_id: str
    choice_id: str
    right: bool


@dataclass(frozen=True, slots=True)
class Score:
    """Result of one sheet: answers in sheet order, how many right of how many asked."""

    answers: tuple[Answer, ...]

    @property
    def right(self) -> int:
        """Number of right answers."""
        return sum(answer.right for answer in self.answers)

    @property
    def asked(self) -> int:
        """Number of questions on the sheet."""
        return len(self.answers)

    def wrong_ids(self) -> tuple[str, ...]:
        """Ids of the questions answered wrongly, in sheet order."""
        return tuple(answer.question_id for answer in self.answers if not answer.right)


def draw(quiz: Quiz, seed: bytes, only: Sequence[str] = ()) -> tuple[SheetQuestion, ...]:
    """The sheet that belongs to `seed`: the same seed always gives the same sheet.

    With `only`, the sheet holds just these questions (a repeat of the ones that were wrong). Otherwise one question for
    every critical misconception of the quiz is on every sheet, and the rest is drawn at random up to `quiz.draw`.
    """
    dice = Random(int.from_bytes(hashlib.sha256(seed).digest(), "big"))  # noqa: S311 - the seed is the secret
    wanted = [question for question in quiz.questions if question.id in only]
    chosen = wanted or _choose(quiz, dice)
    dice.shuffle(chosen)
    return tuple(
        SheetQuestion(question, tuple(dice.sample(question.choices, len(question.choices)))) for question in chosen
    )


def _choose(quiz: Quiz, dice: Random) -> list[Question]:
    pool = dice.sample(quiz.questions, len(quiz.questions))
    chosen: list[Question] = []
    open_crits = set(quiz.crit_misconceptions)
    for question in pool:
        caught = {choice.misconception for choice in question.choices} & open_crits
        if question.crit and caught:
            chosen.append(question)
            open_crits -= caught
    rest = [question for question in pool if question not in chosen]
    return chosen + rest[: max(0, quiz.draw - len(chosen))]


def score(sheet: Sequence[SheetQuestion], posted: Mapping[str, str]) -> tuple[Score | None, tuple[str, ...]]:
    """Score a sheet from the posted fields: question id -> place of the choice on the sheet ("0", "1", ...).

    Returns (score, ()) or, where questions are unanswered or a value was never offered, (None, their ids).
    """
    answers: list[Answer] = []
    missing: list[str] = []
    for entry in sheet:
        place = posted.get(entry.question.id, "")
        if not (place.isascii() and place.isdigit() and len(place) < 3 and int(place) < len(entry.choices)):
            missing.append(entry.question.id)
            continue
        choice = entry.choices[int(place)]
        answers.append(Answer(entry.question.id, choice.id, choice.right))
    if missing:
        return None, tuple(missing)
    return Score(tuple(answers)), ()
