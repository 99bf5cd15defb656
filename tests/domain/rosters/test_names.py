"""Names keep what belongs to a person and lose what a keyboard added."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.rosters.marks import is_dangerous, marked, unmarked
from app.domain.rosters.names import clean_name, masked

SIGNS = st.sampled_from(list("=+-@＝＋－＠﹣＠'\t\r\n \u200b\ufeff\u3000;,\"|") + list("张三aB1·<"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张三", "张三"),
        (" 张　三 ", "张三"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        *((f"阿依古丽{dot}买买提", "阿依古丽·买买提") for dot in "•‧∙・．·.･⋅"),
        ("阿依古丽 · 买买提", "阿依古丽·买买提"),
        ("王𬀩", "王𬀩"),
        ("欧阳𠮷", "欧阳𠮷"),
        ("〇二", "〇二"),
        ("John  Smith", "John Smith"),
        ("J. Smith", "J. Smith"),
        ("O'Brien Anne-Marie", "O'Brien Anne-Marie"),
        ("Renée", "Renée"),
        ("Ａｎｎ", "Ann"),
        ("\u200b李四\u202e", "李四"),
        ("张伟(大)", "张伟(大)"),
        ("李娜1", "李娜1"),
        ("'-张三", "-张三"),
    ],
)
def test_a_name_is_kept(text: str, name: str) -> None:
    assert clean_name(text) == name
    assert unicodedata.is_normalized("NFC", clean_name(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "name_missing"),
        ("\u3000\u200b", "name_missing"),
        ("张" * 51, "name_long"),
        ("123", "name_digits"),
        ("１２３", "name_digits"),
        ("张三\n李四", "name_control"),
        ("张\x00三", "name_control"),
        *((f"{sign}1+1", "name_formula") for sign in "=+-@＝＋－＠"),
        ("张<b>", "name_markup"),
        ("李?", "name_broken"),
        ("李\ufffd", "name_broken"),
        ("李\ue815", "name_broken"),
        ("王**", "name_masked"),
        ("张三😀", "name_strange"),
        ("G140902201203045670", "name_digits"),
        ("...", "name_strange"),
    ],
)
def test_what_is_no_name_is_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_name(text)
    assert refused.value.code == code


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    try:
        name = clean_name(text)
    except Invalid:
        return
    assert clean_name(marked(name)) == name
    assert len(name) <= 50


@given(st.one_of(st.text(max_size=20), st.text(SIGNS, max_size=12)))
def test_a_marked_text_is_harmless_and_comes_back(text: str) -> None:
    assert not is_dangerous(marked(text))
    assert unmarked(marked(text)) == text


@pytest.mark.parametrize(
    "text", ["=1", "＝1", " =1", "\u200b=1", "\ufeff@x", "\t1", "\n张", "\x00+1", "-1", "﹣1", "\u3000-1", "'=1"]
)
def test_formulas_are_known_behind_what_nobody_sees(text: str) -> None:
    assert is_dangerous(text.lstrip("'"))
    assert marked(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "张三", "a=b", "0012", "'Abd", "·"])
def test_harmless_texts_stay_as_they_are(text: str) -> None:
    assert marked(text) == text


def test_above_the_class_a_name_is_one_character() -> None:
    assert masked("王小明") == "王**"
    assert masked("阿依古丽·买买提") == "阿**"
