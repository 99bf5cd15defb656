"""Quiz sheets: drawing one, taking it back exactly once, and what it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain import completions, quizzes, tickets
from app.domain.access import Actor, Permission, require
from app.domain.completions import Rate
from app.domain.errors import Invalid, NotFound
from app.domain.library import Library, Publication
from app.domain.quizzes import Quiz, Score, SheetQuestion
from app.domain.tickets import Part, Sheet, read_sheet, short
from app.services import lessons, milestones
from app.store import assignments, attempts
from app.store.assignments import Task
from app.store.engine import Session
from app.store.schema import AttemptKind

REVIEW_QUESTIONS = 5
_KINDS = {
    Part.QUIZ: AttemptKind.QUIZ,
    Part.REPEAT: AttemptKind.REPEAT,
    Part.REVIEW: AttemptKind.REVIEW,
    Part.PRACTICE: AttemptKind.PRACTICE,
}


@dataclass(frozen=True, slots=True)
class DrawnSheet:
    """A sheet ready to be shown: its signed text and its questions in the order of this pupil."""

    token: str
    part: Part
    questions: tuple[SheetQuestion, ...]


def first_sheet(
    publication: Publication,
    student_id: UUID,
    assignment_id: UUID,
    *,
    number: int,
    now: datetime,
    key: bytes,
    language: str,
) -> DrawnSheet:
    """The sheet that follows the last step of a lesson. No query: the last ticket is the proof.

    `number` counts the sheets handed in before; there are some where a completion was voided.
    """
    digest = short(publication.digest)
    sheet_id = tickets.sheet_id(key, student_id, assignment_id, digest, number)
    sheet = Sheet(sheet_id, student_id, assignment_id, digest, Part.QUIZ, 0, int(now.timestamp()))
    return DrawnSheet(sheet.sign(key), sheet.part, _questions(sheet, publication.quiz(language), key))


def next_sheet(
    session: Session,
    actor: Actor,
    assignment_id: UUID,
    *,
    now: datetime,
    library: Library,
    key: bytes,
    new_id: Callable[[], UUID],
    language: str,
) -> tuple[Task, Publication, DrawnSheet | None]:
    """The sheet due now: the quiz, a repeat of critical questions that were wrong, a review a week after completion, or
    practice. None where steps are still to be taken."""
    task = lessons.find_task(session, actor, assignment_id, now=now)
    publication = library.revision(task.revision or "")
    if publication is None or actor.student_id is None or (task.step or 0) < len(publication.lesson("").steps):
        current = publication or library.current(task.lesson_id)
        if current is None:
            raise NotFound
        return task, current, None
    quiz = publication.quiz(language)
    part, only = _part(task, quiz, now)
    if part is not Part.PRACTICE:
        lessons.check_window(task, now=now)
    digest = short(publication.digest)
    is_counted = part in (Part.QUIZ, Part.REPEAT)
    sheet_id = (
        tickets.sheet_id(key, actor.student_id, assignment_id, digest, task.sheets or 0) if is_counted else new_id()
    )
    sheet = Sheet(sheet_id, actor.student_id, assignment_id, digest, part, only, int(now.timestamp()))
    return task, publication, DrawnSheet(sheet.sign(key), part, _questions(sheet, quiz, key))


def is_review_due(task: Task, *, now: datetime) -> bool:
    """True from a week after completion (by the campaign's rule) until the review was passed or the window closed."""
    if task.completed_at is None or task.retained_at is not None:
        return False
    if task.closes_at is not None and now >= task.closes_at:
        return False
    return now - task.completed_at >= timedelta(days=task.rule.review_after_days)


def submit(
    session: Session,
    actor: Actor,
    assignment_id: UUID,
    sheet_text: str,
    posted: Mapping[str, str],
    *,
    now: datetime,
    library: Library,
    key: bytes,
    new_id: Callable[[], UUID],
) -> UUID:
    """Take a sheet back: score it, keep it, and see what it completes. Returns the attempt's id.

    The same sheet handed in twice (double click, retry, lost answer page) gives the first result and changes
    nothing. Raises Invalid("forged_ticket") for a sheet that is not this pupil's, Invalid("unanswered",
    questions=[ids]) where answers are missing or were never offered, Invalid("stale_ticket") for a sheet that another
    one has overtaken (drawn before the lesson was published anew), Conflict("window_closed") after the campaign.
    """
    require(actor, Permission.ATTEMPT_SUBMIT)
    sheet = read_sheet(sheet_text, key)
    if sheet.student_id != actor.student_id or sheet.assignment_id != assignment_id:
        raise Invalid("forged_ticket")
    task = lessons.find_task(session, actor, assignment_id, now=now, lock=True)
    seen = attempts.by_token(session, actor.school_id, sheet.student_id, sheet.id) if task.sheets else None
    if seen is not None:
        return seen.id
    if sheet.part is not Part.PRACTICE:
        lessons.check_window(task, now=now)
    publication = library.revision(sheet.revision)
    if publication is None or not _is_due(task, sheet, key):
        raise Invalid("stale_ticket")
    quiz = publication.quiz("")
    score, missing = quizzes.score(_questions(sheet, quiz, key), posted)
    if score is None:
        raise Invalid("unanswered", questions=missing)
    attempt_id = new_id()
    attempts.append(session, _row(attempt_id, actor, task, sheet, publication, score, now))
    _apply(session, actor, task, sheet, quiz, score, publication, now)
    return attempt_id


def same_sheet(
    actor: Actor, sheet_text: str, *, library: Library, key: bytes, language: str
) -> tuple[Publication, DrawnSheet]:
    """The pupil's own sheet again, as it was drawn: to be shown with what is still missing."""
    require(actor, Permission.ATTEMPT_SUBMIT)
    sheet = read_sheet(sheet_text, key)
    publication = library.revision(sheet.revision)
    if publication is None or sheet.student_id != actor.student_id:
        raise Invalid("stale_ticket")
    questions = _questions(sheet, publication.quiz(language), key)
    return publication, DrawnSheet(sheet_text, sheet.part, questions)


def _part(task: Task, quiz: Quiz, now: datetime) -> tuple[Part, int]:
    if not task.asked:
        return Part.QUIZ, 0
    if task.open_questions:
        return Part.REPEAT, _bits(quiz, task.open_questions)
    return (Part.REVIEW, 0) if is_review_due(task, now=now) else (Part.PRACTICE, 0)


def _is_due(task: Task, sheet: Sheet, key: bytes) -> bool:
    """A counted sheet is taken only while it is the pupil's next one; the others are judged when they are applied."""
    if sheet.part not in (Part.QUIZ, Part.REPEAT):
        return True
    due = tickets.sheet_id(key, sheet.student_id, sheet.assignment_id, sheet.revision, task.sheets or 0)
    return task.step is not None and sheet.id == due and (sheet.part is Part.QUIZ) == (not task.asked)


def _bits(quiz: Quiz, question_ids: Sequence[str]) -> int:
    return sum(1 << place for place, question in enumerate(quiz.questions) if question.id in question_ids)


def _questions(sheet: Sheet, quiz: Quiz, key: bytes) -> tuple[SheetQuestion, ...]:
    only = [question.id for place, question in enumerate(quiz.questions) if sheet.only >> place & 1]
    drawn = quizzes.draw(quiz, sheet.seed(key), only)
    return drawn[:REVIEW_QUESTIONS] if sheet.part is Part.REVIEW else drawn


def _row(
    attempt_id: UUID, actor: Actor, task: Task, sheet: Sheet, publication: Publication, score: Score, now: datetime
) -> dict[str, object]:
    return {
        "school_id": actor.school_id,
        "id": attempt_id,
        "student_id": sheet.student_id,
        "assignment_id": task.id,
        "lesson_id": task.lesson_id,
        "token": sheet.id,
        "kind": _KINDS[sheet.part],
        "revision": publication.digest,
        "answers": [[answer.question_id, answer.choice_id, answer.right] for answer in score.answers],
        "right": score.right,
        "asked": score.asked,
        "issued_at": datetime.fromtimestamp(sheet.issued_at, tz=now.tzinfo),
        "submitted_at": now,
    }


def _apply(
    session: Session,
    actor: Actor,
    task: Task,
    sheet: Sheet,
    quiz: Quiz,
    score: Score,
    publication: Publication,
    now: datetime,
) -> None:
    place = (actor.school_id, task.id, sheet.student_id)
    if sheet.part is Part.PRACTICE:
        return
    if sheet.part is Part.REVIEW:
        if task.rule.is_mastery(score.right, score.asked) and is_review_due(task, now=now):
            assignments.keep_sheet(session, *place, {"retained_at": now, "saved_at": now})
            _earn(session, actor, task, now)
        return
    is_first = not task.asked
    state = completions.after_sheet(
        task.rule,
        quiz,
        score,
        is_first=is_first,
        was_mastery=task.rule.is_mastery(task.right or 0, task.asked or 0),
        still_open=task.open_questions or (),
    )
    values: dict[str, object] = {
        "saved_at": now,
        "sheets": (task.sheets or 0) + 1,
        "open_questions": list(state.open_questions),
    }
    if is_first:
        steps = len(publication.lesson("").steps)
        values |= {"right": score.right, "asked": score.asked, "revision": publication.digest, "step": steps}
        if task.revision != publication.digest:
            # Marks are bits over the misconceptions of one revision and mean nothing in another.
            values |= {"beliefs_asked": 0, "beliefs_held": 0}
    completes = state.is_completed and task.completed_at is None
    if completes:
        values |= {"completed_at": now, "mastered_at": now if state.is_mastered else None}
    assignments.keep_sheet(session, *place, values)
    if completes:
        _earn(session, actor, task, now)


def _earn(session: Session, actor: Actor, task: Task, now: datetime) -> None:
    """Keep the milestones the pupil's finished lessons amount to in the task's campaign.

    The roster row is locked before the lessons are read: of two lessons handed in at the same moment the later one sees
    the other, so that the campaign's completion is never missed.
    """
    if task.campaign_id is None or actor.student_id is None or actor.grade is None:
        return
    expected = milestones.expect(session, task.campaign_id, actor.school_id, actor.student_id)
    if expected is None:
        return
    place = (actor.school_id, actor.student_id, task.campaign_id)
    rates = assignments.campaign_rates(session, *place, actor.grade)
    if Rate.COMPLETED in rates:
        milestones.earn(session, expected, rates, rule_version=task.rule.version, now=now)
