"""`flask statistics`: the exit status tells whether the counters are right; and the worker counts before it deletes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, update

from app.cli import nightly
from app.cli import statistics as command
from app.cli.nightly import Nightly
from app.cli.statistics import statistics
from app.domain.library import Library
from app.store.engine import Database, Session
from app.store.schema import Attempt, BeliefCounter
from tests.builders import NOW
from tests.services.test_beliefs import SHELF
from tests.services.test_statistics import Office


def shelf(_session: Session) -> Library:
    return SHELF


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Run commands on a database where three pupils have handed in."""
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path / "instance"))
    monkeypatch.setenv("FIRST_LESSON_ENV", "demo")
    for module in (command, nightly):
        monkeypatch.setattr(module, "load_library", shelf)
    with database.write() as session:
        office = Office(session)
        for _ in range(3):
            office.answer(office.pupil(), "wrong")
        session.commit()
    return CliRunner()


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock:
        @staticmethod
        def now(_zone: object) -> object:
            return NOW

    monkeypatch.setattr(command, "datetime", Clock)


def test_nothing_counted_yet_differs_and_rebuild_mends_it(run: CliRunner, today: None) -> None:
    found = run.invoke(statistics, ["verify"])
    assert found.exit_code == 1
    assert found.output.splitlines()[0] != "differences: 0"
    done = run.invoke(statistics, ["rebuild"])
    assert done.exit_code == 0
    assert done.output.startswith("rebuilt: 3 sheets of 1 schools, school years 2025/2026, 2026/2027\n")
    assert run.invoke(statistics, ["verify"]).output == "differences: 0\n"


def test_a_wrong_counter_is_told_with_ids_only(run: CliRunner, today: None, database: Database) -> None:
    run.invoke(statistics, ["rebuild"])
    with database.write() as session:
        session.execute(update(BeliefCounter).values(later_held=BeliefCounter.later_held + 1))
        session.commit()
    found = run.invoke(statistics, ["verify"])
    assert found.exit_code == 1
    assert "stored=3,3,3,3,0,1 counted=3,3,3,3,0,0" in found.output
    assert "学生" not in found.output


def test_the_night_counts_before_it_deletes(run: CliRunner, database: Database) -> None:
    """The first night of the next school year but one: the answers are old enough to go, and go counted."""
    later = NOW + timedelta(days=500)
    assert Nightly(database, lambda: False).look(NOW + timedelta(days=1))
    assert Nightly(database, lambda: False).look(later)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 0
        assert session.scalar(select(func.sum(BeliefCounter.after_held))) == 3
