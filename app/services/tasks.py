"""A pupil's own page: what is to be done, until when, and how long it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.domain.access import Actor, Permission, require
from app.domain.campaigns import day_of
from app.domain.courses import Course, grouped
from app.domain.errors import NotFound
from app.domain.library import Library, Publication
from app.services.attempts import is_review_due
from app.store import assignments
from app.store.assignments import Task
from app.store.engine import Session

SHOWN_AFTER_DUE = timedelta(days=90)


class TaskState(StrEnum):
    """Where the pupil stands in one task. `repeat`: critical questions wait to be put right."""

    NEVER = "never"
    STARTED = "started"
    REPEAT = "repeat"
    REVIEW = "review"
    DONE = "done"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class TaskCard:
    """One task with its lesson and where the pupil stands."""

    task: Task
    publication: Publication
    state: TaskState

    @property
    def last_on(self) -> date:
        """The last whole day for it: a campaign closes with the first moment of the next."""
        return day_of(self.task.due_at - timedelta(microseconds=1))

    @property
    def is_open(self) -> bool:
        """True while there is something to do."""
        return self.state not in (TaskState.DONE, TaskState.CLOSED)


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """The tasks of a whole course in its order, or one task by itself."""

    course: Course | None
    cards: tuple[TaskCard, ...]

    @property
    def is_open(self) -> bool:
        """True while there is something to do."""
        return any(card.is_open for card in self.cards)

    @property
    def done(self) -> int:
        """How many of its lessons are completed."""
        return sum(card.task.completed_at is not None for card in self.cards)

    @property
    def next(self) -> TaskCard | None:
        """What comes next: the first lesson with something to do."""
        return next((card for card in self.cards if card.is_open), None)


def groups(cards: Sequence[TaskCard], library: Library) -> list[TaskGroup]:
    """The tasks with the lessons of a course together; what has something to do first. No query."""
    found = grouped(cards, library.courses.values(), lambda card: card.task.lesson_id)
    return sorted((TaskGroup(*pair) for pair in found), key=lambda group: not group.is_open)


def mine(session: Session, actor: Actor, *, now: datetime, library: Library) -> list[TaskCard]:
    """The pupil's tasks: those with something to do first, the earliest due date on top. One query."""
    require(actor, Permission.STUDY)
    if actor.student_id is None:
        raise NotFound
    if actor.classroom_id is None:
        return []
    found = assignments.tasks(
        session, actor.school_id, actor.classroom_id, actor.student_id, now=now, since=now - SHOWN_AFTER_DUE
    )
    cards = []
    for task in found:
        publication = library.revision(task.revision or "") or library.current(task.lesson_id)
        if publication is not None:
            cards.append(TaskCard(task, publication, _state(task, now)))
    return sorted(cards, key=lambda card: not card.is_open)


def _state(task: Task, now: datetime) -> TaskState:
    if task.completed_at is not None:
        return TaskState.REVIEW if is_review_due(task, now=now) else TaskState.DONE
    if task.closes_at is not None and now >= task.closes_at:
        return TaskState.CLOSED
    if task.open_questions:
        return TaskState.REPEAT
    return TaskState.NEVER if task.step is None else TaskState.STARTED
