"""Answering quiz sheets the way pupils do: some questions are hard for everybody, some wrong choices are tempting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from app.domain.completions import LessonState, Rule, after_sheet
from app.domain.library import SOURCE_LANGUAGE, Publication
from app.domain.quizzes import Choice, Question, Score, SheetQuestion, draw, score
from app.store.schema import AttemptKind

REVIEW_QUESTIONS = 5
EASY, HARD = (0.8, 0.97), (0.48, 0.68)
HARD_SHARE = 0.2
TEMPTING = (6, 2, 1, 1, 1)
LEARNT = 0.18
# Who still holds a belief that a question offers chooses it so often; otherwise everybody is so much surer.
BETRAYED, SURER = 0.75, 0.14
NOTHING: frozenset[str] = frozenset()
# Some questions are badly written: the more somebody knows, the likelier a wrong choice. Authors are to find them.
ODD_SHARE, ODD = 0.04, 4.0


@dataclass(frozen=True, slots=True)
class Handed:
    """One sheet as handed in."""

    kind: AttemptKind
    score: Score
    issued_at: datetime
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """All sheets of one pupil in one lesson, and where they led."""

    sheets: tuple[Handed, ...]
    state: LessonState


class Answers:
    """Answers sheets of published quizzes. How hard a question is stays the same for all pupils."""

    def __init__(self, dice: Random, rule: Rule) -> None:
        self._dice = dice
        self._rule = rule
        self._ease: dict[tuple[str, str], float] = {}
        self._lure: dict[tuple[str, str], list[int]] = {}
        self._odd: dict[str, bool] = {}

    def take_quiz(
        self,
        publication: Publication,
        issued_at: datetime,
        skill: float,
        *,
        gives_up: bool,
        held: frozenset[str] = NOTHING,
    ) -> Outcome:
        """The quiz, repeated until every critical question is right; who gives up leaves after the first sheet.

        `held` are the misconceptions that have survived the lesson; the first sheet shows them.
        """
        quiz = publication.quiz(SOURCE_LANGUAGE)
        sheet = self._hand_in(AttemptKind.QUIZ, publication, (), issued_at, skill, held)
        state = after_sheet(self._rule, quiz, sheet.score, is_first=True, was_mastery=False, still_open=())
        was_mastery = self._rule.is_mastery(sheet.score.right, sheet.score.asked)
        sheets = [sheet]
        while state.open_questions and not gives_up:
            again = sheets[-1].submitted_at + timedelta(seconds=self._dice.randint(20, 90))
            sheet = self._hand_in(AttemptKind.REPEAT, publication, state.open_questions, again, skill + LEARNT)
            state = after_sheet(
                self._rule,
                quiz,
                sheet.score,
                is_first=False,
                was_mastery=was_mastery,
                still_open=state.open_questions,
            )
            sheets.append(sheet)
        return Outcome(tuple(sheets), state)

    def review(
        self, publication: Publication, issued_at: datetime, skill: float, held: frozenset[str] = NOTHING
    ) -> tuple[Handed, bool]:
        """A short sheet a week or more later, and whether it was passed."""
        sheet = self._hand_in(AttemptKind.REVIEW, publication, (), issued_at, skill, held)
        return sheet, self._rule.is_mastery(sheet.score.right, sheet.score.asked)

    def _hand_in(
        self,
        kind: AttemptKind,
        publication: Publication,
        only: tuple[str, ...],
        issued_at: datetime,
        skill: float,
        held: frozenset[str] = NOTHING,
    ) -> Handed:
        drawn = draw(publication.quiz(SOURCE_LANGUAGE), self._dice.randbytes(16), only)
        questions = drawn[:REVIEW_QUESTIONS] if kind is AttemptKind.REVIEW else drawn
        posted = {entry.question.id: str(self._answer(publication, entry, skill, held)) for entry in questions}
        result, missing = score(questions, posted)
        if result is None:
            raise ValueError(f"not answered: {missing}")
        seconds = sum(self._dice.randint(7, 24) for _ in questions)
        return Handed(kind, result, issued_at, issued_at + timedelta(seconds=seconds))

    def _answer(self, publication: Publication, entry: SheetQuestion, skill: float, held: frozenset[str]) -> int:
        """The place of the choice on the sheet."""
        question = entry.question
        ease = self._ease_of(publication, question) + SURER + (skill if not self._is_odd(question) else -ODD * skill)
        believed = [choice for choice in question.choices if choice.misconception in held]
        if believed and not self._is_odd(question) and self._dice.random() < BETRAYED:
            chosen = self._dice.choice(believed).id
        elif self._dice.random() < min(0.99, max(0.15, ease)):
            chosen = question.key
        else:
            wrong = [choice for choice in question.choices if not choice.right]
            chosen = self._dice.choices(wrong, self._lures(publication, question, wrong))[0].id
        return next(place for place, choice in enumerate(entry.choices) if choice.id == chosen)

    def _is_odd(self, question: Question) -> bool:
        if question.id not in self._odd:
            self._odd[question.id] = self._dice.random() < ODD_SHARE
        return self._odd[question.id] and not question.crit

    def _ease_of(self, publication: Publication, question: Question) -> float:
        key = (publication.digest, question.id)
        if key not in self._ease:
            bounds = HARD if self._dice.random() < HARD_SHARE else EASY
            self._ease[key] = self._dice.uniform(*bounds)
        return self._ease[key]

    def _lures(self, publication: Publication, question: Question, wrong: list[Choice]) -> list[int]:
        key = (publication.digest, question.id)
        if key not in self._lure:
            self._lure[key] = self._dice.sample(TEMPTING[: len(wrong)], len(wrong))
        return self._lure[key]
