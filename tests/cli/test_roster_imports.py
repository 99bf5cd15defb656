"""`flask rosters import` and `flask jobs work`: what an operator types, what it says, and its exit status."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from app.cli.jobs import jobs
from app.cli.roster_imports import rosters
from app.store.engine import Database
from app.store.schema import RosterImport, Student
from tests import builders
from tests.services.imports.office import Line, number, table


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Commands over the test's database."""
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    monkeypatch.setenv("FIRST_LESSON_ENV", "demo")
    return CliRunner()


@pytest.fixture
def codes(database: Database) -> tuple[str, str]:
    """The codes of a county and of an empty school of it."""
    with database.write() as session, session.begin():
        county = builders.county(session)
        school = builders.school(session, county)
        return county.code or "", school.code or ""


def pupils(code: str, *serials: int, room: str = "1班") -> list[Line]:
    return [(code, f"学生{one}", "三年级", room, number(one)) for one in serials]


def bring(run: CliRunner, folder: Path, lines: list[Line], *arguments: str) -> Result:
    file = folder / "list.csv"
    file.write_bytes(table(lines))
    return run.invoke(rosters, ["import", str(file), *arguments])


def count(database: Database) -> int:
    with database.read() as session:
        return session.execute(select(func.count()).select_from(Student)).scalar_one()


def test_a_dry_run_says_what_would_be_and_keeps_nothing(
    run: CliRunner, codes: tuple[str, str], database: Database, tmp_path: Path
) -> None:
    result = bring(run, tmp_path, pupils(codes[1], 1, 2), "--dry-run")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "rows: 2",
        "schools: 1",
        "added: 2",
        "returned: 0",
        "changed: 0",
        "moved: 0",
        "left: 0",
        "untouched: 0",
        "new rooms: 1",
        "faults: 0",
    ]
    assert count(database) == 0


@pytest.mark.parametrize("scope", ["", "--region", "--school"])
def test_a_list_is_read_and_applied(
    run: CliRunner, codes: tuple[str, str], database: Database, tmp_path: Path, scope: str
) -> None:
    keys = {"": [], "--region": [codes[0]], "--school": [codes[1]]}[scope]
    result = bring(run, tmp_path, pupils(codes[1], 1, 2), *([scope, *keys] if scope else []))
    assert result.exit_code == 0
    assert result.stdout.endswith("applied schools: 1\n")
    assert count(database) == 2


def test_faults_are_told_with_their_place_and_the_status_says_so(
    run: CliRunner, codes: tuple[str, str], database: Database, tmp_path: Path
) -> None:
    result = bring(run, tmp_path, [*pupils(codes[1], 1), (codes[1], "坏行", "三十年级", "1班", number(2))])
    assert result.exit_code == 1
    assert "3: 年级: grade_unknown text=三十年级" in result.stdout
    assert count(database) == 1


def test_the_guard_stops_and_the_number_lets_pass(
    run: CliRunner, codes: tuple[str, str], database: Database, tmp_path: Path
) -> None:
    bring(run, tmp_path, pupils(codes[1], *range(1, 21)))
    held = bring(run, tmp_path, pupils(codes[1], *range(1, 11)))
    assert held.exit_code == 1
    assert f"10 of 20 leave or move; --confirm {codes[1]}=10" in held.stdout
    wrong = bring(run, tmp_path, pupils(codes[1], *range(1, 11)), "--confirm", f"{codes[1]}=9")
    assert wrong.exit_code == 1
    done = bring(run, tmp_path, pupils(codes[1], *range(1, 11)), "--confirm", f"{codes[1]}=10")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "applied schools: 1")
    with database.read() as session:
        here = select(func.count()).select_from(Student).where(Student.left_on.is_(None))
        assert session.execute(here).scalar_one() == 10


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--school", "0000000000"], "no such school"),
        (["--region", "999999"], "no such school or region"),
        (["--region", "1", "--school", "2"], "not both"),
        (["--confirm", "5"], "CODE=N"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    run: CliRunner, codes: tuple[str, str], tmp_path: Path, arguments: list[str], words: str
) -> None:
    result = bring(run, tmp_path, pupils(codes[1], 1), *arguments)
    assert result.exit_code != 0
    assert words in result.output


def test_an_unreadable_file_is_refused_with_its_reason(run: CliRunner, codes: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "list.pdf"
    file.write_bytes(b"%PDF-1.7 nothing")
    result = run.invoke(rosters, ["import", str(file), "--school", codes[1]])
    assert (result.exit_code, result.stdout.strip()) == (1, "refused: other_format kind=pdf")


def test_the_worker_does_what_waits_and_ends(run: CliRunner, database: Database) -> None:
    result = run.invoke(jobs, ["work", "--once"])
    assert (result.exit_code, result.output) == (0, "")
    with database.read() as session:
        assert session.scalars(select(RosterImport.id)).all() == []


def test_a_worker_ends_with_its_parent(run: CliRunner) -> None:
    result = run.invoke(jobs, ["work", "--beside", "1"])
    assert result.exit_code == 0
