"""`flask privacy`: the list of erased pupils, erasing them again after a restore, and the yearly audit."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.database import open_database, open_session
from app.cli.erasurelist import follow_list, keep_list, own_list
from app.cli.words import FOLDERS, words
from app.domain.errors import Invalid
from app.exchange.audits import zip_of
from app.services import audits
from app.settings import read_settings

LIST = click.Path(dir_okay=False, path_type=Path)


@click.group()
def privacy() -> None:
    """Erasures and the audit of minors' data, see docs/privacy.md."""


@privacy.command()
@click.argument("file", type=LIST, required=False)
def erased(file: Path | None) -> None:
    """Add every erasure to the list in FILE (by default the one in the instance folder): ids and days, no names."""
    target = file or own_list()
    with open_database() as opened:
        new = keep_list(opened, target)
    click.echo(f"erasures: {target} ({new} new)")


@privacy.command()
@click.option("--list", "file", type=LIST, help="The list; by default the one in the instance folder.")
def reapply(file: Path | None) -> None:
    """Erase again whoever is on the list, and end every session. `database restore` does this by itself."""
    with open_database() as opened:
        again, ended = follow_list(opened, file)
    click.echo(f"erased again: {again}; sessions ended: {ended}")


@privacy.command()
@click.argument("year", type=int)
@click.argument("file", type=LIST)
@click.option("--language", type=click.Choice(sorted(FOLDERS)), default="zh_CN", show_default=True)
def audit(year: int, file: Path, language: str) -> None:
    """Write the audit of YEAR over the whole platform to FILE, a ZIP of tables without names."""
    try:
        with open_session(write=True) as session:
            found = audits.make(session, None, year, now=datetime.now(UTC), settings=read_settings())
    except Invalid as refusal:
        raise click.ClickException("The year must be from {first} to {last}.".format(**refusal.facts)) from refusal
    file.write_bytes(zip_of(found, words(language)))
    click.echo(f"audit: {file} ({file.stat().st_size} bytes)")
