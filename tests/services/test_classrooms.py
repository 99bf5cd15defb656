"""A class in one glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.domain.access import Actor, Role
from app.domain.classlists import PupilState
from app.domain.completions import Rate
from app.domain.errors import NotFound
from app.domain.identifiers import uuid7
from app.services import classrooms, milestones
from app.services.classrooms import Overview
from app.store import assignments, attempts
from app.store.engine import Session
from app.store.schema import Account, Assignment, AttemptKind, Campaign, Classroom, Enrolment, Student
from tests import builders
from tests.builders import NOW, TODAY
from tests.services import shelf
from tests.staff import actor, statements


@dataclass
class Class:
    """A class of five in a running campaign of one lesson, with its teacher and the school's administrator."""

    room: Classroom
    teacher: Account
    admin: Account
    campaign: Campaign
    task: Assignment
    pupils: list[Student]

    def begin(self, session: Session, pupil: Student, *, step: int = 2) -> None:
        """The pupil has taken steps."""
        key = (self.room.school_id, self.task.id, pupil.id)
        assignments.start(session, *key, revision="digest-fire-p56", step=step, now=NOW)
        self.earn(session, pupil, Rate.REACHED)

    def finish(self, session: Session, pupil: Student) -> None:
        """The pupil has completed the campaign."""
        self.begin(session, pupil, step=4)
        key = (self.room.school_id, self.task.id, pupil.id)
        assignments.keep_sheet(session, *key, {"sheets": 1, "completed_at": NOW, "mastered_at": NOW})
        self.earn(session, pupil, Rate.COMPLETED, Rate.MASTERED)

    def earn(self, session: Session, pupil: Student, *rates: Rate) -> None:
        """Keep milestones."""
        expected = milestones.expect(session, self.campaign.id, self.room.school_id, pupil.id)
        assert expected is not None
        milestones.earn(session, expected, rates, rule_version=1, now=NOW)

    def answer(self, session: Session, pupil: Student, choice: str, *, kind: AttemptKind = AttemptKind.QUIZ) -> None:
        """The pupil has handed in a sheet with one question."""
        row = {
            "school_id": self.room.school_id,
            "id": uuid7(),
            "student_id": pupil.id,
            "assignment_id": self.task.id,
            "lesson_id": "fire-p56",
            "token": uuid7(),
            "kind": kind,
            "revision": "digest-fire-p56",
            "answers": [["q1", choice, choice == "right"]],
            "right": int(choice == "right"),
            "asked": 1,
            "issued_at": NOW,
            "submitted_at": NOW,
        }
        attempts.append(session, row)


@pytest.fixture
def five(session: Session) -> Class:
    """Five pupils, all on the roster."""
    room = builders.classroom(session)
    pupils = [builders.student(session, room) for _ in range(5)]
    campaign = builders.campaign(session)
    builders.roster(session, campaign, room)
    school = session.get_one(type(builders.school(session)), room.school_id)
    return Class(
        room,
        builders.teacher(session, room),
        builders.staff(session, school),
        campaign,
        builders.assignment(session, room, of=campaign),
        pupils,
    )


def look(session: Session, who: Actor, room: Classroom, campaign_id: UUID | None = None) -> Overview:
    return classrooms.overview(session, who, room.id, campaign_id, now=NOW, library=shelf.library(), language="zh_CN")


def test_the_list_is_sorted_by_state_and_adds_up_to_the_roster(session: Session, five: Class) -> None:
    done, started, excused, *never = five.pupils
    five.finish(session, done)
    five.begin(session, started)
    milestones.excuse(session, actor(session, five.admin), five.campaign.id, excused.id, "病假", now=NOW)
    found = look(session, actor(session, five.teacher), five.room)
    assert [line.id for line in found.pupils] == [never[0].id, never[1].id, started.id, done.id, excused.id]
    assert found.counts == {
        PupilState.NEVER: 2,
        PupilState.STARTED: 1,
        PupilState.DONE: 1,
        PupilState.EXCUSED: 1,
    }
    assert sum(found.counts.values()) == found.tally.roster == 5
    tally = found.tally
    assert (tally.never_started, tally.started, tally.completed, tally.excused) == (2, 1, 1, 1)


def test_lines_say_where_somebody_is_when_done_and_why_excused(session: Session, five: Class) -> None:
    done, started, excused, *_never = five.pupils
    five.finish(session, done)
    five.begin(session, started)
    milestones.excuse(session, actor(session, five.admin), five.campaign.id, excused.id, "病假", now=NOW)
    lines = {line.id: line for line in look(session, actor(session, five.teacher), five.room).pupils}
    at = lines[started.id].at
    assert at is not None
    assert (at.lesson, at.lessons, at.step, at.steps) == (1, 1, 2, 4)
    assert (lines[done.id].done_at, lines[done.id].is_mastered) == (NOW, True)
    assert lines[excused.id].excuse_reason == "病假"


def test_who_joined_after_the_census_is_listed_beside_and_counted_nowhere(session: Session, five: Class) -> None:
    late = builders.student(session, five.room)
    found = look(session, actor(session, five.teacher), five.room)
    assert [line.id for line in found.others] == [late.id]
    assert late.id not in [line.id for line in found.pupils]
    assert sum(found.counts.values()) == 5


def test_who_moved_to_another_class_stays_on_the_roster_and_learns_there(session: Session, five: Class) -> None:
    mover = five.pupils[0]
    school = builders.school(session)
    other = builders.classroom(session, session.get_one(type(school), five.room.school_id))
    enrolment = session.scalars(select(Enrolment).where(Enrolment.student_id == mover.id)).one()
    enrolment.to_on = TODAY
    session.flush()
    row = {"school_id": other.school_id, "id": uuid7(), "student_id": mover.id, "classroom_id": other.id}
    session.add(Enrolment(**row, from_on=TODAY))
    there = builders.assignment(session, other, of=five.campaign)
    assignments.start(session, other.school_id, there.id, mover.id, revision="digest-fire-p56", step=1, now=NOW)
    five.earn(session, mover, Rate.REACHED)
    line = look(session, actor(session, five.teacher), five.room).pupils[-1]
    assert (line.id, line.state, line.is_in_class) == (mover.id, PupilState.STARTED, False)
    assert line.at is not None
    beside = look(session, actor(session, five.admin), other).others
    assert [(one.id, one.is_in_class) for one in beside] == [(mover.id, True)]


def test_a_voided_completion_is_under_way_again(session: Session, five: Class) -> None:
    pupil = five.pupils[0]
    five.finish(session, pupil)
    milestones.void(session, actor(session, five.admin), five.campaign.id, pupil.id, "代做", now=NOW)
    found = look(session, actor(session, five.teacher), five.room)
    assert found.counts[PupilState.STARTED] == found.tally.started == 1
    assert found.counts[PupilState.DONE] == found.tally.completed == 0


def test_teachers_assignments_have_their_own_counts(session: Session, five: Class) -> None:
    own = builders.assignment(session, five.room, assigned_by=five.teacher.id)
    key = (five.room.school_id, own.id)
    assignments.start(session, *key, five.pupils[0].id, revision="digest-fire-p56", step=1, now=NOW)
    assignments.start(session, *key, five.pupils[1].id, revision="digest-fire-p56", step=4, now=NOW)
    assignments.keep_sheet(session, *key, five.pupils[1].id, {"completed_at": NOW})
    found = look(session, actor(session, five.teacher), five.room)
    ((course, (given,)),) = found.assignments
    assert course is None
    assert (given.id, given.never, given.started, given.done) == (own.id, 3, 1, 1)
    assert given.title == "fire-p56 zh_CN"


def test_the_hardest_question_comes_from_first_sheets_only(session: Session, five: Class) -> None:
    for pupil, choice in zip(five.pupils[:3], ("wrong", "wrong", "right"), strict=True):
        five.answer(session, pupil, choice)
    five.answer(session, five.pupils[0], "wrong")
    five.answer(session, five.pupils[2], "wrong", kind=AttemptKind.PRACTICE)
    (hard,) = look(session, actor(session, five.teacher), five.room).hardest
    assert (hard.text, hard.wrong, hard.answered) == ("着火了怎么走？", 2, 3)
    assert (hard.choice, hard.belief) == ("坐电梯", "电梯更快")


def test_two_answers_are_too_few_to_show_a_question(session: Session, five: Class) -> None:
    for pupil in five.pupils[:2]:
        five.answer(session, pupil, "wrong")
    assert look(session, actor(session, five.teacher), five.room).hardest == ()


def test_the_present_campaign_is_the_running_one_that_asks_this_grade(session: Session, five: Class) -> None:
    early = {"opens_at": NOW - timedelta(days=100), "closes_at": NOW - timedelta(days=60)}
    past = builders.campaign(session, **early)
    builders.roster(session, past, five.room)
    newer = builders.campaign(session, lessons=(), opens_at=NOW - timedelta(days=1))
    builders.roster(session, newer, five.room)
    who = actor(session, five.teacher)
    found = look(session, who, five.room)
    assert found.campaign is not None
    assert found.campaign.id == five.campaign.id
    assert [one.id for one in found.campaigns] == [five.campaign.id, past.id]
    chosen = look(session, who, five.room, past.id).campaign
    assert chosen is not None
    assert chosen.id == past.id
    with pytest.raises(NotFound):
        look(session, who, five.room, builders.campaign(session).id)


def test_without_a_campaign_the_class_is_still_listed(session: Session) -> None:
    room = builders.classroom(session)
    pupil = builders.student(session, room)
    found = look(session, actor(session, builders.teacher(session, room)), room)
    assert (found.campaign, found.pupils) == (None, ())
    assert [line.id for line in found.others] == [pupil.id]


def test_a_class_opens_for_its_teacher_and_its_school_only(session: Session, five: Class) -> None:
    home = session.get_one(type(builders.school(session)), five.room.school_id)
    colleague = builders.teacher(session, builders.classroom(session, home))
    strangers = [
        colleague,
        builders.teacher(session),
        builders.staff(session),
        builders.staff(session, role=Role.BUREAU),
        builders.staff(session, role=Role.PLATFORM),
    ]
    for account in strangers:
        with pytest.raises(NotFound):
            look(session, actor(session, account), five.room)
    assert look(session, actor(session, five.admin), five.room).can_assign is False
    assert look(session, actor(session, five.teacher), five.room).can_assign is True


def test_my_classes_are_my_postings_or_the_whole_school(session: Session, five: Class) -> None:
    home = session.get_one(type(builders.school(session)), five.room.school_id)
    other = builders.classroom(session, home, grade=6)
    cards = classrooms.mine(session, actor(session, five.teacher), now=NOW)
    assert [card.classroom.id for card in cards] == [five.room.id]
    assert cards[0].now_in is not None
    assert cards[0].now_in.tally.roster == 5
    cards = classrooms.mine(session, actor(session, five.admin), now=NOW)
    assert [(card.classroom.id, card.now_in is None) for card in cards] == [(five.room.id, False), (other.id, True)]
    with pytest.raises(NotFound):
        classrooms.mine(session, actor(session, builders.staff(session, role=Role.BUREAU)), now=NOW)


def test_the_number_of_queries_does_not_depend_on_the_class(session: Session, five: Class) -> None:
    for pupil in five.pupils:
        five.begin(session, pupil)
        five.answer(session, pupil, "wrong")
    session.flush()
    who = actor(session, five.teacher)
    with statements() as sent:
        look(session, who, five.room)
    assert len(sent) == 7
