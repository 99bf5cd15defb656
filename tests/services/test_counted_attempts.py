"""Which sheets count: within the window, of the right revision, once; practice and reviews beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.completions import Rate
from app.domain.errors import Conflict
from app.domain.tickets import Part
from app.services import attempts, milestones
from app.store.engine import Session
from app.store.schema import Attempt, School
from tests import builders, staff
from tests.clock import Clock
from tests.services import learning
from tests.services.desk import Desk, at_the_quiz
from tests.services.learning import CRIT, PLAIN


@pytest.fixture
def desk(session: Session, clock: Clock) -> Desk:
    return at_the_quiz(session, clock)


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
