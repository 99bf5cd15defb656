"""The portable write: INSERT .. ON CONFLICT DO NOTHING and its row count, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from app.store.engine import Session
from app.store.schema import Base


def insert_for(session: Session, model: type[Base]) -> Any:
    """The dialect's INSERT for a table, with its ON CONFLICT clauses."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - narrows a type, checks nothing about input
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def insert_new(session: Session, model: type[Base], rows: dict[str, Any] | Sequence[dict[str, Any]]) -> int:
    """Insert the rows that are not there yet; returns how many were. Existing rows stay as they are."""
    if not rows:
        return 0
    statement = insert_for(session, model).values(rows).on_conflict_do_nothing()
    # Without this option psycopg's count of an INSERT is gone (-1) by the time it is asked for.
    statement = statement.execution_options(preserve_rowcount=True)
    return int(session.connection().execute(statement).rowcount)
