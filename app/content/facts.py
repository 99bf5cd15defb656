"""The facts that texts may name, and what texts may say about them: `{fire}`, never 119; no age but the law's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from app.content.documents import Document
from app.content.lines import Place
from app.content.tables import Table, is_identifier
from app.domain.facts import PLACEHOLDER, Fact, FactKind, is_number, placeholders
from app.domain.library import SOURCE_LANGUAGE

Facts = Mapping[str, Fact]
Words = Mapping[str, Any]

# Behind these, 110 or 120 is a measure and no number to call.
_UNITS = (
    r"[.,:：%％℃]?\d|[.)）]?\s?(?:元|块|角|米|厘米|毫米|公里|千米|海里|公斤|千克|克|斤|毫升|升|伏|瓦|度|℃|%|％"
    r"|[万千百多余]|个|名|位|人|头|只|条|张|辆|户|起|家|所|页|字|题|分|秒|小时|天|日|周|月|年|岁|次|下|步|倍|层|楼|号楼|号房|室|路"
    r"|km|cm|mm|kg|ml|yuan\b|metres|meters|centi|kilo|gram|volt|degree|pupil|people|child|minute|second|hour|day|week"
    r"|month|year|times|beats|steps|pages|per cent)"
)
_BEFORE = r"(?<![\d.〔\[第#¥￥$-])(?<!第 )"
_SENTENCE = re.compile(r"[^。！？；!?;\n]+|(?<=[a-z])\.\s")
_EBIKE = re.compile(r"电动自行车|电动车|电瓶车|e-?bikes?|electric (?:bicycles?|bikes?)", re.IGNORECASE)
_BICYCLE = re.compile(r"自行车|单车|脚踏车|\b(?:bicycles?|bikes?|cycl(?:e|ing))\b", re.IGNORECASE)
_MODAL = re.compile(
    r"[满足到]|才[能可]|不能|不可以|以[上下前后]|(?:must|may|can|allowed|not|until|from|under|over|least|turn|reach)"
)
_AGE = re.compile(
    r"(\d{1,2}|\{[a-z-]+\}|[一二三四五六七八九]?十[一二三四五六七八九]?|[四五六七八九])"
    r"\s*(?:周?岁|years?[ -]old|years of age)"
    r"|\b(?:age(?:d| of)?|turn|are|is|under|until|before)\s"
    r"(\d{1,2}|\{[a-z-]+\}|ten|twelve|fourteen|fifteen|sixteen|eighteen)\b",
    re.IGNORECASE,
)
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}
_ENGLISH = {"ten": 10, "twelve": 12, "fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18}
# What the author claims to be true; a choice or a statement may be wrong on purpose.
_CLAIMS = frozenset({"explanation", "feedback", "consequence", "truth", "summary"})


def read_facts(document: Document, facts: dict[str, Fact]) -> None:
    """Add the facts of one `facts.toml`."""
    for fact_id, table in Table(document, (), document.values).children():
        if not is_identifier(fact_id):
            table.note("", "id_malformed", id=fact_id)
        if fact_id in facts:
            table.note("", "id_repeated", id=fact_id)
        kind = FactKind(table.word("kind", list(FactKind)) or FactKind.NORM)
        value, name, source = table.plain("value"), table.plain("name"), table.plain("source")
        bounds = [table.number(key, 0, 1000) if key in table else None for key in ("min", "max")]
        table.close()
        fact = Fact(fact_id, kind, value, {SOURCE_LANGUAGE: name}, {SOURCE_LANGUAGE: source}, *bounds)
        if value and not _is_sound(fact):
            table.note("value", "fact_value_wrong", value=value)
        facts[fact_id] = fact


def _is_sound(fact: Fact) -> bool:
    if fact.is_number_to_call:
        return is_number(fact.value)
    if not (fact.value.isascii() and fact.value.isdigit()):
        return False
    number = int(fact.value)
    return (fact.low is None or fact.low <= number) and (fact.high is None or number <= fact.high)


def fact_words(facts: Facts) -> dict[str, Any]:
    """The words of the facts, as overlays hold them."""
    return {
        name: {"name": fact.names[SOURCE_LANGUAGE], "source": fact.sources[SOURCE_LANGUAGE]}
        for name, fact in facts.items()
    }


def translated_fact(fact: Fact, language: str, words: Words) -> Fact:
    """The fact with its words in one more language."""
    row = words[fact.id]
    return replace(fact, names={**fact.names, language: row["name"]}, sources={**fact.sources, language: row["source"]})


def note_faults(document: Document, words: Words, facts: Facts) -> None:
    """Note what a file's texts say wrongly about facts: an unknown name, a help line in digits, another age."""
    numbers = {fact.value: name for name, fact in facts.items() if fact.is_number_to_call}
    for place, text in _texts(words, ()):
        for name in placeholders(text):
            if name not in facts:
                document.note(place, "fact_unknown", name=name)
        if "{" in (rest := PLACEHOLDER.sub("", text)) or "}" in rest:
            document.note(place, "fact_malformed")
        if not {"source", "sources"} & set(place):
            for number in dict.fromkeys(written_out(text, frozenset(numbers))):
                document.note(place, "fact_in_digits", number=number, name=numbers[number])
        if place[-1] in _CLAIMS or (len(place) == 3 and place[0] == "step" and place[-1] == "text"):
            for name in wrong_ages(text, facts):
                document.note(place, "age_differs", name=name, value=facts[name].value)


def written_out(text: str, numbers: frozenset[str]) -> list[str]:
    """The numbers to call that stand in a text as digits. A measure (120 厘米) is none."""
    return _calls(numbers).findall(text) if numbers else []


@cache
def _calls(numbers: frozenset[str]) -> re.Pattern[str]:
    return re.compile(f"{_BEFORE}({'|'.join(sorted(numbers, key=len, reverse=True))})(?!\\d|-\\d|{_UNITS})")


def wrong_ages(text: str, facts: Facts) -> Iterator[str]:
    """The facts that a sentence about riding contradicts: it names an age for a vehicle, and not the law's."""
    for sentence in _SENTENCE.findall(text):
        if not _MODAL.search(sentence):
            continue
        ages = {_years(one or other, facts) for one, other in _AGE.findall(sentence)} - {None}
        said = PLACEHOLDER.sub("", sentence)
        rest = _EBIKE.sub("", said)
        wanted = [
            name
            for name, is_about in (("ebike-age", rest != said), ("bicycle-age", _BICYCLE.search(rest) is not None))
            if is_about and name in facts
        ]
        if ages and wanted and not any(int(facts[name].value) in ages for name in wanted):
            yield wanted[0]


def _years(text: str, facts: Facts) -> int | None:
    if text.startswith("{"):
        fact = facts.get(text[1:-1])
        return int(fact.value) if fact is not None and fact.value.isascii() and fact.value.isdigit() else None
    if text.isascii() and text.isdigit():
        return int(text)
    if text.lower() in _ENGLISH:
        return _ENGLISH[text.lower()]
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _DIGITS.get(text)
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


def _texts(words: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(words, str):
        yield place, words
    elif isinstance(words, Mapping):
        for key, value in words.items():
            yield from _texts(value, (*place, key))
    elif isinstance(words, list | tuple):
        for number, value in enumerate(words):
            yield from _texts(value, (*place, number))
