"""Jobs: one worker at a time, taken up again after a stop, a silence or a crash, and never a word of a person's data in
what is logged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from app.domain.errors import Conflict
from app.domain.identifiers import uuid7
from app.domain.jobs import JobKind, JobState
from app.services import jobs
from app.services.jobs import Handler, JobLost, Tools, Work
from app.services.seals import Seal
from app.store import jobs as store
from app.store.engine import Database
from app.store.schema import Job
from tests import builders
from tests.clock import Clock

KIND = JobKind.PROMOTE


@dataclass
class Shop:
    """A school whose jobs are done by a handler that a test gives."""

    database: Database
    clock: Clock
    school_id: UUID
    given_up: list[str] = field(default_factory=list)

    def tools(self, **other: object) -> Tools:
        dice = Random(1).randrange  # noqa: S311 - repeatable, not secret
        return Tools(self.database, Seal(bytes(32)), bytes(32), 5, self.clock, uuid7, dice, **other)  # type: ignore[arg-type]

    def order(self) -> UUID:
        with self.database.write() as session, session.begin():
            subject_id = uuid7()
            kept = {"school_id": self.school_id, "ordered_by": uuid7(), "subject_id": subject_id}
            jobs.order(session, KIND, now=self.clock(), new_id=uuid7, **kept)  # type: ignore[arg-type]
        return subject_id

    def work(self, run: Callable[[Work], None], **other: object) -> bool:
        handler = Handler(run, lambda _session, _job, problem, _now: self.given_up.append(problem))
        return jobs.work_once(self.tools(**other), {KIND: handler})

    def state(self) -> tuple[JobState, str, int]:
        with self.database.read() as session:
            row = session.execute(select(Job.state, Job.problem, Job.tries)).one()
            return row[0], row[1], row[2]


@pytest.fixture
def shop(database: Database, clock: Clock) -> Shop:
    with database.write() as session, session.begin():
        school_id = builders.school(session).id
    return Shop(database, clock, school_id)


def nothing(_work: Work) -> None:
    return None


def test_jobs_are_done_once_and_in_order(shop: Shop) -> None:
    subjects, done = [], []
    for _ in range(3):
        subjects.append(shop.order())
        shop.clock.advance(seconds=1)
    while shop.work(lambda work: done.append(work.job.subject_id)):
        pass
    assert done == subjects
    assert not shop.work(nothing)


def test_a_claimed_job_is_nobody_elses(shop: Shop) -> None:
    shop.order()
    claims: list[bool] = []
    assert shop.work(lambda _work: claims.append(shop.work(nothing)))
    assert claims == [False]


def test_of_two_workers_that_see_one_job_the_second_gets_nothing(shop: Shop) -> None:
    shop.order()
    with shop.database.write() as session, session.begin():
        first = store.claim(session, [KIND], shop.clock())
        second = store.claim(session, [KIND], shop.clock())
    assert first is not None
    assert second is None


def test_progress_is_kept_every_two_seconds_at_most(shop: Shop) -> None:
    subject_id = shop.order()

    def run(work: Work) -> None:
        work.beat(1, 10)
        work.beat(2, 10)
        assert told(shop, subject_id) == (JobState.RUNNING, 1, 10)
        work.beat(3, 10, is_due=True)
        assert told(shop, subject_id) == (JobState.RUNNING, 3, 10)

    assert shop.work(run)
    assert told(shop, subject_id) == (JobState.DONE, 3, 10)


def told(shop: Shop, subject_id: UUID) -> tuple[JobState, int, int | None]:
    with shop.database.read() as session:
        found = jobs.progress(session, shop.school_id, subject_id, now=shop.clock())
    assert found is not None
    return found.state, found.done, found.total


def test_a_refusal_fails_the_job_with_its_code(shop: Shop) -> None:
    shop.order()

    def run(_work: Work) -> None:
        raise Conflict("year_done")

    assert shop.work(run)
    assert shop.state() == (JobState.FAILED, "year_done", 1)
    assert shop.given_up == ["year_done"]


def test_what_nobody_expected_is_logged_without_its_words(shop: Shop) -> None:
    shop.order()

    def run(_work: Work) -> None:
        raise ValueError("王小明 G140922201501010018")

    with capture_logs() as logs:
        assert shop.work(run)
    assert shop.state()[:2] == (JobState.FAILED, "job_broken")
    assert "王小明" not in str(logs)
    assert logs[0]["error"] == "ValueError"
    assert str(logs[0]["exc_info"]) == ""


def test_a_worker_told_to_stop_puts_the_job_back(shop: Shop) -> None:
    shop.order()
    for _ in range(5):
        assert shop.work(lambda work: work.beat(1), should_stop=lambda: True)
        assert shop.state() == (JobState.WAITING, "", 0)
    assert shop.work(nothing)
    assert shop.state()[0] is JobState.DONE


def test_a_silent_worker_loses_its_job_and_notices(shop: Shop) -> None:
    shop.order()

    def run(work: Work) -> None:
        shop.clock.advance(seconds=59)
        assert not shop.work(nothing)
        shop.clock.advance(seconds=2)
        assert shop.work(nothing)
        with pytest.raises(JobLost):
            work.beat(1, is_due=True)
        raise JobLost

    assert shop.work(run)
    assert shop.state() == (JobState.DONE, "", 2)


def test_a_job_that_kills_its_workers_is_given_up(shop: Shop) -> None:
    shop.order()
    for _ in range(3):
        with shop.database.write() as session, session.begin():
            assert store.claim(session, [KIND], shop.clock()) is not None
        shop.clock.advance(seconds=61)
    assert shop.work(nothing)
    assert shop.state()[:2] == (JobState.FAILED, "job_abandoned")
    assert shop.given_up == ["job_abandoned"]


def test_pages_can_tell_that_no_worker_is_running(shop: Shop) -> None:
    subject_id = shop.order()
    assert not stalled(shop)
    shop.clock.advance(seconds=16)
    assert stalled(shop)
    with shop.database.read() as session:
        found = jobs.progress(session, shop.school_id, subject_id, now=shop.clock())
    assert found is not None
    assert found.is_stalled
    shop.order()

    def run(work: Work) -> None:
        shop.clock.advance(seconds=30)
        work.beat(1, is_due=True)
        assert not stalled(shop)

    assert shop.work(run)


def stalled(shop: Shop) -> bool:
    with shop.database.read() as session:
        return jobs.is_stalled(session, shop.clock())
