"""A pupil at the quiz of the only lesson of a campaign."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.domain.access import Actor
from app.domain.completions import Rate
from app.domain.errors import Invalid
from app.domain.library import Library
from app.services import rollups
from app.services.attempts import DrawnSheet
from app.store.assignments import Task
from app.store.engine import Session
from app.store.schema import Attempt, Campaign, Classroom, Milestone, Student
from tests import builders
from tests.clock import Clock
from tests.services import learning


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


def at_the_quiz(session: Session, clock: Clock) -> Desk:
    """A pupil on the roster who has taken every step."""
    room = builders.classroom(session)
    pupil = builders.student(session, room)
    campaign = builders.campaign(session)
    builders.roster(session, campaign, room)
    task = builders.assignment(session, room, of=campaign)
    actor = learning.sign_in(session, pupil, clock)
    shelf = learning.library()
    learning.walk(session, actor, task.id, clock, shelf)
    return Desk(session, clock, campaign, room, pupil, task.id, actor, shelf)
