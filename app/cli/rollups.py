"""`flask rollups`: are the stored counters right, and making them so."""

from __future__ import annotations

import click

from app.cli.database import open_session
from app.services import rollups as service
from app.services.rollups import Difference

SHOWN = 20


@click.group()
def rollups() -> None:
    """The counters behind every figure, and the recount they must equal."""


@rollups.command()
def verify() -> None:
    """Recount everything; exit 1 where a stored counter differs."""
    with open_session() as session:
        found = service.verify(session)
    click.echo(f"differences: {len(found)}")
    for difference in found[:SHOWN]:
        click.echo(f"  {line(difference)}")
    if len(found) > SHOWN:
        click.echo(f"  and {len(found) - SHOWN} more")
    if found:
        raise SystemExit(1)


@rollups.command()
def rebuild() -> None:
    """Recount everything and keep the result."""
    with open_session(write=True) as session:
        count = service.rebuild(session)
    click.echo(f"rebuilt: {count} campaigns")


def line(difference: Difference) -> str:
    """One difference: where it is, what is stored, what was counted. Ids only, no names."""
    stored, counted = (",".join(map(str, figures)) for figures in (difference.stored, difference.counted))
    where = f"{difference.table} {difference.campaign} school={difference.school_id} {difference.key}"
    return f"{where} stored={stored} counted={counted}"
