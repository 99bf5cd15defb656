"""A clock that stands still until it is moved."""

from __future__ import annotations

from datetime import datetime, timedelta


class Clock:
    """Call it for the present moment, as the application does."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """The present moment."""
        return self.moment

    def advance(self, **parts: float) -> None:
        """Let time pass: `clock.advance(minutes=5)`."""
        self.moment += timedelta(**parts)
