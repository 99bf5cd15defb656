"""Characters whose sound follows from their neighbours: 一 and 不 change their tone, particles have their own sounds.

Each rule is told the run of characters, the place in it, the syllables so far, and whether the character stands alone
there or is part of a word of the dictionary; it answers with the syllable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Rule = Callable[[str, int, list[str], bool], str]

_FALLING = re.compile("[àèìòùǜ]")
_NUMERALS = "零〇一二三四五六七八九十百千万"
_COUNTED_BY = _NUMERALS + "两几每这那哪半"
_WHO_MUST = "你我他她它们谁都还也就总非必"
_WANTS = "要会能没不取获求夺只以才点刚再"
_GROUND = "上下面方铁震板址点图区球带势毯砖位理道里"
_ON_GROUND = "在到坐倒趴落躺拖扫擦场草当本各外内就随此陆土天每原空户实"


def _is_falling(syllables: list[str], place: int) -> bool:
    return place < len(syllables) and _FALLING.search(syllables[place]) is not None


def _one(run: str, place: int, syllables: list[str], _alone: bool) -> str:
    """yí before a fourth tone, else yì; yī in numbers and at the end, without tone between a doubled verb."""
    before, after = run[place - 1 : place], run[place + 1 : place + 2]
    if before and before == after and run[place - 2 : place - 1] != "一":
        return "yi"
    if not after or before in set(_NUMERALS + "第初周期") or after in _NUMERALS:
        return "yī"
    return "yí" if _is_falling(syllables, place + 1) else "yì"


def _not(run: str, place: int, syllables: list[str], _alone: bool) -> str:
    """bú before a fourth tone, without tone in 是不是, else bù."""
    before, after = run[place - 1 : place], run[place + 1 : place + 2]
    if before and before == after:
        return "bu"
    return "bú" if _is_falling(syllables, place + 1) else "bù"


def _de(run: str, place: int, _syllables: list[str], _alone: bool) -> str:
    """得: de after a verb, děi after who has to, dé where something is got."""
    before = run[place - 1 : place]
    if before and before in _WHO_MUST:
        return "děi"
    return "dé" if not before or before in _WANTS else "de"


def _own(_run: str, place: int, syllables: list[str], _alone: bool) -> str:
    """的 and 都, which the dictionary sees in words that are none here (三年级的哥哥, 大家都)."""
    return {"dī": "de", "dū": "dōu"}.get(syllables[place], syllables[place])


def _way(run: str, place: int, syllables: list[str], alone: bool) -> str:
    """地: de between how and what is done, dì where it is ground."""
    before, after = run[place - 1 : place], run[place + 1 : place + 2]
    is_doubled = place > 1 and run[place - 2] == before
    if is_doubled and after:
        return "de"
    if not alone or not before or not after:
        return syllables[place]
    return "de" if after not in _GROUND and before not in _ON_GROUND else "dì"


def _only(run: str, place: int, syllables: list[str], alone: bool) -> str:
    """只: zhī where things are counted, else zhǐ."""
    before = run[place - 1 : place]
    if not alone and before not in set(_COUNTED_BY):
        return syllables[place]
    return "zhī" if before and before in _COUNTED_BY else "zhǐ"


RULES: Mapping[str, Rule] = {"一": _one, "不": _not, "得": _de, "地": _way, "只": _only, "的": _own, "都": _own}
