"""`flask statistics`: what the answers tell, counted; and whether the counters are still right."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import click

from app.cli.database import open_database
from app.services import statistics as service
from app.services.content import load_library
from app.services.statistics import Difference

SHOWN = 20


@click.group()
def statistics() -> None:
    """Counters of wrong beliefs and of questions. The worker counts them each night; here by hand."""


@statistics.command()
def rebuild() -> None:
    """Count this school year anew from all sheets. Pupils may go on working meanwhile."""
    began = time.monotonic()
    with open_database() as database:
        with database.read() as session:
            library = load_library(session)
        done = service.rebuild(database.read, database.write.begin, library=library, now=datetime.now(UTC))
    years = ", ".join(f"{year}/{year + 1}" for year in done.years)
    click.echo(f"rebuilt: {done.sheets} sheets of {done.schools} schools, school years {years}")
    click.echo(f"seconds: {time.monotonic() - began:.1f}")


@statistics.command()
def verify() -> None:
    """Recount this school year; exit 1 where a stored counter differs. What came in since the last count differs."""
    with open_database() as database:
        with database.read() as session:
            library = load_library(session)
        found = service.verify(database.read, library=library, now=datetime.now(UTC))
    click.echo(f"differences: {len(found)}")
    for difference in found[:SHOWN]:
        click.echo(f"  {line(difference)}")
    if len(found) > SHOWN:
        click.echo(f"  and {len(found) - SHOWN} more")
    if found:
        raise SystemExit(1)


def line(difference: Difference) -> str:
    """One difference: where it is, what is stored, what was counted. Ids only, no names."""
    stored, counted = (",".join(map(str, figures)) for figures in (difference.stored, difference.counted))
    return f"{difference.table} {' '.join(map(str, difference.key))} stored={stored} counted={counted}"
