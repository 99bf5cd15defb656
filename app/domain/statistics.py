"""How the questions of a quiz work, by classical test theory: from counts of choices alone, without any person.

Only first quiz sheets count. Sums are whole numbers and exact; one square root is taken at the end. Sources:

- difficulty p, the share right; discrimination, the correlation of "right" with the rest of the sheet (point-biserial,
  corrected for the item itself): L. Crocker, J. Algina, Introduction to Classical and Modern Test Theory, 1986. Taken
  rather than upper against lower 27 % (T. L. Kelley, 1939), because it needs no order of all pupils, only sums;
- a distractor chosen by hardly anybody does no work: T. M. Haladyna, S. M. Downing, Educational and Psychological
  Measurement 53 (1993), 999-1010;
- intervals of shares: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212; of
  correlations: R. A. Fisher's z, 1915. Both at 95 %.

A flag asks an author to look. It never touches a score, a pupil or a school.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from math import atanh, sqrt, tanh
from statistics import median

from app.domain.quizzes import Question

LEAST = 30  # Nothing is said about a question that fewer pupils answered.
LEAST_FOR_SHAPE = 100  # Nor about discrimination, idle distractors and jumps: a correlation of 100 is good to 0.2.
TOO_EASY, TOO_HARD = 0.95, 0.40
IDLE = 0.02
JUMP, BEYOND_OTHERS = 0.15, 0.10
HURRIED = timedelta(seconds=3)  # For each question of the sheet, reading and choosing together.
Z = 1.959964


class Flag(StrEnum):
    """Why an author should look at a question, the gravest first."""

    AMBIGUOUS = "ambiguous"
    LEAKED = "leaked"
    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class ChoiceCount:
    """A choice in one month: made `chosen` times by pupils whose rest scores, in thousandths, have these sums."""

    question_id: str
    choice_id: str
    month: date
    chosen: int = 0
    rest_sum: int = 0
    rest_squares: int = 0
    hurried: int = 0


@dataclass(frozen=True, slots=True)
class ChoiceFigures:
    """`chosen` of `asked`. `strength` is the correlation of choosing it with the rest score, None where too few did."""

    choice_id: str
    is_right: bool
    chosen: int
    asked: int
    strength: float | None
    is_idle: bool = False
    draws_strong: bool = False


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """One question. `interval` holds the share right at 95 %; `flags` are empty below LEAST pupils."""

    question: Question
    asked: int
    right: int
    interval: tuple[float, float]
    discrimination: float | None
    choices: tuple[ChoiceFigures, ...]
    flags: tuple[Flag, ...] = ()

    @property
    def is_enough(self) -> bool:
        """True where enough pupils answered for anything to be said."""
        return self.asked >= LEAST


def wilson(hits: int, asked: int) -> tuple[float, float]:
    """Wilson's interval for a share of `hits` in `asked`; (0, 1) where nobody was asked."""
    if not asked:
        return 0.0, 1.0
    share, square = hits / asked, Z * Z / asked
    middle = share + square / 2
    reach = Z * sqrt(share * (1 - share) / asked + square / asked / 4)
    return max(0.0, (middle - reach) / (1 + square)), min(1.0, (middle + reach) / (1 + square))


def correlation(part: ChoiceCount, whole: ChoiceCount) -> float | None:
    """Point-biserial correlation of having made a choice with the rest score; None where either does not vary.

    `whole` are the sums over all choices of the question.
    """
    asked, chosen = whole.chosen, part.chosen
    spread = asked * whole.rest_squares - whole.rest_sum**2
    split = chosen * (asked - chosen)
    if not spread or not split:
        return None
    return (asked * part.rest_sum - chosen * whole.rest_sum) / (sqrt(split) * sqrt(spread))


def correlation_interval(value: float, asked: int) -> tuple[float, float]:
    """Fisher's interval for a correlation of so many pupils."""
    middle, reach = atanh(max(-0.999999, min(0.999999, value))), Z / sqrt(max(1, asked - 3))
    return tanh(middle - reach), tanh(middle + reach)


@dataclass(slots=True)
class ChoiceTallies:
    """Counts the choices of first sheets: (revision, question, choice, month) -> chosen, sum, squares, hurried."""

    counts: dict[tuple[str, str, str, date], list[int]] = field(default_factory=dict)

    def add(self, revision: str, month: date, answers: Sequence[Sequence[object]], taken: timedelta) -> None:
        """One sheet, with the time from being drawn to being handed in."""
        right, others = sum(bool(answer[2]) for answer in answers), len(answers) - 1
        hurried = int(taken < HURRIED * len(answers))
        for question_id, choice_id, is_right in answers:
            rest = _thousandths(right - bool(is_right), others)
            four = self.counts.setdefault((revision, str(question_id), str(choice_id), month), [0, 0, 0, 0])
            four[0] += 1
            four[1] += rest
            four[2] += rest * rest
            four[3] += hurried


def _thousandths(right: int, asked: int) -> int:
    """A share in thousandths, rounded half up; 0 for a sheet of one question, which has no rest."""
    return (2000 * right + asked) // (2 * asked) if asked else 0


def judge(questions: Sequence[Question], counts: Iterable[ChoiceCount]) -> tuple[QuestionFigures, ...]:
    """The figures of all questions of a lesson, those with the gravest flags first, then the hardest."""
    by_question: dict[str, list[ChoiceCount]] = {}
    for count in counts:
        by_question.setdefault(count.question_id, []).append(count)
    jumps = {question.id: _jump(question, by_question.get(question.id, ())) for question in questions}
    found = [_figures(question, by_question.get(question.id, ()), jumps) for question in questions]
    order = {flag: place for place, flag in enumerate(Flag)}

    def urgency(one: QuestionFigures) -> tuple[int, bool, float, str]:
        gravest = min((order[flag] for flag in one.flags), default=len(order))
        return gravest, not one.is_enough, one.right / one.asked if one.asked else 1.0, one.question.id

    return tuple(sorted(found, key=urgency))


def _figures(question: Question, counts: Sequence[ChoiceCount], jumps: Mapping[str, float | None]) -> QuestionFigures:
    whole = _sum(counts)
    right = _sum(one for one in counts if one.choice_id == question.key)
    interval = wilson(right.chosen, whole.chosen)
    is_easy = whole.chosen >= LEAST and interval[0] > TOO_EASY
    choices = tuple(_choice(question, choice.id, counts, whole, is_easy=is_easy) for choice in question.choices)
    key = next(one for one in choices if one.is_right)
    found = QuestionFigures(question, whole.chosen, right.chosen, interval, key.strength, choices)
    if not found.is_enough:
        return found
    named = {
        Flag.AMBIGUOUS: _is_ambiguous(found),
        Flag.LEAKED: _is_leaked(question.id, right, whole, jumps),
        Flag.TOO_HARD: interval[1] < TOO_HARD,
        Flag.TOO_EASY: is_easy,
        Flag.IDLE: any(choice.is_idle for choice in choices),
    }
    flags = tuple(flag for flag in Flag if named[flag])
    return QuestionFigures(question, whole.chosen, right.chosen, interval, key.strength, choices, flags)


def _choice(
    question: Question, choice_id: str, counts: Iterable[ChoiceCount], whole: ChoiceCount, *, is_easy: bool
) -> ChoiceFigures:
    own = _sum(one for one in counts if one.choice_id == choice_id)
    is_right, is_shaped = choice_id == question.key, whole.chosen >= LEAST_FOR_SHAPE
    strength = correlation(own, whole) if is_shaped else None
    draws = strength is not None and correlation_interval(strength, whole.chosen)[0] > 0 and not is_right
    # Where nearly everybody is right, no distractor can have many takers.
    is_idle = is_shaped and not is_right and not is_easy and wilson(own.chosen, whole.chosen)[1] < IDLE
    return ChoiceFigures(choice_id, is_right, own.chosen, whole.chosen, strength, is_idle, draws)


def _is_ambiguous(found: QuestionFigures) -> bool:
    """The better a pupil is otherwise, the likelier a wrong answer, beyond chance: two readings, or a wrong key."""
    strength = found.discrimination
    is_negative = strength is not None and correlation_interval(strength, found.asked)[1] < 0
    return is_negative or any(choice.draws_strong for choice in found.choices)


def _is_leaked(question_id: str, right: ChoiceCount, whole: ChoiceCount, jumps: Mapping[str, float | None]) -> bool:
    """The question became much easier than the others of its quiz did, or those who cannot have read it know it."""
    jump = jumps[question_id]
    others = [one for name, one in jumps.items() if name != question_id and one is not None]
    usual = median(others) if others else 0.0
    if jump is not None and jump >= JUMP and jump - usual >= BEYOND_OTHERS:
        return True
    slow = whole.chosen - whole.hurried
    if whole.hurried < LEAST or slow < LEAST:
        return False
    return wilson(right.hurried, whole.hurried)[0] > wilson(right.chosen - right.hurried, slow)[1]


def _jump(question: Question, counts: Sequence[ChoiceCount]) -> float | None:
    """By how much the share right rose in the latest month, 0 within chance; None where too few answered."""
    latest = max((one.month for one in counts), default=None)
    late = [one for one in counts if one.month == latest]
    early = [one for one in counts if one.month != latest]
    shares = []
    for part in (early, late):
        asked = sum(one.chosen for one in part)
        if asked < LEAST_FOR_SHAPE:
            return None
        right = sum(one.chosen for one in part if one.choice_id == question.key)
        shares.append((right / asked, wilson(right, asked)))
    (before, around), (after, about) = shares
    return after - before if about[0] > around[1] or about[1] < around[0] else 0.0


def _sum(counts: Iterable[ChoiceCount]) -> ChoiceCount:
    chosen = rest_sum = rest_squares = hurried = 0
    for one in counts:
        chosen += one.chosen
        rest_sum += one.rest_sum
        rest_squares += one.rest_squares
        hurried += one.hurried
    return ChoiceCount("", "", date.min, chosen, rest_sum, rest_squares, hurried)
