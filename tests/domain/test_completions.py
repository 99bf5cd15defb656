"""The rule of completion, sheet after sheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.completions import STANDARD_RULE, Rule, after_sheet
from app.domain.quizzes import Answer, Choice, Question, Quiz, Score

CHOICES = (Choice("a", "对", right=True), Choice("b", "错"))
QUIZ = Quiz("fire-p56", 5, tuple(Question(f"q{n}", "", "", CHOICES, crit=n < 2) for n in range(5)))


def sheet(**answers: bool) -> Score:
    """A score from question id -> right or wrong."""
    return Score(tuple(Answer(name, "a" if right else "b", right) for name, right in answers.items()))


def first(score: Score) -> tuple[tuple[str, ...], bool, bool]:
    """The state after a first sheet, as (open questions, completed, mastered)."""
    state = after_sheet(STANDARD_RULE, QUIZ, score, is_first=True, was_mastery=False, still_open=())
    return state.open_questions, state.is_completed, state.is_mastered


def test_all_right_at_once_completes_and_masters() -> None:
    assert first(sheet(q0=True, q1=True, q2=True, q3=True, q4=True)) == ((), True, True)


def test_four_of_five_is_mastery_exactly() -> None:
    assert first(sheet(q0=True, q1=True, q2=True, q3=True, q4=False)) == ((), True, True)


def test_below_mastery_with_the_critical_ones_right_completes_only() -> None:
    assert first(sheet(q0=True, q1=True, q2=True, q3=False, q4=False)) == ((), True, False)


def test_a_wrong_critical_question_stays_open_and_holds_everything_back() -> None:
    assert first(sheet(q0=False, q1=True, q2=True, q3=True, q4=True)) == (("q0",), False, False)


def test_repeating_closes_what_it_got_right_and_masters_by_the_first_sheet() -> None:
    state = after_sheet(STANDARD_RULE, QUIZ, sheet(q0=True), is_first=False, was_mastery=True, still_open=("q0",))
    assert (state.open_questions, state.is_completed, state.is_mastered) == ((), True, True)


def test_repeating_cannot_earn_mastery() -> None:
    state = after_sheet(
        STANDARD_RULE, QUIZ, sheet(q0=True, q1=True), is_first=False, was_mastery=False, still_open=("q0", "q1")
    )
    assert (state.is_completed, state.is_mastered) == (True, False)


def test_what_a_repeat_got_wrong_or_did_not_ask_stays_open() -> None:
    state = after_sheet(STANDARD_RULE, QUIZ, sheet(q0=False), is_first=False, was_mastery=True, still_open=("q0", "q1"))
    assert (state.open_questions, state.is_completed, state.is_mastered) == (("q0", "q1"), False, False)


@given(some.fixed_dictionaries({f"q{number}": some.booleans() for number in range(5)}))
def test_after_a_first_sheet_exactly_the_wrong_critical_questions_are_open(answers: dict[str, bool]) -> None:
    still_open, completed, mastered = first(sheet(**answers))
    assert set(still_open) == {name for name in ("q0", "q1") if not answers[name]}
    assert completed == (not still_open)
    assert mastered == (completed and sum(answers.values()) >= 4)


@given(some.lists(some.fixed_dictionaries({"q0": some.booleans(), "q1": some.booleans()}), max_size=5))
def test_open_questions_only_ever_become_fewer(repeats: list[dict[str, bool]]) -> None:
    still_open: tuple[str, ...] = ("q0", "q1")
    for answers in repeats:
        state = after_sheet(
            STANDARD_RULE, QUIZ, sheet(**answers), is_first=False, was_mastery=True, still_open=still_open
        )
        assert set(state.open_questions) <= set(still_open)
        still_open = state.open_questions


@pytest.mark.parametrize(("right", "asked", "verdict"), [(4, 5, True), (3, 4, False), (8, 10, True), (0, 0, False)])
def test_mastery_is_compared_without_rounding(right: int, asked: int, verdict: bool) -> None:
    assert STANDARD_RULE.is_mastery(right, asked) is verdict


@given(some.integers(1, 200), some.integers(0, 200), some.integers(0, 100))
def test_mastery_agrees_with_whole_numbers(asked: int, right: int, percent: int) -> None:
    assert Rule(mastery_percent=percent).is_mastery(right, asked) == (right * 100 >= percent * asked)


def test_a_rule_is_stored_and_read_without_loss() -> None:
    rule = Rule(version=3, mastery_percent=75, review_after_days=14)
    assert Rule.from_json(rule.as_json()) == rule
