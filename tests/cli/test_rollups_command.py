"""`flask rollups`: the exit status tells whether the counters are right."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from app.cli.rollups import SHOWN, rollups
from app.store.engine import Database
from app.store.schema import Counter
from tests import builders


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Run commands on a database with more classrooms in one campaign than are shown."""
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path / "instance"))
    monkeypatch.setenv("FIRST_LESSON_ENV", "demo")
    with database.write() as session:
        campaign, school = builders.campaign(session), builders.school(session)
        for _ in range(SHOWN + 2):
            room = builders.classroom(session, school)
            builders.student(session, room)
            builders.roster(session, campaign, room)
        session.commit()
    return CliRunner()


def test_right_counters_give_zero(run: CliRunner) -> None:
    result = run.invoke(rollups, ["verify"])
    assert (result.exit_code, result.output) == (0, "differences: 0\n")


def test_wrong_counters_are_told_and_mended(run: CliRunner, database: Database) -> None:
    with database.write() as session:
        session.execute(update(Counter).values(completed=1))
        session.commit()
    result = run.invoke(rollups, ["verify"])
    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert lines[0] == f"differences: {SHOWN + 2}"
    assert len(lines) == SHOWN + 2
    assert "stored=1,0,0,1,0,0 counted=1,0,0,0,0,0" in lines[1]
    assert lines[-1].strip() == "and 2 more"
    assert run.invoke(rollups, ["rebuild"]).output == "rebuilt: 1 campaigns\n"
    assert run.invoke(rollups, ["verify"]).exit_code == 0
