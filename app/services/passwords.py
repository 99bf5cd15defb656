"""Hashing passwords with argon2id, and never more at once than the machine can bear."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.errors import Busy


class Passwords:
    """argon2id with OWASP's floor (19 MiB, t=2, p=1): about 25 ms of one core.

    At most `at_once` hashes run together; whoever waits longer than `patience` seconds is asked to come back, so that
    a storm of log-ins never starves the pupils who are already learning.
    """

    def __init__(self, *, memory_kib: int = 19_456, rounds: int = 2, at_once: int = 1, patience: float = 8.0) -> None:
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1)
        self._turn = threading.BoundedSemaphore(at_once)
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

    def _waiting(self) -> _Turn:
        if not self._turn.acquire(timeout=self._patience):
            raise Busy("busy_login")
        return _Turn(self._turn)


class _Turn:
    def __init__(self, turn: threading.BoundedSemaphore) -> None:
        self._turn = turn

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        self._turn.release()
