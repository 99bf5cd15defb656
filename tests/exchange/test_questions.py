"""Questions from GIFT and Aiken files: what is taken, what is refused and where."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.scaffolds import quiz_scaffold
from app.domain.questionbanks import QuestionBank
from app.exchange.questions import Format, layout_of, read_bank

GIFT = """\
// a comment
$CATEGORY: fire

::bell-in-class::[html]<p>上课时，警铃响了，<b>先</b>做什么？</p>{
  =跟老师排队走
  ~收书包 #书包可以再买
  ~写完 5 \\= 再走
  ####铃一响就当真
}

着火时可以坐电梯。{F#电梯会停#对，不坐}
"""
AIKEN = """\
上课时，警铃响了，先做什么？
A. 收书包
B) 跟老师排队走
ANSWER: B
"""


def gift(text: str) -> QuestionBank:
    return read_bank(text, Format.GIFT)


def test_a_choice_question_is_taken_whole() -> None:
    question = gift(GIFT).questions[0]
    assert (question.line, question.title) == (4, "bell-in-class")
    assert question.text == "上课时，警铃响了，先做什么？"
    assert [(one.text, one.right, one.feedback) for one in question.options] == [
        ("跟老师排队走", True, ""),
        ("收书包", False, "书包可以再买"),
        ("写完 5 = 再走", False, ""),
    ]
    assert question.explanation == "铃一响就当真"


def test_true_and_false_become_two_choices_with_the_feedback_at_its_side() -> None:
    question = gift(GIFT).questions[1]
    assert [(one.text, one.right, one.feedback) for one in question.options] == [
        ("对", False, "电梯会停"),
        ("错", True, "对，不坐"),
    ]


def test_html_is_left_out_and_said_so_once() -> None:
    (note,) = gift(GIFT).notes
    assert (note.line, note.code) == (4, "tags_left_out")
    bank = gift("<script>steal()</script>问{=a~b}")
    assert bank.questions[0].text == "问"


def test_a_missing_word_leaves_a_gap() -> None:
    assert gift("119 是{=火警 ~急救}电话。").questions[0].text == "119 是 ____ 电话。"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no answers at all", "answers_missing"),
        ("q {=a ~b", "braces_broken"),
        ("q {=a ~b} and {=c ~d}", "braces_broken"),
        ("q } {", "braces_broken"),
        ("q {}", "essay"),
        ("q {#3:0.1}", "numerical"),
        ("q {=a}", "short_answer"),
        ("q {=a =b}", "short_answer"),
        ("q {=a -> b =c -> d}", "matching"),
        ("q {~%50%a ~%50%b ~c}", "weights"),
        ("q {~a ~b}", "right_not_one"),
        ("q {=a ~a}", "choice_twice"),
        ("q {=a ~}", "choice_empty"),
        ("{=a ~b}", "question_missing"),
        ("q {=a ~b ~c ~d ~e ~f ~g}", "choices_out_of_range"),
        ("q {text}", "braces_broken"),
    ],
)
def test_what_gift_cannot_give_is_refused_with_its_line(text: str, code: str) -> None:
    bank = gift("// above\n\n" + text)
    assert bank.questions == ()
    assert [(one.line, one.code) for one in bank.refused] == [(3, code)]


def test_a_broken_question_does_not_take_the_next_one_with_it() -> None:
    bank = gift("one {=a\n\ntwo {=a ~b}")
    assert [one.text for one in bank.questions] == ["two"]
    assert [one.line for one in bank.refused] == [1]


def test_aiken() -> None:
    (question,) = read_bank(AIKEN, Format.AIKEN).questions
    assert question.text == "上课时，警铃响了，先做什么？"
    assert [(one.text, one.right) for one in question.options] == [("收书包", False), ("跟老师排队走", True)]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("Q\nA. a\nB. b", "answer_missing", 1),
        ("Q\nA. a\nB. b\nNext\nA. a\nB. b\nANSWER: A", "answer_missing", 1),
        ("Q\nA. a\nB. b\nANSWER: C", "answer_unknown", 4),
        ("Q\nA. a\nANSWER: A", "choices_out_of_range", 1),
        ("Q\nA. a\nA. b\nANSWER: A", "choice_twice", 1),
        ("Q\nA. a\nB. \nANSWER: A", "choice_empty", 1),
        ("\nANSWER: A", "question_missing", 2),
    ],
)
def test_what_aiken_cannot_give_is_refused_with_its_line(text: str, code: str, line: int) -> None:
    assert [(one.code, one.line) for one in read_bank(text, Format.AIKEN).refused] == [(code, line)]


def test_the_layout_is_seen() -> None:
    assert layout_of(GIFT) is Format.GIFT
    assert layout_of(AIKEN) is Format.AIKEN


@given(st.text(alphabet="ab=~#{}:\\%-> \n/TF$\"'<>[]1中", max_size=120), st.sampled_from(list(Format)))
def test_no_text_breaks_the_reader_or_the_file_made_of_it(text: str, layout: Format) -> None:
    """Every question taken is sound, and the quiz file made of them is TOML that says the same."""
    bank = read_bank(text, layout)
    for question in bank.questions:
        assert question.text
        assert sum(option.right for option in question.options) == 1
    made = tomllib.loads(quiz_scaffold(bank)).get("question", [])
    assert [one["text"] for one in made] == [question.text for question in bank.questions]
    assert len({one["id"] for one in made}) == len(made)


@given(st.text(max_size=40))
def test_any_word_survives_the_way_into_a_quiz_file(word: str) -> None:
    bank = gift("q {=a ~b}")
    question = bank.questions[0].__class__(1, "", word, bank.questions[0].options, word)
    made = tomllib.loads(quiz_scaffold(QuestionBank((question,), ())))
    assert made["question"][0]["explanation"] == word
