"""Handing in sheets: exactly once, marked by the server, and counted only where they count."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.domain.access import Actor
from app.domain.completions import Rate
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.identifiers import uuid7
from app.domain.library import Library
from app.domain.tickets import Part, Sheet
from app.services import attempts, milestones, results, rollups
from app.services.attempts import DrawnSheet
from app.store.assignments import Task
from app.store.engine import Session
from app.store.schema import Attempt, AttemptKind, Campaign, Classroom, Milestone, School, Student
from tests import builders, staff
from tests.clock import Clock
from tests.services import learning
from tests.services.learning import ASKED, CRIT, KEY, PLAIN

OTHER = "fire-p34"


@dataclass
class Desk:
    """A pupil at the quiz of the only lesson of a campaign."""

    session: Session
    clock: Clock
    campaign: Campaign
    room: Classroom
    pupil: Student
    task_id: UUID
    actor: Actor
    library: Library

    def due(self) -> DrawnSheet:
        return learning.due(self.session, self.actor, self.task_id, self.clock, self.library)

    def hand_in(self, sheet: DrawnSheet, posted: dict[str, str], actor: Actor | None = None) -> UUID:
        who = actor or self.actor
        return learning.hand_in(self.session, who, self.task_id, sheet, posted, self.clock, self.library)

    def answer(self, wrong: Collection[str] = ()) -> UUID:
        sheet = self.due()
        return self.hand_in(sheet, learning.answers(sheet, wrong))

    def place(self) -> Task:
        return learning.place(self.session, self.actor, self.task_id, self.clock)

    def held(self) -> set[Rate]:
        standing = select(Milestone.rate).where(Milestone.voided_at.is_(None))
        assert rollups.verify(self.session) == []
        return set(self.session.scalars(standing))

    def sheets(self) -> int:
        return self.session.execute(select(func.count()).select_from(Attempt)).scalar_one()

    def refuses(self, code: str, sheet: DrawnSheet, posted: dict[str, str], actor: Actor | None = None) -> Invalid:
        """Handing in is refused, and nothing is kept."""
        before = self.sheets()
        with pytest.raises(Invalid, match=code) as refusal:
            self.hand_in(sheet, posted, actor)
        assert self.sheets() == before
        return refusal.value


@pytest.fixture
def desk(session: Session, clock: Clock) -> Desk:
    room = builders.classroom(session)
    pupil = builders.student(session, room)
    campaign = builders.campaign(session)
    builders.roster(session, campaign, room)
    task = builders.assignment(session, room, of=campaign)
    actor = learning.sign_in(session, pupil, clock)
    shelf = learning.library()
    learning.walk(session, actor, task.id, clock, shelf)
    return Desk(session, clock, campaign, room, pupil, task.id, actor, shelf)


def test_a_quiz_without_a_mistake_completes_and_masters(desk: Desk) -> None:
    attempt_id = desk.answer()
    found = results.result(desk.session, desk.actor, desk.task_id, attempt_id, now=desk.clock(), library=desk.library)
    assert (found.kind, found.right, found.asked) == (AttemptKind.QUIZ, ASKED, ASKED)
    assert {one.question.id for one in results.marked(found, "en")} >= set(CRIT)
    assert desk.held() == {Rate.REACHED, Rate.COMPLETED, Rate.MASTERED}


def test_the_sheet_after_the_last_step_is_the_sheet_that_is_due(desk: Desk) -> None:
    publication = desk.library.current(builders.LESSON)
    assert publication is not None
    first = attempts.first_sheet(
        publication, desk.pupil.id, desk.task_id, number=0, now=desk.clock(), key=KEY, language="en"
    )
    assert first == desk.due()


def test_before_the_last_step_no_sheet_is_due(desk: Desk) -> None:
    task = builders.assignment(desk.session, desk.room)
    _task, _publication, sheet = attempts.next_sheet(
        desk.session, desk.actor, task.id, now=desk.clock(), library=desk.library, key=KEY, new_id=uuid7, language="en"
    )
    assert sheet is None


def test_two_plain_mistakes_complete_without_mastery(desk: Desk) -> None:
    plain = [entry.question.id for entry in desk.due().questions if entry.question.id in PLAIN]
    desk.answer(wrong=plain[:2])
    assert desk.held() == {Rate.REACHED, Rate.COMPLETED}
    assert (desk.place().right, desk.place().asked) == (ASKED - 2, ASKED)


def test_critical_questions_come_back_until_they_are_right(desk: Desk) -> None:
    desk.answer(wrong=CRIT)
    assert desk.held() == {Rate.REACHED}
    assert {entry.question.id for entry in desk.due().questions} == set(CRIT)
    desk.answer(wrong=CRIT[:1])
    assert [entry.question.id for entry in desk.due().questions] == [CRIT[0]]
    desk.answer(wrong=CRIT[:1])
    assert desk.held() == {Rate.REACHED}
    desk.answer()
    # 3 of 5 on the first sheet: completed, not mastered; putting it right changes no score.
    assert desk.held() == {Rate.REACHED, Rate.COMPLETED}
    assert (desk.place().sheets, desk.place().right) == (4, ASKED - 2)


def test_the_same_sheet_twice_is_handed_in_once(desk: Desk) -> None:
    sheet = desk.due()
    first = desk.hand_in(sheet, learning.answers(sheet, wrong=CRIT))
    again = desk.hand_in(sheet, learning.answers(sheet))
    assert (again, desk.sheets()) == (first, 1)
    assert desk.held() == {Rate.REACHED}


def test_a_second_tab_shows_the_same_sheet(desk: Desk) -> None:
    one, two = desk.due(), desk.due()
    assert [entry.question.id for entry in one.questions] == [entry.question.id for entry in two.questions]
    assert desk.hand_in(one, learning.answers(one)) == desk.hand_in(two, learning.answers(two, wrong=CRIT))
    assert Rate.COMPLETED in desk.held()


def test_a_sheet_handed_in_before_is_found_again_even_after_the_end(desk: Desk) -> None:
    sheet = desk.due()
    first = desk.hand_in(sheet, learning.answers(sheet))
    desk.clock.moment = desk.campaign.closes_at + timedelta(days=1)
    assert desk.hand_in(sheet, learning.answers(sheet)) == first


def test_missing_answers_are_named_and_nothing_is_kept(desk: Desk) -> None:
    sheet = desk.due()
    posted = learning.answers(sheet)
    gone = [entry.question.id for entry in sheet.questions][1:3]
    for question_id in gone:
        del posted[question_id]
    assert desk.refuses("unanswered", sheet, posted).facts["questions"] == tuple(gone)
    publication, shown = attempts.same_sheet(desk.actor, sheet.token, library=desk.library, key=KEY, language="en")
    assert (publication.lesson_id, shown.questions) == (builders.LESSON, sheet.questions)


@pytest.mark.parametrize("value", ["3", "-1", "", "right", "0 ", "０", "٠", "999999999999999999999", "0\x00"])
def test_a_choice_that_was_never_offered_is_no_answer(desk: Desk, value: str) -> None:
    sheet = desk.due()
    question_id = sheet.questions[0].question.id
    posted = learning.answers(sheet) | {question_id: value}
    assert desk.refuses("unanswered", sheet, posted).facts["questions"] == (question_id,)


def test_answers_to_questions_that_were_not_asked_are_ignored(desk: Desk) -> None:
    sheet = desk.due()
    asked = {entry.question.id for entry in sheet.questions}
    extra = {question_id: "0" for question_id in PLAIN if question_id not in asked}
    desk.hand_in(sheet, learning.answers(sheet) | extra | {"score": "100"})
    assert desk.place().asked == ASKED


def test_a_sheet_that_was_changed_or_invented_is_refused(desk: Desk) -> None:
    sheet = desk.due()
    own = Sheet(uuid7(), desk.pupil.id, desk.task_id, learning.publication().digest[:16], Part.QUIZ, 0, 0)
    forged = ["", "x", sheet.token[:-2], sheet.token[:20] + sheet.token[21:], own.sign(b"another key than ours")]
    for token in forged:
        desk.refuses("forged_ticket", replace(sheet, token=token), learning.answers(sheet))


def test_a_sheet_is_for_one_pupil_and_one_assignment(desk: Desk) -> None:
    classmate = learning.sign_in(desk.session, builders.student(desk.session, desk.room), desk.clock)
    sheet = desk.due()
    desk.refuses("forged_ticket", sheet, learning.answers(sheet), classmate)
    other = builders.assignment(desk.session, desk.room)
    with pytest.raises(Invalid, match="forged_ticket"):
        learning.hand_in(desk.session, desk.actor, other.id, sheet, learning.answers(sheet), desk.clock, desk.library)


def test_after_the_window_nothing_counts_any_more_but_practice_goes_on(desk: Desk) -> None:
    sheet = desk.due()
    desk.clock.moment = desk.campaign.closes_at
    with pytest.raises(Conflict, match="window_closed"):
        desk.hand_in(sheet, learning.answers(sheet))
    assert desk.held() == {Rate.REACHED}
    desk.clock.moment = desk.campaign.closes_at - timedelta(seconds=1)
    desk.hand_in(sheet, learning.answers(sheet))
    desk.clock.moment = desk.campaign.closes_at + timedelta(days=8)
    assert desk.due().part is Part.PRACTICE
    desk.answer()
    assert desk.held() == {Rate.REACHED, Rate.COMPLETED, Rate.MASTERED}


def test_practice_is_kept_and_changes_nothing(desk: Desk) -> None:
    desk.answer(wrong=CRIT)
    desk.answer()
    before = desk.place()
    assert desk.due().part is Part.PRACTICE
    desk.answer()
    desk.answer(wrong=[*CRIT, *PLAIN])
    assert desk.place() == before
    assert desk.held() == {Rate.REACHED, Rate.COMPLETED}


def test_a_review_a_week_later_earns_retained_and_nothing_else(desk: Desk) -> None:
    desk.answer()
    desk.clock.advance(days=7)
    before = desk.place()
    desk.actor = learning.sign_in(desk.session, desk.pupil, desk.clock)
    early, late = desk.due(), desk.due()
    assert early.part is Part.REVIEW
    assert len(early.questions) == attempts.REVIEW_QUESTIONS
    wrong = [entry.question.id for entry in early.questions][:2]
    desk.hand_in(early, learning.answers(early, wrong))
    assert Rate.RETAINED not in desk.held()
    desk.hand_in(late, learning.answers(late))
    assert desk.held() == set(Rate)
    assert replace(desk.place(), retained_at=None) == before
    assert desk.due().part is Part.PRACTICE


def test_a_review_before_a_week_is_not_offered(desk: Desk) -> None:
    desk.answer()
    desk.clock.advance(days=7, seconds=-1)
    assert desk.due().part is Part.PRACTICE


def test_a_campaign_is_completed_with_its_last_lesson_only(session: Session, clock: Clock) -> None:
    room = builders.classroom(session)
    pupil = builders.student(session, room)
    campaign = builders.campaign(session, lessons=(builders.LESSON, OTHER))
    builders.roster(session, campaign, room)
    tasks = [builders.assignment(session, room, of=campaign, lesson_id=name) for name in (builders.LESSON, OTHER)]
    shelf = learning.library(learning.publication(), learning.publication(OTHER))
    actor = learning.sign_in(session, pupil, clock)
    learning.finish(session, actor, tasks[0].id, clock, shelf)
    assert set(session.scalars(select(Milestone.rate))) == {Rate.REACHED}
    learning.finish(session, actor, tasks[1].id, clock, shelf, wrong=CRIT)
    assert set(session.scalars(select(Milestone.rate))) == {Rate.REACHED, Rate.COMPLETED}
    assert rollups.verify(session) == []


def test_who_joined_after_the_census_learns_without_being_counted(desk: Desk) -> None:
    late = builders.student(desk.session, desk.room)
    desk.actor = learning.sign_in(desk.session, late, desk.clock)
    learning.finish(desk.session, desk.actor, desk.task_id, desk.clock, desk.library)
    assert desk.place().completed_at is not None
    assert desk.held() == {Rate.REACHED}


def test_a_sheet_is_marked_against_the_revision_it_was_drawn_from(desk: Desk) -> None:
    sheet = desk.due()
    newer = learning.publication(edition=2, steps=2)
    desk.library = learning.library(learning.publication(), newer)
    desk.hand_in(sheet, learning.answers(sheet, wrong=CRIT))
    assert desk.session.scalars(select(Attempt.revision)).one() == learning.publication().digest
    desk.answer()
    assert Rate.COMPLETED in desk.held()


def test_a_sheet_kept_in_another_tab_while_the_new_text_was_begun(desk: Desk) -> None:
    """The old sheet counts, and the pupil puts its critical questions right without walking anything again."""
    sheet = desk.due()
    newer = learning.publication(edition=2)
    desk.library = learning.library(learning.publication(), newer)
    learning.walk(desk.session, desk.actor, desk.task_id, desk.clock, desk.library, steps=1)
    assert desk.place().revision == newer.digest
    desk.hand_in(sheet, learning.answers(sheet, wrong=CRIT))
    assert (desk.place().revision, desk.place().step) == (learning.publication().digest, learning.STEPS)
    assert desk.due().part is Part.REPEAT
    desk.answer()
    assert Rate.COMPLETED in desk.held()


def test_of_two_first_sheets_only_one_counts(desk: Desk) -> None:
    """One of each revision, both open in tabs: the second would be a free second try."""
    old = desk.due()
    desk.library = learning.library(learning.publication(), learning.publication(edition=2))
    learning.walk(desk.session, desk.actor, desk.task_id, desk.clock, desk.library)
    new = desk.due()
    desk.hand_in(new, learning.answers(new, wrong=CRIT))
    desk.refuses("stale_ticket", old, learning.answers(old))
    assert desk.due().part is Part.REPEAT


def test_a_pupil_whose_completion_was_voided_takes_everything_again(desk: Desk) -> None:
    desk.answer()
    home = desk.session.get_one(School, desk.room.school_id)
    admin = staff.actor(desk.session, builders.staff(desk.session, home))
    milestones.void(desk.session, admin, desk.campaign.id, desk.pupil.id, "somebody else", now=desk.clock())
    assert desk.held() == {Rate.REACHED}
    desk.clock.advance(days=8)
    desk.actor = learning.sign_in(desk.session, desk.pupil, desk.clock)
    learning.walk(desk.session, desk.actor, desk.task_id, desk.clock, desk.library)
    assert desk.due().part is Part.QUIZ
    desk.answer(wrong=CRIT)
    assert desk.held() == {Rate.REACHED}
    desk.answer()
    assert desk.held() == {Rate.REACHED, Rate.COMPLETED}


def test_results_are_for_their_own_pupil(desk: Desk) -> None:
    attempt_id = desk.answer()
    classmate = learning.sign_in(desk.session, builders.student(desk.session, desk.room), desk.clock)
    other = builders.assignment(desk.session, desk.room)
    for who, task_id, wanted in (
        (classmate, desk.task_id, attempt_id),
        (desk.actor, other.id, attempt_id),
        (desk.actor, desk.task_id, uuid7()),
    ):
        with pytest.raises(NotFound):
            results.result(desk.session, who, task_id, wanted, now=desk.clock(), library=desk.library)


def test_staff_never_hand_in_a_sheet(desk: Desk) -> None:
    sheet = desk.due()
    teacher = staff.actor(desk.session, builders.teacher(desk.session, desk.room))
    with pytest.raises(NotFound):
        desk.hand_in(sheet, learning.answers(sheet), teacher)
