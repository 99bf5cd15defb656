"""How long a lesson takes: the words at the pace of the age, and the time for doing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.content.durations import PACE, QUESTION_SECONDS, STEP_SECONDS, minutes_of
from app.domain.grades import Band
from app.domain.lessons import Choice, Cue, Item, Lesson, Reply, Step, StepKind, Turn, Video
from app.domain.quizzes import Question, Quiz
from tests.content.sample import Root

EMPTY = Quiz("water-p34", 0, ())


def lesson(*steps: Step) -> Lesson:
    return Lesson("water-p34", "water", "", "", 6, 3, 4, (), steps)


def step(**fields: object) -> Step:
    return replace(Step("one", StepKind.CARD, 5, "", "", "", ""), **fields)  # type: ignore[arg-type]


def minutes(*steps: Step, quiz: Quiz = EMPTY, band: Band = Band.P34) -> int:
    return minutes_of(lesson(*steps), quiz, band)


def test_older_pupils_read_faster() -> None:
    assert list(PACE.values()) == sorted(PACE.values())
    text = step(text="<p>" + "河" * 1200 + "</p>")
    assert [minutes(text, band=band) for band in (Band.P12, Band.P34, Band.P56, Band.J)] == [8, 6, 4, 3]


@pytest.mark.parametrize(
    "full",
    [
        step(title="河" * 1100),
        step(feedback="河" * 1100),
        step(choices=(Choice("a", "河" * 1100),)),
        step(items=(Item("a", "河" * 550, feedback="河" * 550),)),
        step(cues=(Cue("a", 1, "河" * 1100),)),
        step(turns=(Turn("a", "河" * 550, (Reply("a", "河" * 550, "good", ""),)),)),
    ],
)
def test_all_that_stands_in_a_step_is_read(full: Step) -> None:
    assert minutes(full) == 5


def test_of_the_outcomes_of_a_choice_one_is_seen() -> None:
    outcomes = (Choice("a", "", consequence="河" * 1100), Choice("b", "", feedback="河" * 1100))
    assert minutes(step(choices=outcomes)) == 5
    replies = tuple(Reply(name, "", "good", "河" * 1100) for name in "abc")
    assert minutes(step(turns=(Turn("a", "", replies),))) == 5


def test_doing_and_watching_take_time() -> None:
    assert minutes(*[step()] * 10) == round(10 * STEP_SECONDS / 60)
    assert minutes(step(duration=60), step(video=Video(120))) == 3
    assert minutes(step(text="河" * 20)) == 1


def test_a_sheet_holds_a_part_of_the_bank() -> None:
    long, short = Question("a", "河" * 220, "", ()), Question("b", "", "", ())
    quiz = Quiz("water-p34", 6, (long, short) * 10)
    assert minutes(quiz=quiz) == int(3 + 6 * QUESTION_SECONDS / 60 + 0.5)


def test_a_lesson_does_not_take_longer_than_it_says(root: Root) -> None:
    root.edit("courses/water/p34.toml", "minutes = 6", "minutes = 5")
    assert root.codes() == []
    root.edit("courses/water/p34.toml", "小杰滑进了**深坑**。", "小杰滑进了深坑。" * 250)
    (problem,) = root.check().problems
    assert (problem.code, problem.place) == ("minutes_too_few", "minutes")
    assert problem.facts["count"] == 5
