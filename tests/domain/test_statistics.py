"""Classical test theory from sums: held against the textbook's own computation over all pupils."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from statistics import correlation as pearson

import pytest

from app.domain.quizzes import Choice, Question
from app.domain.statistics import (
    LEAST,
    LEAST_FOR_SHAPE,
    ChoiceCount,
    ChoiceTallies,
    Flag,
    QuestionFigures,
    correlation,
    correlation_interval,
    judge,
    wilson,
)

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
SLOW, QUICK = timedelta(minutes=2), timedelta(seconds=20)
QUESTIONS = tuple(
    Question(f"q{number}", "?", "!", (Choice("right", "", right=True), Choice("a", ""), Choice("b", "")))
    for number in range(10)
)
Sheet = list[tuple[str, str, bool]]


def sheet(right: int, **chosen: str) -> Sheet:
    """Ten answers: the first `right` of the questions not named are right, the others a."""
    found: Sheet = []
    for number, question in enumerate(QUESTIONS):
        choice = chosen.get(question.id, "right" if number < right else "a")
        found.append((question.id, choice, choice == "right"))
    return found


def counted(tallies: ChoiceTallies) -> Iterator[ChoiceCount]:
    for (_revision, question, choice, month), four in tallies.counts.items():
        yield ChoiceCount(question, choice, month, *four)


def figures(tallies: ChoiceTallies, question_id: str) -> QuestionFigures:
    return next(one for one in judge(QUESTIONS, counted(tallies)) if one.question.id == question_id)


@pytest.mark.parametrize(
    ("hits", "asked", "low", "high"), [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (50, 100, 0.4038, 0.5962)]
)
def test_wilsons_interval_is_the_one_in_the_tables(hits: int, asked: int, low: float, high: float) -> None:
    assert wilson(hits, asked) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_nobody_asked_could_be_anything() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_discrimination_from_sums_is_the_correlation_over_all_pupils() -> None:
    dice, tallies = Random(4), ChoiceTallies()  # noqa: S311 - a test is to be repeatable, not secret
    xs: list[float] = []
    ys: list[float] = []
    for _ in range(400):
        ability = dice.random()
        answers = [(one.id, "right" if dice.random() < ability else dice.choice("ab")) for one in QUESTIONS]
        marked = [(name, choice, choice == "right") for name, choice in answers]
        tallies.add("d", OCTOBER, marked, SLOW)
        xs.append(float(marked[3][2]))
        ys.append(sum(one[2] for one in marked[:3] + marked[4:]) / 9)
    found = figures(tallies, "q3").discrimination
    assert found == pytest.approx(pearson(xs, ys), abs=1e-3)
    assert found is not None
    assert found > 0.3


def test_where_nothing_varies_there_is_no_correlation() -> None:
    same = ChoiceCount("q", "right", OCTOBER, 50, 25_000, 12_500_000)
    assert correlation(same, same) is None
    assert correlation(ChoiceCount("q", "a", OCTOBER), same) is None
    assert correlation_interval(1.0, 200)[0] < 1.0


def test_below_thirty_answers_nothing_is_said() -> None:
    tallies = ChoiceTallies()
    for _ in range(LEAST - 1):
        tallies.add("d", OCTOBER, sheet(0), SLOW)
    few = figures(tallies, "q0")
    assert (few.is_enough, few.flags) == (False, ())
    tallies.add("d", OCTOBER, sheet(0), SLOW)
    assert figures(tallies, "q0").flags == (Flag.TOO_HARD,)


def test_too_easy_is_said_only_beyond_chance_and_without_blaming_idle_choices() -> None:
    tallies = ChoiceTallies()
    for number in range(60):
        tallies.add("d", OCTOBER, sheet(9, q1="right" if number else "a"), SLOW)
    assert figures(tallies, "q1").flags == ()
    for _ in range(200):
        tallies.add("d", OCTOBER, sheet(9), SLOW)
    assert figures(tallies, "q1").flags == (Flag.TOO_EASY,)


def test_a_choice_nobody_takes_is_idle() -> None:
    tallies = ChoiceTallies()
    for number in range(400):
        tallies.add("d", OCTOBER, sheet(number % 10), SLOW)
    found = figures(tallies, "q2")
    assert [(choice.choice_id, choice.is_idle) for choice in found.choices] == [
        ("right", False),
        ("a", False),
        ("b", True),
    ]
    assert Flag.IDLE in found.flags
    assert Flag.AMBIGUOUS not in found.flags


def test_a_choice_that_draws_the_strong_makes_a_question_ambiguous() -> None:
    tallies = ChoiceTallies()
    for number in range(LEAST_FOR_SHAPE * 2):
        knows = number % 2 == 0
        tallies.add("d", OCTOBER, sheet(10 if knows else 3, q9="b" if knows and number % 4 else "right"), SLOW)
        tallies.add("d", OCTOBER, sheet(10 if knows else 3, q9="b" if knows else "right"), SLOW)
    found = figures(tallies, "q9")
    assert found.flags[0] is Flag.AMBIGUOUS
    assert found.discrimination is not None
    assert found.discrimination < 0
    assert next(choice for choice in found.choices if choice.choice_id == "b").draws_strong
    assert judge(QUESTIONS, counted(tallies))[0].question.id == "q9"


def test_one_question_that_jumps_alone_may_have_leaked_and_a_better_lesson_has_not() -> None:
    alone, together = ChoiceTallies(), ChoiceTallies()
    for number in range(200):
        is_half = number % 2 == 0
        alone.add("d", OCTOBER, sheet(5 if is_half else 4, q9="right" if is_half else "a"), SLOW)
        together.add("d", OCTOBER, sheet(10 if is_half else 0), SLOW)
        alone.add("d", NOVEMBER, sheet(5 if is_half else 4, q9="right"), SLOW)
        together.add("d", NOVEMBER, sheet(10), SLOW)
    assert Flag.LEAKED in figures(alone, "q9").flags
    assert Flag.LEAKED not in figures(alone, "q0").flags
    assert all(Flag.LEAKED not in one.flags for one in judge(QUESTIONS, counted(together)))


def test_fast_and_right_where_the_others_are_wrong_may_have_leaked() -> None:
    tallies = ChoiceTallies()
    for number in range(60):
        tallies.add("d", OCTOBER, sheet(5, q9="right" if number % 3 == 0 else "a"), SLOW)
        tallies.add("d", OCTOBER, sheet(5, q9="right"), QUICK)
    assert Flag.LEAKED in figures(tallies, "q9").flags
    assert Flag.LEAKED not in figures(tallies, "q8").flags


def test_a_sheet_of_one_question_has_no_rest() -> None:
    tallies = ChoiceTallies()
    tallies.add("d", OCTOBER, [("q0", "right", True)], SLOW)
    assert tallies.counts["d", "q0", "right", OCTOBER] == [1, 0, 0, 0]
