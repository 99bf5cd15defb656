"""Reviews: what a second person has read, and when a lesson is a draft again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.content.checks import check
from app.content.drafts import Review
from app.content.reviews import is_same_person, source_digest, valid_review, write_reviews
from tests.content.sample import Root

LESSON = "courses/water/p34.toml"
REVIEWS = "courses/reviews.toml"
DAY = date(2026, 9, 1)


@pytest.fixture
def reviewed(root: Root) -> Root:
    """A translated lesson that somebody has reviewed."""
    root.translate()
    found = root.check()
    digest = source_digest(found.lessons["water-p34"], found)
    write_reviews(root.path / REVIEWS, {"water-p34": Review(digest, "张老师", "李老师", DAY)})
    return root


def review(root: Root) -> Review | None:
    found = check([root.path])
    return valid_review(found.lessons["water-p34"], found)


def codes(root: Root) -> list[str]:
    return [problem.code for problem in check([root.path]).problems]


def test_what_was_written_is_read(reviewed: Root) -> None:
    assert codes(reviewed) == []
    found = review(reviewed)
    assert found is not None
    assert (found.author, found.reviewer, found.on) == ("张老师", "李老师", DAY)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (LESSON, "小伙伴约你去河边", "小伙伴叫你去河边"),
        (LESSON, "seconds = 8", "seconds = 9"),
        (LESSON, "right = true", "right = false"),
        (LESSON, 'emoji = "boy"', 'emoji = "girl"'),
        ("quizzes/water/p34.toml", "错误做法", "不好的做法"),
        ("courses/water/p34.en.toml", "translates =", "title2 = 'x'\ntranslates ="),
        ("courses/water/misconceptions.toml", "会游泳就没事", "会游泳就不怕"),
    ],
)
def test_a_changed_word_makes_it_a_draft_again(reviewed: Root, name: str, old: str, new: str) -> None:
    reviewed.edit(name, old, new)
    assert review(reviewed) is None


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (LESSON, "min_grade = 3", "# a remark\n\nmin_grade = 3"),
        ("courses/water/p34.en.toml", "translates =", "# a remark\ntranslates ="),
        ("courses/art/scenes/river.svg", "M0 0h9v9z", "M0 0h8v8z"),
    ],
)
def test_remarks_and_better_drawings_do_not(reviewed: Root, name: str, old: str, new: str) -> None:
    reviewed.edit(name, old, new)
    assert review(reviewed) is not None


def test_a_new_overlay_makes_it_a_draft_again(reviewed: Root) -> None:
    (reviewed.path / "quizzes/water/p34.en.toml").unlink()
    assert review(reviewed) is None


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('reviewer = "李老师"', 'reviewer = "张 老师"', "review_of_own"),
        ('reviewer = "李老师"', "", "field_missing"),
        ('reviewer = "李老师"', 'reviewer = "<b>李</b>"', "html_in_text"),
        ('reviewer = "李老师"', 'reviewer = ""', "text_empty"),
        ('reviewer = "李老师"', f'reviewer = "{"李" * 101}"', "name_too_long"),
        ('date = "2026-09-01"', 'date = "yesterday"', "date_malformed"),
        ('date = "2026-09-01"', "date = 2026-09-01", "type_wrong"),
        ("digest =", "by = 1\ndigest =", "field_unknown"),
        ("[water-p34]", "water = 1\n[water-p34]", "type_wrong"),
        ("[water-p34]", "[water-p34", "toml_broken"),
    ],
)
def test_a_broken_entry_counts_as_none(reviewed: Root, old: str, new: str, code: str) -> None:
    reviewed.edit(REVIEWS, old, new)
    assert code in codes(reviewed)
    if code != "type_wrong" or "date" in old:
        assert review(reviewed) is None


def test_a_translation_of_the_reviews_is_never_read(reviewed: Root) -> None:
    reviewed.write("courses/reviews.en.toml", "[x]")
    assert review(reviewed) is not None


@pytest.mark.parametrize("other", ["李老师", " 李 老师", "李老师 "])
def test_blanks_do_not_make_another_person(other: str) -> None:
    assert is_same_person("李老师", other)
    assert is_same_person("Ann Li", "ＡＮＮ li")
    assert not is_same_person("李老师", "李老")


def test_the_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "reviews.toml"
    write_reviews(path, {"b-k": Review("1" * 16, "甲", '乙"]\n[x]', DAY), "a-k": Review("2" * 16, "甲", "丙", DAY)})
    text = path.read_text("utf-8")
    assert text.index("[a-k]") < text.index("[b-k]")
    assert "\n[x]" not in text
    assert [one.name for one in tmp_path.iterdir()] == ["reviews.toml"]
