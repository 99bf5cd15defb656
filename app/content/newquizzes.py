"""The first version of a quiz: a bank of the least size for its band, with keys and misconceptions in their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, islice

from app.content.bands import SIZES
from app.content.plans import GAP, ICONS, Belief, Plan, treated
from app.domain.grades import Band

_QUIZ_HEAD = """\
# 这一课的测验题库。系统从中抽 draw 题组成一张卷子，题目和选项的顺序每人不同。
# 本学段：题库 {least} 到 {most} 题，每题 {choices} 个选项，恰好一个 right = true。
# 每个错误选项都写明它对应的误区（misconception，编号见 courses/{theme}/misconceptions.toml），
# 并有自己的 feedback：说原因，不只说“不对”。正确选项不要总是最长的。不写“以上都对”。
# crit = true：答错会危及生命，必须做对才算完成。凡有选项对应致命误区的题都要写，其余的不写。
# explanation：做完以后人人都看到的一两句话。
draw = {draw}
"""


def quiz_text(plan: Plan) -> str:
    """The file of the quiz."""
    sizes = SIZES[plan.band]
    low, high = sizes.choices
    head = _QUIZ_HEAD.format(
        least=sizes.bank[0],
        most=sizes.bank[1],
        choices=str(low) if low == high else f"{low} 到 {high}",
        theme=plan.theme,
        draw=sizes.draw[0],
    )
    wrong = cycle(treated(plan) or [Belief("", 0, False)])
    questions = ["\n".join(_question(plan, number, list(islice(wrong, high - 1)))) for number in _bank(plan.band)]
    return "\n\n".join([head.rstrip(), *questions]) + "\n"


def _bank(band: Band) -> range:
    return range(1, SIZES[band].bank[0] + 1)


def _question(plan: Plan, number: int, wrong: Sequence[Belief]) -> Iterator[str]:
    yield "[[question]]"
    yield f'id = "question-{number}"'
    if any(one.crit for one in wrong):
        yield "crit = true"
    yield f'text = "{GAP}第 {number} 题"'
    yield f'explanation = "{GAP}第 {number} 题的道理"'
    has_icons = SIZES[plan.band].has_icons
    for place, belief in enumerate([None, *wrong]):
        yield "[[question.choice]]"
        yield f'id = "{"right" if belief is None else f"wrong-{place}"}"'
        yield f'text = "{GAP}选项 {place + 1}"'
        if has_icons:
            # Turned from question to question, so that no icon always stands at the right choice.
            yield f'icon = "{ICONS[(place + number) % len(ICONS)]}"'
        if belief is None:
            yield "right = true"
        else:
            yield f'misconception = "{belief.id}"'
            yield f'feedback = "{GAP}选项 {place + 1} 错在哪里"'
