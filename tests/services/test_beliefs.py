"""What a class believes: from the first wrong answer to the teacher's page, live, and at no cost to the pupil."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.domain.access import Actor, Role
from app.domain.beliefs import SENSITIVE_THEMES, Belief, Share
from app.domain.errors import NotFound
from app.domain.identifiers import uuid7
from app.domain.lessons import Item, StepKind
from app.domain.library import Library, Misconception, Publication
from app.services import beliefs, lessons
from app.services.beliefs import ClassMap
from app.store import attempts, progress
from app.store.engine import Session
from app.store.schema import Assignment, AttemptKind, Campaign, Classroom, Progress, School, Student
from tests import builders
from tests.builders import LESSON, NOW
from tests.clock import Clock
from tests.services import learning
from tests.staff import actor, statements

LIFT = "M-crit0"


def publication(lesson_id: str = LESSON, *, theme: str = "fire") -> Publication:
    """The lesson of `learning` with a myth before its card: it asks about the lift, and the quiz about everything."""
    one = learning.publication(lesson_id)
    lesson = one.lesson("")
    card = lesson.steps[1]
    items = (Item("a", "", holds=False, misconception=LIFT), Item("b", "", holds=True))
    steps = (lesson.steps[0], replace(card, id="myth", kind=StepKind.MYTH, items=items), *lesson.steps[1:])
    names = [f"M-{name}" for name in (*learning.CRIT, *learning.PLAIN)]
    words = {name: Misconception(name, f"belief {name}", f"truth {name}", crit="crit" in name) for name in names}
    lessons_of = {"zh_CN": replace(lesson, steps=steps, theme=theme)}
    return replace(one, lessons=lessons_of, misconceptions={"zh_CN": words})


SHELF = learning.library(publication())


@dataclass
class Class:
    """A class in a running campaign of one lesson."""

    room: Classroom
    campaign: Campaign
    task: Assignment
    pupils: list[Student]
    teacher: Actor

    def mark(self, session: Session, pupil: Student, *, holds: bool) -> None:
        """The pupil's steps have told about the lift."""
        bit = 1 << sorted(publication().misconceptions["zh_CN"]).index(LIFT)
        row = Progress(
            school_id=self.room.school_id,
            assignment_id=self.task.id,
            student_id=pupil.id,
            revision=publication().digest,
            started_at=NOW,
            saved_at=NOW,
            beliefs_asked=bit,
            beliefs_held=bit if holds else 0,
        )
        session.add(row)
        session.flush()

    def answer(self, session: Session, pupil: Student, choice: str, kind: AttemptKind = AttemptKind.QUIZ) -> None:
        """The pupil has handed in a sheet with the question about the lift."""
        row = {
            "school_id": self.room.school_id,
            "id": uuid7(),
            "student_id": pupil.id,
            "assignment_id": self.task.id,
            "lesson_id": LESSON,
            "token": uuid7(),
            "kind": kind,
            "revision": publication().digest,
            "answers": [["crit0", choice, choice == "right"]],
            "right": int(choice == "right"),
            "asked": 1,
            "issued_at": NOW,
            "submitted_at": NOW,
        }
        attempts.append(session, row)


@pytest.fixture
def six(session: Session) -> Class:
    """Six pupils, all on the roster."""
    room = builders.classroom(session)
    pupils = [builders.student(session, room) for _ in range(6)]
    campaign = builders.campaign(session)
    builders.roster(session, campaign, room)
    task = builders.assignment(session, room, of=campaign)
    return Class(room, campaign, task, pupils, actor(session, builders.teacher(session, room)))


def look(session: Session, who: Actor, room_id: UUID, lesson: str | None = None, shelf: Library = SHELF) -> ClassMap:
    return beliefs.of_class(session, who, room_id, lesson, now=NOW, library=shelf, language="zh_CN")


def place(session: Session, pupil: Student) -> Progress:
    session.expire_all()
    return session.scalars(select(Progress).where(Progress.student_id == pupil.id)).one()


def test_what_the_steps_told_is_kept_with_the_place_and_costs_no_statement(
    session: Session, six: Class, clock: Clock
) -> None:
    pupil = six.pupils[0]
    who = learning.sign_in(session, pupil, clock)
    _task, stand = lessons.open_lesson(session, who, six.task.id, now=clock(), library=SHELF)
    for answers in ({"choice": "bad"}, {"a": "yes", "b": "yes"}):
        clock.advance(seconds=learning.STAY)
        with statements() as sent:
            stand = learning.step(who, stand, clock, SHELF, answers)
        assert sent == []
    lessons.save(session, who, stand, now=clock())
    kept = place(session, pupil)
    assert (kept.beliefs_asked, kept.beliefs_held) == (1, 1)


def test_on_another_device_the_first_contact_still_counts(session: Session, six: Class, clock: Clock) -> None:
    pupil = six.pupils[0]
    who = learning.sign_in(session, pupil, clock)
    _task, stand = lessons.open_lesson(session, who, six.task.id, now=clock(), library=SHELF)
    for answers in ({"choice": "good"}, {"a": "yes", "b": "yes"}):
        clock.advance(seconds=learning.STAY)
        stand = learning.step(who, stand, clock, SHELF, answers)
    lessons.save(session, who, stand, now=clock())
    progress.reopen(session, who.school_id, pupil.id, six.campaign.id, now=clock())
    again = learning.sign_in(session, pupil, clock)
    _task, stand = lessons.open_lesson(session, again, six.task.id, now=clock(), library=SHELF)
    assert (stand.step, stand.ticket.asked, stand.ticket.held) == (0, 1, 1)
    for answers in ({"choice": "good"}, {"a": "no", "b": "yes"}):
        clock.advance(seconds=learning.STAY)
        stand = learning.step(again, stand, clock, SHELF, answers)
    lessons.save(session, again, stand, now=clock())
    assert place(session, pupil).beliefs_held == 1


def test_another_revision_begins_without_marks(session: Session, six: Class, clock: Clock) -> None:
    pupil = six.pupils[0]
    six.mark(session, pupil, holds=True)
    newer = replace(publication(), digest="f" * 64)
    who = learning.sign_in(session, pupil, clock)
    shelf = learning.library(publication(), newer)
    _task, stand = lessons.open_lesson(session, who, six.task.id, now=clock(), library=shelf)
    assert (stand.publication.digest, stand.ticket.asked, stand.ticket.held) == ("f" * 64, 0, 0)


def test_a_class_before_after_and_a_week_later(session: Session, six: Class) -> None:
    for number, pupil in enumerate(six.pupils):
        six.mark(session, pupil, holds=number < 4)
        six.answer(session, pupil, "wrong" if number < 2 else "right")
        six.answer(session, pupil, "right", AttemptKind.REVIEW)
    six.answer(session, six.pupils[5], "wrong")
    six.answer(session, six.pupils[5], "wrong", AttemptKind.PRACTICE)
    found = look(session, six.teacher, six.room.id)
    assert found.lesson is not None
    assert (found.lesson.id, found.lesson.begun) == (LESSON, 6)
    (line,) = found.lines
    assert (line.id, line.is_crit, line.urgency) == (LIFT, True, "now")
    assert line.figures == Belief(Share(6, 4), Share(6, 2), Share(6, 0))
    assert [one.id for one in line.lessons] == [LESSON]


def test_fewer_than_five_say_nothing_yet(session: Session, six: Class) -> None:
    for pupil in six.pupils[:4]:
        six.mark(session, pupil, holds=True)
        six.answer(session, pupil, "wrong")
    found = look(session, six.teacher, six.room.id)
    assert (found.lines, found.too_few) == ((), 1)


def test_a_class_takes_three_statements_however_large(session: Session, six: Class) -> None:
    for pupil in six.pupils:
        six.mark(session, pupil, holds=True)
        six.answer(session, pupil, "wrong")
    with statements() as sent:
        look(session, six.teacher, six.room.id)
    assert len(sent) == 3


def test_a_class_that_has_begun_nothing_has_no_map_and_no_foreign_lesson(session: Session, six: Class) -> None:
    found = look(session, six.teacher, six.room.id)
    assert (found.lesson, found.lines) == (None, ())
    with pytest.raises(NotFound):
        look(session, six.teacher, six.room.id, "drowning-p34")


def test_last_years_answers_are_not_of_this_class_any_more(session: Session, six: Class) -> None:
    six.mark(session, six.pupils[0], holds=True)
    later = NOW + timedelta(days=300)
    found = beliefs.of_class(session, six.teacher, six.room.id, None, now=later, library=SHELF, language="zh_CN")
    assert found.lesson is None


def test_a_theme_close_to_feelings_names_beliefs_without_figures(session: Session, six: Class) -> None:
    (theme,) = list(SENSITIVE_THEMES)[:1]
    for pupil in six.pupils:
        six.mark(session, pupil, holds=True)
    found = look(session, six.teacher, six.room.id, shelf=learning.library(publication(theme=theme)))
    assert found.is_sensitive
    assert [line.figures for line in found.lines] == [Belief(None, None, None)]


def test_the_map_of_a_class_is_for_its_teacher_and_its_school(session: Session, six: Class) -> None:
    home = session.get_one(School, six.room.school_id)
    admin = actor(session, builders.staff(session, home))
    strangers = [
        builders.teacher(session),
        builders.staff(session),
        builders.staff(session, role=Role.BUREAU),
        builders.staff(session, role=Role.PLATFORM),
    ]
    for account in strangers:
        with pytest.raises(NotFound):
            look(session, actor(session, account), six.room.id)
    assert look(session, admin, six.room.id).may_assign is False
    assert look(session, six.teacher, six.room.id).may_assign is True
