"""Drawing a sheet and scoring it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.quizzes import Choice, Question, Quiz, SheetQuestion, draw, score

CRITS = ("DR1", "DR2")


def question(number: int, *, catches: str = "DR9", crit: bool = False) -> Question:
    """A question with one right choice and two wrong ones, the right one written first as authors do."""
    choices = (Choice("a", "对", right=True), Choice("b", "错", misconception=catches), Choice("c", "也错"))
    return Question(f"q{number}", f"第{number}题", "因为", choices, crit=crit)


def bank(size: int, per_sheet: int) -> Quiz:
    """A bank in which the first two misconceptions are critical, each caught by two questions."""
    crit = [question(number, catches=CRITS[number % 2], crit=True) for number in range(4)]
    return Quiz("drowning-p34", per_sheet, (*crit, *(question(4 + n) for n in range(size))), frozenset(CRITS))


def places(sheet: tuple[SheetQuestion, ...], *, right: bool) -> dict[str, str]:
    """A filled-in form with every answer right, or every answer wrong."""
    return {
        entry.question.id: str(next(i for i, choice in enumerate(entry.choices) if choice.right is right))
        for entry in sheet
    }


seeds = some.binary(min_size=1, max_size=40)


@given(seeds, some.integers(0, 12), some.integers(2, 10))
def test_the_same_seed_draws_the_same_sheet(seed: bytes, size: int, per_sheet: int) -> None:
    quiz = bank(size, per_sheet)
    assert draw(quiz, seed) == draw(quiz, seed)


@given(seeds, some.integers(0, 12), some.integers(2, 10))
def test_a_sheet_has_its_length_no_question_twice_and_every_choice(seed: bytes, size: int, per_sheet: int) -> None:
    quiz = bank(size, per_sheet)
    sheet = draw(quiz, seed)
    assert len(sheet) == min(per_sheet, len(quiz.questions))
    assert len({entry.question.id for entry in sheet}) == len(sheet)
    assert all(sorted(entry.choices, key=lambda c: c.id) == list(entry.question.choices) for entry in sheet)


@given(seeds, some.integers(0, 12), some.integers(2, 10))
def test_every_sheet_asks_about_every_critical_misconception(seed: bytes, size: int, per_sheet: int) -> None:
    sheet = draw(bank(size, per_sheet), seed)
    asked = {choice.misconception for entry in sheet if entry.question.crit for choice in entry.choices}
    assert set(CRITS) <= asked


def test_critical_questions_are_asked_even_where_the_sheet_is_too_short() -> None:
    assert len(draw(bank(5, 1), b"seed")) == len(CRITS)


def test_the_right_choice_stands_in_every_place() -> None:
    """A key that is always in one place would be learned faster than the lesson."""
    sheets = [draw(bank(0, 2), bytes([seed])) for seed in range(60)]
    places_of_key = {places(sheet, right=True)[sheet[0].question.id] for sheet in sheets}
    assert places_of_key == {"0", "1", "2"}


@given(seeds, some.sets(some.sampled_from([f"q{number}" for number in range(10)]), min_size=1))
def test_a_repeat_holds_just_the_questions_asked_for(seed: bytes, wanted: set[str]) -> None:
    sheet = draw(bank(6, 3), seed, only=sorted(wanted))
    assert {entry.question.id for entry in sheet} == wanted


@given(seeds, some.booleans())
def test_a_score_counts_exactly(seed: bytes, right: bool) -> None:
    sheet = draw(bank(6, 6), seed)
    result, missing = score(sheet, places(sheet, right=right))
    assert missing == ()
    assert result is not None
    assert (result.right, result.asked) == (len(sheet) if right else 0, len(sheet))
    assert [answer.question_id for answer in result.answers] == [entry.question.id for entry in sheet]
    assert result.wrong_ids() == (() if right else tuple(entry.question.id for entry in sheet))


@given(seeds, some.dictionaries(some.sampled_from([f"q{n}" for n in range(12)]), some.text(max_size=4)))
def test_whatever_is_posted_is_scored_or_asked_for_again(seed: bytes, posted: dict[str, str]) -> None:
    sheet = draw(bank(6, 6), seed)
    result, missing = score(sheet, posted)
    offered = {str(place) for place in range(3)} | {f"0{place}" for place in range(3)}
    assert set(missing) == {entry.question.id for entry in sheet if posted.get(entry.question.id) not in offered}
    assert (result is None) == bool(missing)


@pytest.mark.parametrize("value", ["", "3", "-1", "a", "１", "²", "1.0", " 1", "999", "1e0"])
def test_a_place_that_was_never_offered_is_no_answer(value: str) -> None:
    sheet = draw(bank(0, 2), b"seed")
    form = places(sheet, right=True) | {sheet[0].question.id: value}
    assert score(sheet, form) == (None, (sheet[0].question.id,))


def test_a_quiz_finds_its_questions_by_id() -> None:
    quiz = bank(1, 3)
    assert quiz.question("q4") == quiz.questions[4]
    assert quiz.question("q99") is None
    assert quiz.questions[0].key == "a"
