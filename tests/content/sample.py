"""A small content root in which nothing is wrong; every test breaks one thing in it."""

from __future__ import annotations

import json
from pathlib import Path

from app.content.checks import check
from app.content.drafts import Collection
from app.content.overlays import Words, lesson_words, misconception_words, quiz_words, theme_words, words_digest

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" fill="none"><path d="M0 0h9v9z"/></svg>'

LESSON = """
min_grade = 3
max_grade = 4
minutes = 6
title = "河边的约定"
summary = "小伙伴约你去河边"
sources = ["教育部，2014"]

[[step]]
id = "invitation"
kind = "story"
[[step.choice]]
id = "go"
text = "一起去"
mood = "risky"
misconception = "DR2"
consequence = "小杰滑进了**深坑**。"
[[step.choice]]
id = "stay"
text = "不去"
mood = "good"
consequence = "你们去了操场。"

[[step]]
id = "rules"
kind = "card"

[[step]]
id = "beliefs"
kind = "myth"
[[step.statement]]
id = "alone"
text = "会游泳就没事"
holds = false
misconception = "DR2"
feedback = "野外的水和泳池不同。"
[[step.statement]]
id = "adults"
text = "有大人看着才下水"
holds = true
feedback = "大人要看着你。"

[[step]]
id = "sorting"
kind = "sort"
ITEMS

[[step]]
id = "ordering"
kind = "order"
feedback = "先喊人，最快。"
[[step.item]]
id = "shout"
text = "大声喊"
[[step.item]]
id = "call"
text = "打 110"
[[step.item]]
id = "throw"
text = "扔漂浮物"

[[step]]
id = "memory"
kind = "recall"
[[step.choice]]
id = "yes"
text = "找大人"
right = true
feedback = "大人有办法。"
[[step.choice]]
id = "no"
text = "手拉手"
misconception = "DR1"
feedback = "一串人都会被拉下水。"

[[step]]
id = "tonight"
kind = "home"
"""

FIELDS = """
seconds = 8
title = "标题"
text = '''
- 第一条
- 第二条
- 第三条
'''
picture = { scene = "river", alt = "河边的孩子", figures = [
  { emoji = "boy", x = 60, y = 96, size = 56 },
  { emoji = "girl", x = 120, y = 100, size = 52, flip = true },
] }
"""

MISCONCEPTIONS = """
[DR1]
min_grade = 3
crit = true
belief = "手拉手能救人"
truth = "谁都不下水"

[DR2]
min_grade = 3
belief = "会游泳就没事"
truth = "只去有救生员的泳池"
"""

THEMES = """
[water]
name = "防溺水"
icon = "boy"
order = 1
"""


def _items() -> str:
    row = '[[step.item]]\nid = "act-{n}"\ntext = "做法{n}"\ndo = {do}\nfeedback = "因为有道理。"\n'
    return "".join(row.format(n=n, do="true" if n % 2 else "false") for n in range(4))


def _lesson() -> str:
    head, *steps = LESSON.replace("ITEMS", _items()).split("[[step]]\n")
    with_fields = []
    for step in steps:
        lines = step.split("\n")
        with_fields.append("\n".join([*lines[:2], FIELDS.strip(), *lines[2:]]))
    return "[[step]]\n".join([head, *with_fields])


def _question(number: int) -> str:
    first = "DR1" if number < 4 else "DR2"
    wrong = (
        '[[question.choice]]\nid = "{id}"\ntext = "错误做法"\n'
        'misconception = "{m}"\nfeedback = "这样会有危险，{id}。"\n'
    )
    return (
        f'[[question]]\nid = "q-{number}"\n{"crit = true" if number < 4 else ""}\n'
        f'text = "你怎么做？"\nexplanation = "先找大人。"\n'
        '[[question.choice]]\nid = "right"\ntext = "找大人"\nright = true\n'
        + wrong.format(id="wrong-a", m=first)
        + wrong.format(id="wrong-b", m="DR2")
    )


def to_toml(words: Words, place: tuple[str, ...] = ()) -> str:
    """A tree of words as TOML; a JSON string is a TOML string."""
    leaves = [f"{key} = {json.dumps(v)}" for key, v in words.items() if not isinstance(v, dict)]
    tables = [to_toml(v, (*place, key)) for key, v in words.items() if isinstance(v, dict)]
    return "\n".join([f"[{'.'.join(place)}]" if place else "", *leaves, *tables])


class Root:
    """A content root on disk, and short ways to break it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write("courses/themes.toml", THEMES)
        self.write("courses/water/misconceptions.toml", MISCONCEPTIONS)
        self.write("courses/water/p34.toml", _lesson())
        self.write("quizzes/water/p34.toml", "draw = 10\n" + "".join(_question(n) for n in range(12)))
        self.write("courses/art/scenes/river.svg", SVG.format(w=320, h=180))
        for name in ("boy", "girl"):
            self.write(f"courses/art/emoji/{name}.svg", SVG.format(w=32, h=32))

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace the first `old`, which must be there."""
        text = (self.path / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def translate(self) -> None:
        """Write a fitting English overlay beside every file."""
        found = self.check()
        sources = {
            "courses/themes": theme_words(found.themes),
            "courses/water/misconceptions": misconception_words(found.misconceptions["water"]),
            "courses/water/p34": lesson_words(found.lessons["water-p34"].lesson),
            "quizzes/water/p34": quiz_words(found.quizzes["water-p34"].quiz),
        }
        for name, words in sources.items():
            self.write(f"{name}.en.toml", f'translates = "{words_digest(words)}"\n{to_toml(words)}')

    def check(self) -> Collection:
        return check([self.path])

    def codes(self) -> list[str]:
        return [problem.code for problem in self.check().problems]
