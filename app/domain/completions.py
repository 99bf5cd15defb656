"""When a lesson, and then a campaign, is completed, mastered and retained: the written, versioned rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from app.domain.quizzes import Quiz, Score


class Rate(StrEnum):
    """The four rates, each the share of the roster that got this far."""

    REACHED = "reached"
    COMPLETED = "completed"
    MASTERED = "mastered"
    RETAINED = "retained"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a campaign asks for. It is stored with the campaign, never changed, and printed under every table.

    Version 1, per lesson: all steps were taken in order, each for at least its minimum stay, a quiz sheet was handed
    in, and every critical question on it has been answered rightly in the end. The lesson is mastered when besides the
    first sheet scored at least `mastery_percent`. Retained means: a review sheet at least `review_after_days` after
    completion scored at least `mastery_percent`. A campaign is completed (mastered) when every lesson assigned to
    the pupil's grade is.
    """

    version: int = 1
    mastery_percent: int = 80
    review_after_days: int = 7

    def is_mastery(self, right: int, asked: int) -> bool:
        """Exact comparison, without rounding: right/asked >= mastery_percent/100."""
        return asked > 0 and Fraction(right, asked) >= Fraction(self.mastery_percent, 100)

    def as_json(self) -> dict[str, Any]:
        """The rule as stored."""
        return {
            "version": self.version,
            "mastery_percent": self.mastery_percent,
            "review_after_days": self.review_after_days,
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Rule:
        """The rule as stored with a campaign."""
        return cls(int(body["version"]), int(body["mastery_percent"]), int(body["review_after_days"]))


STANDARD_RULE = Rule()


@dataclass(frozen=True, slots=True)
class LessonState:
    """Where one pupil stands in one lesson: what the next sheet holds and which rates are earned."""

    open_questions: tuple[str, ...]
    is_completed: bool
    is_mastered: bool


def after_sheet(
    rule: Rule, quiz: Quiz, score: Score, *, is_first: bool, was_mastery: bool, still_open: Sequence[str]
) -> LessonState:
    """The state after one more sheet.

    `still_open` are the critical questions not yet right before this sheet, `was_mastery` whether the first sheet
    reached mastery. A first sheet opens its wrong critical questions; a repeat closes those it got right. Repeating
    costs nothing: mastery is judged on the first sheet, completion on the last word about every critical question.
    """
    crit = {question.id for question in quiz.questions if question.crit}
    right = {answer.question_id for answer in score.answers if answer.right}
    wrong_crit = [question_id for question_id in score.wrong_ids() if question_id in crit]
    remaining = wrong_crit if is_first else [question_id for question_id in still_open if question_id not in right]
    mastered = rule.is_mastery(score.right, score.asked) if is_first else was_mastery
    done = not remaining
    return LessonState(tuple(remaining), done, done and mastered)
