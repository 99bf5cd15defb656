"""Statements no lesson may make: the rules of `data/forbidden.toml`, held against every text in every language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.content.documents import Document
from app.content.passages import Passage
from app.domain.library import SOURCE_LANGUAGE

_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_FULL_STOP = re.compile(r"(?<=[a-z\"”)])\.\s")
# A sentence with one of these speaks against what it names; children's texts rarely deny twice.
_DENIAL = {
    SOURCE_LANGUAGE: re.compile(r"不|别|勿|莫|没|无|禁|拒|非|错|误|假|谣|停|避|远离|危险|耽误|更糟|加重|害|吗|谁|骗"),
    "en": re.compile(
        r"n't\b|n’t\b|\b(?:not|never|no|nobody|none|without|instead|rather|avoid|wrong|myth|stop|refuse|danger|dangerous"
        r"|harm|harms|waste|wastes|worse|keep away|stay away|nor|neither|cannot|delays?)\b",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One forbidden statement: what it looks like in each language, where it is forbidden, and why."""

    id: str
    is_everywhere: bool
    themes: frozenset[str]
    patterns: dict[str, re.Pattern[str]]
    because: tuple[str, str]


@cache
def rules() -> tuple[Rule, ...]:
    """The rules as they ship. They are not part of a content root: no school can switch one off."""
    table = tomllib.loads(files("app").joinpath("content/data/forbidden.toml").read_text("utf-8"))
    return tuple(
        Rule(
            name,
            row["where"] == "anywhere",
            frozenset(row.get("themes", ())),
            {SOURCE_LANGUAGE: re.compile(row["zh"]), "en": re.compile(row["en"], re.IGNORECASE)},
            (row["because"][0], row["because"][1]),
        )
        for name, row in table.items()
    )


def check_statements(document: Document, theme: str, language: str, passages: Iterable[Passage]) -> None:
    """Note every forbidden statement at its place. Languages without patterns of their own are derived ones."""
    wanted = [rule for rule in rules() if language in rule.patterns and (not rule.themes or theme in rule.themes)]
    for passage in passages:
        for sentence in sentences(passage.text):
            for rule in wanted:
                if breaks(rule, sentence, language, is_taught=passage.is_taught):
                    zh, en = rule.because
                    said = {"said": sentence[:40], "language": language}
                    document.note(passage.place, "statement_forbidden", rule=rule.id, zh=zh, en=en, **said)


def breaks(rule: Rule, sentence: str, language: str, *, is_taught: bool) -> bool:
    """Does this sentence make the statement the rule forbids?"""
    if not (rule.is_everywhere or is_taught) or not rule.patterns[language].search(sentence):
        return False
    return rule.is_everywhere or not _DENIAL[language].search(sentence)


def sentences(text: str) -> list[str]:
    """A text cut at full stops, question and exclamation marks, semicolons and line ends."""
    return [part.strip() for part in _SENTENCE.findall(_FULL_STOP.sub("\n", text)) if part.strip()]
