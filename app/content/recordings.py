"""Recordings of texts, heard instead of a browser's voice: `courses/art/audio/LESSON/PART.LANGUAGE.mp3` (or .ogg).

A part is a step or a question (`invitation`: its title and text), or a row of one (`invitation.go-along`). Like films
they are published under the digest of the file, see `films`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from app.content.drafts import Collection, Recording
from app.content.films import ADDRESS, media_name
from app.content.problems import Problem
from app.domain.lessons import Lesson
from app.domain.library import LANGUAGES
from app.domain.quizzes import Quiz

FOLDER = "courses/art/audio"
# How a file of this suffix begins: MP3 with its tag or its first frame, Ogg with its page.
BEGINNINGS: Mapping[str, tuple[bytes, ...]] = {
    ".mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    ".ogg": (b"OggS",),
}
LARGEST = 2 * 1024 * 1024


def recording_files(roots: Sequence[Path]) -> Iterator[Path]:
    """Every recording that may be published, in the order of the roots."""
    for root in roots:
        for path in sorted((root / FOLDER).glob("*/*")):
            if path.suffix in BEGINNINGS and path.is_file() and path.stat().st_size <= LARGEST:
                yield path


def read_recordings(roots: Sequence[Path], problems: list[Problem]) -> dict[tuple[str, str, str], Recording]:
    """The recordings of all roots; what does not belong there, or is not what its name says, is noted."""
    found: dict[tuple[str, str, str], Recording] = {}
    for path in (path for root in roots for path in sorted((root / FOLDER).glob("*/*"))):
        part, _, language = path.stem.rpartition(".")
        if not part or language not in LANGUAGES or path.suffix not in BEGINNINGS or not path.is_file():
            problems.append(Problem(str(path), "recording_name"))
        elif path.stat().st_size > LARGEST:
            problems.append(Problem(str(path), "recording_too_big", facts={"megabytes": LARGEST // 1024**2}))
        elif not (data := path.read_bytes()).startswith(BEGINNINGS[path.suffix]):
            problems.append(Problem(str(path), "recording_broken"))
        else:
            recording = Recording(path, ADDRESS + media_name(data, path.suffix))
            found.setdefault((path.parent.name, part, language), recording)
    return found


def parts_of(lesson: Lesson, quiz: Quiz) -> frozenset[str]:
    """The parts of a lesson and its quiz that can have a recording."""
    found = set()
    for step in lesson.steps:
        rows = [choice.id for choice in step.choices] + [item.id for item in step.items]
        rows += [spot.id for spot in step.spots] + [turn.id for turn in step.turns] + [cue.id for cue in step.cues]
        found |= {step.id, *(f"{step.id}.{row}" for row in rows)}
        found |= {f"{step.id}.{turn.id}.{reply.id}" for turn in step.turns for reply in turn.replies}
    for question in quiz.questions:
        found |= {question.id, *(f"{question.id}.{choice.id}" for choice in question.choices)}
    return frozenset(found)


def check_recordings(collection: Collection) -> None:
    """Note recordings of what no lesson has: they would never be heard."""
    for (lesson_id, part, _language), recording in collection.recordings.items():
        draft, quiz = collection.lessons.get(lesson_id), collection.quizzes.get(lesson_id)
        if draft is None or quiz is None or part not in parts_of(draft.lesson, quiz.quiz):
            facts = {"part": part, "id": lesson_id}
            collection.problems.append(Problem(str(recording.path), "recording_unknown", facts=facts))


def recordings_of(collection: Collection, lesson_id: str) -> dict[str, str]:
    """The addresses of one lesson's recordings by `language/part`."""
    return {
        f"{language}/{part}": recording.address
        for (lesson, part, language), recording in collection.recordings.items()
        if lesson == lesson_id
    }
