"""The portable write: INSERT .. ON CONFLICT DO NOTHING and its row count, on SQLite and PostgreSQL alike.

Statements are built once per table and dialect: building one costs as much as running it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, Table, any_, literal
from sqlalchemy.dialects import postgresql, sqlite

from app.store.engine import Session
from app.store.schema import Base


def dialect_of(session: Session) -> str:
    """`postgresql` or `sqlite`."""
    return session.get_bind().dialect.name


def one_of(session: Session, column: Any, values: Collection[Any]) -> ColumnElement[bool]:
    """`column IN values` for hundreds of values: on PostgreSQL one array, whose plan is made once and goes by index."""
    if dialect_of(session) == "postgresql":
        is_equal: ColumnElement[bool] = column == any_(literal(list(values), postgresql.ARRAY(column.type)))
        return is_equal
    is_in: ColumnElement[bool] = column.in_(values)
    return is_in


def insert_into(model: type[Base], dialect: str) -> Any:
    """The dialect's INSERT for a table, with its ON CONFLICT clauses."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - narrows a type, checks nothing about input
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def insert_for(session: Session, model: type[Base]) -> Any:
    """The INSERT for a table on the session's dialect."""
    return insert_into(model, dialect_of(session))


@cache
def _insert_new(model: type[Base], dialect: str) -> Executable:
    return counted(insert_into(model, dialect).on_conflict_do_nothing())


def insert_new(session: Session, model: type[Base], rows: dict[str, Any] | Sequence[dict[str, Any]]) -> int:
    """Insert the rows that are not there yet; returns how many were. Existing rows stay as they are.

    Several rows go as one statement with many VALUES, because only then the row count is right.
    """
    if not rows:
        return 0
    connection = session.connection()
    if isinstance(rows, dict):
        return int(connection.execute(_insert_new(model, dialect_of(session)), rows).rowcount)
    many = insert_for(session, model).values(list(rows)).on_conflict_do_nothing()
    return int(connection.execute(counted(many)).rowcount)


def counted(insert: Any) -> Executable:
    """The INSERT with its row count kept: psycopg forgets it when the cursor closes, and gives -1 instead."""
    statement: Executable = insert.execution_options(preserve_rowcount=True)
    return statement
