"""`flask content new`, `review`, `retire`, `publish` in production, and what `status` says of it all."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import COMMANDS
from app.cli.preview import content
from app.store import migrations
from app.store.engine import Database
from tests.content.sample import Root

Run = Callable[..., Result]


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """A content root in which nothing is wrong."""
    return Root(tmp_path / "content")


@pytest.fixture
def run(tmp_path: Path, root: Root, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on this root and on a database of its own."""
    url = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    monkeypatch.setenv("CONTENT_DIRS", str(root.path))
    opened = Database(url, durable=False)
    migrations.upgrade(opened)
    opened.dispose()
    return lambda *arguments: CliRunner().invoke(content, [str(one) for one in arguments])


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of a real installation."""
    monkeypatch.setenv("FIRST_LESSON_ENV", "production")
    monkeypatch.setenv("SECRET_KEY", "k2Jv9-xQ7_mP4rT8wZ1nB6yC3dF5gH0s-aLeUoIiE")


def test_every_command_is_there() -> None:
    assert content in COMMANDS
    assert {"check", "import", "new", "preview", "publish", "retire", "review", "status"} <= set(content.commands)


def test_new_names_its_files_and_what_comes_next(run: Run, root: Root, tmp_path: Path) -> None:
    outcome = run("new", "water", "p56", "--title", "大河")
    assert outcome.exit_code == 0, outcome.output
    assert "flask content preview water-p56" in outcome.output
    assert (root.path / "quizzes/water/p56.en.toml").is_file()
    again = run("new", "water", "P56", "--language", "en")
    assert again.exit_code == 1
    assert "is there already; nothing was written" in again.output
    elsewhere = run("new", "lab", "K", "--theme", "实验室", "--root", tmp_path / "mine")
    assert f"export CONTENT_DIRS={root.path}:{tmp_path / 'mine'}" in elsewhere.output


def test_check_of_one_lesson(run: Run) -> None:
    run("new", "water", "p56")
    assert run("check", "water-p34").exit_code == 0
    outcome = run("check", "water-p56")
    assert outcome.exit_code == 1
    assert "这里还没有写" in outcome.output
    assert "没有课程 water-u" in run("check", "water-u").output


def test_a_draft_is_published_in_the_demo_and_counted(run: Run) -> None:
    outcome = run("publish")
    assert outcome.exit_code == 0
    assert "其中 1 课是草稿" in outcome.output
    assert "草稿，未审读" in run("status").output


@pytest.mark.usefixtures("production")
def test_in_production_a_draft_waits_for_a_second_reader(run: Run) -> None:
    held = run("publish", "--language", "en")
    assert (held.exit_code, "These drafts were not published" in held.output) == (0, True)
    assert "not published yet; draft, not reviewed" in run("status", "--language", "en").output
    assert run("review", "water-p34", "--by", "李老师", "--author", "张老师").exit_code == 0
    assert "发布 1 课" in run("publish").output
    assert "李老师" in run("status").output


@pytest.mark.usefixtures("production")
def test_drafts_are_published_in_production_where_it_is_said(run: Run) -> None:
    assert "发布 1 课" in run("publish", "--drafts").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--by", "张老师", "--author", "张老师"), "作者不能审读自己的课"),
        (("--by", "李老师"), "请加 --author"),
        (("--by", "<b>", "--author", "张老师"), "姓名应为一行文字"),
    ],
)
def test_a_review_that_is_refused(run: Run, arguments: tuple[str, ...], words: str) -> None:
    outcome = run("review", "water-p34", *arguments)
    assert outcome.exit_code == 1
    assert words in outcome.output


def test_an_unfinished_lesson_is_not_reviewed(run: Run, root: Root) -> None:
    root.edit("courses/water/p34.toml", 'title = "河边的约定"', 'title = "待写：课名"')
    outcome = run("review", "water-p34", "--by", "李老师", "--author", "张老师")
    assert outcome.exit_code == 1
    assert "p34.toml:5: title: 这里还没有写" in outcome.output


def test_retiring_and_coming_back(run: Run) -> None:
    assert "没有课程" in run("retire", "water-p34").output
    run("publish")
    assert "不能代替自己" in run("retire", "water-p34", "--successor", "water-p34").output
    assert "water-p34 已停用" in run("retire", "water-p34").output
    assert "没有变化" in run("retire", "water-p34").output
    assert "retired on" in run("status", "--language", "en").output
    assert run("retire", "water-p34", "--undo", "--successor", "x").exit_code == 2
    assert "恢复使用" in run("retire", "water-p34", "--undo").output
    assert "停用" not in run("status").output


def test_nothing_is_previewed_that_is_not_there(run: Run) -> None:
    outcome = run("preview", "water-u", "--port", "8999")
    assert outcome.exit_code == 1
    assert "没有课程 water-u" in outcome.output


def test_a_port_that_is_taken(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        outcome = run("preview", "--port", other.getsockname()[1])
    assert outcome.exit_code == 1
    assert "--port" in outcome.output


def test_a_workbook_is_imported(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "t.xlsx"
    assert run("import", "--template", target).exit_code == 0
    assert run("import", "--template", target).exit_code == 1
    assert run("import").exit_code == 2
    source = tmp_path / "q.csv"
    source.write_text("题目,正确答案,错误答案1\n火警？,119,110\n,1,2\n", encoding="utf-8")
    outcome = run("import", source, "--band", "k")
    assert outcome.exit_code == 1
    assert "draw = 4" in outcome.stdout
    assert f"{source}:3: 题目: there is an answer without a question" in outcome.stderr
    broken = tmp_path / "q.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    assert "it is damaged" in run("import", broken).output
