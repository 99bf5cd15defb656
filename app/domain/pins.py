"""PINs: four digits with which the youngest sign in on a device that their teacher has opened, and nowhere else."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

LAST_GRADE = 3
DIGITS = 4
DEVICE_HOURS = 12
DEVICE_LIFE = timedelta(hours=DEVICE_HOURS)
_WELL_KNOWN = frozenset({"2580", "0852", "1379", "1397"})


def is_for(grade: int) -> bool:
    """True for the grades that sign in with a PIN: up to the third."""
    return grade <= LAST_GRADE


def fresh(dice: Callable[[int], int]) -> str:
    """A PIN that is not among those everybody tries first. `dice(n)` returns a random integer in 0..n-1."""
    while True:
        pin = f"{dice(10**DIGITS):0{DIGITS}d}"
        if not is_common(pin):
            return pin


def is_common(pin: str) -> bool:
    """True for fewer than three different digits, a run up or down, a year, and lines on the keypad."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    return len(set(pin)) < 3 or len(steps) == 1 or pin.startswith(("19", "20")) or pin in _WELL_KNOWN


def is_well_formed(pin: str) -> bool:
    """True for four ASCII digits."""
    return len(pin) == DIGITS and pin.isascii() and pin.isdigit()


def pin_hash(key: bytes, school_id: UUID, account_id: UUID, pin: str) -> bytes:
    """What is kept of a PIN. Four digits have no strength of their own, so the hash needs the installation's `key`;
    who has only the database cannot try them out."""
    return hmac.digest(key, school_id.bytes + account_id.bytes + pin.encode(), hashlib.sha256)


def is_right(key: bytes, school_id: UUID, account_id: UUID, pin: str, kept: bytes | None) -> bool:
    """True where the PIN fits what is kept."""
    return kept is not None and hmac.compare_digest(pin_hash(key, school_id, account_id, pin), kept)
