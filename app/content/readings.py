"""How the texts of a lesson sound, worked out when it is published.

Words are looked up, longest first, in what authors wrote (the `[pinyin]` table of the lesson, `courses/pinyin.toml`),
and in `data/pinyin.toml`. The rest is pypinyin's, corrected where the sound of a character follows from its neighbours.
As in first-grade readers, 一 and 不 are written as they are spoken (yí gè, bú shì), and a third tone before another
keeps its mark (nǐ hǎo).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.seg.mmseg import seg

from app.content.documents import Document
from app.content.lines import Place
from app.content.sandhi import RULES
from app.content.tables import Table
from app.domain.readings import HAN

LONGEST = 12
COMMON = Path(__file__).parent / "data" / "pinyin.toml"
# No pupil sees these as text: the drawing, its description for those who do not see it, and the sources.
_UNSEEN = frozenset({"picture", "alt", "sources"})
_BLOCK = re.compile(r"</?(?:p|li|ul|ol|br)\b[^>]*>")
_INLINE = re.compile(r"<[^>]*>")
_MARKED = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ]")
_TONELESS = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ", "aaaaeeeeiiiioooouuuuüüüünnn")


@cache
def common_phrases() -> Mapping[str, str]:
    """How common words sound, where the dictionary of pypinyin says it otherwise."""
    words: dict[str, str] = tomllib.loads(COMMON.read_text(encoding="utf-8"))
    return words


def own_phrases(table: Table) -> dict[str, str]:
    """The phrases of a lesson's own `[pinyin]` table, which it may do without."""
    if "pinyin" not in table or table.table("pinyin") is None:
        return {}
    return read_phrases(table.document, ("pinyin",), table.document.values["pinyin"])


def read_phrases(document: Document, place: Place, values: Mapping[str, object]) -> dict[str, str]:
    """The phrases of a table with their sound; every one that cannot be right is noted and left out.

    A phrase is one to twelve Chinese characters, and has a syllable for each, one of those the character can have: the
    tone is the author's business, since it changes from word to word. A single character says how it is read alone.
    """
    found = {}
    for phrase, sound in values.items():
        before = len(document.problems)
        if not isinstance(sound, str):
            document.note((*place, phrase), "type_wrong", expected="str")
        elif len(phrase) > LONGEST or not HAN.fullmatch(phrase):
            document.note((*place, phrase), "pinyin_not_characters", text=phrase[:LONGEST], high=LONGEST)
        else:
            _check_sound(document, (*place, phrase), phrase, sound.split())
        if len(document.problems) == before:
            found[phrase] = " ".join(str(sound).split())
    return found


def _check_sound(document: Document, place: Place, phrase: str, syllables: list[str]) -> None:
    if len(syllables) != len(phrase):
        document.note(place, "pinyin_count", text=phrase, expected=len(phrase), count=len(syllables))
        return
    for character, syllable in zip(phrase, syllables, strict=True):
        if not is_possible(character, syllable):
            document.note(place, "pinyin_impossible", character=character, syllable=syllable[:LONGEST])


def is_possible(character: str, syllable: str) -> bool:
    """Can the character be read like this in some tone, or in none? 儿 may also be the r at the end of a word."""
    if character == "儿" and syllable == "r":
        return True
    known = pinyin(character, style=Style.TONE, heteronym=True)[0]
    has_one_tone = len(_MARKED.findall(syllable)) <= 1
    return has_one_tone and syllable.translate(_TONELESS) in {one.translate(_TONELESS) for one in known}


def readings(bodies: Iterable[Any], phrases: Mapping[str, str]) -> dict[str, str]:
    """The reading of every text that a pupil may see in these JSON values, by the text; `phrases` are the authors'."""
    texts = {text for body in bodies for text in _texts(body)}
    found = {text: reading(text, phrases) for text in sorted(texts)}
    return {text: sound for text, sound in found.items() if sound}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key not in _UNSEEN:
                yield from _texts(one)


def reading(text: str, phrases: Mapping[str, str]) -> str:
    """One syllable for each Chinese character of a text or of its HTML; '' where there is none, or one nobody knows."""
    phrases = {**common_phrases(), **phrases}
    plain = _INLINE.sub("", _BLOCK.sub("\n", text))
    syllables = [syllable for run in HAN.findall(plain) for syllable in _sounds(run, phrases)]
    return "" if any(HAN.search(one) for one in syllables) else " ".join(syllables)


def _sounds(run: str, phrases: Mapping[str, str]) -> list[str]:
    """The syllables of characters between which nothing stands; a character that nobody knows stays as it is."""
    words = list(seg.cut(run))
    syllables = [one for word in words for one in _word(word, phrases)]
    fixed: set[int] = set()
    for start, phrase in _phrases_in(run, phrases):
        syllables[start : start + len(phrase)] = phrases[phrase].split()
        fixed |= set(range(start, start + len(phrase)))
    alone = [len(word) == 1 for word in words for _character in word]
    for place, character in enumerate(run):
        if character in RULES and place not in fixed:
            syllables[place] = RULES[character](run, place, syllables, alone[place])
    return syllables


def _word(word: str, phrases: Mapping[str, str]) -> Sequence[str]:
    return phrases[word].split() if word in phrases else _usual(word)


@cache  # Lessons say the same words over and over, and publishing should not take longer with every lesson.
def _usual(word: str) -> tuple[str, ...]:
    syllables = lazy_pinyin(word, style=Style.TONE)
    return tuple(syllables if len(syllables) == len(word) else [_one(character) for character in word])


def _one(character: str) -> str:
    return lazy_pinyin(character, style=Style.TONE)[0]


def _phrases_in(run: str, phrases: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """The phrases of two and more characters in a run with their places: the first, and of those the longest."""
    start = 0
    while start < len(run):
        ends = range(min(len(run), start + LONGEST), start + 1, -1)
        end = next((end for end in ends if run[start:end] in phrases), start)
        if end > start:
            yield start, run[start:end]
        start = max(end, start + 1)
