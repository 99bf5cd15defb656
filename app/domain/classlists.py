"""What a class teacher sees of the pupils expected in a campaign: four states that always add up to the roster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class PupilState(StrEnum):
    """Where a pupil stands, in the order a teacher needs it: who never started comes first."""

    NEVER = "never"
    STARTED = "started"
    DONE = "done"
    EXCUSED = "excused"


STATE_ORDER = {state: place for place, state in enumerate(PupilState)}


def state_of(*, is_excused: bool, is_reached: bool, is_completed: bool) -> PupilState:
    """The one state of a pupil. Excused outweighs all: the four rates leave an excused pupil out."""
    if is_excused:
        return PupilState.EXCUSED
    if is_completed:
        return PupilState.DONE
    return PupilState.STARTED if is_reached else PupilState.NEVER


def tally(states: Iterable[PupilState]) -> dict[PupilState, int]:
    """How many are in each state; the values add up to the number of pupils."""
    counts = dict.fromkeys(PupilState, 0)
    for state in states:
        counts[state] += 1
    return counts


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """What is kept of one pupil in one lesson. `steps` is how many the lesson has."""

    step: int
    steps: int
    open_questions: int
    is_completed: bool


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Lesson `lesson` of `lessons`; in it `step` steps of `steps` are taken; critical questions to put right."""

    lesson: int
    lessons: int
    step: int
    steps: int
    open_questions: int

    @property
    def is_at_quiz(self) -> bool:
        """True where all steps are taken and the quiz comes next."""
        return self.step >= self.steps and not self.open_questions


def standpoint(lesson_ids: Sequence[str], progress: Mapping[str, LessonProgress]) -> Standpoint | None:
    """Where a pupil is in the lessons asked: the first begun and unfinished one, else the first unfinished one.

    None where nothing is unfinished.
    """
    unfinished = [one for one in lesson_ids if one not in progress or not progress[one].is_completed]
    if not unfinished:
        return None
    at = next((one for one in unfinished if one in progress), unfinished[0])
    found = progress.get(at, LessonProgress(0, 0, 0, is_completed=False))
    return Standpoint(lesson_ids.index(at) + 1, len(lesson_ids), found.step, found.steps, found.open_questions)
