"""What the worker does once a night beside its jobs: counting what the answers tell, then deleting what has been kept
long enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import click
import structlog

from app.cli.erasurelist import keep_list
from app.services import retention, statistics
from app.services.content import load_library
from app.store.engine import Database, DatabaseUnavailable, Session

LOOK_EVERY = timedelta(minutes=10)

log = structlog.get_logger()


class _Stopped(Exception):
    """The worker is to end; what is left goes next time."""


class Nightly:
    """Looks every ten minutes whether the night's work is due, and does it between two jobs."""

    def __init__(self, database: Database, should_stop: Callable[[], bool]) -> None:
        self._database = database
        self._should_stop = should_stop
        self._looked_at: datetime | None = None

    def look(self, now: datetime | None = None) -> bool:
        """Do the night's work if it is due; True where it was done."""
        now = now or datetime.now(UTC)
        if self._looked_at is not None and now - self._looked_at < LOOK_EVERY:
            return False
        self._looked_at = now
        try:
            with self._database.read() as session:
                if not retention.is_due(session, now=now):
                    return False
                library = load_library(session)
            # Counted first: tomorrow some of today's answers may be gone.
            statistics.rebuild(self._read, self._begin, library=library, now=now)
            retention.run(self._begin, now=now)
            keep_list(self._database)
        except _Stopped:
            return False
        except DatabaseUnavailable:
            return False
        except (OSError, click.ClickException) as error:
            log.error("nightly_broken", error=type(error).__name__)
        return True

    @contextmanager
    def _read(self) -> Iterator[Session]:
        if self._should_stop():
            raise _Stopped
        with self._database.read() as session:
            yield session

    @contextmanager
    def _begin(self) -> Iterator[Session]:
        if self._should_stop():
            raise _Stopped
        with self._database.write.begin() as session:
            yield session
