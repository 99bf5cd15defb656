"""Four states that add up, and the place of somebody who is under way."""

from __future__ import annotations

from app.domain.classlists import LessonProgress, PupilState, standpoint, state_of, tally


def test_excused_outweighs_everything_and_done_outweighs_started() -> None:
    assert state_of(is_excused=True, is_reached=True, is_completed=True) is PupilState.EXCUSED
    assert state_of(is_excused=False, is_reached=True, is_completed=True) is PupilState.DONE
    assert state_of(is_excused=False, is_reached=True, is_completed=False) is PupilState.STARTED
    assert state_of(is_excused=False, is_reached=False, is_completed=False) is PupilState.NEVER


def test_the_tally_adds_up_and_starts_with_who_never_started() -> None:
    counts = tally([PupilState.DONE, PupilState.NEVER, PupilState.DONE])
    assert list(counts.items()) == [
        (PupilState.NEVER, 1),
        (PupilState.STARTED, 0),
        (PupilState.DONE, 2),
        (PupilState.EXCUSED, 0),
    ]


def test_the_standpoint_is_the_lesson_begun_else_the_first_unfinished_one() -> None:
    done = LessonProgress(8, 8, 0, is_completed=True)
    under_way = LessonProgress(3, 7, 0, is_completed=False)
    repeating = LessonProgress(7, 7, 2, is_completed=False)
    at = standpoint(["a", "b", "c"], {"a": done, "c": under_way})
    assert at is not None
    assert (at.lesson, at.lessons, at.step, at.steps, at.is_at_quiz) == (3, 3, 3, 7, False)
    at = standpoint(["a", "b"], {"a": done})
    assert at is not None
    assert (at.lesson, at.step, at.steps) == (2, 0, 0)
    at = standpoint(["a"], {"a": repeating})
    assert at is not None
    assert (at.open_questions, at.is_at_quiz) == (2, False)
    assert standpoint(["a"], {"a": done}) is None
