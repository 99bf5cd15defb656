"""What the responsible body needs for its yearly audit of minors' data, as far as the software can know it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from app.domain.access import Actor, Permission, reach, require
from app.domain.audits import FIRST_YEAR, Audit, Guard, Run, without_small
from app.domain.campaigns import CHINA, day_of
from app.domain.errors import Invalid
from app.domain.people import MIN_PASSWORD
from app.domain.retention import read_summary
from app.domain.sessions import ABSOLUTE, FREE_FAILURES, IDLE_STAFF, IDLE_STUDENT, LONGEST_DELAY
from app.domain.standings import SMALL_CELL
from app.services import operators
from app.settings import Settings
from app.store import audits as store
from app.store import migrations
from app.store.engine import Session


def years(*, now: datetime) -> range:
    """The years an audit can be made of, up to this one."""
    return range(FIRST_YEAR, day_of(now).year + 1)


def own_regions(session: Session, actor: Actor) -> tuple[str, ...]:
    """The names of the regions that the actor's audit covers; empty for the whole platform."""
    require(actor, Permission.AUDIT_READ)
    covered = _region_ids(actor)
    return () if covered is None else store.names(session, covered)


def make(session: Session, actor: Actor | None, year: int, *, now: datetime, settings: Settings) -> Audit:
    """The audit of a year, for a bureau over its own region, for the platform (and, None, the operator) over all.

    Making it is a deed: the ledger notes it. Raises Invalid("audit_year", field="year").
    """
    if actor is not None:
        require(actor, Permission.AUDIT_READ)
    if year not in years(now=now):
        possible = years(now=now)
        raise Invalid("audit_year", field="year", first=possible[0], last=possible[-1])
    covered = None if actor is None else _region_ids(actor)
    inside = store.within(covered)
    since, until = datetime(year, 1, 1, tzinfo=CHINA), datetime(year + 1, 1, 1, tzinfo=CHINA)
    audit = Audit(
        year=year,
        made_at=now,
        scope=() if covered is None else store.names(session, covered),
        schools=store.schools(session, inside),
        minors=without_small(store.minors(session, inside)),
        holders=tuple(store.holders(session, inside, day_of(now))),
        ended_accounts=store.ended_accounts(session, inside, since, until),
        deeds=tuple(store.deeds(session, inside, since, until)),
        runs=tuple(
            Run(at, read_summary(counts) if covered is None else None)
            for at, counts in store.runs(session, since, until)
        ),
        guards=_guards(settings),
    )
    operators.note(session, actor, "audit", now=now, reason=str(year))
    return audit


def _region_ids(actor: Actor) -> frozenset[UUID] | None:
    covered = reach(actor, Permission.AUDIT_READ)
    return None if covered.everything else covered.region_ids


def _guards(settings: Settings) -> tuple[Guard, ...]:
    return (
        Guard("schema", migrations.wanted_revision() or ""),
        Guard("mode", "production" if settings.is_production else "demo"),
        Guard("second_factor", "required" if settings.needs_second_factor else "optional"),
        Guard("password_least", str(MIN_PASSWORD)),
        Guard("free_tries", str(FREE_FAILURES)),
        Guard("longest_delay_seconds", str(LONGEST_DELAY)),
        Guard("idle_pupil_minutes", _minutes(IDLE_STUDENT)),
        Guard("idle_staff_minutes", _minutes(IDLE_STAFF)),
        Guard("session_hours", str(int(ABSOLUTE / timedelta(hours=1)))),
        Guard("import_guard_percent", str(settings.guard_percent)),
        Guard("small_cell", str(SMALL_CELL)),
    )


def _minutes(span: timedelta) -> str:
    return str(int(span / timedelta(minutes=1)))
