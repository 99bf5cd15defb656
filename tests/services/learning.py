"""A pupil at work: lessons short enough to walk through, with the real tickets and sheets."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from uuid import UUID

from app.domain.access import Actor
from app.domain.identifiers import uuid7
from app.domain.lessons import Choice as StepChoice
from app.domain.lessons import Lesson, Step, StepKind
from app.domain.library import Library, Publication
from app.domain.quizzes import Choice, Question, Quiz
from app.services import attempts, lessons, sessions
from app.services.attempts import DrawnSheet
from app.store.assignments import Task
from app.store.engine import Session
from app.store.schema import Account, Student
from tests import builders
from tests.clock import Clock

KEY = b"a key for tickets in tests, long"
STAY = 5
STEPS = 3
ASKED = 5
CRIT = ("crit0", "crit1")
PLAIN = tuple(f"plain{number}" for number in range(6))
CHOICE = {"choice": "good"}


def publication(lesson_id: str = builders.LESSON, *, edition: int = 1, steps: int = STEPS) -> Publication:
    """A lesson of a story, a card and a recall, five seconds each; a quiz that asks both crit questions and three more.

    Another edition is another revision of the same lesson.
    """
    lesson = Lesson(lesson_id, "fire", "t", "s", 6, 5, 6, (), _steps()[:steps])
    questions = [_question(name, crit=True) for name in CRIT] + [_question(name) for name in PLAIN]
    quiz = Quiz(lesson_id, ASKED, tuple(questions), frozenset(f"M-{name}" for name in CRIT))
    digest = hashlib.sha256(f"{lesson_id} {edition}".encode()).hexdigest()
    return Publication(lesson_id, digest, {"zh_CN": lesson}, {"zh_CN": quiz}, {"zh_CN": {}})


def library(*publications: Publication) -> Library:
    """These publications; the last one of a lesson is its current one."""
    found = publications or (publication(),)
    return Library({one.digest: one for one in found}, {one.lesson_id: one.digest for one in found})


def sign_in(session: Session, pupil: Student, clock: Clock) -> Actor:
    """The pupil in a new browser."""
    account = builders.account_of(session, pupil)
    return browser(session, account, clock)


def browser(session: Session, account: Account, clock: Clock) -> Actor:
    """Whoever has this account, in a new browser."""
    secret = uuid7().hex
    cookie = sessions.open_session(session, account.school_id, account.id, now=clock(), new_secret=lambda: secret)
    resumed = sessions.resume(session, cookie, now=clock())
    assert resumed is not None
    return resumed.actor


def walk(
    session: Session, actor: Actor, assignment_id: UUID, clock: Clock, shelf: Library, *, steps: int | None = None
) -> None:
    """Take the steps that are left, or so many of them."""
    _task, stand = lessons.open_lesson(session, actor, assignment_id, now=clock(), library=shelf)
    while not stand.is_at_quiz and (steps is None or steps > 0):
        steps = None if steps is None else steps - 1
        clock.advance(seconds=STAY)
        stand = step(actor, stand, clock, shelf)
        if stand.must_save:
            lessons.save(session, actor, stand, now=clock())


def step(
    actor: Actor, stand: lessons.Stand, clock: Clock, shelf: Library, answers: dict[str, str] = CHOICE
) -> lessons.Stand:
    """Take one step without keeping it."""
    return lessons.take_step(
        stand.ticket.sign(KEY),
        answers,
        assignment_id=stand.ticket.assignment_id,
        session_tag=actor.session_tag,
        now=clock(),
        library=shelf,
        key=KEY,
        language="zh_CN",
    )


def due(session: Session, actor: Actor, assignment_id: UUID, clock: Clock, shelf: Library) -> DrawnSheet:
    """The sheet that is due now."""
    sheet = maybe_due(session, actor, assignment_id, clock, shelf)
    assert sheet is not None
    return sheet


def maybe_due(session: Session, actor: Actor, assignment_id: UUID, clock: Clock, shelf: Library) -> DrawnSheet | None:
    """The sheet that is due now; None where steps are still to be taken."""
    return attempts.next_sheet(
        session, actor, assignment_id, now=clock(), library=shelf, key=KEY, new_id=uuid7, language="zh_CN"
    )[2]


def answers(sheet: DrawnSheet, wrong: Collection[str] = ()) -> dict[str, str]:
    """A filled-in sheet: right but for these questions."""
    return {
        entry.question.id: str(
            next(place for place, one in enumerate(entry.choices) if one.right is (entry.question.id not in wrong))
        )
        for entry in sheet.questions
    }


def hand_in(
    session: Session,
    actor: Actor,
    assignment_id: UUID,
    sheet: DrawnSheet,
    posted: dict[str, str],
    clock: Clock,
    shelf: Library,
) -> UUID:
    """Hand a sheet in; the attempt's id."""
    return attempts.submit(
        session, actor, assignment_id, sheet.token, posted, now=clock(), library=shelf, key=KEY, new_id=uuid7
    )


def finish(
    session: Session,
    actor: Actor,
    assignment_id: UUID,
    clock: Clock,
    shelf: Library,
    *,
    wrong: Collection[str] = (),
) -> None:
    """Take the lesson and hand in its quiz, wrong in these questions; critical ones are put right afterwards."""
    walk(session, actor, assignment_id, clock, shelf)
    sheet = due(session, actor, assignment_id, clock, shelf)
    hand_in(session, actor, assignment_id, sheet, answers(sheet, wrong), clock, shelf)
    if set(wrong) & set(CRIT):
        again = due(session, actor, assignment_id, clock, shelf)
        hand_in(session, actor, assignment_id, again, answers(again), clock, shelf)


def place(session: Session, actor: Actor, assignment_id: UUID, clock: Clock) -> Task:
    """Where the pupil is in a lesson."""
    return lessons.find_task(session, actor, assignment_id, now=clock())


def _steps() -> tuple[Step, ...]:
    choices = (StepChoice("good", "g", mood="good", right=True), StepChoice("bad", "b", mood="risky", right=False))
    return (
        Step("story", StepKind.STORY, STAY, "t", "x", "", "", choices=choices),
        Step("card", StepKind.CARD, STAY, "t", "x", "", ""),
        Step("recall", StepKind.RECALL, STAY, "t", "x", "", "", choices=choices),
    )


def _question(name: str, *, crit: bool = False) -> Question:
    wrong = Choice("wrong", "w", feedback="f", misconception=f"M-{name}")
    other = Choice("other", "o", feedback="f", misconception=f"M-{name}")
    return Question(name, "?", "!", (Choice("right", "r", right=True), wrong, other), crit)
