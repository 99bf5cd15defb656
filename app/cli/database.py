"""`flask database`: the schema's migrations, and backups. Also the sessions of all other commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.exc import DatabaseError

from app.cli.erasurelist import follow_list, keep_list
from app.services import regions
from app.settings import read_settings
from app.store import backups, migrations
from app.store.engine import Database, Session


@contextmanager
def open_database(cache_mib: int = 2) -> Iterator[Database]:
    """The database of the settings, disposed of at the end."""
    settings = read_settings()
    opened = Database(settings.database_url, durable=settings.is_production, cache_mib=cache_mib)
    try:
        yield opened
    finally:
        opened.dispose()


@contextmanager
def open_session(write: bool = False) -> Iterator[Session]:
    """A session on the database of the settings. A writing one commits at the end, unless an error passes through."""
    with open_database() as opened:
        maker = opened.write if write else opened.read
        with maker() as session:
            yield session
            if write:
                session.commit()


@click.group()
def database() -> None:
    """Migrate, back up and restore the database of DATABASE_URL."""


@database.command()
def upgrade() -> None:
    """Apply all pending migrations, bring in the regions, and say whether anybody lives in the database yet."""
    with open_database() as opened:
        migrations.upgrade(opened)
        with opened.write() as session, session.begin():
            regions.import_regions(session)
        with opened.read() as session:
            is_empty = migrations.is_empty(session)
    click.echo(f"schema: {migrations.wanted_revision()}")
    click.echo(f"empty: {'yes' if is_empty else 'no'}")


@database.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything to FILE while the server goes on working.

    SQLite gives a database file, PostgreSQL a dump in its own format. FILE holds names: keep it as safe as the
    database itself.
    """
    try:
        backups.back_up(read_settings().database_url, file)
    except backups.BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"backup: {file} ({file.stat().st_size} bytes)")


@database.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.confirmation_option(prompt="Everything now in the database will be replaced. Go on?")
def restore(file: Path) -> None:
    """Replace everything in the database by the backup in FILE. Stop the server first.

    Pupils erased since the backup are erased again, and no session comes alive with it.
    """
    _remember_erasures()
    try:
        backups.restore(read_settings().database_url, file)
    except backups.BackupError as error:
        raise click.ClickException(str(error)) from error
    with open_session() as session:
        applied = migrations.applied_revision(session)
    click.echo(f"restored: schema {applied or 'none'}")
    if applied != migrations.wanted_revision():
        click.echo("The backup is of another version; run: flask database upgrade; flask privacy reapply")
        return
    with open_database() as opened:
        again, ended = follow_list(opened)
    click.echo(f"erased again: {again}; sessions ended: {ended}")


def _remember_erasures() -> None:
    """Bring the list of erasures up to date while there still is something to read them from."""
    try:
        with open_database() as opened:
            keep_list(opened)
    except DatabaseError:
        click.echo("The present database cannot be read: erasures are taken from the list as it is.")
