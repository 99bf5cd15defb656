"""How long a browser stays signed in, and how slow repeated wrong passwords become."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

ABSOLUTE = timedelta(hours=12)
IDLE_STUDENT = timedelta(minutes=60)
IDLE_STAFF = timedelta(minutes=30)
IDLE_PIN = timedelta(minutes=15)
TOUCH_EVERY = timedelta(minutes=5)

FREE_FAILURES = 5
LONGEST_DELAY = 60
FORGET_AFTER = timedelta(minutes=15)


class Means(StrEnum):
    """How somebody signed in: with a password, with a printed card, or with a PIN on a class device."""

    PASSWORD = "password"  # noqa: S105 - the name of a means
    CARD = "card"
    PIN = "pin"


def is_alive(
    *, seen_at: datetime, expires_at: datetime, is_student: bool, now: datetime, means: Means = Means.PASSWORD
) -> bool:
    """True until twelve hours after log-in, or some time without a request: an hour for pupils, a quarter of one where
    they signed in with a PIN, because the next pupil waits for the device; half an hour for staff."""
    idle = IDLE_PIN if means is Means.PIN else IDLE_STUDENT if is_student else IDLE_STAFF
    return now < expires_at and now - seen_at < idle


def delay_before_next(failures: int, last_failed_at: datetime, now: datetime) -> int:
    """Seconds to wait before the next try for one user name, 0 for none.

    Five tries are free; then 2, 4, 8 ... up to 60 seconds between tries, forgotten after a quarter of an hour. It is
    a delay, never a lock: a classmate who types wrong passwords cannot keep anybody out for longer than a minute. It
    counts per user name only, so a whole school behind one address signs in unhindered.
    """
    if failures < FREE_FAILURES or now - last_failed_at > FORGET_AFTER:
        return 0
    delay = min(LONGEST_DELAY, 2 ** min(10, failures - FREE_FAILURES + 1))
    waited = (now - last_failed_at).total_seconds()
    return max(0, int(delay - waited + 0.999))


def token_hash(secret: str) -> bytes:
    """What is kept of a cookie's secret: 32 bytes of SHA-256. The secret has 256 random bits, so no salt is needed."""
    return hashlib.sha256(secret.encode()).digest()


def tag(hash_of_token: bytes) -> bytes:
    """The first eight bytes of the hash: enough to bind a ticket to a session."""
    return hash_of_token[:8]
