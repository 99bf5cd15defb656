"""The fixture of the content tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.sample import Root


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """A content root in which nothing is wrong."""
    return Root(tmp_path)
