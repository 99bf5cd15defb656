"""`flask logins`: the table of demo log-ins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.logins import logins, table

PEOPLE = [
    {"role": "student", "username": "s1", "password": "panda-234567", "scope": "五年级1班"},
    {"role": "bureau", "username": "b1", "password": "river-345678", "scope": "City of Xinzhou"},
]


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance folder with the log-ins of a demo."""
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    monkeypatch.delenv("FIRST_LESSON_ENV", raising=False)
    (tmp_path / "demo-logins.json").write_text(json.dumps(PEOPLE), encoding="utf-8")
    return tmp_path


def test_everybody_is_listed(instance: Path) -> None:
    output = CliRunner().invoke(logins).output
    assert all(value in output for person in PEOPLE for value in person.values())


def test_production_shows_none(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRST_LESSON_ENV", "production")
    monkeypatch.setenv("SECRET_KEY", "kX8v-2mQpL7wZr4TnYb6Hs9JdFg3Vc1Ae5Ui0Op")
    assert "panda" not in CliRunner().invoke(logins).output


def test_without_a_demo_there_is_a_sentence(instance: Path) -> None:
    (instance / "demo-logins.json").unlink()
    result = CliRunner().invoke(logins)
    assert result.exit_code == 0
    assert result.output == "No demo log-ins here.\n"


def test_a_chinese_character_takes_two_columns() -> None:
    lines = table([("scope", "x"), ("一班", "y")]).splitlines()
    assert lines == ["scope  x", "-----  -", "一班   y"]
