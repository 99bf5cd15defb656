"""The rules of the house that a file can break."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from app.settings import ROOT

LONGEST = 320
SOURCES = {".py", ".js", ".css", ".html", ".sh", ".toml", ".md", ".mako", ".txt", ".yml", ".po", ".pot", ""}
CODE = {".py", ".js", ".css", ".html", ".sh"}
VAGUE = re.compile(r"^(utils?|helpers?|common|misc|managers?)$")
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
# An address inside a private network, or a path that exists on one machine only.
PRIVATE = re.compile(
    r"(?<![\d.])(10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+)(?![\d.])"
    r"|https?://[\w.-]+\.(internal|local|lan|corp|intranet)\b"
    r"|(?<![\w./])/(work|workspace|home/\w+|Users/\w+)/"
)


def tracked() -> list[Path]:
    """Files under version control, and new ones that are not ignored; vendored files are other people's."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    files = [ROOT / name for name in listing.stdout.decode().splitlines()]
    return [file for file in files if file.is_file() and "vendor" not in file.parts]


FILES = tracked()
TEXTS = [file for file in FILES if file.suffix in SOURCES]
LOCKS = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]


def lines_with(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    """Where a pattern stands, as file:line."""
    return [
        f"{file.relative_to(ROOT)}:{number}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_of_code_is_too_long_to_read() -> None:
    """Migrations are drafted by a program and never edited, so they may be long."""
    code = [file for file in FILES if file.suffix in CODE and "versions" not in file.parts]
    lengths = {str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in code}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_every_file_is_named_for_what_it_holds() -> None:
    names = [file.relative_to(ROOT) for file in FILES]
    assert [name for name in names if any(VAGUE.match(part) for part in (*name.parts[:-1], name.stem))] == []


def test_nothing_is_left_for_later() -> None:
    assert lines_with(UNFINISHED, TEXTS) == []


def test_digits_are_digits_that_int_takes() -> None:
    """`"²".isdigit()` is true and int() refuses it: ask isdecimal(), or isascii() as well."""
    loose = re.compile(r"\.isdigit\(\)")
    found = lines_with(loose, [file for file in FILES if file.suffix == ".py" and (ROOT / "app") in file.parents])
    tight = lines_with(re.compile(r"isascii\(\)"), [ROOT / place.split(":")[0] for place in found])
    assert sorted(set(found) - set(tight)) == []


def test_nothing_points_at_a_private_network_or_at_one_persons_disk() -> None:
    assert lines_with(PRIVATE, [file for file in TEXTS if file not in LOCKS]) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_address(lock: Path) -> None:
    assert "://" not in lock.read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_pins_and_hashes_everything(lock: Path) -> None:
    blocks = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8"))
    packages = [block for block in blocks if not block.startswith("#")]
    assert [block.split()[0] for block in packages if "==" not in block or "--hash=sha256:" not in block] == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    """A package added to pyproject.toml alone would be missing from a fresh clone."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime, development = (_pinned(lock) for lock in LOCKS)
    assert _names(project["project"]["dependencies"]) - runtime.keys() == set()
    assert _names(project["dependency-groups"]["dev"]) - development.keys() == set()
    assert {name for name, version in runtime.items() if development.get(name) != version} == set()


def _names(requirements: list[str]) -> set[str]:
    return {_normal(re.split(r"[\[<>=~! ;]", requirement)[0]) for requirement in requirements}


def _pinned(lock: Path) -> dict[str, str]:
    pins = re.findall(r"^([\w.-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return {_normal(name): version for name, version in pins}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_vendored_files_carry_their_licence_and_version() -> None:
    folders = [path for vendor in (ROOT / "tests/vendor", ROOT / "app/web/static/vendor") for path in vendor.iterdir()]
    bare = [str(folder.relative_to(ROOT)) for folder in folders if not _is_labelled(folder)]
    assert folders
    assert bare == []


def _is_labelled(folder: Path) -> bool:
    return (folder / "VERSION").is_file() and any(folder.glob("LICENSE*"))
