"""Inserting very many rows quickly: executemany on SQLite, COPY on PostgreSQL. Memory stays bounded.

COPY takes about half the time of executemany on PostgreSQL (20,000 pupils: 0.19 s, not 0.39 s). Both go through the
session's own transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import JSON, Connection, Table, select, text
from sqlalchemy.exc import DBAPIError

from app.store.engine import Session
from app.store.schema import Base, School

Row = Mapping[str, Any]
CHUNK = 20_000


class Loader:
    """Collects rows table by table and writes them in the order in which tables were first named.

    Name parents before children: foreign keys are checked row by row. All rows of a table must have the same columns.
    """

    def __init__(self, session: Session, order: Iterable[type[Base]], *, chunk: int = CHUNK) -> None:
        self._session = session
        self._chunk = chunk
        self._waiting: dict[type[Base], list[Row]] = {model: [] for model in order}
        self._count = 0
        self.written: dict[str, int] = {}

    def add(self, model: type[Base], *rows: Row) -> None:
        """Take rows; nothing is written before `flush_if_full` or `flush`."""
        self._waiting[model].extend(rows)
        self._count += len(rows)

    def flush_if_full(self) -> None:
        """Write when enough has come together. Call it where all rows taken so far refer only to each other."""
        if self._count >= self._chunk:
            self.flush()

    def flush(self) -> None:
        """Write everything taken so far."""
        for model, rows in self._waiting.items():
            if rows:
                insert_many(self._session, model, rows)
                name = model.__tablename__
                self.written[name] = self.written.get(name, 0) + len(rows)
                rows.clear()
        self._count = 0


def insert_many(session: Session, model: type[Base], rows: list[Row]) -> None:
    """Insert rows that all have the same columns; they must be new."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - narrows a type, checks nothing about input
    if session.get_bind().dialect.name == "postgresql":
        _copy(session, table, rows)
    else:
        _many(session.connection(), table, rows)


def look_again(session: Session) -> None:
    """Let PostgreSQL learn how the tables of pupils have grown. The plans it made while they were empty scan them
    whole, even for every single foreign key, until it knows better.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE classroom, student, enrolment, account, login"))


def hurry(session: Session) -> None:
    """Do not wait for the disk when this transaction commits: for one of many small ones that can be done again.

    A crash may lose the last of them, whole; a later commit that waits keeps all before it. SQLite has no such switch.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL synchronous_commit = off"))


def are_known(session: Session, school_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these organisations exist."""
    return set(session.scalars(select(School.id).where(School.id.in_(list(school_ids)))))


def analyze(session: Session) -> None:
    """Let the database learn how full its tables are now, so that it plans the next queries well."""
    session.execute(text("ANALYZE"))


def _many(connection: Connection, table: Table, rows: list[Row]) -> None:
    """The driver's own executemany: half the time of an insert() that looks at every row."""
    names, dialect = list(rows[0]), connection.dialect
    columns = []
    for name in names:
        values = [row[name] for row in rows]
        maker = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        columns.append(values if maker is None else list(map(maker, values)))
    quoted = ", ".join(dialect.identifier_preparer.quote(name) for name in names)
    statement = f"INSERT INTO {table.name} ({quoted}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - no input
    connection.exec_driver_sql(statement, list(zip(*columns, strict=True)))


def _copy(session: Session, table: Table, rows: list[Row]) -> None:
    names = list(rows[0])
    as_json = [name for name in names if isinstance(table.c[name].type, JSON)]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    connection = session.connection()
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - narrows a type, checks nothing about input
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                wrapped = {**row, **{name: Jsonb(row[name]) for name in as_json}} if as_json else row
                copy.write_row([wrapped[name] for name in names])
    except psycopg.Error as error:
        refusal = DBAPIError.instance(
            "COPY", None, error, psycopg.Error, hide_parameters=True, dialect=connection.dialect
        )
        raise refusal from error
