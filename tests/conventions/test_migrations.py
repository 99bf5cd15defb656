"""The migrations lead to the models, on both databases, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import ClauseElement, Connection, inspect
from sqlalchemy.types import TypeEngine

from app.services.schema import is_schema_current
from app.store import migrations
from app.store.engine import Database
from app.store.schema import Base
from migrations.drafting import VIEWS, is_drafted
from tests import databases

VERSIONS = migrations.VERSION_TABLE


def differences(connection: Connection) -> list[Any]:
    """What `alembic revision --autogenerate` would still write."""
    options = {"include_object": is_drafted}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


def shape(connection: Connection) -> dict[str, Any]:
    """Everything the database knows about its tables, in a form that can be compared."""
    inspector = inspect(connection)
    asks: dict[str, Callable[[str], Any]] = {
        "columns": inspector.get_columns,
        "primary key": inspector.get_pk_constraint,
        "foreign keys": inspector.get_foreign_keys,
        "unique": inspector.get_unique_constraints,
        "checks": inspector.get_check_constraints,
        "indexes": inspector.get_indexes,
    }
    tables = [table for table in inspector.get_table_names() if table != VERSIONS]
    return {f"{table}: {what}": _plain(ask(table)) for table in tables for what, ask in asks.items()}


def _plain(part: Any) -> Any:
    """Types and clauses as text, named things in the order of their names."""
    if isinstance(part, dict):
        return {key: _plain(value) for key, value in part.items()}
    if isinstance(part, list) and part and isinstance(part[0], dict):
        return sorted((_plain(one) for one in part), key=lambda one: str(one["name"]))
    if isinstance(part, TypeEngine):
        return repr(part)
    return str(part) if isinstance(part, ClauseElement) else part


def test_the_newest_revision_equals_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        assert differences(connection) == []


def test_every_constraint_of_the_models_is_in_the_database(database: Database, empty_database_url: str) -> None:
    """The comparison above does not look at checks; here all that the database can tell is compared."""
    with databases.opened(empty_database_url) as made:
        Base.metadata.create_all(made.engine)
        with made.engine.connect() as by_models, database.engine.connect() as by_migrations:
            wanted, found = shape(by_models), shape(by_migrations)
    views = tuple(f"{view}: " for view in VIEWS)
    assert found == {key: value for key, value in wanted.items() if not key.startswith(views)}


def test_downgrading_leaves_nothing_and_upgrading_works_again(empty_database_url: str) -> None:
    with databases.opened(empty_database_url) as database:
        migrations.upgrade(database)
        migrations.downgrade(database, "base")
        inspector = inspect(database.engine)
        assert [table for table in inspector.get_table_names() if table != VERSIONS] == []
        assert inspector.get_view_names() == []
        migrations.upgrade(database)
        with database.engine.connect() as connection:
            assert differences(connection) == []


def test_the_views_show_what_their_tables_hold(database: Database) -> None:
    inspector = inspect(database.engine)
    assert set(inspector.get_view_names()) == set(VIEWS)
    for view, (table, _query) in VIEWS.items():
        names = [column["name"] for column in inspector.get_columns(view)]
        assert names == [column["name"] for column in inspector.get_columns(table)]


def test_the_schema_is_current_only_at_the_newest_revision(empty_database_url: str) -> None:
    with databases.opened(empty_database_url) as database:
        with database.read() as session:
            assert not is_schema_current(session)
        migrations.upgrade(database)
        with database.read() as session:
            assert is_schema_current(session)
        migrations.downgrade(database, "base")
        with database.read() as session:
            assert not is_schema_current(session)


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    migrations.upgrade(database)
    with database.read() as session:
        assert is_schema_current(session)
        assert migrations.is_empty(session)


def test_foreign_keys_are_watched_again_after_a_migration(database: Database) -> None:
    migrations.upgrade(database)
    if database.engine.dialect.name == "sqlite":
        with database.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
