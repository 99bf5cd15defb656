"""`flask content import`."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from app.cli.questions import import_questions


def run(*arguments: object) -> Result:
    return CliRunner().invoke(import_questions, [str(one) for one in arguments])


def test_a_bank_becomes_a_quiz_file(tmp_path: Path) -> None:
    source, target = tmp_path / "bank.gift", tmp_path / "quiz.toml"
    source.write_text("q {=a ~b}", encoding="utf-8")
    outcome = run(source, "--output", target)
    assert (outcome.exit_code, outcome.stdout) == (0, "")
    assert "[[question]]" in target.read_text(encoding="utf-8")
    assert "taken: 1; not taken: 0" in outcome.stderr


def test_what_was_not_taken_is_said_with_its_line(tmp_path: Path) -> None:
    source = tmp_path / "bank.gift"
    source.write_text("q {=a ~b}\n\nessay {}", encoding="utf-8")
    outcome = run(source)
    assert outcome.exit_code == 1
    assert "bank.gift:3: questions with free text" in outcome.stderr
    assert "[[question]]" in outcome.stdout


def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    source, target = tmp_path / "bank.gift", tmp_path / "quiz.toml"
    source.write_text("q {=a ~b}", encoding="utf-8")
    target.write_text("mine", encoding="utf-8")
    assert run(source, "--output", target).exit_code == 1
    assert target.read_text(encoding="utf-8") == "mine"


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "bank.gift"
    source.write_bytes("着火{=a~b}".encode("gbk"))
    outcome = run(source)
    assert outcome.exit_code == 1
    assert "not UTF-8" in outcome.stderr
