"""Forbidden statements: each rule finds what it forbids, and lets the same words pass where they are denied."""

from __future__ import annotations

import pytest

from app.content.truths import breaks, rules, sentences
from tests.content.sample import Root

RULES = {rule.id: rule for rule in rules()}

TAUGHT = [
    ("bathroom", "zh_CN", "着火了，马上躲进卫生间", "着火了，不要躲进卫生间"),
    ("bathroom", "en", "Hide in the bathroom.", "Never hide in the bathroom."),
    ("emptying-water", "zh_CN", "救上来先控水", "救上来不控水"),
    ("emptying-water", "en", "First press the water out of him.", "Do not press the water out."),
    ("hand-chain", "zh_CN", "大家手拉手去救他", "别手拉手去救他"),
    ("hand-chain", "en", "Make a human chain.", "A human chain is dangerous."),
    ("urine-taught", "zh_CN", "用尿冲一冲", "不用尿冲"),
    ("urine-taught", "en", "Rinse it with urine.", "Urine does not help."),
    ("triangle-of-life", "zh_CN", "找生命三角", "“生命三角”是错的"),
    ("triangle-of-life", "en", "Look for the triangle of life.", "The triangle of life is a myth."),
    ("vomiting", "zh_CN", "先催吐，再去医院", "不要催吐"),
    ("vomiting", "en", "Make yourself vomit.", "Do not make yourself vomit."),
    ("wet-quilt", "zh_CN", "披上湿棉被冲出去", "别披湿棉被"),
    ("wet-quilt", "en", "Put a wet blanket over you.", "Never use a wet blanket."),
    ("drain-air", "zh_CN", "从下水道里吸空气", "下水道里没有空气"),
    ("drain-air", "en", "Breathe the drain air: the drain has air.", "There is no air in the drain."),
    ("laughing-gas", "zh_CN", "笑气也是一种毒品", "笑气不是毒品"),
    ("laughing-gas", "en", "Nitrous oxide is a listed drug.", "Nitrous oxide is a listed drug? No."),
    ("jump-from-window", "zh_CN", "从三楼跳窗", "不能跳窗"),
    ("jump-from-window", "en", "Jump out of the window.", "Never jump out of the window."),
    ("lift", "zh_CN", "坐电梯下楼", "不坐电梯"),
    ("lift", "en", "Take the lift down.", "Never take the lift."),
    ("burn-remedies", "zh_CN", "烫伤涂牙膏", "烫伤不涂牙膏"),
    ("burn-remedies", "en", "Put some toothpaste on it.", "Never put toothpaste on it."),
    ("lone-tree", "zh_CN", "打雷时站在树下", "打雷时别站在树下"),
    ("lone-tree", "en", "Wait under a tree.", "Never wait under a tree."),
    ("touching-the-shocked", "zh_CN", "马上拉开触电的人", "不能拉开触电的人"),
    ("touching-the-shocked", "en", "Pull him away.", "Do not pull him away."),
    ("secret-of-danger", "zh_CN", "替他保密", "这件事不能替他保密"),
    ("secret-of-danger", "en", "Keep it a secret.", "Never keep it a secret."),
    ("photo-proof", "zh_CN", "回家拍照上传", "不用拍照上传"),
    ("photo-proof", "en", "Upload a photo.", "You need not: do not upload a photo."),
]
ANYWHERE = [
    ("vinegar", "zh_CN", "用醋冲"),
    ("vinegar", "en", "Pour vinegar on it."),
    ("first-breaths", "zh_CN", "先吹两口气"),
    ("first-breaths", "en", "Begin with two rescue breaths."),
    ("death-count", "zh_CN", "每年有5万名孩子溺亡"),
    ("death-count", "en", "Every year 300,000 people died."),
    ("dry-drowning", "zh_CN", "小心干性溺水"),
    ("dry-drowning", "en", "Beware of dry drowning."),
    ("suicide-method", "zh_CN", "他说要跳楼"),
    ("suicide-method", "en", "He took an overdose."),
    ("percentage", "zh_CN", "80%的人会停手"),
    ("percentage", "en", "It works in 80% of cases."),
]


@pytest.mark.parametrize(("rule", "language", "said", "denied"), TAUGHT)
def test_what_is_taught(rule: str, language: str, said: str, denied: str) -> None:
    last = sentences(denied)[-1]
    assert breaks(RULES[rule], said, language, is_taught=True)
    assert not breaks(RULES[rule], said, language, is_taught=False)
    assert not breaks(RULES[rule], last, language, is_taught=True)


@pytest.mark.parametrize(("rule", "language", "said"), ANYWHERE)
def test_what_is_never_said(rule: str, language: str, said: str) -> None:
    assert breaks(RULES[rule], said, language, is_taught=False)


def test_every_rule_is_tried_in_both_languages() -> None:
    tried = {(row[0], row[1]) for row in [*TAUGHT, *ANYWHERE]}
    assert tried == {(name, language) for name in RULES for language in ("zh_CN", "en")}


def test_a_good_way_must_not_teach_it(root: Root) -> None:
    root.edit("courses/water/p34.toml", "你们去了操场。", "你们先找生命三角。")
    (problem,) = root.check().problems
    assert (problem.code, problem.place) == ("statement_forbidden", "step.invitation.choice.stay.consequence")


def test_a_tempting_choice_may_say_it(root: Root) -> None:
    root.edit("courses/water/p34.toml", "小杰滑进了**深坑**。", "小杰找到了“生命三角”。")
    assert root.codes() == []


def test_an_overlay_must_not_teach_it_either(root: Root) -> None:
    root.edit("courses/water/p34.toml", "你们去了操场。", "You use the triangle of life。")
    root.translate()
    assert [p.code for p in root.check().problems if p.code != "statement_forbidden"] == []
    assert "statement_forbidden" in root.codes()
