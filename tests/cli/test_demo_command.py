"""`flask demo`: refused where it must be, and idempotent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.content import content
from app.cli.demo import demo
from app.cli.rollups import rollups
from app.store.engine import Database


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Run commands on an empty database, with an instance folder of their own."""
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path / "instance"))
    monkeypatch.setenv("FIRST_LESSON_ENV", "demo")
    return CliRunner()


def test_production_refuses_the_demo(run: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRST_LESSON_ENV", "production")
    monkeypatch.setenv("SECRET_KEY", "abcdefghijklmnopqrstuvwxyz0123456789")
    result = run.invoke(demo, ["seed"])
    assert result.exit_code == 1
    assert "production" in result.output
    assert not (tmp_path / "instance" / "demo-logins.json").exists()


def test_content_comes_first(run: CliRunner) -> None:
    result = run.invoke(demo, ["seed"])
    assert result.exit_code == 1
    assert "content publish" in result.output


def test_the_small_demo_is_built_once(run: CliRunner, tmp_path: Path) -> None:
    assert run.invoke(content, ["publish"]).exit_code == 0
    first = run.invoke(demo, ["seed", "--scale", "small"])
    assert first.exit_code == 0, first.output
    logins = tmp_path / "instance" / "demo-logins.json"
    assert {login["role"] for login in json.loads(logins.read_text(encoding="utf-8"))} >= {"student", "platform"}
    again = run.invoke(demo, ["seed", "--scale", "small", "--seed", "5"])
    assert again.exit_code == 0
    assert "nothing was changed" in again.output
    assert "small" in run.invoke(demo, ["seed", "--scale", "city"]).output
    assert run.invoke(rollups, ["verify"]).output == "differences: 0\n"
