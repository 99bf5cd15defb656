"""A class teacher's view: my classes, and one class in one glance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.access import Actor, Permission, Place, may, reach, require
from app.domain.campaigns import Campaign, Phase, day_of
from app.domain.classlists import STATE_ORDER, LessonProgress, PupilState, Standpoint, standpoint, state_of, tally
from app.domain.completions import Rate
from app.domain.courses import Course, grouped
from app.domain.difficulty import hardest
from app.domain.errors import NotFound
from app.domain.library import Library
from app.domain.quizzes import Question
from app.domain.standings import Tally
from app.services import assignments, courses
from app.services.assignments import Offer
from app.services.courses import CourseOffer
from app.store import attempts, classlists
from app.store import classrooms as store
from app.store.classlists import AssignmentRow, ProgressRow, PupilRow
from app.store.classrooms import ClassCampaign, ClassroomRow
from app.store.engine import Session


@dataclass(frozen=True, slots=True)
class ClassCard:
    """One of my classes with the figures of its present campaign; None where none has asked it anything yet."""

    classroom: ClassroomRow
    now_in: ClassCampaign | None


@dataclass(frozen=True, slots=True)
class Pupil:
    """A line of the class page. `at` says where somebody stands who is not done, `done_at` when it was completed."""

    id: UUID
    name: str
    username: str | None
    state: PupilState
    at: Standpoint | None
    done_at: datetime | None
    is_mastered: bool
    excuse_reason: str
    is_in_class: bool
    is_counted_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class ClassAssignment:
    """A teacher's assignment with the states of today's pupils."""

    id: UUID
    lesson_id: str
    title: str
    due_at: datetime
    never: int
    started: int
    done: int


@dataclass(frozen=True, slots=True)
class HardQuestion:
    """A question of the class's first sheets: `wrong` of `answered`, most often by this choice, out of this belief."""

    lesson_title: str
    text: str
    wrong: int
    answered: int
    choice: str
    belief: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The class page. `counts` are those of the roster: of `pupils`, and of as many as were `erased` and are in no list
    any more. `others` sit in the class uncounted. `assignments` are the teachers' own, those of a course together."""

    classroom: ClassroomRow
    campaign: Campaign | None
    campaigns: tuple[Campaign, ...]
    tally: Tally
    counts: dict[PupilState, int]
    pupils: tuple[Pupil, ...]
    others: tuple[Pupil, ...]
    assignments: tuple[tuple[Course | None, tuple[ClassAssignment, ...]], ...]
    hardest: tuple[HardQuestion, ...]
    can_assign: bool
    offers: tuple[Offer, ...]
    courses: tuple[CourseOffer, ...]
    as_of: datetime
    erased: int = 0


def mine(session: Session, actor: Actor, *, now: datetime) -> list[ClassCard]:
    """The actor's classes: a teacher's postings, a school administrator's whole school. Two queries."""
    require(actor, Permission.CLASSROOM_READ)
    rooms = store.in_reach(session, actor.school_id, reach(actor, Permission.CLASSROOM_READ))
    found: defaultdict[UUID, list[ClassCampaign]] = defaultdict(list)
    for one in store.tallies(session, actor.school_id, [room.id for room in rooms]):
        found[one.classroom_id].append(one)
    return [ClassCard(room, present(found[room.id], now)) for room in rooms]


def present(campaigns: Sequence[ClassCampaign], now: datetime) -> ClassCampaign | None:
    """The campaign to show of those (latest first) that ask something: one that is running, else the latest."""
    running = (one for one in campaigns if one.campaign.window.phase(now) is Phase.RUNNING)
    return next(running, campaigns[0] if campaigns else None)


def overview(
    session: Session,
    actor: Actor,
    classroom_id: UUID,
    campaign_id: UUID | None,
    *,
    now: datetime,
    library: Library,
    language: str,
) -> Overview:
    """One class in one campaign (the present one by default). Six queries, seven for who may assign."""
    place = Place(school_id=actor.school_id, classroom_id=classroom_id)
    require(actor, Permission.CLASSROOM_READ, place)
    room = store.get(session, actor.school_id, classroom_id)
    if room is None:
        raise NotFound
    campaigns = store.campaigns(session, actor.school_id, classroom_id)
    shown = _chosen(campaigns, campaign_id, now)
    campaign = shown.campaign if shown else None
    key = (actor.school_id, classroom_id, campaign.id if campaign else None)
    rows = classlists.pupils(session, *key)
    steps = _steps(session, key, campaign, library)
    given = classlists.assignments(session, *key)
    sheets = attempts.first_answers(session, actor.school_id, [one.id for one in given]) if given else []
    lines = [_pupil(row, classroom_id, campaign, steps.get(row.id, {})) for row in rows]
    counted, others = _by_roster(lines, {row.id for row in rows if row.counted_in == classroom_id})
    erased = {row.id for row in rows if row.is_erased}
    can_assign = may(actor, Permission.ASSIGNMENT_CREATE, place)
    offers = _offers(session, room.grade, given, campaign, library, language) if can_assign else ()
    return Overview(
        classroom=room,
        campaign=campaign,
        campaigns=tuple(one.campaign for one in campaigns),
        tally=shown.tally if shown else Tally(),
        counts=tally(line.state for line in counted),
        pupils=tuple(line for line in counted if line.id not in erased),
        others=others,
        assignments=_assignments(given, sum(line.is_in_class for line in lines), library, language),
        hardest=_hardest(sheets, library, language),
        can_assign=can_assign,
        offers=offers,
        courses=_courses(room.grade, offers, given, library, language, now) if can_assign else (),
        as_of=now,
        erased=len(erased),
    )


def _chosen(campaigns: Sequence[ClassCampaign], campaign_id: UUID | None, now: datetime) -> ClassCampaign | None:
    if campaign_id is None:
        return present(campaigns, now)
    found = next((one for one in campaigns if one.campaign.id == campaign_id), None)
    if found is None:
        raise NotFound
    return found


def _by_roster(lines: Sequence[Pupil], on_roster: Collection[UUID]) -> tuple[list[Pupil], tuple[Pupil, ...]]:
    """Those who count for the class, in the order of their states, and those who only sit in it."""
    counted = sorted((line for line in lines if line.id in on_roster), key=lambda line: STATE_ORDER[line.state])
    return counted, tuple(line for line in lines if line.id not in on_roster)


def _steps(
    session: Session, key: tuple[UUID, UUID, UUID | None], campaign: Campaign | None, library: Library
) -> dict[UUID, dict[str, LessonProgress]]:
    """student id -> lesson id -> what is kept. A lesson taken in two classrooms counts where it got furthest."""
    found: defaultdict[UUID, dict[str, LessonProgress]] = defaultdict(dict)
    if campaign is None:
        return found
    rows = classlists.progress(session, key[0], key[1], campaign.id)
    for row in sorted(rows, key=lambda one: (one.completed_at is not None, one.step)):
        found[row.student_id][row.lesson_id] = _lesson_progress(row, library)
    return found


def _lesson_progress(row: ProgressRow, library: Library) -> LessonProgress:
    publication = library.revision(row.revision) or library.current(row.lesson_id)
    steps = len(publication.lesson("").steps) if publication else row.step
    return LessonProgress(row.step, steps, len(row.open_questions), row.completed_at is not None)


def _pupil(row: PupilRow, classroom_id: UUID, campaign: Campaign | None, steps: dict[str, LessonProgress]) -> Pupil:
    lesson_ids = [lesson.lesson_id for lesson in campaign.lessons] if campaign else []
    is_counted = row.counted_in == classroom_id
    done_at = row.milestones.get(Rate.COMPLETED)
    taken_all = bool(lesson_ids) and all(one in steps and steps[one].is_completed for one in lesson_ids)
    state = state_of(
        is_excused=row.excused_at is not None,
        is_reached=Rate.REACHED in row.milestones or (not is_counted and bool(steps)),
        is_completed=done_at is not None or (not is_counted and taken_all),
    )
    return Pupil(
        id=row.id,
        name=row.name,
        username=row.username,
        state=state,
        at=standpoint(lesson_ids, steps) if state is PupilState.STARTED else None,
        done_at=done_at,
        is_mastered=Rate.MASTERED in row.milestones,
        excuse_reason=row.excuse_reason or "",
        is_in_class=row.sits_in == classroom_id,
        is_counted_elsewhere=row.counted_in is not None and not is_counted,
    )


def _offers(
    session: Session,
    grade: int,
    given: Sequence[AssignmentRow],
    campaign: Campaign | None,
    library: Library,
    language: str,
) -> tuple[Offer, ...]:
    return assignments.offers(
        session,
        grade,
        assigned=[one.lesson_id for one in given if one.campaign_id is None],
        in_campaign=[one.lesson_id for one in campaign.lessons] if campaign else [],
        library=library,
        language=language,
    )


def _courses(
    grade: int, offers: Sequence[Offer], given: Sequence[AssignmentRow], library: Library, language: str, now: datetime
) -> tuple[CourseOffer, ...]:
    return courses.offers(
        grade,
        offered={one.lesson_id for one in offers},
        given={one.lesson_id for one in given if one.campaign_id is None or one.due_at > now},
        library=library,
        language=language,
        today=day_of(now),
    )


def _assignments(
    rows: Sequence[AssignmentRow], pupils: int, library: Library, language: str
) -> tuple[tuple[Course | None, tuple[ClassAssignment, ...]], ...]:
    found = [
        ClassAssignment(
            id=row.id,
            lesson_id=row.lesson_id,
            title=_title(row.lesson_id, library, language),
            due_at=row.due_at,
            never=pupils - row.begun,
            started=row.begun - row.completed,
            done=row.completed,
        )
        for row in rows
        if row.campaign_id is None
    ]
    return tuple(grouped(found, library.courses.values(), lambda one: one.lesson_id))


def _title(lesson_id: str, library: Library, language: str) -> str:
    publication = library.current(lesson_id)
    return publication.lesson(language).title if publication else lesson_id


def _hardest(
    sheets: Sequence[tuple[str, Sequence[Sequence[object]]]], library: Library, language: str
) -> tuple[HardQuestion, ...]:
    """The hard questions in the reader's words. Sheets of several revisions of one lesson are taken together."""
    revisions = {digest: library.revision(digest) for digest, _answers in sheets}
    known = [(found.lesson_id, answers) for digest, answers in sheets if (found := revisions[digest])]
    shown = []
    for one in hardest(known):
        candidates = [library.current(one.lesson_id), *revisions.values()]
        for publication in candidates:
            question: Question | None = None
            if publication and publication.lesson_id == one.lesson_id:
                question = publication.quiz(language).question(one.question_id)
            if publication and question:
                choice = next((choice for choice in question.choices if choice.id == one.choice_id), None)
                named = publication.misconception(language, choice.misconception) if choice else None
                shown.append(
                    HardQuestion(
                        lesson_title=publication.lesson(language).title,
                        text=question.text,
                        wrong=one.wrong,
                        answered=one.answered,
                        choice=choice.text if choice else "",
                        belief=named.belief if named else "",
                    )
                )
                break
    return tuple(shown)
