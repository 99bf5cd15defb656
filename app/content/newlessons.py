"""The first version of a lesson: a small example of the pattern that works, with every field explained beside it.

Every text is a placeholder. `flask content check` names them one by one, so that none reaches a pupil.
What is not text is right from the start: ids, sizes by band, pictures, keys, and misconceptions of the theme.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.content.bands import SIZES
from app.content.documents import Document
from app.content.lessons import read_lesson
from app.content.newquizzes import quiz_text
from app.content.overlays import Words, lesson_words, quiz_words, words_digest
from app.content.plans import ENGLISH_GAP, GAP, ICONS, Plan, text_of, treated
from app.content.quizzes import read_quiz
from app.domain.grades import BAND_GRADES, Band
from app.domain.lessons import StepKind

# Who plays the two children of a scaffold, by band.
_CAST = {
    Band.K: ("mengmeng", "dandan"),
    Band.P12: ("xiaojie", "xiaoyu"),
    Band.P34: ("xiaojie", "xiaoyu"),
    Band.P56: ("lele", "xiaoyu"),
    Band.J: ("haoran", "siyu"),
    Band.S: ("haoran", "siyu"),
    Band.U: ("azhe", "xiaohui"),
}
# What pupils believe is asked before the card tells them.
_SHORT = (StepKind.STORY, StepKind.MYTH, StepKind.CARD, StepKind.RECALL, StepKind.HOME)
_USUAL = (StepKind.STORY, StepKind.MYTH, StepKind.CARD, StepKind.ORDER, StepKind.RECALL, StepKind.HOME)
_YOUNG = frozenset({Band.K, Band.P12})


def new_lesson(plan: Plan, *, is_translated: bool = True) -> dict[str, str]:
    """The files of a new lesson by their path below the content root: lesson and quiz, and their English overlays."""
    course, quiz = f"courses/{plan.theme}/{plan.name}", f"quizzes/{plan.theme}/{plan.name}"
    sources = {f"{course}.toml": _lesson_text(plan), f"{quiz}.toml": quiz_text(plan)}
    if not is_translated:
        return sources
    lesson = read_lesson(document(sources[f"{course}.toml"]), plan.theme, plan.lesson_id).lesson
    bank = read_quiz(document(sources[f"{quiz}.toml"]), plan.lesson_id, {}, SIZES[plan.band]).quiz
    overlays = {f"{course}.en.toml": lesson_words(lesson), f"{quiz}.en.toml": quiz_words(bank)}
    return sources | {path: _overlay_text(words) for path, words in overlays.items()}


def document(text: str) -> Document:
    """A text as if it had been read from a file."""
    return Document(Path("new.toml"), text, tomllib.loads(text), [])


_LESSON_HEAD = """\
# 一课就是这个文件。井号后面是说明，写完可以删掉。
# 凡是“{gap}……”的地方都要换成自己的话；flask content check 会一处一处指出还没写的地方。
# 一边写一边看：flask content preview {lesson_id}（保存后页面自动刷新）。
# 所有字段的说明：docs/authoring-reference.md

# 年级：幼儿园三年是 -2 到 0，一年级到高三是 1 到 12，大学是 13 到 17。学段（这里是 {band}）由 max_grade 决定。
min_grade = {low}
max_grade = {high}
# 学完一课连测验大约几分钟；本学段 {minutes} 分钟。写少了，flask content check 会说要几分钟。
minutes = {usual}
# 课名：说情境，不说道理，例如“河边的约定”。
title = {title}
# 一句话，说给学生听：发生了什么，要决定什么。
summary = "{gap}一句话说情境"
# 依据：法律、文件或权威机构，给老师看。课里的每个说法都要有依据。
sources = ["{gap}依据的文件和年份"]
# 本学段不认识、但这一课要教的字（两三个），例如 taught = "溺"
"""

_STEP_HEAD = {
    StepKind.STORY: """\
# 第一步：情境（story）。一件真会发生的小事，学生选怎么做，然后看到后果。至少一个 good。
# id 用小写英文，写了就不再改：学生的答案按 id 保存。
# seconds 是最少停留的秒数（3 到 30），按读完需要的时间写。
# text 可以用 **加粗** 和列表，不能写 HTML。电话写成 {fire} 这样，显示时换成 119。""",
    StepKind.CARD: "# 规则卡（card）：text 是 3 到 6 条短规则，每条以“- ”开头。一条只说一件事。",
    StepKind.MYTH: """\
# 辨一辨（myth）：每句话是真是假？holds = false 的那句要写它对应的误区（misconception）。
# feedback 说原因，不只说对错。""",
    StepKind.ORDER: "# 排一排（order）：item 按正确的先后写；feedback 说明为什么是这个顺序。",
    StepKind.RECALL: """\
# 想一想（recall）：不看前面，凭记忆回答。恰好一个 right = true，其余写误区。
# 每个选项都有自己的 feedback。""",
    StepKind.HOME: "# 带回家（home）：今天就能做的一件小事，例如问家人一个问题。",
}
_PICTURE = """\
# 画面：宽 320，高 180。x、y 是左上角，size 是边长。scene 是背景，cast 是人物，emoji 是东西；名字见参考手册。
# alt 用一句话说画面里有什么，读屏的学生靠它。"""


def _lesson_text(plan: Plan) -> str:
    low, high = BAND_GRADES[plan.band]
    least, most = SIZES[plan.band].minutes
    head = _LESSON_HEAD.format(
        gap=GAP,
        lesson_id=plan.lesson_id,
        band=plan.band,
        low=low,
        high=high,
        minutes=f"{least} 到 {most}",
        usual=(least + most + 1) // 2,
        title=text_of(plan.title or f"{GAP}课名"),
    )
    names = [one.id for one in treated(plan)]
    parts = [head]
    for number, kind in enumerate(_SHORT if plan.band in _YOUNG else _USUAL):
        parts.append("\n".join(_step(plan, kind, number, names)) + "\n")
    return "\n".join(parts)


def _step(plan: Plan, kind: StepKind, number: int, names: Sequence[str]) -> Iterator[str]:
    yield _STEP_HEAD[kind]
    yield "[[step]]"
    yield f'id = "{_STEP_IDS[kind]}"'
    yield f'kind = "{kind}"'
    yield f"seconds = {6 if plan.band in _YOUNG else 8}"
    yield f'title = "{GAP}这一步的标题"'
    if kind is StepKind.CARD:
        yield f'text = """\n- {GAP}规则一\n- {GAP}规则二\n- {GAP}规则三\n"""'
    else:
        yield f'text = "{GAP}{_STEP_TEXTS[kind]}"'
    if kind is StepKind.ORDER:
        yield f'feedback = "{GAP}为什么这样排"'
    if number == 0:
        yield _PICTURE
    yield from _picture(plan.band, number)
    yield from _rows(plan, kind, names)


_STEP_IDS = {
    StepKind.STORY: "invitation",
    StepKind.CARD: "rules",
    StepKind.MYTH: "true-or-not",
    StepKind.ORDER: "what-first",
    StepKind.RECALL: "remember",
    StepKind.HOME: "at-home",
}
_STEP_TEXTS = {
    StepKind.STORY: "发生了什么？你怎么办？",
    StepKind.MYTH: "下面的话对吗？",
    StepKind.ORDER: "先做什么，后做什么？",
    StepKind.RECALL: "一个短问题",
    StepKind.HOME: "回家做的一件小事",
}
_POSES = ("wave", "think", "point", "walk", "worried", "happy")


def _picture(band: Band, number: int) -> Iterator[str]:
    one, other = _CAST[band]
    yield f'picture = {{ scene = "plain", alt = "{GAP}画面里有什么", figures = ['
    yield f'  {{ cast = "{one}-{_POSES[number % len(_POSES)]}", x = 60, y = 96, size = 72 }},'
    yield f'  {{ cast = "{other}-stand", x = 180, y = 96, size = 72, flip = true }},'
    yield "] }"


def _rows(plan: Plan, kind: StepKind, names: Sequence[str]) -> Iterator[str]:
    if kind is StepKind.STORY:
        yield "# mood：good 最好，safe 也安全，risky 危险。consequence 是选了以后发生的事。"
        wrong = _misconception(names, 0)
        yield from _choice("go-along", plan.band, 0, 'mood = "risky"', *wrong, f'consequence = "{GAP}后果一"')
        yield from _choice("say-no", plan.band, 1, 'mood = "good"', f'consequence = "{GAP}后果二"')
    elif kind is StepKind.MYTH:
        for number in (1, 2):
            yield from _statement(f"myth-{number}", "false", number, *_misconception(names, number - 1))
        yield from _statement("true-one", "true", 3)
    elif kind is StepKind.ORDER:
        for number, name in enumerate(("first", "second", "third"), start=1):
            yield from ("[[step.item]]", f'id = "{name}"', f'text = "{GAP}第 {number} 件事"')
    elif kind is StepKind.RECALL:
        yield from _choice("right-one", plan.band, 0, "right = true", f'feedback = "{GAP}为什么对"')
        wrong = _misconception(names, len(names) - 1)
        yield from _choice("wrong-one", plan.band, 1, *wrong, f'feedback = "{GAP}为什么错"')


def _choice(name: str, band: Band, number: int, *fields: str) -> Iterator[str]:
    yield "[[step.choice]]"
    yield f'id = "{name}"'
    yield f'text = "{GAP}选项 {number + 1}"'
    if SIZES[band].has_icons:
        yield f'icon = "{ICONS[number]}"'
    yield from fields


def _statement(name: str, holds: str, number: int, *fields: str) -> Iterator[str]:
    yield "[[step.statement]]"
    yield f'id = "{name}"'
    yield f'text = "{GAP}第 {number} 句话"'
    yield f"holds = {holds}"
    yield from fields
    yield f'feedback = "{GAP}第 {number} 句的原因"'


def _misconception(names: Sequence[str], number: int) -> tuple[str, ...]:
    return (f'misconception = "{names[number % len(names)] if names else ""}"',)


_OVERLAY_HEAD = """\
# 英文译文：只有文字，编号与原文相同。中文定稿以后再译；不译英文就把两个 .en.toml 都删掉。
# 中文改动后 translates 会不符：flask content check 会给出新的值，核对译文后抄到这里。
"""


def _overlay_text(words: Words) -> str:
    lines = [_OVERLAY_HEAD + f'translates = "{words_digest(words)}"', *_table("", words)]
    return "\n".join(lines) + "\n"


def _table(name: str, words: Words) -> Iterator[str]:
    """A tree of words as TOML tables, each text a placeholder."""
    texts = {key: value for key, value in words.items() if not isinstance(value, dict)}
    if name and texts:
        yield f"\n[{name}]"
    for key, value in texts.items():
        yield f"{key} = {json.dumps([ENGLISH_GAP] * len(value) if isinstance(value, list) else ENGLISH_GAP)}"
    for key, value in words.items():
        if isinstance(value, dict):
            yield from _table(f"{name}.{key}" if name else key, value)
