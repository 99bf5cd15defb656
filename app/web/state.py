"""What a running application holds: settings, database, password hashing, the library and the clock."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from flask import current_app

from app.domain.facts import Fact
from app.domain.identifiers import uuid7
from app.domain.library import Library
from app.domain.regionnotes import Notes
from app.services import content, regionnotes
from app.services.media import Media
from app.services.passwords import Passwords
from app.services.recent import Recent
from app.services.seals import Seal
from app.settings import Settings
from app.web.database import Database, DatabaseUnavailable

REFRESH_SECONDS = 5.0
MOST_PATHS = 20_000


class Shelf:
    """The published library, kept in memory and looked after every few seconds, so that no request reads content."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._library = Library()
        self._notes = Notes()
        self._stamp: tuple[object, ...] = ()
        self._paths: dict[UUID, tuple[UUID, ...]] = {}
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
                    else:
                        facts, courses = content.published_facts(session), content.published_courses(session)
                        if (facts, courses) != (self._library.facts, self._library.courses):
                            self._library = replace(self._library, facts=facts, courses=courses)
                    if (stamp := regionnotes.stamp(session)) != self._stamp:
                        self._notes, self._stamp, self._paths = regionnotes.current(session), stamp, {}
                self._looked_at = now
            finally:
                self._lock.release()
        return self._library

    def notes(self) -> Notes:
        """What regions said for themselves when the library was looked at last."""
        return self._notes

    def facts(self) -> Mapping[str, Fact]:
        """The facts that texts name, as of then too: whoever finishes a page does not look again."""
        return self._library.facts

    def path_of(self, school_id: UUID | None) -> tuple[UUID, ...]:
        """The authorities of a school from the province down; () while no region at all says anything.

        Asked once for a school in each worker, and again after any region has said something.
        """
        if school_id is None or not self._notes.by_region:
            return ()
        paths = self._paths
        if school_id in paths:
            return paths[school_id]
        try:
            with self._database.read() as session:
                path = regionnotes.authorities(session, school_id)
        except DatabaseUnavailable:  # the page is read already, and its national numbers are right as well
            return ()
        if len(paths) >= MOST_PATHS:
            paths.clear()
        paths[school_id] = path
        return path


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
    media: Media = field(default_factory=lambda: Media(()))

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
