"""Answers kept for a few seconds, so that a figure many people look at is asked for once."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Answer = TypeVar("Answer")


class Recent:
    """A small table of answers by key; each is asked for again once it is `seconds` old.

    One thread asks at a time; while it does, others take the old answer if there is one. `seconds=0` keeps nothing.
    """

    def __init__(self, seconds: float = 5.0, *, most: int = 512, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._asking: dict[Hashable, threading.Lock] = {}
        self._answers: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()

    def get(self, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """The answer for this key, from `ask` where there is no recent one."""
        if not self._seconds:
            return ask()
        found = self._answers.get(key)
        if found and self._clock() - found[0] < self._seconds:
            return found[1]  # type: ignore[no-any-return]
        with self._lock:
            asking = self._asking.setdefault(key, threading.Lock())
        if not asking.acquire(blocking=found is None):
            assert found is not None  # noqa: S101 - without an answer the lock is waited for
            return found[1]  # type: ignore[no-any-return]
        try:
            newer = self._answers.get(key)
            if newer is not None and newer is not found:
                return newer[1]  # type: ignore[no-any-return]
            return self._keep(key, ask())
        finally:
            asking.release()

    def _keep(self, key: Hashable, answer: Answer) -> Answer:
        with self._lock:
            self._answers[key] = (self._clock(), answer)
            self._answers.move_to_end(key)
            while len(self._answers) > self._most:
                dropped, _answer = self._answers.popitem(last=False)
                self._asking.pop(dropped, None)
        return answer
