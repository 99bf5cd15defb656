"""`flask schools import`: the schools of a new installation, before anybody's pupils."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from app.cli.schools import schools
from app.services.regions import import_regions
from app.store.engine import Database
from app.store.schema import School, SchoolKind

HEADING = "学校标识码,学校名称,主管区划代码,学制\n"
WUTAI = "3614000001,五台县第一小学,140922,\n"
CITY = "3614000002,忻州市实验中学,140900,五四\n"


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Commands over a database that knows the regions and nothing else."""
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    monkeypatch.setenv("FIRST_LESSON_ENV", "demo")
    with database.write() as session, session.begin():
        import_regions(session)
    return CliRunner()


def bring(run: CliRunner, folder: Path, text: str, encoding: str = "utf-8-sig") -> Result:
    file = folder / "schools.csv"
    file.write_bytes(text.encode(encoding))
    return run.invoke(schools, ["import", str(file)])


def known(database: Database) -> dict[str, School]:
    with database.read() as session:
        rows = session.scalars(select(School).where(School.kind == SchoolKind.SCHOOL))
        return {str(row.code): row for row in rows}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_schools_stand_under_who_runs_them(run: CliRunner, tmp_path: Path, database: Database, encoding: str) -> None:
    outcome = bring(run, tmp_path, HEADING + WUTAI + "\n" + CITY, encoding)
    assert (outcome.exit_code, outcome.stdout) == (0, "added: 2; renamed: 0; untouched: 0\n")
    primary, middle = known(database)["3614000001"], known(database)["3614000002"]
    assert (primary.name, primary.grade_system, primary.is_synthetic) == ("五台县第一小学", "63", False)
    assert (middle.grade_system, middle.county_id) == ("54", None)
    assert primary.county_id is not None
    assert primary.city_id == middle.city_id
    assert middle.city_id is not None


def test_a_second_time_changes_nothing_and_a_new_name_is_taken(
    run: CliRunner, tmp_path: Path, database: Database
) -> None:
    bring(run, tmp_path, HEADING + WUTAI + CITY)
    assert bring(run, tmp_path, HEADING + WUTAI + CITY).stdout == "added: 0; renamed: 0; untouched: 2\n"
    renamed = bring(run, tmp_path, HEADING + WUTAI.replace("第一小学", "台城小学"))
    assert renamed.stdout == "added: 0; renamed: 1; untouched: 0\n"
    assert known(database)["3614000001"].name == "五台县台城小学"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("学校名称,主管区划代码\nx,140922\n", ":1: the heading line lacks: code"),
        (HEADING + WUTAI + "361400000,x,140922,\n", ":3: '361400000' is no school code"),
        (HEADING + WUTAI + WUTAI, ":3: the school 3614000001 stands twice"),
        (HEADING + WUTAI + "3614000002,,140922,\n", ":3: the name '' is empty"),
        (HEADING + WUTAI + "3614000002,x,149999,\n", ":3: there is no region '149999'"),
        (HEADING + WUTAI + "3614000002,x,nowhere,\n", ":3: there is no region 'nowhere'"),
        (HEADING + WUTAI + "3614000002,x,140922,七二\n", ":3: '七二' is no system"),
        (HEADING + WUTAI + '3614000002,"x\n', ":"),
    ],
)
def test_one_wrong_line_stops_all(run: CliRunner, tmp_path: Path, database: Database, text: str, message: str) -> None:
    outcome = bring(run, tmp_path, text)
    assert outcome.exit_code == 1
    assert message in outcome.stderr
    assert "nothing was written" in outcome.stderr
    assert known(database) == {}


def test_a_school_stays_where_its_figures_stand(run: CliRunner, tmp_path: Path, database: Database) -> None:
    bring(run, tmp_path, HEADING + WUTAI)
    for other in (WUTAI.replace("140922", "140921"), WUTAI.replace(",\n", ",54\n")):
        outcome = bring(run, tmp_path, HEADING + other + CITY)
        assert outcome.exit_code == 1
        assert ":2: the school 3614000001 is there with another authority or system" in outcome.stderr
    assert set(known(database)) == {"3614000001"}


def test_a_file_in_no_encoding_is_refused(run: CliRunner, tmp_path: Path, database: Database) -> None:
    file = tmp_path / "schools.csv"
    file.write_bytes(b"\xff\xff\xff")
    outcome = run.invoke(schools, ["import", str(file)])
    assert outcome.exit_code == 1
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(School)) == 0
