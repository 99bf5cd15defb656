"""`flask campaigns` and `flask accounts`: what an operator types, from the first campaign to the last password."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from app.cli import accounts as account_commands
from app.cli import campaigns as campaign_commands
from app.domain.campaigns import CHINA
from app.domain.courses import Course, Season
from app.services import passwords, sessions
from app.store.engine import Database
from app.store.schema import Campaign, CampaignLesson, LedgerEntry, RosterEntry, School, SchoolKind
from tests import builders
from tests.services import learning

TODAY = datetime.now(UTC).astimezone(CHINA).date()
FILE = """
slug = "autumn-2027"
name = "秋季安全第一课"
region = "{region}"
opens_on = {opens}
closes_on = {closes}
minimum_size = 10
[[lesson]]
id = "fire-p56"
"""


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Commands over the test's database, with a library made by hand and cheap hashing."""
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    monkeypatch.setenv("FIRST_LESSON_ENV", "demo")
    monkeypatch.setattr(campaign_commands, "load_library", lambda _session: learning.library())
    monkeypatch.setattr(account_commands, "Passwords", lambda: passwords.Passwords(memory_kib=8, rounds=1))
    return CliRunner()


@pytest.fixture
def region(database: Database) -> str:
    """The code of a county with one class of two pupils."""
    with database.write() as session:
        county = builders.county(session)
        room = builders.classroom(session, builders.school(session, county))
        for _ in range(2):
            builders.student(session, room)
        session.commit()
        assert county.code is not None
        return county.code


@pytest.fixture
def file(tmp_path: Path, region: str) -> Path:
    """A campaign written down: it opened yesterday and closes in ten days."""
    path = tmp_path / "campaign.toml"
    opens, closes = TODAY - timedelta(days=1), TODAY + timedelta(days=10)
    path.write_text(FILE.format(region=region, opens=opens, closes=closes), encoding="utf-8")
    return path


def campaigns(run: CliRunner, *arguments: str) -> Result:
    return run.invoke(campaign_commands.campaigns, list(arguments))


def accounts(run: CliRunner, *arguments: str) -> Result:
    return run.invoke(account_commands.accounts, list(arguments))


def test_a_campaign_from_a_file_to_its_census(run: CliRunner, file: Path, database: Database) -> None:
    assert campaigns(run, "create", str(file)).exit_code == 0
    frozen = campaigns(run, "freeze", "autumn-2027")
    assert (frozen.exit_code, "2 pupils in 1 classrooms of 1 schools" in frozen.output) == (0, True)
    assert "nothing was changed" in campaigns(run, "freeze", "autumn-2027").output
    assert re.search(r"autumn-2027 .*roster=2 completed=0", campaigns(run, "list").output)
    closing = campaigns(run, "close", "autumn-2027")
    assert (closing.exit_code, f"{TODAY + timedelta(days=11)} 00:00" in closing.output) == (1, True)
    with database.read() as session:
        campaign = session.scalars(select(Campaign)).one()
        assert campaign.opens_at.astimezone(CHINA).hour == 0
        assert (campaign.is_synthetic, campaign.minimum_size, campaign.closed_at) == (True, 10, None)
        assert len(session.scalars(select(RosterEntry)).all()) == 2


def test_a_campaign_from_options_alone(run: CliRunner, region: str, database: Database) -> None:
    days = ["--opens-on", str(TODAY), "--closes-on", str(TODAY)]
    words = ["--slug", "one-day", "--name", "一天", "--region", region, "--lesson", "fire-p56"]
    result = campaigns(run, "create", *words, *days)
    assert result.exit_code == 0, result.output
    with database.read() as session:
        campaign = session.scalars(select(Campaign)).one()
        assert campaign.closes_at - campaign.opens_at == timedelta(days=1)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('slug = "autumn-2027"', "", "Missing: slug"),
        ('slug = "autumn-2027"', 'slug = "Autumn"', "The slug needs"),
        ("minimum_size = 10", 'minimum_size = "ten"', "a whole number"),
        ("minimum_size = 10", "rule = 2", "no field rule"),
        ('id = "fire-p56"', "", "needs an id"),
        ('id = "fire-p56"', 'id = "fire-p99"', "not published"),
        ('id = "fire-p56"', 'id = "fire-p56"\nmin_grade = 1', "grades 5 to 6"),
        ("region = ", 'region = "000000" #', "no such campaign or region"),
        ("[[lesson]]", "[[lesson", "campaign.toml"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(run: CliRunner, file: Path, old: str, new: str, words: str) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    result = campaigns(run, "create", str(file))
    assert (result.exit_code, words in result.output) == (1, True), result.output


@pytest.fixture
def with_courses(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library of these commands has an autumn course of two lessons for the fifth grade."""
    assert run
    published = learning.library(learning.publication("fire-p56"), learning.publication("water-p56"))
    course = Course("autumn-p5", Season.AUTUMN, 5, 5, ("water-p56", "fire-p56"), {"zh_CN": "秋"}, {"zh_CN": "秋"})
    library = replace(published, courses={course.id: course})
    monkeypatch.setattr(campaign_commands, "load_library", lambda _session: library)


@pytest.mark.usefixtures("with_courses")
def test_a_campaign_asks_every_grade_for_the_course_of_a_season(run: CliRunner, file: Path, database: Database) -> None:
    result = campaigns(run, "create", str(file), "--course", "autumn")
    assert result.exit_code == 0, result.output
    assert "assignments: 2" in campaigns(run, "freeze", "autumn-2027").output
    with database.read() as session:
        lessons = session.scalars(select(CampaignLesson).order_by(CampaignLesson.position)).all()
        assert [(one.lesson_id, one.min_grade, one.max_grade) for one in lessons] == [
            ("water-p56", 5, 5),
            ("fire-p56", 5, 5),
        ]


@pytest.mark.usefixtures("with_courses")
def test_a_campaigns_file_may_name_a_season(run: CliRunner, file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace("[[lesson]]", "").replace('id = "fire-p56"', "")
    file.write_text(text + 'course = "spring"', encoding="utf-8")
    assert "No course for spring" in campaigns(run, "create", str(file)).output
    file.write_text(text + 'course = "winter"', encoding="utf-8")
    assert "No course for winter" in campaigns(run, "create", str(file)).output
    file.write_text(text, encoding="utf-8")
    assert "lessons, or a course, not both" in campaigns(run, "create", str(file)).output
    file.write_text(text + 'course = "autumn"', encoding="utf-8")
    result = campaigns(run, "create", str(file))
    assert result.exit_code == 0, result.output


def test_a_season_without_courses_is_no_campaign(run: CliRunner, file: Path) -> None:
    result = campaigns(run, "create", str(file), "--course", "autumn")
    assert (result.exit_code, "No course for autumn" in result.output) == (1, True)


def test_a_campaign_nobody_knows(run: CliRunner) -> None:
    for command in ("freeze", "close"):
        assert campaigns(run, command, "none").exit_code == 1


def test_accounts_of_every_kind_sign_in_once_and_must_change(run: CliRunner, region: str, database: Database) -> None:
    with database.read() as session:
        code = session.scalars(select(School.code).where(School.kind == SchoolKind.SCHOOL)).one()
    made = {
        "liu": ["--school", str(code)],
        "wang": ["--region", region],
        "zhao": ["--region", region],
        "qian": ["--platform"],
        "sun": ["--platform"],
    }
    for username, over in made.items():
        result = accounts(run, "create", username, "--name", "某人", *over)
        assert result.exit_code == 0, result.output
        found = re.search(r"password: (\S+)", result.output)
        assert found
        with database.read() as session:
            candidate = sessions.look_up(session, username, now=builders.NOW)
            sessions.verify(candidate, found[1], passwords=passwords.Passwords(memory_kib=8, rounds=1))
    with database.read() as session:
        kinds = sorted(session.scalars(select(School.kind)))
        assert kinds == [SchoolKind.BUREAU, SchoolKind.PLATFORM, SchoolKind.SCHOOL]
        assert sorted(session.scalars(select(LedgerEntry.reason))) == sorted(made)


@pytest.mark.parametrize(
    "arguments",
    [
        ["create", "x", "--name", "某人"],
        ["create", "x", "--name", "某人", "--platform", "--region", "1"],
        ["create", "x", "--name", "某人", "--region", "000000"],
        ["create", "x", "--name", "某人", "--region", "not a region"],
        ["create", "x", "--name", "某人", "--school", "none"],
        ["create", " ", "--name", "某人", "--platform"],
        ["create", "x", "--name", "", "--platform"],
        ["create", "x", "--name", "名" * 51, "--platform"],
        ["reset", "nobody"],
    ],
)
def test_what_cannot_be_is_refused(run: CliRunner, region: str, arguments: list[str]) -> None:
    result = accounts(run, *arguments)
    assert result.exit_code != 0
    assert not isinstance(result.exception, KeyError)


def test_a_user_name_is_taken_once(run: CliRunner) -> None:
    assert accounts(run, "create", "liu", "--name", "某人", "--platform").exit_code == 0
    again = accounts(run, "create", " LIU ", "--name", "别人", "--platform")
    assert (again.exit_code, "'liu' already" in again.output) == (1, True)


def test_a_reset_ends_sessions_and_stands_in_the_ledger(run: CliRunner, region: str, database: Database) -> None:
    with database.write() as session:
        account = builders.teacher(session)
        cookie = sessions.open_session(
            session, account.school_id, account.id, now=builders.NOW, new_secret=lambda: "secret"
        )
        session.commit()
    result = accounts(run, "reset", account.username)
    assert result.exit_code == 0, result.output
    with database.read() as session:
        assert sessions.resume(session, cookie, now=builders.NOW) is None
        line = session.scalars(select(LedgerEntry)).one()
        assert (line.deed, line.school_id, line.reason) == ("reset_password", account.school_id, account.username)
