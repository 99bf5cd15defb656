"""`flask privacy` and `flask retention`; and a restored backup forgets again who was erased since."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from app.cli.database import database as database_commands
from app.cli.privacy import privacy
from app.cli.retention import retention
from app.domain.retention import Keep
from app.exchange import erasures as lists
from app.exchange.erasures import ErasureLine
from app.services import erasures, rollups
from app.store.engine import Database
from app.store.schema import LedgerEntry, Student
from app.store.schema import Session as SessionRow
from tests.builders import NOW
from tests.databases import opened
from tests.services import archive
from tests.services.archive import NAME, USERNAME, Archive


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path / "instance"))
    monkeypatch.setenv("FIRST_LESSON_ENV", "demo")
    return CliRunner()


@pytest.fixture
def held(database: Database) -> Archive:
    with database.write() as session:
        made = archive.build(session)
        session.expunge_all()
    return made


def erase(database: Database, held: Archive) -> ErasureLine:
    with database.write.begin() as session:
        return erasures.erase(session, held.admin, held.pupil.id, USERNAME, now=NOW)


def names(database: Database) -> list[str]:
    with database.read() as session:
        assert rollups.verify(session) == []
        return list(session.scalars(select(Student.name).order_by(Student.name)))


def test_a_restored_backup_forgets_again(run: CliRunner, held: Archive, database: Database, tmp_path: Path) -> None:
    """Nobody wrote the list by hand: the command reads it from the database that it is about to replace."""
    backup = tmp_path / "backup"
    with database.write.begin() as session:
        mine = {"school_id": held.admin.school_id, "account_id": held.admin.account_id, "token_hash": b"\x08" * 32}
        session.add(SessionRow(**mine, created_at=NOW, seen_at=NOW, expires_at=NOW))
    assert run.invoke(database_commands, ["backup", str(backup)]).exit_code == 0
    line = erase(database, held)
    database.dispose()
    result = run.invoke(database_commands, ["restore", str(backup), "--yes"])
    assert result.exit_code == 0, result.output
    assert "erased again: 1; sessions ended: 1" in result.output
    assert names(database) == ["", "李同学"]
    assert next(lists.read(tmp_path / "instance" / lists.FILE)).student_id == line.student_id
    with database.read() as session:
        assert session.scalars(select(SessionRow).where(SessionRow.ended_at.is_(None))).all() == []


def test_a_lost_database_forgets_by_the_list(run: CliRunner, held: Archive, database: Database, tmp_path: Path) -> None:
    """The present database is gone, and only the list in the instance folder knows."""
    backup, file = tmp_path / "backup", tmp_path / "list"
    run.invoke(database_commands, ["backup", str(backup)])
    erase(database, held)
    assert "(1 new)" in run.invoke(privacy, ["erased", str(file)]).output
    assert "(0 new)" in run.invoke(privacy, ["erased", str(file)]).output
    assert NAME not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    with database.write.begin() as session:
        session.execute(update(Student).values(erased_at=None, name=NAME))
    result = run.invoke(privacy, ["reapply", "--list", str(file)])
    assert "erased again: 1" in result.output
    assert names(database) == ["", NAME]


def test_a_broken_list_changes_nothing_and_names_the_line(
    run: CliRunner, held: Archive, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "list"
    good = f'{{"school": "{held.admin.school_id}", "student": "{held.pupil.id}", "on": "2026-11-20"}}\n'
    file.write_text(good + "\n" + good[:40] + "\n")
    result = run.invoke(privacy, ["reapply", "--list", str(file)])
    assert result.exit_code == 1
    assert "line 3" in result.output
    assert names(database) == sorted(["李同学", NAME])


def test_without_a_list_there_is_nothing_to_do(run: CliRunner, held: Archive, database: Database) -> None:
    assert "erased again: 0" in run.invoke(privacy, ["reapply"]).output
    assert names(database) == sorted(["李同学", NAME])


def test_a_dry_run_changes_nothing_and_a_run_does_what_it_said(
    run: CliRunner, held: Archive, database: Database, tmp_path: Path
) -> None:
    with database.write.begin() as session:
        session.execute(update(Student).where(Student.id == held.pupil.id).values(left_on=date(2020, 1, 1)))
    foreseen = run.invoke(retention, ["run", "--dry-run"])
    assert foreseen.exit_code == 0, foreseen.output
    assert "pupils: 1" in foreseen.output.splitlines()
    assert NAME in names(database)
    done = run.invoke(retention, ["run"])
    assert done.output.splitlines()[:-1] == foreseen.output.splitlines()[:-1]
    assert names(database) == ["", "李同学"]
    assert len(list(lists.read(tmp_path / "instance" / lists.FILE))) == 1
    with database.read() as session:
        assert session.scalars(select(LedgerEntry.deed).where(LedgerEntry.deed == "retention")).all() == ["retention"]
    assert run.invoke(retention, ["run"]).output.splitlines()[-1] == "gone: 0"


def test_the_periods_are_printed(run: CliRunner) -> None:
    lines = run.invoke(retention, ["periods"]).output.splitlines()
    assert [line.split(":")[0] for line in lines] == [keep.value for keep in Keep]


def test_a_database_that_is_lost_is_restored_by_the_list_alone(
    run: CliRunner,
    held: Archive,
    database: Database,
    empty_database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing can be read from what is to be replaced; the list in the instance folder is enough."""
    backup = tmp_path / "backup"
    run.invoke(database_commands, ["backup", str(backup)])
    erase(database, held)
    run.invoke(privacy, ["erased"])
    database.dispose()
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    result = run.invoke(database_commands, ["restore", str(backup), "--yes"])
    assert result.exit_code == 0, result.output
    assert "cannot be read" in result.output
    assert "erased again: 1" in result.output
    with opened(empty_database_url) as lost:
        assert names(lost) == ["", "李同学"]


def test_the_audit_is_a_file_of_tables(run: CliRunner, held: Archive, tmp_path: Path) -> None:
    file = tmp_path / "audit.zip"
    result = run.invoke(privacy, ["audit", str(datetime.now(UTC).year), str(file), "--language", "en"])
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(file) as archive:
        assert len(archive.namelist()) == 10
    refused = run.invoke(privacy, ["audit", "1999", str(file)])
    assert refused.exit_code == 1
    assert "The year must be from 2024" in refused.output
