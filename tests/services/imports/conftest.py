"""The office of a school."""

from __future__ import annotations

import pytest

from app.store.engine import Database
from tests.clock import Clock
from tests.services.imports.office import Office, open_office


@pytest.fixture
def office(database: Database, clock: Clock) -> Office:
    """An empty school with an administrator, its county's officer and a worker."""
    return open_office(database, clock)
