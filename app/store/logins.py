"""The log-in directory read in bulk."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.store.engine import Session
from app.store.schema import Login
from app.store.writes import one_of


def taken(session: Session, usernames: Sequence[str]) -> set[str]:
    """Which of these user names somebody has. At most some thousands at a time."""
    return set(session.scalars(select(Login.username).where(one_of(session, Login.username, usernames))))
