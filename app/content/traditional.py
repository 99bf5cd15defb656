"""Traditional Chinese made from the simplified source: what is converted how, and what came out unconverted.

OpenCC's `s2tw` changes characters only. Words that differ (短信, 簡訊) are listed in `courses/traditional.toml`, each
looked at by a person: OpenCC's own list of words is made for software and would turn the window of a burning house into
one on a screen. Names of documents in 《》 are never touched by the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from opencc import OpenCC

from app.content.documents import Document, read_document
from app.content.lines import Place
from app.content.problems import Problem

FILE = "traditional.toml"
LANGUAGE = "zh_TW"
PHRASES, INTERFACE = TABLES = ("phrases", "interface")
_TITLE = r"《[^《》]*》"
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")

# OpenCC changes these by themselves, but in other words (皇后, 公里, 若干) traditional texts have them too.
_IN_BOTH = frozenset(
    "几么于尸干丰丑云仆凶斗占台伙划吁后夸朴污佣余岩岳征杰泄肴虱采里咨咸苧范郁准晒涌祕脣喫游雇辟樑霉檐癡纔"
)

# A tree whose leaves are texts or lists of texts, as in overlays.
Words = dict[str, Any]


@dataclass(frozen=True)
class Converter:
    """Converts texts. `phrases` maps what stands in the source to what shall stand in its place."""

    phrases: Mapping[str, str]

    @cached_property
    def _kept(self) -> re.Pattern[str]:
        """A listed name of a document, else any name of a document, else a listed phrase, the longest first."""
        longest_first = sorted(self.phrases, key=len, reverse=True)
        titles = [re.escape(phrase) for phrase in longest_first if phrase.startswith("《")]
        others = [re.escape(phrase) for phrase in longest_first if not phrase.startswith("《")]
        return re.compile("|".join((*titles, _TITLE, *others)))

    def text(self, text: str) -> str:
        """One text in traditional characters."""
        parts, at = [], 0
        for found in self._kept.finditer(text):
            kept = self.phrases.get(found[0]) or _converted(found[0], "s2tw")
            parts += [_converted(text[at : found.start()], "s2tw"), kept]
            at = found.end()
        return "".join((*parts, _converted(text[at:], "s2tw")))

    def tree(self, words: Words) -> Words:
        """The same tree in traditional characters."""
        return {key: self._branch(value) for key, value in words.items()}

    def _branch(self, value: Any) -> Any:
        if isinstance(value, dict):
            return self.tree(value)
        return [self.text(one) for one in value] if isinstance(value, list | tuple) else self.text(value)


@cache
def _engine(config: str) -> OpenCC:
    return OpenCC(config)


def _converted(text: str, config: str) -> str:
    converted: str = _engine(config).convert(text)
    return converted


@cache
def is_simplified_only(char: str) -> bool:
    """Is this a character that traditional texts of Taiwan do not use?"""
    return _HAN.match(char) is not None and char not in _IN_BOTH and _converted(char, "s2tw") != char


def leftovers(text: str) -> str:
    """The simplified-only characters of a text, each once, in their order."""
    return "".join(dict.fromkeys(char for char in text if is_simplified_only(char)))


def lost_titles(source: str, converted: str) -> list[str]:
    """The names of documents in 《》 that the converted text does not give back character for character."""
    back = [_converted(title, "tw2s") for title in re.findall(_TITLE, converted)]
    return [title for title in re.findall(_TITLE, source) if _converted(title, "tw2s") not in back]


def read_traditional(document: Document, tables: Mapping[str, dict[str, str]]) -> None:
    """Add the lines of one file to these tables of `"source" = "traditional"`, by the name of the table."""
    for name in document.values:
        if name not in TABLES:
            document.note((name,), "field_unknown", field=name)
    for name, phrases in tables.items():
        rows = document.values.get(name, {})
        if isinstance(rows, dict):
            for source, wanted in rows.items():
                _read_phrase(document, (name, source), wanted, phrases)
        else:
            document.note((name,), "type_wrong", expected="table")


def _read_phrase(document: Document, place: Place, wanted: object, phrases: dict[str, str]) -> None:
    source = str(place[-1])
    if not isinstance(wanted, str):
        document.note(place, "type_wrong", expected="str")
    elif not source.strip() or not wanted.strip():
        document.note(place, "text_empty")
    elif found := leftovers(wanted):
        document.note(place, "traditional_leftover", characters=found)
    else:
        phrases[source] = wanted


def converter_of(roots: Sequence[Path], *, is_interface: bool = False) -> Converter:
    """The converter with the lists of these content roots; a file that cannot be read counts as empty.

    The interface has words of its own, which in a lesson may mean something else (文件: a file there, a paper here).
    """
    general: dict[str, str] = {}
    interface: dict[str, str] = {}
    problems: list[Problem] = []
    for path in (root / "courses" / FILE for root in roots):
        document = read_document(path, problems) if path.is_file() else None
        if document is not None:
            read_traditional(document, {PHRASES: general, INTERFACE: interface})
    return Converter(general | interface if is_interface else general)


def note_unconverted(document: Document, source: Words, converted: Words) -> None:
    """Note every place of a source file whose conversion is not all traditional or has lost the name of a document."""
    for place, before, after in _pairs(source, converted, ()):
        if found := leftovers(after):
            document.note(place, "traditional_leftover", characters=found)
        for title in lost_titles(before, after):
            document.note(place, "traditional_title_lost", title=title)


def _pairs(source: Any, converted: Any, place: Place) -> Iterator[tuple[Place, str, str]]:
    if isinstance(source, dict):
        rows: Iterable[tuple[str | int, Any]] = source.items()
    elif isinstance(source, list | tuple):
        rows = enumerate(source)
    else:
        yield place, source, converted
        return
    for key, value in rows:
        yield from _pairs(value, converted[key], (*place, key))
