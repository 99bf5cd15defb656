"""Whatever bytes stand in a content file, the check answers with problems and never raises."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.checks import check
from app.content.drafts import Review
from app.content.lines import line_index
from app.content.previews import preview_of
from app.content.reviews import write_reviews
from tests.content import kinds
from tests.content.sample import Root

SOURCES = ["courses/water/p34", "quizzes/water/p34", "courses/water/misconceptions", "courses/themes"]
FILES = [f"{source}{ending}" for source in SOURCES for ending in (".toml", ".en.toml")]
# The steps that came later (hotspot, dialogue, calculator, practice) with icons and the cast, and who reviewed.
FILES += [kinds.LESSON, kinds.QUIZ, "courses/reviews.toml"]
SCALARS = st.one_of(
    st.sampled_from(["true", "-1", "3", "1e400", "nan", "[]", "{}", '""', "2026-01-01", "'x'", "[{}]", "[[1]]"]),
    st.text(alphabet="ab\"'[]{}=.,#\\u0 安“”\n", max_size=12),
)


def check_with(name: str, change: bytes | None = None, cut: tuple[int, int] = (0, 0), line: str = "") -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Root(Path(folder))
        root.translate()
        kinds.add_kinds(root)
        review = Review("0" * 16, "张老师", "李老师", date(2026, 9, 1))
        write_reviews(root.path / "courses/reviews.toml", {"water-p34": review})
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
        found = check([root.path])
        for problem in found.problems:
            assert problem.file.startswith(folder)
            assert problem.code
        # An author looks at broken lessons too.
        for lesson_id in found.lessons:
            assert preview_of(lesson_id, found) is not None


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


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "看懂每一笔"', 'title = "<script>alert(1)</script>"'),
        ('text = "照他说的做"', "text = '<img src=x onerror=alert(1)>'"),
        ('summary = "一通电话，一份合同"', 'summary = "看[这里](javascript:alert(1))"'),
        ('cast = "xiaojie-run"', 'cast = "../../../etc/passwd"'),
        ('scene = "river"', "scene = '\"><script>'"),
        ("x = 60", "x = 99999999999999999999999999"),
        ("seconds = 8", "seconds = 8.5"),
        ("[[step]]", "[[step]]\n" * 5000),
    ],
)
def test_malicious_values_are_named_and_never_drawn(root: Root, old: str, new: str) -> None:
    kinds.add_kinds(root)
    root.edit(kinds.LESSON, old, new)
    found = check([root.path])
    assert found.problems
    publication = preview_of("water-u", found)
    assert publication is not None
    for step in publication.lesson("").steps:
        drawn = step.picture + step.text + "".join(choice.consequence + choice.feedback for choice in step.choices)
        assert "<script" not in drawn
        assert "<img" not in drawn
        assert "javascript:" not in drawn


def test_a_huge_file_is_refused_unread(root: Root) -> None:
    text = (root.path / "courses/water/p34.toml").read_text("utf-8")
    root.write("courses/water/p34.toml", text + "#" * 300_000)
    assert "file_too_big" in root.codes()
