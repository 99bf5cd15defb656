"""Which questions were hard."""

from __future__ import annotations

from app.domain.difficulty import hardest


def test_the_largest_share_of_wrong_answers_comes_first_with_its_commonest_wrong_choice() -> None:
    sheets = [
        ("lesson", [["q1", "b", False], ["q2", "a", True]]),
        ("lesson", [["q1", "c", False], ["q2", "b", False]]),
        ("lesson", [["q1", "c", False], ["q2", "a", True]]),
    ]
    first, second = hardest(sheets)
    assert (first.question_id, first.wrong, first.answered, first.choice_id) == ("q1", 3, 3, "c")
    assert (second.question_id, second.wrong, second.answered, second.choice_id) == ("q2", 1, 3, "b")


def test_two_answers_say_nothing_and_a_question_all_got_right_is_not_hard() -> None:
    rare = [("lesson", [["q1", "b", False]])] * 2
    easy = [("lesson", [["q2", "a", True]])] * 5
    assert hardest([*rare, *easy]) == []


def test_no_more_than_five_are_shown() -> None:
    sheets = [("lesson", [[f"q{number}", "b", False] for number in range(9)])] * 3
    assert [one.question_id for one in hardest(sheets)] == ["q0", "q1", "q2", "q3", "q4"]
