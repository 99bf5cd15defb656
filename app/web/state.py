"""What a running application holds: settings, database, password hashing, the library and the clock."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from flask import current_app

from app.domain.identifiers import uuid7
from app.domain.library import Library
from app.services import content
from app.services.passwords import Passwords
from app.services.recent import Recent
from app.services.seals import Seal
from app.settings import Settings
from app.web.database import Database

REFRESH_SECONDS = 5.0


class Shelf:
    """The published library, kept in memory and looked after every few seconds, so that no request reads content."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._library = Library()
        self._looked_at = -REFRESH_SECONDS
        self._lock = threading.Lock()

    def library(self) -> Library:
        """The library as published a few seconds ago at the latest."""
        now = time.monotonic()
        if now - self._looked_at >= REFRESH_SECONDS and self._lock.acquire(blocking=not self._library.heads):
            try:
                with self._database.read() as session:
                    if content.published_heads(session) != self._library.heads:
                        self._library = content.load_library(session, self._library)
                self._looked_at = now
            finally:
                self._lock.release()
        return self._library


@dataclass(slots=True)
class State:
    """One per application."""

    settings: Settings
    database: Database
    passwords: Passwords
    shelf: Shelf
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    new_id: Callable[[], UUID] = uuid7
    new_secret: Callable[[], str] = lambda: secrets.token_urlsafe(32)
    dice: Callable[[int], int] = secrets.randbelow
    csrf_key: bytes = b""
    ticket_key: bytes = b""
    seal: Seal = field(default_factory=lambda: Seal(bytes(32)))
    fragments: dict[tuple[str, str, int], tuple[str, ...]] = field(default_factory=dict)
    recent: Recent = field(default_factory=Recent)

    def library(self) -> Library:
        """The published library."""
        return self.shelf.library()


def state() -> State:
    """The running application's state."""
    held: State = current_app.extensions["first_lesson"]
    return held


def now() -> datetime:
    """The present moment by the application's clock."""
    return state().clock()
