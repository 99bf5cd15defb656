"""`flask rosters promote`: move schools up into the school year that has begun."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import click

from app.cli.accounts import find_region
from app.cli.database import open_database
from app.cli.roster_imports import rosters
from app.domain.campaigns import day_of
from app.domain.errors import Refusal
from app.domain.identifiers import uuid7
from app.domain.promotions import Way
from app.services import promotionjobs, promotions
from app.services.promotions import Outcome
from app.store import organisations, regions
from app.store.engine import Database, Session

__all__ = ["rosters"]


@rosters.command()
@click.option("--school", "school_code", help="The school with this code.")
@click.option("--region", "region_key", help="All schools run by this region: six-digit code, or its id.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the move, today by default.")
def promote(school_code: str | None, region_key: str | None, dry_run: bool, day: datetime | None) -> None:
    """Every class goes up a grade, the last years leave; one transaction for each school. Doing it again changes
    nothing.

    The usual ways only: what a school wants otherwise (who repeats the year, classes to be merged, five-year
    programmes) is chosen on the school's own page before.
    """
    if (school_code is None) == (region_key is None):
        raise click.UsageError("Give exactly one of --school and --region.")
    now = datetime.now(UTC)
    on = day.date() if day else day_of(now)
    with open_database() as database:
        schools = _schools(database, school_code, region_key, on)
        total, failed = Outcome(), 0
        for place, (school_id, name) in enumerate(schools, start=1):
            click.echo(f"{place}/{len(schools)}  {name}")
            try:
                outcome = _foresee(database, school_id, on) if dry_run else _do(database, school_id, on)
            except Refusal as refusal:
                click.echo(f"  refused: {refusal.code}", err=True)
                failed += 1
                continue
            click.echo(f"  {line(outcome)}")
            total.add(outcome)
    click.echo(f"{'would be' if dry_run else 'done'}: {len(schools) - failed} schools, {line(total)}")
    if failed:
        raise SystemExit(1)


def line(outcome: Outcome) -> str:
    """An outcome in figures; no names."""
    words = [f"classes={outcome.classes}", f"up={outcome.raised}", f"archived={outcome.archived}"]
    words += [f"pupils leaving={outcome.leaving}", f"pupils changing class={outcome.moving}"]
    return " ".join([*words, *(f"{remark}={times}" for remark, times in sorted(outcome.remarks.items()))])


def _schools(database: Database, school_code: str | None, region_key: str | None, on: date) -> list[tuple[UUID, str]]:
    with database.read() as session:
        if school_code is not None:
            school = organisations.school_by_code(session, school_code)
            if school is None:
                raise click.ClickException("There is no school with this code.")
            return [(school.id, school.name)]
        return [(one.id, one.name) for one in promotionjobs.due_of(session, _region(session, region_key or ""), on)]


def _region(session: Session, key: str) -> list[tuple[str, UUID]]:
    region_id = find_region(session, key)
    region = regions.region(session, region_id) if region_id else None
    if region is None:
        raise click.ClickException("There is no such region.")
    return [(str(region.level), region.id)]


def _foresee(database: Database, school_id: UUID, on: date) -> Outcome:
    with database.read() as session:
        plan = promotions.foresee(session, school_id, on=on)
    return Outcome(
        classes=len(plan.due),
        raised=sum(move.way is Way.UP for move in plan.due),
        leaving=plan.pupils(Way.LEAVE),
        moving=plan.pupils(Way.ON, Way.INTO),
        archived=sum(move.way is not Way.UP for move in plan.due),
        remarks=promotions.remarks(plan),
    )


def _do(database: Database, school_id: UUID, on: date) -> Outcome:
    with database.write() as session, session.begin():
        return promotions.promote_school(session, None, school_id, on=on, now=datetime.now(UTC), new_id=uuid7)
