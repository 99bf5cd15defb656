"""How long a lesson takes pupils of its age, from its first step until the quiz is handed in.

Words take the time in which this age hears or reads them. The curriculum of 2022 asks for 300 characters a minute, read
in silence, by the end of grade 6 and for 500 by the end of grade 9; the band below reads more slowly, and the
youngest listen to a voice that is slower than a newsreader's. Doing takes time too: looking at a picture, choosing,
pressing the button. None of this was measured with children; it keeps an author from promising too little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.content.documents import Document
from app.domain.grades import Band
from app.domain.lessons import Lesson, Step
from app.domain.quizzes import Quiz

# Han characters in a minute.
PACE = {Band.K: 150, Band.P12: 150, Band.P34: 220, Band.P56: 300, Band.J: 400, Band.S: 450, Band.U: 450}
STEP_SECONDS = 12
QUESTION_SECONDS = 7
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")


def minutes_of(lesson: Lesson, quiz: Quiz, band: Band) -> int:
    """The whole minutes, rounded to the nearest, that this lesson takes with an average sheet of its quiz."""
    words = sum(_step_words(step) for step in lesson.steps)
    asked = [_count((question.text, *(choice.text for choice in question.choices))) for question in quiz.questions]
    words += quiz.draw * sum(asked) / len(asked) if asked else 0
    doing = STEP_SECONDS * len(lesson.steps) + QUESTION_SECONDS * quiz.draw
    waiting = sum(step.duration + (step.video.length if step.video else 0) for step in lesson.steps)
    return max(1, int(words / PACE[band] + (doing + waiting) / 60 + 0.5))


def check_minutes(document: Document, lesson: Lesson, quiz: Quiz, band: Band) -> None:
    """Note a lesson that takes longer than it says."""
    needed = minutes_of(lesson, quiz, band)
    if lesson.minutes < needed:
        document.note(("minutes",), "minutes_too_few", count=lesson.minutes, needed=needed)


def _step_words(step: Step) -> float:
    """What a pupil meets in one step: all that stands there, and of the outcomes that exclude each other the mean."""
    words: float = _count((step.title, step.text, step.feedback, *_standing(step)))
    words += _mean(choice.consequence + choice.feedback for choice in step.choices)
    words += sum(_mean(reply.feedback for reply in turn.replies) for turn in step.turns)
    return words


def _standing(step: Step) -> Iterator[str]:
    yield from (choice.text for choice in step.choices)
    yield from (text for item in step.items for text in (item.text, item.feedback))
    yield from (text for spot in step.spots for text in (spot.text, spot.feedback))
    yield from (cue.text for cue in step.cues)
    for turn in step.turns:
        yield turn.says
        yield from (reply.text for reply in turn.replies)


def _mean(texts: Iterable[str]) -> float:
    counts = [_count((text,)) for text in texts]
    return sum(counts) / len(counts) if counts else 0.0


def _count(texts: Iterable[str]) -> int:
    return sum(len(_HAN.findall(text)) for text in texts)
