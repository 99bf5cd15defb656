"""Column kinds behave the same on both databases, and the databases themselves hold the rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from app.domain.grades import Stage
from app.domain.identifiers import uuid7
from app.store.engine import Session
from app.store.schema import Attempt, AttemptKind, Campaign, Classroom, ContentRevision, LoginThrottle
from tests import builders

SHANGHAI = timezone(timedelta(hours=8))


def test_a_moment_comes_back_in_utc_whatever_zone_it_was_written_in(session: Session) -> None:
    moment = datetime(2026, 9, 1, 8, 30, 15, 123456, tzinfo=SHANGHAI)
    session.add(LoginThrottle(username="s1", failures=1, last_failed_at=moment))
    session.commit()
    session.expire_all()
    read = session.scalars(select(LoginThrottle)).one().last_failed_at
    assert read == moment
    assert read.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(session: Session) -> None:
    session.add(LoginThrottle(username="s1", failures=1, last_failed_at=datetime(2026, 9, 1)))  # noqa: DTZ001
    with pytest.raises(StatementError, match="time zone"):
        session.flush()


def test_moments_are_compared_as_moments(session: Session) -> None:
    session.add(LoginThrottle(username="s1", failures=1, last_failed_at=datetime(2026, 9, 1, 8, tzinfo=SHANGHAI)))
    session.flush()
    before = select(LoginThrottle).where(LoginThrottle.last_failed_at < datetime(2026, 9, 1, 0, 0, 1, tzinfo=UTC))
    after = select(LoginThrottle).where(LoginThrottle.last_failed_at > datetime(2026, 9, 1, 0, 0, 1, tzinfo=UTC))
    assert len(session.scalars(before).all()) == 1
    assert session.scalars(after).all() == []


def test_a_missing_moment_stays_missing(session: Session) -> None:
    campaign = builders.campaign(session)
    session.commit()
    session.expire_all()
    assert session.get_one(Campaign, campaign.id).closed_at is None


def test_a_choice_is_stored_as_its_word_and_read_as_its_kind(session: Session) -> None:
    classroom = builders.classroom(session, grade=8)
    session.expire_all()
    assert session.scalar(text("SELECT stage FROM classroom")) == "junior"
    assert session.scalars(select(Classroom.stage)).one() is Stage.JUNIOR
    assert classroom.stage is Stage.JUNIOR


def test_the_database_itself_refuses_a_word_that_is_no_choice(session: Session) -> None:
    builders.classroom(session)
    session.flush()
    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE classroom SET stage = 'sunday_school'"))


def test_json_comes_back_as_it_was(session: Session) -> None:
    body = {"zh_CN": ["安全第一", 1, None, {"right": True}]}
    session.add(ContentRevision(digest="d" * 64, lesson_id="fire-p56", body=body, published_at=builders.NOW))
    session.commit()
    session.expire_all()
    assert session.scalars(select(ContentRevision)).one().body == body


def test_identifiers_keep_their_order_in_the_database(session: Session) -> None:
    school = builders.school(session)
    seconds = iter((1.0, 2.0, 3.0))
    ids = [uuid7(clock=lambda: next(seconds)) for _ in range(3)]
    for number, identifier in enumerate(reversed(ids), start=1):
        builders.classroom(session, school, id=identifier, number=number)
    assert session.scalars(select(Classroom.id).order_by(Classroom.id)).all() == ids


def test_a_row_that_points_nowhere_is_refused(session: Session) -> None:
    with pytest.raises(IntegrityError):
        builders.assignment(session, builders.classroom(session), campaign_id=UUID(int=7))


def test_a_key_within_a_school_cannot_lead_into_another(session: Session) -> None:
    pupil = builders.student(session)
    elsewhere = builders.assignment(session, builders.classroom(session))
    attempt = Attempt(
        school_id=pupil.school_id,
        id=uuid7(),
        student_id=pupil.id,
        assignment_id=elsewhere.id,
        lesson_id=elsewhere.lesson_id,
        token=uuid7(),
        kind=AttemptKind.QUIZ,
        revision="d" * 64,
        answers=[],
        right=0,
        asked=0,
        issued_at=builders.NOW,
        submitted_at=builders.NOW,
    )
    session.add(attempt)
    with pytest.raises(IntegrityError):
        session.flush()
