"""`flask retention`: delete what has been kept long enough. The worker does it once a day by itself."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from app.cli.database import open_database
from app.cli.erasurelist import keep_list
from app.domain.retention import PERIODS, Keep
from app.services import retention as service


@click.group()
def retention() -> None:
    """Periods after which data goes, see docs/privacy.md."""


@retention.command()
@click.option("--dry-run", is_flag=True, help="Count what would go, and change nothing.")
def run(dry_run: bool) -> None:
    """Delete what has been kept long enough, in small transactions, while the server goes on working."""
    now = datetime.now(UTC)
    with open_database() as opened:
        if dry_run:
            with opened.read() as session:
                counts = service.foresee(session, now=now)
        else:
            counts = service.run(opened.write.begin, now=now)
            keep_list(opened)
    for keep, number in counts.items():
        click.echo(f"{keep.value}: {number}")
    click.echo(f"{'would go' if dry_run else 'gone'}: {sum(counts.values())}")


@retention.command()
def periods() -> None:
    """Print the rules: what goes, how many days after what."""
    for keep in Keep:
        period = PERIODS[keep]
        click.echo(f"{keep.value}: {', '.join(period.tables)}: {period.days} days after {period.since} ({period.law})")
