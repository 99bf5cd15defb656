"""Identifiers made by the application, so that the same rows live on SQLite, PostgreSQL and a cluster."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from uuid import UUID, uuid5

Clock = Callable[[], float]
Dice = Callable[[int], int]

_LOW = (1 << 62) - 1
NAMESPACE = UUID("5f1e550a-2f0a-4c1e-9c19-0f1a57e550a1")


def uuid7(clock: Clock = time.time, dice: Dice = secrets.randbits) -> UUID:
    """A time-ordered UUID, version 7 of RFC 9562: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = int(clock() * 1000) & ((1 << 48) - 1)
    chance = dice(74)
    value = (milliseconds << 80) | (0x7 << 76) | ((chance >> 62) << 64) | (0b10 << 62) | (chance & _LOW)
    return UUID(int=value)


def stable(*parts: object) -> UUID:
    """The same UUID for the same parts, everywhere: for reference rows that come from files."""
    return uuid5(NAMESPACE, ":".join(str(part) for part in parts))
