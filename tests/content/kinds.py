"""A second lesson for the sample root, with one step of each kind that the first does not have, and of the cast."""

from __future__ import annotations

from tests.content.sample import SVG, Root

LESSON = "courses/water/u.toml"
QUIZ = "quizzes/water/u.toml"

_HEAD = """
min_grade = 13
max_grade = 17
minutes = 8
title = "看懂每一笔"
summary = "一通电话，一份合同"
sources = ["教育部，2014"]
taught = "溺"
"""
_FIELDS = """
seconds = 8
title = "标题"
text = '''
- 第一条
- 第二条
- 第三条
'''
picture = { scene = "river", alt = "河边的孩子", figures = [
  { cast = "xiaojie-run", x = 60, y = 96, size = 72 },
  { emoji = "girl", x = 120, y = 100, size = 52, flip = true },
] }
"""
_STEPS = (
    """
id = "call"
kind = "story"
FIELDS
[[step.choice]]
id = "obey"
text = "照他说的做"
mood = "risky"
misconception = "DR2"
consequence = "钱没有了。"
icon = "girl"
[[step.choice]]
id = "hang-up"
text = "挂断"
mood = "good"
consequence = "骗子没有办法。"
""",
    """
id = "signs"
kind = "card"
FIELDS
""",
    """
id = "hazards"
kind = "hotspot"
FIELDS
[[step.spot]]
id = "deep"
text = "深水坑"
x = 10
y = 60
width = 60
height = 50
hazard = true
feedback = "水下看不见**深浅**。"
misconception = "DR1"
[[step.spot]]
id = "stones"
text = "湿石头"
x = 90
y = 60
width = 40
height = 40
hazard = true
feedback = "石头很滑。"
[[step.spot]]
id = "path"
text = "小路"
x = 200
y = 100
width = 100
height = 60
hazard = false
feedback = "在小路上走是安全的。"
""",
    """
id = "phone"
kind = "dialogue"
caller = "自称客服的人"
FIELDS
[[step.turn]]
id = "opening"
says = "您的账户**必须注销**。"
[[step.turn.reply]]
id = "official"
text = "我自己打官方电话"
mood = "good"
feedback = "挂断后自己查号码。"
icon = "girl"
[[step.turn.reply]]
id = "not-needed"
text = "不需要"
mood = "safe"
feedback = "可以，再核实一下更好。"
[[step.turn.reply]]
id = "how"
text = "怎么注销？"
mood = "risky"
feedback = "他会让你去借钱。"
misconception = "DR2"
[[step.turn]]
id = "threat"
says = "不办就影响征信！"
[[step.turn.reply]]
id = "no"
text = "征信不归你管"
mood = "good"
feedback = "好。"
[[step.turn.reply]]
id = "fear"
text = "那我转给你"
mood = "risky"
feedback = "转走的钱很难追回。"
""",
    """
id = "cost"
kind = "calculator"
FIELDS
[step.offer]
borrowed = 3000
received = 2400
payments = 1
each = 3000
every = "month"
[[step.choice]]
id = "twenty"
text = "20%"
misconception = "DR2"
feedback = "这是一个月扣下的钱占合同的比例。"
[[step.choice]]
id = "twenty-five"
text = "25%"
misconception = "DR2"
feedback = "这是一个月的价钱。"
[[step.choice]]
id = "three-hundred"
text = "大约 300%"
right = true
percent = 300
feedback = "到手 2400 元，一个月多还 600 元。"
""",
    """
id = "crawl"
kind = "practice"
duration = 20
FIELDS
[[step.cue]]
id = "down"
at = 0
text = "蹲下"
[[step.cue]]
id = "forward"
at = 10
text = "往前爬"
""",
    """
id = "tonight"
kind = "home"
FIELDS
""",
)


def _step(text: str) -> str:
    fields = _FIELDS.replace("seconds = 8", "seconds = 20") if '"practice"' in text else _FIELDS
    return "[[step]]" + text.replace("FIELDS\n", fields)


def add_kinds(root: Root) -> None:
    """Write the lesson `water-u` and its quiz."""
    root.write(LESSON, _HEAD + "".join(_step(text) for text in _STEPS))
    four = (root.path / "quizzes/water/p34.toml").read_text(encoding="utf-8").split("[[question]]\n")
    fourth = (
        '[[question.choice]]\nid = "wrong-c"\ntext = "另一种做法"\nmisconception = "DR2"\nfeedback = "这样也有危险。"\n'
    )
    root.write(QUIZ, "[[question]]\n".join([four[0], *(question + fourth for question in four[1:])]))
    root.write("courses/art/cast/xiaojie-run.svg", SVG.format(w=64, h=64))
