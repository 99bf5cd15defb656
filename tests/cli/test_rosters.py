"""`flask rosters export`: what an operator types, and what then lies there."""

from __future__ import annotations

import stat
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from app.cli.rosters import rosters
from app.store import organisations
from app.store.engine import Database
from app.store.schema import LedgerEntry
from tests import builders


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Commands over the test's database."""
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    monkeypatch.setenv("FIRST_LESSON_ENV", "demo")
    return CliRunner()


@pytest.fixture
def codes(database: Database) -> tuple[str, str]:
    """The codes of a county with two schools of one pupil each, and of the first school."""
    with database.write() as session:
        county = builders.county(session)
        schools = [builders.school(session, county) for _ in range(2)]
        for school in schools:
            builders.student(session, builders.classroom(session, school, number=1), name="张三")
        session.commit()
        return county.code or "", schools[0].code or ""


def export(run: CliRunner, *arguments: str) -> Result:
    return run.invoke(rosters, ["export", *arguments])


def ledger(database: Database) -> list[LedgerEntry]:
    with database.read() as session:
        return list(session.scalars(select(LedgerEntry).where(LedgerEntry.deed == "export_roster")))


def test_the_list_of_a_region(run: CliRunner, codes: tuple[str, str], database: Database, tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    result = export(run, str(file), "--region", codes[0])
    assert (result.exit_code, result.output) == (0, "exported: 2 pupils of 2 schools\n")
    assert openpyxl.load_workbook(file).active.max_row == 3
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (entry,) = ledger(database)
    assert entry.reason == "schools=2 pupils=2"
    with database.read() as session:
        assert entry.school_id == organisations.known_platform_id(session)


def test_the_list_of_a_school_stands_in_its_own_ledger(
    run: CliRunner, codes: tuple[str, str], database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "list"
    result = export(run, str(file), "--school", codes[1], "--format", "csv")
    assert result.exit_code == 0, result.output
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "张三" not in result.output
    (entry,) = ledger(database)
    with database.read() as session:
        assert entry.school_id == organisations.school_by_code(session, codes[1]).id  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--school", "nobody"), "no such school"),
        (("--region", "999999"), "no such school"),
        (("--region", "not a code"), "no such school"),
        ((), "exactly one"),
        (("--school", "1", "--region", "2"), "exactly one"),
    ],
)
def test_a_wrong_order_writes_nothing(
    run: CliRunner, database: Database, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    result = export(run, str(folder / "list.csv"), *arguments)
    assert result.exit_code != 0
    assert message in result.output
    assert list(folder.iterdir()) == []
    assert ledger(database) == []


def test_a_file_that_exists_is_not_overwritten(run: CliRunner, codes: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("mine")
    result = export(run, str(file), "--region", codes[0])
    assert result.exit_code == 1
    assert file.read_text() == "mine"


def test_an_unknown_ending_is_asked_about(run: CliRunner, codes: tuple[str, str], tmp_path: Path) -> None:
    assert "--format" in export(run, str(tmp_path / "list.ods"), "--region", codes[0]).output
