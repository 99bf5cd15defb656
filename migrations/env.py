"""Runs migrations on the database of the settings, or on the one that the caller put into the configuration.

All pending migrations are one transaction on both databases: either the schema is new, or nothing has happened.
"""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Connection, text

from app.settings import read_settings
from app.store.engine import Database
from app.store.schema import Base
from app.store.schema.base import UTCDateTime
from migrations.drafting import add_late_keys_and_views, is_drafted

LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "10min"
ADVISORY_LOCK = 7_315_001


def render_type(kind: str, item: Any, drafting: AutogenContext) -> str | Literal[False]:
    """Our own column types are written as what they are in the database, so that a migration never imports the app."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        drafting.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def migrate(connection: Connection) -> None:
    """Run what was asked for, in one transaction that no other process can enter at the same time."""
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=is_drafted,
        process_revision_directives=add_late_keys_and_views,
        render_item=render_type,
        render_as_batch=is_sqlite,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if not is_sqlite:
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
            connection.execute(text(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        context.run_migrations()
        if is_sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).fetchall()):
            raise RuntimeError(f"the migration leaves {len(broken)} rows that point nowhere, so it was undone")


def run(database: Database) -> None:
    """Migrate through a writing connection. SQLite rebuilds a table to change it, which foreign keys would forbid."""
    with database.engine.execution_options(write=True).connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        try:
            migrate(connection)
        finally:
            connection.rollback()
            if connection.dialect.name == "sqlite":
                connection.connection.execute("PRAGMA foreign_keys=ON")


given: Database | None = context.config.attributes.get("database")
if given is not None:
    run(given)
else:
    own = Database(read_settings().database_url)
    try:
        run(own)
    finally:
        own.dispose()
