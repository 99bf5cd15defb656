"""Work that goes on after the request: what kinds there are, and when one counts as abandoned."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

# A worker notes that it is alive every few seconds; after this silence another one takes the job over.
ABANDONED_AFTER = timedelta(seconds=60)
MOST_TRIES = 3


class JobKind(StrEnum):
    """What a job does."""

    READ_IMPORT = "read_import"
    APPLY_IMPORT = "apply_import"
    PROMOTE = "promote"


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


def is_abandoned(state: JobState, beat_at: datetime | None, now: datetime) -> bool:
    """True for a running job whose worker has not been heard of for a minute."""
    return state is JobState.RUNNING and (beat_at is None or now - beat_at > ABANDONED_AFTER)
