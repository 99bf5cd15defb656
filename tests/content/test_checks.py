"""One broken example for every rule of docs/authoring.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.cli.content import SENTENCES
from app.content import checks
from tests.content.sample import Root

LESSON = "courses/water/p34.toml"
QUIZ = "quizzes/water/p34.toml"
MISCONCEPTIONS = "courses/water/misconceptions.toml"
THEMES = "courses/themes.toml"

BROKEN = [
    # The lesson and its steps
    (LESSON, "minutes = 6", "minutes = 12", "number_out_of_range"),
    (LESSON, "minutes = 6", "minutes = true", "type_wrong"),
    (LESSON, "minutes = 6", "minutes = 6\nlevel = 1", "field_unknown"),
    (LESSON, "minutes = 6\n", "", "field_missing"),
    (LESSON, "min_grade = 3", "min_grade = 5", "grades_reversed"),
    (LESSON, "max_grade = 4", "max_grade = 18", "number_out_of_range"),
    (LESSON, 'sources = ["教育部，2014"]', "sources = []", "list_empty"),
    (LESSON, 'sources = ["教育部，2014"]', "sources = [2014]", "type_wrong"),
    (LESSON, 'title = "河边的约定"', 'title = "**河边**"', "markup_in_plain"),
    (LESSON, 'title = "河边的约定"', 'title = "河边\\n约定"', "line_break"),
    (LESSON, 'title = "河边的约定"', 'title = " "', "text_empty"),
    (LESSON, 'title = "河边的约定"', 'title = "河\\u0000边"', "control_character"),
    (LESSON, 'id = "rules"', 'id = "Rules_1"', "id_malformed"),
    (LESSON, 'id = "rules"', 'id = "token"', "id_reserved"),
    (LESSON, 'id = "rules"', 'id = "invitation"', "id_repeated"),
    (LESSON, 'id = "stay"', 'id = "go"', "id_repeated"),
    (LESSON, 'kind = "card"', 'kind = "film"', "value_unknown"),
    (LESSON, "seconds = 8", "seconds = 2", "number_out_of_range"),
    (LESSON, "seconds = 8", "seconds = 31", "number_out_of_range"),
    (LESSON, "- 第一条", "- <b>第一条</b>", "html_in_text"),
    (LESSON, "- 第一条", "- [第一条](https://example.org)", "link_in_text"),
    (LESSON, 'mood = "good"', 'mood = "safe"', "story_without_good"),
    (LESSON, 'mood = "good"', 'mood = "best"', "value_unknown"),
    (LESSON, 'misconception = "DR2"\nconsequence', 'misconception = "DR9"\nconsequence', "misconception_unknown"),
    (LESSON, 'holds = false\nmisconception = "DR2"', "holds = false", "misconception_missing"),
    (LESSON, "holds = true", 'holds = true\nmisconception = "DR2"', "misconception_on_right"),
    (LESSON, 'id = "act-3"', 'id = "act-2"', "id_repeated"),
    (LESSON, "do = true", 'do = "yes"', "type_wrong"),
    (LESSON, 'feedback = "先喊人，最快。"\n', "", "field_missing"),
    (LESSON, "right = true", 'right = true\nmisconception = "DR1"', "misconception_on_right"),
    (LESSON, "right = true\n", "", "right_not_one"),
    (LESSON, 'text = "手拉手"', 'text = "以上都不对"', "choice_catch_all"),
    (LESSON, 'title = "河边的约定"', 'title = "河边的约定"\nretired = ["rules"]', "retired_in_use"),
    # Pictures
    (LESSON, 'scene = "river"', 'scene = "moon"', "art_missing"),
    (LESSON, 'emoji = "boy"', 'emoji = "dragon"', "art_missing"),
    (LESSON, 'alt = "河边的孩子", ', "", "field_missing"),
    (LESSON, "x = 60", "x = 310", "figure_outside"),
    (LESSON, "size = 56", "size = 500", "number_out_of_range"),
    (LESSON, "size = 56 },", "size = 56, colour = 1 },", "field_unknown"),
    (LESSON, "picture = {", "pictures = {", "field_missing"),
    # The quiz
    (QUIZ, "draw = 10", "draw = 9", "number_out_of_range"),
    (QUIZ, 'id = "q-3"', 'id = "q-2"', "id_repeated"),
    (QUIZ, "crit = true", "crit = false", "crit_missing"),
    (QUIZ, 'id = "q-5"', 'id = "q-5"\ncrit = true', "crit_unfounded"),
    (QUIZ, "right = true\n", "", "right_not_one"),
    (QUIZ, 'misconception = "DR2"', "right = true", "right_not_one"),
    (QUIZ, 'misconception = "DR2"\n', "", "misconception_missing"),
    (QUIZ, 'misconception = "DR2"', 'misconception = "FI2"', "misconception_unknown"),
    (QUIZ, 'feedback = "这样会有危险，wrong-a。"\n', "", "field_missing"),
    (QUIZ, 'feedback = "这样会有危险，wrong-a。"', 'feedback = "错了。"', "feedback_without_reason"),
    (QUIZ, 'explanation = "先找大人。"\n', "", "field_missing"),
    (QUIZ, 'text = "错误做法"', 'text = "All of the above"', "choice_catch_all"),
    (QUIZ, 'text = "错误做法"', 'text = "以上都对"', "choice_catch_all"),
    (QUIZ, 'text = "你怎么做？"', 'text = "第一段\\n\\n第二段"', "question_paragraphs"),
    # Misconceptions and themes
    (MISCONCEPTIONS, "min_grade = 3\ncrit", "min_grade = 9\ncrit", "misconception_too_early"),
    (MISCONCEPTIONS, "[DR1]", "[dr-1]", "misconception_malformed"),
    (MISCONCEPTIONS, "min_grade = 3\ncrit", "grade = 3\ncrit", "field_missing"),
    (THEMES, 'icon = "boy"', 'icon = "ufo"', "art_missing"),
    (THEMES, "[water]", "[fire]", "theme_unknown"),
    (THEMES, "order = 1", "order = 1.5", "type_wrong"),
]


def test_the_sample_has_no_problem(root: Root) -> None:
    assert root.check().problems == []


@pytest.mark.parametrize(("name", "old", "new", "code"), BROKEN, ids=[f"{b[3]}: {b[2]}" for b in BROKEN])
def test_a_broken_rule_is_found(root: Root, name: str, old: str, new: str, code: str) -> None:
    root.edit(name, old, new)
    assert code in root.codes()


def test_every_problem_is_reported_not_only_the_first(root: Root) -> None:
    root.edit(LESSON, "minutes = 6", "minutes = 60")
    root.edit(LESSON, 'id = "rules"', 'id = "Rules"')
    root.edit(QUIZ, "draw = 10", "draw = 1")
    assert root.codes() == ["number_out_of_range", "id_malformed", "number_out_of_range"]


def test_a_problem_names_file_line_place_and_facts(root: Root) -> None:
    root.edit(LESSON, 'mood = "good"', 'mood = "best"')
    (wrong_mood, no_good) = root.check().problems[::-1]
    lines = (root.path / LESSON).read_text(encoding="utf-8").splitlines()
    assert wrong_mood.file.endswith("courses/water/p34.toml")
    assert lines[wrong_mood.line - 1] == 'mood = "best"'
    assert wrong_mood.place == "step.invitation.choice.stay.mood"
    assert wrong_mood.facts == {"value": "best", "allowed": "good, safe, risky"}
    assert (no_good.place, no_good.code) == ("step.invitation", "story_without_good")


def test_a_lesson_needs_six_steps_of_four_kinds(root: Root) -> None:
    text = (root.path / LESSON).read_text(encoding="utf-8")
    head, *steps = text.split("[[step]]\n")
    root.write(LESSON, "[[step]]\n".join([head, *steps[:3]]))
    assert set(root.codes()) == {"kinds_too_few", "rows_out_of_range", "crit_untreated"}


@pytest.mark.parametrize("rules", ["- 一条\n- 两条\n", "- 一\n- 二\n- 三\n- 四\n- 五\n- 六\n- 七\n"])
def test_a_card_holds_three_to_six_rules(root: Root, rules: str) -> None:
    head, card = (root.path / LESSON).read_text(encoding="utf-8").split('kind = "card"')
    root.write(LESSON, head + 'kind = "card"' + card.replace("- 第一条\n- 第二条\n- 第三条\n", rules, 1))
    assert root.codes() == ["card_rules"]


def test_a_bank_needs_twelve_questions(root: Root) -> None:
    text = (root.path / QUIZ).read_text(encoding="utf-8")
    root.write(QUIZ, text[: text.index('[[question]]\nid = "q-11"')])
    assert root.codes() == ["rows_out_of_range"]


def test_four_choices_from_grade_five(root: Root) -> None:
    root.edit(LESSON, "max_grade = 4", "max_grade = 5")
    assert root.codes() == ["choices_for_band"] * 12


def test_a_misconception_is_caught_by_two_questions_of_one_quiz(root: Root) -> None:
    for _ in range(3):
        root.edit(QUIZ, 'crit = true\ntext = "你怎么做？"', 'text = "你怎么做？"')
        root.edit(QUIZ, 'misconception = "DR1"', 'misconception = "DR2"')
    (problem,) = [one for one in root.check().problems if one.code != "crit_asked_once"]
    assert (problem.code, problem.place, problem.facts["count"]) == ("misconception_uncovered", "DR1", 1)


def test_a_critical_misconception_is_caught_by_four_questions_of_its_theme(root: Root) -> None:
    root.edit(QUIZ, 'crit = true\ntext = "你怎么做？"', 'text = "你怎么做？"')
    root.edit(QUIZ, 'misconception = "DR1"', 'misconception = "DR2"')
    (problem,) = root.check().problems
    assert (problem.code, problem.place, problem.facts["count"]) == ("crit_uncovered", "DR1", 3)


def test_a_critical_misconception_asked_about_is_treated_in_the_lesson(root: Root) -> None:
    root.edit(LESSON, 'misconception = "DR1"', 'misconception = "DR2"')
    (problem,) = root.check().problems
    assert (problem.code, problem.facts["id"]) == ("crit_untreated", "DR1")


def test_a_critical_misconception_is_asked_about_by_a_step_that_is_marked(root: Root) -> None:
    root.edit(LESSON, 'misconception = "DR1"', 'misconception = "DR2"')
    root.edit(LESSON, 'mood = "risky"\nmisconception = "DR2"', 'mood = "risky"\nmisconception = "DR1"')
    (problem,) = root.check().problems
    assert (problem.code, problem.facts["id"]) == ("crit_unasked", "DR1")


def test_each_wrong_choice_has_a_feedback_of_its_own(root: Root) -> None:
    root.edit(QUIZ, "这样会有危险，wrong-b。", "这样会有危险，wrong-a。")
    assert root.codes() == ["feedback_repeated"]


@pytest.mark.parametrize(
    "said", ["对。大人要看着你。", "对，大人要看着你。", "**没错**，大人要看着你。", "没错！大人要看着你。"]
)
def test_feedback_begins_with_the_reason(root: Root, said: str) -> None:
    root.edit(LESSON, "大人要看着你。", said)
    problems = [(one.code, one.place) for one in root.check().problems]
    assert problems == [("feedback_says_right", "step.beliefs.statement.adults.feedback")]


def test_a_misconception_for_older_pupils_need_not_be_covered(root: Root) -> None:
    root.edit(MISCONCEPTIONS, "[DR2]", '[DR3]\nmin_grade = 7\nbelief = "信"\ntruth = "真"\n[DR2]')
    assert root.codes() == []


def test_the_right_choice_must_not_be_the_longest_again_and_again(root: Root) -> None:
    text = (root.path / QUIZ).read_text(encoding="utf-8")
    root.write(QUIZ, text.replace('"找大人"', '"马上大声喊，找附近的大人来"'))
    assert root.codes() == ["right_longest"]


def test_more_critical_misconceptions_than_a_sheet_holds(root: Root) -> None:
    extra = "".join(f'[DR{n}]\nmin_grade = 3\ncrit = true\nbelief = "信"\ntruth = "真"\n' for n in range(10, 21))
    root.write(MISCONCEPTIONS, (root.path / MISCONCEPTIONS).read_text(encoding="utf-8") + extra)
    text = (root.path / QUIZ).read_text(encoding="utf-8")
    for n in range(10, 21):
        text = text.replace('misconception = "DR2"', f'misconception = "DR{n}"', 1)
    root.write(QUIZ, text)
    assert "crit_too_many" in root.codes()


def test_lesson_and_quiz_need_each_other(root: Root) -> None:
    (root.path / QUIZ).rename(root.path / "quizzes/water/j.toml")
    assert {"quiz_missing", "lesson_missing"} <= set(root.codes())


def test_every_code_has_a_sentence_in_both_languages() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path(checks.__file__).parent.glob("*.py"))
    raised = set(re.findall(r'"([a-z0-9]+(?:_[a-z0-9]+)+)"', source)) - {
        "min_grade",
        "max_grade",
        "crit_misconceptions",
    }
    assert raised == set(SENTENCES)
    assert all(chinese and english for chinese, english in SENTENCES.values())
