"""A pupil before the first lesson of a running campaign."""

from __future__ import annotations

import pytest
from flask import Flask

from app.store.engine import Session
from app.store.schema import Campaign, Classroom, Student
from tests import builders
from tests.clock import Clock
from tests.learner import Learner, account_of, stock
from tests.staff import browser

LESSON = "fire-p56"


@pytest.fixture
def room(session: Session) -> Classroom:
    """A fifth grade."""
    return builders.classroom(session, grade=5)


@pytest.fixture
def pupil(session: Session, room: Classroom) -> Student:
    """The only one in the class."""
    return builders.student(session, room, name="王小明")


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """It asks for one lesson."""
    return builders.campaign(session, lessons=(LESSON,))


@pytest.fixture
def learner(app: Flask, session: Session, clock: Clock, room: Classroom, pupil: Student, campaign: Campaign) -> Learner:
    """The pupil, signed in."""
    builders.roster(session, campaign, room)
    task = builders.assignment(session, room, of=campaign)
    account = account_of(session, pupil)
    return Learner(stock(app), browser(app, account), clock, task.id, {})
