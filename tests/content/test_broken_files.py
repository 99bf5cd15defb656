"""Whatever bytes stand in a content file, the check answers with problems and never raises."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.checks import check
from app.content.lines import line_index
from tests.content.sample import Root

SOURCES = ["courses/water/p34", "quizzes/water/p34", "courses/water/misconceptions", "courses/themes"]
FILES = [f"{source}{ending}" for source in SOURCES for ending in (".toml", ".en.toml")]
SCALARS = st.one_of(
    st.sampled_from(["true", "-1", "3", "1e400", "nan", "[]", "{}", '""', "2026-01-01", "'x'", "[{}]", "[[1]]"]),
    st.text(alphabet="ab\"'[]{}=.,#\\u0 安“”\n", max_size=12),
)


def check_with(name: str, change: bytes | None = None, cut: tuple[int, int] = (0, 0), line: str = "") -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Root(Path(folder))
        root.translate()
        raw = (root.path / name).read_bytes()
        if change is not None:
            raw = change
        elif line:
            lines = raw.decode().split("\n")
            number = cut[0] % len(lines)
            key = lines[number].partition("=")[0]
            lines[number] = f"{key}= {line}"
            raw = "\n".join(lines).encode()
        else:
            raw = raw[: cut[0]] + raw[cut[1] :]
        root.write(name, raw)
        for problem in check([root.path]).problems:
            assert problem.file.startswith(folder)
            assert problem.code


@pytest.mark.parametrize("name", FILES)
@given(change=st.binary(max_size=60))
@settings(max_examples=15, deadline=None)
def test_any_bytes(name: str, change: bytes) -> None:
    check_with(name, change)


@pytest.mark.parametrize("name", FILES)
@given(start=st.integers(0, 4000), length=st.integers(1, 400))
@settings(max_examples=25, deadline=None)
def test_any_piece_cut_out(name: str, start: int, length: int) -> None:
    check_with(name, cut=(start, start + length))


@pytest.mark.parametrize("name", FILES)
@given(number=st.integers(0, 400), value=SCALARS)
@settings(max_examples=40, deadline=None)
def test_any_value_in_any_field(name: str, number: int, value: str) -> None:
    check_with(name, cut=(number, 0), line=value or "''")


@given(text=st.text(alphabet="ab.[]\"'=\n# ", max_size=80))
def test_the_line_index_never_raises(text: str) -> None:
    assert all(line > 0 for line in line_index(text).values())
