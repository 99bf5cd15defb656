"""One request, one transaction: opened when first needed, committed in one place.

GET and HEAD read; everything else writes and is committed only when the answer is below 400. A unique-key race (a
double click that met itself) is retried once and then finds the first result. No more threads wait for the database
than there are permits, so that a stalled database never stalls the pages that need none.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.domain.errors import Busy
from app.store.engine import Database, DatabaseUnavailable, IntegrityError, Session
from app.web.telemetry import note_broken

__all__ = ["Database", "DatabaseUnavailable", "TransactionalFlask", "db", "let_go", "own_reading", "own_transaction"]

PERMIT_SECONDS = 1.0
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Permits:
    """At most `number` threads use the database at a time; the rest are told to come back."""

    def __init__(self, number: int) -> None:
        self._permits = threading.BoundedSemaphore(number)

    def take(self) -> None:
        """Wait for a permit; Busy after one second."""
        if not self._permits.acquire(timeout=PERMIT_SECONDS):
            raise Busy("busy")

    def give_back(self) -> None:
        """Return the permit."""
        self._permits.release()


def db() -> Session:
    """The request's session, opened at first use."""
    if "db" not in g:
        held: Permits = current_app.extensions["permits"]
        held.take()
        database: Database = current_app.extensions["first_lesson"].database
        g.db = (database.read if request.method in SAFE_METHODS else database.write)()
    session: Session = g.db
    return session


@contextmanager
def own_transaction() -> Iterator[Session]:
    """A short transaction of its own, for what must survive when the request is refused (a failed log-in)."""
    with _permitted(), current_app.extensions["first_lesson"].database.write() as session, session.begin():
        yield session


@contextmanager
def own_reading() -> Iterator[Session]:
    """A short reading session of its own, so that no transaction is open while something slow goes on."""
    with _permitted(), current_app.extensions["first_lesson"].database.read() as session:
        yield session


@contextmanager
def _permitted() -> Iterator[None]:
    permits: Permits = current_app.extensions["permits"]
    permits.take()
    try:
        yield
    finally:
        permits.give_back()


def let_go() -> None:
    """End the request's transaction before the request, keeping nothing of it: so that something slow, or a short
    transaction of its own, finds none open."""
    _finish(is_kept=False)


def _finish(*, is_kept: bool) -> None:
    session: Session | None = g.pop("db", None)
    if session is None:
        return
    try:
        if is_kept:
            session.commit()
    finally:
        session.close()  # which rolls back what was not committed
        current_app.extensions["permits"].give_back()


class TransactionalFlask(Flask):
    """Flask with the transaction around the view."""

    def log_exception(self, exc_info: Any) -> None:
        """What breaks outside a view is logged like what breaks inside one: without a word of its own."""
        note_broken(exc_info[1])

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view and end its transaction; once more after a race."""
        try:
            return self._dispatch_once()
        except IntegrityError:
            _finish(is_kept=False)
            return self._dispatch_once()

    def _dispatch_once(self) -> Response:
        response = self.make_response(super().dispatch_request())
        _finish(is_kept=request.method not in SAFE_METHODS and response.status_code < 400)
        return response


def install(app: Flask, permits: int) -> None:
    """Give the application its permits, and roll back whatever a failed request left open."""
    app.extensions["permits"] = Permits(permits)

    @app.teardown_request
    def roll_back(_error: BaseException | None) -> None:
        _finish(is_kept=False)
