"""Finding and reading files: bad files become problems with file and line, never tracebacks."""

from __future__ import annotations

from pathlib import Path

from app.content.checks import check
from app.content.documents import MAX_BYTES
from app.content.problems import Problem
from tests.content.sample import Root

LESSON = "courses/water/p34.toml"


def only_problem(root: Root) -> Problem:
    return next(problem for problem in root.check().problems if problem.file.endswith(LESSON))


def test_the_path_gives_the_id(root: Root) -> None:
    collection = root.check()
    assert list(collection.lessons) == list(collection.quizzes) == ["water-p34"]
    assert collection.lessons["water-p34"].lesson.theme == "water"


def test_broken_toml_names_its_line(root: Root) -> None:
    root.edit(LESSON, "minutes = 6", "minutes = ")
    problem = only_problem(root)
    assert (problem.code, problem.line) == ("toml_broken", 4)
    assert "line" not in str(problem.facts["reason"])


def test_a_repeated_key_is_broken_toml(root: Root) -> None:
    root.edit(LESSON, "minutes = 6", "minutes = 6\nminutes = 7")
    assert only_problem(root).code == "toml_broken"


def test_a_full_width_quotation_mark_is_broken_toml(root: Root) -> None:
    root.edit(LESSON, 'title = "河边的约定"', "title = “河边的约定”")
    assert (only_problem(root).code, only_problem(root).line) == ("toml_broken", 5)


def test_another_encoding_is_named_with_its_line(root: Root) -> None:
    text = (root.path / LESSON).read_text(encoding="utf-8")
    root.write(LESSON, text.encode("gb18030"))
    assert (only_problem(root).code, only_problem(root).line) == ("file_not_utf8", 5)


def test_utf16_is_refused(root: Root) -> None:
    root.write(LESSON, "title = 'x'".encode("utf-16"))
    assert only_problem(root).code == "file_not_utf8"


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(root: Root) -> None:
    text = (root.path / LESSON).read_text(encoding="utf-8")
    root.write(LESSON, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert root.codes() == []


def test_a_huge_file_is_not_read(root: Root) -> None:
    root.write(LESSON, b"#" * (MAX_BYTES + 1))
    assert only_problem(root).code == "file_too_big"


def test_a_folder_named_like_a_file_is_passed_over(root: Root) -> None:
    (root.path / "courses/water/j.toml").mkdir()
    assert root.codes() == []


def test_deep_nesting_and_huge_numbers_are_problems(root: Root) -> None:
    root.write(LESSON, "a = " + "[" * 5000)
    assert only_problem(root).code == "toml_broken"
    root.write(LESSON, "a = " + "9" * 5000)
    assert only_problem(root).code == "toml_broken"


def test_wrong_types_everywhere_are_problems(root: Root) -> None:
    root.write(LESSON, 'step = [1, "a", {choice = 3, picture = "river", kind = []}]\nmin_grade = nan\nsources = {}')
    assert "type_wrong" in root.codes()


def test_a_root_without_courses_is_a_problem(tmp_path: Path) -> None:
    assert [problem.code for problem in check([tmp_path / "nowhere"]).problems] == ["root_missing"]


def test_several_roots_make_one_collection(root: Root, tmp_path: Path) -> None:
    local = Root(tmp_path / "local")
    for name in ("themes.toml", "water/misconceptions.toml", "art/scenes/river.svg", "art/emoji/boy.svg"):
        (local.path / "courses" / name).unlink()
    assert "lesson_twice" in [problem.code for problem in check([root.path, local.path]).problems]
    for folder in ("courses", "quizzes"):
        (local.path / folder / "water/p34.toml").rename(local.path / folder / "water/county.toml")
    collection = check([root.path, local.path])
    assert collection.problems == []
    assert sorted(collection.lessons) == ["water-county", "water-p34"]


def test_two_roots_must_not_define_the_same_theme(root: Root, tmp_path: Path) -> None:
    local = Root(tmp_path / "local")
    assert "theme_twice" in [problem.code for problem in check([root.path, local.path]).problems]


def test_a_file_name_that_is_no_id(root: Root) -> None:
    root.write("courses/water/P 34.toml", "")
    assert root.codes() == ["id_malformed"]
