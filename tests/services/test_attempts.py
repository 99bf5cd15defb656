"""Handing in sheets: exactly once, and marked by the server."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.completions import Rate
from app.domain.errors import Invalid, NotFound
from app.domain.identifiers import uuid7
from app.domain.tickets import Part, Sheet
from app.services import attempts, results, rollups
from app.store.engine import Session
from app.store.schema import AttemptKind, Milestone
from tests import builders, staff
from tests.clock import Clock
from tests.services import learning
from tests.services.desk import Desk, at_the_quiz
from tests.services.learning import ASKED, CRIT, KEY, PLAIN

OTHER = "fire-p34"


@pytest.fixture
def desk(session: Session, clock: Clock) -> Desk:
    return at_the_quiz(session, clock)


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
