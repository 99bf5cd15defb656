"""The engine and its two session makers. The only place that knows how each database must be spoken to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

__all__ = ["Database", "DatabaseUnavailable", "IntegrityError", "Session"]

DatabaseUnavailable = (OperationalError,)


class Database:
    """One engine, a maker of reading sessions and a maker of writing ones.

    On SQLite a writing transaction starts with BEGIN IMMEDIATE: deferred ones fail with "database is locked" as soon
    as two pupils submit at once. `durable` keeps every acknowledged write through a power cut (synchronous=FULL).
    """

    def __init__(self, url: str, *, durable: bool = True, pool_size: int = 5) -> None:
        options: dict[str, Any] = {}
        if url.startswith("sqlite"):
            options["connect_args"] = {"timeout": 15, "check_same_thread": False}
        else:
            options |= {
                "pool_size": pool_size,
                "max_overflow": 0,
                "pool_timeout": 2,
                "pool_pre_ping": False,
                "connect_args": {
                    "connect_timeout": 5,
                    "options": "-c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000 -c jit=off",
                },
            }
        self.engine = create_engine(url, **options)
        if self.engine.dialect.name == "sqlite":
            _speak_sqlite(self.engine, "FULL" if durable else "NORMAL")
        self.read = sessionmaker(self.engine, expire_on_commit=False)
        self.write = sessionmaker(self.engine.execution_options(write=True), expire_on_commit=False)

    def is_reachable(self) -> bool:
        """True where the database answers a trivial query now."""
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except DBAPIError:
            return False
        return True

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _speak_sqlite(engine: Engine, synchronous: str) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is sent by the listener below, so that it can be IMMEDIATE.
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", "busy_timeout=15000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        is_writing = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
