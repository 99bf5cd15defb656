"""`flask database`: migrations and backups, run as an operator runs them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select

from app.cli.database import database as commands
from app.cli.database import open_session
from app.services.schema import is_schema_current
from app.store.engine import Database
from app.store.schema import Account, Enrolment, Login, Region, Student
from tests import builders


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Run commands with an instance folder of their own."""
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path / "instance"))
    monkeypatch.setenv("FIRST_LESSON_ENV", "demo")
    return CliRunner()


@pytest.fixture
def pupil(database: Database, run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a pupil in the database that the commands work on."""
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    with database.write() as session:
        name = builders.student(session).name
        session.commit()
    return name


def test_upgrade_makes_the_schema_and_says_that_nobody_is_there(
    run: CliRunner, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    for _ in range(2):
        result = run.invoke(commands, ["upgrade"])
        assert result.exit_code == 0, result.output
        assert "empty: yes" in result.output
    with open_session() as session:
        assert is_schema_current(session)


def test_upgrade_says_that_somebody_is_there(run: CliRunner, pupil: str) -> None:
    assert "empty: no" in run.invoke(commands, ["upgrade"]).output


def test_a_backup_brings_back_what_was_lost(run: CliRunner, pupil: str, database: Database, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    result = run.invoke(commands, ["backup", str(file)])
    assert result.exit_code == 0, result.output
    assert file.stat().st_mode & 0o077 == 0
    with database.write() as session:
        for table in (Login, Account, Enrolment, Student):
            session.execute(delete(table))
        builders.region(session, name="后来加的")
        session.commit()
    database.dispose()
    result = run.invoke(commands, ["restore", str(file), "--yes"])
    assert result.exit_code == 0, result.output
    with database.read() as session:
        assert session.scalars(select(Student.name)).all() == [pupil]
        assert session.scalars(select(Region).where(Region.name == "后来加的")).all() == []
        assert is_schema_current(session)


def test_a_backup_never_replaces_another_one(run: CliRunner, pupil: str, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    file.write_text("precious")
    result = run.invoke(commands, ["backup", str(file)])
    assert result.exit_code == 1
    assert file.read_text() == "precious"


def test_a_file_that_is_no_backup_changes_nothing(
    run: CliRunner, pupil: str, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    file.write_text("this is not a database, but it is long enough to look at" * 40)
    result = run.invoke(commands, ["restore", str(file), "--yes"])
    assert result.exit_code == 1
    with database.read() as session:
        assert session.scalars(select(Student.name)).all() == [pupil]


def test_restoring_asks_first(run: CliRunner, pupil: str, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    run.invoke(commands, ["backup", str(file)])
    assert run.invoke(commands, ["restore", str(file)], input="n\n").exit_code == 1


def test_a_command_that_fails_leaves_nothing_behind(run: CliRunner, pupil: str) -> None:
    def fail() -> None:
        with open_session(write=True) as session:
            builders.region(session, name="半途")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with open_session() as session:
        assert session.scalars(select(Region).where(Region.name == "半途")).all() == []


def test_a_command_that_succeeds_is_kept(run: CliRunner, pupil: str) -> None:
    with open_session(write=True) as session:
        builders.region(session, name="做完")
    with open_session() as session:
        assert session.scalars(select(Region).where(Region.name == "做完")).one()
