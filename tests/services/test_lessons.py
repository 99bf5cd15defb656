"""Walking through a lesson: the server's clock, the order of steps, and going on somewhere else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.domain.access import Actor
from app.domain.completions import Rate
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.library import Library
from app.services import lessons
from app.store.engine import Session
from app.store.schema import Campaign, Classroom, Counter, Enrolment, Milestone, Progress, Student
from tests import builders
from tests.clock import Clock
from tests.services import learning
from tests.services.learning import KEY, STAY, STEPS


@dataclass
class Desk:
    """A pupil with one lesson of a running campaign in front of them."""

    session: Session
    clock: Clock
    campaign: Campaign
    room: Classroom
    pupil: Student
    task_id: UUID
    actor: Actor
    library: Library

    def open(self, actor: Actor | None = None) -> lessons.Stand:
        who = actor or self.actor
        return lessons.open_lesson(self.session, who, self.task_id, now=self.clock(), library=self.library)[1]

    def walk(self, steps: int | None = None, actor: Actor | None = None) -> None:
        learning.walk(self.session, actor or self.actor, self.task_id, self.clock, self.library, steps=steps)

    def step(self, stand: lessons.Stand, **answers: str) -> lessons.Stand:
        return learning.step(self.actor, stand, self.clock, self.library, answers or learning.CHOICE)

    def take(self, ticket: str, tag: bytes | None = None) -> lessons.Stand:
        return lessons.take_step(
            ticket,
            learning.CHOICE,
            assignment_id=self.task_id,
            session_tag=self.actor.session_tag if tag is None else tag,
            now=self.clock(),
            library=self.library,
            key=KEY,
            language="en",
        )

    def reached(self) -> int:
        return self.session.execute(select(func.sum(Counter.reached))).scalar_one()


@pytest.fixture
def desk(session: Session, clock: Clock) -> Desk:
    room = builders.classroom(session)
    pupil = builders.student(session, room)
    campaign = builders.campaign(session)
    builders.roster(session, campaign, room)
    task = builders.assignment(session, room, of=campaign)
    actor = learning.sign_in(session, pupil, clock)
    return Desk(session, clock, campaign, room, pupil, task.id, actor, learning.library())


def test_a_lesson_is_walked_step_by_step_to_its_quiz(desk: Desk) -> None:
    stand = desk.open()
    assert (stand.step, stand.is_at_quiz) == (0, False)
    seen = []
    while not stand.is_at_quiz:
        desk.clock.advance(seconds=STAY)
        stand = desk.step(stand)
        seen.append((stand.step, stand.must_save))
        if stand.must_save:
            lessons.save(desk.session, desk.actor, stand, now=desk.clock())
    assert seen == [(1, True), (2, False), (3, True)]
    assert stand.verdicts[0].right
    assert desk.open().is_at_quiz


def test_opening_changes_nothing_and_the_first_step_kept_means_reached_once(desk: Desk) -> None:
    desk.open()
    assert desk.session.scalars(select(Progress)).all() == []
    desk.walk(1)
    desk.walk(1)
    assert desk.session.scalars(select(Milestone.rate)).all() == [Rate.REACHED]
    assert desk.reached() == 1


def test_another_device_goes_on_where_the_first_one_stopped(desk: Desk) -> None:
    desk.walk(2)
    desk.clock.advance(minutes=3)
    tablet = learning.sign_in(desk.session, desk.pupil, desk.clock)
    # The second step came ten seconds after the last save, so at most twenty seconds of work are repeated.
    assert desk.open(tablet).step == 1
    desk.walk(actor=tablet)
    assert desk.open().is_at_quiz


def test_a_stay_that_was_too_short_is_refused_with_what_is_left(desk: Desk) -> None:
    stand = desk.open()
    desk.clock.advance(seconds=STAY - 2)
    with pytest.raises(Invalid) as refusal:
        desk.step(stand)
    assert (refusal.value.code, refusal.value.facts) == ("too_soon", {"seconds": 2})
    desk.clock.advance(seconds=2)
    assert desk.step(stand).step == 1


@pytest.mark.parametrize("answers", [{"choice": "neither"}, {"other": "good"}])
def test_a_missing_or_invented_answer_shows_the_step_again(desk: Desk, answers: dict[str, str]) -> None:
    stand = desk.open()
    desk.clock.advance(seconds=STAY)
    again = desk.step(stand, **answers)
    assert (again.step, again.is_answer_missing, again.must_save) == (0, True, False)


def test_a_ticket_that_was_changed_or_invented_is_refused(desk: Desk) -> None:
    desk.clock.advance(seconds=STAY)
    ticket = desk.open().ticket
    whole = ticket.sign(KEY)
    skipped = replace(ticket, step=STEPS - 1).sign(b"another key than that of the app")
    for forged in ("", "x", whole[:-2], whole[:10] + ("A" if whole[10] != "A" else "B") + whole[11:], skipped):
        with pytest.raises(Invalid, match="forged_ticket"):
            desk.take(forged)


def test_a_ticket_is_worth_nothing_in_another_session(desk: Desk) -> None:
    stranger = learning.sign_in(desk.session, builders.student(desk.session, desk.room), desk.clock)
    ticket = desk.open().ticket.sign(KEY)
    desk.clock.advance(seconds=STAY)
    for tag in (stranger.session_tag, learning.sign_in(desk.session, desk.pupil, desk.clock).session_tag):
        with pytest.raises(Invalid, match="forged_ticket"):
            desk.take(ticket, tag)


def test_a_ticket_is_for_one_assignment(desk: Desk) -> None:
    ticket = desk.open().ticket.sign(KEY)
    desk.clock.advance(seconds=STAY)
    with pytest.raises(Invalid, match="forged_ticket"):
        lessons.take_step(
            ticket,
            learning.CHOICE,
            assignment_id=UUID(int=1),
            session_tag=desk.actor.session_tag,
            now=desk.clock(),
            library=desk.library,
            key=KEY,
            language="en",
        )


def test_a_step_is_kept_only_for_the_pupil_of_the_ticket(desk: Desk) -> None:
    stand = desk.open()
    classmate = learning.sign_in(desk.session, builders.student(desk.session, desk.room), desk.clock)
    with pytest.raises(Invalid, match="forged_ticket"):
        lessons.save(desk.session, classmate, stand, now=desk.clock())
    foreign = learning.sign_in(desk.session, builders.student(desk.session), desk.clock)
    with pytest.raises(NotFound):
        lessons.save(desk.session, foreign, stand, now=desk.clock())


def test_an_old_ticket_played_again_moves_nobody_back(desk: Desk) -> None:
    first = desk.open()
    desk.walk()
    desk.clock.advance(seconds=60)
    stand = desk.step(first)
    lessons.save(desk.session, desk.actor, stand, now=desk.clock())
    assert desk.open().is_at_quiz


def test_nothing_can_be_taken_before_the_window_or_after_it(desk: Desk) -> None:
    stand = desk.open()
    desk.clock.advance(seconds=STAY)
    taken = desk.step(stand)
    for moment, code in (
        (desk.campaign.opens_at - timedelta(seconds=1), "not_open_yet"),
        (desk.campaign.closes_at, "window_closed"),
    ):
        desk.clock.moment = moment
        with pytest.raises(Conflict, match=code):
            desk.open()
        with pytest.raises(Conflict, match=code):
            lessons.save(desk.session, desk.actor, taken, now=desk.clock())
    assert desk.session.scalars(select(Progress)).all() == []
    assert desk.reached() == 0


def test_a_foreign_task_does_not_exist(desk: Desk) -> None:
    other = builders.assignment(desk.session)
    for task_id in (other.id, UUID(int=3)):
        with pytest.raises(NotFound):
            lessons.open_lesson(desk.session, desk.actor, task_id, now=desk.clock(), library=desk.library)
    teacher = learning.browser(desk.session, builders.teacher(desk.session), desk.clock)
    with pytest.raises(NotFound):
        lessons.open_lesson(desk.session, teacher, desk.task_id, now=desk.clock(), library=desk.library)


def test_a_pupil_who_was_moved_no_longer_has_the_old_task(desk: Desk) -> None:
    """Even where the request learnt who is there just before the move."""
    enrolment = desk.session.scalars(select(Enrolment)).one()
    enrolment.to_on = builders.TODAY
    desk.session.flush()
    with pytest.raises(NotFound):
        desk.open()


def test_a_lesson_published_anew_is_begun_anew(desk: Desk) -> None:
    old = desk.open()
    desk.walk(2)
    newer = learning.publication(edition=2)
    desk.library = learning.library(learning.publication(), newer)
    stand = desk.open()
    assert (stand.publication, stand.step) == (newer, 0)
    desk.clock.advance(seconds=STAY)
    assert desk.step(old).publication != newer
    desk.walk()
    assert learning.place(desk.session, desk.actor, desk.task_id, desk.clock).revision == newer.digest


def test_after_the_first_sheet_a_lesson_stays_what_it_was(desk: Desk) -> None:
    desk.walk()
    sheet = learning.due(desk.session, desk.actor, desk.task_id, desk.clock, desk.library)
    posted = learning.answers(sheet, wrong=learning.CRIT)
    learning.hand_in(desk.session, desk.actor, desk.task_id, sheet, posted, desk.clock, desk.library)
    desk.library = learning.library(learning.publication(), learning.publication(edition=2))
    assert desk.open().is_at_quiz
    assert desk.open().publication == learning.publication()


def test_a_revision_nobody_knows_any_more_is_stale(desk: Desk) -> None:
    ticket = desk.open().ticket.sign(KEY)
    desk.library = learning.library(learning.publication(edition=2))
    desk.clock.advance(seconds=STAY)
    with pytest.raises(Invalid, match="stale_ticket"):
        desk.take(ticket)
