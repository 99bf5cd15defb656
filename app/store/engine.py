"""The engine and its two session makers. The only place that knows how each database must be spoken to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

__all__ = ["Database", "DatabaseUnavailable", "IntegrityError", "Session"]

DatabaseUnavailable: tuple[type[Exception], ...] = (OperationalError, PoolTimeout)

# An error's text must not quote what a person typed.
QUIET: dict[str, Any] = {"hide_parameters": True}

# Planning a point read costs five times its execution, so a prepared statement is planned once and for all.
POSTGRESQL_SETTINGS = (
    "statement_timeout=15000",
    "idle_in_transaction_session_timeout=30000",
    "jit=off",
    "plan_cache_mode=force_generic_plan",
)


class Database:
    """A maker of reading sessions and a maker of writing ones, each on an engine of its own.

    Reading connections refuse to write, whatever the code says. On PostgreSQL they run without transactions: a
    statement sees the newest committed rows, as in a read-committed transaction, and two round trips are saved.
    On SQLite a writing transaction starts with BEGIN IMMEDIATE: deferred ones fail with "database is locked" as soon
    as two pupils submit at once. `durable` keeps every acknowledged write through a power cut (synchronous=FULL).
    `cache_mib` is what each SQLite connection keeps in memory: 2 serve a request, a job over a city wants more.
    """

    def __init__(self, url: str, *, durable: bool = True, pool_size: int = 5, cache_mib: int = 2) -> None:
        if url.startswith("sqlite"):
            options: dict[str, Any] = {"connect_args": {"timeout": 15, "check_same_thread": False}} | QUIET
            self.engine = create_engine(url, **options)
            self._reading = create_engine(url, **options)
            cache = f"cache_size=-{cache_mib * 1024}"
            synchronous = "FULL" if durable else "NORMAL"
            _speak_sqlite(self.engine, "BEGIN IMMEDIATE", (f"synchronous={synchronous}", cache))
            _speak_sqlite(self._reading, "BEGIN", ("query_only=ON", cache))
        else:
            self.engine = create_engine(url, **_pool(pool_size))
            self._reading = create_engine(
                url, isolation_level="AUTOCOMMIT", **_pool(pool_size, "default_transaction_read_only=on")
            )
        self.read = sessionmaker(self._reading, expire_on_commit=False)
        self.write = sessionmaker(self.engine, expire_on_commit=False)

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()
        self._reading.dispose()


def _pool(size: int, *more: str) -> dict[str, Any]:
    settings = (*POSTGRESQL_SETTINGS, *more)
    return {
        "pool_size": size,
        "max_overflow": 0,
        "pool_timeout": 2,
        **QUIET,
        "connect_args": {"connect_timeout": 5, "options": " ".join(f"-c {setting}" for setting in settings)},
    }


def _speak_sqlite(engine: Engine, begin_with: str, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is sent by the listener below, so that it can be IMMEDIATE.
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=15000", *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin_with)
