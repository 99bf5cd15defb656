"""The running autumn campaign: rosters and tasks for every class, and half-done work with all its sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.beliefs import Marks
from app.domain.campaigns import Campaign, day_of
from app.domain.completions import Rate
from app.domain.library import SOURCE_LANGUAGE, Library, Publication
from app.services.demo.answers import Answers, Handed
from app.services.demo.build import Build, Pupil, Room, Site, local
from app.services.demo.events import add_milestones, add_roster_entry
from app.services.demo.minds import NO_MARKS, Minds
from app.store.schema import Assignment, Attempt, LedgerEntry, Progress

STARTS_ONLY, GIVES_UP, ON_OWN = 0.10, 0.04, 0.25
EXCUSED, VOIDED = 0.012, 0.005
REVIEWS = 0.55
EXCUSES = ("长期病假", "休学", "随父母在外地就读，学籍未转出", "住院治疗", "Long-term sick leave")
VOIDS = ("由他人代答", "同学账号误用", "教师误操作")


@dataclass(slots=True)
class Work:
    """What one pupil did in one lesson."""

    assignment_id: UUID
    publication: Publication
    step: int
    started_at: datetime
    saved_at: datetime
    sheets: tuple[Handed, ...] = ()
    open_questions: tuple[str, ...] = ()
    completed_at: datetime | None = None
    mastered_at: datetime | None = None
    retained_at: datetime | None = None
    review: Handed | None = None
    marks: Marks = NO_MARKS


class Autumn:
    """Builds the running campaign, school by school."""

    def __init__(self, build: Build, campaign: Campaign, library: Library) -> None:
        self._build = build
        self._campaign = campaign
        self._published: dict[str, Publication] = {}
        for lesson in campaign.lessons:
            publication = library.current(lesson.lesson_id)
            if publication is None:
                raise ValueError(f"the lesson {lesson.lesson_id} is not published")
            self._published[lesson.lesson_id] = publication
        self._answers = Answers(build.dice, campaign.rule)
        self._minds = Minds(build.dice)
        self._days = self._school_days()

    def work(self, site: Site) -> None:
        """Tasks, rosters and (where the scale wants it) progress of a school."""
        dice = self._build.dice
        pace, skill = dice.betavariate(2.2, 1.6), dice.gauss(0, 0.06)
        lowest, highest = self._build.scale.autumn_grades
        for room in site.rooms:
            if lowest <= room.grade <= highest:
                tasks = [self._assign(site, room, lesson_id) for lesson_id in self._campaign.lessons_for(room.grade)]
                room_pace = min(0.97, max(0.05, pace + dice.gauss(0, 0.15)))
                self._work_room(site, room, tasks, room_pace, skill)

    def _assign(self, site: Site, room: Room, lesson_id: str) -> tuple[UUID, str]:
        assignment_id, window = self._build.new_id(), self._campaign.window
        self._build.loader.add(
            Assignment,
            {
                "school_id": site.plan.id,
                "id": assignment_id,
                "classroom_id": room.id,
                "lesson_id": lesson_id,
                "opens_at": window.opens_at,
                "due_at": window.closes_at,
                "created_at": window.opens_at,
                "campaign_id": self._campaign.id,
                "assigned_by": None,
                "ended_at": None,
            },
        )
        return assignment_id, lesson_id

    def _work_room(self, site: Site, room: Room, tasks: Sequence[tuple[UUID, str]], pace: float, skill: float) -> None:
        """Each lesson has its hour in class; most pupils take it then, some later on their own, some not at all."""
        dice, is_worked = self._build.dice, self._build.scale.is_autumn_worked
        hours = sorted(dice.sample(self._days, k=min(len(tasks), len(self._days)))) if is_worked else []
        for pupil in room.pupils:
            works: list[Work] = []
            if not pupil.is_listed:
                ability = skill + dice.gauss(0, 0.07)
                for (assignment_id, lesson_id), day in zip(tasks, hours, strict=False):
                    work = self._take(assignment_id, self._published[lesson_id], day, pace, ability)
                    works += [work] if work else []
                    if work is None or work.completed_at is None:
                        break
            self._keep(site, room, pupil, works, len(tasks))

    def _take(
        self, assignment_id: UUID, publication: Publication, day: datetime, pace: float, ability: float
    ) -> Work | None:
        """What a pupil does about one lesson: all of it, some of it, or nothing."""
        dice, steps = self._build.dice, len(publication.lesson(SOURCE_LANGUAGE).steps)
        chance = dice.random()
        if chance > pace + STARTS_ONLY:
            return None
        started = day + timedelta(minutes=dice.randint(0, 9), seconds=dice.randrange(60))
        if dice.random() < ON_OWN:
            started = day.replace(hour=8) + timedelta(minutes=dice.randrange(420), seconds=dice.randrange(60))
        held = self._minds.before(publication, ability)
        if chance > pace:
            step = dice.randint(1, steps)
            marks = self._minds.marks(publication, held, step)
            saved_at = started + timedelta(seconds=45 * step)
            return Work(assignment_id, publication, step, started, saved_at, marks=marks)
        marks, left = self._minds.marks(publication, held, steps), self._minds.after(held, ability)
        ready = started + timedelta(seconds=sum(dice.randint(25, 90) for _ in range(steps)))
        outcome = self._answers.take_quiz(publication, ready, ability, gives_up=dice.random() < GIVES_UP, held=left)
        last = outcome.sheets[-1].submitted_at
        work = Work(assignment_id, publication, steps, started, last, outcome.sheets, outcome.state.open_questions)
        work.marks = marks
        if outcome.state.is_completed:
            work.completed_at = last
            work.mastered_at = last if outcome.state.is_mastered else None
            self._review(work, ability, self._minds.later(held, left))
        return work

    def _review(self, work: Work, ability: float, held: frozenset[str]) -> None:
        """Some of those who mastered the lesson a week ago were asked again on a school day since."""
        if work.mastered_at is None or self._build.dice.random() > REVIEWS:
            return
        from_day = work.mastered_at + timedelta(days=self._campaign.rule.review_after_days)
        days = [day for day in self._days if day.replace(hour=8) >= from_day]
        if days:
            issued_at = self._build.dice.choice(days) + timedelta(minutes=self._build.dice.randint(0, 20))
            work.review, is_passed = self._answers.review(work.publication, issued_at, ability, held)
            if is_passed:
                work.saved_at = work.review.submitted_at
                work.retained_at = work.review.submitted_at

    def _keep(self, site: Site, room: Room, pupil: Pupil, works: Sequence[Work], lessons: int) -> None:
        earned = _earned(works, lessons)
        is_done = Rate.COMPLETED in earned
        is_worked, dice = self._build.scale.is_autumn_worked, self._build.dice
        excuse: tuple[datetime, str] | None = None
        voided_at: datetime | None = None
        if is_worked and not is_done and not pupil.is_listed and dice.random() < EXCUSED:
            excuse = self._after(max([work.saved_at for work in works], default=self._days[0])), dice.choice(EXCUSES)
            self._note(site, room, pupil, "excuse", *excuse)
        if is_worked and is_done and dice.random() < VOIDED:
            voided_at = self._after(max(earned.values()))
            self._note(site, room, pupil, "void", voided_at, dice.choice(VOIDS))
        for work in works:
            self._add_progress(site, pupil, work, voided_at)
        add_roster_entry(self._build, self._campaign, site, room.id, pupil.id, excuse)
        add_milestones(self._build, self._campaign, site, room.id, pupil.id, earned.items(), voided_at)

    def _add_progress(self, site: Site, pupil: Pupil, work: Work, voided_at: datetime | None) -> None:
        """Where the pupil is in a lesson and the sheets handed in; after a void the lesson is to be taken again."""
        first = work.sheets[0].score if work.sheets and voided_at is None else None
        keys = {"school_id": site.plan.id, "assignment_id": work.assignment_id, "student_id": pupil.id}
        self._build.loader.add(
            Progress,
            {
                **keys,
                "revision": work.publication.digest,
                "started_at": work.started_at,
                "saved_at": voided_at or work.saved_at,
                "step": 0 if voided_at else work.step,
                "sheets": len(work.sheets),
                "right": first.right if first else 0,
                "asked": first.asked if first else 0,
                "open_questions": list(work.open_questions),
                "completed_at": None if voided_at else work.completed_at,
                "mastered_at": None if voided_at else work.mastered_at,
                "retained_at": None if voided_at else work.retained_at,
                "watched": 0,
                "beliefs_asked": work.marks.asked,
                "beliefs_held": work.marks.held,
            },
        )
        for sheet in (*work.sheets, *((work.review,) if work.review else ())):
            self._build.loader.add(
                Attempt,
                {
                    **keys,
                    "id": self._build.new_id(),
                    "lesson_id": work.publication.lesson_id,
                    "token": self._build.new_id(),
                    "kind": sheet.kind,
                    "revision": work.publication.digest,
                    "answers": [[answer.question_id, answer.choice_id, answer.right] for answer in sheet.score.answers],
                    "right": sheet.score.right,
                    "asked": sheet.score.asked,
                    "issued_at": sheet.issued_at,
                    "submitted_at": sheet.submitted_at,
                },
            )

    def _note(self, site: Site, room: Room, pupil: Pupil, deed: str, at: datetime, reason: str) -> None:
        self._build.loader.add(
            LedgerEntry,
            {
                "school_id": site.plan.id,
                "id": self._build.new_id(),
                "at": at,
                "actor_id": site.admin_id,
                "deed": deed,
                "campaign_id": self._campaign.id,
                "student_id": pupil.id,
                "classroom_id": room.id,
                "reason": reason,
            },
        )

    def _after(self, moment: datetime) -> datetime:
        """Some time later, but not in the future."""
        later = moment + timedelta(minutes=self._build.dice.randint(5, 1500))
        return min(later, self._build.now)

    def _school_days(self) -> list[datetime]:
        """One lesson hour on every school day from the opening to yesterday."""
        day, today = day_of(self._campaign.window.opens_at), day_of(self._build.now)
        hours = []
        while day < today:
            if day.weekday() < 5:
                hours.append(local(day, self._build.dice.randint(8, 15), self._build.dice.choice((0, 10, 30))))
            day += timedelta(days=1)
        return hours


def _earned(works: Sequence[Work], lessons: int) -> dict[Rate, datetime]:
    """The milestones that one pupil's work in all lessons of the campaign amounts to."""
    if not works:
        return {}
    earned = {Rate.REACHED: min(work.started_at for work in works)}
    done = [work.completed_at for work in works if work.completed_at]
    if len(done) < lessons:
        return earned
    earned[Rate.COMPLETED] = max(done)
    if all(work.mastered_at for work in works):
        earned[Rate.MASTERED] = max(done)
        retained = [work.retained_at for work in works if work.retained_at]
        if len(retained) == lessons:
            earned[Rate.RETAINED] = max(*retained, *done)
    return earned
