"""The move up of all schools of a region: what is due, ordering it, and doing it school by school in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.domain.access import Actor, Permission, reach, require
from app.domain.campaigns import day_of
from app.domain.errors import Conflict, NotFound, Refusal
from app.domain.jobs import JobKind, JobState
from app.domain.promotions import next_day
from app.services import jobs, operators, promotions
from app.services.jobs import Progress, Work
from app.services.rooms import check_count
from app.store import promotions as store
from app.store import regions
from app.store.engine import Session
from app.store.promotions import SchoolRow

PER_PAGE = 50
Within = list[tuple[str, UUID]]


@dataclass(frozen=True, slots=True)
class RegionBoard:
    """A page of the schools an office administers, those with most to do first. `due` have classes to go up on `on`;
    `is_ahead`: that day has not come. `names` are the regions, none for the whole platform."""

    names: tuple[str, ...]
    schools: tuple[SchoolRow, ...]
    total: int
    due: int
    on: date
    is_ahead: bool
    number: int
    job: Progress | None

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // PER_PAGE))

    @property
    def is_at_work(self) -> bool:
        """True while an earlier order is not done."""
        return self.job is not None and self.job.state in (JobState.WAITING, JobState.RUNNING)


def board(session: Session, actor: Actor, number: int, *, now: datetime) -> RegionBoard:
    """The schools in the actor's reach. NotFound for who has no region, and for a page there is none of."""
    names, within = _within(session, actor)
    today = day_of(now)
    due = store.count_schools(session, within, today, is_due=True)
    on = today if due else next_day(today)
    total = store.count_schools(session, within, on, is_due=False)
    if number < 1 or (number > 1 and (number - 1) * PER_PAGE >= total):
        raise NotFound
    shown = store.schools(session, within, on, offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
    job = jobs.progress(session, actor.school_id, actor.school_id, now=now)
    return RegionBoard(names, tuple(shown), total, due, on, not due, number, job)


def order(session: Session, actor: Actor, confirmed: str, *, now: datetime, new_id: Callable[[], UUID]) -> UUID:
    """Have every school in the actor's reach that is due moved up in the usual ways. Returns the id of the job.

    Raises Invalid("count_differs", field="confirmed") unless `confirmed` is the number of schools, and
    Conflict("promotion_at_work") while an earlier order is not done.
    """
    _names, within = _within(session, actor)
    check_count(confirmed, store.count_schools(session, within, day_of(now), is_due=True))
    found = jobs.progress(session, actor.school_id, actor.school_id, now=now)
    if found is not None and found.state in (JobState.WAITING, JobState.RUNNING):
        raise Conflict("promotion_at_work")
    operators.note(session, actor, "promote_order", now=now, reason=confirmed.strip(), new_id=new_id)
    payload = {"on": day_of(now).isoformat(), "within": [[level, str(region_id)] for level, region_id in within]}
    return jobs.order(
        session,
        JobKind.PROMOTE,
        school_id=actor.school_id,
        ordered_by=actor.account_id,
        now=now,
        new_id=new_id,
        subject_id=actor.school_id,
        payload=payload,
    )


def run(work: Work) -> None:
    """Do such an order: one transaction for each school. Taken up again it goes on with the schools that are left."""
    payload, tools = work.job.payload, work.tools
    on = date.fromisoformat(payload["on"])
    within = [(str(level), UUID(region_id)) for level, region_id in payload["within"]]
    with tools.database.read() as session:
        schools = store.schools(session, within, on, is_due=True)
    refused: Refusal | None = None
    for place, school in enumerate(schools):
        work.beat(place, len(schools), is_due=not place)
        try:
            with tools.database.write() as session, session.begin():
                promotions.promote_as(
                    session, work.job.ordered_by, school.id, on=on, now=tools.clock(), new_id=tools.new_id
                )
        except Refusal as refusal:
            refused = refusal
    work.beat(len(schools), len(schools), is_due=True)
    if refused is not None:
        raise refused


def due_of(session: Session, within: Sequence[tuple[str, UUID]], on: date) -> list[SchoolRow]:
    """The schools of these regions that have classes to go up on a day: for the operator at the command line."""
    return store.schools(session, within, on, is_due=True)


def _within(session: Session, actor: Actor) -> tuple[tuple[str, ...], Within]:
    require(actor, Permission.YEAR_PROMOTE)
    covered = reach(actor, Permission.YEAR_PROMOTE)
    if covered.everything:
        return (), []
    found = [region for one in sorted(covered.region_ids) if (region := regions.region(session, one))]
    if not found:
        raise NotFound
    return tuple(region.name for region in found), [(str(region.level), region.id) for region in found]
