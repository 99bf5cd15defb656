"""Is the database the one this code was written for?"""

from __future__ import annotations

from app.store import migrations
from app.store.engine import Session


def is_schema_current(session: Session) -> bool:
    """True where every migration of the code has been applied, and none that the code does not know."""
    return migrations.applied_revision(session) == migrations.wanted_revision()
