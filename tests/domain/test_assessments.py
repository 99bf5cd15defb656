"""How hotspots, dialogues and calculators are marked; the older kinds stand in test_lessons.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.assessments import assess, assess_turn, reply_at
from app.domain.lessons import Choice, Reply, Spot, Step, StepKind, Turn, shown_replies

DEEP = Spot("deep", "深水", 0, 0, 40, 40, hazard=True, feedback="很深", misconception="DR2")
PATH = Spot("path", "小路", 60, 0, 40, 40, hazard=False, feedback="安全")
HOTSPOT = Step("s", StepKind.HOTSPOT, 5, "", "", "", "", spots=(DEEP, PATH))

GOOD = Reply("official", "我自己查", "good", "对", "")
SAFE = Reply("later", "没空", "safe", "可以", "LO1")
RISKY = Reply("obey", "怎么办", "risky", "他在骗你", "LO1")
TURN = Turn("opening", "您好", (GOOD, SAFE, RISKY))
AGAIN = Turn("threat", "上报", (GOOD, RISKY))
TALK = Step("s", StepKind.DIALOGUE, 5, "", "", "", "", turns=(TURN, AGAIN))


def place(turn: Turn, reply: Reply) -> str:
    """Where the page shows a reply."""
    return str(shown_replies(turn).index(reply))


def test_each_spot_is_judged_by_itself() -> None:
    verdicts = assess(HOTSPOT, {"deep": "yes", "path": "yes"})
    assert verdicts is not None
    assert [(verdict.text, verdict.right, verdict.reason) for verdict in verdicts] == [
        ("深水", True, "很深"),
        ("小路", False, "安全"),
    ]


def test_a_hazard_that_was_missed_shows_its_misconception() -> None:
    verdicts = assess(HOTSPOT, {"deep": "no", "path": "no"})
    assert verdicts is not None
    assert [(verdict.right, verdict.misconception) for verdict in verdicts] == [(False, "DR2"), (True, "")]


@pytest.mark.parametrize("answers", [{}, {"deep": "yes"}, {"deep": "yes", "path": "on"}])
def test_a_picture_is_assessed_when_every_spot_is_answered(answers: dict[str, str]) -> None:
    assert assess(HOTSPOT, answers) is None


def test_a_wrong_choice_shows_the_right_one_with_its_reason() -> None:
    choices = (
        Choice("go", "一起去", right=False, feedback="水深", misconception="DR2"),
        Choice("stay", "不去", right=True, feedback="岸上安全"),
    )
    step = Step("s", StepKind.RECALL, 5, "", "", "", "", choices=choices)
    (wrong,) = assess(step, {"choice": "go"}) or ()
    assert (wrong.right, wrong.reason, wrong.instead, wrong.because) == (False, "水深", "不去", "岸上安全")
    (right,) = assess(step, {"choice": "stay"}) or ()
    assert (right.right, right.reason, right.instead, right.because) == (True, "岸上安全", "", "")


def test_a_safe_reply_is_not_wrong_and_a_risky_one_is() -> None:
    verdicts = assess(TALK, {"opening": place(TURN, SAFE), "threat": place(AGAIN, RISKY)})
    assert verdicts is not None
    assert [(verdict.right, verdict.text, verdict.misconception) for verdict in verdicts] == [
        (True, "没空", ""),
        (False, "怎么办", "LO1"),
    ]


@pytest.mark.parametrize("said", ["", "3", "-1", "official", "１", "00"])
def test_a_reply_that_was_not_offered_is_no_answer(said: str) -> None:
    assert reply_at(TURN, said) is None
    assert assess_turn(TURN, said) is None
    assert assess(TALK, {"opening": said, "threat": "0"}) is None


def test_replies_are_shown_in_an_order_that_tells_nothing() -> None:
    turns = [Turn(f"turn-{number}", "", (GOOD, SAFE, RISKY)) for number in range(30)]
    firsts = {shown_replies(turn)[0].id for turn in turns}
    assert firsts == {"official", "later", "obey"}
    assert all(set(shown_replies(turn)) == set(turn.replies) for turn in turns)
    shuffled = Turn("turn-1", "", (RISKY, GOOD, SAFE))
    assert shown_replies(shuffled) == shown_replies(turns[1])


def test_a_calculator_is_answered_like_a_question_from_memory() -> None:
    choices = (Choice("ten", "10%", right=False, misconception="LO3"), Choice("more", "75%", right=True, percent=75))
    step = Step("s", StepKind.CALCULATOR, 5, "", "", "", "", choices=choices)
    (wrong,) = assess(step, {"choice": "ten"}) or ()
    (right,) = assess(step, {"choice": "more"}) or ()
    assert (wrong.right, wrong.misconception, right.right) == (False, "LO3", True)
    assert assess(step, {}) is None


@given(some.dictionaries(some.sampled_from(["deep", "path", "opening", "threat", "choice"]), some.text(max_size=4)))
def test_no_form_can_break_the_assessment(answers: dict[str, str]) -> None:
    for step in (HOTSPOT, TALK):
        result = assess(step, answers)
        assert result is None or len(result) == 2
