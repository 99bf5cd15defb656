"""What `flask content new` writes: nothing is wrong with it but the words that are still to be written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.content.checks import check
from app.content.newlessons import new_lesson
from app.content.newthemes import free_prefix
from app.content.plans import Belief, Plan
from app.domain.errors import Conflict, Invalid
from app.domain.grades import Band
from app.services.newlessons import write_new
from app.settings import ROOT
from tests.content.sample import Root

PLACES = re.compile(r"待写：|To be written")
BANDS = list(Band)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a new lesson takes from us: drawings, facts and themes, and no lessons."""
    courses = tmp_path_factory.mktemp("ours") / "courses"
    courses.mkdir()
    for found in (ROOT / "courses").iterdir():
        if found.name == "art" or found.suffix == ".toml":
            (courses / found.name).symlink_to(found)
    return courses.parent


def own(root: Path) -> Path:
    root.mkdir()
    return root


def codes(roots: list[Path], root: Path) -> set[str]:
    return {problem.code for problem in check(roots).problems if problem.file.startswith(str(root))}


@pytest.mark.parametrize("band", BANDS)
def test_only_words_are_missing_in_a_new_theme(tmp_path: Path, ours: Path, band: Band) -> None:
    root = own(tmp_path / "mine")
    written = write_new([ours], "lab", band, theme_name="实验室安全", target=root)
    assert written.lesson_id == f"lab-{band.lower()}"
    assert len(written.files) == 5
    assert codes([ours, root], root) == {"placeholder_left"}


@pytest.mark.parametrize("band", BANDS)
def test_filled_with_words_it_is_sound(tmp_path: Path, ours: Path, band: Band) -> None:
    """Every placeholder replaced by something short and different: then nothing is left to complain about."""
    root = own(tmp_path / "mine")
    written = write_new([ours], "lab", band, theme_name="实验室安全", target=root, is_translated=False)
    words = iter(
        f"先说{one}再说{other}" for one in "一二三四五六七八九十百千万" for other in "天地人你我他上下左右大小多少"
    )
    for path in written.files:
        lines = path.read_text("utf-8").splitlines()
        said = [re.sub(r"待写：[^\"\n]*", lambda _: next(words), line) if "#" not in line else line for line in lines]
        path.write_text("\n".join(said) + "\n", encoding="utf-8")
    assert codes([ours, root], root) == set()


@pytest.mark.parametrize("band", BANDS)
def test_every_critical_belief_of_a_theme_is_placed(band: Band) -> None:
    """However many misconceptions a theme has: the quiz asks only about what the lesson treats."""
    beliefs = tuple(Belief(f"AB{number}", -2, number % 2 == 0) for number in range(1, 40))
    files = new_lesson(Plan("lab", "x", band, beliefs))
    lesson, quiz = files["courses/lab/x.toml"], files["quizzes/lab/x.toml"]
    crit = {f"AB{number}" for number in range(2, 40, 2)}
    asked = set(re.findall(r"AB\d+", quiz))
    assert asked & crit <= set(re.findall(r"AB\d+", lesson))
    assert asked


def test_a_theme_without_a_fitting_belief_leaves_the_place_open() -> None:
    files = new_lesson(Plan("lab", "k", Band.K, (Belief("AB1", 7, True),)))
    assert 'misconception = ""' in files["quizzes/lab/k.toml"]


@pytest.mark.parametrize("title", ['A "quoted" title', "反斜杠\\ 与 \x7f", "{fire}"])
def test_a_title_is_written_as_text(title: str) -> None:
    text = new_lesson(Plan("lab", "k", Band.K, (), title))["courses/lab/k.toml"]
    assert "[[step]]" in text


def test_a_lesson_of_a_theme_that_is_there(tmp_path: Path) -> None:
    root = Root(tmp_path)
    written = write_new([root.path], "water", Band.P56, title="大河")
    assert [path.name for path in written.files] == ["p56.toml", "p56.toml", "p56.en.toml", "p56.en.toml"]
    assert 'title = "大河"' in (root.path / "courses/water/p56.toml").read_text("utf-8")
    assert "DR1" in (root.path / "quizzes/water/p56.toml").read_text("utf-8")


def test_nothing_is_overwritten_and_nothing_half_written(tmp_path: Path) -> None:
    root = Root(tmp_path)
    before = root.write("quizzes/water/p56.toml", "mine")
    with pytest.raises(Conflict, match="file_present"):
        write_new([root.path], "water", Band.P56)
    assert before.read_text() == "mine"
    assert not (root.path / "courses/water/p56.toml").exists()


def test_a_lesson_of_another_root_is_not_written_twice(tmp_path: Path) -> None:
    root = Root(tmp_path / "theirs")
    mine = own(tmp_path / "mine")
    with pytest.raises(Conflict, match="file_present"):
        write_new([root.path, mine], "water", Band.P34, target=mine)
    assert list(mine.rglob("*.toml")) == []


def test_a_new_theme_in_a_translated_list(tmp_path: Path) -> None:
    root = Root(tmp_path)
    root.translate()
    write_new([root.path], "lab", Band.P34, theme_name="实验室安全", target=root.path)
    problems = [one for one in check([root.path]).problems if "themes" in one.file]
    # The small root of the tests has no shield to draw; the list itself fits.
    assert [problem.code for problem in problems] == ["placeholder_left", "art_missing"]


@pytest.mark.parametrize(
    ("theme", "name", "title", "theme_name", "code"),
    [
        ("Lab", "", "", "实验室", "id_malformed"),
        ("../x", "", "", "实验室", "id_malformed"),
        ("water", "p34/../x", "", "", "id_malformed"),
        ("lab", "", "", "", "theme_unknown"),
        ("water", "", "", "水", "theme_known"),
        ("water", "", "<b>x</b>", "", "title_malformed"),
        ("lab", "", "", "一\n二", "title_malformed"),
    ],
)
def test_what_is_refused(tmp_path: Path, theme: str, name: str, title: str, theme_name: str, code: str) -> None:
    root = Root(tmp_path)
    before = sorted(root.path.rglob("*"))
    with pytest.raises(Invalid, match=code):
        write_new([root.path], theme, Band.P56, name=name, title=title, theme_name=theme_name)
    assert sorted(root.path.rglob("*")) == before


def test_letters_of_a_new_theme_are_its_own() -> None:
    assert free_prefix("lab", ["DR1"]) == "LA"
    assert free_prefix("lab", ["LA1"]) == "LAB"
    assert free_prefix("l", ["L1"]) == "LA"
    assert free_prefix("1-2", []) == "X"


@pytest.mark.parametrize("text", ["待写：课名", "待写:课名", "To be written", "This is To be written."])
def test_no_placeholder_passes_the_check(root: Root, text: str) -> None:
    root.edit("courses/water/p34.toml", "小伙伴约你去河边", text)
    assert root.codes() == ["placeholder_left"]
