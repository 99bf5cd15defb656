"""`flask demo`: fill an empty installation with a synthetic province. Never in production."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import click

from app.cli.database import open_session
from app.domain.errors import Conflict
from app.services.content import load_library
from app.services.demo.scale import SCALES
from app.services.demo.seeding import seed as build
from app.services.demo.seeding import write_logins
from app.settings import read_settings

LOGINS = "demo-logins.json"
REFUSALS = {
    "demo_other": "This database holds the demo '{scale}'; one database holds one demo.",
    "content_missing": "Publish the content first (flask content publish). Missing: {lessons}",
}


@click.group()
def demo() -> None:
    """A synthetic province to look around in."""


@demo.command()
@click.option("--scale", type=click.Choice(sorted(SCALES)), default="small", show_default=True)
@click.option("--seed", "number", type=int, default=2026, show_default=True, help="The same seed, the same rows.")
def seed(scale: str, number: int) -> None:
    """Build the demo: schools, pupils, two campaigns, log-ins. A second time changes nothing."""
    settings = read_settings()
    if settings.is_production:
        raise click.ClickException("The demo's log-ins are public; it is refused with FIRST_LESSON_ENV=production.")
    try:
        with open_session(write=True) as session:
            logins = build(
                session,
                SCALES[scale],
                library=load_library(session),
                now=datetime.now(UTC),
                dice=Random(number),  # noqa: S311 - a demo is to be repeatable, not secret
                say=click.echo,
            )
    except Conflict as refusal:
        raise click.ClickException(REFUSALS[refusal.code].format(**refusal.facts)) from refusal
    if not logins:
        click.echo(f"The demo '{scale}' is here already; nothing was changed.")
        return
    write_logins(settings.instance / LOGINS, logins)
    click.echo(f"log-ins: {settings.instance / LOGINS}")
