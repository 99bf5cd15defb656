"""Hashing passwords with argon2id, and never more at once than the machine can bear."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.errors import Busy


class Passwords:
    """argon2id with OWASP's floor (19 MiB, t=2, p=1): about 25 ms of one core.

    One hash runs at a time, and at most `waiting` more wait for their turn; whoever comes then, or waits longer than
    `patience` seconds, is asked to come back. So a storm of log-ins never takes all threads of a server from the pupils
    who are already learning.
    """

    def __init__(self, *, memory_kib: int = 19_456, rounds: int = 2, waiting: int = 4, patience: float = 8.0) -> None:
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1)
        self._turn = threading.Lock()
        self._places = threading.BoundedSemaphore(1 + waiting)
        self._patience = patience
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """The hash to keep."""
        with self._waiting():
            return self._hasher.hash(password)

    def is_right(self, password_hash: str | None, password: str) -> bool:
        """True where the password fits. Without a hash the same time is spent, so that nothing is given away."""
        with self._waiting():
            try:
                self._hasher.verify(password_hash or self._nobody, password)
            except (VerificationError, InvalidHashError):
                return False
        return password_hash is not None

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Busy("busy_login")
        try:
            if not self._turn.acquire(timeout=self._patience):
                raise Busy("busy_login")
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._places.release()
