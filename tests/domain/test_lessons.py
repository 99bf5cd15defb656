"""How the steps of a lesson that ask something are assessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.assessments import assess
from app.domain.lessons import ASSESSED, Choice, Item, Step, StepKind, shown_order


def step(kind: StepKind, *, items: tuple[Item, ...] = (), choices: tuple[Choice, ...] = (), feedback: str = "") -> Step:
    """A step with only what assessing looks at."""
    return Step("s", kind, 5, "", "", "", "", choices=choices, items=items, feedback=feedback)


TRUE = Item("keep-low", "贴近地面", holds=True, feedback="烟往上走")
FALSE = Item("take-lift", "坐电梯", holds=False, feedback="电梯会停", misconception="FI4")
FIRST, SECOND, THIRD = (Item(name, text) for name, text in (("call", "呼救"), ("reach", "伸竿"), ("wait", "等大人")))


@pytest.mark.parametrize("kind", [StepKind.MYTH, StepKind.SORT])
def test_each_statement_is_judged_by_itself(kind: StepKind) -> None:
    verdicts = assess(step(kind, items=(TRUE, FALSE)), {"keep-low": "yes", "take-lift": "yes"})
    assert verdicts is not None
    assert [(verdict.right, verdict.misconception) for verdict in verdicts] == [(True, ""), (False, "FI4")]
    assert [verdict.reason for verdict in verdicts] == ["烟往上走", "电梯会停"]


def test_a_false_statement_called_false_is_right_and_shows_no_misconception() -> None:
    (verdict,) = assess(step(StepKind.MYTH, items=(FALSE,)), {"take-lift": "no"}) or ()
    assert verdict.right
    assert verdict.misconception == ""


@pytest.mark.parametrize("answers", [{}, {"keep-low": "yes"}, {"keep-low": "yes", "take-lift": "maybe"}])
def test_nothing_is_assessed_until_everything_is_answered(answers: dict[str, str]) -> None:
    assert assess(step(StepKind.SORT, items=(TRUE, FALSE)), answers) is None


def test_recall_tells_why_a_choice_is_wrong() -> None:
    choices = (
        Choice("stay", "躲", right=True),
        Choice("run", "跑", right=False, feedback="烟更快", misconception="FI1"),
    )
    recall = step(StepKind.RECALL, choices=choices)
    (right,) = assess(recall, {"choice": "stay"}) or ()
    (wrong,) = assess(recall, {"choice": "run"}) or ()
    assert (right.right, right.misconception) == (True, "")
    assert (wrong.right, wrong.reason, wrong.misconception) == (False, "烟更快", "FI1")


@pytest.mark.parametrize("answers", [{}, {"choice": ""}, {"choice": "fly"}])
def test_a_choice_that_was_not_offered_is_no_answer(answers: dict[str, str]) -> None:
    assert assess(step(StepKind.RECALL, choices=(Choice("stay", "躲", right=True),)), answers) is None


def test_an_order_is_right_as_a_whole_or_not_at_all() -> None:
    order = step(StepKind.ORDER, items=(FIRST, SECOND, THIRD), feedback="先呼救")
    (right,) = assess(order, {"call": "1", "reach": "2", "wait": "3"}) or ()
    (wrong,) = assess(order, {"call": "2", "reach": "1", "wait": "3"}) or ()
    assert (right.right, wrong.right) == (True, False)
    assert right.text == wrong.text == "呼救 → 伸竿 → 等大人"
    assert right.reason == "先呼救"


@pytest.mark.parametrize(
    "places", [("1", "1", "2"), ("1", "2", ""), ("0", "1", "2"), ("1", "2", "4"), ("01", "2", "3"), ("一", "2", "3")]
)
def test_places_that_are_no_order_are_no_answer(places: tuple[str, str, str]) -> None:
    answers = dict(zip(("call", "reach", "wait"), places, strict=True))
    assert assess(step(StepKind.ORDER, items=(FIRST, SECOND, THIRD)), answers) is None


@pytest.mark.parametrize("kind", sorted(set(StepKind) - ASSESSED))
def test_other_steps_have_nothing_to_assess(kind: StepKind) -> None:
    assert assess(step(kind), {"choice": "x"}) == ()


@given(some.integers(min_value=2, max_value=9))
def test_items_to_order_are_all_shown_and_never_in_the_right_order(count: int) -> None:
    items = tuple(Item(str(number), str(number)) for number in range(count))
    shown = shown_order(step(StepKind.ORDER, items=items))
    assert sorted(shown, key=lambda item: item.id) == list(items)
    assert shown != items
    assert shown == shown_order(step(StepKind.ORDER, items=items))


@given(some.dictionaries(some.sampled_from(["keep-low", "take-lift", "choice", "other"]), some.text(max_size=5)))
def test_no_form_can_break_the_assessment(answers: dict[str, str]) -> None:
    for kind in StepKind:
        result = assess(step(kind, items=(TRUE, FALSE), choices=(Choice("a", "甲", right=True),)), answers)
        assert result is None or isinstance(result, tuple)
