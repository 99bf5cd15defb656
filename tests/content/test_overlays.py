"""Overlays: complete, nothing else, and bound to the words they translate."""

from __future__ import annotations

import pytest

from tests.content.sample import Root

LESSON = "courses/water/p34.en.toml"
QUIZ = "quizzes/water/p34.en.toml"

BROKEN = [
    (LESSON, 'translates = "', 'translates = "0', "overlay_stale"),
    (LESSON, "translates", "translate", "overlay_stale"),
    (LESSON, "summary", "summery", "overlay_missing_words"),
    (LESSON, "summary", "summery", "overlay_extra"),
    (LESSON, "[step.rules]", "[step.rule]", "overlay_extra"),
    (LESSON, "[step.rules]", "seconds = 4\n[step.rules]", "overlay_extra"),
    (LESSON, "[step.rules]", "[step.rules]\nkind = 'home'", "overlay_extra"),
    (LESSON, "sources = [", "sources = ['a', ", "overlay_length"),
    (LESSON, "sources = [", "sources = [1, ", "type_wrong"),
    (LESSON, "summary = ", "summary = '**x**' # ", "markup_in_plain"),
    (LESSON, "summary = ", "summary = ['x'] # ", "type_wrong"),
    (LESSON, "consequence = ", "consequence = '<i>x</i>' # ", "html_in_text"),
    (QUIZ, "explanation = ", "explanation = ' ' # ", "text_empty"),
    (QUIZ, "[question.q-3.choice.right]\ntext = ", "[question.q-3.choice.right]\ntext = '- x' # ", "markup_in_plain"),
    (QUIZ, "[question.q-3.choice.wrong-a]\ntext = ", "[question.q-3.choice.wrong-a]\ntext = 'None of the above' # ",
     "choice_catch_all"),
    ("courses/themes.en.toml", "name = ", "icon = 'boy'\nname = ", "overlay_extra"),
    ("courses/water/misconceptions.en.toml", "[DR1]", "[DR7]", "overlay_missing_words"),
]  # fmt: skip


def test_a_fitting_overlay_gives_the_second_language(root: Root) -> None:
    root.translate()
    collection = root.check()
    assert collection.problems == []
    assert set(collection.lessons["water-p34"].translations) == {"zh_TW", "en"}
    assert set(collection.quizzes["water-p34"].translations) == {"zh_TW", "en"}


@pytest.mark.parametrize(("name", "old", "new", "code"), BROKEN, ids=[f"{b[3]}: {b[2]}" for b in BROKEN])
def test_a_broken_overlay_is_found(root: Root, name: str, old: str, new: str, code: str) -> None:
    root.translate()
    root.edit(name, old, new)
    assert code in root.codes()


def test_a_changed_source_makes_its_overlay_stale_and_prints_the_new_digest(root: Root) -> None:
    root.translate()
    root.edit("courses/water/p34.toml", "打 110", "打 110 或 120")
    (problem,) = root.check().problems
    assert (problem.code, problem.line) == ("overlay_stale", 1)
    root.translate()
    assert f'translates = "{problem.facts["digest"]}"' in (root.path / LESSON).read_text(encoding="utf-8")


def test_what_is_no_word_leaves_the_overlay_fresh(root: Root) -> None:
    root.translate()
    root.edit("courses/water/p34.toml", "seconds = 8", "seconds = 9")
    assert root.codes() == []


def test_a_lesson_and_its_quiz_have_the_same_languages(root: Root) -> None:
    root.translate()
    (root.path / QUIZ).unlink()
    (problem,) = root.check().problems
    assert problem.code == "overlay_missing"
    assert problem.file.endswith("quizzes/water/p34.toml")


def test_an_overlay_needs_a_source_and_a_known_language(root: Root) -> None:
    root.write("courses/water/j.en.toml", "")
    root.write("courses/water/p34.fr.toml", "")
    assert root.codes() == ["overlay_orphan", "language_unknown"]
