"""What a new revision owes to an old one that pupils have answered: ids keep their meaning or are retired."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.content.drafts import LessonDraft, QuizDraft
from app.domain.lessons import Choice, Cue, Item, Spot, Step
from app.domain.library import SOURCE_LANGUAGE, Publication


@dataclass(frozen=True, slots=True)
class Breach:
    """An id of a `step` or `question` that changed its meaning (`id_changed`) or vanished (`id_vanished`)."""

    part: str
    id: str
    code: str


def breaches(old: Publication, new: Publication, lesson: LessonDraft, quiz: QuizDraft) -> tuple[Breach, ...]:
    """A step keeps its kind and the ids it offers, a question the ids of its choices, unless the file retires them."""
    return (
        *_breaches("step", _steps(old), _steps(new), lesson.retired),
        *_breaches("question", _questions(old), _questions(new), quiz.retired),
    )


def note_breaches(found: Iterable[Breach], lesson: LessonDraft, quiz: QuizDraft) -> None:
    """Add breaches to the problems of the files they stand in."""
    for breach in found:
        document = lesson.document if breach.part == "step" else quiz.document
        place = (breach.part, breach.id) if breach.code == "id_changed" else ()
        document.note(place, breach.code, id=breach.id)


def _breaches(
    part: str, old: Mapping[str, object], new: Mapping[str, object], retired: frozenset[str]
) -> Iterator[Breach]:
    for row_id, meaning in old.items():
        if row_id in new and new[row_id] != meaning:
            yield Breach(part, row_id, "id_changed")
        elif row_id not in new and row_id not in retired:
            yield Breach(part, row_id, "id_vanished")


def _steps(publication: Publication) -> dict[str, object]:
    steps = publication.lessons[SOURCE_LANGUAGE].steps
    return {step.id: (step.kind, frozenset(_offered(step))) for step in steps}


def _offered(step: Step) -> Iterator[str]:
    rows: tuple[Choice | Item | Spot | Cue, ...] = (*step.choices, *step.items, *step.spots, *step.cues)
    for row in rows:
        yield row.id
    for turn in step.turns:
        yield turn.id
        for reply in turn.replies:
            yield f"{turn.id}.{reply.id}"


def _questions(publication: Publication) -> dict[str, object]:
    questions = publication.quizzes[SOURCE_LANGUAGE].questions
    return {question.id: frozenset(choice.id for choice in question.choices) for question in questions}
