"""What answers tell about beliefs: the first contact counts, sheets are read as a whole, and a pupil counts once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain import assessments
from app.domain.beliefs import (
    MOST_MARKED,
    Belief,
    Gatherer,
    Key,
    Marks,
    Phase,
    Share,
    asked_about,
    ordered_ids,
    quiz_asks,
    with_least,
    worst_first,
)
from app.domain.lessons import Choice, Item, Lesson, Reply, Spot, Step, StepKind, Turn
from app.domain.library import Library, Misconception, Publication
from app.domain.quizzes import Choice as QuizChoice
from app.domain.quizzes import Question, Quiz

NAMES = ("A", "B", "C")


def publication(names: tuple[str, ...] = NAMES, digest: str = "d") -> Publication:
    """A lesson whose two questions catch A or B, and A or C."""
    words = {name: Misconception(name, name, "", crit=name == "C") for name in names}

    def question(name: str, *caught: str) -> Question:
        wrong = tuple(QuizChoice(f"w{one}", "", misconception=one) for one in caught)
        return Question(name, "?", "!", (QuizChoice("right", "", right=True), *wrong))

    quiz = Quiz("l", 2, (question("q1", "A", "B"), question("q2", "A", "C")))
    lesson = Lesson("l", "t", "t", "s", 5, 3, 4, (), ())
    return Publication("l", digest, {"zh_CN": lesson}, {"zh_CN": quiz}, {"zh_CN": words})


def step(kind: StepKind, **parts: object) -> Step:
    return replace(Step("s", kind, 1, "t", "x", "", ""), **parts)  # type: ignore[arg-type]


MYTH = step(StepKind.MYTH, items=(Item("a", "", holds=False, misconception="A"), Item("x", "", holds=True)))
RECALL = step(
    StepKind.RECALL,
    choices=(
        Choice("right", "", right=True),
        Choice("a", "", right=False, misconception="A"),
        Choice("c", "", right=False, misconception="C"),
    ),
)


def take(marks: Marks, one: Step, **answers: str) -> Marks:
    verdicts = assessments.assess(one, answers)
    assert verdicts is not None
    return marks.met(publication(), one, verdicts)


def test_a_wrong_answer_marks_the_belief_as_asked_and_held() -> None:
    assert take(Marks(), MYTH, a="yes", x="yes") == Marks(0b001, 0b001)
    assert take(Marks(), MYTH, a="no", x="no") == Marks(0b001, 0)


def test_only_the_first_contact_counts() -> None:
    """Who believed A and has learnt better two steps later believed it before the lesson; and the other way round."""
    held = take(Marks(), MYTH, a="yes", x="yes")
    assert take(held, RECALL, choice="right") == Marks(0b101, 0b001)
    not_held = take(Marks(), MYTH, a="no", x="yes")
    assert take(not_held, RECALL, choice="a") == Marks(0b101, 0)
    assert take(not_held, RECALL, choice="c") == Marks(0b101, 0b100)


def test_a_story_asks_nothing_for_there_every_choice_may_be_tried() -> None:
    story = step(StepKind.STORY, choices=RECALL.choices)
    assert asked_about(story) == frozenset()
    assert take(Marks(), story, choice="a") == Marks()


def test_every_kind_of_part_can_ask() -> None:
    spots = (Spot("s1", "", 0, 0, 40, 40, hazard=True, feedback="", misconception="B"),)
    replies = (Reply("r1", "", "risky", "", "C"), Reply("r2", "", "good", ""))
    assert asked_about(step(StepKind.HOTSPOT, spots=spots)) == {"B"}
    assert asked_about(step(StepKind.DIALOGUE, turns=(Turn("t1", "", replies),))) == {"C"}
    assert asked_about(RECALL) == {"A", "C"}
    assert asked_about(step(StepKind.CARD)) == frozenset()


def test_a_misconception_the_theme_does_not_know_is_passed_over() -> None:
    stranger = step(StepKind.MYTH, items=(Item("a", "", holds=False, misconception="ZZ"),))
    assert take(Marks(), stranger, a="yes") == Marks()


def test_marks_fit_a_signed_column_however_many_misconceptions_there_are() -> None:
    many = publication(tuple(f"M{number:03d}" for number in range(80)))
    assert len(ordered_ids(many)) == MOST_MARKED
    last = ordered_ids(many)[-1]
    one = step(StepKind.MYTH, items=(Item("a", "", holds=False, misconception=last),))
    verdicts = assessments.assess(one, {"a": "yes"})
    assert verdicts is not None
    marks = Marks().met(many, one, verdicts)
    assert marks.held == 1 << (MOST_MARKED - 1) < 2**63
    assert Key(many).named(marks.held) == [last]


def test_a_sheet_is_asked_about_all_its_questions_offer_and_holds_what_was_chosen() -> None:
    key = Key(publication())
    assert key.read([["q1", "wA", False], ["q2", "right", True]]) == ({"A", "B", "C"}, {"A"})
    assert key.read([["q2", "right", True]]) == ({"A", "C"}, set())
    assert key.read([["gone", "wA", False]]) == (set(), set())
    assert quiz_asks(publication()) == {"A", "B", "C"}


def test_a_pupil_counts_once_in_each_lesson_and_phase() -> None:
    gatherer = Gatherer(Library({"d": publication()}, {"l": "d"}))
    for _twice in range(2):
        gatherer.steps("room", 1, "l", "d", Marks(0b011, 0b001))
        gatherer.sheet("room", 1, "l", "d", Phase.AFTER, [["q2", "right", True]])
    gatherer.sheet("room", 2, "l", "d", Phase.AFTER, [["q2", "wC", False]])
    gatherer.sheet("room", 2, "l", "d", Phase.LATER, [["q2", "wA", False]])
    found = gatherer.groups["room"].beliefs()
    assert found["A"] == Belief(Share(1, 1), Share(2, 0), Share(1, 1))
    assert found["B"] == Belief(Share(1, 0))
    assert found["C"] == Belief(Share(), Share(2, 1), Share(1, 0))


def test_an_unknown_revision_and_a_place_without_marks_say_nothing() -> None:
    gatherer = Gatherer(Library({"d": publication()}, {"l": "d"}))
    gatherer.steps("room", 1, "l", "gone", Marks(1, 1))
    gatherer.steps("room", 1, "l", "d", Marks())
    assert not gatherer.sheet("room", 1, "l", "gone", Phase.AFTER, [["q2", "wC", False]])
    assert gatherer.groups == {}


@pytest.mark.parametrize(("asked", "is_told"), [(4, False), (5, True), (0, True)])
def test_too_few_pupils_say_nothing(asked: int, is_told: bool) -> None:
    assert (with_least(Belief(after=Share(asked, 0)), 5).after is not None) == is_told


def test_what_endangers_life_comes_first_then_the_larger_exact_share() -> None:
    beliefs = {
        "crit": Belief(after=Share(10, 1)),
        "third": Belief(after=Share(3, 1)),
        "more": Belief(after=Share(1000, 334)),
        "before": Belief(before=Share(10, 9)),
    }
    assert worst_first(beliefs, ["crit"]) == ("crit", "before", "more", "third")
