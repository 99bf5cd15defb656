"""The conversion into traditional characters: what it gives, what it leaves alone, and what the check reports."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.content import traditional
from app.content.revisions import publications
from app.content.traditional import Converter, converter_of, is_simplified_only, leftovers, lost_titles
from app.settings import ROOT
from tests.content.sample import Root

OURS = converter_of([ROOT])


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("头发乱了，发生了什么", "頭髮亂了，發生了什麼"),
        ("干净的面包", "乾淨的麵包"),
        ("后面的皇后", "後面的皇后"),
        ("系好鞋带", "繫好鞋帶"),
        ("楼道里最多只是烟", "樓道裡最多只是煙"),
        ("用凉水冲二十分钟，别冲进去", "用涼水沖二十分鐘，別衝進去"),
        ("同学签了字，几天后还钱", "同學簽了字，幾天後還錢"),
        ("会游的人也玩游戏", "會游的人也玩遊戲"),
        ("台风来了，到服务台等", "颱風來了，到服務台等"),
        ("发短信、看视频", "發簡訊、看影片"),
        ("到窗口求救", "到窗口求救"),
        ("先挂断，再报警", "先掛斷，再報警"),
        ("注销账户", "註銷帳戶"),
        ("骑电动自行车", "騎電動自行車"),
        ("发芽的土豆", "發芽的馬鈴薯"),
        ("《中华人民共和国网络安全法》讲网络", "《中華人民共和國網絡安全法》講網路"),
        ("打 {fire}，说“着火了”", "打 {fire}，說「著火了」"),
    ],
)
def test_what_the_lists_and_opencc_make_of_it(source: str, wanted: str) -> None:
    assert OURS.text(source) == wanted
    assert leftovers(wanted) == ""


def test_the_longest_phrase_wins_and_a_title_is_never_searched() -> None:
    converter = Converter({"网": "X", "网络": "Y", "《网络》": "《Z》"})
    assert converter.text("网，网络，《网络法》，《网络》") == "X，Y，《網絡法》，《Z》"
    assert Converter({}).text("网络") == "網絡"


def test_characters_that_only_simplified_texts_have() -> None:
    assert leftovers("国家的后里干台湾云听门坏国") == "国湾听门坏"
    assert not any(is_simplified_only(char) for char in "後裡乾隻臺群眾峰台a1，。《{")


def test_a_name_of_a_document_that_changed_is_told() -> None:
    assert lost_titles("看《未成年人保护法》和《网络》", "看《未成年人保護法》和《網路》") == ["《网络》"]
    assert lost_titles("看《未成年人保护法》", OURS.text("看《未成年人保护法》")) == []


@given(some.text(alphabet="打电话{fire}“”《》网络 短信a", max_size=40))
def test_placeholders_and_letters_survive(text: str) -> None:
    kept = re.compile(r"\{fire\}|[a-z]")
    assert kept.findall(OURS.text(text)) == kept.findall(text)


def test_every_language_is_published_and_traditional_is_made(root: Root) -> None:
    root.translate()
    lesson = publications(root.check())["water-p34"]
    assert lesson.lesson("zh_TW").summary == "小夥伴約你去河邊"
    assert lesson.lesson("zh_TW").steps[0].choices[0].consequence == "<p>小杰滑進了<strong>深坑</strong>。</p>"
    assert lesson.quiz("zh_TW").questions[0].text == "你怎麼做？"
    belief = lesson.misconception("zh_TW", "DR1")
    assert belief is not None
    assert (belief.belief, belief.crit) == ("手拉手能救人", True)
    assert 'aria-label="河邊的孩子"' in lesson.lesson("zh_TW").steps[0].picture


def test_the_phrases_of_the_root_are_used(root: Root) -> None:
    root.write("courses/traditional.toml", '[phrases]\n"小伙伴" = "小玩伴"\n')
    assert publications(root.check())["water-p34"].lesson("zh_TW").summary == "小玩伴約你去河邊"


def test_what_stays_simplified_is_reported_with_its_place(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenCC knows every character that a lesson may hold, so one that it would not know is played here."""
    monkeypatch.setattr(traditional, "is_simplified_only", lambda char: char == "坑")
    (problem,) = root.check().problems
    assert (problem.code, problem.place) == ("traditional_leftover", "step.invitation.choice.go.consequence")
    assert (Path(problem.file).name, problem.facts) == ("p34.toml", {"characters": "坑"})
    root.write("courses/traditional.toml", '[phrases]\n"深坑" = "深處"\n')
    assert root.check().problems == []


def test_a_lost_title_is_reported_with_its_place(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    root.edit("courses/water/p34.toml", "教育部，2014", "《网络》")
    assert root.check().problems == []
    root.write("courses/traditional.toml", '[phrases]\n"《网络》" = "《網路》"\n')
    (problem,) = root.check().problems
    assert (problem.code, problem.place) == ("traditional_title_lost", "sources.#1")
    assert problem.facts == {"title": "《网络》"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[phrases]\n"短信" = "简讯"\n', "traditional_leftover"),
        ('[phrases]\n"短信" = ""\n', "text_empty"),
        ('[phrases]\n" " = "訊"\n', "text_empty"),
        ('[phrases]\n"短信" = 3\n', "type_wrong"),
        ("phrases = 3\n", "type_wrong"),
        ('[words]\n"短信" = "簡訊"\n', "field_unknown"),
        ("[phrases\n", "toml_broken"),
    ],
)
def test_a_broken_list_is_reported(root: Root, text: str, code: str) -> None:
    root.write("courses/traditional.toml", text)
    assert root.codes() == [code]


@pytest.mark.parametrize(
    "file", ["courses/water/p34", "quizzes/water/p34", "courses/themes", "courses/water/misconceptions"]
)
def test_nobody_writes_a_derived_language(root: Root, file: str) -> None:
    root.write(f"{file}.zh_TW.toml", 'translates = "0"\n')
    assert root.codes() == ["language_derived"]
