"""Walking through a lesson: opening it, taking one step after the other, resuming on another device."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.domain import lessons as rules
from app.domain import watching
from app.domain.access import Actor, Permission, require
from app.domain.assessments import assess
from app.domain.beliefs import Marks
from app.domain.completions import Rate
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.library import Library, Publication
from app.domain.tickets import Ticket, read_ticket, short
from app.services import milestones
from app.store import assignments as store
from app.store import watching as watching_store
from app.store.assignments import Task
from app.store.engine import Session

SAVE_EVERY = 30


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the pupil stands now: the step to show with the ticket for it, or (`is_at_quiz`) before the quiz."""

    publication: Publication
    ticket: Ticket
    verdicts: tuple[rules.Verdict, ...] = ()
    is_answer_missing: bool = False
    must_save: bool = False
    is_begun: bool = False
    seconds_missing: int = 0

    @property
    def step(self) -> int:
        """Number of steps taken: the index of the step to show."""
        return self.ticket.step

    @property
    def is_at_quiz(self) -> bool:
        """True when all steps have been taken."""
        return self.ticket.step >= len(self.publication.lesson("").steps)


def find_task(session: Session, actor: Actor, assignment_id: UUID, *, now: datetime, lock: bool = False) -> Task:
    """The pupil's own task. NotFound for foreign ones, Conflict for one that is not open yet or any more."""
    require(actor, Permission.STUDY)
    if actor.student_id is None or actor.classroom_id is None:
        raise NotFound
    task = store.task(session, actor.school_id, actor.classroom_id, actor.student_id, assignment_id, lock=lock)
    if task is None:
        raise NotFound
    return task


def check_window(task: Task, *, now: datetime) -> None:
    """Raise Conflict where the task's window is not open: before it opens, or after its campaign has closed.

    A teacher's own assignment may be done late; a campaign closes for everybody at the same moment.
    """
    if now < task.opens_at:
        raise Conflict("not_open_yet", opens_at=task.opens_at)
    if task.closes_at is not None and now >= task.closes_at:
        raise Conflict("window_closed", closes_at=task.closes_at)


def open_lesson(
    session: Session, actor: Actor, assignment_id: UUID, *, now: datetime, library: Library
) -> tuple[Task, Stand]:
    """The task and where the pupil stopped last time, on whatever device that was. Reads only.

    If the lesson was published anew since and no sheet was handed in, the pupil goes on in the new text from the start.
    """
    task = find_task(session, actor, assignment_id, now=now)
    check_window(task, now=now)
    current = library.current(task.lesson_id)
    begun = library.revision(task.revision) if task.revision else None
    publication = begun if begun is not None and (task.asked or begun == current) else current
    if publication is None or actor.student_id is None:
        raise NotFound
    is_same = task.revision == publication.digest
    step = (task.step or 0) if is_same else 0
    moment = int(now.timestamp())
    ticket = Ticket(
        school_id=actor.school_id,
        student_id=actor.student_id,
        assignment_id=assignment_id,
        revision=short(publication.digest),
        session_tag=actor.session_tag,
        step=min(step, len(publication.lesson("").steps)),
        issued_at=moment,
        saved_at=moment if is_same and task.step is not None else 0,
        asked=(task.beliefs_asked or 0) if is_same else 0,
        held=(task.beliefs_held or 0) if is_same else 0,
        watched=(task.watched or 0) if is_same else 0,
    )
    return task, Stand(publication, ticket)


def take_step(
    ticket_text: str,
    answers: Mapping[str, str],
    *,
    assignment_id: UUID,
    session_tag: bytes | None,
    now: datetime,
    library: Library,
    key: bytes,
    language: str,
) -> Stand:
    """Take one step: check the ticket and the stay, assess the answers, hand out the next ticket. No query.

    Raises what `own_ticket` does, Invalid("too_soon", seconds=n) when the stay was too short, and Invalid("unwatched",
    seconds=n) where a script says that more of a video is to be seen. With an answer missing, or where a video has not
    had its time and no script runs, the stand is the same step again with the same ticket.
    """
    ticket = own_ticket(ticket_text, assignment_id=assignment_id, session_tag=session_tag, key=key)
    publication = library.revision(ticket.revision)
    steps = publication.lesson(language).steps if publication else ()
    if publication is None or ticket.step >= len(steps):
        raise Invalid("stale_ticket")
    step, moment = steps[ticket.step], int(now.timestamp())
    missing = _check_stay(step, ticket, answers, moment)
    if missing:
        return Stand(publication, ticket, seconds_missing=missing)
    verdicts = assess(step, answers)
    is_chosen = step.kind is not rules.StepKind.STORY or any(one.id == answers.get("choice") for one in step.choices)
    if verdicts is None or not is_chosen:
        return Stand(publication, ticket, is_answer_missing=True)
    taken = ticket.step + 1
    must_save = taken == len(steps) or moment - ticket.saved_at >= SAVE_EVERY
    marks = Marks(ticket.asked, ticket.held).met(publication, step, verdicts)
    following = replace(
        ticket,
        step=taken,
        issued_at=moment,
        saved_at=moment if must_save else ticket.saved_at,
        asked=marks.asked,
        held=marks.held,
        watched=0,
    )
    return Stand(publication, following, verdicts, must_save=must_save, is_begun=ticket.saved_at > 0)


def own_ticket(text: str, *, assignment_id: UUID, session_tag: bytes | None, key: bytes) -> Ticket:
    """A ticket of this assignment and this session; Invalid("forged_ticket") for any other."""
    ticket = read_ticket(text, key)
    if ticket.session_tag != session_tag or ticket.assignment_id != assignment_id:
        raise Invalid("forged_ticket")
    return ticket


def _check_stay(step: rules.Step, ticket: Ticket, answers: Mapping[str, str], moment: int) -> int:
    """Refuse what came too early. Returns the seconds a film still has to have in a page without a script, else 0."""
    if step.video is None:
        wait = step.seconds - (moment - ticket.issued_at)
        if wait > 0:
            raise Invalid("too_soon", seconds=wait)
        return 0
    claimed = watching.read_claim(answers.get("watched"))
    wait = watching.wait(ticket.watched, claimed, since=ticket.issued_at, now=moment, length=step.video.length)
    if wait > 0 and claimed is not None:
        raise Invalid("unwatched", seconds=wait)
    return wait


def heard(publication: Publication, ticket: Ticket, claimed: int | None, *, now: datetime) -> Ticket | None:
    """The ticket after the page said how far its video has come; None where the next step is no video."""
    steps = publication.lesson("").steps
    video = steps[ticket.step].video if ticket.step < len(steps) else None
    if video is None:
        return None
    moment = int(now.timestamp())
    watched = watching.heard(ticket.watched, claimed, since=ticket.issued_at, now=moment, length=video.length)
    return replace(ticket, watched=watched, issued_at=moment)


def save(session: Session, actor: Actor, stand: Stand, *, now: datetime) -> int:
    """Keep the place a step led to; the first one kept means the lesson is reached.

    Returns how many sheets the pupil has handed in here before. After the first step one statement is enough, for the
    pupil's own row usually is there and behind.
    """
    require(actor, Permission.STUDY)
    ticket = stand.ticket
    is_own = actor.student_id == ticket.student_id
    place = (actor.school_id, ticket.assignment_id, ticket.student_id)
    marks = Marks(ticket.asked, ticket.held)
    if is_own and stand.is_begun:
        sheets = store.move(session, *place, revision=stand.publication.digest, step=ticket.step, now=now, marks=marks)
        if sheets is not None:
            return sheets
    task = find_task(session, actor, ticket.assignment_id, now=now)
    check_window(task, now=now)
    if not is_own:
        raise Invalid("forged_ticket")
    if task.step is not None:
        store.move(session, *place, revision=stand.publication.digest, step=ticket.step, now=now, marks=marks)
        return task.sheets or 0
    is_new = store.start(session, *place, revision=stand.publication.digest, step=ticket.step, now=now, marks=marks)
    if is_new and task.campaign_id:
        expected = milestones.expect(session, task.campaign_id, actor.school_id, ticket.student_id)
        if expected is not None:
            milestones.earn(session, expected, {Rate.REACHED}, rule_version=task.rule.version, now=now)
    return 0


def pause(
    session: Session,
    actor: Actor,
    assignment_id: UUID,
    ticket_text: str,
    *,
    claimed: int | None = None,
    now: datetime,
    library: Library,
    key: bytes,
) -> None:
    """Keep the place of a pupil who leaves the lesson, so that it goes on there on whatever device comes next.

    Where the page shows a video, what was seen of it is kept too: `claimed` is what the page says in seconds.
    """
    find_task(session, actor, assignment_id, now=now)
    ticket = own_ticket(ticket_text, assignment_id=assignment_id, session_tag=actor.session_tag, key=key)
    publication = library.revision(ticket.revision)
    if publication is None or ticket.step == 0:
        return
    save(session, actor, Stand(publication, ticket, is_begun=ticket.saved_at > 0), now=now)
    later = heard(publication, ticket, claimed, now=now)
    if later is not None and later.watched > 0:
        place = (actor.school_id, assignment_id, ticket.student_id)
        digest, seen = publication.digest, later.watched
        watching_store.keep(session, *place, revision=digest, step=ticket.step, watched=seen, now=now)
