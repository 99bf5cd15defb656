"""The worker deletes once a night what has been kept long enough, and is not stopped by it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from app.cli.nightly import LOOK_EVERY, Nightly
from app.exchange import erasures as lists
from app.store.engine import Database
from app.store.schema import LedgerEntry, Student
from tests.builders import NOW
from tests.services import archive

SOON = timedelta(minutes=1)


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    monkeypatch.setenv("FIRST_LESSON_ENV", "demo")
    return tmp_path


@pytest.fixture
def leaver(database: Database, instance: Path) -> None:
    with database.write() as session:
        held = archive.build(session)
        session.execute(update(Student).where(Student.id == held.pupil.id).values(left_on=NOW.date()))
        session.commit()


def runs(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).where(LedgerEntry.deed == "retention")) or 0


def test_once_a_night(leaver: None, database: Database, instance: Path) -> None:
    nightly, later = Nightly(database, lambda: False), NOW + timedelta(days=400)
    assert nightly.look(later)
    assert not nightly.look(later + SOON)
    assert not nightly.look(later + LOOK_EVERY)
    assert nightly.look(later + timedelta(days=2))
    assert runs(database) == 2
    assert len(list(lists.read(instance / lists.FILE))) == 1


def test_a_worker_that_is_to_end_leaves_it_for_the_next_one(leaver: None, database: Database) -> None:
    later = NOW + timedelta(days=400)
    assert not Nightly(database, lambda: True).look(later)
    assert runs(database) == 0
    assert Nightly(database, lambda: False).look(later)


def test_a_broken_list_does_not_end_the_worker(
    leaver: None, database: Database, instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (instance / lists.FILE).write_text("no list")
    assert Nightly(database, lambda: False).look(NOW + timedelta(days=400))
    assert runs(database) == 1
    assert "nightly_broken" in capsys.readouterr().out
