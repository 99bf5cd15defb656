"""Reading level: known characters and the length of sentences, by band."""

from __future__ import annotations

import pytest

from app.content.levels import LONGEST, known_characters
from app.domain.grades import Band
from tests.content.sample import Root

LESSON = "courses/water/p34.toml"


def test_the_lists_of_the_curriculum() -> None:
    counts = {band: len(known_characters(band) or "") for band in (Band.P12, Band.P34, Band.P56, Band.J)}
    assert counts == {Band.P12: 2500, Band.P34: 2500, Band.P56: 3000, Band.J: 3500}
    assert known_characters(Band.S) is None


def test_young_pupils_read_short_sentences() -> None:
    bands = [Band.K, Band.P12, Band.P34, Band.P56, Band.J]
    assert [LONGEST[band] for band in bands] == sorted(LONGEST.values())


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("小" * 20 + "。", []),
        ("小" * 21 + "。", ["sentence_long"]),
        ("小" * 15 + "！" + "小" * 15 + "。", []),
        ("小明说：" + "小" * 18 + "。", ["sentence_long"]),
    ],
)
def test_length_of_a_sentence(root: Root, sentence: str, codes: list[str]) -> None:
    root.edit(LESSON, "小伙伴约你去河边", sentence)
    assert root.codes() == codes


def test_an_unknown_character_is_named_with_its_place(root: Root) -> None:
    root.edit(LESSON, "小伙伴约你去河边", "当心溺水和蜇人的水母")
    (problem,) = root.check().problems
    assert (problem.code, problem.place, problem.facts["found"]) == ("characters_unknown", "summary", "溺蜇")


def test_a_lesson_may_teach_a_character(root: Root) -> None:
    root.edit(LESSON, 'summary = "小伙伴约你去河边"', 'summary = "当心溺水"\ntaught = "溺"')
    assert root.codes() == []


def test_what_only_a_screen_reader_speaks_is_not_read(root: Root) -> None:
    root.edit(LESSON, "河边的孩子", "河边的孩子正趴着，旁边还有很多很多很多很多很多很多很多很多东西")
    assert root.codes() == []


def test_the_quiz_is_read_too(root: Root) -> None:
    root.edit("quizzes/water/p34.toml", "先找大人。", "先找大人，溺水要打电话。")
    assert root.codes() == ["characters_unknown"]
