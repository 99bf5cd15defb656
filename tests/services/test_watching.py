"""A film in a lesson: who decides that it was watched, and going on where it was left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from sqlalchemy import select

from app.domain.access import Actor
from app.domain.errors import Invalid, NotFound
from app.domain.library import Library
from app.domain.tickets import Ticket, read_ticket
from app.services import lessons, watching
from app.store import progress
from app.store.engine import Session
from app.store.schema import Campaign, Progress, Student
from tests import builders, filmlesson
from tests.clock import Clock
from tests.filmlesson import LENGTH
from tests.services import learning
from tests.services.learning import KEY, STAY


@dataclass
class Cinema:
    """A pupil before the film that is the second step of a lesson."""

    session: Session
    clock: Clock
    campaign: Campaign
    pupil: Student
    task_id: UUID
    actor: Actor
    library: Library

    def open(self, actor: Actor | None = None) -> Ticket:
        who = actor or self.actor
        return lessons.open_lesson(self.session, who, self.task_id, now=self.clock(), library=self.library)[1].ticket

    def beat(self, ticket: Ticket, claimed: int | None, *, after: int, tag: bytes | None = None) -> Ticket:
        self.clock.advance(seconds=after)
        return watching.beat(
            ticket.sign(KEY),
            claimed,
            assignment_id=self.task_id,
            session_tag=self.actor.session_tag if tag is None else tag,
            now=self.clock(),
            library=self.library,
            key=KEY,
        )

    def take(self, ticket: Ticket, claimed: int | None, *, after: int = 0) -> lessons.Stand:
        self.clock.advance(seconds=after)
        answers = {} if claimed is None else {"watched": str(claimed)}
        stand = lessons.Stand(filmlesson.publication(), ticket)
        return learning.step(self.actor, stand, self.clock, self.library, answers)

    def leave(self, ticket: Ticket, claimed: int | None, *, after: int = 0) -> None:
        self.clock.advance(seconds=after)
        sign, held = ticket.sign(KEY), self.library
        lessons.pause(
            self.session, self.actor, self.task_id, sign, claimed=claimed, now=self.clock(), library=held, key=KEY
        )

    def kept(self) -> tuple[int, int]:
        row = self.session.execute(select(Progress.step, Progress.watched)).one()
        return row[0], row[1]


@pytest.fixture
def cinema(session: Session, clock: Clock) -> Cinema:
    room = builders.classroom(session)
    pupil = builders.student(session, room)
    campaign = builders.campaign(session)
    builders.roster(session, campaign, room)
    task = builders.assignment(session, room, of=campaign)
    actor = learning.sign_in(session, pupil, clock)
    held = filmlesson.library()
    learning.walk(session, actor, task.id, clock, held, steps=1)
    return Cinema(session, clock, campaign, pupil, task.id, actor, held)


def refused(cinema: Cinema, ticket: Ticket, claimed: int) -> int:
    """How many seconds the refusal names."""
    with pytest.raises(Invalid) as refusal:
        cinema.take(ticket, claimed)
    assert refusal.value.code == "unwatched"
    seconds = refusal.value.facts["seconds"]
    assert isinstance(seconds, int)
    return seconds


def test_a_film_watched_with_heartbeats_is_a_step_taken(cinema: Cinema) -> None:
    ticket = cinema.open()
    assert (ticket.step, ticket.watched) == (1, 0)
    for second in (15, 30, 45):
        ticket = cinema.beat(ticket, second, after=15)
        assert ticket.watched == second
    assert refused(cinema, ticket, 45) == LENGTH - 3 - 45
    stand = cinema.take(ticket, LENGTH, after=12)
    assert (stand.step, stand.ticket.watched) == (2, 0)


@pytest.mark.parametrize("claimed", [LENGTH, 99_999])
def test_a_claim_counts_as_far_as_the_clock(cinema: Cinema, claimed: int) -> None:
    ticket = cinema.open()
    assert refused(cinema, ticket, claimed) == LENGTH - 3
    for _beat in range(20):
        ticket = cinema.beat(ticket, claimed, after=0)
    assert ticket.watched == 0
    assert cinema.beat(ticket, claimed, after=10).watched == 10


def test_old_tickets_and_two_tabs_gain_nothing(cinema: Cinema) -> None:
    first, second = cinema.open(), cinema.open()
    later = cinema.beat(first, LENGTH, after=20)
    assert cinema.beat(first, LENGTH, after=0).watched == 20
    assert cinema.beat(second, LENGTH, after=0).watched == 20
    assert cinema.beat(first, LENGTH, after=10).watched == cinema.beat(later, LENGTH, after=0).watched == 30
    assert refused(cinema, second, LENGTH) == LENGTH - 3 - 30


def test_who_stands_still_does_not_get_on(cinema: Cinema) -> None:
    ticket = cinema.beat(cinema.open(), 8, after=300)
    assert ticket.watched == 8
    assert refused(cinema, ticket, 8) == LENGTH - 3 - 8


def test_without_a_script_the_length_of_the_film_has_to_pass(cinema: Cinema) -> None:
    ticket = cinema.open()
    cinema.clock.advance(seconds=LENGTH - 1)
    soon = cinema.take(ticket, None)
    assert (soon.step, soon.seconds_missing, soon.ticket) == (1, 1, ticket)
    assert cinema.take(ticket, None, after=1).step == 2


def test_leaving_keeps_what_was_watched_for_another_device(cinema: Cinema) -> None:
    ticket = cinema.beat(cinema.open(), 15, after=15)
    cinema.leave(ticket, 22, after=7)
    assert cinema.kept() == (1, 22)
    tablet = learning.sign_in(cinema.session, cinema.pupil, cinema.clock)
    again = cinema.open(tablet)
    assert (again.step, again.watched) == (1, 22)
    cinema.actor = tablet
    assert cinema.take(again, LENGTH, after=LENGTH - 3 - 22).step == 2


def test_leaving_keeps_no_more_than_was_watched_and_never_less(cinema: Cinema) -> None:
    ticket = cinema.open()
    cinema.leave(ticket, 9_999, after=10)
    assert cinema.kept() == (1, 10)
    cinema.leave(cinema.beat(ticket, 3, after=0), 3, after=0)
    assert cinema.kept() == (1, 10)
    for _device in range(5):
        other = learning.sign_in(cinema.session, cinema.pupil, cinema.clock)
        assert cinema.open(other).watched == 10


def test_the_next_step_forgets_the_film(cinema: Cinema) -> None:
    ticket = cinema.open()
    cinema.leave(ticket, 20, after=20)
    stand = cinema.take(ticket, LENGTH, after=LENGTH)
    assert stand.must_save
    lessons.save(cinema.session, cinema.actor, stand, now=cinema.clock())
    assert cinema.kept() == (2, 0)
    cinema.leave(cinema.open(), 30, after=30)
    assert cinema.kept() == (2, 0), "the third step is no film"


def test_a_reopened_campaign_begins_anew(cinema: Cinema) -> None:
    cinema.leave(cinema.open(), 20, after=20)
    school, pupil, campaign = cinema.actor.school_id, cinema.pupil.id, cinema.campaign.id
    progress.reopen(cinema.session, school, pupil, campaign, now=cinema.clock())
    assert cinema.kept() == (0, 0)


def test_nothing_is_kept_after_the_first_sheet(cinema: Cinema) -> None:
    ticket = cinema.open()
    cinema.session.execute(Progress.__table__.update().values(asked=5))  # type: ignore[attr-defined]
    cinema.leave(ticket, 20, after=20)
    assert cinema.kept() == (1, 0)


def test_a_heartbeat_needs_an_own_ticket_of_a_film(cinema: Cinema) -> None:
    ticket = cinema.open()
    stranger = learning.sign_in(cinema.session, cinema.pupil, cinema.clock)
    with pytest.raises(Invalid, match="forged_ticket"):
        cinema.beat(ticket, 5, after=5, tag=stranger.session_tag)
    with pytest.raises(Invalid, match="forged_ticket"):
        cinema.beat(replace(ticket, assignment_id=UUID(int=1)), 5, after=5)
    for step in (0, 2, 3, 200):
        with pytest.raises(Invalid, match="stale_ticket"):
            cinema.beat(replace(ticket, step=step), 5, after=5)
    cinema.library = learning.library()
    with pytest.raises(Invalid, match="stale_ticket"):
        cinema.beat(ticket, 5, after=5)


def test_leaving_a_foreign_task_is_leaving_nothing(cinema: Cinema) -> None:
    ticket = cinema.open()
    cinema.task_id = builders.assignment(cinema.session).id
    with pytest.raises(NotFound):
        cinema.leave(ticket, 5, after=5)


def test_a_heartbeat_touches_nothing_else_on_the_ticket(cinema: Cinema) -> None:
    ticket = replace(cinema.open(), asked=3, held=1)
    later = cinema.beat(ticket, STAY, after=STAY)
    assert replace(later, watched=0, issued_at=ticket.issued_at) == ticket
    assert read_ticket(later.sign(KEY), KEY) == later
