"""What grades and stages are called in files, read into grade numbers. Sources of the words: national pupil register
(小学三年级), schools' own habit (初一, 大班), OneRoster 1.2 (CEDS entry grade level codes), entry years (2021级)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from app.domain.errors import Invalid
from app.domain.grades import FIRST_GRADE, Stage
from app.domain.rosters.years import first_grade, last_grade

_HAN = {"零": 0, "〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
NUMERAL = r"(?:\d{1,4}|[一二三四五六七八九]?[十廿][一二三四五六七八九]?|[一二三四五六七八九])"
QUOTED = 20

_STAGE_WORDS = {
    Stage.KINDERGARTEN: "幼儿园 学前 学前教育 幼教 kindergarten",
    Stage.PRIMARY: "小学 普通小学 小学教育 primary elementary",
    Stage.JUNIOR: "初中 普通初中 初级中学 初中教育 junior",
    Stage.SENIOR: "高中 普通高中 普高 高级中学 高中教育 senior",
    Stage.VOCATIONAL: "中职 中等职业 中等职业教育 中职学校 职高 职业高中 中专 技校 技工 技工学校 vocational",
    Stage.UNIVERSITY: "大学 本科 专科 大专 高职 高校 普通高校 高等教育 university",
}
STAGES = {word: stage for stage, words in _STAGE_WORDS.items() for word in words.split()}
# Kinds of schools that hold several stages say nothing about one pupil.
_NO_STAGE = frozenset(
    ("九年一贯制", "九年一贯制学校", "完全中学", "十二年一贯制", "十二年一贯制学校", "特殊教育", "特教", "专门学校")
)

_PREFIXES = dict(sorted(STAGES.items(), key=lambda pair: -len(pair[0])))
_SHORT = {"小": Stage.PRIMARY, "初": Stage.JUNIOR, "高": Stage.SENIOR, "职": Stage.VOCATIONAL, "大": Stage.UNIVERSITY}
_STAGE_PATTERN = "|".join(word for word in _PREFIXES if not word.isascii())
KINDERGARTEN = {
    "托": -2, "托班": -2, "小小": -2, "小小班": -2, "小班": -2, "中班": -1,
    "大班": 0, "大大班": 0, "学前": 0, "学前班": 0,
}  # fmt: skip
_CODES = {
    "IT": -2, "PR": -2, "K1": -2, "PK": -1, "K2": -1, "TK": 0, "KG": 0, "K3": 0,
    "U1": 13, "U2": 14, "U3": 15, "U4": 16, "U5": 17,
}  # fmt: skip
_PREPARING = frozenset(("预初", "预备", "预备年级", "预初年级", "初预", "六年级(预初)", "预初(六年级)"))
_YEAR = re.compile(r"(20\d\d|\d\d)(级|届)")
_NUMBERED = re.compile(rf"({_STAGE_PATTERN}|[小初高职大研硕博])?(?:第)?({NUMERAL})(年级|年|级)?")
_LATIN = re.compile(r"(?:GRADE|G)?(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Reading:
    """Which grades a text can mean. `best` is the one it means unless another cell says otherwise, None where it
    cannot be told; `stage` is one that the text itself names."""

    grades: frozenset[int]
    best: int | None
    stage: Stage | None = None


def squeeze(text: str) -> str:
    """A word as it is compared: full-width forms folded (NFKC), no blanks, no invisible characters."""
    if text.isascii() and text.isalnum():
        return text  # Nothing to fold, and most cells of a large file are like this.
    folded = unicodedata.normalize("NFKC", text)
    return "".join(one for one in folded if not one.isspace() and unicodedata.category(one) not in ("Cf", "Cc"))


def quoted(text: str) -> str:
    """A cell's text as it may be repeated to people: short, and never with long digits, which could be a number."""
    shown = re.sub(r"[\dXx]{6,}", "…", unicodedata.normalize("NFKC", text))
    return shown if len(shown) <= QUOTED else shown[: QUOTED - 1] + "…"


def numeral(text: str) -> int | None:
    """A whole number in digits or han numerals up to 99 (十二, 廿三); None for anything else."""
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= 4 else None
    if text in _HAN:
        return _HAN[text]
    tens, sign, ones = text.partition("十") if "十" in text else text.partition("廿")
    if not sign or (tens and tens not in _HAN) or (ones and ones not in _HAN):
        return None
    first = 2 if sign == "廿" else _HAN.get(tens, 1)
    return first * 10 + _HAN.get(ones, 0)


def read_stage(text: str) -> Stage | None:
    """A stage by name; None for an empty text or a kind of school with several. Raises Invalid `stage_unknown`."""
    word = squeeze(text).casefold()
    if not word or word in _NO_STAGE:
        return None
    found = STAGES.get(word) or STAGES.get(word.removesuffix("阶段").removesuffix("学段"))
    if found is None:
        raise Invalid("stage_unknown", text=quoted(text))
    return found


@lru_cache(maxsize=4096)
def read_grade(text: str, stage: Stage | None, system: str, year: int) -> Reading:
    """What a grade's name means in a school of this system, in school year `year`, next to a stage named elsewhere.

    Raises Invalid `grade_unknown`, `grade_beyond`, `grade_ungraded` or `stage_contradicts`.
    """
    word = squeeze(text)
    found = _reading(word, stage, system, year)
    if found is None:
        raise Invalid("grade_unknown", text=quoted(text))
    if stage is None:
        return found
    fitting = frozenset(grade for grade in found.grades if holds(stage, grade))
    if not fitting or (found.stage and found.stage is not stage and stage is not Stage.VOCATIONAL):
        raise Invalid("stage_contradicts", text=quoted(text), stage=stage.value)
    best = found.best if found.best in fitting else next(iter(fitting)) if len(fitting) == 1 else None
    return Reading(fitting, best, stage)


def holds(stage: Stage, grade: int) -> bool:
    """True where a stage can have this grade under one of the systems: the sixth year is primary or junior."""
    return first_grade(stage, "54") <= grade <= last_grade(stage, "63")


def _reading(word: str, stage: Stage | None, system: str, year: int) -> Reading | None:
    upper = word.upper()
    if upper == "UG":
        raise Invalid("grade_ungraded")
    if upper in _CODES:
        return _sure(_CODES[upper])
    if word.removeprefix("幼儿园") in KINDERGARTEN:
        return _sure(KINDERGARTEN[word.removeprefix("幼儿园")], Stage.KINDERGARTEN)
    if word in _PREPARING:
        return _sure(6, Stage.JUNIOR)
    if match := _YEAR.fullmatch(word):
        return _by_year(int(match[1]) % 100 + 2000, match[2], stage, system, year)
    if match := _LATIN.fullmatch(upper):
        return plain(int(match[1]), stage, system)
    match = _NUMBERED.fullmatch(word)
    count = numeral(match[2]) if match else None
    if match is None or count is None:
        return None
    return _prefixed(match[1], count, system) if match[1] else plain(count, stage, system)


def plain(count: int, stage: Stage | None, system: str) -> Reading | None:
    """A number without the name of a stage: the absolute year (七年级), or the year within the stage named beside it.

    The same number could be meant within another stage, which only another cell can tell.
    """
    if stage is None:
        absolute = frozenset((count,) if 1 <= count <= 12 else ())
        return Reading(absolute, count) if absolute else None
    if stage not in (Stage.UNIVERSITY, Stage.KINDERGARTEN) and holds(stage, count):
        return _sure(count)
    within = within_stage(count, stage, system)
    return None if within is None else _sure(within)


def within_stage(count: int, stage: Stage, system: str) -> int | None:
    """The grade that is the `count`-th of a stage; None where the stage has fewer."""
    grade = first_grade(stage, system) + count - 1
    return grade if count >= 1 and grade <= last_grade(stage, "63") else None


def any_stage(count: int, system: str) -> frozenset[int]:
    """All grades somebody could mean by a bare number: the absolute year, and the year within each stage."""
    found = {within_stage(count, stage, system) for stage in Stage} | ({count} if 1 <= count <= 12 else set())
    return frozenset(one for one in found if one is not None and one >= FIRST_GRADE)


def _prefixed(prefix: str, count: int, system: str) -> Reading | None:
    if prefix in ("研", "硕", "博"):
        raise Invalid("grade_beyond", text=f"{prefix}{count}")
    stage = _SHORT.get(prefix) or STAGES[prefix]
    if prefix not in _SHORT and stage is not Stage.UNIVERSITY and holds(stage, count):
        return _sure(count, stage)
    grade = within_stage(count, stage, system)
    if grade is None:
        return None
    # Vocational schools speak of 高一 as well, so that word alone does not name the stage.
    named = None if prefix == "高" else stage
    if stage is Stage.JUNIOR and system == "54" and count <= 3:
        # 初一 is the sixth year in most five-four places, and the seventh in Shanghai, which calls the sixth 预初.
        return Reading(frozenset((grade, grade + 1)), grade, named)
    return _sure(grade, named)


def _by_year(entered: int, sign: str, stage: Stage | None, system: str, year: int) -> Reading | None:
    grades = set()
    for one in (stage,) if stage else (one for one in Stage if one is not Stage.VOCATIONAL):
        first, last = first_grade(one, system), last_grade(one, system)
        grade = first + year - entered if sign == "级" else last - (entered - year - 1)
        if first <= grade <= last:
            grades.add(grade)
    if not grades:
        return None
    return Reading(frozenset(grades), next(iter(grades)) if len(grades) == 1 else None)


def _sure(grade: int, stage: Stage | None = None) -> Reading:
    return Reading(frozenset((grade,)), grade, stage)


_NAMES = ("一", "二", "三", "四", "五", "六", "七", "八", "九")
_STAGE_NAMES = {
    Stage.KINDERGARTEN: "幼儿园",
    Stage.PRIMARY: "小学",
    Stage.JUNIOR: "初中",
    Stage.SENIOR: "高中",
    Stage.VOCATIONAL: "中职",
    Stage.UNIVERSITY: "大学",
}


def stage_text(stage: Stage) -> str:
    """A stage as our files name it; `read_stage` reads it back."""
    return _STAGE_NAMES[stage]


def grade_text(stage: Stage, grade: int) -> str:
    """A grade as our files name it; `read_grade` reads it back beside `stage_text`."""
    if stage is Stage.KINDERGARTEN:
        return ("小班", "中班", "大班")[grade + 2]
    if grade <= 9:
        return f"{_NAMES[grade - 1]}年级"
    if stage is Stage.VOCATIONAL:
        return f"中职{_NAMES[grade - 10]}年级"
    return f"高{_NAMES[grade - 10]}" if grade <= 12 else f"大{_NAMES[grade - 13]}"
